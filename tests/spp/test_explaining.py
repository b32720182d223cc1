"""What a person is told of Service Provider Pro's refusals."""

import httpx2
import pytest

from emulator.vendors.spp import explaining
from emulator.vendors.spp.errors import MODELS, WORDING
from tests.explained import explained
from tests.spp.desk import OTHER, OWNER, Desk, fixture, record
from tests.world import Emulator, Json

TICKET: Json = {"user_id": 1001, "subject": "Rattles"}


def refused(desk: Desk, answer: httpx2.Response) -> Json:
    """Why a call was refused, which must have changed nothing."""
    assert answer.status_code >= 400, answer.text
    assert answer.headers["emulator-reason"]
    said = explained(desk.emulator, answer)
    assert said["committed"] == {}
    return said


def test_what_is_explained_is_worded_and_known() -> None:
    assert (explaining.RULES.keys() | explaining.KINDS.keys()) - WORDING.keys() == set()
    assert set(explaining.NUMBERED) <= MODELS.keys()


def test_an_unknown_status_tells_those_of_the_workspace(desk: Desk) -> None:
    said = refused(desk, desk.post("/tickets", TICKET | {"status": 24}))
    assert said["met"]["status"] == 24
    [line] = said["allowed"]
    assert line.startswith("status: a status that the workspace has: 1 Open, 2 Pending, 3 Closed")


def named(line: str) -> set[str]:
    """What a line names behind its last colon."""
    return set(line.rpartition(": ")[2].split(", "))


def ids(table: str, name: str = "id", **fields: object) -> set[str]:
    """Those of the demo world's records with these values."""
    rows = fixture()[table].values()
    return {str(r[name]) for r in rows if all(r[f] == value for f, value in fields.items())}


def test_a_client_that_is_none_tells_who_is(desk: Desk) -> None:
    said = refused(desk, desk.post("/tickets", TICKET | {"user_id": 1}))
    [line] = said["allowed"]
    assert line.startswith("user_id: a client: ")
    assert named(line) <= ids("users", workspace_id=1, is_team=False)


def test_an_author_who_is_none_tells_who_may_be(desk: Desk) -> None:
    made = desk.post("/tickets", TICKET).json()["number"]
    answer = desk.post(f"/ticket_messages/{made}", {"message": "x", "user_id": 1003})
    said = refused(desk, answer)
    assert said["met"]["user_id"] == 1003
    [line] = said["allowed"]
    assert line.startswith("user_id: one of the team, or the client whose it is: ")
    assert named(line) <= ids("users", workspace_id=1, is_team=True)


@pytest.mark.parametrize("client", [1001, 1002])
def test_an_order_of_another_client_tells_those_of_the_same(desk: Desk, client: int) -> None:
    other = record("orders", user_id=2003 - client)["number"]
    answer = desk.post("/tickets", TICKET | {"user_id": client, "order": other})
    [line] = refused(desk, answer)["allowed"]
    assert line.startswith("order: an order of the same client: ")
    assert named(line) <= ids("orders", "number", user_id=client)


def test_an_order_for_a_ticket_that_is_changed_is_of_the_tickets_client(desk: Desk) -> None:
    made = desk.post("/tickets", TICKET).json()["number"]
    [line] = refused(desk, desk.put(f"/tickets/{made}", {"order": "B1C2D3E4"}))["allowed"]
    assert named(line) <= ids("orders", "number", user_id=1001)


def test_a_service_inside_a_list_tells_those_there_are(desk: Desk) -> None:
    body = {"code": "X", "type": "fixed", "discounts": [{"amount": 1, "services": [99]}]}
    [line] = refused(desk, desk.post("/coupons", body))["allowed"]
    assert line.startswith("discounts.0.services: a service: ")


def test_a_field_of_the_wrong_kind_tells_what_is_expected(desk: Desk) -> None:
    said = refused(desk, desk.post("/tickets", {"user_id": "Dana"}))
    assert said["met"]["user_id"]["sent"] == "Dana"
    assert {line.partition(":")[0] for line in said["allowed"]} == {"user_id", "subject"}


def test_a_role_without_the_right_tells_who_has_it_and_how_to_give_it(
    emulator: Emulator, dispatch: Desk
) -> None:
    said = refused(dispatch, dispatch.get("/coupons"))
    assert (said["met"]["role"], said["met"]["right"]) == ("Dispatch", "coupons")
    grant, others = said["allowed"]
    assert others.startswith("the key of a user with it: Renee Castellano")
    method, path, body = grant.split(" ", 2)
    assert emulator.http.request(method, path, content=body).is_success
    assert dispatch.get("/coupons").is_success


def test_a_module_that_is_off_tells_how_to_switch_it_on(emulator: Emulator, desk: Desk) -> None:
    off = record("workspaces", id=1) | {"has_api": False}
    emulator.control("POST", "/fixtures", {"spp": {"workspaces": {"1": off}}})
    [line] = refused(desk, desk.get("/team"))["allowed"]
    method, path, body = line.split(" ", 2)
    headers = {"Content-Type": "application/json"}
    assert emulator.http.request(method, path, content=body, headers=headers).is_success
    assert desk.get("/team").is_success


def test_the_key_of_a_client_tells_whose_keys_there_are(emulator: Emulator) -> None:
    key = record("keys", key=OWNER) | {"id": 900, "key": "spp_api_client", "user_id": 1001}
    emulator.control("POST", "/fixtures", {"spp": {"keys": {"900": key}}})
    client = Desk(emulator, "spp_api_client")
    said = refused(client, client.get("/team"))
    assert (said["met"]["name"], said["met"]["role"]) == ("Dana Whitfield", "client")
    [line] = said["allowed"]
    assert {"Renee Castellano", "Gil Sorensen"} <= named(line)


def test_a_key_on_the_wrong_host_tells_its_workspace(emulator: Emulator, other: Desk) -> None:
    headers = {"Host": "norwellhvac.spp.localhost", "Authorization": f"Bearer {OTHER}"}
    said = refused(other, emulator.http.request("GET", "/api/team", headers=headers))
    assert said["met"]["the key is of"] == "sparrowelectric"
    assert said["met"]["the host is of"] == "norwellhvac"
    assert "the host sparrowelectric.spp.localhost, or the prefix /spp" in said["allowed"]


def test_an_unknown_key_tells_how_to_get_one_and_of_no_login(emulator: Emulator) -> None:
    stranger = Desk(emulator, "spp_api_unknown")
    said = refused(stranger, stranger.get("/team"))
    assert said["met"]["credential"] == "unknown"
    assert said["next"] == ["fse env --sandbox default prints credentials that are good here"]
    assert said["allowed"] == [
        "an API key that is still good, as `Authorization: Bearer` or as the name of HTTP Basic"
    ]
    assert said["caller"] is None


def test_a_number_that_is_too_low_tells_how_low_it_may_be(desk: Desk) -> None:
    item = {"name": "Filters", "quantity": 0, "amount": 1}
    said = refused(desk, desk.post("/invoices", {"user_id": 1001, "items": [item]}))
    assert said["allowed"] == ["items.0.quantity: a whole number, at least 1, at most 999999"]


def test_a_ticket_that_there_is_not_tells_the_numbers_there_are(desk: Desk) -> None:
    made = desk.post("/tickets", TICKET).json()["number"]
    said = refused(desk, desk.get("/tickets/FFFFFFFF"))
    assert said["met"] == {"key": "FFFFFFFF", "asked": "FFFFFFFF", "workspace": "norwellhvac"}
    assert said["allowed"][0].startswith(f"tickets there are: {made}")


@pytest.mark.parametrize("key", ["id", "number"])
def test_a_ticket_that_was_deleted_tells_when(desk: Desk, key: str) -> None:
    made = desk.post("/tickets", TICKET).json()
    desk.delete(f"/tickets/{made['id']}")
    said = refused(desk, desk.get(f"/tickets/{made[key]}"))
    assert said["met"]["it was deleted"] == "2026-06-15T12:00:00Z"
    assert made["number"] not in said["allowed"][0]


@pytest.mark.parametrize("key", ["id", "number"])
def test_a_ticket_of_another_workspace_tells_which(desk: Desk, other: Desk, key: str) -> None:
    made = desk.post("/tickets", TICKET).json()
    said = refused(other, other.get(f"/tickets/{made[key]}"))
    assert said["met"]["it is of workspace"] == "norwellhvac"
    assert made["number"] not in said["allowed"][0]


def test_a_member_of_the_team_that_there_is_not_tells_who_is(desk: Desk) -> None:
    [line] = refused(desk, desk.get("/team/1001"))["allowed"]
    assert {"1", "2"} <= named(line) <= ids("users", workspace_id=1, is_team=True)


def test_a_path_with_too_long_a_number_is_explained_as_any(desk: Desk) -> None:
    said = refused(desk, desk.get("/tickets/" + "9" * 40))
    assert said["met"]["workspace"] == "norwellhvac"


def test_the_caller_is_named_with_its_side(desk: Desk) -> None:
    caller = explained(desk.emulator, desk.get("/team"))["caller"]
    assert (caller["name"], caller["role"], caller["workspace"]) == ("Renee Castellano", "team", 1)
