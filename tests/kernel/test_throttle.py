from datetime import UTC, datetime, timedelta

import pytest

from emulator.kernel.errors import Throttled
from emulator.kernel.operation import Balance
from emulator.kernel.throttle import Throttle
from emulator.kernel.vendor import Limit

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
APP = Limit(name="App", owner="client", stated=40, accepted=2, seconds=60)
FIRM = Limit(name="Firm", owner="company", stated=80, accepted=3, seconds=60)
OWNERS = {"client": "a", "company": "1"}


def spend(throttle: Throttle, at: datetime = NOON, times: int = 1, **owners: str) -> None:
    for _ in range(times):
        throttle.spend([APP, FIRM], OWNERS | owners, at)


def refused(throttle: Throttle, at: datetime = NOON, **owners: str) -> Throttled:
    with pytest.raises(Throttled) as caught:
        throttle.spend([APP, FIRM], OWNERS | owners, at)
    return caught.value


def test_as_many_calls_as_are_accepted_pass_and_the_next_is_refused() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    refused(throttle)


def test_a_refusal_states_the_official_number_and_not_the_accepted_one() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    facts = refused(throttle, NOON + 20 * SECOND).facts
    assert (facts["limit"], facts["stated"], facts["minutes"]) == ("App", 40, 1)
    assert (facts["now"], facts["wait"]) == (NOON + 20 * SECOND, 40)


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (120, 2), (3600, 60)])
def test_a_refusal_tells_the_window_in_whole_minutes_of_at_least_one(
    seconds: int, minutes: int
) -> None:
    throttle = Throttle()
    limit = Limit("App", "client", 0, 0, seconds)
    with pytest.raises(Throttled) as caught:
        throttle.spend([limit], OWNERS, NOON)
    assert caught.value.facts["minutes"] == minutes


def test_a_window_opens_again_at_the_very_instant_it_closes() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    refused(throttle, NOON + 60 * SECOND - timedelta(microseconds=1))
    spend(throttle, NOON + 60 * SECOND, times=2)


def test_a_window_runs_from_its_first_call() -> None:
    throttle = Throttle()
    spend(throttle, NOON)
    spend(throttle, NOON + 59 * SECOND)
    spend(throttle, NOON + 60 * SECOND)
    spend(throttle, NOON + 61 * SECOND)
    refused(throttle, NOON + 62 * SECOND)


def test_each_owner_has_a_window_of_its_own() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    spend(throttle, times=2, client="b", company="2")


def test_a_call_that_one_limit_refuses_counts_against_none() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    spend(throttle, client="b")
    assert refused(throttle, client="c").facts["limit"] == "Firm"
    assert ("App", "c") not in {key for key, window in throttle.windows.items() if window.used > 0}


def test_the_first_of_two_limits_that_are_used_up_is_the_one_that_is_named() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    spend(throttle, client="b")
    assert refused(throttle).facts["limit"] == "App"


def test_refused_calls_leave_the_end_of_the_window_where_it_is() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    refused(throttle, NOON + 59 * SECOND)
    assert refused(throttle, NOON + 59 * SECOND).facts["wait"] == 1


def test_refused_calls_put_the_end_off_where_they_are_told_to() -> None:
    throttle = Throttle()
    throttle.spend([APP], OWNERS, NOON)
    throttle.spend([APP], OWNERS, NOON)
    with pytest.raises(Throttled) as caught:
        throttle.spend([APP], OWNERS, NOON + 59 * SECOND, blocked_extends=True)
    assert caught.value.facts["wait"] == 60
    with pytest.raises(Throttled):
        throttle.spend([APP], OWNERS, NOON + 118 * SECOND)


def test_a_call_that_passes_puts_no_end_off() -> None:
    throttle = Throttle()
    throttle.spend([APP], OWNERS, NOON, blocked_extends=True)
    throttle.spend([APP], OWNERS, NOON + 59 * SECOND, blocked_extends=True)
    throttle.spend([APP], OWNERS, NOON + 60 * SECOND, blocked_extends=True)


def test_a_clock_set_back_opens_a_new_window() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    spend(throttle, NOON - timedelta(hours=1), times=2)


def test_a_window_longer_than_its_limit_has_become_is_not_waited_for() -> None:
    throttle = Throttle()
    throttle.spend([Limit("App", "client", 1, 1, 3600)], OWNERS, NOON)
    throttle.spend([Limit("App", "client", 1, 1, 60)], OWNERS, NOON)


def test_a_larger_limit_set_in_flight_counts_what_was_used() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    larger = Limit("App", "client", 3, 3, 60)
    throttle.spend([larger], OWNERS, NOON)
    with pytest.raises(Throttled):
        throttle.spend([larger], OWNERS, NOON)


def test_without_limits_nothing_is_refused_or_remembered() -> None:
    throttle = Throttle()
    for _ in range(1000):
        throttle.spend([], OWNERS, NOON)
    assert throttle.windows == {}


def test_a_refusal_tells_the_person_who_used_the_limit_up_and_how_long_to_wait() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    reason = refused(throttle, NOON + 20 * SECOND).reason
    assert reason == "App limit of 2 in 60 s used up by a; it opens again in 40 s"


def test_each_limit_tells_what_is_left_of_it_and_what_the_request_cost() -> None:
    throttle = Throttle()
    first = throttle.spend([APP, FIRM], OWNERS, NOON)
    assert first == {"App": Balance(1, 1), "Firm": Balance(2, 1)}
    assert throttle.spend([APP, FIRM], OWNERS, NOON) == {
        "App": Balance(0, 1),
        "Firm": Balance(1, 1),
    }


def test_what_is_left_is_of_what_really_passes_and_whole_again_in_the_next_window() -> None:
    throttle = Throttle()
    spend(throttle, times=2)
    assert throttle.spend([APP], OWNERS, NOON + 60 * SECOND) == {"App": Balance(1, 1)}


def test_without_limits_there_is_no_balance() -> None:
    assert Throttle().spend([], OWNERS, NOON) == {}


BUDGET = Limit("Budget", "company", 100, 100, 60, cost=40)


def test_a_request_uses_up_what_it_costs_and_the_last_may_cost_more_than_is_left() -> None:
    throttle = Throttle()
    left = [throttle.spend([BUDGET], OWNERS, NOON)["Budget"] for _ in range(3)]
    assert left == [Balance(60, 40), Balance(20, 40), Balance(0, 40)]
    with pytest.raises(Throttled, match="Budget limit of 100 in 60 s used up by 1"):
        throttle.spend([BUDGET], OWNERS, NOON)


def test_a_refused_request_costs_nothing() -> None:
    throttle = Throttle()
    once = Limit("Once", "client", 1, 1, 3600)
    throttle.spend([BUDGET, once], OWNERS, NOON)
    with pytest.raises(Throttled):
        throttle.spend([BUDGET, once], OWNERS, NOON)
    assert throttle.spend([BUDGET], OWNERS, NOON)["Budget"].left == 20


def test_a_request_that_costs_nothing_is_counted_by_nothing() -> None:
    free = Limit("Free", "client", 1, 1, 60, cost=0)
    throttle = Throttle()
    assert [throttle.spend([free], OWNERS, NOON)["Free"] for _ in range(3)] == [Balance(1, 0)] * 3
