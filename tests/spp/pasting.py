"""Endpoints as the workspace's settings page has them, on the control plane."""

from collections.abc import Mapping

import httpx2

from tests.spp.desk import RECEIVER
from tests.world import Emulator, Json

HOOKS = "/webhooks"
#: What a test that fires an event about a table names, in the demo world's first workspace.
ABOUT: Mapping[str, str] = {
    "orders": "orders/5001",
    "tickets": "tickets/4001",
    "users": "users/1001",
    "invoices": "invoices/3001",
    "messages": "messages/7001",
    "subscriptions": "subscriptions/1",
    "tasks": "tasks/1",
}


def paste(emulator: Emulator, **wanted: object) -> httpx2.Response:
    """What is answered to the wish for an endpoint."""
    asked = {"url": RECEIVER, "vendor": "spp"} | wanted
    return emulator.http.post("/_emulator/webhooks/endpoints", json=asked)


def press(emulator: Emulator, endpoint: Json) -> list[int]:
    """The test button of an endpoint; the numbers of the deliveries."""
    path = f"{HOOKS}/endpoints/{endpoint['id']}/test?vendor=spp"
    told: list[int] = emulator.control("POST", path)["deliveries"]
    return told


def fire(emulator: Emulator, event: str, record: object = "", **more: object) -> Json:
    """Tell of an event, of a record of the demo world unless another is named."""
    about = record or ABOUT[catalogue(emulator)[event]]
    asked = {"event": event, "record": about, "vendor": "spp", **more}
    return emulator.control("POST", f"{HOOKS}/fire", asked)


def catalogue(emulator: Emulator) -> Mapping[str, str]:
    """Every event with the table of what it is about."""
    known: Mapping[str, str] = emulator.control("GET", f"{HOOKS}/events")["spp"]
    return known


def deliveries(emulator: Emulator) -> list[Json]:
    """What was sent, newest first."""
    listed: list[Json] = emulator.control("GET", f"{HOOKS}/deliveries")["deliveries"]
    return listed


def delivery(emulator: Emulator, number: int) -> Json:
    return emulator.control("GET", f"{HOOKS}/deliveries/{number}")
