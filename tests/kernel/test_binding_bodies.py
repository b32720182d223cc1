from collections.abc import Mapping
from datetime import UTC, datetime

import orjson
import pytest

from emulator.kernel.binding import Body
from emulator.kernel.errors import Malformed
from emulator.kernel.operation import Record

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def anything(_: Record) -> None:
    """A check that lets everything pass."""


def refuses_all(value: Record) -> None:
    raise Malformed(reason=f"checked {sorted(value)}")


PROPERTIES: Mapping[str, Mapping[str, object]] = {
    "Note": {"type": ["string", "null"]},
    "Count": {"type": ["integer", "string", "null"], "x-kind": "integer", "default": 1},
    "Kind": {"type": ["string", "null"], "enum": ["Arrival", "Departure", None]},
    "At": {"type": ["string", "null"], "format": "date-time"},
    "Place": {"type": "object"},
    "Urgent": {"x-kind": "flag"},
    "Until": {"type": ["string", "null"], "format": "date-time", "x-null": True},
    "Tags": {"x-kind": "array", "items": {"type": "string"}},
    "Techs": {"x-kind": "array", "items": {"x-kind": "integer"}},
    "Names": {"type": "array"},
}


def bind(raw: bytes) -> Record:
    return Body(PROPERTIES, anything, required=True).bind(orjson.loads(raw))


@pytest.mark.parametrize(
    ("raw", "bound"),
    [
        (b"{}", {"Count": 1}),
        (b'{"Note": "x"}', {"Note": "x", "Count": 1}),
        (b'{"NOTE": "x", "cOUNT": "7"}', {"Note": "x", "Count": 7}),
        (b'{"Count": 7.0}', {"Count": 7}),
        (b'{"Count": null, "Note": null}', {"Count": 1}),
        (b'{"Unheard": {"of": 1}}', {"Count": 1}),
        (b'{"Kind": "ARRIVAL"}', {"Kind": "Arrival", "Count": 1}),
        (b'{"Kind": "Elsewhere"}', {"Kind": "Elsewhere", "Count": 1}),
        (b'{"Kind": 5}', {"Kind": 5, "Count": 1}),
        (b'{"At": "2026-06-15T12:00:00"}', {"At": NOON, "Count": 1}),
        (b'{"Place": {"note": null}}', {"Place": {"note": None}, "Count": 1}),
        (b'{"Note": "x", "note": "y"}', {"Note": "y", "Count": 1}),
    ],
    ids=[
        "defaults",
        "given",
        "any-case",
        "whole-float",
        "null-is-absent",
        "unknown",
        "enum-in-any-case",
        "not-in-the-enum",
        "enum-of-another-type",
        "instant",
        "inside-an-object",
        "last-wins",
    ],
)
def test_a_body_becomes_declared_values(raw: bytes, bound: Record) -> None:
    assert bind(raw) == bound


def test_a_body_is_checked_under_its_declared_names_before_it_is_converted() -> None:
    seen: list[Record] = []
    sent = {"COUNT": "7", "kind": "arrival", "urgent": 1, "techs": "1,2", "until": None}
    Body(PROPERTIES, seen.append, required=True).bind(sent)
    assert seen == [{"Count": "7", "Kind": "Arrival", "Urgent": 1, "Techs": "1,2", "Until": None}]


@pytest.mark.parametrize(
    ("raw", "bound"),
    [
        (b'{"Urgent": 1}', {"Urgent": True}),
        (b'{"Urgent": "0"}', {"Urgent": False}),
        (b'{"Urgent": "TRUE"}', {"Urgent": True}),
        (b'{"Urgent": "yes"}', {"Urgent": "yes"}),
        (b'{"Urgent": null}', {}),
    ],
    ids=["number", "text-of-a-number", "word", "another-word", "null-is-absent"],
)
def test_a_flag_is_sent_as_a_boolean_a_number_or_a_word(raw: bytes, bound: Record) -> None:
    assert bind(raw) == {"Count": 1} | bound


@pytest.mark.parametrize(
    ("raw", "bound"),
    [
        (b'{"Techs": ["1", 2, 3.0]}', {"Techs": [1, 2, 3]}),
        (b'{"Techs": "4,5"}', {"Techs": [4, 5]}),
        (b'{"Techs": []}', {"Techs": []}),
        (b'{"Techs": ""}', {"Techs": []}),
        (b'{"Techs": ["x", null]}', {"Techs": ["x", None]}),
        (b'{"Techs": 4}', {"Techs": 4}),
        (b'{"Tags": "a,,b"}', {"Tags": ["a", "", "b"]}),
        (b'{"Names": ["a"]}', {"Names": ["a"]}),
    ],
    ids=[
        "numbers-and-texts",
        "commas",
        "empty-list",
        "empty-text",
        "no-numbers",
        "no-list",
        "texts",
        "items-of-no-type",
    ],
)
def test_a_list_is_converted_item_by_item(raw: bytes, bound: Record) -> None:
    assert bind(raw) == {"Count": 1} | bound


def test_a_list_that_was_sent_is_not_changed() -> None:
    sent = {"Techs": ["1"]}
    Body(PROPERTIES, anything, required=True).bind(sent)
    assert sent == {"Techs": ["1"]}


def test_a_null_is_kept_where_the_contract_wants_it_and_is_absent_elsewhere() -> None:
    assert bind(b'{"UNTIL": null, "At": null, "Note": null}') == {"Until": None, "Count": 1}
    assert bind(b'{"Until": "2026-06-15T12:00:00Z"}') == {"Until": NOON, "Count": 1}
    assert bind(b"{}") == {"Count": 1}


def test_an_empty_text_is_null_where_the_contract_says_so_and_a_text_elsewhere() -> None:
    properties: Mapping[str, Mapping[str, object]] = {
        "Until": {"x-kind": "instant", "x-null": "empty"},
        "Note": {"type": ["string", "null"], "x-null": True},
        "Title": {"type": "string"},
    }
    body = Body(properties, anything, required=True)
    empty = {"Until": "", "Note": "", "Title": ""}
    assert body.bind(empty) == {"Until": None, "Note": "", "Title": ""}
    assert body.bind({"Until": "2026-06-15T12:00:00Z"}) == {"Until": NOON}
    assert body.bind({"Until": None, "Note": None}) == {"Until": None, "Note": None}


def test_a_body_that_is_not_required_may_be_missing_and_is_its_defaults() -> None:
    assert Body(PROPERTIES, refuses_all, required=False).absent() == {"Count": 1}


def test_the_defaults_of_a_missing_body_are_the_callers_own() -> None:
    body = Body(PROPERTIES, anything, required=False)
    body.absent()["Count"] = 2
    assert body.absent() == {"Count": 1}


def test_a_required_body_that_is_missing_is_malformed_and_names_no_field() -> None:
    with pytest.raises(Malformed, match=r"^the body is missing$") as refused:
        Body(PROPERTIES, anything, required=True).absent()
    assert refused.value.facts["fields"] == {}


def test_a_deep_body_within_what_json_readers_take_is_read() -> None:
    place = b'{"a":' * 900 + b"1" + b"}" * 900
    assert bind(b'{"Place": ' + place + b"}")["Place"] == orjson.loads(place)
