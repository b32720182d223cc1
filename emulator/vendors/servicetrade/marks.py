"""What hangs on an entity by its number: tags, comments, attachments; and what its systems call it.

Source of the numbers: public code of live clients; those that are ours say so in `rules.ENTITIES`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import errors, hanging, rules
from emulator.vendors.servicetrade.rules import ENTITIES
from emulator.vendors.servicetrade.saves import Gone, Puts

#: What an entity has one of, by the field that says so.
ONCE = {"taggings": "tagId", "externalids": "system"}


class Target(NamedTuple):
    """The entity that something hangs on: its name in `rules.ENTITIES`, and its record."""

    entity: str
    record: Record


def entity(number: int) -> str:
    """The entity that a number names.  Raises Invalid for one that names none."""
    name = rules.BY_NUMBER.get(number)
    if name is None:
        known = ", ".join(f"{n} {e.number}" for n, e in ENTITIES.items())
        raise errors.invalid(
            f"entityType: {number}, expected one of {known}",
            entityType=rules.worded("entityType", ""),
        )
    return name


def key(given: Mapping[str, int]) -> Mapping[str, int]:
    """The `entityType` and `entityId` of a query or a body.

    Raises Invalid unless both are there, and the number is an entity's.
    """
    for field in ("entityType", "entityId"):
        if field not in given:
            raise errors.invalid(
                f"{field}: missing; entityType and entityId go together",
                **{field: rules.worded(field, "required")},
            )
    entity(given["entityType"])
    return {"entityType": given["entityType"], "entityId": given["entityId"]}


def target(call: Call, given: Mapping[str, int]) -> Target:
    """What `entityType` and `entityId` name.  Raises Invalid unless both are there and name one."""
    named = key(given)
    name, record_id = entity(named["entityType"]), named["entityId"]
    record = call.records.get(ENTITIES[name].table, record_id)
    if record is None:
        raise errors.invalid(
            f"entityId: there is no {name} {record_id}", entityId=rules.worded("entityId", "")
        )
    return Target(name, record)


def moved(call: Call, name: str, record_id: int, to: int) -> tuple[Puts, Gone]:
    """What hangs on an entity as it will hang on another; and what goes, as that has its like."""
    kept = {
        table: {_like(table, row) for row in rows} for table, rows in hanging.on(call, name, to)
    }
    puts: dict[str, Sequence[Record]] = {}
    gone: dict[str, Sequence[int]] = {}
    for table, rows in hanging.on(call, name, record_id):
        puts[table] = [r | {"entityId": to} for r in rows if _like(table, r) not in kept[table]]
        gone[table] = [r["id"] for r in rows if _like(table, r) in kept[table]]
    return puts, gone


def _like(table: str, row: Record) -> object:
    """What an entity has once: a tag, and a value in one system."""
    return row[ONCE.get(table, "id")]
