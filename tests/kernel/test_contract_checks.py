"""Records and requests against a contract that is loaded."""

from pathlib import Path

import jsonschema_rs
import pytest

from emulator.kernel.binding import Body
from emulator.kernel.contract import TOLD, Contract, load
from emulator.kernel.errors import Malformed
from tests.kernel.topics import COMMON, NOTES, POST, changed, written


def test_records_are_checked_and_every_problem_is_told_in_jsonschemas_words(
    notes: Contract,
) -> None:
    records = {
        "notes/1": {"Id": 1, "Text": "fine", "At": "2026-06-15T12:00:00Z"},
        "notes/2": {"Id": "2", "Text": 5, "At": "2026-13-15T12:00:00Z"},
        "notes/3": {"Id": 3, "Text": "no date"},
        "notes/4": [],
    }
    assert sorted(notes.problems("Note", records)) == [
        "notes/2: At: '2026-13-15T12:00:00Z' is not a 'date-time'",
        "notes/2: Id: '2' is not of type 'integer'",
        "notes/2: Text: 5 is not of type 'string'",
        "notes/3: record: 'At' is a required property",
        "notes/4: record: [] is not of type 'object'",
    ]


def test_an_instant_without_an_offset_is_a_date_time(notes: Contract) -> None:
    record = {"Id": 1, "Text": "", "At": "2026-06-15T12:00:00"}
    assert list(notes.problems("Note", {"notes/1": record})) == []


def test_a_parameter_by_reference_is_bound_and_checked(notes: Contract) -> None:
    query = notes.entries[0].query_parameters
    assert query.bind_query(b"size=9") == {"size": 9}
    with pytest.raises(Malformed, match=r"^size: 10 is greater than the maximum of 9$"):
        query.bind_query(b"size=10")


def bodied(schema: object, folder: Path) -> Body:
    """The body of an operation that takes this."""
    content = {"application/json": {"schema": schema}}
    post = POST | {"requestBody": {"required": True, "content": content}}
    topics = {"notes": changed(NOTES, "paths", "/notes", post=post), "common": COMMON}
    body = load(written(folder, **topics)).entries[1].body
    assert body is not None
    return body


def test_a_password_that_is_malformed_is_not_told(tmp_path: Path) -> None:
    login = {"type": "object", "properties": {"Password": {"type": "integer"}}}
    body = bodied({"type": "object", "properties": {"Login": login}}, tmp_path)
    with pytest.raises(Malformed) as refused:
        body.bind({"Login": {"Password": ["hunter2"]}})
    assert "hunter2" not in refused.value.reason
    assert refused.value.facts["fields"] == {"Login.Password": "type"}


def test_a_list_without_end_is_told_of_by_its_first_items(tmp_path: Path) -> None:
    numbers = {"type": "array", "items": {"type": "integer"}}
    body = bodied({"type": "object", "properties": {"Ids": numbers}}, tmp_path)
    with pytest.raises(Malformed) as refused:
        body.bind({"Ids": ["x"] * 100_000})
    assert refused.value.reason.startswith("Ids.0: ")
    assert len(refused.value.facts["fields"]) == TOLD


def test_a_required_parameter_that_is_missing_is_malformed(notes: Contract) -> None:
    with pytest.raises(Malformed, match='"id" is a required property'):
        notes.entries[0].path_parameters.bind([])


def test_a_body_is_checked_against_the_schema_it_refers_to(notes: Contract) -> None:
    body = notes.entries[1].body
    assert body is not None
    assert body.bind({"TEXT": "short"}) == {"Text": "short"}
    with pytest.raises(Malformed, match=r'^Text: "longer" is longer than 5 characters$'):
        body.bind({"Text": "longer"})


def test_a_request_body_by_reference_is_followed(tmp_path: Path) -> None:
    spoilt = changed(NOTES, "components", requestBodies={"New": POST["requestBody"]})
    spoilt["paths"]["/notes"]["post"]["requestBody"] = {"$ref": "#/components/requestBodies/New"}
    body = load(written(tmp_path, common=COMMON, notes=spoilt)).entries[1].body
    assert body is not None
    with pytest.raises(Malformed, match='"Text" is a required property'):
        body.bind({})


def test_a_reference_out_of_the_document_is_never_fetched(tmp_path: Path) -> None:
    """The port is closed, so that a fetch would tell itself by its own error."""
    outside = {"$ref": "http://127.0.0.1:9/schema.json"}
    spoilt = changed(NOTES, "components", "schemas", "Note", "properties", Outside=outside)
    contract = load(written(tmp_path, common=COMMON, notes=spoilt))
    with pytest.raises(jsonschema_rs.ValidationError, match="is not supported"):
        list(contract.problems("Note", {"notes/1": {}}))
