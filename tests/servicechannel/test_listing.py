from datetime import datetime, timedelta

import pytest

from emulator.kernel.errors import Invalid
from emulator.vendors.servicechannel import listing

MONDAY_NOON = datetime(2026, 6, 15, 12)  # noqa: DTZ001 - a wall clock's
FRIDAY_EVENING = datetime(2026, 6, 19, 20)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("start", "hours", "skipped", "days_later", "at"),
    [
        (MONDAY_NOON, 4, (False, False), 0, 16),
        (MONDAY_NOON, 4, (True, True), 0, 16),
        (MONDAY_NOON, 6, (True, False), 0, 18),
        (MONDAY_NOON, 7, (True, False), 1, 9),
        (FRIDAY_EVENING, 1, (True, False), 1, 9),
        (FRIDAY_EVENING, 1, (True, True), 3, 9),
        (FRIDAY_EVENING, 5, (False, True), 3, 1),
    ],
    ids=[
        "nothing skipped",
        "within the day",
        "to the evening",
        "into the next day",
        "from the night",
        "over the weekend by day",
        "over the weekend",
    ],
)
def test_only_hours_that_count_pass(
    start: datetime, hours: int, skipped: tuple[bool, bool], days_later: int, at: int
) -> None:
    nights, weekends = skipped
    due = listing.scheduled(start, timedelta(hours=hours), nights=nights, weekends=weekends)
    assert due == start.replace(hour=at) + timedelta(days=days_later)


def test_an_eta_is_told_in_hours_where_it_can_be() -> None:
    assert listing.eta(4, 0) == "4 Hours"
    assert listing.eta(1, 30) == "90 Minutes"


def test_a_unit_says_how_many_minutes() -> None:
    assert [listing.minutes(2, unit) for unit in listing.UNITS] == [2, 120, 2880]


def test_a_priority_is_due_within_ten_years() -> None:
    with pytest.raises(Invalid):
        listing.minutes(5000, "Days")


def test_a_primary_trade_that_is_not_checked_may_be_any() -> None:
    listing.check_trade("GOLD", None, None)
    with pytest.raises(Invalid, match="ALCHEMY"):
        listing.check_trade("GOLD", None, "ALCHEMY")
