"""The account's budget of compute time: 60,000 ms a minute, shared by all of its users."""

from collections.abc import Iterator

import pytest

from tests.servicetrade.trade import DISPATCH, Trade, log_in
from tests.world import Emulator, start


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """With a budget for three calls."""
    with start("production") as made:
        budget = {"budget_ms": 60, "cost_ms": 20}
        made.control("PUT", "/profile", {"vendor": "servicetrade", "throttle": budget})
        yield made


def balance(trade: Trade) -> tuple[int, int]:
    stats = trade.get("/webhook").json()["meta"]["stats"]
    return stats["resourceUsageMs"], stats["resourceBalanceMs"]


def test_the_budget_is_sixty_seconds_a_minute_unless_a_profile_says_more() -> None:
    with start("production") as made:
        assert balance(log_in(made)) == (20, 59_980)
    with start("relaxed") as made:
        assert balance(log_in(made)) == (0, 60_000)


def test_each_call_tells_what_it_cost_and_what_is_left(emulator: Emulator) -> None:
    trade = log_in(emulator)
    assert [balance(trade) for _ in range(3)] == [(20, 40), (20, 20), (20, 0)]


def test_past_the_budget_calls_are_429_with_the_seconds_to_wait(emulator: Emulator) -> None:
    trade = log_in(emulator)
    for _ in range(3):
        trade.get("/webhook")
    emulator.advance("PT15S")
    refused = trade.post("/webhook", {"hookUrl": "http://127.0.0.1:9/"})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "45")
    assert refused.json()["messages"] == {"error": ["Rate limit exceeded"]}
    assert refused.json()["meta"]["stats"]["resourceBalanceMs"] == 0
    assert "budget" in refused.headers["emulator-reason"]
    emulator.advance("PT45S")
    assert trade.ids("/webhook", "webhooks") == []


def test_refusals_cost_as_much_as_answers_and_tell_it(emulator: Emulator) -> None:
    trade = log_in(emulator)
    refused = trade.get("/webhook/1")
    assert refused.status_code == 404
    assert refused.json()["meta"]["stats"]["resourceBalanceMs"] == 40


def test_the_budget_is_the_accounts_whoever_calls(emulator: Emulator) -> None:
    trade, other = log_in(emulator), log_in(emulator, DISPATCH)
    other.get("/oauth2/userinfo")
    assert balance(trade) == (20, 20)


def test_logins_and_calls_without_a_session_cost_nothing(emulator: Emulator) -> None:
    trade = log_in(emulator)
    for _ in range(5):
        log_in(emulator)
        Trade(emulator, "dead").get("/webhook")
    assert balance(trade) == (20, 40)
