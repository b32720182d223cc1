"""Documents that mean harm, or are only large: told of, or taken within bounds."""

from pathlib import Path
from typing import Any

import pytest

from emulator.kernel import documents
from emulator.kernel.errors import Mistake
from tests.kernel.foreign import Document, written

A: Document = {"$ref": "#/definitions/A"}


def joined(document: Document, folder: Path) -> Document:
    made: Document = {"paths": {}, "components": {"schemas": {}}}
    documents.join(made, [written(folder, document)], lambda _: {})
    return made


def document(schema: object, definitions: object = None, **operation: Any) -> Document:  # noqa: ANN401 - JSON
    """One operation that takes and answers a schema."""
    made = {
        "parameters": [{"name": "b", "in": "body", "schema": schema}],
        "responses": {"200": {"description": "", "schema": schema}},
    }
    return {
        "swagger": "2.0",
        "paths": {"/x/{id}": {"post": made | operation}},
        "definitions": definitions or {},
    }


def ladder(key: str, steps: int) -> Document:
    """Schemas that hold the next one twice."""
    held = {f"D{n}": {key: [{"$ref": f"#/definitions/D{n + 1}"}] * 2} for n in range(steps)}
    return document({"$ref": "#/definitions/D0"}, {**held, f"D{steps}": {"type": "string"}})


REFUSED = {
    "a reference to itself": document(A, {"A": A}),
    "references in a circle": document(A, {"A": {"$ref": "#/definitions/B"}, "B": A}),
    "allOf of itself": document(A, {"A": {"allOf": [A]}}),
    "oneOf itself": document(A, {"A": {"oneOf": [{"type": "string"}, A]}}),
    "anyOf of allOf of itself": document(A, {"A": {"anyOf": [{"allOf": [A]}]}}),
    "a billion by allOf": ladder("allOf", 30),
    "a billion by oneOf": ladder("oneOf", 30),
    "an endless list": document({"type": "array", "minItems": 10**9}),
    "an endless text": document({"type": "string", "minLength": 10**10}),
    "a pattern that is none": document({"type": "string", "pattern": "("}),
    "a pattern beyond all size": document({"pattern": "(?:(?:a{999}){999}){999}"}),
    "a step of zero": document({"type": "number", "multipleOf": 0}),
    "a type that is none": document({"type": "none"}),
    "a type by number": document({"type": 3}),
    "a format that is none": document({"type": "integer", "format": ["a"]}),
    "an empty enumeration": document({"enum": []}),
    "properties in a list": document({"type": "object", "properties": ["a"]}),
    "a property that is null": document({"type": "object", "properties": {"a": None}}),
    "a reference by number": document({"$ref": 3}),
    "no parameters": document({}, parameters=None),
    "parameters that are none": document({}, parameters="abc"),
    "a parameter without a name": document({}, parameters=[{"in": "formData"}]),
    "no responses": document({}, responses=None),
    "a response by a word": document({}, responses={"2zz": {}}),
    "a status of six digits": document({}, responses={"299999": {}}),
    "two parameters alike": {"swagger": "2.0", "paths": {"/x/{id}/{i-d}": {"get": {}}}},
    "a path with a control character": {"swagger": "2.0", "paths": {"/a\x00b": {"get": {}}}},
    "an endless path": {"swagger": "2.0", "paths": {"/a" * 20_000: {"get": {}}}},
    "half a surrogate": {"swagger": "2.0", "paths": {"/a\ud800": {"get": {}}}},
    "content that is null": {
        "openapi": "3.0.0",
        "paths": {"/x": {"get": {"responses": {"200": {"content": None}}}}},
    },
    "servers that are none": {"openapi": "3.0.0", "servers": ["x"], "paths": {}},
}


@pytest.mark.parametrize("hostile", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_served_is_told(hostile: Document, tmp_path: Path) -> None:
    with pytest.raises(Mistake):
        joined(hostile, tmp_path)


LONG = 3_000
ALIKE = [chr(0x4E00 + n) for n in range(LONG)]
TAKEN = {
    "a list of itself": document(A, {"A": {"type": "array", "minItems": 1, "items": A}}),
    "itself in itself": document(A, {"A": {"type": "object", "additionalProperties": A}}),
    "a long chain": document(
        {"$ref": "#/definitions/D0"},
        {
            f"D{n}": {"type": "object", "properties": {"x": {"$ref": f"#/definitions/D{n + 1}"}}}
            for n in range(LONG)
        }
        | {f"D{LONG}": {"type": "string"}},
    ),
    "a large enumeration": document({"type": "string", "enum": [f"v{n}" for n in range(100_000)]}),
    "names that become alike": document(
        {
            "properties": {
                f"p{n}": {"$ref": f"#/definitions/{chr(0x4E00 + n)}"} for n in range(LONG)
            }
        },
        {n: {"type": "string"} for n in ALIKE},
    ),
    "a hundred parameters": document(
        {}, parameters=[{"name": f"p{n}", "in": "query", "type": "string"} for n in range(100)]
    ),
    "a parameter twice": document(
        {}, parameters=[{"name": n, "in": "query", "type": "string"} for n in ("q", "Q")]
    ),
    "a range of statuses": document({}, responses={"2XX": {"description": ""}}),
    "a host without brackets": {
        "openapi": "3.0.0",
        "servers": [{"url": "http://[::1"}],
        "paths": {},
    },
}


@pytest.mark.parametrize("large", TAKEN.values(), ids=TAKEN)
def test_what_is_only_large_is_taken(large: Document, tmp_path: Path) -> None:
    assert len(joined(large, tmp_path)["paths"]) == len(large["paths"])
