"""Labels that any entity can have."""

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import errors, marks, rules
from emulator.vendors.servicetrade.lists import Filters, contains, listed
from emulator.vendors.servicetrade.saves import done, envelope, new
from emulator.vendors.servicetrade.views import marks as views

FILTERS = Filters(tests={"name": contains("name")})
ENTITY = ("entityType", "entityId")


@operation("listTags")
def list_tags(call: Call) -> Reply:
    """All of them, or those on one entity."""
    tests = []
    if not call.query.keys().isdisjoint(ENTITY):
        rows = call.records.find("taggings", **marks.key(call.query))
        ids = {row["tagId"] for row in rows}
        tests.append(lambda tag: tag["id"] in ids)
    show = views.counted_tag if call.query.get("counts") else views.tag
    if tests:
        return listed(call, "tag", show, FILTERS, tests=tests)
    return listed(call, "tag", show, FILTERS)


@operation("createTag")
def create_tag(call: Call) -> Reply:
    """A tag by its name, the existing one if there is one; put on an entity if one is named.

    Source: https://github.com/logicalproof/servicetrade.
    """
    tag = _chosen(call)
    if tag is None:
        tag = new(call, "tags", name=call.body["name"])
        return _saved(call, tag, [tag])
    return _saved(call, tag, [])


def _chosen(call: Call) -> Record | None:
    """The existing tag that the body names.  Raises Invalid for no name, or an id of none."""
    body = call.body
    if "id" in body:
        tag = call.records.get("tags", body["id"])
        if tag is None:
            raise errors.invalid(f"id: tags has no record {body['id']}", id=rules.worded("id", ""))
        marks.key(body)
        return tag
    if "name" not in body:
        raise errors.invalid("name: missing", name=rules.worded("name", "required"))
    return _named(call, body["name"])


def _named(call: Call, name: str) -> Record | None:
    """The tag of that name, whatever its case (assumed)."""
    wanted = name.casefold()
    return next((t for t in call.records.find("tags") if t["name"].casefold() == wanted), None)


def _saved(call: Call, tag: Record, changed: list[Record]) -> Reply:
    """Save a tag if it changed, and put it on the entity that the body names, unless it is on."""

    def show(after: Call, _: Record) -> Record:
        return views.tag(after, after.load("tags", tag["id"]))

    saved = {"tag": changed}
    if call.body.keys().isdisjoint(ENTITY):
        return done(call, "untold", saved, show)
    on = marks.target(call, call.body)
    key = marks.key(call.body)
    if any(row["tagId"] == tag["id"] for row in call.records.find("taggings", **key)):
        return done(call, "untold", saved, show)
    tagging = {"id": call.records.next_id("taggings"), "tagId": tag["id"], **key}
    saved[on.entity] = [*saved.get(on.entity, []), on.record]
    return done(call, "mark", saved, show, more={"taggings": [tagging]})


@operation("getTag")
def get_tag(call: Call) -> Reply:
    return Reply(envelope(call, views.tag(call, call.load("tags", call.path["id"]))))


@operation("updateTag")
def update_tag(call: Call) -> Reply:
    """Another name, unless another tag has it; and on an entity, as a new tag is."""
    tag = call.load("tags", call.path["id"])
    if "name" in call.body:
        other = _named(call, call.body["name"])
        if other and other["id"] != tag["id"]:
            raise errors.invalid(
                f"name: tag {other['id']} is called {other['name']!r}",
                name="Name is already in use",
            )
        tag["name"] = call.body["name"]
    return _saved(call, tag, [tag])


@operation("deleteTag")
def delete_tag(call: Call) -> Reply:
    """Off one entity, if the query names one; else it is gone, and nobody is told (assumed)."""
    tag = call.load("tags", call.path["id"])
    if not call.query.keys().isdisjoint(ENTITY):
        return _taken_off(call, tag)
    rows = call.records.find("taggings", tagId=tag["id"])
    return done(call, "delete tag", {"tag": tag}, gone={"taggings": [row["id"] for row in rows]})


def _taken_off(call: Call, tag: Record) -> Reply:
    on = marks.target(call, call.query)
    rows = call.records.find("taggings", **marks.key(call.query))
    ids = [row["id"] for row in rows if row["tagId"] == tag["id"]]
    if not ids:
        raise NotFound("taggings", f"{on.entity} {on.record['id']} has no tag {tag['id']}")
    return done(call, "mark", {on.entity: on.record}, gone={"taggings": ids})
