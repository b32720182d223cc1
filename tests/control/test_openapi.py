"""The document of the control plane: all of it is there, and all of it is so."""

import re
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from emulator.control import ROUTES
from emulator.control.openapi import ALWAYS, described
from emulator.kernel.storms import Storm
from tests.control.describing import DOCUMENT, IDS, OPERATIONS, Described, busy
from tests.world import Emulator, Json, start

PROBLEM = "application/problem+json"
SERVED = [f"{method} {path}" for path, calls in ROUTES.items() for method in calls]
#: Bodies that are not JSON, not UTF-8, no object, or nested too deeply to be one.
NO_OBJECTS = [
    b"[]", b"1", b"nul", b'"', b"\xff", b"\xef\xbb\xbf{}", b'{"a":"\\ud800"}', b'{"a":NaN}',
    b'{"a":' + b"[" * 300 + b"]" * 300 + b"}", b"[" * 9_999,
]  # fmt: skip
TAKERS = [operation for operation in OPERATIONS if operation.takes_json]


@pytest.fixture
def there() -> Iterator[Emulator]:
    with busy() as emulator:
        yield emulator


@cache
def closed() -> Json:
    """The schemas of answers, which may have nothing that is not described."""
    found: Json = _closed(DOCUMENT["components"])
    return found


def _closed(node: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(node, list):
        return [_closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    shut = {"additionalProperties": False} if isinstance(node.get("properties"), dict) else {}
    return shut | {key: _closed(value) for key, value in node.items()}


def fits(operation: Described, answer: httpx2.Response) -> None:
    """An answer is one of those that are described."""
    responses = operation.node["responses"]
    said = responses.get(str(answer.status_code), responses.get("default"))
    assert said, f"{operation.name} answered {answer.status_code}: {answer.text}"
    if "$ref" in said:
        said = DOCUMENT["components"]["responses"][said["$ref"].rpartition("/")[2]]
    content = said.get("content", {})
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if not content:
        assert answer.content == b""
        return
    found = validator(str(content[kind]["schema"])).iter_errors(answer.json())
    wrong = [f"{error.instance_path}: {error}" for error in found]
    assert not wrong, f"{operation.name}: describe it in emulator/control/described: {wrong}"


@cache
def validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    """What checks an answer.  schema: as Python writes it."""
    whole = _closed(literal_eval(schema)) | {"components": closed()}
    return jsonschema_rs.Draft202012Validator(whole)


def call(
    emulator: Emulator, operation: Described, content: object = None, **query: str
) -> httpx2.Response:
    url, params = operation.url, operation.query | query
    answer = emulator.http.request(operation.method, url, params=params, json=content)
    fits(operation, answer)
    return answer


def test_every_route_is_described() -> None:
    known = described().routes
    for route in SERVED:
        told = f"control route {route} is not described: add it to emulator/control/described/"
        assert route in known, told


def test_nothing_else_is_described() -> None:
    assert described().routes.keys() == set(SERVED)


def test_it_is_served_with_the_url_that_was_asked(emulator: Emulator) -> None:
    answer = emulator.http.get("/_emulator/openapi.json", headers={"host": "127.0.0.1:5"})
    assert answer.json() == DOCUMENT | {"servers": [{"url": "http://127.0.0.1:5"}]}


def test_it_is_an_openapi_document_whose_names_lead_somewhere() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    ids = [operation.node["operationId"] for operation in OPERATIONS]
    assert len(set(ids)) == len(ids)
    text = repr(DOCUMENT)
    for group, name in re.findall(r"#/components/(\w+)/(\w+)", text):
        assert name in DOCUMENT["components"][group], name
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.meta.validate(
            schema | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        )


def test_an_operation_has_a_sentence_a_tag_and_the_problems_of_all() -> None:
    for name, node in ((operation.name, operation.node) for operation in OPERATIONS):
        assert re.match(r"[A-Z].*\.$", node["summary"]), f"the docstring of {name}"
        assert set(node["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}, name
        assert set(ALWAYS) <= node["responses"].keys()


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_its_examples_are_accepted_and_answered_as_described(
    there: Emulator, operation: Described
) -> None:
    bodies: list[object] = list(operation.examples) if operation.takes_json else []
    if operation.node["operationId"] == "restoreSnapshot":
        bodies = [there.control("GET", "/snapshot")]
    for body in bodies or [None]:
        answer = call(there, operation, body)
        assert answer.is_success, answer.text


@pytest.mark.parametrize("name", ["nowhere", "", "\x00", "\u00e9", "../default", "x" * 9_999])
def test_a_sandbox_that_there_is_not_is_a_problem_as_described(name: str) -> None:
    with start() as emulator:
        for operation in OPERATIONS:
            answer = call(emulator, operation, sandbox=name)
            assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


@pytest.mark.parametrize("raw", NO_OBJECTS)
def test_a_body_that_is_no_object_is_a_problem_as_described(raw: bytes) -> None:
    with start() as emulator:
        for operation in TAKERS:
            answer = emulator.http.request(operation.method, operation.url, content=raw)
            fits(operation, answer)
            assert answer.status_code == 400, operation.name


def test_beyond_loopback_each_needs_the_token_unless_it_says_otherwise() -> None:
    with start(control_token="printed") as emulator:
        for operation in OPERATIONS:
            answer = call(emulator, operation)
            assert (answer.status_code == 401) is (operation.node.get("security") != [])


def test_what_lists_findings_has_some_to_compare(there: Emulator) -> None:
    assert there.control("GET", "/report")["findings"]
    assert there.control("GET", "/webhooks/storm/verdict")["findings"]


def test_a_storm_is_described_with_all_its_fields() -> None:
    known = {"preset", *(each.name for each in fields(Storm))}
    properties = DOCUMENT["components"]["schemas"]["NewStorm"]["properties"]
    assert properties.keys() == known
