"""`fse webhook verdict`."""

import json

from emulator.cli.verdict import row, worded
from tests.cli.receiving import Receiver, receiving
from tests.cli.serving import Served, client
from tests.world import Json

TOTALS: Json = {
    "events": 1000,
    "waiting": 0,
    "never_sent": 97,
    "deliveries": 2073,
    "copies": 1170,
    "forged": 59,
    "acknowledged": 903,
    "without_call_back": 717,
    "effects": 432,
    "seconds": {"median": 0.0104, "worst": 5.01},
}
FINDING: Json = {
    "finding": "no dedupe",
    "says": "what was acknowledged came again and was acted on again",
    "times": 89,
    "deliveries": list(range(1, 21)),
    "requests": [7, 9],
}
BAD: Json = {
    "verdict": "bad",
    "reason": "no dedupe",
    "totals": TOTALS,
    "findings": [FINDING],
    "dropped": {"deliveries": 0, "requests": 12},
}


def test_a_bad_verdict_says_what_was_found_and_what_shows_it() -> None:
    assert list(worded(BAD, " --sandbox mine")) == [
        "verdict: bad: no dedupe",
        "  1000 events in 2073 deliveries with 1170 copies, and 59 forged messages",
        "  97 were never sent, 0 wait to be sent",
        "  903 acknowledged, 717 of them without a call back",
        "  432 requests changed something",
        "  time to answer: 0.010 s, at worst 5.010 s",
        "  12 older requests are no longer kept, and not judged",
        "",
        "no dedupe, 89 times: what was acknowledged came again and was acted on again",
        "  deliveries  1, 2, 3, 4, 5, 6, 7, 8, …",
        "  requests    7, 9",
        "",
        "  fse webhook show 1 --sandbox mine      what was sent, and what came of it",
    ]


def test_a_verdict_on_nothing_says_why() -> None:
    calm = dict.fromkeys(TOTALS, 0) | {"seconds": {"median": None, "worst": None}}
    nothing = {
        "verdict": "nothing to judge",
        "reason": "nothing was delivered yet",
        "totals": calm,
        "findings": [],
        "dropped": {"deliveries": 0, "requests": 0},
    }
    assert list(worded(nothing)) == [
        "verdict: nothing to judge: nothing was delivered yet",
        "  0 events in 0 deliveries",
        "  0 acknowledged, 0 of them without a call back",
        "  0 requests changed something",
    ]


def test_a_row_has_an_endpoints_own_verdict() -> None:
    endpoint = {"endpoint": 2, "url": "", "verdict": "good", "reason": "fine", "totals": TOTALS}
    assert row(endpoint) == ("2", "-", "good", "1000", "903", "432", "fine")


def told(served: Served, receiver: Receiver, endpoints: int = 1) -> None:
    """A work order is new, to so many endpoints; nobody calls back."""
    with client(served.url) as http:
        for number in range(endpoints):
            asked = {"url": f"{receiver.url}/{number}", "events": ["WorkOrderCreated"]}
            http.post("/_emulator/webhooks/endpoints", json=asked).raise_for_status()
    assert served.fse("webhook", "fire", "WorkOrderCreated", "107002896").exit_code == 0
    assert served.fse("clock", "advance", "1h").exit_code == 0


def test_what_is_fine_or_cannot_be_judged_exits_with_0(served: Served) -> None:
    with receiving() as receiver:
        told(served, receiver, endpoints=2)
    result = served.fse("webhook", "verdict")
    assert result.exit_code == 0
    assert result.stdout.startswith("verdict: nothing to judge: nobody called back")
    assert [line.split()[0] for line in result.stdout.splitlines()[-3:]] == ["endpoint", "1", "2"]


def test_what_is_bad_exits_with_1_in_words_and_as_json(served: Served) -> None:
    with receiving([503] * 4) as receiver:
        told(served, receiver)
    result = served.fse("webhook", "verdict")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        1,
        "verdict: bad: not acknowledged",
    )
    result = served.fse("webhook", "verdict", "--endpoint", "1", "--json")
    assert (result.exit_code, json.loads(result.stdout)["verdict"]) == (1, "bad")


def test_an_endpoint_that_there_is_not_is_told(served: Served) -> None:
    result = served.fse("webhook", "verdict", "--endpoint", "12345")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("no endpoint 12345")


def test_wrong_usage_exits_with_2(served: Served) -> None:
    assert served.fse("webhook", "verdict", "--endpoint", "mine").exit_code == 2
    assert served.fse("webhook", "storm", "--forged", "2").exit_code == 2
