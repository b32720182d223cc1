"""The topics of a contract: files of OpenAPI 3.1, merged into one document.

What the loader does not understand, it refuses, naming the file, the key and the keys it knows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import orjson

from emulator.kernel.errors import Mistake
from emulator.kernel.record import Record

TOPIC_KEYS = (
    "openapi", "info", "tags", "security", "paths", "components", "x-always", "x-tables",
    "x-id-field",
)  # fmt: skip
OPERATION_KEYS = (
    "operationId", "summary", "description", "tags", "parameters", "requestBody", "responses",
    "security", "deprecated", "x-evidence", "x-source", "x-permission", "x-handler", "x-notes",
    "x-behaviours", "x-body-limit", "x-function", "x-generation", "x-also",
)  # fmt: skip
#: What an operation that is `x-also` under another path says of itself; it has the rest in common.
ALSO_KEYS = ("path", "verb", "operationId", "x-evidence", "x-source", "x-generation")
#: What it cannot have in common.
ALSO_NEEDED = ("operationId", "x-evidence", "x-source")
#: What a mistake calls an operation that does not say its id.
NAMELESS = "operation without operationId"
EVIDENCE = ("documented", "observed", "assumed")
#: That of what is only known from a document of the vendor's that the user brought.
OVERLAY = "overlay"
VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class Table:
    """What a table's records look like: its schema's name, what is indexed, what refers where.

    epochs: the fields that are instants as Unix seconds.  first: the id of a first record.
    """

    record: str
    indexed: Sequence[Sequence[str]]
    references: Mapping[str, str]
    epochs: Sequence[str]
    first: int


def operations(document: Record) -> Iterator[tuple[str, str, Record]]:
    """The operations of a document: path, verb, operation."""
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            if verb in VERBS:
                yield path, verb, operation


def merged(folder: Traversable) -> tuple[Record, Mapping[str, Table]]:
    """A vendor's topics as one document, and its tables.

    Raises Mistake, naming each file and key.
    """
    document: Record = {}
    always: Record = {}
    tables: dict[str, Table] = {}
    wrong: list[str] = []
    ids: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".json"):
            continue
        topic = _parsed(file)
        wrong += _unknown(file.name, topic, TOPIC_KEYS)
        wrong += _add_also(file.name, topic.get("paths", {}))
        _merge(always, topic.pop("x-always", {}), f"{file.name}: x-always", depth=2)
        made = {n: _table(f"{file.name}: {n}", t) for n, t in topic.pop("x-tables", {}).items()}
        _merge(tables, made, f"{file.name}: x-tables", depth=2)
        for path, item in topic.get("paths", {}).items():
            wrong += _unknown(f"{file.name}: {path}", item, VERBS)
        for path, verb, operation in operations({"paths": topic.get("paths", {})}):
            wrong += _wrong_with(file.name, operation)
            first = ids.setdefault(operation.get("operationId", path), f"{verb} {path}")
            if first != f"{verb} {path}":
                wrong.append(f"{file.name}: {verb} {path}: its operationId is that of {first}")
        _merge(document, topic, file.name)
    if wrong:
        raise Mistake(*wrong)
    for _, _, operation in operations(document):
        if "x-handler" not in operation:
            _add_always(operation, always)
    return document, tables


def _parsed(file: Traversable) -> Record:
    try:
        topic = orjson.loads(file.read_bytes())
    except ValueError as error:
        raise Mistake(f"{file.name}: not JSON: {error}") from None
    if not isinstance(topic, dict):
        raise Mistake(f"{file.name}: {type(topic).__name__}, expected an object")
    return topic


def _unknown(where: str, keys: Iterable[str], known: Sequence[str]) -> list[str]:
    expected = ", ".join(sorted(known))
    return [f"{where}: unknown key {key}; known: {expected}" for key in keys if key not in known]


def _wrong_with(file: str, operation: Record) -> list[str]:
    where = f"{file}: {operation.get('operationId', NAMELESS)}"
    needed = ("operationId", "responses", "x-evidence", "x-source")
    wrong = [f"{where}: {key} is missing" for key in needed if key not in operation]
    evidence = operation.get("x-evidence", EVIDENCE[0])
    if evidence not in EVIDENCE:
        wrong.append(f"{where}: x-evidence is {evidence}, expected {', '.join(EVIDENCE)}")
    return _unknown(where, operation, OPERATION_KEYS) + wrong


def _add_also(file: str, paths: Record) -> list[str]:
    """Add what operations are called elsewhere; what is wrong with that.

    Another path, or another verb, of the same function: `x-also` is a list of what differs.
    """
    wrong = []
    for path, verb, operation in list(operations({"paths": paths})):
        where = f"{file}: {operation.get('operationId', NAMELESS)}: x-also"
        for also in operation.pop("x-also", ()):
            if not isinstance(also, dict):
                wrong.append(f"{where}: {type(also).__name__}, expected an object")
                continue
            wrong += _unknown(where, also, ALSO_KEYS)
            wrong += [f"{where}: {key} is missing" for key in ALSO_NEEDED if key not in also]
            own = dict(also)
            other, method = own.pop("path", path), own.pop("verb", verb)
            item = paths.setdefault(other, {})
            if method in item:
                wrong.append(f"{where}: {method} {other} is defined twice")
            shared = {k: v for k, v in operation.items() if k != "x-behaviours"}
            item[method] = {**shared, "x-function": operation.get("operationId"), **own}
    return wrong


def _table(where: str, table: Record) -> Table:
    known = ("record", "indexed", "references", "epochs", "first")
    wrong = _unknown(where, table, known)
    if "record" not in table:
        wrong.append(f"{where}: record is missing")
    if wrong:
        raise Mistake(*wrong)
    groups = [[i] if isinstance(i, str) else i for i in table.get("indexed", ())]
    refers, epochs = table.get("references", {}), table.get("epochs", ())
    return Table(table["record"], groups, refers, epochs, table.get("first", 1))


def _merge(into: Record, topic: Record, where: str, depth: int = 0) -> None:
    """Join two documents; raises Mistake when both define one operation, schema or the like.

    Those are below `paths` and `components`, two names deep.
    """
    for key, value in topic.items():
        if key not in into:
            into[key] = value
        elif key == "tags" and depth == 0:
            into[key] = [*into[key], *value]
        elif depth < 2 and isinstance(value, dict) and isinstance(into[key], dict):  # noqa: PLR2004
            _merge(into[key], value, f"{where}: {key}", depth + 1)
        else:
            raise Mistake(f"{where}: {key} is defined twice")


def _add_always(operation: Record, always: Mapping[str, Record]) -> None:
    """The answers that any operation can give, unless it describes them itself."""
    for status, response in always.items():
        if status != "415" or "requestBody" in operation:
            operation["responses"].setdefault(status, response)
