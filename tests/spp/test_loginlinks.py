"""Links that log a client in."""

import pytest

from tests.spp.desk import Desk, read, record, state
from tests.world import Emulator


def test_a_client_has_a_link_and_another_client_another(desk: Desk) -> None:
    link = read(desk.get("/login_links/1001"))
    assert list(link) == ["link"]
    token = link["link"].partition("/spp/login?token=")[2]
    assert (len(token), token.isalnum()) == (32, True)
    assert read(desk.get("/login_links/1002")) != link


def test_a_link_is_the_same_on_both_generations_and_by_post(desk: Desk, v1: Desk) -> None:
    link = read(desk.get("/login_links/1001"))
    assert read(v1.get("/login_links/1001")) == link
    assert read(v1.post("/login_links/1001")) == link
    assert desk.post("/login_links/1001").status_code == 405


def test_a_link_lasts_two_hours_of_the_sandboxs_clock(emulator: Emulator, desk: Desk) -> None:
    link = read(desk.get("/login_links/1001"))
    emulator.advance("PT1H59M59S")
    assert read(desk.get("/login_links/1001")) == link
    emulator.advance("PT1S")
    following = read(desk.get("/login_links/1001"))
    assert following != link
    assert read(desk.get("/login_links/1001")) == following
    kept = [r for r in state(emulator)["loginlinks"].values() if r["user_id"] == 1001]
    assert len(kept) == 1


def test_a_user_of_the_team_has_no_link(emulator: Emulator, desk: Desk, v1: Desk) -> None:
    before = state(emulator)
    assert read(desk.get("/login_links/2"), 403) == {"message": "This action is unauthorized."}
    assert v1.post("/login_links/2").status_code == 403
    assert state(emulator) == before


def test_a_client_with_two_factors_has_no_link(emulator: Emulator, desk: Desk) -> None:
    client = record("users", id=1001) | {"has_two_factor": True}
    emulator.control("POST", "/fixtures", {"spp": {"users": {"1001": client}}})
    before = state(emulator)
    answer = desk.get("/login_links/1001")
    assert (answer.status_code, "two factors" in answer.headers["emulator-reason"]) == (403, True)
    assert state(emulator) == before


@pytest.mark.parametrize("user", [1003, 3, 999_999])
def test_nobody_and_who_is_of_another_workspace_has_no_link(
    emulator: Emulator, desk: Desk, user: int
) -> None:
    before = state(emulator)
    assert desk.get(f"/login_links/{user}").status_code == 404
    assert state(emulator) == before


def test_a_member_of_the_team_has_no_link_without_a_second_factor_either(
    emulator: Emulator, desk: Desk
) -> None:
    member = record("users", id=2) | {"has_two_factor": False}
    emulator.control("POST", "/fixtures", {"spp": {"users": {"2": member}}})
    before = state(emulator)
    assert read(desk.get("/login_links/2"), 403) == {"message": "This action is unauthorized."}
    assert state(emulator) == before
