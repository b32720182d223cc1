from datetime import timedelta

from emulator.kernel.breaker import State, after, is_open
from emulator.kernel.operation import Record
from tests.kernel.acme import NOON

SETTINGS: Record = {"breaker_failures": 1000, "breaker_seconds": 43200}
TWELVE = timedelta(hours=12)


def failed(times: int, state: State = State()) -> State:  # noqa: B008 - it never changes
    for _ in range(times):
        state = after(state, ok=False, now=NOON, settings=SETTINGS)
    return state


def test_999_failures_in_a_row_switch_nothing_off() -> None:
    assert failed(999) == State(999, 0, None)
    assert not is_open(failed(999), NOON)


def test_the_thousandth_failure_in_a_row_is_a_pause_of_twelve_hours() -> None:
    assert failed(1000) == State(0, 1, NOON + TWELVE)


def test_a_pause_ends_with_its_last_moment() -> None:
    paused = failed(1000)
    assert is_open(paused, NOON + TWELVE - timedelta.resolution)
    assert not is_open(paused, NOON + TWELVE)


def test_a_success_sets_the_count_back_and_no_more() -> None:
    state = after(failed(999), ok=True, now=NOON, settings=SETTINGS)
    assert failed(999, state).trips == 0
    paused = after(failed(1000), ok=True, now=NOON, settings=SETTINGS)
    assert (paused.trips, paused.paused_until) == (1, NOON + TWELVE)


def test_another_thousand_failures_after_a_pause_switch_it_off_for_good() -> None:
    off = failed(1000, failed(1000))
    assert off == State(0, 2, None)
    assert is_open(off, NOON + timedelta(days=10_000))


def test_without_a_number_of_failures_nothing_is_ever_switched_off() -> None:
    state = State()
    for _ in range(5):
        state = after(state, ok=False, now=NOON, settings=SETTINGS | {"breaker_failures": 0})
    assert state == State(5, 0, None)
