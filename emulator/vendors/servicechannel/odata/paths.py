"""From names to values: `Id`, `Status/Primary`, `Provider/Name`, `Labels`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.odata.model import COMPLEX, Entity, Field, Link, Read
from emulator.vendors.servicechannel.odata.refusals import refused, unknown

Found = TypeVar("Found")
NONE: Mapping[str, str] = MappingProxyType({})
#: The prefix of the types of lists.
LIST = "Collection("


def _itself(record: object) -> object:
    return record


@dataclass(slots=True)
class Place:
    """Where a path has got to: an entity or a complex value.

    value: reads it.  own: what of it the record before it has, which `before` reads.
    is_record: whether the columns of its fields are those of its own.
    """

    type: str
    fields: Mapping[str, Field]
    links: Mapping[str, Link] = field(default_factory=dict)
    value: Read = _itself
    own: Mapping[str, str] = NONE
    before: Read = _itself
    is_record: bool = True

    @classmethod
    def of(cls, entity: Entity) -> "Place":
        return cls(entity.type, entity.fields, entity.links)


@dataclass(slots=True)
class Expression:
    """A type, and what reads a value of it.

    item: of a list, where a path into one of its items begins.
    """

    type: str
    read: Read
    is_constant: bool = False
    item: "Place | Expression | None" = None


def named(names: Mapping[str, Found], name: str) -> tuple[str, Found] | None:
    """What has a name, to the letter or else whatever its case."""
    if name in names:
        return name, names[name]
    lower = name.lower()
    return next(((n, found) for n, found in names.items() if n.lower() == lower), None)


def walk(call: Call, place: Place, names: Sequence[str], *, is_many: bool = False) -> Expression:
    """What a path leads to.  is_many: it has to be a list, or else it must not be one.

    Raises Invalid.
    """
    where: Place | Expression = place
    for number, name in enumerate(names):
        if isinstance(where, Expression):
            raise _no_further(where, names[number - 1], name)
        where = _step(call, where, name)
    if isinstance(where, Place):
        where = Expression(COMPLEX, where.value)
    if where.type.startswith(LIST) != is_many:
        raise refused(f"The property '{names[-1]}' is a list, or should be one.")
    return where


def _no_further(at: Expression, name: str, after: str) -> Exception:
    if at.type.startswith(LIST):
        return refused(
            f"The parent value for a property access of a property '{after}' is not a single value."
            " Property access can only be applied to a single value."
        )
    return refused(f"Could not find a property named '{after}' on type '{at.type}' of '{name}'.")


def _step(call: Call, place: Place, name: str) -> Place | Expression:
    """A field or a link of a place."""
    if (found := named(place.fields, name)) is not None:
        return _field(call, place, *found)
    if (link := named(place.links, name)) is not None:
        return _link(call, place, link[1])
    raise unknown(name, place.type)


def _field(call: Call, place: Place, name: str, it: Field) -> Place | Expression:
    read = _reading(call, place, name, it)
    if it.type == COMPLEX:
        before = place.value if place.is_record else _nothing
        own = it.own if place.is_record else NONE
        return Place(name, it.fields, {}, read, own, before, is_record=False)
    item: Place | Expression | None = None
    if it.type.startswith(LIST):
        kind = it.type[len(LIST) : -1]
        item = (
            Place(name, it.fields, is_record=False)
            if kind == COMPLEX
            else Expression(kind, _itself)
        )
    return Expression(it.type, read, item=item)


def _nothing(_: object) -> None:
    return None


def _reading(call: Call, place: Place, name: str, it: Field) -> Read:
    """The shortest way to a value: from the record itself, if it has it."""
    if name in place.own:
        return _column(place.before, place.own[name])
    if it.column and place.is_record:
        return _column(place.value, it.column)
    value, get = place.value, it.get
    return lambda record: None if (at := value(record)) is None else get(call, at)


def _column(value: Read, column: str) -> Read:
    name, _, inner = column.partition("/")
    if inner:
        outer = _column(value, name)
        return lambda record: None if (at := outer(record)) is None else at.get(inner)
    if value is _itself:
        return lambda record: record.get(name)
    return lambda record: None if (at := value(record)) is None else at.get(name)


def _link(call: Call, place: Place, link: Link) -> Place | Expression:
    value, of = place.value, link.of

    def read(record: Record) -> object:
        return None if (at := value(record)) is None else of(call, at)

    there = link.entity()
    if link.is_many:
        return Expression(f"{LIST}{there.type})", read, item=Place.of(there))
    return Place(there.type, there.fields, there.links, read, link.own, place.value)


def column_of(place: Place, path: object) -> str:
    """The record's own field that a path leads to, if one does directly."""
    if not isinstance(path, tuple):
        return ""
    name, *rest = path
    if (found := named(place.fields, name)) is not None:
        it = found[1]
        column = it.column if not rest else it.own.get(rest[0], "")
    else:
        link = named(place.links, name)
        column = link[1].own.get(rest[0], "") if link and rest else ""
    return column if len(rest) <= 1 and "/" not in column else ""
