"""The first calls to each vendor: what `serve` offers to paste, and what `doctor` tries.

The variables are those of `fse env`; ORDER and TECHNICIAN are of the demo world.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

ORDER = 107002896
TECHNICIAN = 1544987
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FirstCalls:
    """paste: shell lines that log in and change something.

    login, read: the same as requests, login first; `read` takes the token that it answered.
    """

    paste: Sequence[str]
    login: Callable[["httpx2.Client", Environment], "httpx2.Response"]
    read: Callable[["httpx2.Client", Environment, str], "httpx2.Response"]


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
        read=_read_order,
    ),
}
