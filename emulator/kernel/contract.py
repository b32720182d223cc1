"""Contracts: OpenAPI 3.1, compiled and held to."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources.abc import Traversable

import jsonschema
import jsonschema_rs
import orjson
import referencing
from referencing.jsonschema import DRAFT202012, SchemaRegistry

from emulator.kernel.binding import WHOLE, Body, Check, Parameters, is_instant
from emulator.kernel.errors import Malformed
from emulator.kernel.record import Record
from emulator.kernel.request import BODY_LIMIT
from emulator.kernel.routes import Routes
from emulator.kernel.topics import EVIDENCE, OVERLAY, Table, merged, operations

DOCUMENT = "urn:contract"
#: How many items of a list are told of, each by its name, when they are wrong.
TOLD = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation, compiled.

    handler: the part of the kernel that serves it, if one does.  is_open: whether it asks for no
    credential.  body_limit: in bytes.  media: the media types of its body.  function: the id of the
    vendor's function, its own unless it is another's name.  generation: that of the vendor's API,
    where there are several.
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
    media: Collection[str]
    function: str
    generation: str


class Contract:
    """One vendor's contract.

    document: the merged OpenAPI, as it is served.  id_field: what a record's id is called.
    routes: where paths lead.  Raises Mistake when two entries claim one.
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
        self.routes: Routes[Entry] = Routes()
        for entry in self.entries:
            self.routes.add(entry.method, entry.path, entry)

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
            media=tuple(self.resolve(operation.get("requestBody", {})).get("content", ())),
            function=operation.get("x-function") or operation["operationId"],
            generation=operation.get("x-generation", ""),
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
        shape = self.resolve(content["schema"])
        is_object = "object" in shape.get("type", "object")  # which may be one of several
        properties = self.properties(shape) if is_object else {WHOLE: shape}
        resolved = {name: self._shape(p) for name, p in properties.items()}
        if "$ref" in operation["requestBody"]:
            at = operation["requestBody"]["$ref"]
        else:
            at += "/requestBody"
        reference: Record = {"$ref": f"{DOCUMENT}{at}/content/{pointer(media)}/schema"}
        if not is_object:
            reference = {"properties": {WHOLE: reference}, "required": [WHOLE]}
        return Body(resolved, self._check(reference), required=bool(body.get("required")))

    def properties(self, shape: Record) -> Record:
        """The properties of an object, those of what it is combined from too."""
        properties: Record = dict(shape.get("properties", {}))
        for part in shape.get("allOf", ()):
            properties |= self.properties(self.resolve(part))
        return properties

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
                raise _malformed(compiled[0], _as_json(value))

        return check

    def _validator(self, schema: Record) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(
            schema,
            registry=self._fast,
            validate_formats=True,
            offline=True,
            formats={"date-time": is_instant},
        )

    def operation(self, entry: Entry) -> Record:
        """An entry as the document has it."""
        found: Record = self.document["paths"][entry.path][entry.method.lower()]
        return found

    def validity(self, schema: Record) -> Callable[[object], bool]:
        """Whether a value is what a schema of the document says; compiled on first use."""
        compiled: list[jsonschema_rs.Draft202012Validator] = []

        def is_valid(value: object) -> bool:
            if not compiled:
                compiled.append(self._validator(self._absolute(schema)))
            return compiled[0].is_valid(value)

        return is_valid

    def _absolute(self, schema: Record) -> Record:
        """A schema whose references name the document, for a validator of its own."""
        text = orjson.dumps(schema).replace(b'"$ref":"#/', f'"$ref":"{DOCUMENT}#/'.encode())
        absolute: Record = orjson.loads(text)
        return absolute

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
        kinds = [*EVIDENCE, *({OVERLAY} & {e.evidence for e in self.entries})]
        return {kind: sum(e.evidence == kind for e in self.entries) for kind in kinds}


def _malformed(validator: jsonschema_rs.Draft202012Validator, value: Record) -> Malformed:
    """What is wrong, in words the first of it, by field all of it but the ends of long lists."""
    wrong: list[jsonschema_rs.ValidationError] = []
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as first:
        wrong = [first, *validator.iter_errors(_cut(value))]
    fields: dict[str, str] = {}
    for error in wrong:
        kind, path = error.kind, [str(part) for part in error.instance_path]
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            path.append(kind.property)
        fields.setdefault(".".join(path), kind.name)
    at = ".".join(map(str, wrong[0].instance_path))
    said = f"{at}: {wrong[0].message}" if at else wrong[0].message
    if "password" in said.lower():  # or the whole of something that has one
        said = f"{at}: wrong {wrong[0].kind.name}"
    return Malformed(reason=said, fields=fields)


def _cut(value: object) -> object:
    """A value without the ends of its long lists: each item may be wrong, and is told of."""
    if isinstance(value, Mapping):
        return {name: _cut(item) for name, item in value.items()}
    return [_cut(item) for item in value[:TOLD]] if isinstance(value, list) else value


def outlined(schema: Record, value: object) -> Iterator[str]:
    """The same for large values, told shortly."""
    validator = jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, offline=True, formats={"pattern": is_pattern}
    )
    if not validator.is_valid(value):
        for error in validator.iter_errors(value):
            at = "/".join(map(str, error.instance_path))
            yield f"{at[:TOLD]}: {error.message[:TOLD]}"


def is_pattern(text: str) -> bool:
    """Whether a regular expression is one that texts can be held against."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": text})
    except ValueError:
        return False
    return True


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


def _as_json(values: Record) -> Record:
    """Checked values with their instants as text, which is all that errors can be told of."""
    return {n: str(v) if isinstance(v, datetime) else v for n, v in values.items()}


def _of_text(schema: Record) -> Record:
    """A parameter's schema once its text is converted; instants are no longer JSON."""
    return {} if schema.get("format") == "date-time" else schema


def pointer(key: str) -> str:
    """A key as a part of a JSON pointer inside a URI."""
    return key.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def load(folder: Traversable, extend: Callable[[Record], None] = lambda _: None) -> Contract:
    """A vendor's topics, merged and compiled.  Raises Mistake, naming each file and key.

    extend: adds to the merged document what is not in the topics.
    """
    document, tables = merged(folder)
    extend(document)
    return Contract(document, tables)
