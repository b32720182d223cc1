"""The first calls to each vendor: what `serve` offers to paste, and what `doctor` tries.

The variables are those of `fse env`; ORDER, TECHNICIAN and JOB are of the demo world.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.kernel.operation import Record

if TYPE_CHECKING:
    import httpx2

ORDER = 107002896
TECHNICIAN = 1544987
#: The same visit as ORDER's, as the other vendor has it.
JOB = 1536000000000033
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FirstCalls:
    """paste: shell lines that log in and change something.

    login, read: the same as requests, login first; `read` takes the token that `token` finds in
    its answer.  what: what is read.
    """

    paste: Sequence[str]
    login: Callable[["httpx2.Client", Environment], "httpx2.Response"]
    token: Callable[[Record], str]
    read: Callable[["httpx2.Client", Environment, str], "httpx2.Response"]
    what: str


def _log_in(client: "httpx2.Client", env: Environment) -> "httpx2.Response":
    form = {
        "grant_type": "password",
        "username": env["SC_USERNAME"],
        "password": env["SC_PASSWORD"],
    }
    auth = (env["SC_CLIENT_ID"], env["SC_CLIENT_SECRET"])
    return client.post(env["SC_TOKEN_URL"], data=form, auth=auth)


def _read_order(client: "httpx2.Client", env: Environment, token: str) -> "httpx2.Response":
    url = f"{env['SC_API_BASE_URL']}/v3/workorders/{ORDER}"
    return client.get(url, headers={"Authorization": f"Bearer {token}"})


def _open_session(client: "httpx2.Client", env: Environment) -> "httpx2.Response":
    body = {"username": env["ST_USERNAME"], "password": env["ST_PASSWORD"]}
    return client.post(f"{env['ST_BASE_URL']}/api/auth", json=body)


def _read_job(client: "httpx2.Client", env: Environment, token: str) -> "httpx2.Response":
    client.cookies.clear()  # the login's own would be a second one
    url = f"{env['ST_BASE_URL']}/api/job/{JOB}"
    return client.get(url, headers={"Cookie": f"PHPSESSID={token}"})


FIRST_CALLS: Mapping[str, FirstCalls] = {
    "servicechannel": FirstCalls(
        paste=(
            (
                'TOKEN=$(curl -s -u "$SC_CLIENT_ID:$SC_CLIENT_SECRET" -d grant_type=password'
                ' -d "username=$SC_USERNAME" -d "password=$SC_PASSWORD" "$SC_TOKEN_URL"'
                """ | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')"""
            ),
            (
                f'curl -i "$SC_API_BASE_URL/v3/workorders/{ORDER}/universalCheckIn"'
                ' -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"'
                f""" -d '{{"UserId": {TECHNICIAN}, "TechsCount": 1}}'"""
            ),
        ),
        login=_log_in,
        token=lambda answer: str(answer.get("access_token", "")),
        read=_read_order,
        what="a work order",
    ),
    "servicetrade": FirstCalls(
        paste=(
            (
                'SESSION=$(curl -s -d "username=$ST_USERNAME" -d "password=$ST_PASSWORD"'
                ' "$ST_BASE_URL/api/auth"'
                """ | sed 's/.*"authToken":"\\([^"]*\\)".*/\\1/')"""
            ),
            f'curl -i "$ST_BASE_URL/api/job/{JOB}" -H "Cookie: PHPSESSID=$SESSION"',
        ),
        login=_open_session,
        token=lambda answer: str(answer.get("data", {}).get("authToken", "")),
        read=_read_job,
        what="a job",
    ),
}
