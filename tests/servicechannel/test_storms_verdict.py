"""The verdict on receivers that called back through a thousand events of a hostile storm."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from emulator.kernel.deliveries import LOST, Delivery
from emulator.kernel.sending import Outcome, Outgoing, Send
from emulator.kernel.webhooks import Courier
from tests.receiver import Receiver
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

    emulator: Emulator
    key: str = ""
    token: str = ""
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
        self.token = emulator.login("nwhvac.admin").token
        emulator.control("POST", "/faults", FAULT)
        owner = emulator.login("larkfield.facilities")
        for number in range(EVENTS):
            self.raised(owner, ORDERS[number % len(ORDERS)], number)
        self.waiting = self.courier.saved()
        self.lost = [delivery for delivery in self.courier.log if delivery.state == LOST]

    def raised(self, owner: Api, order: int, number: int) -> None:
        body = {"Value": number + (LIMIT if number % 5 == 0 else 0), "Actor": "Carla"}
        assert owner.request("PUT", f"/workorders/{order}/nte", json=body).status_code == 200

    def play(self, kind: type[Correct]) -> Json:
        """The storm over a receiver of this kind; the verdict."""
        emulator = self.emulator
        self.sent.clear()
        emulator.control("DELETE", "/requests")
        emulator.control("POST", "/clock", {"set": NOON})
        self.courier.restore(self.waiting, emulator.door.sandboxes.default.worlds)
        for delivery in self.lost:
            self.courier.log.add(delivery)
        self.receiver = kind(emulator.http, self.token, self.key)
        emulator.advance("2h")
        return emulator.control("GET", "/webhooks/storm/verdict")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    sent = Receiver()
    stages: list[Stage] = []

    async def send(outgoing: Outgoing) -> Outcome:
        return await (stages[0] if stages else sent)(outgoing)

    with start(send=send, storm="hostile") as emulator:
        stages.append(Stage(emulator))
        stages[0].prepare()
        yield stages[0]


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
    verdict = stage.play(kind)
    assert [finding["finding"] for finding in verdict["findings"]] == found
    assert verdict["verdict"] == ("bad" if found else "good")
    assert verdict["totals"]["events"] == EVENTS
    assert verdict["dropped"] == {"deliveries": 0, "requests": 0}
