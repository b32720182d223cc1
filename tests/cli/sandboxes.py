"""What a client does in a sandbox, with what `fse env` hands out for it."""

import json
from collections.abc import Mapping
from typing import Self

import httpx2

from emulator.cli.first_calls import ORDER, TECHNICIAN, log_in, read_order
from tests.cli.serving import Served
from tests.world import Json


def environment(served: Served, sandbox: str) -> Mapping[str, str]:
    """The variables that lead a client to a sandbox."""
    result = served.fse("env", "--json", "--sandbox", sandbox)
    assert result.exit_code == 0, result.output
    given: Mapping[str, str] = json.loads(result.stdout)
    return given


class Caller:
    """Somebody who logged in with the variables of a sandbox."""

    def __init__(self, env: Mapping[str, str], token: str = "") -> None:
        self.env = env
        self.http = httpx2.Client(trust_env=False)
        self.token = token or str(log_in(self.http, env, {}).json()["access_token"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def read(self) -> httpx2.Response:
        return read_order(self.http, self.env, {"access_token": self.token})

    @property
    def status(self) -> str:
        order: Json = self.read().json()
        return str(order["Status"]["Primary"])

    def check_in(self) -> None:
        url = f"{self.env['SC_API_BASE_URL']}/v3/workorders/{ORDER}/universalCheckIn"
        body = {"UserId": TECHNICIAN, "TechsCount": 1}
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.http.post(url, json=body, headers=headers)
        assert answer.is_success, answer.text


def drop_all(served: Served) -> None:
    """Drop every sandbox but `default`."""
    for entry in json.loads(served.fse("sandbox", "list", "--json").stdout)["sandboxes"]:
        if entry["name"] != "default":
            assert served.fse("sandbox", "drop", entry["name"]).exit_code == 0
