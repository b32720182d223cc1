"""The fields of a request: what was sent, and what the contract expects of it, in words."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, unquote

import orjson

from emulator.kernel.contract import Contract
from emulator.kernel.contract import Entry as Operation
from emulator.kernel.journal import Entry, written_out
from emulator.kernel.operation import Record

#: The most characters of a value that are shown.
SHOWN = 100
KINDS: Mapping[str, str] = {
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
    "flag": "true or false",
    "array": "a list",
    "repeated": "a list",
    "object": "an object",
}


def sent(entry: Entry, operation: Operation) -> Record:
    """What a request said: its path, query and body, secrets masked."""
    given: Record = dict(parse_qsl(written_out(entry.query), keep_blank_values=True))
    wanted, came = operation.path.split("/"), entry.path.split("/")
    for name, text in zip(reversed(wanted), reversed(came), strict=False):
        if name.startswith("{"):
            given[name.strip("{}")] = unquote(text)
    try:
        body = orjson.loads(written_out(entry.body))
    except orjson.JSONDecodeError:
        return given
    return given | body if isinstance(body, dict) else given | {"": body}


def value(given: object, path: str) -> Record:
    """`{"sent": …}` with the value at a dotted path, in whatever case; empty if there is none."""
    for name in path.split("."):
        found = _inside(given, name)
        if found is None:
            return {}
        given = found[0]
    said = given if isinstance(given, bool | int | float | None) else _short(given)
    return {"sent": said}


def _inside(given: object, name: str) -> tuple[object] | None:
    if isinstance(given, list):
        at = int(name) if name.isascii() and name.isdecimal() and len(name) < SHOWN else -1
        return (given[at],) if 0 <= at < len(given) else None
    if isinstance(given, Mapping):
        key = next((key for key in given if key.lower() == name.lower()), None)
        return None if key is None else (given[key],)
    return None


def _short(given: object) -> str:
    text = given if isinstance(given, str) else orjson.dumps(given).decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def expected(contract: Contract, operation: Operation, path: str) -> str:
    """What the contract says of the field at a dotted path, in words; empty if nothing."""
    first, *rest = path.split(".")
    node = contract.operation(operation)
    parameters = (contract.resolve(p) for p in node.get("parameters", ()))
    schemas = {p["name"]: p["schema"] for p in parameters} | _of_body(contract, node)
    schema = schemas.get(first, schemas.get("") if first.isdecimal() or not first else None)
    for name in rest if first in schemas else path.split("."):
        if schema is None or not name:
            break
        schema = _below(contract, schema, name)
    return "" if schema is None else ", ".join(_words(contract.resolve(schema)))


def _of_body(contract: Contract, node: Record) -> Record:
    """The schemas of a body's fields, or of the whole under the empty name."""
    if "requestBody" not in node:
        return {}
    content = contract.resolve(node["requestBody"])["content"]
    shape = contract.resolve(next(iter(content.values()))["schema"])
    return {"": shape, **contract.properties(shape)}


def _below(contract: Contract, schema: Record, name: str) -> Record | None:
    shape = contract.resolve(schema)
    if name.isdecimal() and "items" in shape:
        items: Record = shape["items"]
        return items
    found: Record | None = contract.properties(shape).get(name)
    return found


def _words(schema: Record) -> Iterator[str]:
    """A schema as a person says it."""
    types = schema.get("type", ())
    kinds = [types] if isinstance(types, str) else [t for t in types if t != "null"]
    kind = schema.get("x-kind") or next(iter(kinds), "")
    if schema.get("format") == "date-time":
        yield "a date and time such as 2026-06-15T12:00:00Z"
    elif "enum" in schema:
        yield "one of " + " ".join(str(one) for one in schema["enum"] if one is not None)
    elif kind in KINDS:
        yield KINDS[kind]
    branches: list[Record] = schema.get("anyOf", [])  # of a kind that a form sends as a text, too
    own = next((branch for branch in branches if branch.get("type") == kind), schema)
    for name, said in BOUNDS.items():
        if name in own:
            yield f"{said} {own[name]}"
    if "pattern" in schema and kind == "string":
        yield f"like {schema['pattern']}"


BOUNDS: Mapping[str, str] = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "minLength": "characters at least",
    "maxLength": "characters at most",
    "minItems": "items at least",
    "maxItems": "items at most",
}
