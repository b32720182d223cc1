import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import JUNIPER, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
HVAC, LIGHTING, UNION_SQUARE = 11520, 11525, 2005148201


@pytest.fixture
def juniper(emulator: Emulator) -> Api:
    return emulator.login("juniper.ops")


def names(api: Api) -> list[str]:
    return [trade["Name"] for trade in api.get("/trades").json()]


def created(api: Api, **fields: object) -> Json:
    response = api.post("/trades", fields)
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def test_trades_are_a_bare_array_of_three_fields(subscriber: Api) -> None:
    answer = subscriber.get("/trades").json()
    assert answer[0] == {"Id": HVAC, "Name": "HVAC", "SubscriberId": LARKFIELD}
    assert {trade["SubscriberId"] for trade in answer} == {LARKFIELD}
    assert subscriber.get("/trades/GetExistsTrades").json() == answer


def test_a_provider_sees_the_trades_that_its_contracts_are_for(provider: Api) -> None:
    answer = provider.get("/trades").json()
    assert {(t["SubscriberId"], t["Name"]) for t in answer} == {
        (LARKFIELD, "HVAC"),
        (LARKFIELD, "PLUMBING"),
        (LARKFIELD, "LIGHTING"),
        (JUNIPER, "HVAC"),
        (JUNIPER, "REFRIGERATION"),
    }


def test_a_created_trade_is_in_the_list_at_once(subscriber: Api, juniper: Api) -> None:
    answer = created(subscriber, Name=" ROOFING ", Nte=750, PrimaryTrade="roofing")
    assert answer.pop("Id") > 11531
    assert answer == {
        "Name": "ROOFING",
        "Nte": 750,
        "PrimaryTrade": "roofing",
        "AutoReassign": False,
        "SkipPrimaryTradeCheck": False,
    }
    assert "ROOFING" in names(subscriber)
    assert "ROOFING" not in names(juniper)


def test_a_created_trade_is_told(emulator: Emulator, subscriber: Api) -> None:
    response = subscriber.post("/trades", {"Name": "ROOFING"})
    assert demo.events(emulator, response) == ["SubscriberTradeCreated"]


NAMELESS = (400, 700, "Invalid Trade Name specified")


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        pytest.param({"Name": "hvac"}, (401, 710, "Trade already exists"), id="it exists"),
        pytest.param({"Name": "ROOFING", "Nte": -1}, (401, 711, "Invalid NTE"), id="Nte below 0"),
        pytest.param({}, NAMELESS, id="no name"),
        pytest.param({"Name": "  "}, NAMELESS, id="an empty name"),
        pytest.param({"Name": "R" * 51}, NAMELESS, id="51 characters"),
        pytest.param(
            {"Name": "ROOFING", "PrimaryTrade": "ALCHEMY"},
            (400, 703, "Primary trade not found"),
            id="no primary trade",
        ),
    ],
)
def test_a_trade_that_cannot_be_is_refused_and_nothing_changes(
    emulator: Emulator, subscriber: Api, body: Json, refused: tuple[int, int, str]
) -> None:
    before = names(subscriber)
    response = subscriber.post("/trades", body)
    assert refusal(response) == refused
    assert names(subscriber) == before
    assert demo.events(emulator, response) == []


def test_an_unknown_primary_trade_passes_where_the_check_is_skipped(subscriber: Api) -> None:
    answer = created(subscriber, Name="GOLD", PrimaryTrade="ALCHEMY", SkipPrimaryTradeCheck=True)
    assert answer["PrimaryTrade"] == "ALCHEMY"


def test_two_subscribers_may_have_trades_of_one_name(subscriber: Api, juniper: Api) -> None:
    assert created(subscriber, Name="ROOFING")["Id"] != created(juniper, Name="ROOFING")["Id"]


def test_each_trade_of_a_batch_has_an_outcome_of_its_own(
    emulator: Emulator, subscriber: Api
) -> None:
    batch = [{"Name": n} for n in ("ROOFING", "HVAC", "SIGNAGE", "roofing")] + [
        {"Name": "WASTE", "Nte": "-3"}
    ]
    response = subscriber.post("/trades/batch", batch)
    assert response.status_code == 200
    outcomes = response.json()
    assert [o["ErrorCode"] for o in outcomes] == [0, 710, 0, 710, 711]
    assert outcomes[1] == {"Id": 0, "ErrorCode": 710, "Message": "Trade already exists"}
    assert outcomes[0]["Id"] < outcomes[2]["Id"]
    assert names(subscriber)[-2:] == ["ROOFING", "SIGNAGE"]
    assert demo.events(emulator, response) == ["SubscriberTradeCreated"] * 2


def test_a_profile_can_refuse_a_whole_batch(emulator: Emulator, subscriber: Api) -> None:
    emulator.switch(failed_trade_of_batch="refuse")
    before = names(subscriber)
    response = subscriber.post("/trades/batch", [{"Name": "ROOFING"}, {"Name": "HVAC"}])
    assert refusal(response) == (401, 710, "Trade already exists")
    assert names(subscriber) == before


@pytest.mark.parametrize("path", ["/trades", "/trades/batch", "/trades/LocationProviderTrades"])
def test_providers_write_no_trades(provider: Api, path: str) -> None:
    body: object = [{"Name": "X"}] if path.endswith("batch") else {"Name": "X"}
    assert refusal(provider.post(path, body)) == NO_RIGHTS


def test_trades_are_found_by_their_primary_trade(subscriber: Api, provider: Api) -> None:
    created(subscriber, Name="CHILLERS", PrimaryTrade="HVAC")
    path = f"/trades/GetTradesByPrimaryTrade?subscriberId={LARKFIELD}&primaryTrade=hvac"
    for api in (subscriber, provider):
        found = api.get(path).json()["Trades"]
        assert [(t["Name"], t["PrimaryTrade"]) for t in found] == [
            ("HVAC", "HVAC"),
            ("CHILLERS", "HVAC"),
        ]


@pytest.mark.parametrize("asked", [JUNIPER, 1], ids=["another", "none"])
def test_the_trades_of_another_subscriber_are_refused(subscriber: Api, asked: int) -> None:
    path = f"/trades/GetTradesByPrimaryTrade?subscriberId={asked}&primaryTrade=HVAC"
    words = "Indicates that the requested resource not allowed for current user"
    assert refusal(subscriber.get(path)) == (403, 100, words)
    words = f"User has no permissions to perform this action. Not Allowed Subscriber Id(s): {asked}"
    response = subscriber.post(f"/trades/IsRefrigerant?subscriberId={asked}&tradeName=HVAC")
    assert refusal(response) == (400, 100, words)


@pytest.mark.parametrize("named", ["tradeName=hvac", "tradeId=11520", "tradeId=11520&tradeName=X"])
def test_a_provider_asks_for_the_primary_trade_by_name_or_id(provider: Api, named: str) -> None:
    response = provider.post(f"/trades/GetPrimaryTrade?subscriberId={LARKFIELD}&{named}")
    assert response.json() == {
        "Id": HVAC,
        "Name": "HVAC",
        "SubscriberId": LARKFIELD,
        "PrimaryTrade": "HVAC",
    }


NEITHER = (
    "tradeName and tradeId cannot be both empty or null and less than 1 and null respectively."
)


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        pytest.param(f"subscriberId={LARKFIELD}", (400, 503, NEITHER), id="neither"),
        pytest.param(f"subscriberId={LARKFIELD}&tradeId=0", (400, 503, NEITHER), id="id 0"),
        pytest.param(
            f"subscriberId={LARKFIELD}&tradeId=1", (404, 5010, "Trade is not found"), id="unknown"
        ),
        pytest.param(
            f"subscriberId={JUNIPER}&tradeId=11520",
            (404, 5010, "Trade is not found"),
            id="another's",
        ),
        pytest.param(
            "subscriberId=5&tradeId=11520", (400, 401, "Invalid subscriber id"), id="subscriber"
        ),
    ],
)
def test_a_primary_trade_that_is_not_there_is_refused(
    provider: Api, query: str, refused: tuple[int, int, str]
) -> None:
    assert refusal(provider.post(f"/trades/GetPrimaryTrade?{query}")) == refused


def test_a_subscriber_does_not_ask_for_the_primary_trade(subscriber: Api) -> None:
    path = f"/trades/GetPrimaryTrade?subscriberId={LARKFIELD}&tradeId=11520"
    assert refusal(subscriber.post(path)) == NO_RIGHTS


def test_the_trades_of_a_provider_at_a_location_come_from_its_contracts(subscriber: Api) -> None:
    asked = {"LocationId": UNION_SQUARE, "ProviderId": 2000118925}
    answer = subscriber.post("/trades/LocationProviderTrades", asked).json()
    assert answer == asked | {
        "Trades": [{"Id": 11521, "Name": "PLUMBING", "SubscriberId": LARKFIELD}]
    }


def test_a_location_can_be_excluded_from_a_trade(emulator: Emulator, subscriber: Api) -> None:
    path = f"/trades/CheckTradeLocationExclusion?locationId={UNION_SQUARE}&tradeId={HVAC}"
    assert subscriber.get(path).json() == {"IsLocationExcluded": False}
    emulator.change("trades", HVAC, ExcludedLocationIds=[UNION_SQUARE])
    assert subscriber.get(path).json() == {"IsLocationExcluded": True}


@pytest.mark.parametrize(
    ("location", "trade", "refused"),
    [
        (1, HVAC, (400, 601, "Location is not found")),
        (2005148404, HVAC, (400, 601, "Location is not found")),
        (UNION_SQUARE, 1, (400, 702, "Subscriber has no specified Trade")),
        (UNION_SQUARE, 11526, (400, 702, "Subscriber has no specified Trade")),
    ],
    ids=["no location", "another's location", "no trade", "another's trade"],
)
def test_an_exclusion_needs_the_subscribers_own_location_and_trade(
    subscriber: Api, location: int, trade: int, refused: tuple[int, int, str]
) -> None:
    path = f"/trades/CheckTradeLocationExclusion?locationId={location}&tradeId={trade}"
    assert refusal(subscriber.get(path)) == refused


@pytest.mark.parametrize(
    ("name", "expected"), [("HVAC", [HVAC]), ("PLUMBING", []), ("NONE", [])], ids=str
)
def test_some_trades_work_with_refrigerant(subscriber: Api, name: str, expected: list[int]) -> None:
    path = f"/trades/IsRefrigerant?subscriberId={LARKFIELD}&tradeName={name}"
    assert [trade["Id"] for trade in subscriber.post(path).json()] == expected
