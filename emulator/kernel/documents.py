"""A vendor's own document as operations of its contract: Swagger 2.0 or OpenAPI 3.

What the contract has already stays as it is; the rest is added, marked `overlay`.  Schemas come
twice: as the document has them for answers, and with null for whatever may be absent for requests,
as deserializers take it.  Every problem of a document is told, and nothing is fetched.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from emulator.kernel import outline
from emulator.kernel.binding import REPEATED
from emulator.kernel.contract import outlined
from emulator.kernel.errors import Mistake
from emulator.kernel.record import Record
from emulator.kernel.schemas import Schemas
from emulator.kernel.topics import OVERLAY, VERBS, operations

#: The largest document that is read, in bytes.
LARGEST = 16 * 2**20
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MULTIPART = "multipart/form-data"

#: What an operation of the document asks of its caller, as `x-permission`.
Permission = Callable[[Record], Record]


class Foreign:
    """One document, its operations as the contract would have them.

    problems: what is wrong with it, each in a line.
    """

    def __init__(self, name: str, document: Record, permission: Permission) -> None:
        self.name = name
        self._document = document
        self._permission = permission
        self.problems: list[str] = []
        self.schemas = Schemas(document, self.problems, name)
        self._is_old = "swagger" in document
        self._base = _base(document)

    def operations(self) -> Iterator[tuple[str, str, Record]]:
        """Path, verb and operation."""
        for path, item in self._document["paths"].items():
            if not isinstance(item, Mapping) or not path.startswith("/"):
                self.problems.append(f"{self.name}: {path}: expected a path that begins with /")
                continue
            for verb in (v for v in VERBS if v in item):
                at = f"{self.name}: {verb.upper()} {path}"
                operation = item[verb]
                if len(set(names := PLACEHOLDER.findall(self._path(path)))) < len(names):
                    self.problems.append(f"{at}: two parameters of one name, but for its signs")
                shared = [*item.get("parameters", ()), *operation.get("parameters", ())]
                yield self._path(path), verb, self._operation(dict(operation), shared, at)

    def _path(self, path: str) -> str:
        """With the base of the document, and names that a route can have."""
        names = PLACEHOLDER.sub(lambda m: f"{{{_parameter_name(m[1])}}}", path)
        return self._base + names

    def _operation(self, operation: Record, shared: Sequence[Record], at: str) -> Record:
        given = [self.schemas.resolved(p, at) for p in shared]
        parameters = [*{(p.get("in"), str(p.get("name")).lower()): p for p in given}.values()]
        made: Record = {
            "operationId": str(operation.get("operationId") or at.partition(": ")[2]),
            "summary": str(operation.get("summary") or ""),
            "tags": operation.get("tags", []),
            "parameters": [
                self._parameter(p, at) for p in parameters if p.get("in") in ("path", "query")
            ],
            "responses": {
                str(status): self._response(self.schemas.resolved(response, at), at)
                for status, response in operation.get("responses", {}).items()
            },
            "x-evidence": OVERLAY,
            "x-source": self.name,
            "x-permission": self._permission(operation),
        }
        if body := self._body(operation, parameters, at):
            made["requestBody"] = body
        return made

    def _parameter(self, parameter: Record, at: str) -> Record:
        name, place = str(parameter.get("name", "")), parameter["in"]
        said = parameter if self._is_old else parameter.get("schema", {})
        schema = self.schemas.answered(said, at)
        schema.pop("required", None)  # which in Swagger 2.0 is the parameter's
        if schema.get("type") == "array" and place == "query":
            schema["x-kind"] = REPEATED
        return {
            "name": _parameter_name(name) if place == "path" else name,
            "in": place,
            "required": place == "path" or bool(parameter.get("required")),
            "schema": schema,
        }

    def _body(self, operation: Record, parameters: Sequence[Record], at: str) -> Record | None:
        if not self._is_old:
            body = self.schemas.resolved(operation.get("requestBody", {}), at)
            contents = body.get("content", {})
            for media in ("application/json", MULTIPART, *contents):
                if media in contents:
                    schema = self.schemas.body(contents[media].get("schema", {}), at)
                    return _content(media, schema, required=bool(body.get("required")))
            return None
        for body in (p for p in parameters if p.get("in") == "body"):
            schema = self.schemas.body(body.get("schema", {}), at)
            return _content("application/json", schema, required=bool(body.get("required")))
        form = [p for p in parameters if p.get("in") == "formData"]
        needed = [str(p["name"]) for p in form if p.get("required")]
        schema = {"type": "object", "properties": {p["name"]: {} for p in form}, "required": needed}
        return _content(MULTIPART, schema, required=bool(needed)) if form else None

    def _response(self, response: Record, at: str) -> Record:
        made: Record = {"description": str(response.get("description", ""))[:200]}
        schema = response.get("schema")
        if not self._is_old:
            contents = response.get("content", {})
            schema = contents.get("application/json", {}).get("schema")
            if contents and schema is None:
                made["content"] = {next(iter(contents)): {}}
        if schema is not None:
            is_file = isinstance(schema, Mapping) and schema.get("type") == "file"
            answered = {} if is_file else {"schema": self.schemas.answered(schema, at)}
            made["content"] = {
                "application/octet-stream" if is_file else "application/json": answered
            }
        return made


def _content(media: str, schema: Record, *, required: bool) -> Record:
    return {"required": required, "content": {media: {"schema": schema}}}


def _parameter_name(name: str) -> str:
    cleaned = re.sub(r"[^A-Za-z0-9]", "", name)
    return cleaned if cleaned[:1].isalpha() else f"p{cleaned}"


def _base(document: Record) -> str:
    """The path under which the document's paths are, without a final slash."""
    if "swagger" in document:
        host = str(document.get("host", ""))
        return f"/{host.partition('/')[2].strip('/')}".rstrip("/") + _trimmed(
            document.get("basePath", "")
        )
    servers = document.get("servers") or [{}]
    url = str(servers[0].get("url", ""))
    return _trimmed(urlsplit(url.replace("[", "").replace("]", "")).path)


def _trimmed(path: object) -> str:
    text = str(path).strip("/")
    return f"/{text}" if text else ""


def shape(verb: str, path: str) -> str:
    """A route without its parameters' names, as two of them are compared."""
    return f"{verb} {PLACEHOLDER.sub('{}', path).replace(' ', '').rstrip('/').lower()}"


def files(place: Path) -> list[Path]:
    """The documents of a file or a folder.  Raises Mistake if there are none."""
    if place.is_dir():
        found = sorted(place.glob("*.json"))
        if not found:
            raise Mistake(f"{place}: a folder without *.json, expected OpenAPI documents")
        return found
    if not place.is_file():
        raise Mistake(f"{place}: no such file, expected a Swagger 2.0 or OpenAPI 3 document")
    return [place]


def read(file: Path) -> Record:
    """A document.  Raises Mistake for anything that is none."""
    size = file.stat().st_size
    if size > LARGEST:
        raise Mistake(f"{file}: {size} bytes, expected at most {LARGEST}")
    try:
        raw = file.read_bytes()
        document = orjson.loads(raw.decode(json.detect_encoding(raw)))
    except ValueError as error:
        raise Mistake(f"{file}: not JSON: {str(error)[:100]}; YAML has to be converted") from None
    version = document.get("swagger", document.get("openapi")) if _is_object(document) else None
    if not str(version).startswith(("2.", "3.")) or not _is_object(document.get("paths")):
        raise Mistake(f"{file}: no document; expected an object with swagger or openapi, and paths")
    found: Record = document
    return found


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def join(document: Record, places: Sequence[Path], permission: Permission) -> None:
    """Add to a contract's document what the documents of some places have beside it.

    Raises Mistake with every problem: no document, an external or broken reference, a schema that
    is nested too deeply, two entries for one route.
    """
    ours = {shape(verb, path) for path, verb, _ in operations(document)}
    ids = {operation["operationId"] for _, _, operation in operations(document)}
    claimed: dict[str, str] = {}
    wrong: list[str] = []
    for file in (file for place in places for file in files(place)):
        given = read(file)
        if strange := [f"{file}: {what}" for what in outlined(outline.DOCUMENT, given)]:
            wrong += strange
            continue
        foreign = Foreign(str(file), given, permission)
        for path, verb, operation in foreign.operations():
            route = shape(verb, path)
            if route in claimed:
                wrong.append(f"{file}: {verb.upper()} {path}: claimed before, by {claimed[route]}")
            claimed.setdefault(route, str(file))
            if route in ours:
                continue
            if operation["operationId"] in ids:
                operation["operationId"] = f"{verb} {path}"
            ids.add(operation["operationId"])
            document["paths"].setdefault(path, {})[verb] = operation
        document["components"]["schemas"] |= foreign.schemas.made()
        wrong += foreign.problems
    if wrong:
        raise Mistake(*wrong[:100])
