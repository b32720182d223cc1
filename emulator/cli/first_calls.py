"""The first calls to each vendor: what `serve` offers to paste, and what `doctor` tries.

The variables are those of `fse env`; ORDER, TECHNICIAN, JOB and NUMBER are of the demo world.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.kernel.operation import Record

if TYPE_CHECKING:
    import httpx2

ORDER = 107002896
TECHNICIAN = 1544987
#: The same visit as ORDER's, as another vendor has it.
JOB = 1536000000000033
#: An order of a third one's, by its number.
NUMBER = "6A1F20C4"
Environment = Mapping[str, str]
#: A call, from what the one before it answered.
FirstCall = Callable[["httpx2.Client", Environment, Record], "httpx2.Response"]


@dataclass(frozen=True, slots=True)
class FirstCalls:
    """paste: shell lines that log in, where there is a login, and change something.

    tried: the calls of a client that only reads, by what it is when one succeeds, in order.
    """

    paste: Sequence[str]
    tried: Mapping[str, FirstCall]


def log_in(client: "httpx2.Client", env: Environment, _: Record) -> "httpx2.Response":
    form = {
        "grant_type": "password",
        "username": env["SC_USERNAME"],
        "password": env["SC_PASSWORD"],
    }
    auth = (env["SC_CLIENT_ID"], env["SC_CLIENT_SECRET"])
    return client.post(env["SC_TOKEN_URL"], data=form, auth=auth)


def read_order(client: "httpx2.Client", env: Environment, login: Record) -> "httpx2.Response":
    url = f"{env['SC_API_BASE_URL']}/v3/workorders/{ORDER}"
    return client.get(url, headers={"Authorization": f"Bearer {login['access_token']}"})


def _open_session(client: "httpx2.Client", env: Environment, _: Record) -> "httpx2.Response":
    body = {"username": env["ST_USERNAME"], "password": env["ST_PASSWORD"]}
    return client.post(f"{env['ST_BASE_URL']}/api/auth", json=body)


def _read_job(client: "httpx2.Client", env: Environment, login: Record) -> "httpx2.Response":
    client.cookies.clear()  # the login's own would be a second one
    url, session = f"{env['ST_BASE_URL']}/api/job/{JOB}", login["data"]["authToken"]
    return client.get(url, headers={"Cookie": f"PHPSESSID={session}"})


def _list_team(client: "httpx2.Client", env: Environment, _: Record) -> "httpx2.Response":
    """As clients test a connection."""
    return client.get(f"{env['SPP_BASE_URL']}/api/team?limit=1", headers=_key(env))


def _read_numbered(client: "httpx2.Client", env: Environment, _: Record) -> "httpx2.Response":
    return client.get(f"{env['SPP_BASE_URL']}/api/orders/{NUMBER}", headers=_key(env))


def _key(env: Environment) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {env['SPP_API_KEY']}"}


#: What a login that succeeds is called.
LOGIN = "the demo credentials log in"


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
        tried={LOGIN: log_in, "a work order is read": read_order},
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
        tried={LOGIN: _open_session, "a job is read": _read_job},
    ),
    "spp": FirstCalls(
        paste=(
            'curl -i -u "$SPP_API_KEY:" "$SPP_BASE_URL/api/orders?limit=1"',
            (
                f'curl -i -u "$SPP_API_KEY:" "$SPP_BASE_URL/api/v1/order_messages/{NUMBER}"'
                ' --data-urlencode "message=The crew is on its way."'
            ),
        ),
        tried={"the demo key is taken": _list_team, "an order is read": _read_numbered},
    ),
}
