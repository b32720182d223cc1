import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import JUNIPER, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
NORWELL, TIDEWELL = 2000093418, 2000118925
UNION_SQUARE, BACK_BAY, SILVER_LAKE, HVAC, PLUMBING = (
    2005148201,
    2005148215,
    2005148390,
    11520,
    11521,
)


def contracts(api: Api, query: str) -> list[Json]:
    response = api.get(f"/contracts?{query}")
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()["Contracts"]
    return found


def test_a_contract_joins_provider_trade_and_location(subscriber: Api) -> None:
    [found] = contracts(subscriber, f"locationDbId={UNION_SQUARE}&tradeId={HVAC}")
    assert (found["Rank"], found["Trade"]["Name"]) == (1, "HVAC")
    assert (found["Contractor"]["Name"], found["Client"]["Id"]) == ("Norwell HVAC", LARKFIELD)
    assert found["Location"]["StoreId"] == "0101"
    assert found["Contractor"]["DoNotDispatch"] is False


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("locationId=0101&trade=plumbing", [(PLUMBING, 1, TIDEWELL), (PLUMBING, 2, NORWELL)]),
        (f"locationId=0101&trade=plumbing&providerId={NORWELL}", [(PLUMBING, 2, NORWELL)]),
        (f"locationId=none&locationDbId={BACK_BAY}&tradeId={HVAC}", [(HVAC, 1, NORWELL)]),
        ("locationId=0101&trade=GLASS&providerId=2000093418", []),
    ],
    ids=["by rank", "of one provider", "the id goes first", "none"],
)
def test_contracts_are_found_by_location_provider_and_trade(
    subscriber: Api, query: str, expected: list[tuple[int, int, int]]
) -> None:
    found = contracts(subscriber, query)
    assert [(c["Trade"]["Id"], c["Rank"], c["Contractor"]["Id"]) for c in found] == expected


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("providerId=1", "Bad Request; locationId or locationDbId should be provided"),
        ("locationId=9999", "Location not found"),
        (f"locationDbId={SILVER_LAKE}", "Location not found"),
        ("locationId=0101&trade=REFRIGERATION", "Trade not found"),
        ("locationId=0101&tradeId=1", "Trade not found"),
        ("locationId=0101&providerId=1", "Provider not found"),
    ],
    ids=["no location", "unknown", "another's", "another's trade", "no trade", "no provider"],
)
def test_contracts_of_what_is_not_there_are_refused(
    subscriber: Api, query: str, words: str
) -> None:
    assert refusal(subscriber.get(f"/contracts?{query}")) == (400, 503, words)


def test_a_user_with_some_locations_reads_no_others(emulator: Emulator) -> None:
    user = emulator.login("larkfield.nyc")
    assert contracts(user, "locationId=0101")
    words = "User does not have Location access to perform this operation"
    assert refusal(user.get("/contracts?locationId=0104")) == (400, 503, words)


def test_contracts_are_for_subscribers(provider: Api) -> None:
    response = provider.get("/contracts?locationId=0101")
    assert refusal(response) == (403, 100, "Only for subscribers usage")


def held(emulator: Emulator, trade: int = HVAC) -> list[str]:
    """The stores where Norwell is first for a trade of Larkfield's."""
    path = f"/GetPrimaryRankedProviderLocations/{LARKFIELD}/{NORWELL}/{trade}"
    return [row["StoreId"] for row in emulator.login().get(path).json()]


@pytest.mark.parametrize(
    ("body", "left", "told"),
    [
        ({"StoreId": "0101", "Trade": "hvac"}, 16, ["ProviderTradeUpdated"]),
        ({"StoreId": "0101"}, 16, ["ProviderTradeUpdated"] * 3),
        ({"Trade": "HVAC"}, 0, ["ProviderTradeUnassigned"]),
        ({}, 0, ["ProviderTradeUnassigned"] * 3),
        ({"Trade": "GLASS"}, 17, []),
    ],
    ids=["at a store", "of a store", "of a trade", "all", "none"],
)
def test_retiring_takes_the_contracts_that_are_named(
    emulator: Emulator, subscriber: Api, body: Json, left: int, told: list[str]
) -> None:
    response = subscriber.request("PUT", "/contracts/retire", json={"ProviderId": NORWELL} | body)
    assert (response.status_code, response.json()) == (200, {"result": True})
    assert len(held(emulator)) == left
    assert demo.events(emulator, response) == told


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Required data missing or incorrect"),
        ({"ProviderId": 1}, "Provider not found"),
        ({"ProviderId": NORWELL, "StoreId": "9999"}, "Location not found"),
        ({"ProviderId": NORWELL, "Trade": "NONE"}, "Trade not found"),
    ],
    ids=["no provider", "unknown provider", "unknown store", "unknown trade"],
)
def test_retiring_what_is_not_there_is_refused_and_nothing_changes(
    emulator: Emulator, subscriber: Api, body: Json, words: str
) -> None:
    response = subscriber.request("PUT", "/contracts/retire", json=body)
    assert refusal(response) == (400, 503, words)
    assert len(held(emulator)) == 17


@pytest.mark.parametrize("username", ["nwhvac.admin", "larkfield.regional"])
def test_only_a_super_admin_retires(emulator: Emulator, username: str) -> None:
    response = emulator.login(username).request(
        "PUT", "/contracts/retire", json={"ProviderId": NORWELL}
    )
    assert refusal(response) == NO_RIGHTS


def test_a_provider_sees_who_is_first_for_each_trade(provider: Api) -> None:
    found = provider.get(f"/GetPrimaryRankedProviders/{JUNIPER}").json()
    assert found[0] == {
        "ProviderId": NORWELL,
        "ProviderName": "Norwell HVAC",
        "TradeId": 11526,
        "Trade": "HVAC",
    }
    assert [row["Trade"] for row in found] == [
        "HVAC", "REFRIGERATION", "PLUMBING", "ELECTRICAL", "DOORS",
    ]  # fmt: skip


def test_a_provider_is_first_for_some_trades_only(provider: Api) -> None:
    found = provider.get(f"/GetPrimaryRankedProviderTrades/{LARKFIELD}/{NORWELL}").json()
    assert found == [{"TradeId": HVAC, "Trade": "HVAC"}]


def test_a_provider_is_not_first_where_it_is_second_in_rank(emulator: Emulator) -> None:
    assert len(held(emulator)) == 17
    assert held(emulator, PLUMBING) == []


@pytest.mark.parametrize(
    "path",
    [
        "/GetPrimaryRankedProviders/{}",
        "/GetPrimaryRankedProviderTrades/{}/2000093418",
        "/GetPrimaryRankedProviderLocations/{}/2000093418/11520",
    ],
    ids=["providers", "trades", "locations"],
)
def test_ranks_are_for_the_providers_of_a_subscriber(
    provider: Api, subscriber: Api, path: str
) -> None:
    assert refusal(provider.get(path.format(5))) == (400, 401, "Invalid subscriber id")
    assert refusal(subscriber.get(path.format(LARKFIELD))) == NO_RIGHTS


def test_locations_with_a_trade_that_nobody_has_are_counted(emulator: Emulator) -> None:
    answer = emulator.login("juniper.ops").get("/locations/UnassignedContracts").json()
    first = answer["Locations"][0]
    assert (answer["AllLocationsCount"], first["StoreId"]) == (13, "K-03")
    assert (len(first["Contracts"]), first["WorkOrdersCount"]) == (5, 0)


def test_a_retired_provider_leaves_its_locations_unassigned(subscriber: Api) -> None:
    path = "/locations/UnassignedContracts"
    assert subscriber.get(path).json()["AllLocationsCount"] == 0
    body = {"ProviderId": NORWELL, "Trade": "HVAC", "StoreId": "0104"}
    subscriber.request("PUT", "/contracts/retire", json=body)
    [only] = subscriber.get(path).json()["Locations"]
    assert (only["StoreId"], only["WorkOrdersCount"]) == ("0104", 1)


def test_a_user_with_some_locations_sees_no_others_unassigned(
    emulator: Emulator, subscriber: Api
) -> None:
    body = {"ProviderId": NORWELL, "Trade": "HVAC"}
    subscriber.request("PUT", "/contracts/retire", json=body)
    answer = emulator.login("larkfield.nyc").get("/locations/UnassignedContracts").json()
    assert [place["StoreId"] for place in answer["Locations"]] == ["0101", "0102"]


def test_unassigned_contracts_are_for_subscribers(provider: Api) -> None:
    assert refusal(provider.get("/locations/UnassignedContracts")) == NO_RIGHTS
