"""A running emulator as tests see it: HTTP and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from starlette.testclient import TestClient

from emulator.app import create_app
from emulator.settings import Settings

#: The demo world's day: fixtures are written for it, so their dates stay as they are.
NOON = "2026-06-15T12:00:00Z"
VENDOR = "/servicechannel"
CLIENT = (
    "SB.2000093418.40C93D77-112D-1E02-576D-A6FAE991C57B",
    "AEA82863-3470-B501-7ACB-2DAE67801279",
)
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

    http: TestClient
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
    """One emulator of its own, its clock standing at noon unless a test moves it."""

    http: TestClient

    def control(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Json:
        """A control call that must succeed."""
        response = self.http.request(method, f"/_emulator{path}", json=body)
        assert response.is_success, response.text
        answer: Json = response.json() if response.content else {}
        return answer

    def token(self, username: str, password: str | None = None) -> httpx2.Response:
        """What the token endpoint answers to the password grant."""
        form = {
            "grant_type": "password",
            "username": username,
            "password": PASSWORDS.get(username, "") if password is None else password,
        }
        return self.ask_token(form)

    def ask_token(
        self, form: Mapping[str, str], auth: tuple[str, str] | None = CLIENT
    ) -> httpx2.Response:
        return self.http.post(f"{VENDOR}/oauth/token", data=form, auth=auth, follow_redirects=False)

    def login(self, username: str = "nwhvac.admin") -> Api:
        response = self.token(username)
        assert response.status_code == 200, response.text
        return Api(self.http, response.json()["access_token"])

    def advance(self, duration: str) -> Json:
        return self.control("POST", "/clock", {"advance": duration})

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


def start(profile: str = "relaxed", clock: str = NOON, **settings: Any) -> Emulator:  # noqa: ANN401
    """A fresh emulator; without limits, unless the profile says otherwise."""
    app = create_app(Settings(profile=(profile,), clock=clock, **settings))
    emulator = Emulator(TestClient(app, base_url="http://localhost", raise_server_exceptions=False))
    emulator.control("POST", "/clock", {"freeze": True})
    return emulator
