"""Which locations a list holds."""

import pytest

from tests.servicetrade.trade import NOON, Trade, data, fixture, record, validation
from tests.world import Json

LOCATIONS: list[Json] = list(fixture()["locations"].values())
COMPANIES = fixture()["companies"]
STORE = record("locations", storeNumber="0101")
OFFICE, OTHER_OFFICE = (record("locations", name=f"{n} Office") for n in ("Norwell", "Des Plaines"))
LARKFIELD = record("companies", name="Larkfield Outfitters")
DENTAL = record("companies", name="Harbor Point Dental Group")
NORTHEAST, MIDWEST = (record("regions", name=name) for name in ("Northeast", "Midwest"))


def company_of(location: Json) -> Json:
    found: Json = COMPANIES[str(location["companyId"])]
    return found


CUSTOMERS = [row for row in LOCATIONS if company_of(row)["customer"]]


def names(trade: Trade, **query: object) -> list[str]:
    rows = trade.read("/location", limit=100, **query)["locations"]
    return [row["name"] for row in rows]


def test_a_page_has_ten_customers_locations_unless_it_is_asked_otherwise(trade: Trade) -> None:
    first = trade.read("/location")
    assert [row["id"] for row in first["locations"]] == [row["id"] for row in CUSTOMERS[:10]]
    assert (first["pageSize"], first["totalCount"]) == (10, len(CUSTOMERS))
    last = trade.read("/location", page=first["totalPages"])
    assert [row["id"] for row in last["locations"]] == [row["id"] for row in CUSTOMERS[30:]]
    assert trade.read("/location", page=99)["locations"] == []
    assert trade.read("/location", limit=6000)["pageSize"] == 5000


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({}, {"customer"}),
        ({"isCustomer": "True"}, {"customer"}),
        ({"isCustomer": 0}, {"customer", "vendor"}),
        ({"isVendor": 1}, {"vendor"}),
        ({"isVendor": "false"}, {"customer"}),
        ({"isVendor": "true", "isCustomer": "true"}, set()),
        ({"isVendor": 1, "isCustomer": 0}, {"vendor"}),
    ],
    ids=[
        "nothing",
        "customers",
        "not-only-customers",
        "vendors",
        "no-vendors",
        "both",
        "vendors-only",
    ],
)
def test_customers_locations_are_listed_unless_the_query_says_otherwise(
    trade: Trade, query: Json, kinds: set[str]
) -> None:
    wanted = [row["name"] for row in LOCATIONS if any(company_of(row)[kind] for kind in kinds)]
    assert names(trade, **query) == wanted


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "UNION"}, ["Union Square"]),
        ({"name": "0101"}, ["Union Square"]),
        ({"name": "Walnut"}, []),
        ({"search": "walnut"}, ["Rittenhouse"]),
        ({"search": "lf-0107"}, ["Rittenhouse"]),
        ({"companyId": DENTAL["id"]}, ["Hingham Shipyard Practice"]),
        ({"companyId": f"{DENTAL['id']},1"}, ["Hingham Shipyard Practice"]),
        ({"companyId": 1}, []),
        ({"status": "pending"}, ["Hingham Shipyard Practice"]),
        (
            {"status": "inactive,on_hold"},
            ["Millbrook Hanover 8", "Tarrant Street Market"],
        ),
        ({"companyStatus": "inactive"}, ["Millbrook Hanover 8"]),
        ({"companyStatus": "gone"}, []),
        ({"tag": "After Hours"}, ["Third Ward"]),
        ({"tag": "after hours,roof access by landlord"}, []),
        ({"tag": "roof access by landlord"}, ["Union Square", "Georgetown"]),
        ({"officeIds": 1}, []),
        ({"regionIds": 1}, []),
        ({"lat": 40.7366, "lon": -73.9918, "radius": 5}, ["Union Square", "Atlantic Avenue"]),
        ({"lat": 40.7366, "lon": -73.9918, "radius": 1}, ["Union Square"]),
        ({"createdAfter": NOON}, []),
        ({"updatedBefore": 0}, []),
        ({"createdBefore": STORE["created"], "name": "union"}, ["Union Square"]),
        ({"updatedAfter": STORE["updated"], "name": "union"}, ["Union Square"]),
        ({"updatedAfter": STORE["updated"] + 1, "name": "union"}, []),
    ],
    ids=str,
)
def test_a_filter_keeps_what_it_asks_for(trade: Trade, query: Json, found: list[str]) -> None:
    assert names(trade, **query) == found


def test_offices_and_regions_are_given_with_commas(trade: Trade) -> None:
    of_office = [row["name"] for row in CUSTOMERS if OFFICE["id"] in row["officeIds"]]
    assert names(trade, officeIds=OFFICE["id"]) == of_office
    both = f"{OFFICE['id']},{OTHER_OFFICE['id']}"
    assert len(names(trade, officeIds=both)) == len(CUSTOMERS)
    east, west = (names(trade, regionIds=region["id"]) for region in (NORTHEAST, MIDWEST))
    assert {"Union Square", "Georgetown"} <= set(east)
    assert {"River North", "Third Ward"} <= set(west)
    assert set(names(trade, regionIds=f"{NORTHEAST['id']},{MIDWEST['id']}")) == {*east, *west}
    assert "Meadowlands Stockroom" not in east  # nobody has found it on the map


def test_a_radius_without_its_centre_chooses_nothing(trade: Trade) -> None:
    assert len(names(trade, radius=1, lat=40.7366)) == len(CUSTOMERS)


def test_filters_that_no_list_knows_are_ignored(trade: Trade) -> None:
    assert len(names(trade, per_page=3, brand="x")) == len(CUSTOMERS)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"isVendor": "perhaps"}, {"isVendor": "Is vendor is invalid"}),
        ({"officeIds": "first"}, {"officeIds.0": "Office ids.0 is invalid"}),
        ({"lat": 91}, {"lat": "Lat is invalid"}),
        ({"radius": -1}, {"radius": "Radius is invalid"}),
        ({"updatedAfter": "yesterday"}, {"updatedAfter": "Updated after is invalid"}),
    ],
    ids=str,
)
def test_a_wrong_filter_is_refused_by_its_name(trade: Trade, query: Json, wrong: Json) -> None:
    assert validation(trade.get("/location", **query)) == wrong


def test_a_new_location_comes_last_and_is_found_by_its_tag(trade: Trade) -> None:
    address = {"street": "1 A St", "city": "Boston", "state": "MA", "postalCode": "02127"}
    body = {"name": "A Street", "companyId": LARKFIELD["id"], "address": address}
    made = data(trade.post("/location", body))
    assert names(trade)[-1] == "A Street"
    data(trade.post("/tag", {"name": "new", "entityType": 11, "entityId": made["id"]}))
    assert names(trade, tag="new") == ["A Street"]
