"""A running emulator as tests see it: HTTP and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Self

import httpx2

from emulator.app import VENDORS, assemble
from emulator.door import Door
from emulator.kernel.clock import parse_instant
from emulator.kernel.sending import Send
from emulator.kernel.world import Installed
from emulator.loading import install
from emulator.resources import tree
from emulator.settings import Settings
from tests.asgi import Http, Loop
from tests.receiver import Receiver

#: The demo world's day: fixtures are written for it, so their dates stay as they are.
NOON = "2026-06-15T12:00:00Z"
VENDOR = "/servicechannel"
CLIENT = (
    "SB.2000093418.40C93D77-112D-1E02-576D-A6FAE991C57B",
    "AEA82863-3470-B501-7ACB-2DAE67801279",
)
#: Another application of the same company, one of another provider's, one that is switched off.
TABLET = (
    "SB.2000093418.B2985583-76B7-A1C2-1DA4-CFA9E90FDF5F",
    "853A80B6-6993-C9C4-E46C-64B1E45A6D7B",
)
SPARROW = (
    "SB.2000104772.B0E29F75-7CCD-AD38-CD39-A7527C1DFC82",
    "EF62C04C-EE53-6710-7F88-B9B99B71670C",
)
INACTIVE = (
    "SB.2000093418.FD8BC707-AE30-F1CD-D9AB-5CB3227AD7A6",
    "1AA1E07C-E1CE-B291-07CB-840C7BB2590F",
)
#: A user who is locked, with the right password; logged in they would be a technician.
LOCKED = ("tidewell.rdoyle", "demo-plumbing-technician")
PASSWORDS = {
    "nwhvac.admin": "demo-provider-admin",
    "nwhvac.tbrandt": "demo-technician-one",
    "nwhvac.lchau": "demo-technician-two",
    "nwhvac.dispatch": "demo-provider-dispatch",
    "sparrow.office": "demo-electric-admin",
    "sparrow.jmeier": "demo-electric-technician",
    "tidewell.office": "demo-plumbing-admin",
    "larkfield.facilities": "demo-subscriber-admin",
    "larkfield.regional": "demo-subscriber-regional",
    "larkfield.nyc": "demo-subscriber-stores",
    "juniper.ops": "demo-restaurant-admin",
}
#: A JSON object, as it came.
Json = dict[str, Any]


@dataclass
class Api:
    """One logged-in caller; paths are below /servicechannel/v3."""

    http: Http
    token: str

    def get(self, path: str, **kwargs: Any) -> httpx2.Response:  # noqa: ANN401 - passed on
        return self.request("GET", path, **kwargs)

    def post(self, path: str, body: object = None, **kwargs: Any) -> httpx2.Response:  # noqa: ANN401
        return self.request("POST", path, json=body, **kwargs)

    def request(self, method: str, path: str, **kwargs: Any) -> httpx2.Response:  # noqa: ANN401
        headers = {"Authorization": f"Bearer {self.token}"} | kwargs.pop("headers", {})
        url = f"{VENDOR}/v3{path}"
        return self.http.request(method, url, headers=headers, follow_redirects=False, **kwargs)


@dataclass
class Emulator:
    """An emulator of its own, its clock standing at noon unless a test moves it.

    waited: how long answers would have been held back, in seconds.
    """

    http: Http
    waited: list[float] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Keep one event loop for all requests, so that webhooks are on their way between them."""
        self.http.loop = Loop()
        self.http.loop.call(self.door.sandboxes.wake)
        return self

    @property
    def door(self) -> Door:
        assert isinstance(self.http.app, Door)
        return self.http.app

    def __exit__(self, *_: object) -> None:
        assert self.http.loop is not None
        with self.http.loop as loop:
            loop.call(self.door.sandboxes.close)
        self.http.loop = None

    def control(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Json:
        """A control call that must succeed."""
        response = self.http.request(method, f"/_emulator{path}", json=body)
        assert response.is_success, response.text
        answer: Json = response.json() if response.content else {}
        return answer

    def token(
        self, username: str, password: str | None = None, client: tuple[str, str] = CLIENT
    ) -> httpx2.Response:
        """What the token endpoint answers to the password grant."""
        form = {
            "grant_type": "password",
            "username": username,
            "password": PASSWORDS.get(username, "") if password is None else password,
        }
        return self.ask_token(form, client)

    def refresh(self, refresh_token: str, client: tuple[str, str] = CLIENT) -> httpx2.Response:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.ask_token(form, client)

    def ask_token(
        self, form: Mapping[str, str], auth: tuple[str, str] | None = CLIENT
    ) -> httpx2.Response:
        chosen = httpx2.USE_CLIENT_DEFAULT if auth is None else auth
        url = f"{VENDOR}/oauth/token"
        return self.http.post(url, data=form, auth=chosen, follow_redirects=False)

    def login(self, username: str = "nwhvac.admin", client: tuple[str, str] = CLIENT) -> Api:
        response = self.token(username, client=client)
        assert response.status_code == 200, response.text
        return Api(self.http, response.json()["access_token"])

    def settle(self) -> list[Json]:
        """Attempt every delivery that is due; what was made."""
        due = self.advance("PT0S")["due"]
        return [fell for fell in due if fell["what"] == "webhook attempt"]

    def advance(self, duration: str) -> Json:
        return self.control("POST", "/clock", {"advance": duration})

    def still(self) -> None:
        """Let nothing happen by itself: no subscription is charged any more."""
        kept = self.control("GET", "/snapshot")["spp.json"]["subscriptions"]
        paused = {key: row | {"bills_at": None} for key, row in kept.items()}
        self.control("POST", "/fixtures", {"spp": {"subscriptions": paused}})

    def merge(self, table: str, *records: Json) -> None:
        """Put records into a table of ServiceChannel's."""
        by_id = {str(record["Id"]): record for record in records}
        self.control("POST", "/fixtures", {"servicechannel": {table: by_id}})

    def permit(self, row: int, **changes: object) -> None:
        """Change a row of the Permissions table."""
        self.control("PUT", "/permissions", {"Id": row, **changes})

    def switch(self, **switches: object) -> None:
        """Turn switches of the profile."""
        self.control("PUT", "/profile", {"switches": switches})

    def change_tokens(self, **settings: object) -> None:
        """Change the profile's section `tokens`."""
        self.control("PUT", "/profile", {"tokens": settings})

    def change(self, table: str, record_id: int, **changes: object) -> None:
        """Put a record of the demo world back with some fields changed."""
        self.merge(table, demo(table, record_id) | changes)


def demo(table: str, record_id: int) -> Json:
    """A record of ServiceChannel's demo world, as the fixture has it."""
    record: Json = demo_world()[table][str(record_id)]
    return dict(record)


@cache
def demo_world() -> Json:
    """ServiceChannel's demo world: records by table and id."""
    fixture: Json = json.loads((tree("fixtures") / "demo/servicechannel.json").read_text("utf-8"))
    return fixture


@lru_cache
def _loaded(profile: str, fixtures: tuple[str, ...] = ()) -> Mapping[str, Installed]:
    """Contracts and fixtures, read once for all tests of a process: nothing changes them."""
    return install(VENDORS, Settings(profile=(profile,), fixtures=fixtures))


def start(
    profile: str = "relaxed",
    clock: str = NOON,
    send: Send | None = None,
    **settings: Any,  # noqa: ANN401
) -> Emulator:
    """A fresh emulator; without limits, unless the profile says otherwise.

    send: what stands in the place of real POSTs.
    """
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    app = assemble(
        _loaded(profile, settings.get("fixtures", ())),
        Settings(profile=(profile,), clock=clock, **settings),
        send or Receiver(),
        pause,
    )
    emulator = Emulator(Http(app, raises=False), waited)
    app.sandboxes.default.clock.go(parse_instant(clock), is_frozen=True)
    if "data" in settings:  # whose clock is on disk
        emulator.control("POST", "/clock", {"freeze": True})
    return emulator


def started_again(data: Path, send: Send | None = None) -> Emulator:
    """An emulator over a directory of `--data`, as it is."""
    settings = Settings(profile=("relaxed",), data=str(data))
    app = assemble(_loaded("relaxed"), settings, send or Receiver())
    return Emulator(Http(app, raises=False))
