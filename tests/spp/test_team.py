"""The team, which is only read."""

import pytest

from tests.spp.desk import Desk, fixture, read

#: Everybody of the first workspace's team, the newest first.
TEAM = [r["id"] for r in fixture()["users"].values() if r["is_team"] and r["workspace_id"] == 1][
    ::-1
]


def test_the_team_is_listed_without_clients(desk: Desk) -> None:
    assert desk.ids("/team") == TEAM


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
def test_the_connection_test_of_an_app_reads_one_member(desk: Desk, prefix: str) -> None:
    desk.prefix = f"/spp{prefix}"
    page = desk.read("/team", limit=1)
    found = len(page["data"]), page["meta"]["total"], page["meta"]["last_page"]
    assert found == (1, len(TEAM), len(TEAM))


def test_a_member_is_shown_with_its_role(desk: Desk) -> None:
    member = desk.read("/team/1")
    assert (member["name"], member["role"]["name"]) == ("Renee Castellano", "Admin")


@pytest.mark.parametrize("number", [3, 55, 1001], ids=["of another", "nobody", "a client"])
def test_who_is_not_of_the_team_is_not_found(desk: Desk, number: int) -> None:
    message = read(desk.get(f"/team/{number}"), 404)["message"]
    assert message == f"No query results for model [App\\Models\\User] {number}"
