"""How a search is read, without HTTP."""

from datetime import UTC, datetime

import pytest

from emulator.kernel.errors import Invalid
from emulator.vendors.servicechannel import searching


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        pytest.param("2026-06-15", "2026-06-15", "2026-06-16", id="a day"),
        pytest.param("2026-06-01..2026-06-15", "2026-06-01", "2026-06-16", id="days"),
        pytest.param("2026-06-01 .. 2026-06-15", "2026-06-01", "2026-06-16", id="blanks"),
        pytest.param(
            "2026-06-01T10:00:00+02:00..2026-06-15",
            "2026-06-01T08:00:00",
            "2026-06-16",
            id="an instant, a day",
        ),
        pytest.param(
            "2026-06-15T08:00:00Z",
            "2026-06-15T08:00:00",
            "2026-06-15T08:00:00.000001",
            id="an instant",
        ),
    ],
)
def test_a_span_holds_both_its_ends(text: str, start: str, stop: str) -> None:
    assert searching.span(text) == (at(start), at(stop))


@pytest.mark.parametrize("text", ["", "..", "today", "2026-06-01..", "2026-02-30", "9999-12-31"])
def test_what_is_no_date_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        searching.span(text)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        pytest.param(None, [2, 3, 1], id="none"),
        pytest.param("  ", [2, 3, 1], id="blank"),
        pytest.param("name", [3, 2, 1], id="any case"),
        pytest.param("-Name", [1, 2, 3], id="minus"),
        pytest.param("Name DESC", [1, 2, 3], id="desc"),
        pytest.param("-Name asc", [1, 2, 3], id="minus and asc"),
    ],
)
def test_records_are_sorted_as_asked(sort: str | None, expected: list[int]) -> None:
    rows = [{"Id": 2, "Name": "b"}, {"Id": 3, "Name": "A"}, {"Id": 1, "Name": "C"}]
    assert [row["Id"] for row in searching.order_by(sort, ("Id", "Name"))(rows)] == expected


@pytest.mark.parametrize("sort", ["Colour", "Name sideways", "--Name", "-"])
def test_what_is_no_field_is_invalid(sort: str) -> None:
    with pytest.raises(Invalid):
        searching.order_by(sort, ("Name",))


def test_a_page_is_never_larger_than_fifty() -> None:
    assert searching.page({"page": 3, "pageSize": 51}) == (3, 50)
