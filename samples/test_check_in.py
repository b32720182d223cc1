"""A program that checks technicians in, tested against the emulator: each test has its own world.

`VisitClient` stands for the program under test; it knows nothing of the emulator.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Self

import httpx2
import pytest

from emulator.client import Sandbox

ORDER = 107002896
TECHNICIAN = 1544987


class VisitClient:
    """Logs in once, checks technicians in and out, and logs in again when it is told 401."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._http = httpx2.Client(base_url=f"{environment['SC_API_BASE_URL']}/v3", trust_env=False)
        self.log_in()

    def check_in(self, order: int, user: int) -> int:
        """The id of the visit."""
        body = {"UserId": user, "TechsCount": 1}
        return int(self._post(f"/workorders/{order}/universalCheckIn", body)["MechanicId"])

    def status(self, order: int) -> tuple[str, str]:
        answer = self._http.get(f"/workorders/{order}").raise_for_status().json()["Status"]
        return answer["Primary"], answer["Extended"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def _post(self, path: str, body: Mapping[str, object]) -> Mapping[str, int]:
        answer = self._http.post(path, json=body)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            self.log_in()
            answer = self._http.post(path, json=body)
        found: Mapping[str, int] = answer.raise_for_status().json()
        return found

    def log_in(self) -> None:
        given = self._environment
        answer = self._http.post(
            given["SC_TOKEN_URL"],
            auth=(given["SC_CLIENT_ID"], given["SC_CLIENT_SECRET"]),
            data={
                "grant_type": "password",
                "username": given["SC_USERNAME"],
                "password": given["SC_PASSWORD"],
            },
        )
        token = answer.raise_for_status().json()["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[VisitClient]:
    with VisitClient(sandbox.environment) as client:
        yield client


def test_a_check_in_puts_the_work_order_on_site(client: VisitClient) -> None:
    client.check_in(ORDER, TECHNICIAN)
    assert client.status(ORDER) == ("IN PROGRESS", "ON SITE")


def test_no_other_test_has_touched_the_work_order(client: VisitClient) -> None:
    assert client.status(ORDER) == ("OPEN", "")


def test_a_token_that_has_expired_costs_one_login_and_no_check_in(
    client: VisitClient, sandbox: Sandbox
) -> None:
    fell = sandbox.clock.advance("11m").due
    client.check_in(ORDER, TECHNICIAN)

    assert "access token expired" in [event.what for event in fell]
    asked = reversed(sandbox.requests.all())
    assert [(entry.operation, entry.status) for entry in asked] == [
        ("token", 200),
        ("universalCheckIn", 401),
        ("token", 200),
        ("universalCheckIn", 200),
    ]


def test_a_customer_who_forbids_check_ins_refuses_them(
    client: VisitClient, sandbox: Sandbox
) -> None:
    for row in sandbox.control.permissions.all("servicechannel"):
        forbidden = {"Incoming": {"IVR Check IN/OUT": False}, "GpsCheckInOut": False}
        sandbox.control.permissions.change({"Id": row["Id"]} | forbidden)

    with pytest.raises(httpx2.HTTPStatusError):
        client.check_in(ORDER, TECHNICIAN)
    assert "IVR Check IN/OUT" in sandbox.requests.all(refused=True)[0].reason


@pytest.mark.sandbox(clock="2026-06-15T12:00:00Z", frozen=True, profile="sandbox2")
def test_a_second_login_has_to_wait_for_five_seconds(client: VisitClient, sandbox: Sandbox) -> None:
    with pytest.raises(httpx2.HTTPStatusError):
        client.log_in()
    sandbox.clock.advance("5s")
    client.log_in()
