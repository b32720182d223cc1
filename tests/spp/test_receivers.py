"""Receivers as they are in public, and what becomes of those that answer what they hear."""

import json
from dataclasses import dataclass, field

import httpx2

from emulator.kernel.sending import Outcome, Outgoing
from tests.spp.desk import OWNER, listen
from tests.spp.pasting import deliveries, fire
from tests.world import Emulator, Json, start

HOST = "http://norwellhvac.spp.localhost"


@dataclass
class Comparing:
    """Takes only what has its token, as one that compares the body's field.

    (https://github.com/serpreach/wayfront-webhook)
    """

    token: str = ""
    taken: list[Json] = field(default_factory=list)

    async def __call__(self, outgoing: Outgoing) -> Outcome:
        told = json.loads(outgoing.body)
        if told["token"] != self.token:
            return Outcome(401, 0.01)
        self.taken.append(told)
        return Outcome(200, 0.01)


@dataclass
class Answering:
    """Posts an order message for each order or message that it is told of (public code of a live
    client, repository not named).

    most: after so many, it has its endpoint removed.
    """

    most: int = 5
    is_careful: bool = False
    emulator: Emulator | None = None
    endpoint: int = 0
    heard: list[str] = field(default_factory=list)

    async def __call__(self, outgoing: Outgoing) -> Outcome:
        assert self.emulator is not None
        told = json.loads(outgoing.body)
        self.heard.append(told["event"])
        data, is_message = told["data"], told["event"] == "message.posted"
        if self.is_careful and is_message and data["message"] == "Thank you!":
            return Outcome(200, 0.01)
        number = data["order"]["id"] if is_message else data["id"]
        url = f"{HOST}/api/v1/order_messages/{number}"
        form = {"message": "Thank you!", "staff_only": "0"}
        await self._ask(httpx2.Request("POST", url, data=form, headers=self._key()))
        if len(self.heard) == self.most:
            path = f"/_emulator/webhooks/endpoints/{self.endpoint}?vendor=spp"
            await self._ask(httpx2.Request("DELETE", f"http://localhost{path}"))
        return Outcome(200, 0.01)

    async def _ask(self, request: httpx2.Request) -> None:
        assert self.emulator is not None
        answer = await self.emulator.http.answered(request)
        assert answer.is_success, answer.status_code

    @staticmethod
    def _key() -> dict[str, str]:
        return {"Authorization": f"Bearer {OWNER}"}


def heard(receiver: Answering, *events: str) -> list[str]:
    """What a receiver is told after an order was made, and the clock has moved on a day."""
    with start(send=receiver) as emulator:
        receiver.emulator, receiver.endpoint = emulator, listen(emulator, *events)["id"]
        fire(emulator, "order.created")
        emulator.advance("1h")
        assert {d["state"] for d in deliveries(emulator)} <= {"delivered", "dropped"}
    return receiver.heard


def test_a_receiver_that_compares_tokens_takes_its_own_and_no_others() -> None:
    receiver = Comparing()
    with start(send=receiver) as emulator:
        receiver.token = listen(emulator, "order.created", "invoice.paid")["secret"]
        listen(emulator, "order.created")
        fire(emulator, "order.created")
        fire(emulator, "invoice.paid")
        emulator.advance("1h")
        states = {(d["endpoint"], d["event"]): d["state"] for d in deliveries(emulator)}
    assert [told["event"] for told in receiver.taken] == ["order.created", "invoice.paid"]
    assert sorted(states.values()) == ["delivered", "delivered", "failed"]


def test_a_receiver_may_answer_an_order_with_a_message_of_which_it_is_not_told() -> None:
    assert heard(Answering(), "order.created") == ["order.created"]


def test_a_receiver_that_answers_its_own_messages_goes_on_until_its_endpoint_is_removed() -> None:
    receiver = Answering(most=5)
    assert heard(receiver, "order.created", "message.posted") == [
        "order.created",
        *["message.posted"] * 4,
    ]


def test_a_receiver_that_knows_its_own_messages_is_told_of_each_once() -> None:
    receiver = Answering(is_careful=True)
    assert heard(receiver, "order.created", "message.posted") == ["order.created", "message.posted"]
