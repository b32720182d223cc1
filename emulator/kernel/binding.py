"""From the text of a request to the values that the contract declares.

A path and a query are text: each parameter is converted to its declared type, then checked.  A
JSON body is checked first, against a schema that says exactly what the vendor lets pass (the
number `1` or the text `"1"`), then converted by the schema's `x-kind`.  Names and enumerated
values match whatever their case, nulls count as absent, defaults are filled in.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qsl

from emulator.kernel import brackets
from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Malformed
from emulator.kernel.record import Record

#: Raises Malformed, naming the field, when a value does not satisfy its schema.
Check = Callable[[Record], None]

#: `x-kind` of a list in a query whose values each have the name: `id=1&id=2`, `id[0]=1&id[1]=2`.
REPEATED = "repeated"
#: `x-kind` of an object in a query whose values are below its name: `filters[a][$in][]=1`.
DEEP = "deep"
#: `x-null` of a property that is null where an empty text is sent.
EMPTY = "empty"
#: The name of a body that is no object, but a list or a bare value.
WHOLE = ""

INTEGER = re.compile(r"-?[0-9]{1,19}", re.ASCII)
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.ASCII | re.IGNORECASE)
BOUNDS = {"int32": 2**31, "int64": 2**63}
BOOLEANS = {"true": True, "false": False}
FLAGS = {**BOOLEANS, "1": True, "0": False}


def to_integer(value: object, size: str = "int32") -> object:
    """A whole number from its text, or the text itself where it is none of that size."""
    if isinstance(value, str) and INTEGER.fullmatch(value):
        number = int(value)
        return number if -BOUNDS[size] <= number < BOUNDS[size] else value
    return int(value) if isinstance(value, float) else value


def to_long(value: object) -> object:
    return to_integer(value, "int64")


def to_number(value: object) -> object:
    """A finite number from its text, or the text itself; no underscores, no digits of others."""
    if isinstance(value, str) and NUMBER.fullmatch(value):
        number = float(value)
        return number if math.isfinite(number) else value
    return value


def to_boolean(value: object) -> object:
    return BOOLEANS.get(value.lower(), value) if isinstance(value, str) else value


def to_flag(value: object) -> object:
    """A boolean from what clients send for one, the numbers 1 and 0 too."""
    if isinstance(value, int):
        return bool(value)
    return FLAGS.get(value.lower(), value) if isinstance(value, str) else value


def to_list(convert: Callable[[object], object]) -> Callable[[object], object]:
    """A list from its values, or from a text with commas between them; `{}` is an empty one."""

    def listed(value: object) -> object:
        if value == {}:
            return []
        if isinstance(value, str):
            value = value.split(",") if value else []
        return [convert(item) for item in value] if isinstance(value, list) else value

    return listed


def to_instant(value: object) -> object:
    return parse_instant(value) if isinstance(value, str) else value


def as_it_is(value: object) -> object:
    return value


def is_instant(text: str) -> bool:
    """Whether a text is a date and time that the emulator reads; without an offset it is UTC."""
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


def converter(schema: Mapping[str, object]) -> Callable[[object], object]:
    """How the text of a value with this schema becomes the value."""
    if schema.get("format") == "date-time":
        return to_instant
    kind = schema.get("x-kind", schema.get("type"))
    if kind == "integer":
        return to_long if schema.get("format") == "int64" else to_integer
    if kind in ("array", REPEATED):
        items = schema.get("items")
        convert = converter(items) if isinstance(items, Mapping) else as_it_is
        return convert if kind == REPEATED else to_list(convert)
    return KINDS.get(str(kind), as_it_is)


KINDS: Mapping[str, Callable[[object], object]] = {
    "number": to_number,
    "boolean": to_boolean,
    "flag": to_flag,
    "instant": to_instant,
}


class Parameters:
    """The parameters of one place, `path` or `query`.

    schemas: by parameter name.  check: for the whole object, once converted.
    """

    def __init__(self, schemas: Mapping[str, Mapping[str, object]], check: Check) -> None:
        self._check = check
        self._declared = {
            name.lower(): (name, converter(schema)) for name, schema in schemas.items()
        }
        self._defaults = {n: s["default"] for n, s in schemas.items() if "default" in s}
        self._repeated = {n for n, s in schemas.items() if s.get("x-kind") == REPEATED}
        self._deep = {n for n, s in schemas.items() if s.get("x-kind") == DEEP}
        self._checked = bool(schemas)

    def bind(self, texts: Iterable[tuple[str, str]]) -> Record:
        """The values by declared name; unknown names are dropped, as the vendor does.

        Raises Malformed for a missing or unreadable one.
        """
        if not self._checked:
            return {}
        bound: Record = dict(self._defaults)
        if self._deep:
            texts = list(texts)
            below = brackets.nested(pair for pair in texts if "[" in pair[0])
            bound |= {name: below[name] for name in self._deep & below.keys()}
        for key, text in texts:
            declared = self._declared.get(key.lower()) or self._indexed(key)
            if declared is None or declared[0] in self._deep:
                continue
            name, convert = declared
            value = _converted(name, convert, text)
            if name in self._repeated:
                bound[name] = [*bound.get(name, ()), value]
            else:
                bound[name] = value
        self._check(bound)
        return bound

    def _indexed(self, key: str) -> tuple[str, Callable[[object], object]] | None:
        """What `name[0]` declares, where a name may be repeated."""
        name, is_indexed, rest = key.partition("[")
        declared = self._declared.get(name.lower()) if is_indexed and rest.endswith("]") else None
        return declared if declared and declared[0] in self._repeated else None

    def bind_query(self, query: bytes) -> Record:
        """The same from a query string."""
        if not self._checked:
            return {}
        return self.bind(parse_qsl(query.decode("latin-1"), keep_blank_values=True))


def _converted(name: str, convert: Callable[[object], object], text: str) -> object:
    try:
        return convert(text)
    except ValueError as error:  # an instant: no schema sees it once it is converted
        raise Malformed(reason=f"{name}: {error}", fields={name: "format"}) from None


class Body:
    """A body: an object with some declared properties, or a value of another kind under WHOLE.

    A property with `x-null` may be sent as null, which then is its value; with that of "empty" as
    an empty text, too.
    """

    def __init__(
        self, properties: Mapping[str, Mapping[str, object]], check: Check, *, required: bool
    ) -> None:
        self._check = check
        self._is_whole = WHOLE in properties
        self._required = required
        self._names = frozenset(properties)
        self._declared = {name.lower(): name for name in properties}
        self._convert = {
            name: convert
            for name, schema in properties.items()
            if (convert := converter(schema)) is not as_it_is
        }
        self._enums = {
            name: {value.lower(): value for value in schema["enum"] if isinstance(value, str)}
            for name, schema in properties.items()
            if isinstance(schema.get("enum"), list) and isinstance(schema["enum"], list)
        }
        self._defaults = {n: s["default"] for n, s in properties.items() if "default" in s}
        self._nullable = {n for n, s in properties.items() if "x-null" in s}
        self._empty = {n for n, s in properties.items() if s.get("x-null") == EMPTY}

    def absent(self) -> Record:
        """The defaults, where nothing was sent.  Raises Malformed if something has to be."""
        if self._required:
            raise Malformed(reason="the body is missing", fields={})
        return dict(self._defaults)

    def bind(self, sent: Mapping[str, object]) -> Record:
        """The declared properties that are not null, converted, over their defaults.

        Raises Malformed for anything that is not such an object.
        """
        if (WHOLE in sent) != self._is_whole:
            kind = type(sent.get(WHOLE, sent)).__name__
            wanted = "no object" if self._is_whole else "an object"
            raise Malformed(reason=f"the body is {kind}, expected {wanted}", fields={})
        given = self._named(sent)
        self._check(given)
        bound = dict(self._defaults)
        for name, value in given.items():
            if value is None or (value == "" and name in self._empty):
                if name in self._nullable:
                    bound[name] = None
            else:
                convert = self._convert.get(name)
                bound[name] = convert(value) if convert else value
        return bound

    def _named(self, given: Mapping[str, object]) -> Record:
        named: Record = {}
        for key, value in given.items():
            name = key if key in self._names else self._declared.get(key.lower())
            if name is not None:
                if isinstance(value, str) and name in self._enums:
                    value = self._enums[name].get(value.lower(), value)  # noqa: PLW2901
                named[name] = value
        return named
