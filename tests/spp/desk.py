"""Service Provider Pro as its clients see it: a workspace's API over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2

from emulator.resources import tree
from tests.receiver import Receiver
from tests.world import Emulator, Json

OWNER = "spp_api_DemoKeyOfNorwellHvacForLocalUse1"
DISPATCH = "spp_api_DemoKeyOfNorwellDispatchLocalUse"
OTHER = "spp_api_DemoKeyOfSparrowElectricLocalUse"
#: What each test that waits for webhooks subscribes with.
RECEIVER = "http://127.0.0.1:9/hook"
#: Noon of the demo world's day, as `/api` writes it.
NOON = "2026-06-15T12:00:00+00:00"


@dataclass
class Desk:
    """One caller; paths are below the prefix, bodies JSON on `/api` and forms on `/api/v1`."""

    emulator: Emulator
    key: str = OWNER
    prefix: str = "/spp/api"

    def request(self, method: str, path: str, **kwargs: Any) -> httpx2.Response:  # noqa: ANN401
        headers = {"Authorization": f"Bearer {self.key}"} | kwargs.pop("headers", {})
        url = f"{self.prefix}{path}"
        return self.emulator.http.request(method, url, headers=headers, **kwargs)

    def get(self, path: str, **query: object) -> httpx2.Response:
        return self.request("GET", path, params=query)

    def send(self, method: str, path: str, body: object = None) -> httpx2.Response:
        if self.prefix.endswith("v1"):
            return self.request(method, path, data=body)
        return self.request(method, path, json=body)

    def post(self, path: str, body: object = None) -> httpx2.Response:
        return self.send("POST", path, body)

    def put(self, path: str, body: object) -> httpx2.Response:
        return self.send("PUT", path, body)

    def delete(self, path: str) -> httpx2.Response:
        return self.request("DELETE", path)

    def read(self, path: str, **query: object) -> Json:
        """What a GET that must succeed answers."""
        return read(self.get(path, **query))

    def ids(self, path: str, **query: object) -> list[object]:
        """The ids on a page of a list."""
        return [row["id"] for row in self.read(path, **query)["data"]]


def read(response: httpx2.Response, status: int = 200) -> Json:
    """What a call answers; it must have this status."""
    assert response.status_code == status, response.text
    answered: Json = response.json()
    return answered


def errors(response: httpx2.Response, status: int = 422) -> Mapping[str, list[str]]:
    """What a refused call says of each field."""
    answered = read(response, status)
    assert answered["message"] == "The given data was invalid."
    said: Mapping[str, list[str]] = answered["errors"]
    return said


def listen(emulator: Emulator, *events: str, owner: int | None = None) -> Json:
    """An endpoint for these events, or for all; what the control plane says of it."""
    asked = {"url": RECEIVER, "events": list(events), "vendor": "spp", "owner": owner}
    made: Json = emulator.control("POST", "/webhooks/endpoints", asked)
    return made


def told(emulator: Emulator, receiver: Receiver) -> list[str]:
    """The events that arrive now, in order; forgotten once they are read."""
    return [message["event"] for message in messages(emulator, receiver)]


def messages(emulator: Emulator, receiver: Receiver) -> list[Json]:
    """The same whole: `{event, created, token, data}`."""
    emulator.settle()
    found = [json.loads(body) for body in receiver.bodies]
    receiver.got.clear()
    return found


def state(emulator: Emulator) -> Json:
    """Every record of the vendor, by table and id, to compare."""
    tables = emulator.door.sandboxes.default.worlds["spp"].store.dump()
    return {name: rows for name, rows in tables.items() if rows}


@cache
def fixture() -> Json:
    """The demo world as the file has it."""
    found: Json = json.loads((tree("fixtures") / "demo/spp.json").read_text("utf-8"))
    return found


def record(table: str, **fields: object) -> Json:
    """The first record of the demo world with these values."""
    rows: Mapping[str, Json] = fixture()[table]
    return next(r for r in rows.values() if all(r[name] == v for name, v in fields.items()))
