"""Tags, comments and history as they are answered."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import rules, shapes


def tag(call: Call, record: Record) -> Record:
    return shapes.named(call, "tag", record)


def counted_tag(call: Call, record: Record) -> Record:
    """A tag, and how many entities of each type have it.

    Source: https://github.com/logicalproof/servicetrade; `entityType` beside `count` is assumed.
    """
    counts: dict[int, int] = {}
    for row in call.records.find("taggings", tagId=record["id"]):
        counts[row["entityType"]] = counts.get(row["entityType"], 0) + 1
    rows = [{"entityType": number, "count": count} for number, count in sorted(counts.items())]
    return tag(call, record) | {"counts": rows}


def comment(call: Call, record: Record) -> Record:
    return {
        "id": record["id"],
        "content": record["content"],
        "visibility": record["visibility"],
        "pinned": record["pinned"],
        "author": shapes.of(call, "users", record["authorId"], shapes.user),
        "entity": _entity(call, record),
        "created": record["created"],
        "updated": record["updated"],
    }


def _entity(call: Call, record: Record) -> Record:
    """What is commented; beside the id, its fields are assumed."""
    name = rules.BY_NUMBER.get(record["entityType"])
    return {
        "id": record["entityId"],
        "uri": shapes.uri(call, name, record["entityId"]) if name else None,
        "type": record["entityType"],
    }


def change(call: Call, record: Record) -> Record:
    """One row of an entity's history (assumed)."""
    fields = ("action", "field", "oldValue", "newValue")
    return {
        "id": record["id"],
        "created": record["created"],
        "user": shapes.of(call, "users", record["userId"], shapes.user),
    } | {name: record[name] for name in fields}
