"""On which days a holiday falls, without HTTP."""

from datetime import date

import pytest

from emulator.vendors.servicechannel import opening


def holiday(frequency: str, **more: object) -> dict[str, object]:
    """From Thursday, 25 June 2026 on, the fourth of its month."""
    return {
        "StartDate": "2026-06-25T00:00:00Z",
        "Frequency": frequency,
        "RepeatEvery": 1,
        "RepeatBy": opening.BY_DATE,
        "RepeatOnDays": ["Thursday"],
        "RepeatOnMonths": ["June"],
    } | more


WEEKDAY = {"RepeatBy": opening.BY_WEEKDAY}
TWICE = {"RepeatEvery": 2}


@pytest.mark.parametrize(
    ("given", "day", "expected"),
    [
        pytest.param(holiday("Singular"), "2026-06-25", True, id="singular, its day"),
        pytest.param(holiday("Singular"), "2027-06-25", False, id="singular, later"),
        pytest.param(holiday("Weekly"), "2026-07-02", True, id="weekly"),
        pytest.param(holiday("Weekly"), "2026-07-03", False, id="weekly, another day"),
        pytest.param(holiday("Weekly"), "2026-06-18", False, id="weekly, before"),
        pytest.param(holiday("Weekly", **TWICE), "2026-07-02", False, id="the other week"),
        pytest.param(holiday("Weekly", **TWICE), "2026-07-09", True, id="every second week"),
        pytest.param(holiday("Monthly"), "2026-07-25", True, id="monthly, by date"),
        pytest.param(holiday("Monthly"), "2026-07-23", False, id="monthly, another date"),
        pytest.param(holiday("Monthly", **WEEKDAY), "2026-07-23", True, id="the fourth Thursday"),
        pytest.param(holiday("Monthly", **WEEKDAY), "2026-07-16", False, id="the third Thursday"),
        pytest.param(holiday("Monthly", **TWICE), "2026-07-25", False, id="the other month"),
        pytest.param(holiday("Monthly", **TWICE), "2026-08-25", True, id="every second month"),
        pytest.param(holiday("Yearly"), "2027-06-25", True, id="yearly"),
        pytest.param(holiday("Yearly"), "2027-07-25", False, id="yearly, another month"),
        pytest.param(holiday("Yearly", **TWICE), "2027-06-25", False, id="the other year"),
        pytest.param(holiday("Yearly", **WEEKDAY), "2027-06-24", True, id="yearly, by weekday"),
    ],
)
def test_a_holiday_comes_again(given: dict[str, object], day: str, expected: object) -> None:
    assert opening.falls_on(given, date.fromisoformat(day)) is expected
