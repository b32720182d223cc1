"""Records and requests against a contract that is loaded."""

from pathlib import Path

import jsonschema_rs
import pytest

from emulator.kernel.contract import Contract, load
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
