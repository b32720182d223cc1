"""The verdict on receivers that called back through a thousand events of a hostile storm."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter

import pytest

from emulator.kernel.deliveries import LOST, Delivery
from emulator.kernel.sending import Outcome, Outgoing, Send
from emulator.kernel.webhooks import Courier
from tests.receiver import Answer, Receiver
from tests.servicechannel import receivers
from tests.servicechannel.receivers import LIMIT, Correct
from tests.world import NOON, Api, Emulator, Json, start

ORDERS = (107002896, 107030342, 107066307, 107070395)
EVENTS = 1_000
NOTED = "WorkOrderNteChanged"
#: What fails of what a receiver calls back with.
FAULT = {"match": {"operation": "postNote", "every": 7}, "effect": {"status": 503}}


@dataclass
class Stage:
    """An emulator in whose storm a thousand messages wait, for one receiver after the other."""

    emulator: Emulator = field(init=False)
    key: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    waiting: Json = field(default_factory=dict)
    lost: list[Delivery] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    receiver: Send = field(default_factory=Receiver)

    @property
    def courier(self) -> Courier:
        return self.emulator.door.sandboxes.default.courier

    async def __call__(self, outgoing: Outgoing) -> Outcome:
        self.sent.append(outgoing)
        return await self.receiver(outgoing)

    def prepare(self) -> None:
        """Raise what orders cost at most, again and again, at one instant."""
        emulator = self.emulator
        emulator.change_tokens(access_seconds=86_400)
        asked = {"url": "http://localhost:9/hook", "events": [NOTED]}
        self.key = emulator.control("POST", "/webhooks/endpoints", asked)["secret"]
        emulator.control("POST", "/faults", FAULT)
        owner = emulator.login("larkfield.facilities")
        self.tokens["larkfield.facilities"] = owner.token
        self.tokens["nwhvac.admin"] = emulator.login().token
        for number in range(EVENTS):
            self.raised(owner, ORDERS[number % len(ORDERS)], number)
        self.waiting = self.courier.saved()
        self.lost = [delivery for delivery in self.courier.log if delivery.state == LOST]

    def raised(self, owner: Api, order: int, number: int) -> None:
        body = {"Value": number + (LIMIT if number % 9 == 0 else 0), "Actor": "Carla"}
        assert owner.request("PUT", f"/workorders/{order}/nte", json=body).status_code == 200

    def play(self, receiver: Send) -> Json:
        """The storm over a receiver; the verdict."""
        emulator, self.receiver = self.emulator, receiver
        self.sent.clear()
        emulator.control("DELETE", "/requests")
        emulator.control("POST", "/clock", {"set": NOON})
        self.courier.restore(self.waiting, emulator.door.sandboxes.default.worlds)
        for delivery in self.lost:
            self.courier.log.add(delivery)
        emulator.advance("2h")
        return emulator.control("GET", "/webhooks/storm/verdict")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    with start(send=stage, storm="hostile") as stage.emulator:
        stage.prepare()
        yield stage


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (receivers.Correct, []),
        (receivers.NoDedupe, ["no dedupe"]),
        (receivers.Slow, ["slow"]),
        (receivers.TrustsTheOrder, ["trusts the order"]),
        (receivers.IgnoresTheSignature, ["ignores the signature"]),
        (receivers.AnswersBeforeStoring, ["answered before storing"]),
        (receivers.ActsTwice, ["acts twice"]),
    ],
)
def test_each_receiver_gets_the_finding_it_deserves_and_no_other(
    stage: Stage, kind: type[Correct], found: list[str]
) -> None:
    receiver = kind(stage.emulator.http, stage.tokens[kind.user], stage.key)
    verdict = stage.play(receiver)
    assert [finding["finding"] for finding in verdict["findings"]] == found
    assert verdict["verdict"] == ("bad" if found else "good")
    assert verdict["totals"]["events"] == EVENTS
    assert verdict["dropped"] == {"deliveries": 0, "requests": 0}
    times = {finding["finding"]: finding["times"] for finding in verdict["findings"]}
    twice = sum(n > 1 for n in Counter(receiver.told).values())
    never = len(receiver.wanted) - len(set(receiver.told))
    assert twice == times.get("no dedupe", 0) + times.get("acts twice", 0)
    assert never == times.get("answered before storing", 0)


def test_the_log_accounts_for_every_byte_that_was_sent_and_for_every_event(stage: Stage) -> None:
    answers: list[Answer] = [200, 200, 200, 500, 200, 200, "it hangs"]
    stage.play(Receiver(answers * EVENTS))
    listed = stage.emulator.control("GET", f"/webhooks/deliveries?limit={2 * EVENTS}")
    briefs = listed["deliveries"]
    assert sorted(brief["id"] for brief in briefs) == [*range(1, EVENTS + 1)]
    assert (listed["waiting"], listed["dropped"]) == (0, 0)
    assert {brief["state"] for brief in briefs} == {"delivered", "failed", "lost"}
    assert all(brief["reason"] == "in a storm" for brief in briefs if not brief["attempts"])
    said = [
        (shown["turn"], Outgoing(shown["url"], dict(shown["headers"]), whole["body"].encode(), 5))
        for brief in briefs
        for whole in [stage.emulator.control("GET", f"/webhooks/deliveries/{brief['id']}")]
        for shown in whole["attempts"]
    ]
    assert [outgoing for _, outgoing in sorted(said, key=itemgetter(0))] == stage.sent
    kinds = stage.emulator.control("GET", "/webhooks/storm/verdict")["totals"]
    assert kinds["deliveries"] + kinds["forged"] == len(stage.sent)
    assert min(kinds["copies"], kinds["forged"], kinds["never_sent"]) > 0
