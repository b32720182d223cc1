import re
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.kernel.clock import (
    EARLIEST,
    LATEST,
    Clock,
    Host,
    later,
    parse_duration,
    parse_instant,
    write_instant,
)

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
#: Longer than any test takes.
SOON = timedelta(seconds=30)


def frozen(at: datetime = NOON) -> Clock:
    clock = Clock(at)
    clock.freeze()
    clock.set(at)
    return clock


def test_a_clock_starts_where_it_is_told_to() -> None:
    assert NOON <= Clock(NOON).now() < NOON + SOON


def test_a_clock_that_is_told_nothing_starts_at_the_hosts_time() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < SOON


def test_a_running_clock_ticks() -> None:
    clock = Clock(NOON)
    before = clock.now()
    while clock.now() == before:
        pass
    assert clock.now() > before


def test_a_running_clock_goes_as_far_as_the_hosts_monotonic_clock() -> None:
    begun = time.monotonic()
    clock = Clock(NOON)
    between = time.monotonic()
    for _ in range(1000):
        clock.now()
    here = time.monotonic()
    went = (clock.now() - NOON).total_seconds()
    microsecond = 1e-6
    assert here - between - microsecond <= went <= time.monotonic() - begun + microsecond


def test_a_jump_of_the_hosts_wall_clock_has_no_effect_and_its_ticks_do() -> None:
    wall, ticks = [NOON], [100.0]
    clock = Clock(host=Host(lambda: wall[0], lambda: ticks[0]))
    for jump in (timedelta(days=-4000), timedelta(days=4000)):
        wall[0] += jump
        assert clock.now() == NOON
    ticks[0] += 90
    assert clock.now() == NOON + timedelta(seconds=90)
    clock.freeze()
    wall[0], ticks[0] = NOON + timedelta(days=1), ticks[0] + 3600
    assert clock.now() == NOON + timedelta(seconds=90)
    clock.unfreeze()
    ticks[0] += 1
    assert clock.now() == NOON + timedelta(seconds=91)


def test_a_clock_that_has_passed_an_instant_by_itself_is_not_taken_back_to_it() -> None:
    ticks = [0.0]
    clock = Clock(LATEST - MINUTE, Host(ticks=lambda: ticks[0]))
    clock.reach(LATEST)
    ticks[0] += 1
    clock.reach(LATEST)
    assert clock.now() == LATEST + timedelta(seconds=1)


def test_a_frozen_clock_stands_still() -> None:
    clock = Clock(NOON)
    clock.freeze()
    assert clock.is_frozen
    assert len({clock.now() for _ in range(1000)}) == 1


def test_freezing_keeps_the_instant() -> None:
    clock = Clock(NOON)
    before = clock.now()
    clock.freeze()
    assert before <= clock.now() < before + SOON


def test_an_unfrozen_clock_runs_on_from_where_it_stood() -> None:
    clock = frozen()
    clock.unfreeze()
    assert not clock.is_frozen
    assert NOON <= clock.now() < NOON + SOON


def test_unfreezing_a_running_clock_does_not_move_it() -> None:
    clock = Clock(NOON)
    clock.unfreeze()
    assert NOON <= clock.now() < NOON + SOON


def test_setting_moves_a_frozen_clock_and_leaves_it_frozen() -> None:
    clock = frozen()
    clock.set(NOON - timedelta(days=400))
    assert (clock.now(), clock.is_frozen) == (NOON - timedelta(days=400), True)


def test_a_running_clock_runs_on_from_where_it_is_set() -> None:
    clock = Clock(NOON)
    clock.set(NOON + timedelta(days=1))
    assert NOON + timedelta(days=1) <= clock.now() < NOON + timedelta(days=1) + SOON
    assert not clock.is_frozen


def test_advancing_moves_forwards_by_the_duration() -> None:
    clock = frozen()
    clock.advance(11 * MINUTE)
    assert clock.now() == NOON + 11 * MINUTE


def test_advancing_by_nothing_changes_nothing() -> None:
    clock = frozen()
    clock.advance(timedelta(0))
    assert clock.now() == NOON


def test_a_clock_does_not_advance_backwards() -> None:
    clock = frozen()
    with pytest.raises(ValueError, match="only advances forwards; use set"):
        clock.advance(-MINUTE)
    assert clock.now() == NOON


@pytest.mark.parametrize("instant", [EARLIEST, LATEST], ids=["earliest", "latest"])
def test_a_clock_can_stand_at_the_edges_of_1970_and_9000(instant: datetime) -> None:
    assert frozen(instant).now() == instant


@pytest.mark.parametrize(
    "instant",
    [
        EARLIEST - timedelta(microseconds=1),
        LATEST + timedelta(microseconds=1),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
    ids=["before-earliest", "after-latest", "year-1", "year-9999"],
)
def test_a_clock_refuses_an_instant_outside_1970_to_9000(instant: datetime) -> None:
    clock = frozen()
    with pytest.raises(ValueError, match="outside 1970 to 9000"):
        clock.set(instant)
    assert clock.now() == NOON


def test_a_clock_does_not_start_outside_1970_to_9000() -> None:
    with pytest.raises(ValueError, match="outside 1970 to 9000"):
        Clock(LATEST + MINUTE)


@pytest.mark.parametrize(
    "by", [LATEST - NOON + MINUTE, timedelta.max], ids=["past-9000", "past-the-calendar"]
)
def test_a_clock_refuses_to_advance_past_9000(by: timedelta) -> None:
    clock = frozen()
    with pytest.raises(ValueError, match="outside 1970 to 9000"):
        clock.advance(by)
    assert clock.now() == NOON


@settings(deadline=None, max_examples=100)
@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), max_size=5))
def test_several_advances_are_as_one_of_their_sum(steps: list[timedelta]) -> None:
    clock = frozen()
    for step in steps:
        clock.advance(step)
    assert clock.now() == later(NOON, sum(steps, timedelta(0)))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-06-15T12:00:00Z", NOON),
        ("2026-06-15T12:00:00", NOON),
        ("2026-06-15T14:00:00+02:00", NOON),
        ("2026-06-15T05:00:00.5-07:00", NOON + timedelta(seconds=0.5)),
        ("2026-06-15", NOON - timedelta(hours=12)),
        ("2026-06-15t12:00:00z", NOON),
    ],
    ids=["utc", "no-offset", "east", "west-with-fraction", "day", "small-letters"],
)
def test_an_instant_is_read_as_utc(text: str, instant: datetime) -> None:
    read = parse_instant(text)
    assert (read, read.tzinfo) == (instant, UTC)


@pytest.mark.parametrize(
    "text",
    ["", "noon", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "5", "0001-01-01T00:00:00+10:00"],
    ids=["empty", "word", "month-13", "no-leap-day", "number", "before-the-calendar"],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no instant|outside the calendar"):
        parse_instant(text)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("PT11M", 11 * MINUTE),
        ("P1DT2H", timedelta(days=1, hours=2)),
        ("P400D", timedelta(days=400)),
        ("11m", 11 * MINUTE),
        ("12h", timedelta(hours=12)),
        ("90s", timedelta(seconds=90)),
        ("1d2h3m4.5s", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        (" pt5s ", timedelta(seconds=5)),
        ("0s", timedelta(0)),
    ],
    ids=["iso", "iso-mixed", "iso-days", "m", "h", "s", "all-units", "lower-case", "zero"],
)
def test_a_duration_is_read_in_its_long_and_short_form(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "5",
        "-5m",
        "1h30",
        "five minutes",
        "1.5h",
        "PT1M1H",
        "P1Y",
        "\u0661m",
        "1m\n2s",
    ],
    ids=[
        "empty",
        "p",
        "pt",
        "no-unit",
        "negative",
        "half-a-unit",
        "words",
        "fraction-of-hours",
        "order",
        "years",
        "other-digits",
        "two-lines",
    ],
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration; write 90s, 11m, 12h, 2d or PT11M"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["9999999999d", "9" * 400 + "s"], ids=["days", "digits"])
def test_too_long_a_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is too long"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (NOON, "2026-06-15T12:00:00Z"),
        (NOON + timedelta(milliseconds=120), "2026-06-15T12:00:00.12Z"),
        (NOON + timedelta(microseconds=1), "2026-06-15T12:00:00.000001Z"),
        (NOON.replace(minute=50, second=20), "2026-06-15T12:50:20Z"),
        ((NOON + 11 * MINUTE).astimezone(timezone(-11 * MINUTE)), "2026-06-15T12:11:00Z"),
    ],
    ids=["whole", "fraction", "microsecond", "zeros-before-the-point", "elsewhere"],
)
def test_an_instant_is_written_in_utc_without_trailing_zeros(instant: datetime, text: str) -> None:
    assert write_instant(instant) == text


@settings(deadline=None, max_examples=100)
@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_that_was_written_is_read_as_itself(instant: datetime) -> None:
    text = write_instant(instant)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?Z", text)
    assert parse_instant(text) == instant
