"""Who is let in, to which workspace, and what every answer says of itself."""

from uuid import UUID

import httpx2
import pytest

from tests.spp.desk import DISPATCH, OTHER, OWNER, Desk, fixture, read, record, state
from tests.world import Emulator, Json

CLIENT = "spp_api_00000000000000000000000000client"
HOME, ELSEWHERE = "norwellhvac.spp.localhost", "sparrowelectric.spp.localhost"
NEW: Json = {"code": "SPRING", "type": "percentage"}
REFUSED = {"message": "This action is unauthorized."}


def on(emulator: Emulator, host: str, key: str, path: str = "/api/team") -> httpx2.Response:
    """A read on a workspace's own host."""
    headers = {"Host": host, "Authorization": f"Bearer {key}"}
    return emulator.http.request("GET", path, headers=headers)


def put(emulator: Emulator, table: str, found: Json, **changes: object) -> None:
    row = found | changes
    emulator.control("POST", "/fixtures", {"spp": {table: {str(row["id"]): row}}})


@pytest.mark.parametrize("key", ["", "x", "spp_api_", "spp_api_" + "0" * 32, OWNER[:-1], "ü"])
@pytest.mark.parametrize("path", ["/coupons", "/tickets/1", "/team?limit=1", "/tags"])
def test_a_wrong_key_is_unauthenticated_whatever_it_asks_for(
    emulator: Emulator, path: str, key: str
) -> None:
    headers = [(b"Authorization", f"Bearer {key}".encode())]
    answer = emulator.http.request("GET", f"/spp/api{path}", headers=headers)
    assert read(answer, 401) == {"message": "Unauthenticated."}


def test_a_wrong_key_changes_nothing(emulator: Emulator) -> None:
    before, stranger = state(emulator), Desk(emulator, "spp_api_unknown")
    assert stranger.post("/coupons", NEW).status_code == 401
    assert stranger.put("/coupons/1", {"code": "MINE"}).status_code == 401
    assert stranger.delete("/coupons/1").status_code == 401
    assert state(emulator) == before


def test_a_key_that_was_switched_off_is_wrong(emulator: Emulator, desk: Desk) -> None:
    put(emulator, "keys", record("keys", key=OWNER), is_active=False)
    assert desk.get("/team").status_code == 401
    assert Desk(emulator, DISPATCH).get("/team").status_code == 200


@pytest.mark.parametrize("path", ["/api/team", "/api/v1/team"])
@pytest.mark.parametrize(
    "host", [HOME, f"{HOME}:8080", HOME.upper(), "norwellhvac.spp.io", "norwellhvac.spp.co"]
)
def test_a_workspace_is_called_by_its_own_host(emulator: Emulator, host: str, path: str) -> None:
    assert on(emulator, host, OWNER, path).status_code == 200


@pytest.mark.parametrize(
    ("host", "key"), [(HOME, OTHER), (ELSEWHERE, OWNER), (ELSEWHERE, DISPATCH)]
)
def test_the_key_of_another_workspace_is_wrong_on_a_workspaces_host(
    emulator: Emulator, host: str, key: str
) -> None:
    answer = on(emulator, host, key)
    assert read(answer, 401) == {"message": "Unauthenticated."}
    assert "the key is of workspace" in answer.headers["emulator-reason"]


@pytest.mark.parametrize("key", [OWNER, "spp_api_unknown"])
@pytest.mark.parametrize("host", ["nobody.spp.localhost", "nobody.spp.io", "nobody.wayfront.com"])
@pytest.mark.parametrize("path", ["/api/team", "/api/v1/team", "/nothing"])
def test_the_host_of_no_workspace_is_not_found(
    emulator: Emulator, host: str, key: str, path: str
) -> None:
    answer = on(emulator, host, key, path)
    assert read(answer, 404) == {"message": "Not Found"}
    assert "norwellhvac, sparrowelectric" in answer.headers["emulator-reason"]


def test_a_workspace_without_the_api_is_forbidden(
    emulator: Emulator, desk: Desk, other: Desk
) -> None:
    put(emulator, "workspaces", record("workspaces", id=1), has_api=False)
    before = state(emulator)
    said = read(desk.get("/team"), 403)["message"]
    assert said == "Your plan does not have access to the API."
    assert desk.post("/coupons", NEW).status_code == 403
    assert state(emulator) == before
    assert other.get("/team").status_code == 200


def test_the_key_of_a_client_is_forbidden(emulator: Emulator) -> None:
    put(emulator, "keys", record("keys", key=OWNER), id=900, key=CLIENT, user_id=1001)
    before, client = state(emulator), Desk(emulator, CLIENT)
    assert read(client.get("/team"), 403) == REFUSED
    assert client.post("/coupons", NEW).status_code == 403
    assert state(emulator) == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/coupons"),
        ("GET", "/coupons/1"),
        ("POST", "/coupons"),
        ("PUT", "/coupons/1"),
        ("PATCH", "/coupons/1"),
        ("DELETE", "/coupons/1"),
        ("GET", "/logs"),
    ],
)
@pytest.mark.parametrize("prefix", ["/spp/api", "/spp/api/v1"])
def test_a_role_without_the_right_is_forbidden(
    emulator: Emulator, dispatch: Desk, prefix: str, method: str, path: str
) -> None:
    dispatch.prefix = prefix
    if prefix.endswith("v1") and method == "PUT":
        method = "POST"
    before = state(emulator)
    assert read(dispatch.send(method, path, NEW), 403) == REFUSED
    assert state(emulator) == before


def test_a_right_counts_as_soon_as_the_role_has_it(emulator: Emulator, dispatch: Desk) -> None:
    emulator.control("PUT", "/permissions", {"vendor": "spp", "id": 2, "coupons": 1})
    assert dispatch.get("/coupons").status_code == 200


def test_a_member_without_a_role_has_no_right_but_to_read_the_team(
    emulator: Emulator, desk: Desk
) -> None:
    put(emulator, "users", record("users", id=1), role_id=None)
    assert desk.get("/team").status_code == 200
    assert desk.get("/coupons").status_code == 403


ANSWERS: dict[str, tuple[str, str, int]] = {
    "a list": ("GET", "/team", 200),
    "a record": ("GET", "/coupons/1", 200),
    "a deletion": ("DELETE", "/coupons/1", 204),
    "a wrong body": ("POST", "/coupons", 422),
    "a missing record": ("GET", "/coupons/99", 404),
    "a missing path": ("GET", "/nothing", 404),
    "a wrong verb": ("PUT", "/coupons", 405),
}


@pytest.mark.parametrize("prefix", ["/spp/api", "/spp/api/v1"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_has_an_identifier_of_its_own_and_the_version(
    desk: Desk, prefix: str, answer: str
) -> None:
    desk.prefix = prefix
    method, path, status = ANSWERS[answer]
    said = [desk.send(method, path), desk.send("GET", "/team")]
    assert said[0].status_code == status
    identifiers = {each.headers["x-api-identifier"] for each in said}
    assert len({str(UUID(text)) for text in identifiers}) == 2
    assert {each.headers["x-api-version"] for each in said} == {"20231214"}


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Authorization": "Bearer x"}, b"", 401),
        ({"Authorization": f"Bearer {DISPATCH}"}, b"{}", 403),
        ({"Host": "nobody.spp.localhost"}, b"", 404),
        ({"Content-Type": "text/plain"}, b"x", 415),
        ({}, b" " * 1_048_577, 413),
        ({}, b"[", 400),
    ],
)
def test_refusals_have_them_as_well(
    emulator: Emulator, headers: dict[str, str], body: bytes, status: int
) -> None:
    sent = {"Authorization": f"Bearer {OWNER}"} | headers
    path = "/api/coupons" if "Host" in headers else "/spp/api/coupons"
    answer = emulator.http.request("POST", path, headers=sent, content=body)
    assert answer.status_code == status
    assert UUID(answer.headers["x-api-identifier"]).version == 4
    assert answer.headers["x-api-version"] == "20231214"


@pytest.mark.parametrize("version", ["", "2024-03-05", "20231214", "1999", "latest", "x" * 500])
def test_any_version_is_tolerated(desk: Desk, version: str) -> None:
    answer = desk.request("GET", "/team", headers={"X-Api-Version": version})
    assert (answer.status_code, answer.headers["x-api-version"]) == (200, "20231214")


def test_what_makes_calls_possible_is_in_the_demo_world() -> None:
    active = [key for key in fixture()["keys"].values() if key["is_active"]]
    assert {OWNER, DISPATCH, OTHER} <= {key["key"] for key in active}
