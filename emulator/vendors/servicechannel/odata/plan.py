"""What a query asks for, once it is understood."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeVar

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.odata.model import COMPLEX, Entity, Field, Link, Read

Item = TypeVar("Item")
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


def _id(record: Record) -> object:
    return record["Id"]


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


def matching(found: Iterable[Item], query: Query, key: Read = _id) -> list[Item]:
    """What a filter leaves, in order; nulls come first, and ties stand by their id.

    key: the id of a record, or whatever stands for one.
    """
    holds = query.holds
    left = [it for it in found if holds(it) is True] if holds else list(found)
    if query.order:
        left.sort(key=key)
    for read, is_descending in query.order:
        left = _sorted(left, read, is_descending=is_descending)
    return left


def _sorted(items: Sequence[Item], read: Read, *, is_descending: bool) -> list[Item]:
    """Nulls apart, so that values compare with nothing but values."""
    values = [read(it) for it in items]
    nulls = [it for it, value in zip(items, values, strict=True) if value is None]
    others = [(v, it) for it, v in zip(items, values, strict=True) if v is not None]
    others.sort(key=itemgetter(0), reverse=is_descending)
    rest = [it for _, it in others]
    return rest + nulls if is_descending else nulls + rest
