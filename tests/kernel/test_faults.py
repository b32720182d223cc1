"""Which requests a fault strikes: counted, and drawn by the seed."""

from collections.abc import Mapping

import pytest

from emulator.kernel.fault_fields import Asked
from emulator.kernel.faults import MOST, NONE, Faults

POST = Asked("acme", "postNote", "POST", "/notes", bears=True)
GET = Asked("acme", "getNote", "GET", "/notes/5", bears=False)


def struck(faults: Faults, count: int, asked: Asked = POST) -> str:
    """How each of so many requests is met: the numbers of the faults, or a dot."""
    met = [faults.strike(asked) for _ in range(count)]
    return "".join("".join(str(fault.id) for fault in found) or "." for found in met)


def made(*given: Mapping[str, object], seed: int = 0) -> Faults:
    faults = Faults(seed)
    for each in given:
        faults.add(each)
    return faults


def dropping(times: int = 0, **match: object) -> Mapping[str, object]:
    return {"match": match, "effect": {"drop": True}, "times": times}


def late(times: int = 0, **match: object) -> Mapping[str, object]:
    return {"match": match, "effect": {"latency": 1}, "times": times}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (dropping(), "111111"),
        (dropping(times=2), "11...."),
        (dropping(nth=3), "..1..."),
        (dropping(every=2), ".1.1.1"),
        (dropping(times=1, every=2), ".1...."),
        (dropping(times=5, nth=1), "1....."),
        (dropping(probability=0), "......"),
        (dropping(probability=1), "111111"),
        (dropping(operation="getNote"), "......"),
    ],
    ids=["always", "twice", "the third", "each second", "the second", "nth once", "never",
         "certain", "another"],
)  # fmt: skip
def test_a_fault_strikes_as_often_as_it_says(given: Mapping[str, object], expected: str) -> None:
    assert struck(made(given), 6) == expected


def test_only_requests_that_fit_are_counted() -> None:
    faults = made(dropping(nth=2, operation="postNote"))
    assert struck(faults, 5, GET) + struck(faults, 3) == "......1."


def test_a_fault_tells_how_many_fitted_and_how_many_it_struck_until_it_was_over() -> None:
    faults = made(dropping(times=2, every=2))
    struck(faults, 9)
    assert faults.find(1).shown() == {  # type: ignore[union-attr]
        "id": 1, "match": {"every": 2}, "effect": {"drop": True}, "times": 2, "fitted": 4,
        "struck": 2, "over": True,
    }  # fmt: skip


def test_an_nth_whose_draw_fails_is_over_too() -> None:
    faults = made(dropping(nth=1, probability=0))
    assert struck(faults, 3) == "..."
    assert [(fault.is_over, fault.fitted) for fault in faults] == [(True, 1)]


def test_a_probability_strikes_about_so_many() -> None:
    assert 220 < struck(made(dropping(probability=0.25)), 1_000).count("1") < 280


def test_the_same_seed_and_the_same_requests_meet_the_same_faults() -> None:
    given = (dropping(probability=0.5), late(probability=0.5))
    first, second = made(*given, seed=7), made(*given, seed=7)
    assert struck(first, 50) == struck(second, 50)
    assert struck(made(*given, seed=8), 50) != struck(made(*given, seed=7), 50)


def test_requests_that_do_not_fit_change_nothing_of_what_is_drawn() -> None:
    first, second = (made(dropping(probability=0.5, operation="postNote")) for _ in range(2))
    struck(second, 10, GET)
    assert struck(first, 50) == struck(second, 50)


def test_two_faults_draw_apart() -> None:
    met = struck(made(late(probability=0.5), late(probability=0.5)), 40)
    assert {"1", "2"} <= set(met)
    assert "12" in met


def test_after_a_clear_the_next_is_the_first_again_and_meets_the_same() -> None:
    faults = made(dropping(probability=0.5))
    first = struck(faults, 30)
    faults.clear()
    assert len(faults) == 0
    assert faults.add(dropping(probability=0.5)).id == 1
    assert struck(faults, 30) == first


def test_a_number_is_given_once() -> None:
    faults = made(dropping(), dropping())
    faults.remove(2)
    assert faults.add(dropping()).id == 3
    assert [fault.id for fault in faults] == [1, 3]


@pytest.mark.parametrize("final", [{"drop": True}, {"status": 500}, {"throttle": True}], ids=str)
def test_once_a_fault_answers_only_what_happens_to_answers_still_strikes(
    final: Mapping[str, object],
) -> None:
    others = ({"drop": True}, {"status": 503}, {"throttle": 9}, {"expire_token": True})
    after = ({"latency": 1}, {"lose_answer": True}, {"truncate": True})
    faults = made(*({"effect": effect} for effect in (final, *others, *after)))
    assert struck(faults, 1) == "1678"
    assert [fault.fitted for fault in faults] == [1, 0, 0, 0, 0, 1, 1, 1]


def test_a_token_that_has_ended_is_then_answered_for() -> None:
    assert struck(made({"effect": {"expire_token": True}}, dropping()), 1) == "12"


def test_only_a_request_with_a_good_token_can_lose_it() -> None:
    faults = made({"effect": {"expire_token": True}, "times": 1})
    assert struck(faults, 3, GET) + struck(faults, 2) == "...1."


@pytest.mark.parametrize("count", [0, 3, 7])
def test_what_is_saved_goes_on_where_it_was(count: int) -> None:
    given = (dropping(probability=0.5), late(every=3), late(nth=5), dropping(times=2))
    first = made(*given, dropping(), seed=3)
    first.remove(5)
    struck(first, count)
    second = Faults(3)
    second.restore(first.saved())
    assert second.saved() == first.saved()
    assert struck(second, 20) == struck(first, 20)
    assert second.add(dropping()).id == first.add(dropping()).id == 6


def test_what_a_sandbox_without_faults_saves_is_restored() -> None:
    faults = made(dropping())
    faults.restore(NONE)
    assert (len(faults), bool(faults), faults.saved()) == (0, False, NONE)


def test_the_counts_of_the_last_request_are_those_of_the_faults_that_it_fitted() -> None:
    faults = made(dropping(operation="getNote"), late(every=2), late())
    struck(faults, 2)
    assert faults.counts() == [[2, 2, 1], [3, 2, 2]]
    struck(faults, 1, Asked("acme", "getNote", "GET", "/", bears=False))
    assert faults.counts() == [[1, 1, 1], [2, 3, 1], [3, 3, 3]]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "effect: None, expected an object"),
        ({"effect": {"drop": True}, "when": "now"}, "the fault: 'when', expected one of match, "),
        ({"effect": {"drop": True}, "times": -1}, "times: -1, expected a whole number from 0"),
        ({"effect": {"drop": True}, "times": True}, "times: True, expected a whole number"),
        ({"effect": {"drop": True}, "times": None}, "times: None, expected a whole number"),
        ({"effect": {"drop": True}, "match": []}, "match: [], expected an object"),
    ],
    ids=str,
)
def test_a_fault_that_cannot_be_is_refused_and_takes_no_number(
    given: Mapping[str, object], said: str
) -> None:
    faults = Faults(0)
    with pytest.raises(ValueError, match=r"expected") as refused:
        faults.add(given)
    assert str(refused.value).startswith(said)
    assert faults.add(dropping()).id == 1


def test_a_thousand_faults_are_enough() -> None:
    faults = made(*[dropping()] * MOST)
    with pytest.raises(ValueError, match="there are 1000 faults already; remove some"):
        faults.add(dropping())
    faults.remove(17)
    assert faults.add(dropping()).id == 1_001
