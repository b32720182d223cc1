import json

import pytest

from emulator.cli.faults import meets, parsed, row, worded
from tests.cli.serving import Served, client
from tests.world import Json

FAULT: Json = {
    "id": 1,
    "match": {"operation": "token", "every": 3},
    "effect": {"latency": 2.5},
    "times": 2,
    "fitted": 7,
    "struck": 2,
    "over": True,
}


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("lose_answer", {"lose_answer": True}),
        ("lose-answer", {"lose_answer": True}),
        ("status=503", {"status": 503}),
        ("latency=2s", {"latency": "2s"}),
        ("latency=0.5", {"latency": 0.5}),
        ("latency = 1m30s", {"latency": "1m30s"}),
        ("latency=nan", {"latency": "nan"}),
        ("latency=-1", {"latency": -1.0}),
        ("latency=", {"latency": ""}),
        ("latency=1e999", {"latency": "1e999"}),
        ("throttle", {"throttle": True}),
        ("drop=true", {"drop": True}),
        ("", {"": True}),
    ],
)
def test_an_effect_is_a_name_with_or_without_a_value(typed: str, sent: Json) -> None:
    assert parsed(typed) == sent


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ({"drop": True}, "drop"),
        ({"status": 503}, "status=503"),
        ({"latency": 2.0}, "latency=2s"),
        ({"throttle": 90}, "throttle=90s"),
    ],
    ids=["yes", "a status", "seconds", "a limit"],
)
def test_an_effect_is_said_as_it_is_typed(effect: Json, said: str) -> None:
    assert worded(effect) == said


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ({}, "any request"),
        ({"method": "POST", "path": "/v3/*"}, "POST /v3/*"),
        ({"vendor": "servicetrade", "nth": 2}, "servicetrade, only number 2"),
        ({"operation": "token", "every": 3}, "token, one in 3"),
        ({"probability": 0.125}, "any request, 12.5 % of them"),
        ({"probability": 0}, "any request, 0 % of them"),
    ],
    ids=["all", "a path", "the nth", "each so-manieth", "some", "none"],
)
def test_what_a_fault_meets_is_said_in_words(match: Json, said: str) -> None:
    assert meets(match) == said


def test_a_fault_is_one_line_of_a_table() -> None:
    assert row(FAULT) == ("1", "token, one in 3", "latency=2.5s", "2, over", "7", "2")
    assert row(FAULT | {"times": 0, "over": False})[3] == "always"


def test_without_faults_it_says_how_to_make_one(served: Served) -> None:
    said = served.fse("faults").stdout.splitlines()
    assert said[0].startswith("no faults; `fse faults add lose_answer --times 1 --url http")
    assert said[-1].startswith("effects: status, latency, drop")


def test_a_fault_is_made_told_listed_and_ended(served: Served) -> None:
    made = served.fse("faults", "add", "status=503", "--method", "post", "--times", "1")
    assert made.stdout.splitlines() == [
        "fault 1: status=503, meets POST, once",
        f"  fse faults --url {served.url}          how often it struck",
        f"  fse faults clear 1 --url {served.url}  ends it",
    ]
    assert "1 fault: requests go wrong, see `fse faults`" in served.fse("status").stdout
    with client(served.url) as asking:
        assert asking.post("/servicechannel/oauth/token").status_code == 503
    line = served.fse("faults").stdout.splitlines()[1]
    assert line.split() == ["1", "POST", "status=503", "1,", "over", "1", "1"]
    assert "requests go wrong" not in served.fse("status").stdout
    assert served.fse("faults", "clear", "1").stdout == "fault 1 is over\n"
    assert served.fse("faults", "clear").stdout == "no more faults\n"


def test_every_option_says_something_of_the_request(served: Served) -> None:
    words = "throttle=1m --vendor servicechannel --operation token --path /oauth/* --every 2"
    made = served.fse("faults", "add", *words.split(), "--probability", "0.5", "--json")
    fault = json.loads(made.stdout)
    assert (fault["effect"], fault["match"]) == (
        {"throttle": 60},
        {
            "vendor": "servicechannel",
            "operation": "token",
            "path": "/oauth/*",
            "every": 2,
            "probability": 0.5,
        },
    )
    shown = json.loads(served.fse("faults", "--json").stdout)
    assert shown["faults"] == [fault]
    assert json.loads(served.fse("faults", "clear", "--json").stdout) == {"cleared": "all"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("add burn", 1, "effect: 'burn', expected one of status, latency, drop"),
        ("add latency=1y", 1, "effect.latency: '1y', expected more than 0 and at most 600 sec"),
        ("add drop=3", 1, "effect.drop: 3, expected true"),
        ("add drop --operation universalCheckin", 1, "expected universalCheckIn, universalCh"),
        ("add drop --path /_emulator/clock", 1, "the control plane has no faults"),
        ("add drop --nth 1 --every 2", 1, "match: nth and every, expected one of them"),
        ("add drop --probability 1.5", 2, "1.5 is not in the range 0<=x<=1"),
        ("add drop --times 0", 2, "0 is not in the range x>=1"),
        ("add drop --nth -1", 2, "-1 is not in the range x>=1"),
        ("add", 2, "Missing argument 'EFFECT[=VALUE]'"),
        ("clear 7", 1, "no fault 7: there are: none"),
        ("clear one", 2, "'one' is not a valid integer"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    served: Served, words: str, code: int, said: str
) -> None:
    result = served.fse("faults", *words.split())
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert json.loads(served.fse("faults", "--json").stdout)["faults"] == []
