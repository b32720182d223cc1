"""Who can take a work order, and which locations a provider is assigned to."""

import json

import pytest

from tests.servicechannel.demo import DEMO, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
INCORRECT = (400, 503, "Required data missing or incorrect")
NORWELL, SPARROW, TIDEWELL = 2000093418, 2000104772, 2000118925
UNION_SQUARE, PLUMBING = 2005148201, 11521


def offered(api: Api, query: str) -> list[Json]:
    response = api.get(f"/servicerequest/providers?{query}")
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()["Providers"]
    return found


@pytest.mark.parametrize("named", ["tradeId=11521", "trade=plumbing"])
@pytest.mark.parametrize(
    ("rank", "default"), [("", [True, False]), ("&providerRank=2", [False, True])]
)
def test_the_providers_of_a_service_request_come_by_rank(
    subscriber: Api, named: str, rank: str, default: list[bool]
) -> None:
    found = offered(subscriber, f"locationId={UNION_SQUARE}&{named}{rank}")
    assert [(row["Id"], row["Rank"]) for row in found] == [(TIDEWELL, 1), (NORWELL, 2)]
    assert [row["IsDefault"] for row in found] == default
    assert found[0]["GeneralEmail"] == "office@tidewellplumbing.example"


def test_a_provider_that_is_not_dispatched_is_no_default(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("providers", TIDEWELL, DoNotDispatch=True)
    found = offered(subscriber, f"locationId={UNION_SQUARE}&tradeId={PLUMBING}")
    assert [row["IsDefault"] for row in found] == [False, True]


def test_a_provider_sees_itself_only(provider: Api) -> None:
    [only] = offered(provider, f"locationId={UNION_SQUARE}&tradeId={PLUMBING}")
    assert only["Id"] == NORWELL


def test_the_terms_of_a_contract_come_along(emulator: Emulator, subscriber: Api) -> None:
    terms = {"CategoryId": 7310, "PriorityId": 4205, "Nte": 300}
    emulator.change("contracts", 5210101, **terms)
    [row] = offered(subscriber, f"locationId={UNION_SQUARE}&trade=HVAC")
    assert (row["Category"], row["Priority"], row["Nte"]) == ("REPAIR", "P1 - 4 HOURS", 300)
    [contract] = subscriber.get("/contracts?locationId=0101&trade=HVAC").json()["Contracts"]
    assert contract["Category"]["Name"] == "REPAIR"


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("", INCORRECT),
        (f"locationId={UNION_SQUARE}", INCORRECT),
        ("tradeId=11521", INCORRECT),
        ("locationId=5&tradeId=11521", (400, 601, "Location is not found")),
        ("locationId=2005148404&tradeId=11521", (400, 601, "Location is not found")),
        (
            f"locationId={UNION_SQUARE}&tradeId=11526",
            (400, 702, "Subscriber has no specified Trade"),
        ),
    ],
    ids=["nothing", "no trade", "no location", "unknown", "another's", "another's trade"],
)
def test_a_service_request_needs_a_location_and_a_trade(
    subscriber: Api, query: str, refused: tuple[int, int, str]
) -> None:
    assert refusal(subscriber.get(f"/servicerequest/providers?{query}")) == refused


def test_ranks_are_told_for_the_locations_that_are_asked_about(subscriber: Api) -> None:
    places = [UNION_SQUARE, 5]
    asked = {
        "Trade": "Plumbing",
        "Providers": [{"ProviderId": i, "LocationIds": places} for i in (TIDEWELL, SPARROW)],
    }
    answer = subscriber.post("/providers/GetProvidersRankingStatus", asked).json()
    assert (answer["Trade"], answer["Providers"][0]) == (
        "Plumbing",
        {
            "ProviderId": TIDEWELL,
            "LocationIds": places,
            "Ranks": [{"LocationId": UNION_SQUARE, "Rank": 1}],
        },
    )
    assert answer["Providers"][1]["Ranks"] == []


def test_ranks_for_an_unknown_trade_are_refused(subscriber: Api, provider: Api) -> None:
    path, asked = "/providers/GetProvidersRankingStatus", {"Trade": "X", "Providers": []}
    refused = (400, 702, "Subscriber has no specified Trade")
    assert refusal(subscriber.post(path, asked)) == refused
    assert refusal(provider.post(path, asked)) == NO_RIGHTS


def test_every_work_order_of_the_demo_world_has_a_contract() -> None:
    fields = ("SubscriberId", "ProviderId", "TradeId", "LocationId")
    tables = json.loads(DEMO.read_text("utf-8"))
    held = {tuple(c[f] for f in fields) for c in tables["contracts"].values()}
    assert {tuple(o[f] for f in fields) for o in tables["workorders"].values()} <= held


def test_a_provider_reads_the_locations_that_it_is_assigned_to(emulator: Emulator) -> None:
    path = "/providers/GetProviderLocationAssignments"
    found = emulator.login("tidewell.office").get(path).json()
    assert found[0] == {
        "SubscriberId": LARKFIELD,
        "LocationId": UNION_SQUARE,
        "StoreId": "0101",
        "CreatedDate": "2025-04-21T12:00:00Z",
        "IsPrimary": True,
    }
    assert len(found) == 30


def test_a_location_is_primary_where_the_provider_is_first_for_a_trade(
    emulator: Emulator, subscriber: Api
) -> None:
    body = {"ProviderId": NORWELL, "Trade": "HVAC", "StoreId": "0101"}
    subscriber.request("PUT", "/contracts/retire", json=body)
    first, second, *_ = emulator.login().get("/providers/GetProviderLocationAssignments").json()
    assert (first["IsPrimary"], second["IsPrimary"]) == (False, True)


def test_a_subscriber_has_no_location_assignments(subscriber: Api) -> None:
    assert refusal(subscriber.get("/providers/GetProviderLocationAssignments")) == NO_RIGHTS


@pytest.mark.parametrize(
    ("span", "number"),
    [
        ("dateFrom=2025-01-01T00:00:00Z&dateTo=2025-06-01T00:00:00Z", 17),
        ("dateFrom=2025-01-01T00:00:00Z&dateTo=2026-01-01T00:00:00Z", 30),
        ("dateFrom=2026-01-01T00:00:00Z&dateTo=2026-02-01T00:00:00Z", 0),
    ],
    ids=["one subscriber's", "both", "none"],
)
def test_primary_assignments_are_those_of_a_span_of_time(
    provider: Api, span: str, number: int
) -> None:
    path = "/providers/GetPrimaryLocationAssignmentsForProviderIds"
    found = provider.get(f"{path}?providerIds={NORWELL}&providerIds={TIDEWELL}&{span}").json()
    assert len(found) == number
    assert {row["ProviderId"] for row in found} <= {NORWELL}


@pytest.mark.parametrize(
    "query",
    [
        "dateFrom=2025-01-01T00:00:00Z&dateTo=2026-01-01T00:00:00Z",
        "providerIds=1&dateFrom=2025-01-01T00:00:00Z&dateTo=2024-01-01T00:00:00Z",
        "providerIds=1&dateFrom=x&dateTo=2024-01-01T00:00:00Z",
    ],
    ids=["no provider", "it ends before it begins", "no date"],
)
def test_primary_assignments_need_providers_and_a_span(provider: Api, query: str) -> None:
    path = "/providers/GetPrimaryLocationAssignmentsForProviderIds"
    assert refusal(provider.get(f"{path}?{query}")) == INCORRECT
