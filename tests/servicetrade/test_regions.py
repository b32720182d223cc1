"""Regions: where they are, and which offices serve them."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.refusing import nothing_happens
from tests.servicetrade.trade import Trade, record
from tests.world import Json

REGION = record("regions", name="Northeast")
OFFICE = record("locations", name="Norwell Office")
PATH = f"/region/{REGION['id']}"
NO_ID = 1476999999999999


def test_a_region_has_a_border_and_offices(trade: Trade) -> None:
    found = trade.read(PATH)
    assert found.keys() == {"id", "uri", "name", "color", "points", "offices"}
    assert (found["name"], found["points"]) == ("Northeast", REGION["points"])
    assert [office["id"] for office in found["offices"]] == [OFFICE["id"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Northeast", "Midwest"]),
        ({"name": "EAST"}, ["Northeast"]),
        ({"name": "south"}, []),
        ({"officeIds": OFFICE["id"]}, ["Northeast"]),
        ({"officeIds": f"{OFFICE['id']},1456000000000002"}, ["Northeast", "Midwest"]),
        ({"officeIds": 1}, []),
        ({"limit": 1, "page": 2}, ["Midwest"]),
    ],
    ids=str,
)
def test_a_filter_keeps_what_it_asks_for(trade: Trade, query: Json, found: list[str]) -> None:
    assert [row["name"] for row in trade.read("/region", **query)["regions"]] == found


def test_to_compute_a_region_again_changes_nothing(trade: Trade, receiver: Receiver) -> None:
    before = trade.read(PATH)
    with nothing_happens(trade, receiver):
        answer = trade.delete(f"{PATH}/cache")
        assert (answer.status_code, answer.content) == (204, b"")
    assert trade.read(PATH) == before


def test_a_region_that_is_not_there_is_404(trade: Trade, receiver: Receiver) -> None:
    with nothing_happens(trade, receiver):
        assert trade.get(f"/region/{NO_ID}").status_code == 404
        assert trade.delete(f"/region/{NO_ID}/cache").status_code == 404


def test_regions_are_only_read(trade: Trade, receiver: Receiver) -> None:
    with nothing_happens(trade, receiver):
        answers = [trade.post("/region", {}), trade.put(PATH, {}), trade.delete(PATH)]
        assert [answer.status_code for answer in answers] == [405] * 3
