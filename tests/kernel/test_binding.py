from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.kernel.binding import (
    Parameters,
    converter,
    is_instant,
    to_boolean,
    to_flag,
    to_instant,
    to_integer,
    to_long,
    to_number,
)
from emulator.kernel.errors import Malformed
from emulator.kernel.operation import Record

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
OTHER_DIGITS = "\u0661\u0662"


def anything(_: Record) -> None:
    """A check that lets everything pass."""


def refuses_all(value: Record) -> None:
    raise Malformed(reason=f"checked {sorted(value)}")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("-5", -5),
        ("007", 7),
        ("2147483647", 2**31 - 1),
        ("-2147483648", -(2**31)),
    ],
    ids=["plain", "negative", "leading-zeros", "int32-max", "int32-min"],
)
def test_the_text_of_a_whole_number_becomes_the_number(text: str, number: int) -> None:
    assert to_integer(text) == number


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**31], ids=["max", "min", "beyond-int32"])
def test_an_int64_reaches_from_its_smallest_to_its_largest(number: int) -> None:
    assert to_long(str(number)) == number


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1], ids=["above", "below"])
def test_a_number_beyond_int32_stays_a_text(number: int) -> None:
    assert to_integer(str(number)) == str(number)


@pytest.mark.parametrize(
    "text", [str(2**63), str(-(2**63) - 1), "9" * 5000], ids=["above", "below", "huge"]
)
def test_a_number_beyond_int64_stays_a_text(text: str) -> None:
    assert to_long(text) == text


NO_INTEGERS = {
    "empty": "",
    "word": "five",
    "point": "5.0",
    "exponent": "1e3",
    "underscore": "1_000",
    "space": " 5",
    "line": "5\n",
    "plus": "+5",
    "hex": "0x5",
    "other-digits": OTHER_DIGITS,
    "minus": "-",
}


@pytest.mark.parametrize("text", NO_INTEGERS.values(), ids=NO_INTEGERS)
def test_what_is_no_whole_number_stays_a_text(text: str) -> None:
    assert (to_integer(text), to_long(text)) == (text, text)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=8))
def test_no_text_breaks_a_conversion(text: str) -> None:
    for convert in (to_integer, to_long, to_number, to_boolean, to_flag):
        assert convert(text) == text or isinstance(convert(text), int | float)


@pytest.mark.parametrize(
    ("value", "number"),
    [(5.0, 5), (5, 5), (None, None), (True, True)],
    ids=["whole-float", "integer", "null", "boolean"],
)
def test_a_json_value_becomes_a_whole_number_or_stays(value: object, number: object) -> None:
    assert to_integer(value) == number
    assert not isinstance(to_integer(value), float)


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5.0), ("-5.25", -5.25), ("1e3", 1000.0), (".5", 0.5), ("+5", 5.0), ("5.", 5.0)],
    ids=["whole", "fraction", "exponent", "no-zero", "plus", "point-at-the-end"],
)
def test_the_text_of_a_number_becomes_the_number(text: str, number: float) -> None:
    assert to_number(text) == number


NO_NUMBERS = {
    "nan": "nan",
    "inf": "inf",
    "infinity": "-Infinity",
    "beyond-doubles": "1e400",
    "underscore": "1_000.5",
    "space": " 1.5 ",
    "other-digits": OTHER_DIGITS,
    "comma": "1,5",
    "empty": "",
    "point": ".",
}


@pytest.mark.parametrize("text", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_what_is_no_finite_number_stays_a_text(text: str) -> None:
    assert to_number(text) == text


@pytest.mark.parametrize("value", [5, 5.5, None], ids=["integer", "float", "null"])
def test_a_json_number_stays_as_it_is(value: object) -> None:
    assert to_number(value) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", True), ("FALSE", False), ("True", True), ("1", "1"), ("", ""), (True, True)],
    ids=["true", "upper", "mixed", "digit", "empty", "boolean"],
)
def test_only_true_and_false_become_booleans_whatever_their_case(
    value: object, expected: object
) -> None:
    assert to_boolean(value) is expected or to_boolean(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", True),
        ("FALSE", False),
        ("1", True),
        ("0", False),
        (1, True),
        (0, False),
        (True, True),
        ("2", "2"),
        ("", ""),
        (None, None),
    ],
    ids=["true", "upper", "one", "zero", "1", "0", "boolean", "two", "empty", "null"],
)
def test_a_flag_is_also_one_and_zero(value: object, expected: object) -> None:
    assert (to_flag(value), type(to_flag(value))) == (expected, type(expected))


def test_the_text_of_an_instant_becomes_the_instant_in_utc() -> None:
    assert to_instant("2026-06-15T14:00:00+02:00") == NOON
    assert to_instant(None) is None


@pytest.mark.parametrize("text", ["noon", "", "2026-13-01T00:00:00Z"], ids=["word", "empty", "13"])
def test_what_is_no_instant_is_told_apart(text: str) -> None:
    assert not is_instant(text)


CONVERTED: Mapping[str, tuple[Mapping[str, object], str, object]] = {
    "integer": ({"type": "integer"}, "5", 5),
    "int64": ({"type": "integer", "format": "int64"}, str(2**40), 2**40),
    "int32": ({"type": "integer", "format": "int32"}, str(2**40), str(2**40)),
    "number": ({"type": "number"}, "5.5", 5.5),
    "boolean": ({"type": "boolean"}, "true", True),
    "string": ({"type": "string"}, "5", "5"),
    "date-time": ({"type": "string", "format": "date-time"}, "2026-06-15T12:00:00Z", NOON),
    "x-kind": ({"type": ["integer", "string"], "x-kind": "integer"}, "5", 5),
    "several-types": ({"type": ["integer", "string"]}, "5", "5"),
    "nothing-said": ({}, "5", "5"),
    "flag": ({"type": "boolean", "x-kind": "flag"}, "1", True),
    "instant": ({"x-kind": "instant"}, "2026-06-15T12:00:00Z", NOON),
    "array": ({"type": "array", "items": {"type": "integer"}}, "1,2", [1, 2]),
    "array-of-texts": ({"type": "array"}, "a,b", ["a", "b"]),
    "array-of-one": ({"type": "array", "items": {"type": "integer"}}, "1", [1]),
    "array-of-none": ({"type": "array", "items": {"type": "integer"}}, "", []),
    "array-spoilt": ({"type": "array", "items": {"type": "integer"}}, "1,x", [1, "x"]),
}


@pytest.mark.parametrize(("schema", "text", "value"), CONVERTED.values(), ids=CONVERTED)
def test_a_schema_says_how_a_text_becomes_a_value(
    schema: Mapping[str, object], text: str, value: object
) -> None:
    assert converter(schema)(text) == value


SCHEMAS: Mapping[str, Mapping[str, object]] = {
    "id": {"type": "integer"},
    "pageSize": {"type": "integer", "default": 50},
    "since": {"type": "string", "format": "date-time"},
}


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        (b"", {"pageSize": 50}),
        (b"ID=5&PAGESIZE=10", {"id": 5, "pageSize": 10}),
        (b"id=5&id=6", {"id": 6, "pageSize": 50}),
        (b"other=1", {"pageSize": 50}),
        (b"id=", {"id": "", "pageSize": 50}),
        (b"%69d=%35", {"id": 5, "pageSize": 50}),
        (b"since=2026-06-15T12:00:00Z", {"since": NOON, "pageSize": 50}),
    ],
    ids=["defaults", "any-case", "last-wins", "unknown", "empty-value", "encoded", "instant"],
)
def test_a_query_becomes_declared_values(query: bytes, bound: Record) -> None:
    assert Parameters(SCHEMAS, anything).bind_query(query) == bound


def test_a_query_with_an_instant_that_is_none_is_malformed_naming_the_parameter() -> None:
    with pytest.raises(Malformed, match=r"^since: ") as refused:
        Parameters(SCHEMAS, anything).bind_query(b"since=noon")
    assert refused.value.facts["fields"] == {"since": "format"}


def test_parameters_are_checked_once_they_are_converted() -> None:
    with pytest.raises(Malformed, match=r"checked \['id', 'pageSize'\]"):
        Parameters(SCHEMAS, refuses_all).bind([("ID", "5")])


def test_where_nothing_is_declared_nothing_is_bound_or_checked() -> None:
    nothing = Parameters({}, refuses_all)
    assert (nothing.bind([("id", "5")]), nothing.bind_query(b"id=5")) == ({}, {})


DEEP: Mapping[str, Mapping[str, object]] = {
    "filters": {"type": ["object", "array"], "x-kind": "deep"},
    "id": {"type": "integer", "x-kind": "repeated"},
    "page": {"type": "integer"},
}


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        (b"", {}),
        (b"filters[a][$in][]=1&filters[a][$in][]=2", {"filters": {"a": {"$in": ["1", "2"]}}}),
        (b"filters%5Ba%5D=%31&page=2", {"filters": {"a": "1"}, "page": 2}),
        (b"filters[]=1", {"filters": ["1"]}),
        (b"filters[a]=1&id[]=5&id[]=6", {"filters": {"a": "1"}, "id": ["5", "6"]}),
        (b"filters=1", {}),
        (b"filters=1&filters[a]=2&filters=3", {"filters": {"a": "2"}}),
        (b"filters[a=1&filters]=2&filters[a]]=3&[filters]=4&filters[a]b=5", {}),
        (b"Filters[a]=1&other[a]=2", {}),
    ],
    ids=[
        "nothing",
        "operator",
        "encoded",
        "list",
        "beside another",
        "bare",
        "both",
        "unmatched",
        "unknown",
    ],
)
def test_a_deep_parameter_is_all_that_is_below_its_name(query: bytes, bound: Record) -> None:
    assert Parameters(DEEP, anything).bind_query(query) == bound


def test_a_deep_parameter_is_checked_with_the_rest() -> None:
    with pytest.raises(Malformed, match=r"checked \['filters', 'page'\]"):
        Parameters(DEEP, refuses_all).bind_query(b"page=1&filters[a]=1")
