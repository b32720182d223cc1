"""Calls that use up a limit of Sandbox2, and its refusals to the letter."""

from tests.world import Api

PROFILE = "/users/current/profile"
APPLICATION = {
    "Reason": "Request has been throttled. Your current Application limit is [40] per [1] minute"
}
COMPANY = {
    "Reason": "Request has been throttled. Your current Company limit is [80] per [1] minute"
}


def statuses(api: Api, calls: int) -> list[int]:
    return [api.get(PROFILE).status_code for _ in range(calls)]


def use_up(api: Api, calls: int = 40) -> None:
    assert statuses(api, calls) == [200] * calls


def passes(api: Api) -> bool:
    return api.get(PROFILE).status_code == 200
