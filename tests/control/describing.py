"""The control plane's own document, as tests read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from emulator.control import ROUTES
from emulator.control.openapi import document
from emulator.kernel.sending import Outcome, Outgoing
from tests.world import NOON, Emulator, Json, start

DOCUMENT = document(ROUTES, "http://localhost")


class Described(NamedTuple):
    """One operation of the document."""

    method: str
    path: str
    node: Json

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[Json]:
        """Those of its own."""
        return [each for each in self.node["parameters"] if "name" in each]

    @property
    def url(self) -> str:
        """The path with the examples of its parameters."""
        filled = self.path
        for each in self.parameters:
            filled = filled.replace(f"{{{each['name']}}}", str(each.get("example")))
        return filled

    @property
    def query(self) -> dict[str, str]:
        """The examples of the query's parameters."""
        return {p["name"]: str(p["example"]) for p in self.parameters if p["in"] == "query"}

    @property
    def takes_json(self) -> bool:
        return "application/json" in self.node.get("requestBody", {}).get("content", {})

    @property
    def examples(self) -> list[Json]:
        """The examples of its body."""
        content = self.node["requestBody"]["content"]["application/json"]
        return [each["value"] for each in content.get("examples", {}).values()]


def operations() -> Iterator[Described]:
    for path, item in DOCUMENT["paths"].items():
        for method, node in item.items():
            yield Described(method.upper(), path, node)


OPERATIONS = list(operations())
IDS = [operation.name for operation in OPERATIONS]


async def slow(outgoing: Outgoing) -> Outcome:
    """A receiver that the verdict has something to say about."""
    del outgoing
    return Outcome(200, 6.0)


@contextmanager
def busy() -> Iterator[Emulator]:
    """An emulator in which there is one of everything that the examples name."""
    with start(send=slow) as emulator:
        emulator.login().get("/workorders/107002896")
        api = emulator.login()
        emulator.control("POST", "/tokens/expire")
        for _ in range(3):  # which the report has something to say about
            api.get("/workorders/5")
        hook = {"url": "http://localhost:9/", "events": ["WorkOrderCreated"]}
        emulator.control("POST", "/webhooks/endpoints", hook)
        fired = {"event": "WorkOrderCreated", "record": 107002896}
        emulator.control("POST", "/webhooks/fire", fired)
        emulator.settle()
        emulator.control("POST", "/faults", {"effect": {"status": 503}, "match": {"nth": 9}})
        emulator.control("POST", "/sandboxes", {"name": "spare", "clock": NOON})
        emulator.http.post("/_emulator/inbox/mine", content=b"a message")
        yield emulator
