"""What a contract may say beside OpenAPI, and what it then means."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from emulator.kernel.contract import Contract, Entry, load
from emulator.kernel.errors import Malformed, Mistake
from emulator.kernel.operation import Record
from emulator.kernel.request import BODY_LIMIT
from tests.kernel.topics import COMMON, NOTES, changed, entry, written


def loaded(folder: Path, topic: Mapping[str, object]) -> Contract:
    return load(written(folder, common=COMMON, notes=topic))


def posting(
    folder: Path, schema: Record, kind: str = "application/json", /, **more: object
) -> Entry:
    """The entry of an operation with a body."""
    body = {"required": True, "content": {kind: {"schema": schema}}}
    paths = {"/things/{id}": {"post": entry("postThing", requestBody=body, **more)}}
    (made,) = loaded(folder, {"paths": paths}).entries
    return made


def wrong_fields(made: Entry, sent: Record) -> Mapping[str, str]:
    assert made.body is not None
    with pytest.raises(Malformed) as refused:
        made.body.bind(sent)
    fields: Mapping[str, str] = refused.value.facts["fields"]
    return fields


def test_a_table_tells_its_epochs_and_its_first_id(tmp_path: Path) -> None:
    topic = changed(NOTES, "x-tables", "notes", epochs=["At"], first=1001)
    table = loaded(tmp_path, topic).tables["notes"]
    assert (list(table.epochs), table.first) == (["At"], 1001)


def test_a_table_has_no_epochs_and_begins_with_1_unless_it_says_more(notes: Contract) -> None:
    table = notes.tables["notes"]
    assert (list(table.epochs), table.first) == ([], 1)


def test_a_records_id_is_called_as_the_contract_says_or_else_id(
    notes: Contract, tmp_path: Path
) -> None:
    assert notes.id_field == "Id"
    assert loaded(tmp_path, NOTES | {"x-id-field": "number"}).id_field == "number"


def test_two_topics_do_not_both_say_what_an_id_is_called(tmp_path: Path) -> None:
    topic = {"x-id-field": "number"}
    with pytest.raises(Mistake, match=r"^two\.json: x-id-field is defined twice$"):
        load(written(tmp_path, one=topic, two=topic))


def test_an_operation_takes_as_many_bytes_as_it_says_or_else_what_all_take(tmp_path: Path) -> None:
    schema = {"type": "object"}
    assert posting(tmp_path, schema).body_limit == BODY_LIMIT
    assert posting(tmp_path, schema, **{"x-body-limit": 5}).body_limit == 5


@pytest.mark.parametrize(
    ("more", "is_open"),
    [({}, False), ({"security": []}, True), ({"x-handler": "token"}, True)],
    ids=["as-all", "no-security", "login"],
)
def test_an_operation_asks_for_a_credential_unless_it_says_not(
    tmp_path: Path, more: Mapping[str, object], *, is_open: bool
) -> None:
    assert posting(tmp_path, {"type": "object"}, **more).is_open is is_open


def test_where_no_security_is_spoken_of_all_is_open(tmp_path: Path) -> None:
    (made,) = load(written(tmp_path, one={"paths": {"/x": {"get": entry("getX")}}})).entries
    assert made.is_open


UNKNOWN: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "topic": ((), "x-id-fields", "x-id-field"),
    "operation": (("paths", "/notes", "post"), "x-body-limits", "x-body-limit"),
    "table-epoch": (("x-tables", "notes"), "epoch", "epochs"),
    "table-first": (("x-tables", "notes"), "last", "first"),
}


@pytest.mark.parametrize(("place", "key", "known"), UNKNOWN.values(), ids=UNKNOWN)
def test_another_key_is_refused_and_the_known_one_named(
    tmp_path: Path, place: tuple[str, ...], key: str, known: str
) -> None:
    with pytest.raises(Mistake) as refused:
        loaded(tmp_path, changed(NOTES, *place, **{key: 1}))
    (told,) = refused.value.problems
    assert f"unknown key {key}; known: " in told
    assert known in told.partition("known: ")[2].split(", ")


SCHEMA: Record = {
    "type": "object",
    "required": ["Text", "Kind"],
    "properties": {
        "Text": {"type": "string", "maxLength": 3},
        "Kind": {"enum": ["A", "B"]},
        "Count": {"type": "integer", "minimum": 1},
        "At": {"type": "string", "format": "date-time"},
        "Steps": {"type": "array", "items": {"$ref": "#/components/schemas/Step"}},
    },
}
STEP: Record = {"type": "object", "required": ["Name"], "properties": {"Name": {"type": "string"}}}


@pytest.fixture
def thing(tmp_path: Path) -> Entry:
    body = {"content": {"application/json": {"schema": SCHEMA}}}
    topic = {
        "paths": {"/things": {"post": entry("postThing", requestBody=body)}},
        "components": {"schemas": {"Step": STEP}},
    }
    (made,) = loaded(tmp_path, topic).entries
    return made


def test_all_fields_that_are_wrong_are_named_each_with_what_is_wrong(thing: Entry) -> None:
    sent = {"Text": "long", "Count": 0, "At": "noon", "Kind": "C"}
    assert wrong_fields(thing, sent) == {
        "Text": "maxLength",
        "Count": "minimum",
        "At": "format",
        "Kind": "enum",
    }


def test_fields_that_are_missing_are_named_as_required(thing: Entry) -> None:
    assert wrong_fields(thing, {}) == {"Text": "required", "Kind": "required"}


def test_a_field_inside_another_is_named_by_its_way(thing: Entry) -> None:
    steps = [{"Name": "one"}, {}, {"Name": 3}]
    sent = {"Text": "a", "Kind": "A", "Steps": steps}
    assert wrong_fields(thing, sent) == {"Steps.1.Name": "required", "Steps.2.Name": "type"}


def test_a_field_that_is_wrong_twice_is_named_once_with_the_first(tmp_path: Path) -> None:
    both = {"type": "string", "minLength": 3, "pattern": "^x"}
    made = posting(tmp_path, {"type": "object", "properties": {"Text": both}})
    assert wrong_fields(made, {"Text": "a"}) == {"Text": "minLength"}
    assert wrong_fields(made, {"Text": "abc"}) == {"Text": "pattern"}
    assert wrong_fields(made, {"Text": "x"}) == {"Text": "minLength"}


def test_the_reason_is_of_the_first_field_in_words(thing: Entry) -> None:
    assert thing.body is not None
    with pytest.raises(Malformed, match=r"^Count: 0 is less than the minimum of 1$"):
        thing.body.bind({"Text": "a", "Kind": "A", "Count": 0})


def test_the_parameters_that_are_wrong_are_named_too(tmp_path: Path) -> None:
    parameters = [
        {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 9}},
        {"name": "sort", "in": "query", "required": True, "schema": {"type": "string"}},
        {
            "name": "ids",
            "in": "query",
            "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Id"}},
        },
    ]
    topic = {
        "paths": {"/things": {"get": entry("listThings", *parameters)}},
        "components": {"schemas": {"Id": {"type": "integer", "minimum": 1}}},
    }
    (made,) = loaded(tmp_path, topic).entries
    bind = made.query_parameters.bind_query
    assert bind(b"ids=1,2&sort=up") == {"ids": [1, 2], "sort": "up"}
    with pytest.raises(Malformed) as refused:
        bind(b"size=10&ids=1,x,0")
    assert refused.value.facts["fields"] == {
        "size": "maximum",
        "sort": "required",
        "ids.1": "type",
        "ids.2": "minimum",
    }


def test_the_schema_of_an_uploads_fields_is_that_of_its_media_type(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["File"], "properties": {"File": {"type": "string"}}}
    made = posting(tmp_path, schema, "multipart/form-data")
    assert made.body is not None
    assert made.body.bind({"file": "a.txt", "other": "x"}) == {"File": "a.txt"}
    assert wrong_fields(made, {}) == {"File": "required"}


def test_lists_flags_and_nulls_are_bound_as_the_contract_says(tmp_path: Path) -> None:
    properties = {
        "Techs": {"x-kind": "array", "items": {"$ref": "#/components/schemas/Id"}},
        "Urgent": {"enum": [True, False, 0, 1, "0", "1"], "x-kind": "flag"},
        "Owner": {"type": ["string", "null"], "x-kind": "integer", "x-null": True},
        "Note": {"type": ["string", "null"]},
    }
    body = {"content": {"application/json": {"schema": {"properties": properties}}}}
    topic = {
        "paths": {"/things": {"post": entry("postThing", requestBody=body)}},
        "components": {"schemas": {"Id": {"type": ["string", "integer"], "x-kind": "integer"}}},
    }
    (made,) = loaded(tmp_path, topic).entries
    assert made.body is not None
    sent = {"techs": ["1", 2], "urgent": "1", "owner": None, "note": None}
    assert made.body.bind(sent) == {"Techs": [1, 2], "Urgent": True, "Owner": None}
    assert made.body.bind({"Owner": "7", "Urgent": 0}) == {"Owner": 7, "Urgent": False}
