from collections.abc import Mapping
from datetime import UTC, datetime

import orjson
import pytest

from emulator.kernel.binding import Body, parse_object
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
}


def bind(raw: bytes) -> Record:
    return Body(PROPERTIES, anything, required=True).bind(raw)


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
    Body(PROPERTIES, seen.append, required=True).bind(b'{"COUNT": "7", "kind": "arrival"}')
    assert seen == [{"Count": "7", "Kind": "Arrival"}]


@pytest.mark.parametrize("raw", [b"", b" \r\n"], ids=["empty", "blank"])
def test_a_body_that_is_not_required_may_be_missing(raw: bytes) -> None:
    assert Body(PROPERTIES, refuses_all, required=False).bind(raw) == {"Count": 1}


@pytest.mark.parametrize("raw", [b"", b" \r\n"], ids=["empty", "blank"])
def test_a_required_body_that_is_missing_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed, match="the body is not JSON"):
        bind(raw)


NOT_JSON = {
    "cut-off": b'{"Note": "x"',
    "quotes": b"{'Note': 'x'}",
    "not-utf-8": b'{"Note": "\xff"}',
    "surrogate": b'{"Note": "\\ud800"}',
    "nan": b'{"Count": NaN}',
    "infinity": b'{"Count": 1e400}',
    "too-deep": b'{"Note": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "two": b"{}{}",
}


@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON)
def test_a_body_that_is_not_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed, match=r"^the body is not JSON: "):
        bind(raw)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [(b"[]", "list"), (b'"x"', "str"), (b"5", "int"), (b"null", "NoneType")],
    ids=["list", "text", "number", "null"],
)
def test_a_body_that_is_no_object_is_malformed_and_named(raw: bytes, kind: str) -> None:
    with pytest.raises(Malformed, match=f"^the body is {kind}, not an object$"):
        parse_object(raw)


def test_a_deep_body_within_what_json_readers_take_is_read() -> None:
    place = b'{"a":' * 900 + b"1" + b"}" * 900
    assert bind(b'{"Place": ' + place + b"}")["Place"] == orjson.loads(place)
