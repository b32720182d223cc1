"""From names to values: `Id`, `Status/Primary`, `Provider/Name`, `Labels`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from emulator.kernel.operation import Call
from emulator.vendors.servicechannel.odata.model import COMPLEX, Entity, Field, Link, Read
from emulator.vendors.servicechannel.odata.refusals import refused, unknown

Found = TypeVar("Found")
#: The prefix of the types of lists.
LIST = "Collection("


def _itself(record: object) -> object:
    return record


@dataclass(slots=True)
class Place:
    """Where a path has got to: an entity or a complex value.

    value: reads it.  column: what reads a field of the record that it is; None for a complex value.
    own: what of it the record before it has, which `before` reads by name.
    """

    type: str
    fields: Mapping[str, Field]
    links: Mapping[str, Link] = field(default_factory=dict)
    value: Read = _itself
    column: Callable[[str], Read] | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[str], Read] | None = None


def of_records(entity: Entity) -> Place:
    """Where paths into a record begin."""
    return Place(entity.type, entity.fields, entity.links, column=_columns(_itself))


def of_ids(call: Call, entity: Entity, table: str) -> Place:
    """The same where records are known by their ids: single fields are read without the rest."""
    records = call.records

    def column(name: str) -> Read:
        return records.column(table, name).__getitem__

    return Place(
        entity.type,
        entity.fields,
        entity.links,
        lambda record_id: records.get(table, record_id),
        column,
    )


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
        return Place(name, it.fields, value=read, own=it.own, before=place.column)
    item: Place | Expression | None = None
    if it.type.startswith(LIST):
        kind = it.type[len(LIST) : -1]
        item = Place(name, it.fields) if kind == COMPLEX else Expression(kind, _itself)
    return Expression(it.type, read, item=item)


def _reading(call: Call, place: Place, name: str, it: Field) -> Read:
    """The shortest way to a value: from the record itself, if it has it."""
    if name in place.own and place.before is not None:
        return place.before(place.own[name])
    if it.column and place.column is not None:
        return place.column(it.column)
    value, get = place.value, it.get
    return lambda record: None if (at := value(record)) is None else get(call, at)


def _columns(value: Read) -> Callable[[str], Read]:
    """What reads the fields of a record that is read so."""

    def column(name: str) -> Read:
        path = name.split("/")

        def read(record: object) -> object:
            at = value(record)
            for part in path:
                if at is None:
                    return None
                at = at.get(part)
            return at

        return read

    return column


def _link(call: Call, place: Place, link: Link) -> Place | Expression:
    value, of = place.value, link.of

    def read(record: object) -> object:
        return None if (at := value(record)) is None else of(call, at)

    there = link.entity()
    if link.is_many:
        return Expression(f"{LIST}{there.type})", read, item=of_records(there))
    column = _columns(read)
    if link.table and place.column is not None:
        column = _columns_there(call, link.table, place.column(link.own["Id"]))
    return Place(there.type, there.fields, there.links, read, column, link.own, place.column)


def _columns_there(call: Call, table: str, key: Read) -> Callable[[str], Read]:
    """What reads the fields of the record of another table with an id."""

    def column(name: str) -> Read:
        values = call.records.column(table, name)
        return lambda record: values.get(key(record))

    return column


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
