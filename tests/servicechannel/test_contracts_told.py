"""What webhooks say of contracts that end, and of rows that are new in a subscriber's lists."""

from collections.abc import Iterator

import pytest

from tests.servicechannel.told import LARKFIELD, NORWELL, SPARROW, Told, telling

HVAC, UNION_SQUARE, BACK_BAY = 11520, 2005148201, 2005148215


@pytest.fixture
def told() -> Iterator[Told]:
    with telling() as emulator:
        yield emulator


def retire(told: Told, **what: str) -> None:
    body = {"ProviderId": NORWELL, "Trade": "HVAC", **what}
    api = told.emulator.login("larkfield.facilities")
    assert api.request("PUT", "/contracts/retire", json=body).status_code == 200


def test_the_provider_and_the_subscriber_are_told_and_another_provider_is_not(told: Told) -> None:
    for company in (NORWELL, LARKFIELD, SPARROW):
        told.listen(company, url=f"http://localhost:9/{company}")
    retire(told)
    urls = sorted(delivery["url"] for delivery in told.deliveries())
    assert urls == [f"http://localhost:9/{NORWELL}", f"http://localhost:9/{LARKFIELD}"]


def test_a_lost_trade_is_told_with_the_locations_that_went(told: Told) -> None:
    told.listen(NORWELL)
    retire(told)
    [message] = told.messages()
    said = message["Object"]
    assert message["EventType"] == "ProviderTradeUnassigned"
    assert (said["ProviderId"], said["SubscriberId"], said["TradedId"]) == (
        NORWELL,
        LARKFIELD,
        HVAC,
    )
    assert len(said["LocationIds"]) == 17
    assert said["UpdatedBy"]["UserName"] == "larkfield.facilities"


def test_a_trade_that_is_lost_at_one_store_is_told_with_those_that_stay(told: Told) -> None:
    told.listen(NORWELL)
    retire(told, StoreId="0104")
    [message] = told.messages()
    assert message["EventType"] == "ProviderTradeUpdated"
    places = message["Object"]["LocationIds"]
    assert (len(places), UNION_SQUARE in places, BACK_BAY in places) == (16, True, False)


@pytest.mark.parametrize(
    ("path", "body", "event", "said"),
    [
        (
            "/trades",
            {"Name": "CHILLERS", "PrimaryTrade": "HVAC"},
            "SubscriberTradeCreated",
            {"Name": "CHILLERS", "NamePrimary": "HVAC"},
        ),
        (
            "/categories",
            {"Name": "SIGNS", "PrimaryCategoryId": 81},
            "SubscriberCategoryCreated",
            {"Name": "SIGNS"},
        ),
        ("/priorities", {"Name": "P0"}, "SubscriberPriorityCreated", {"Name": "P0"}),
    ],
    ids=["trade", "category", "priority"],
)
def test_a_new_row_is_told_to_its_subscriber(
    told: Told, path: str, body: dict[str, object], event: str, said: dict[str, object]
) -> None:
    told.listen(LARKFIELD)
    made = told.emulator.login("larkfield.facilities").post(path, body).json()
    [message] = told.messages()
    number = (made[0] if isinstance(made, list) else made)["Id"]
    assert message["EventType"] == event
    assert message["Object"] == {"Id": number, "SubscriberId": LARKFIELD, **said}


def test_a_new_name_is_told(told: Told) -> None:
    told.listen(LARKFIELD, "SubscriberNameUpdated")
    body = {"Name": "Larkfield & Sons", "Email": "office@larkfield.example"}
    api = told.emulator.login("larkfield.facilities")
    api.request("PUT", f"/subscribers/{LARKFIELD}", json=body)
    [message] = told.messages()
    assert message["Object"]["Name"] == "Larkfield & Sons"
