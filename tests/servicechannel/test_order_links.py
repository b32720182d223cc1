"""The life of a work order as the contract's links tell it, which is how schemathesis walks it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx2
import pytest

from tests.world import Api, Emulator, Json

#: From which operation which link leads on; each answer is what the next ones build on.
LIFE = [
    ("createWorkOrder", "Accept"),
    ("createWorkOrder", "PostNote"),
    ("acceptWorkOrder", "CheckIn"),
    ("universalCheckIn", "PostNote"),
    ("universalCheckIn", "PostAttachments"),
    ("universalCheckIn", "CheckOut"),
    ("universalCheckOut", "ChangeStatus"),
    ("changeStatus", "CreateInvoice"),
    ("createInvoice", "GetInvoice"),
    ("createInvoice", "ApproveInvoice"),
    ("approveInvoice", "PayInvoice"),
]
#: Without the provider's part.
SUBSCRIBERS_LIFE = [("createWorkOrder", "CheckIn"), *LIFE[5:]]
#: What only subscribers do, and what Norwell may not do to Larkfield's work orders.
OF_SUBSCRIBERS = {"changeStatus", "approveInvoice", "payInvoice"}
PLACE = re.compile(r"\{(\$[^}]+)\}")


@dataclass
class Walk:
    """Requests as links make them.  asked, answered: the last of each operation."""

    contract: Json
    caller: Callable[[str], Api]
    asked: dict[str, Mapping[str, object]] = field(default_factory=dict)
    answered: dict[str, httpx2.Response] = field(default_factory=dict)

    def operation(self, name: str) -> tuple[str, str, Json]:
        """The verb, the path below /v3 and the description of an operation."""
        return next(
            (verb, path.removeprefix("/v3"), described)
            for path, verbs in self.contract["paths"].items()
            for verb, described in verbs.items()
            if described.get("operationId") == name
        )

    def begin(self, name: str) -> None:
        """Ask with the first example."""
        content = self.operation(name)[2]["requestBody"]["content"]["application/json"]
        first = next(iter(content["examples"].values()))
        self.ask(name, {}, first["value"])

    def follow(self, source: str, link: str) -> int:
        """Ask what a link says; the status."""
        answer = self.answered[source]
        said = self.operation(source)[2]["responses"][str(answer.status_code)]["links"][link]
        given = {n: self.value(source, text) for n, text in said.get("parameters", {}).items()}
        body = said.get("requestBody")
        if isinstance(body, dict):
            body = {name: self.value(source, value) for name, value in body.items()}
        return self.ask(said["operationId"], given, body)

    def ask(self, name: str, given: Mapping[str, object], body: object) -> int:
        verb, path, _ = self.operation(name)
        query = {n: str(value) for n, value in given.items() if f"{{{n}}}" not in path}
        sent: Json = {"json": body}
        if isinstance(body, dict) and "file" in body:
            form = {field: value for field, value in body.items() if field != "file"}
            sent = {"files": {"file": ("file", body["file"])}, "data": form}
        url = path.format_map(given)
        answer = self.caller(name).request(verb.upper(), url, params=query, **sent)
        self.asked[name], self.answered[name] = given, answer
        return answer.status_code

    def value(self, source: str, said: object) -> object:
        """What a runtime expression stands for; everything else stands for itself."""
        if not isinstance(said, str):
            return said
        if said.startswith("$response.body#/"):
            return self.answered[source].json()[said.removeprefix("$response.body#/")]
        if said.startswith("$request.path."):
            return self.asked[source][said.removeprefix("$request.path.")]
        return PLACE.sub(lambda found: str(self.value(source, found[1])), said)


@pytest.fixture
def contract(emulator: Emulator) -> Json:
    return emulator.control("GET", "/contracts/servicechannel.json")


def followed(walk: Walk, life: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Walk through a life, with what each link led to."""
    walk.begin("createWorkOrder")
    return [(source, link, walk.follow(source, link)) for source, link in life]


def test_each_link_of_a_work_orders_life_leads_to_success(
    contract: Json, provider: Api, subscriber: Api
) -> None:
    walk = Walk(contract, lambda name: subscriber if name in OF_SUBSCRIBERS else provider)
    assert [step for step in followed(walk, LIFE) if step[2] >= 300] == []
    paid = walk.asked["payInvoice"]["invoiceId"]
    assert subscriber.get(f"/invoices/{paid}").json()["Status"].upper() == "PAID"


def test_a_subscriber_alone_goes_from_creating_to_paying(contract: Json, subscriber: Api) -> None:
    walk = Walk(contract, lambda _: subscriber)
    assert [step for step in followed(walk, SUBSCRIBERS_LIFE) if step[2] >= 300] == []
