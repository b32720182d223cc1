"""Contracts: OpenAPI 3.1 by topic, merged, compiled and held to.

What the loader does not understand, it refuses, naming the file, the key and the keys it knows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import jsonschema
import jsonschema_rs
import referencing
from referencing.jsonschema import DRAFT202012, SchemaRegistry

from emulator.kernel.binding import Body, Check, Parameters, is_instant
from emulator.kernel.errors import Malformed, Mistake
from emulator.kernel.operation import Record
from emulator.kernel.request import BODY_LIMIT

TOPIC_KEYS = (
    "openapi", "info", "tags", "security", "paths", "components", "x-always", "x-tables",
    "x-id-field",
)  # fmt: skip
OPERATION_KEYS = (
    "operationId", "summary", "description", "tags", "parameters", "requestBody", "responses",
    "security", "deprecated", "x-evidence", "x-source", "x-permission", "x-handler", "x-notes",
    "x-behaviours", "x-body-limit",
)  # fmt: skip
EVIDENCE = ("documented", "observed", "assumed")
VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DOCUMENT = "urn:contract"


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation, compiled.

    handler: the part of the kernel that serves it, if one does.  is_open: whether it asks for no
    credential.  body_limit: in bytes.
    """

    id: str
    method: str
    path: str
    handler: str | None
    is_open: bool
    permission: Mapping[str, object]
    evidence: str
    source: str
    path_parameters: Parameters
    query_parameters: Parameters
    body: Body | None
    body_limit: int


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


class Contract:
    """One vendor's contract.

    document: the merged OpenAPI, as it is served.  id_field: what a record's id is called.
    """

    def __init__(self, document: Record, tables: Mapping[str, Table]) -> None:
        self.document = document
        self.tables = tables
        self.id_field: str = document.get("x-id-field", "Id")
        self._fast = jsonschema_rs.Registry([(DOCUMENT, document)])
        self._slow: jsonschema.Draft202012Validator | None = None
        self.entries = [
            self._entry(path, verb, operation) for path, verb, operation in operations(document)
        ]

    def _entry(self, path: str, verb: str, operation: Record) -> Entry:
        at = f"#/paths/{pointer(path)}/{verb}"
        return Entry(
            id=operation["operationId"],
            method=verb.upper(),
            path=path,
            handler=operation.get("x-handler"),
            is_open="x-handler" in operation
            or not operation.get("security", self.document.get("security")),
            permission=operation.get("x-permission", {}),
            evidence=operation["x-evidence"],
            source=operation["x-source"],
            path_parameters=self._parameters(operation, "path"),
            query_parameters=self._parameters(operation, "query"),
            body=self._body(operation, at),
            body_limit=operation.get("x-body-limit", BODY_LIMIT),
        )

    def _parameters(self, operation: Record, place: str) -> Parameters:
        declared = [self.resolve(p) for p in operation.get("parameters", [])]
        here = [p for p in declared if p["in"] == place]
        schemas = {p["name"]: self._shape(p["schema"]) for p in here}
        required = [p["name"] for p in here if p.get("required")]
        texts = {n: _of_text(s) for n, s in schemas.items()}
        schema = {"type": "object", "properties": texts, "required": required}
        return Parameters(schemas, self._check(schema))

    def _body(self, operation: Record, at: str) -> Body | None:
        if operation.get("x-handler") or "requestBody" not in operation:
            return None
        body = self.resolve(operation["requestBody"])
        media, content = next(iter(body["content"].items()))
        properties = self.resolve(content["schema"]).get("properties", {})
        resolved = {name: self._shape(p) for name, p in properties.items()}
        if "$ref" in operation["requestBody"]:
            at = operation["requestBody"]["$ref"]
        else:
            at += "/requestBody"
        reference = {"$ref": f"{DOCUMENT}{at}/content/{pointer(media)}/schema"}
        return Body(resolved, self._check(reference), required=bool(body.get("required")))

    def resolve(self, part: Record) -> Record:
        """A part of the document, its reference followed."""
        while "$ref" in part:
            node: Record = self.document
            for key in part["$ref"].removeprefix("#/").split("/"):
                node = node[key.replace("~1", "/").replace("~0", "~")]
            part = node
        return part

    def _shape(self, schema: Record) -> Record:
        """A schema, resolved, that of its items too."""
        shape = self.resolve(schema)
        return shape | {"items": self.resolve(shape["items"])} if "items" in shape else shape

    def _check(self, schema: Record) -> Check:
        compiled: list[jsonschema_rs.Draft202012Validator] = []

        def check(value: Record) -> None:
            if not compiled:  # on first use: hundreds of operations would slow the start
                compiled.append(self._validator(schema))
            if not compiled[0].is_valid(value):
                raise _malformed(compiled[0].iter_errors(value))

        return check

    def _validator(self, schema: Record) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(
            schema,
            registry=self._fast,
            validate_formats=True,
            offline=True,
            formats={"date-time": is_instant},
        )

    def problems(self, schema: str, values: Mapping[str, object]) -> Iterator[str]:
        """Every way in which some values, by name, are not what a schema of `components` says."""
        reference = {"$ref": f"{DOCUMENT}#/components/schemas/{schema}"}
        fast = self._validator(reference)
        for name, value in values.items():
            if not fast.is_valid(value):
                yield from self._explained(reference, name, value)

    def _explained(self, reference: Record, name: str, value: object) -> Iterator[str]:
        """The same problems in jsonschema's words, which people read."""
        if self._slow is None:
            resource = DRAFT202012.create_resource(self.document)
            registry: SchemaRegistry = referencing.Registry().with_resource(DOCUMENT, resource)
            self._slow = jsonschema.Draft202012Validator(
                {}, registry=registry, format_checker=_formats()
            )
        yield from _worded(self._slow.evolve(schema=reference).iter_errors(value), name)

    def by_evidence(self) -> Mapping[str, int]:
        """How many operations there are by evidence."""
        return {kind: sum(e.evidence == kind for e in self.entries) for kind in EVIDENCE}


def _malformed(errors: Iterable[jsonschema_rs.ValidationError]) -> Malformed:
    """What is wrong, in words the first of it, by field all of it."""
    wrong = list(errors)
    fields: dict[str, str] = {}
    for error in wrong:
        kind, path = error.kind, [str(part) for part in error.instance_path]
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            path.append(kind.property)
        fields.setdefault(".".join(path), kind.name)
    at = ".".join(map(str, wrong[0].instance_path))
    message = wrong[0].message
    return Malformed(reason=f"{at}: {message}" if at else message, fields=fields)


def explained(schema: Record, name: str, value: object) -> Iterator[str]:
    """Every way in which a value is not what a schema says that is no vendor's."""
    validator = jsonschema.Draft202012Validator(schema, format_checker=_formats())
    yield from _worded(validator.iter_errors(value), name)


def _formats() -> jsonschema.FormatChecker:
    checker = jsonschema.FormatChecker(formats=())
    checker.checks("date-time")(lambda v: not isinstance(v, str) or is_instant(v))
    return checker


def _worded(errors: Iterable[jsonschema.ValidationError], name: str) -> Iterator[str]:
    for error in errors:
        at = ".".join(map(str, error.absolute_path))
        yield f"{name}: {at or 'record'}: {error.message}"


def _of_text(schema: Record) -> Record:
    """A parameter's schema once its text is converted; instants are no longer JSON."""
    return {} if schema.get("format") == "date-time" else schema


def pointer(key: str) -> str:
    """A key as a part of a JSON pointer inside a URI."""
    return key.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def operations(document: Record) -> Iterator[tuple[str, str, Record]]:
    """The operations of a document: path, verb, operation."""
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            if verb in VERBS:
                yield path, verb, operation


def load(folder: Traversable) -> Contract:
    """Merge a vendor's topics and compile them.  Raises Mistake, naming each file and key."""
    document: Record = {}
    always: Record = {}
    tables: dict[str, Table] = {}
    wrong: list[str] = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".json"):
            continue
        topic = _parsed(file)
        wrong += _unknown(file.name, topic, TOPIC_KEYS)
        _merge(always, topic.pop("x-always", {}), f"{file.name}: x-always", depth=2)
        made = {n: _table(f"{file.name}: {n}", t) for n, t in topic.pop("x-tables", {}).items()}
        _merge(tables, made, f"{file.name}: x-tables", depth=2)
        for path, item in topic.get("paths", {}).items():
            wrong += _unknown(f"{file.name}: {path}", item, VERBS)
        for _, _, operation in operations({"paths": topic.get("paths", {})}):
            wrong += _wrong_with(file.name, operation)
        _merge(document, topic, file.name)
    if wrong:
        raise Mistake(*wrong)
    for _, _, operation in operations(document):
        if "x-handler" not in operation:
            _add_always(operation, always)
    return Contract(document, tables)


def _parsed(file: Traversable) -> Record:
    try:
        topic = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise Mistake(f"{file.name}: not JSON: {error}") from None
    if not isinstance(topic, dict):
        raise Mistake(f"{file.name}: {type(topic).__name__}, expected an object")
    return topic


def _unknown(where: str, keys: Iterable[str], known: Sequence[str]) -> list[str]:
    expected = ", ".join(sorted(known))
    return [f"{where}: unknown key {key}; known: {expected}" for key in keys if key not in known]


def _wrong_with(file: str, operation: Record) -> list[str]:
    where = f"{file}: {operation.get('operationId', 'operation without operationId')}"
    needed = ("operationId", "responses", "x-evidence", "x-source")
    wrong = [f"{where}: {key} is missing" for key in needed if key not in operation]
    evidence = operation.get("x-evidence", EVIDENCE[0])
    if evidence not in EVIDENCE:
        wrong.append(f"{where}: x-evidence is {evidence}, expected {', '.join(EVIDENCE)}")
    return _unknown(where, operation, OPERATION_KEYS) + wrong


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
        elif depth < 2 and isinstance(value, dict) and isinstance(into[key], dict):  # noqa: PLR2004
            _merge(into[key], value, f"{where}: {key}", depth + 1)
        else:
            raise Mistake(f"{where}: {key} is defined twice")


def _add_always(operation: Record, always: Mapping[str, Record]) -> None:
    """The answers that any operation can give, unless it describes them itself."""
    for status, response in always.items():
        if status != "415" or "requestBody" in operation:
            operation["responses"].setdefault(status, response)
