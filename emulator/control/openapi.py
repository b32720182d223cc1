"""The control plane's own OpenAPI document, put together when somebody asks for it.

What a route does is said by its function's docstring.  What it takes and answers is in the files
of `described/`, in a short form of OpenAPI:

    "POST /_emulator/faults": {
      "operationId": "addFault",
      "tag":       of which group it is, if not of the file's own
      "takes":     schema and examples of its body; JSON that must be there, unless it says more
      "query":     its parameters by name; those of the path are the file's `parameters`
      "answers":   the schema of each status, null for no body
      "also":      another media type of the answer
      "refused":   what a problem's status means, where it is not the usual
      "is_open":   whether it needs no token, wherever the server listens
    }

A text in the place of a schema names one, as `{"$ref": NAME}` does inside another; a schema that
is `like` another has what that has, too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from inspect import cleandoc

import orjson

from emulator import __version__
from emulator.kernel.operation import Record

JSON, PROBLEM = "application/json", "application/problem+json"
#: What a problem's status means, if a route says no more.
REFUSED = {
    "400": "It is not accepted; the detail says why.",
    "401": "The server listens beyond loopback and needs its bearer token.",
    "403": "The request comes from a page of a foreign origin.",
    "404": "There is nothing of that name or number; or no such sandbox.",
    "409": "It cannot be done as things are.",
    "413": "The body is too large.",
    "421": "The host is not served.",
    "507": "The disk takes nothing any more.",
}
#: Those that any route may answer.
ALWAYS = ("401", "403", "404", "413", "421", "507")
ABOUT = """\
How the emulator is steered: sandboxes, clock, faults, webhooks, and what the client did.

Open on loopback; a server that listens beyond it needs the bearer token that it printed at its
start. Every call is about one sandbox."""
SANDBOX = {
    "name": "sandbox",
    "in": "query",
    "description": "Which sandbox is meant.",
    "schema": {"type": "string", "default": "default"},
    "example": "default",
}
TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "What `fse serve` printed at its start; not needed on loopback.",
}


@dataclass
class Described:
    """What the files say.  routes: by method and path, each with its tag and parameters."""

    tags: list[Record] = field(default_factory=list)
    routes: dict[str, Record] = field(default_factory=dict)
    schemas: dict[str, Record] = field(default_factory=dict)


def described() -> Described:
    """All files, joined."""
    found = Described()
    folder = files("emulator.control") / "described"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        topic: Record = orjson.loads(file.read_bytes())
        tag = topic.get("tag", {})
        found.tags += [tag] if tag else []
        shared = {"tag": tag.get("name", ""), "parameters": topic.get("parameters", {})}
        found.routes |= {route: shared | entry for route, entry in topic.get("routes", {}).items()}
        found.schemas |= topic.get("schemas", {})
    return found


def document(routes: Mapping[str, Mapping[str, Callable[..., object]]], url: str) -> Record:
    """The OpenAPI document of these routes.  Raises KeyError for one that no file describes.

    url: of the server.
    """
    known = described()
    paths = {
        path: {
            method.lower(): _operation(path, call, known.routes[f"{method} {path}"])
            for method, call in calls.items()
        }
        for path, calls in routes.items()
    }
    used = {operation["tags"][0] for item in paths.values() for operation in item.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fieldservice-emulator, control plane",
            "version": __version__,
            "description": ABOUT,
        },
        "servers": [{"url": url}],
        "security": [{}, {"token": []}],
        "tags": [tag for tag in known.tags if tag["name"] in used],
        "paths": paths,
        "components": {
            "schemas": {name: _schema(_whole(known, name)) for name in known.schemas},
            "responses": {f"Problem{status}": _problem(said) for status, said in REFUSED.items()},
            "parameters": {"Sandbox": SANDBOX},
            "securitySchemes": {"token": TOKEN},
        },
    }


def _operation(path: str, call: Callable[..., object], entry: Record) -> Record:
    summary, _, description = cleandoc(call.__doc__ or "").partition("\n\n")
    own = re.findall(r"{(\w+)}", path)
    given = [_parameter(name, "path", entry["parameters"][name]) for name in own]
    given += [_parameter(name, "query", each) for name, each in entry.get("query", {}).items()]
    body = {"requestBody": _body(entry["takes"])} if "takes" in entry else {}
    return {
        "operationId": entry["operationId"],
        "tags": [entry["tag"]],
        "summary": " ".join(summary.split()),
        "description": description,
        "parameters": [*given, {"$ref": "#/components/parameters/Sandbox"}],
        **body,
        "responses": dict(_responses(entry)),
        **({"security": []} if entry.get("is_open") else {}),
    }


def _parameter(name: str, place: str, given: Record) -> Record:
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, **required, **given, "schema": _schema(given["schema"])}


def _body(takes: Record) -> Record:
    schema = {"schema": _schema(takes["schema"])} if "schema" in takes else {}
    examples = {name: {"value": value} for name, value in takes.get("examples", {}).items()}
    content = schema | ({"examples": examples} if examples else {})
    return {"required": takes.get("required", True), "content": {takes.get("media", JSON): content}}


def _responses(entry: Record) -> Iterator[tuple[str, Record]]:
    for status, schema in entry["answers"].items():
        answer: Record = {"description": "Done." if schema else "Done; there is nothing to tell."}
        if schema:
            answer["content"] = {JSON: {"schema": _schema(schema)}}
            if "also" in entry:
                answer["content"][entry["also"]] = {"schema": {"type": "string"}}
        yield status, answer
    can_be_wrong = "takes" in entry or "query" in entry
    told = entry.get("refused", {})
    for status in sorted({*ALWAYS, *told, *(["400"] if can_be_wrong else [])}):
        usual = {"$ref": f"#/components/responses/Problem{status}"}
        yield status, _problem(told[status]) if status in told else usual


def _problem(description: str) -> Record:
    return {"description": description, "content": {PROBLEM: {"schema": _schema("Problem")}}}


def _whole(known: Described, name: str) -> Record:
    """A schema with all that it has from the one that it is like."""
    schema = dict(known.schemas[name])
    if "like" not in schema:
        return schema
    other = _whole(known, schema.pop("like"))
    required = [*other.get("required", []), *schema.get("required", [])]
    properties = other.get("properties", {}) | schema.get("properties", {})
    return other | schema | {"required": required, "properties": properties}


def _schema(given: str | Record) -> Record:
    """A schema in full: every name of another made a reference."""
    if isinstance(given, str):
        return {"$ref": f"#/components/schemas/{given}"}
    return {
        key: f"#/components/schemas/{value}" if key == "$ref" else _full(value)
        for key, value in given.items()
    }


def _full(given: object) -> object:
    if isinstance(given, list):
        return [_full(each) for each in given]
    return _schema(given) if isinstance(given, dict) else given
