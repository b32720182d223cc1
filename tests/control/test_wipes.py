"""Weekends on the sandbox's clock, and what they wipe."""

from datetime import UTC, datetime

import pytest

from emulator.control.wipes import next_weekend
from tests.control.asking import refused
from tests.world import Api, Emulator

#: Noon of the tests is a Monday.
SUNDAY = "2026-06-21T00:00:00+00:00"
PATH = "/workorders/107002896"


def checked_in(emulator: Emulator) -> Api:
    api = emulator.login()
    assert api.post(f"{PATH}/universalCheckIn", {"WorkTypeId": 1}).status_code == 200
    return api


def primary(emulator: Emulator) -> object:
    return emulator.login().get(PATH).json()["Status"]["Primary"]


@pytest.mark.parametrize(
    ("now", "weekend"),
    [
        (datetime(2026, 6, 15, 12, tzinfo=UTC), datetime(2026, 6, 21, tzinfo=UTC)),
        (datetime(2026, 6, 20, 23, 59, tzinfo=UTC), datetime(2026, 6, 21, tzinfo=UTC)),
        (datetime(2026, 6, 21, tzinfo=UTC), datetime(2026, 6, 28, tzinfo=UTC)),
    ],
    ids=["Monday", "Saturday", "Sunday"],
)
def test_a_week_ends_at_midnight_before_sunday(now: datetime, weekend: datetime) -> None:
    assert next_weekend(now) == weekend


def test_a_weekly_reset_goes_on_to_the_weekend_and_brings_the_records_back(
    emulator: Emulator,
) -> None:
    checked_in(emulator)
    answer = emulator.control("POST", "/reset", {"weekly": True})
    assert answer == {"now": SUNDAY, "frozen": True}
    assert primary(emulator) == "OPEN"


def test_a_weekly_reset_ends_tokens(emulator: Emulator) -> None:
    api = checked_in(emulator)
    emulator.control("POST", "/reset", {"weekly": True})
    assert api.get(PATH).status_code == 401


def test_moving_the_clock_over_a_weekend_wipes_where_the_profile_says_so(
    emulator: Emulator,
) -> None:
    emulator.switch(weekly_wipe=True)
    checked_in(emulator)
    due = emulator.advance("7d")["due"]
    assert {"at": SUNDAY, "what": "weekly wipe", "vendor": "servicechannel"} in due
    assert primary(emulator) == "OPEN"


def test_a_wipe_leaves_the_profile_as_it_is_so_that_the_next_weekend_wipes_too(
    emulator: Emulator,
) -> None:
    emulator.switch(weekly_wipe=True)
    for _ in range(2):
        checked_in(emulator)
        assert "weekly wipe" in [fell["what"] for fell in emulator.advance("7d")["due"]]
        assert primary(emulator) == "OPEN"


def test_within_the_week_nothing_is_wiped(emulator: Emulator) -> None:
    emulator.switch(weekly_wipe=True)
    checked_in(emulator)
    assert "weekly wipe" not in [fell["what"] for fell in emulator.advance("4d")["due"]]
    assert primary(emulator) == "IN PROGRESS"


def test_by_default_no_weekend_wipes(emulator: Emulator) -> None:
    checked_in(emulator)
    assert "weekly wipe" not in [fell["what"] for fell in emulator.advance("30d")["due"]]
    assert primary(emulator) == "IN PROGRESS"


@pytest.mark.parametrize("body", [{"weekly": 1}, {"daily": True}], ids=["number", "unknown"])
def test_a_reset_takes_nothing_else(emulator: Emulator, body: dict[str, object]) -> None:
    refused(emulator, "POST", "/reset", body)
