"""What a query asks for, once it is understood."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.odata.model import COMPLEX, Entity, Field, Link, Read

#: How many records a page has at the most, and how many an expansion of a list's records.
PAGE = 50


@dataclass(slots=True)
class Shape:
    """Which fields are shown, and which links are expanded.

    fields: by name, with those of a complex value if not all of them are; all where it is None.
    said: what `$select` and `$expand` add to the context.
    """

    fields: "Mapping[str, Shape | None] | None" = None
    expansions: "Mapping[str, tuple[Link, Query]]" = field(default_factory=dict)
    said: str = ""


@dataclass(slots=True)
class Query:
    """What is asked of a collection, or of what a link leads to.

    equal: fields that have to be equal.  order: what is sorted by, the last first; true for
    descending.  top: None without one.
    """

    shape: Shape
    holds: Read | None = None
    equal: Mapping[str, object] = field(default_factory=dict)
    asks_dates: bool = False
    order: Sequence[tuple[Read, bool]] = ()
    top: int | None = None
    skip: int = 0
    is_counted: bool = False


def shown(
    call: Call, entity: Entity, record: Record, shape: Shape, *, in_list: bool = True
) -> Record:
    """One record, as a query wants to see it."""
    made = _fields(call, entity.fields, record, shape.fields)
    for name, (link, query) in shape.expansions.items():
        there, entity_there = link.of(call, record), link.entity()
        if isinstance(there, dict) or there is None:
            made[name] = there and shown(call, entity_there, there, query.shape, in_list=in_list)
        else:
            rows = matching(there, query)
            top = query.top
            if in_list:
                top = PAGE if top is None else min(top, PAGE)
            page = rows[query.skip :] if top is None else rows[query.skip : query.skip + top]
            made[name] = [
                shown(call, entity_there, row, query.shape, in_list=in_list) for row in page
            ]
    return made


def _fields(
    call: Call,
    fields: Mapping[str, Field],
    record: Record,
    chosen: "Mapping[str, Shape | None] | None",
) -> Record:
    if chosen is None:
        return {name: field.get(call, record) for name, field in fields.items()}
    made: Record = {}
    for name, it in fields.items():
        if name in chosen:
            value, part = it.get(call, record), chosen[name]
            if part is not None and it.type == COMPLEX and isinstance(value, dict):
                value = _fields(call, it.fields, value, part.fields)
            made[name] = value
    return made


def matching(records: Sequence[Record], query: Query, id_field: str = "Id") -> list[Record]:
    """The records that a filter leaves, in order; nulls come first, and ties stand by their id."""
    holds = query.holds
    found = [r for r in records if holds(r) is True] if holds else list(records)
    if query.order:
        found.sort(key=lambda record: record.get(id_field, 0))
    for read, is_descending in query.order:
        found.sort(key=_sorting(read), reverse=is_descending)
    return found


def _sorting(read: Read) -> Callable[[Record], tuple[bool, object]]:
    def key(record: Record) -> tuple[bool, object]:
        value = read(record)
        return value is not None, value

    return key
