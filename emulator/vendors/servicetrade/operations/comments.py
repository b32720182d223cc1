"""What people note on an entity; nobody is told of it."""

from collections.abc import Mapping

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicetrade import marks
from emulator.vendors.servicetrade.lists import Filters, listed
from emulator.vendors.servicetrade.rules import ENTITIES
from emulator.vendors.servicetrade.saves import done, envelope, new
from emulator.vendors.servicetrade.views import marks as views

WRITABLE = ("content", "visibility", "pinned")
FILTERS = Filters(orders={"created": lambda _, record: (record["created"], record["id"])})


@operation("listComments")
def list_comments(call: Call) -> Reply:
    return listed(call, "comment", views.comment, FILTERS, preset=marks.key(call.query))


@operation("createComment")
def create_comment(call: Call) -> Reply:
    on = marks.target(call, call.body)
    return _created(call, {"entityType": call.body["entityType"], "entityId": on.record["id"]})


def _created(call: Call, on: Mapping[str, int]) -> Reply:
    """A comment of the caller's."""
    said = {name: call.body[name] for name in WRITABLE}
    comment = new(call, "comments", **on, **said, authorId=call.caller["id"])
    return done(call, "untold", {"comment": comment}, views.comment)


@operation("getComment")
def get_comment(call: Call) -> Reply:
    comment = call.load("comments", call.path["id"])
    return Reply(envelope(call, views.comment(call, comment)))


@operation("updateComment")
def update_comment(call: Call) -> Reply:
    """Its author and what it is about stay."""
    comment = call.load("comments", call.path["id"])
    comment |= {name: call.body[name] for name in WRITABLE if name in call.body}
    return done(call, "untold", {"comment": comment}, views.comment)


@operation("deleteComment")
def delete_comment(call: Call) -> Reply:
    comment = call.load("comments", call.path["id"])
    return done(call, "delete comment", {"comment": comment})


@operation("listLocationComments")
def list_location_comments(call: Call) -> Reply:
    return listed(call, "comment", views.comment, FILTERS, preset=_location(call))


@operation("createLocationComment")
def create_location_comment(call: Call) -> Reply:
    return _created(call, _location(call))


def _location(call: Call) -> Mapping[str, int]:
    """The location of the path, as comments name it."""
    location = call.load("locations", call.path["id"])
    return {"entityType": ENTITIES["location"].number, "entityId": location["id"]}
