"""Lists of assets: never all of them, active unless asked otherwise, and without properties.

Source: https://github.com/carynrinaldo/HoodsBase.
"""

from collections.abc import Callable

import pytest

from tests.servicetrade.trade import Trade, fixture, record
from tests.world import Json

ROWS = list(fixture()["assets"].values())
UNIT = record("assets", name="Rooftop unit 1")
PLACE = UNIT["locationId"]
RETIRED = record("assets", status="inactive")
LEGACY = next(row for row in ROWS if row["legacyId"])
#: Selects everything.
ALL = {"createdAfter": 0}


def found(trade: Trade, **query: object) -> list[int]:
    return trade.ids("/asset", "assets", **query)


def chosen(wanted: Callable[[Json], bool]) -> list[int]:
    return [row["id"] for row in ROWS if wanted(row)]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"status": "active"},
        {"type": "rooftop_unit"},
        {"updatedBefore": 2_000_000_000, "createdBefore": 2_000_000_000},
        {"page": 1, "limit": 5},
        {"search": "", "name": ""},
    ],
    ids=["nothing", "status", "type", "before", "page", "empty"],
)
def test_a_list_that_selects_too_little_is_405(trade: Trade, query: Json) -> None:
    answer = trade.get("/asset", **query)
    assert answer.status_code == 405
    assert answer.json()["messages"] == {"error": ["At least one filter is required"]}
    assert "locationId" in answer.headers["emulator-reason"]


@pytest.mark.parametrize(
    "query",
    [
        {"locationId": PLACE},
        {"parentId": UNIT["id"]},
        {"name": "unit"},
        {"search": "unit"},
        {"createdAfter": 0},
        {"updatedAfter": 0},
    ],
    ids=lambda query: next(iter(query)),
)
def test_one_filter_that_selects_is_enough(trade: Trade, query: Json) -> None:
    assert found(trade, **query)


def test_only_active_assets_are_listed_unless_a_status_is_asked_for(trade: Trade) -> None:
    assert found(trade, **ALL) == chosen(lambda row: row["status"] == "active")
    assert found(trade, **ALL, status="inactive") == [RETIRED["id"]]
    assert found(trade, **ALL, status="active,inactive") == chosen(lambda _: True)


def test_a_row_has_no_properties_and_the_asset_has(trade: Trade) -> None:
    row = trade.read("/asset", locationId=PLACE)["assets"][0]
    asset = trade.read(f"/asset/{row['id']}")
    assert asset.pop("properties") == UNIT["properties"]
    assert row == asset


@pytest.mark.parametrize("types", ["walk_in_box", "walk_in_box,thermostat", "nothing"])
def test_assets_are_found_by_type(trade: Trade, types: str) -> None:
    assert found(trade, **ALL, type=types) == chosen(lambda row: row["type"] in types.split(","))


def test_assets_are_found_by_place_parent_and_name(trade: Trade) -> None:
    assert found(trade, locationId=PLACE) == chosen(lambda row: row["locationId"] == PLACE)
    assert found(trade, parentId=UNIT["id"]) == chosen(lambda row: row["parentId"] == UNIT["id"])
    assert found(trade, name="UNIT 2") == chosen(lambda row: row["name"] == "Rooftop unit 2")
    assert found(trade, search=LEGACY["legacyId"].lower()) == [LEGACY["id"]]
    assert found(trade, search="walk_in") == chosen(lambda row: row["type"] == "walk_in_box")
    assert found(trade, locationId=5) == []


@pytest.mark.parametrize("field", ["created", "updated"])
def test_assets_are_found_by_their_stamps_edges_included(trade: Trade, field: str) -> None:
    at = UNIT[field]
    active = [row for row in ROWS if row["status"] == "active"]
    assert found(trade, **{f"{field}After": at}) == [r["id"] for r in active if r[field] >= at]
    assert found(trade, **ALL, **{f"{field}Before": at}) == [
        r["id"] for r in active if r[field] <= at
    ]


def test_a_locations_own_list_needs_no_filter(trade: Trade) -> None:
    path = f"/location/{PLACE}/asset"
    assert trade.read(path) == trade.read("/asset", locationId=PLACE)
    assert trade.ids(path, "assets", name="unit", parentId=5) == []
    retired = f"/location/{RETIRED['locationId']}/asset"
    assert trade.ids(retired, "assets") == []
    assert trade.ids(retired, "assets", status="inactive") == [RETIRED["id"]]


def test_a_locations_list_is_of_that_location_whatever_is_asked_for(trade: Trade) -> None:
    path = f"/location/{PLACE}/asset"
    assert trade.ids(path, "assets", locationId=5) == found(trade, locationId=PLACE)


def test_an_unknown_location_has_no_list(trade: Trade) -> None:
    assert trade.get(f"/location/{UNIT['id']}/asset").status_code == 404


def test_a_filter_that_cannot_be_read_is_refused(trade: Trade) -> None:
    assert trade.get("/asset", locationId="Union Square").status_code == 400
    assert trade.get("/asset", updatedAfter="yesterday").status_code == 400
