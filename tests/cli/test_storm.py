import pytest

from emulator.cli.storm import Fields, changed, duration, missing, worded
from tests.world import Json

NOTHING: Fields = {
    "duplicates": None,
    "copies": None,
    "spacing": None,
    "shuffle": None,
    "delay": None,
    "drop": None,
    "late": None,
    "forged": None,
}
CALM: Json = {
    "preset": "none",
    "duplicates": {"probability": 0, "copies": 0, "spacing_ms": 1000},
    "shuffle": 0,
    "delay": {"max_ms": 0},
    "drop": 0,
    "late": {"probability": 0, "min_ms": 60_000, "max_ms": 600_000},
    "forged": 0,
}
ALL: Json = {
    "preset": "hostile",
    "duplicates": {"probability": 0.5, "copies": 4, "spacing_ms": 1500},
    "shuffle": 20,
    "delay": {"max_ms": 30_000},
    "drop": 0.1,
    "late": {"probability": 1, "min_ms": 60_000, "max_ms": 600_000},
    "forged": 0.05,
}


def test_without_a_storm_it_says_how_messages_go() -> None:
    assert list(worded(CALM)) == ["storm none", "  each message goes out once, in order, at once"]


def test_each_trouble_is_one_line() -> None:
    assert list(worded(ALL)) == [
        "storm hostile",
        "  duplicates: 50 % of the messages get up to 4 copies, each within 1500 ms of the last",
        "  shuffle: 20 messages change places",
        "  delay: each waits up to 30 s",
        "  drop: 10 % of the messages are never sent",
        "  late: all messages wait 1 min to 10 min longer",
        "  forged: 5 % of the messages come with a wrong signature, too",
    ]


def test_one_copy_is_one_copy() -> None:
    once = {"probability": 1, "copies": 1, "spacing_ms": 1000}
    said = list(worded(CALM | {"preset": "duplicates", "duplicates": once}))
    assert said[1:] == ["  duplicates: all messages get one copy, within 1 s"]


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [(0, "0 ms"), (999, "999 ms"), (1000, "1 s"), (90_000, "90 s"), (7_200_000, "2 h")],
)
def test_a_duration_is_said_in_its_largest_whole_unit(milliseconds: int, said: str) -> None:
    assert duration(milliseconds) == said


def test_only_what_was_given_is_changed() -> None:
    assert changed(None, NOTHING) == {}
    assert changed("late", NOTHING) == {"preset": "late"}
    given = NOTHING | {"copies": 3, "spacing": 5, "shuffle": 0, "delay": 7, "drop": 0.0, "late": 1}
    given |= {"forged": 0.5}
    assert changed("lossy", given) == {
        "preset": "lossy",
        "duplicates": {"copies": 3, "spacing_ms": 5},
        "shuffle": 0,
        "delay": {"max_ms": 7},
        "drop": 0.0,
        "late": {"probability": 1},
        "forged": 0.5,
    }


def test_a_probability_of_duplicates_without_copies_means_one_copy() -> None:
    given: Fields = {**NOTHING, "duplicates": 0.5}
    assert missing(given, CALM) == {"duplicates": {"copies": 1}}
    assert missing(given, ALL) == {}


def test_copies_without_a_probability_mean_always() -> None:
    given: Fields = {**NOTHING, "copies": 2}
    assert missing(given, CALM) == {"duplicates": {"probability": 1}}
    assert missing(given, ALL) == {}
