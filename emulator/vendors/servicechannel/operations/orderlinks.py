"""Work orders that belong together, and people who follow one."""

from collections.abc import Collection, Sequence

from emulator.kernel.errors import Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, following, records, sight

ADDED, DELETED = "WorkOrderLinksAdded", "WorkOrderLinksDeleted"
NO_CONTENT, CREATED = 204, 201


@operation("linkWorkOrders")
def link_work_orders(call: Call) -> Reply:
    """Link work orders of the same location to this one."""
    order = _parent(call)
    ids = _named(call, "workorderIdToLink")
    for linked_id in ids:
        _check(call, order, linked_id)
    has = sight.links(call, order)
    gone = (
        set(sight.linked(call, order)) - set(ids) if call.body["UnlinkLinkedWorkorders"] else set()
    )
    new = [i for i in ids if i not in has]
    if not new and not gone:
        return Reply(status=NO_CONTENT)
    said = f"{_said('unlinked', sorted(gone))} {_said('linked', new)}".strip()
    events = [DELETED] * bool(gone) + [ADDED] * bool(new)
    rows = [
        {"Id": call.records.next_id("links"), "WorkOrderId": order["Id"], "LinkedWorkOrderId": i}
        for i in new
    ]
    removes = {"links": _rows(call, order, gone)}
    return records.changed(
        call, order, said, *events, status=NO_CONTENT, more={"links": rows}, removes=removes
    )


def _parent(call: Call) -> Record:
    return access.order(call, bad="parent order", unknown="parent order")


def _named(call: Call, parameter: str) -> list[int]:
    """The work orders of the query, or else of the body, each once.  Raises Invalid for none."""
    asked = call.query.get(parameter)
    ids = [asked] if asked is not None else call.body.get("WorkorderIds", [])
    if not ids:
        raise Invalid("linked order", "no work order is named")
    return list(dict.fromkeys(ids))


def _check(call: Call, order: Record, linked_id: int) -> None:
    """Raises a refusal for a work order that cannot be linked to this one."""
    linked = access.order_with(call, linked_id, bad="linked order", unknown="linked order")
    if linked_id == order["Id"]:
        raise Invalid("linked order", "a work order is not linked to itself")
    if linked["LocationId"] != order["LocationId"]:
        raise Invalid("linked location", f"work order {linked_id} is at another location")


def _said(what: str, ids: Sequence[int]) -> str:
    names = ", ".join(f"<b>{i}</b>" for i in ids)
    return f"Work order {what}: {names}." if ids else ""


def _rows(call: Call, order: Record, gone: Collection[int]) -> list[int]:
    """The ids of the links to these."""
    return [
        row["Id"]
        for linked in gone
        for row in call.records.find("links", WorkOrderId=order["Id"], LinkedWorkOrderId=linked)
    ]


@operation("unlinkWorkOrders")
def unlink_work_orders(call: Call) -> Reply:
    """Undo some links of this work order, or all."""
    order = _parent(call)
    has = sight.linked(call, order)
    every = call.body["UnlinkAllLinkedWorkorders"] and "linkedWorkorderId" not in call.query
    gone = has if every else _named(call, "linkedWorkorderId")
    for linked in gone:
        if linked not in has:
            raise Invalid("linked order", f"work order {linked} is not linked to this one")
    if not gone:
        return Reply(status=NO_CONTENT)
    removes = {"links": _rows(call, order, gone)}
    said = _said("unlinked", gone)
    return records.changed(call, order, said, DELETED, status=NO_CONTENT, removes=removes)


@operation("addFollowers")
def add_followers(call: Call) -> Reply:
    """Addresses and users that follow a work order from now on."""
    order = _followed(call)
    named: list[tuple[str, int | None]] = [
        (email, None) for email in following.addresses(call.body["FollowersList"])
    ]
    named += _users(call, order, call.body["UserIds"])
    if not named:
        raise Invalid("followers", "nobody is named")
    has = {row["Email"].casefold() for row in _followers(call, order)}
    new: list[Record] = []
    for email, user_id in named:
        if email.casefold() not in has:
            has.add(email.casefold())
            who = {"Id": call.records.next_id("followers"), "WorkOrderId": order["Id"]}
            new.append(who | {"Email": email, "UserId": user_id})
    return Reply(status=CREATED, changes={"followers": new} if new else {})


def _followed(call: Call) -> Record:
    return access.order(call, bad="empty tracking number", unknown="nowhere")


def _followers(call: Call, order: Record) -> list[Record]:
    return call.records.find("followers", WorkOrderId=order["Id"])


def _users(call: Call, order: Record, text: str) -> list[tuple[str, int | None]]:
    """The users of these ids.  Raises Invalid for one of neither company of the work order."""
    found: list[tuple[str, int | None]] = []
    for user_id in following.user_ids(text):
        user = call.records.get("users", user_id)
        if user is None or not sight.is_theirs(user, order):
            raise Invalid("bad follower", f"{user_id} is no user of a company of the work order")
        found.append((user["Email"], user["Id"]))
    return found


@operation("removeFollower")
def remove_follower(call: Call) -> Reply:
    """An address that follows a work order no longer."""
    order = _followed(call)
    email = call.query["email"].strip().casefold()
    if not email:
        raise Invalid("followers", "the address is empty")
    gone = [row["Id"] for row in _followers(call, order) if row["Email"].casefold() == email]
    if not gone:
        raise NotFound("nowhere", f"{email} does not follow work order {order['Id']}")
    return Reply(removes={"followers": gone})
