"""ServiceTrade as its clients see it: an account's API over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2

from emulator.resources import tree
from tests.receiver import Receiver
from tests.world import Emulator, Json

PREFIX = "/servicetrade"
ADMIN = ("renee.castellano", "demo-servicetrade-admin")
DISPATCH = ("gil.sorensen", "demo-servicetrade-dispatch")
TECH = ("tomas.brandt", "demo-servicetrade-tech-one")
OTHER_TECH = ("linh.chau", "demo-servicetrade-tech-two")
INACTIVE = ("ray.holloway", "demo-servicetrade-inactive")
CLIENT = ("7d0a7d0e-5b1c-4b57-9c3e-2f6a1d9e4c80", "c2f4b6a8-91d3-4e07-8a5c-6b7d0e1f2a39")
INACTIVE_CLIENT = ("b15f02c7-6a3d-4f98-8e21-d4c7906b3a5f", "5e81c3d7-20fa-49b6-9d74-e3a86f150bc2")
#: What each test that waits for notifications subscribes with.
RECEIVER = "http://127.0.0.1:9/hook"
#: The day of the demo world, as the vendor writes it.
NOON = 1781524800


@dataclass
class Trade:
    """One logged-in caller; paths are below /servicetrade/api."""

    emulator: Emulator
    token: str

    def request(self, method: str, path: str, **kwargs: Any) -> httpx2.Response:  # noqa: ANN401
        headers = {"Cookie": f"PHPSESSID={self.token}"} | kwargs.pop("headers", {})
        url = f"{PREFIX}/api{path}"
        self.emulator.http.cookies.clear()
        return self.emulator.http.request(
            method, url, headers=headers, follow_redirects=False, **kwargs
        )

    def get(self, path: str, **query: object) -> httpx2.Response:
        return self.request("GET", path, params=query)

    def post(self, path: str, body: object = None, **kwargs: Any) -> httpx2.Response:  # noqa: ANN401
        return self.request("POST", path, json=body, **kwargs)

    def put(self, path: str, body: object) -> httpx2.Response:
        return self.request("PUT", path, json=body)

    def delete(self, path: str) -> httpx2.Response:
        return self.request("DELETE", path)

    def read(self, path: str, **query: object) -> Json:
        """The `data` of a GET that must succeed."""
        return data(self.get(path, **query))

    def ids(self, path: str, key: str, **query: object) -> list[int]:
        """The ids on the first page of a list."""
        return [row["id"] for row in self.read(path, **query)[key]]


def log_in(emulator: Emulator, who: tuple[str, str] = ADMIN) -> Trade:
    """A session of a user of the demo world."""
    username, password = who
    body = {"username": username, "password": password}
    response = emulator.http.post(f"{PREFIX}/api/auth", json=body)
    emulator.http.cookies.clear()
    return Trade(emulator, data(response)["authToken"])


def data(response: httpx2.Response) -> Json:
    """What a call answered below `data`; it must have succeeded."""
    assert response.status_code == 200, response.text
    answered: Json = response.json()["data"]
    return answered


def validation(response: httpx2.Response) -> Json:
    """What a refused call says of each field."""
    assert response.status_code == 400, response.text
    said: Json = response.json()["messages"]["validation"]
    return said


def listen(trade: Trade, **more: object) -> None:
    """Be told of everything."""
    assert trade.post("/webhook", {"hookUrl": RECEIVER, **more}).status_code == 200


def told(emulator: Emulator, receiver: Receiver) -> list[str]:
    """What arrives now, in order, such as `job.updated`; forgotten once it is read."""
    emulator.settle()
    items = [item for body in receiver.bodies for item in json.loads(body)["data"]]
    receiver.got.clear()
    return [f"{item['entity']['type']}.{item['action']}" for item in items]


def state(emulator: Emulator) -> Json:
    """Every record of the vendor, by table and id, to compare."""
    found: Json = emulator.control("GET", "/snapshot")["servicetrade.json"]
    return found


@cache
def fixture() -> Json:
    """The demo world as the file has it."""
    found: Json = json.loads((tree("fixtures") / "demo/servicetrade.json").read_text("utf-8"))
    return found


def record(table: str, **fields: object) -> Json:
    """The first record of the demo world with these values."""
    rows: Mapping[str, Json] = fixture()[table]
    return next(r for r in rows.values() if all(r[name] == v for name, v in fields.items()))
