"""API keys: in which forms they are taken, what they open, and in which sandbox."""

from base64 import b64encode
from collections.abc import Callable, Mapping

import pytest

from tests.spp.desk import DISPATCH, OTHER, OWNER, Desk, read, state
from tests.world import Emulator

TEAM = "/spp/api/team?limit=1"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def basic(key: str, password: str = "") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{key}:{password}".encode()).decode()}


FORMS: Mapping[str, Mapping[str, str]] = {
    "bearer": bearer(OWNER),
    "basic without a password": basic(OWNER),
    "basic with any password": basic(OWNER, "null"),
    "basic with the key again": basic(OWNER, OWNER),
    "lower case": {"Authorization": f"bearer {OWNER}"},
}


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("prefix", ["/spp/api", "/spp/api/v1"])
def test_a_key_is_taken_in_either_form_on_both_generations(
    emulator: Emulator, prefix: str, headers: Mapping[str, str]
) -> None:
    assert emulator.http.get(f"{prefix}/team", headers=headers).status_code == 200


WRONG: Mapping[str, Mapping[str, str]] = {
    "none": {},
    "unknown": bearer("spp_api_00000000000000000000000000000000"),
    "of another shape": bearer("SB.1.2"),
    "cut off": bearer(OWNER[:-1]),
    "in other case": bearer(OWNER.lower()),
    "empty bearer": bearer(""),
    "empty basic": basic(""),
    "as the password": basic("", OWNER),
    "no base64": {"Authorization": f"Basic {OWNER}"},
    "bare": {"Authorization": OWNER},
    "in another header": {"X-Api-Key": OWNER},
    "for a sandbox that there is not": bearer(f"{OWNER}@nowhere"),
}


@pytest.mark.parametrize("headers", WRONG.values(), ids=WRONG)
def test_a_call_without_a_key_that_is_good_is_refused_and_changes_nothing(
    emulator: Emulator, headers: Mapping[str, str]
) -> None:
    before = state(emulator)
    sent = {"code": "SPRING", "type": "percentage"}
    answer = emulator.http.post("/spp/api/coupons", json=sent, headers=headers)
    assert read(answer, 401) == {"message": "Unauthenticated."}
    assert state(emulator) == before


def test_two_keys_are_none(emulator: Emulator) -> None:
    sent = [("Authorization", f"Bearer {key}") for key in (OWNER, DISPATCH)]
    assert emulator.http.get(TEAM, headers=sent).status_code == 401


def test_a_key_opens_its_own_workspaces_host_and_no_other(emulator: Emulator) -> None:
    def asked(key: str, workspace: str) -> int:
        headers = bearer(key) | {"Host": f"{workspace}.spp.localhost"}
        return emulator.http.get("/api/team", headers=headers).status_code

    assert (asked(OWNER, "norwellhvac"), asked(OTHER, "sparrowelectric")) == (200, 200)
    assert (asked(OWNER, "sparrowelectric"), asked(OTHER, "norwellhvac")) == (401, 401)
    assert (asked(OWNER, "nobody"), asked("", "nobody")) == (404, 404)


def test_a_workspace_without_the_api_refuses_every_key(emulator: Emulator, desk: Desk) -> None:
    workspace = state(emulator)["workspaces"]["1"] | {"has_api": False}
    emulator.control("POST", "/fixtures", {"spp": {"workspaces": {"1": workspace}}})
    said = read(desk.get("/team"), 403)["message"]
    assert said == "Your plan does not have access to the API."


def key_of(emulator: Emulator, sandbox: str) -> str:
    """The key that is handed out for a sandbox."""
    given = emulator.control("GET", f"?sandbox={sandbox}")["vendors"]["spp"]["environment"]
    return str(given["SPP_API_KEY"])


@pytest.mark.parametrize("form", [bearer, basic])
@pytest.mark.parametrize("prefix", ["/spp/api", "/spp/api/v1"])
def test_a_key_handed_out_for_a_sandbox_decides_it(
    emulator: Emulator, desk: Desk, form: Callable[[str], dict[str, str]], prefix: str
) -> None:
    emulator.control("POST", "/sandboxes", {"name": "t1"})
    key = key_of(emulator, "t1")
    assert key == f"{OWNER}@t1"
    before = state(emulator)
    coupon = {"code": "SPRING", "type": "percentage"}
    answer = emulator.http.post(f"{prefix}/coupons", data=coupon, headers=form(key))
    made = read(answer, 201)["id"]
    there = emulator.control("GET", "/snapshot?sandbox=t1")["spp.json"]["coupons"]
    assert (str(made) in there, state(emulator)) == (True, before)
    assert made not in desk.ids("/coupons")
