"""What hangs on an entity by its number: tags, comments, attachments; and its external ids."""

from collections.abc import Iterator, Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade.rules import ENTITIES

#: The tables whose records name an entity by number and id.
TABLES = ("taggings", "comments", "attachments")


def on(call: Call, name: str, record_id: int) -> Iterator[tuple[str, Sequence[Record]]]:
    """The records that hang on an entity, by table."""
    number = ENTITIES[name].number
    for table in TABLES:
        yield table, call.records.find(table, entityType=number, entityId=record_id)
    known = call.records.find("externalids", entityType=name, entityId=record_id)
    yield "externalids", known


def ids(call: Call, name: str, record_id: int) -> Mapping[str, Sequence[int]]:
    """The ids of all that hangs on an entity, by table: it goes when the entity goes."""
    found = {table: [row["id"] for row in rows] for table, rows in on(call, name, record_id)}
    return found | {"files": [i for i in found["attachments"] if call.records.get("files", i)]}
