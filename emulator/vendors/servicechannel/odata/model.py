"""What there is to ask about: entities of fields and links, and where their records come from.

Modules of entities import from here, so that they stand below the engine.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from emulator.kernel.operation import Call, Record

STRING, INT32, INT64, DOUBLE, BOOLEAN, DATE, GUID = (
    "Edm.String", "Edm.Int32", "Edm.Int64", "Edm.Double", "Edm.Boolean", "Edm.DateTimeOffset",
    "Edm.Guid",
)  # fmt: skip
#: What reads a value of a record, or of something inside one; null where there is none.
Read = Callable[..., Any]
#: A value with fields of its own, and a list of such values.
COMPLEX, COMPLEXES = "Complex", "Collection(Complex)"


class Field(NamedTuple):
    """A property that is always shown.

    type: an Edm type, "Complex", or "Collection(…)" of either.  get: the value as it is shown.
    column: the record's own field with the very same value, for filters and the store's index.
    fields: of a complex value; their `get` takes the call and that value.
    own: of what is inside a complex value, which field of the record says the same; by name, with
    a slash where it is inside one: {"Id": "LocationId", "Primary": "Status/Primary"}.
    """

    type: str
    get: Callable[[Call, Record], object]
    column: str = ""
    fields: "Mapping[str, Field]" = MappingProxyType({})
    own: Mapping[str, str] = MappingProxyType({})


class Link(NamedTuple):
    """A navigation property, absent unless it is expanded.

    entity: a function, so that entities may refer to each other.  of: the record it leads to, or
    all of them.  own: as of a field, such as {"Id": "ProviderId"}.  table: where the record with
    that id is, if every one may be seen; filters then need nothing else.
    """

    entity: "Callable[[], Entity]"
    of: Callable[[Call, Record], Record | Sequence[Record] | None]
    own: Mapping[str, str] = MappingProxyType({})
    is_many: bool = False
    table: str = ""


class Broken(NamedTuple):
    """An expansion that fails on the live system, while a switch is on.

    status: 400 is worded as any query that is not valid, 500 as a bug of the server.
    """

    status: int
    text: str
    switch: str = "odata_broken_expand"


class Entity(NamedTuple):
    """A kind of record as OData shows it.

    set: what `@odata.context` calls the collection.  fields: in the order in which they are shown.
    next_link: whether a page that is not the last says where the next one is.
    """

    set: str
    type: str
    fields: dict[str, Field]
    links: Mapping[str, Link] = MappingProxyType({})
    broken: Mapping[str, Broken] = MappingProxyType({})
    next_link: bool = False


class Source(NamedTuple):
    """Where a collection comes from.

    where: equal fields that access demands, answered from the index.  keep: what else it demands.
    window: a date field, how many days back it goes without a condition on a date, and how many
    at the most.  order: what comes first, unless the caller says.
    """

    table: str
    where: Mapping[str, object]
    keep: Callable[[Record], bool] | None = None
    window: tuple[str, int, int] | None = None
    order: Callable[[Record], float] | None = None


def strings(*names: str) -> dict[str, Field]:
    return _plain(STRING, names)


def ints(*names: str) -> dict[str, Field]:
    return _plain(INT32, names)


def longs(*names: str) -> dict[str, Field]:
    return _plain(INT64, names)


def doubles(*names: str) -> dict[str, Field]:
    return _plain(DOUBLE, names)


def booleans(*names: str) -> dict[str, Field]:
    return _plain(BOOLEAN, names)


def dates(*names: str) -> dict[str, Field]:
    return _plain(DATE, names)


def _plain(kind: str, names: Sequence[str]) -> dict[str, Field]:
    return {name: Field(kind, _reader(name), name) for name in names}


def _reader(name: str) -> Callable[[Call, Record], object]:
    return lambda _, record: record.get(name)


def unset(kind: str, *names: str) -> dict[str, Field]:
    """Fields that nothing fills: null."""
    return {name: Field(kind, lambda *_: None) for name in names}


def lists(kind: str, *names: str) -> dict[str, Field]:
    """Lists that the record has under the same names.  kind: the type of their items."""
    return {n: Field(f"Collection({kind})", _reader(n)) for n in names}


def inside(
    of: Callable[[Call, Record], Mapping[str, object] | None],
    fields: Mapping[str, Field],
    own: Mapping[str, str] = MappingProxyType({}),
) -> Field:
    """A complex value made of another record.  fields: of that record."""

    def get(call: Call, record: Record) -> object:
        found = of(call, record)
        return found and {name: field.get(call, dict(found)) for name, field in fields.items()}

    return Field(COMPLEX, get, fields=as_shown(fields), own=own)


def many(of: Callable[[Call, Record], Sequence[Record]], fields: Mapping[str, Field]) -> Field:
    """A list of complex values made of other records."""

    def get(call: Call, record: Record) -> object:
        return [
            {name: field.get(call, dict(found)) for name, field in fields.items()}
            for found in of(call, record)
        ]

    return Field(COMPLEXES, get, fields=as_shown(fields))


def as_shown(fields: Mapping[str, Field]) -> Mapping[str, Field]:
    """The same fields of a value that is shown already."""
    return {n: Field(it.type, _reader(n), fields=it.fields) for n, it in fields.items()}
