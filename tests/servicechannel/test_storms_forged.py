"""Messages that somebody sends who has not the key."""

from base64 import b64decode
from collections.abc import Iterator

import pytest

from emulator.kernel.sending import Outcome, Outgoing
from emulator.vendors.servicechannel.envelope import sealed
from tests.servicechannel.demo import ORDER
from tests.world import Emulator, Json, start

STORM = "/webhooks/storm"


class Checkpoint:
    """Refuses what is not signed with its key, and answers the rest as it is told."""

    def __init__(self) -> None:
        self.key = ""
        self.true: list[Outgoing] = []
        self.false: list[Outgoing] = []
        self.says, self.says_to_forgers = 200, 401

    async def __call__(self, outgoing: Outgoing) -> Outcome:
        is_true = outgoing.headers == sealed(self.key, outgoing.body, "text")
        (self.true if is_true else self.false).append(outgoing)
        return Outcome(self.says if is_true else self.says_to_forgers, 0.01)


@pytest.fixture
def gate() -> Checkpoint:
    return Checkpoint()


@pytest.fixture
def emulator(gate: Checkpoint) -> Iterator[Emulator]:
    """One endpoint, and a storm in which each message is forged, too."""
    with start(send=gate) as emulator:
        made = emulator.control("POST", "/webhooks/endpoints", {"url": "http://localhost:9/"})
        gate.key = made["secret"]
        emulator.control("PUT", STORM, {"forged": 1})
        yield emulator


def fire(emulator: Emulator) -> int:
    given = {"event": "WorkOrderCreated", "record": ORDER}
    (number,) = emulator.control("POST", "/webhooks/fire", given)["deliveries"]
    return int(number)


def delivery(emulator: Emulator, number: int) -> Json:
    return emulator.control("GET", f"/webhooks/deliveries/{number}")


def test_a_forgery_has_another_signature_of_the_same_shape_and_is_the_same_else(
    emulator: Emulator, gate: Checkpoint
) -> None:
    fire(emulator)
    emulator.settle()
    (true,), (false,) = gate.true, gate.false
    assert (false.body, false.url) == (true.body, true.url)
    assert list(false.headers) == list(true.headers)
    differ = [name for name in true.headers if true.headers[name] != false.headers[name]]
    assert differ == ["Sign-Data"]
    assert len(b64decode(false.headers["Sign-Data"], validate=True)) == 32


def test_a_forgery_is_marked_in_the_log_and_on_the_clock(
    emulator: Emulator, gate: Checkpoint
) -> None:
    emulator.control("PUT", STORM, {"preset": "late", "forged": 1})
    number = fire(emulator)
    due = emulator.advance("1h")["due"]
    assert [line.get("forged", False) for line in due] == [False, True]
    made = delivery(emulator, number)
    assert [(a["forged"], a["status"]) for a in made["attempts"]] == [(False, 200), (True, 401)]
    assert (made["state"], made["status"]) == ("delivered", 200)
    assert "forged" not in str(gate.false)


def test_a_refused_forgery_is_not_sent_again_and_no_failure(
    emulator: Emulator, gate: Checkpoint
) -> None:
    fire(emulator)
    emulator.advance("1h")
    assert (len(gate.true), len(gate.false)) == (1, 1)
    counted = emulator.control("GET", "/snapshot")["servicechannel.json"]["subscriptions"]
    assert {part["Failures"] for part in counted.values()} == {0}


def test_a_forgery_that_is_accepted_does_not_deliver_the_message(
    emulator: Emulator, gate: Checkpoint
) -> None:
    gate.says, gate.says_to_forgers = 500, 200
    number = fire(emulator)
    emulator.advance("1h")
    assert delivery(emulator, number)["state"] == "failed"
    assert (len(gate.true), len(gate.false)) == (4, 1)


def test_a_replay_has_the_true_signature(emulator: Emulator, gate: Checkpoint) -> None:
    number = fire(emulator)
    emulator.settle()
    made = emulator.control("POST", f"/webhooks/deliveries/{number}/replay")
    assert (made["status"], made["forged"]) == (200, False)
    assert len(gate.true) == 2


def test_a_forgery_to_a_webhook_that_is_gone_is_not_sent(
    emulator: Emulator, gate: Checkpoint
) -> None:
    emulator.control("PUT", STORM, {"delay": {"max_ms": 1000}})
    number = fire(emulator)
    emulator.control("DELETE", "/webhooks/endpoints/1")
    emulator.advance("1m")
    assert (gate.true, gate.false) == ([], [])
    assert delivery(emulator, number)["state"] == "dropped"


def test_a_forgery_that_waits_is_in_a_snapshot(emulator: Emulator, gate: Checkpoint) -> None:
    emulator.control("PUT", STORM, {"preset": "late", "forged": 1})
    fire(emulator)
    snapshot = emulator.control("GET", "/snapshot")
    assert snapshot["_sandbox.json"]["storm"]["forged"] == 1
    emulator.control("PUT", "/snapshot", snapshot)
    emulator.advance("1h")
    assert (len(gate.true), len(gate.false)) == (1, 1)


def test_a_snapshot_of_before_there_were_forgeries_is_taken(
    emulator: Emulator, gate: Checkpoint
) -> None:
    emulator.control("PUT", STORM, {"preset": "late"})
    fire(emulator)
    snapshot = emulator.control("GET", "/snapshot")
    del snapshot["_sandbox.json"]["storm"]["forged"]
    (waiting,) = snapshot["_sandbox.json"]["webhooks"]["waiting"]
    for sending in waiting["sendings"]:
        del sending["is_forged"]
    emulator.control("PUT", "/snapshot", snapshot)
    emulator.advance("1h")
    assert (len(gate.true), len(gate.false)) == (1, 0)
