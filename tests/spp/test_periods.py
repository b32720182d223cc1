"""Periods, as calendars count them."""

from datetime import UTC, datetime

import pytest

from emulator.vendors.spp.periods import later


@pytest.mark.parametrize(
    ("start", "length", "unit", "day", "end"),
    [
        ("2026-01-31", 1, "M", 31, "2026-02-28"),
        ("2028-01-31", 1, "M", 31, "2028-02-29"),
        ("2026-02-28", 1, "M", 31, "2026-03-31"),
        ("2026-02-28", 1, "M", 15, "2026-03-28"),
        ("2026-02-15", 1, "M", 31, "2026-03-15"),
        ("2026-11-30", 3, "M", 30, "2027-02-28"),
        ("2026-12-15", 1, "M", 15, "2027-01-15"),
        ("2028-02-29", 1, "Y", 29, "2029-02-28"),
        ("2026-12-28", 2, "W", 1, "2027-01-11"),
        ("2026-02-28", 1, "D", 31, "2026-03-01"),
    ],
)
def test_a_period_ends_where_a_calendar_says(
    start: str, length: int, unit: str, day: int, end: str
) -> None:
    begun = datetime.fromisoformat(start).replace(hour=9, tzinfo=UTC)
    assert later(begun, length, unit, day).isoformat() == f"{end}T09:00:00+00:00"
