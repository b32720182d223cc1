"""What ServiceChannel tells: an emulator whose webhooks end in a receiver of the test's own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from tests.receiver import Receiver
from tests.world import Emulator, Json, start

NORWELL, SPARROW = 2000093418, 2000104772
LARKFIELD, JUNIPER = 2014917301, 2014921466
URL = "http://localhost:9/hook"
NO_RULES: Mapping[str, Sequence[str]] = {"Trades": [], "Categories": [], "Statuses": []}
KEYS = ["Object", "Type", "Action", "EventType", "Version"]


@dataclass
class Told:
    """Causes events, and looks at what came of them."""

    emulator: Emulator
    receiver: Receiver

    def listen(self, owner: int | None = None, *events: str, url: str = URL) -> Json:
        """A webhook of a company for these events, or for all; the control plane makes it."""
        asked = {"url": url, "owner": owner, "events": events}
        return self.emulator.control("POST", "/webhooks/endpoints", asked)

    def subscribe(self, hook: int, number: int, *events: str, **rules: Sequence[str]) -> None:
        """A subscription of a webhook, as a record."""
        record = {
            "Id": number,
            "WebhookId": hook,
            "Name": f"number {number}",
            "EventTypes": events,
            "Rules": {**NO_RULES, **rules},
            "Failures": 0,
        }
        self.emulator.merge("subscriptions", record)

    def enable(self, hook: int, *, on: bool) -> None:
        """Switch a webhook of the provider's on or off, as its admin does."""
        admin = self.emulator.login()
        body = {"Name": "fse", "Url": URL, "Enabled": on}
        assert admin.request("PUT", f"/NotificationWebHooks/{hook}", json=body).status_code == 204

    def endpoint(self, hook: int = 1) -> Json:
        """A webhook as the control plane shows it."""
        listed = self.emulator.control("GET", "/webhooks/endpoints")["endpoints"]
        return next(cast(Json, shown) for shown in listed if shown["id"] == hook)

    def messages(self) -> list[Json]:
        """Every message so far, once all that are due are attempted."""
        self.emulator.settle()
        return [json.loads(body) for body in self.receiver.bodies]

    def events(self) -> list[str]:
        return [message["EventType"] for message in self.messages()]

    def fire(self, event: str, record: str | int | None = None, **fields: object) -> Json:
        """The object of the message about an event that is fired for a record."""
        asked = {"event": event, "record": record, "object": fields}
        answer = self.emulator.control("POST", "/webhooks/fire", asked)
        assert answer["deliveries"], answer["reason"]
        return cast(Json, self.messages()[-1]["Object"])

    def deliveries(self) -> list[Json]:
        """All of them, oldest first."""
        self.emulator.settle()
        listed: list[Json] = self.emulator.control("GET", "/webhooks/deliveries")["deliveries"]
        return listed[::-1]


@contextmanager
def telling(**switches: object) -> Iterator[Told]:
    """An emulator at noon that tells a receiver; its profile's switches may be turned."""
    receiver = Receiver()
    with start(send=receiver) as emulator:
        if switches:
            emulator.switch(**switches)
        yield Told(emulator, receiver)
