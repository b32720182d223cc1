"""Values that satisfy a schema, the same ones whenever the same thing is asked.

Where a name says what is meant, the value is that of a record: an id that exists, its name, its
date.  Elsewhere it is made from the schema and the name.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from zlib import crc32

from emulator.kernel.clock import write_instant
from emulator.kernel.record import Record

#: What is known of a property by its name and the schema that has it; None for nothing.
Known = Callable[[str, str], object]

#: How deep objects nest before what need not be there is left out.
DEEP = 6
#: How many values an example has before what need not be there is left out.
MANY = 1500
#: How many values it has at most, and how deep references nest, though it be none of its schema.
MOST, DEEPEST = 20_000, 60
#: How often one schema may be inside itself.
AGAIN = 1

TEXTS: Mapping[str, str] = {
    "date": "2026-06-15",
    "time": "12:00:00Z",
    "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "email": "someone@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "byte": "ZXhhbXBsZQ==",
    "binary": "example",
    "date-span": "01:00:00",
}
#: What is said under names with these endings.
ENDINGS: Mapping[str, str] = {
    "email": "someone@example.com",
    "phone": "(617) 555-0100",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "currency": "USD",
    "country": "US",
    "state": "MA",
    "zip": "02061",
}


class Example:
    """One example being made.

    resolve: follows a reference.  salt: what makes this example differ from another.
    now: for instants that no record says.
    """

    def __init__(
        self, resolve: Callable[[Record], Record], known: Known, salt: str, now: datetime
    ) -> None:
        self._resolve, self._known, self._salt = resolve, known, salt
        self._today = write_instant(now.replace(hour=12, minute=0, second=0, microsecond=0))
        self._inside: list[str] = []
        self._count = 0

    def of(self, schema: Record, name: str = "", owner: str = "") -> object:
        """A value.  name: the property's.  owner: the schema that it belongs to."""
        self._count += 1
        if self._count > MOST or len(self._inside) > DEEPEST:
            return None
        reference = schema.get("$ref")
        if reference is None:
            return self._made(schema, name, owner)
        self._inside.append(reference)
        owner = str(reference).rsplit("/", 1)[-1]
        made = self._made(self._resolve(schema), name, owner)
        self._inside.pop()
        return made

    def _made(self, schema: Record, name: str, owner: str) -> object:
        for key in ("oneOf", "anyOf"):
            if key in schema:
                return self.of(schema[key][0], name, owner)
        if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
            return values[self._number(name, owner) % len(values)]
        kind = schema.get("type", "object" if "allOf" in schema or "properties" in schema else None)
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            return self._object(schema, owner)
        if kind == "array":
            return self._array(schema, name, owner)
        found = self._known(name, owner)
        if found is not None and fits(found, schema, kind):
            return found
        return self._plain(schema, kind, name, owner)

    def _plain(self, schema: Record, kind: object, name: str, owner: str) -> object:
        if kind == "boolean":
            return self._number(name, owner) % 2 == 0
        if kind == "integer":
            return int(bounded(schema, self._number(name, owner) % 100))
        if kind == "number":
            return bounded(schema, self._number(name, owner) % 10_000 / 100)
        return None if kind == "null" else self._text(schema, name)

    def _object(self, schema: Record, owner: str) -> Record:
        made: Record = {}
        for part in schema.get("allOf", ()):
            value = self.of(part, "", owner)
            made |= value if isinstance(value, dict) else {}
        needed = schema.get("required", ())
        for name, given in schema.get("properties", {}).items():
            if name in needed or not self._is_too_much(given):
                made[name] = self.of(given, name, owner)
        return made

    def _is_too_much(self, schema: Record) -> bool:
        """Whether a property that need not be there is left out."""
        inner = schema.get("items", schema)
        again = self._inside.count(inner.get("$ref", "")) if isinstance(inner, Mapping) else 0
        return again >= AGAIN or len(self._inside) > DEEP or self._count > MANY

    def _array(self, schema: Record, name: str, owner: str) -> list[object]:
        least = schema.get("minItems", 0)
        wanted = least if self._is_too_much(schema) else max(least, 1)
        singular = name.removesuffix("s")
        return [self.of(schema.get("items", {}), singular, owner) for _ in range(wanted)]

    def _text(self, schema: Record, name: str) -> str:
        form = schema.get("format", "")
        if form == "date-time":
            return self._today
        ending = next((t for e, t in ENDINGS.items() if name.lower().endswith(e)), "")
        text = TEXTS.get(form) or ending or name or "text"
        text = text.ljust(schema.get("minLength", 0), "x")
        return text[: schema.get("maxLength", len(text))]

    def _number(self, name: str, owner: str) -> int:
        return crc32(f"{self._salt}/{owner}/{name}".encode())


def bounded(schema: Record, number: float) -> float:
    """A number within a schema's bounds."""
    number = max(number, schema.get("minimum", number))
    number = max(number, schema.get("exclusiveMinimum", number - 1) + 1)
    number = min(number, schema.get("maximum", number))
    number = min(number, schema.get("exclusiveMaximum", number + 1) - 1)
    step = schema.get("multipleOf")
    return number - number % step if step else number


def fits(value: object, schema: Record, kind: object) -> bool:
    """Whether what is known is of the type, size and form that is wanted."""
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    if isinstance(value, int | float):
        whole = kind == "number" or (kind == "integer" and isinstance(value, int))
        return whole and bounded(schema, value) == value
    if not isinstance(value, str) or kind != "string":
        return False
    is_instant = value[10:11] == "T" and value.endswith("Z")
    if schema.get("format") == "date-time" or is_instant:
        return is_instant and schema.get("format") == "date-time"
    longest = schema.get("maxLength", len(value))
    return schema.get("minLength", 0) <= len(value) <= longest and "pattern" not in schema
