"""Examples satisfy their schemas, say what is known, and are the same each time."""

from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest

from emulator.kernel.examples import Example

NOW = datetime(2026, 6, 15, 18, 30, tzinfo=UTC)
Schema = dict[str, Any]
TREE: Schema = {
    "type": "object",
    "required": ["Name"],
    "properties": {
        "Name": {"type": "string"},
        "Parent": {"$ref": "#/Tree"},
        "Children": {"type": "array", "items": {"$ref": "#/Tree"}},
    },
}
SCHEMAS: dict[str, Schema] = {
    "text": {"type": "string"},
    "short": {"type": "string", "maxLength": 2},
    "long": {"type": "string", "minLength": 200},
    "instant": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "email": {"type": "string", "format": "email"},
    "integer": {"type": "integer", "minimum": 500, "maximum": 510},
    "above": {"type": "integer", "exclusiveMinimum": 1000},
    "step": {"type": "integer", "multipleOf": 7, "minimum": 0},
    "number": {"type": "number", "maximum": -1},
    "flag": {"type": "boolean"},
    "nothing": {"type": "null"},
    "either": {"type": ["string", "null"]},
    "enumerated": {"type": "string", "enum": ["A", "B", "C"]},
    "constant": {"const": 5},
    "list": {"type": "array", "items": {"type": "integer"}, "minItems": 3},
    "one of": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
    "all of": {"allOf": [{"type": "object", "properties": {"A": {"type": "integer"}}}]},
    "tree": TREE,
    "anything": {},
}


def resolve(schema: Schema) -> Schema:
    return TREE if "$ref" in schema else schema


def nothing(_name: str, _owner: str) -> object:
    return None


def made(schema: Schema, known: Any = nothing, salt: str = "") -> Any:  # noqa: ANN401 - JSON
    return Example(resolve, known, salt, NOW).of(schema, "Thing")


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_an_example_satisfies_its_schema(schema: Schema) -> None:
    found = made(schema)
    jsonschema.Draft202012Validator({**schema, "Tree": TREE}).validate(found)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_the_same_question_has_the_same_example(schema: Schema) -> None:
    assert made(schema) == made(schema)


def test_another_question_has_another_example() -> None:
    schema = {"type": "integer"}
    assert len({made(schema, salt=str(n)) for n in range(20)}) > 10


def test_what_is_inside_itself_ends() -> None:
    assert made(TREE) == {
        "Name": "Name",
        "Parent": {"Name": "Name"},
        "Children": [{"Name": "Name"}],
    }


def test_an_instant_is_of_the_sandboxs_day() -> None:
    assert made(SCHEMAS["instant"]) == "2026-06-15T12:00:00Z"


@pytest.mark.parametrize(
    ("schema", "said", "expected"),
    [
        ({"type": "integer"}, 7, 7),
        ({"type": "integer", "maximum": 5}, 7, None),
        ({"type": "integer"}, 7.5, None),
        ({"type": "integer"}, "7", None),
        ({"type": "number"}, 7.5, 7.5),
        ({"type": "string"}, "seven", "seven"),
        ({"type": "string", "maxLength": 3}, "seven", None),
        ({"type": "string", "format": "date-time"}, "seven", None),
        ({"type": "string", "format": "date-time"}, "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ({"type": "boolean"}, True, True),
        ({"type": "integer"}, True, None),
        ({"type": "boolean"}, 1, None),
    ],
    ids=[
        "integer", "too large", "not whole", "a text", "number", "text", "too long", "no instant",
        "instant", "flag", "flag for integer", "integer for flag",
    ],
)  # fmt: skip
def test_what_is_known_is_said_where_it_fits(
    schema: Schema, said: object, expected: object
) -> None:
    found = made(schema, lambda *_: said)
    assert found == (made(schema) if expected is None else expected)


def test_a_wide_schema_is_bounded() -> None:
    leaf = {"type": "object", "properties": {f"P{n}": {"type": "string"} for n in range(100)}}
    wide = {"type": "object", "properties": {f"Q{n}": leaf for n in range(1000)}}
    assert sum(len(inner) for inner in made(wide).values()) < 4_000
