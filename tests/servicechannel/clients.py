"""Public clients as they are: real HTTP against a server that runs as a process of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from tests.world import CLIENT, PASSWORDS, Json

SECONDS = 10


@dataclass
class Client:
    """One logged-in client; paths are below /servicechannel, with a version or without."""

    base: str
    token: str

    def ask(self, method: str, path: str, **kwargs: Any) -> requests.Response:  # noqa: ANN401
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(
            method, self.base + path, headers=headers, timeout=SECONDS, **kwargs
        )

    def get(self, path: str, **params: object) -> requests.Response:
        return self.ask("GET", path, params={name: str(value) for name, value in params.items()})

    def read(self, path: str, query: Mapping[str, object] | None = None, /) -> Any:  # noqa: ANN401
        """The JSON of an answer that has to be good."""
        response = self.get(path, **dict(query or {}))
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, body: object, status: int = 201) -> Json:
        """The JSON of what has to be created."""
        response = self.ask("POST", path, json=body)
        assert response.status_code == status, response.text
        made: Json = response.json()
        return made


@dataclass
class Login:
    """The addresses that a client is configured with, and the emulator's clock."""

    base: str

    @property
    def token(self) -> str:
        return f"{self.base}/servicechannel/oauth/token"

    @property
    def authorize(self) -> str:
        return f"{self.base}/servicechannel/oauth/authorize"

    @property
    def profile(self) -> str:
        return f"{self.base}/servicechannel/v3/users/current/profile"

    def control(self, method: str, path: str, body: Json | None = None) -> None:
        url = f"{self.base}/_emulator{path}"
        requests.request(method, url, json=body, timeout=SECONDS).raise_for_status()

    def merge(self, table: str, *records: Json) -> None:
        """Put records into a table of ServiceChannel's."""
        by_id = {str(record["Id"]): record for record in records}
        self.control("POST", "/fixtures", {"servicechannel": {table: by_id}})

    def ask_token(self, form: Mapping[str, str], auth: tuple[str, str] | None) -> requests.Response:
        return requests.post(
            self.token, data=form, auth=auth, allow_redirects=False, timeout=SECONDS
        )

    def tokens(self, **form: str) -> Json:
        """What the token endpoint answers to a form; the client is in it or in the Basic header."""
        response = self.ask_token(form, None if "client_id" in form else CLIENT)
        assert response.status_code == 200, response.text
        found: Json = response.json()
        return found

    def by_password(self, user: str) -> Json:
        return self.tokens(grant_type="password", username=user, password=PASSWORDS[user])

    def client(self, user: str = "nwhvac.admin") -> Client:
        return Client(f"{self.base}/servicechannel", self.by_password(user)["access_token"])
