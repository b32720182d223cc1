"""Schemas of other dialects, as JSON Schema 2020-12 for answers and for requests."""

from typing import Any

import jsonschema
import pytest

from emulator.kernel.schemas import Schemas

DEFINITIONS = {
    "Part": {"type": "object", "properties": {"Next": {"$ref": "#/definitions/Part"}}},
    "A[B]": {"type": "string"},
    "A_B_": {"type": "integer"},
}


def schemas() -> Schemas:
    return Schemas({"definitions": DEFINITIONS}, [], "vendor.json")


@pytest.mark.parametrize(
    ("schema", "answered", "given"),
    [
        ({"type": "string"}, {"type": "string"}, {"type": ["string", "null"]}),
        (
            {"type": "string", "nullable": True},
            {"type": ["string", "null"]},
            {"type": ["string", "null"]},
        ),
        (
            {"type": "string", "enum": ["A", "B"]},
            {"type": "string", "enum": ["A", "B"]},
            {"type": ["string", "null", "integer"], "enum": ["A", "B", None, 0, 1, 2]},
        ),
        (
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            {"type": "number", "exclusiveMinimum": 0},
            {"type": ["number", "null"], "exclusiveMinimum": 0},
        ),
        (
            {"type": "number", "minimum": 0, "exclusiveMinimum": False},
            {"type": "number", "minimum": 0},
            {"type": ["number", "null"], "minimum": 0},
        ),
        (
            {"type": "number", "exclusiveMaximum": 5},
            {"type": "number", "exclusiveMaximum": 5},
            None,
        ),
        (
            {"type": "integer", "format": "int32"},
            {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1},
            None,
        ),
        ({}, {}, {}),
        ({"readOnly": True, "description": "x", "x-own": 1}, {}, {}),
    ],
    ids=[
        "text", "nullable", "enumerated", "exclusive", "inclusive", "number-bound", "int32",
        "anything", "dropped",
    ],
)  # fmt: skip
def test_a_schema_says_the_same_in_the_new_dialect(
    schema: dict[str, Any], answered: dict[str, Any], given: dict[str, Any] | None
) -> None:
    made = schemas()
    assert made.answered(schema, "x") == answered
    if given is not None:
        assert made.given(schema, "x") == given


def test_a_schema_that_refers_to_itself_is_converted_once() -> None:
    made = schemas()
    assert made.answered({"$ref": "#/definitions/Part"}, "x") == {
        "$ref": "#/components/schemas/Overlay.Part"
    }
    assert made.made() == {
        "Overlay.Part": {
            "type": "object",
            "properties": {"Next": {"$ref": "#/components/schemas/Overlay.Part"}},
        }
    }


def test_a_reference_of_a_request_may_be_null_but_not_the_body_itself() -> None:
    made = schemas()
    assert made.body({"$ref": "#/definitions/Part"}, "x") == {
        "$ref": "#/components/schemas/OverlayRequest.Part"
    }
    part = made.made()["OverlayRequest.Part"]
    assert part["properties"]["Next"]["anyOf"][1] == {"type": "null"}


def test_names_that_become_alike_stay_two() -> None:
    made = schemas()
    one = made.answered({"$ref": "#/definitions/A[B]"}, "x")["$ref"]
    other = made.answered({"$ref": "#/definitions/A_B_"}, "x")["$ref"]
    assert one != other
    assert {s["type"] for s in made.made().values()} == {"string", "integer"}


def test_what_is_converted_is_a_schema() -> None:
    made = schemas()
    for schema in ({"$ref": "#/definitions/Part"}, {"allOf": [{"type": "object"}]}):
        for form in (made.answered, made.given):
            jsonschema.Draft202012Validator.check_schema(form(schema, "x"))
