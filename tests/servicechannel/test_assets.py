"""Assets and their types: reading, adding, changing, and what is refused."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.told import LARKFIELD, telling
from tests.world import Api, Emulator, Json

#: Norvane's rooftop units of 0101, a unit of 0104, a cooler of Juniper's, a unit of 0138.
UNIT, SECOND, OTHER, JUNIPERS, CURTAIN = 48120, 48121, 48126, 48130, 48128
HERE, THERE, JUNIPERS_PLACE = 2005148201, 2005148215, 2005148320
NOT_FOUND = (404, 502, "Asset is not found")
NEW = {"Tag": "RTU-9", "Manufacturer": "norvane", "StoreId": "0101", "Type": "Rooftop Unit"}


def add(api: Api, **fields: object) -> httpx2.Response:
    return api.post("/assets", NEW | fields)


def change(api: Api, **fields: object) -> httpx2.Response:
    kept = {"Id": UNIT, "Tag": "RTU-0101-2"}
    return api.request("PUT", "/assets", json=NEW | kept | fields)


def asset(api: Api, asset_id: int = UNIT) -> Json:
    response = api.get(f"/assets/{asset_id}")
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


def tags(response: httpx2.Response) -> list[str]:
    found = response.json()
    return [a["Tag"] for a in (found["Assets"] if isinstance(found, dict) else found)]


def test_an_asset_says_what_it_is_and_where(subscriber: Api) -> None:
    expected = {
        "Id": UNIT, "Tag": "RTU-0101-2", "Manufacturer": "Norvane", "Type": "ROOFTOP UNIT",
        "Trade": "HVAC", "StoreId": "0101", "LocationId": HERE, "AssetStatus": 0, "HasTagged": True,
        "ConditionString": "good", "SubName": "Larkfield Outfitters",
    }  # fmt: skip
    assert asset(subscriber).items() >= expected.items()


def test_an_asset_is_seen_by_the_providers_of_its_subscriber(provider: Api) -> None:
    assert asset(provider, JUNIPERS)["Tag"] == "WIC-K03"


@pytest.mark.parametrize("asset_id", [JUNIPERS, 1, 0, -1])
def test_an_asset_of_no_company_of_the_callers_is_404(subscriber: Api, asset_id: int) -> None:
    assert refusal(subscriber.get(f"/assets/{asset_id}")) == NOT_FOUND


def test_an_asset_out_of_the_users_locations_is_404(emulator: Emulator) -> None:
    assert refusal(emulator.login("larkfield.nyc").get(f"/assets/{OTHER}")) == NOT_FOUND


@pytest.mark.parametrize("place", [f"locationId={HERE}", "storeId=0101"])
def test_a_tag_with_a_place_finds_the_asset(subscriber: Api, place: str) -> None:
    answer = subscriber.get(f"/assets/1?tagId=rtu-0101-1&{place}")
    assert answer.json()["Id"] == SECOND
    assert refusal(subscriber.get(f"/assets/{UNIT}?tagId=none&{place}")) == NOT_FOUND


def test_a_tracking_number_brings_whether_it_is_validated(subscriber: Api) -> None:
    answer = subscriber.get(f"/assets/{UNIT}?trackingNumber={demo.ORDER}").json()
    assert (answer["AssetValidated"], answer["ValidationRequired"]) == (False, False)


def test_an_asset_is_added(emulator: Emulator, subscriber: Api) -> None:
    answer = add(subscriber, SerialNo="S1", Condition="25", InstallDate="2026-01-02T00:00:00Z")
    assert answer.status_code == 201
    assert list(answer.json()) == ["id"]
    assert demo.events(emulator, answer) == ["AssetCreated"]
    shown = asset(subscriber, answer.json()["id"])
    expected = {
        "Tag": "RTU-9", "SerialNo": "S1", "Active": True, "ConditionString": "poor",
        "InstallDate": "2026-01-02T00:00:00Z", "PurchaseDate": "2026-06-15T12:00:00Z",
    }  # fmt: skip
    assert shown.items() >= expected.items()


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        pytest.param({"Tag": " "}, "Asset Tag ID is empty", id="no tag"),
        pytest.param({"Tag": "rtu-0101-1"}, "Required data missing or incorrect", id="taken tag"),
        pytest.param({"Manufacturer": "None"}, "Unknown Brand name", id="brand"),
        pytest.param({"BrandId": 1}, "Unknown Brand name", id="brand by id"),
        pytest.param({"StoreId": None}, "No Store ID in the request", id="no store"),
        pytest.param({"StoreId": "K-03"}, "Unknown Store ID", id="another subscriber's store"),
        pytest.param({"Trade": "NONE"}, "Trade not found", id="trade"),
        pytest.param({"TradeId": 11521}, "Other Trade in Asset Type", id="another trade"),
        pytest.param({"Type": None}, "Unknown Equipment type", id="no type"),
        pytest.param({"AssetTypeId": 3317}, "Unknown Equipment type", id="Juniper's type"),
        pytest.param({"Condition": 3}, "Required data missing or incorrect", id="condition"),
        pytest.param({"Tag": 7}, "Request is empty or null", id="tag is a number"),
    ],
)
def test_these_assets_are_not_added(subscriber: Api, sent: Json, text: str) -> None:
    before = tags(subscriber.post("/assets/searchassets", {}))
    assert refusal(add(subscriber, **sent)) == (400, 503, text)
    assert tags(subscriber.post("/assets/searchassets", {})) == before


def test_a_changed_asset_keeps_what_is_not_said(emulator: Emulator, subscriber: Api) -> None:
    before = asset(subscriber)
    answer = change(subscriber, StoreId="0104", Area="ROOF")
    assert answer.json() == {"id": UNIT}
    assert demo.events(emulator, answer) == ["AssetUpdated"]
    after = asset(subscriber)
    assert (after["LocationId"], after["Area"]) == (THERE, "ROOF")
    assert after["SerialNo"] == before["SerialNo"]


def test_what_is_not_said_is_emptied_where_that_is_asked(subscriber: Api) -> None:
    change(subscriber, OverwriteIfEmpty=True)
    assert not asset(subscriber).keys() & {"SerialNo", "ModelNo", "Area", "Condition", "AssetTag"}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"Id": None}, (400, 502, "No asset to update"), id="no id"),
        pytest.param({"Id": 1}, (400, 502, "Asset is not found"), id="unknown"),
        pytest.param({"Id": JUNIPERS}, (400, 502, "Asset is not found"), id="Juniper's"),
        pytest.param({"Type": "x"}, (400, 503, "Unknown Equipment type"), id="type"),
        pytest.param({"Id": "x"}, (400, 503, "Request is empty or null"), id="letters"),
    ],
)
def test_these_changes_are_refused(
    subscriber: Api, sent: Json, expected: tuple[int, int, str]
) -> None:
    before = asset(subscriber)
    assert refusal(change(subscriber, **sent)) == expected
    assert asset(subscriber) == before


def test_an_asset_does_not_move_to_another_subscriber(provider: Api) -> None:
    assert refusal(change(provider, StoreId="K-03")) == (400, 503, "Unknown Store ID")


def test_an_asset_out_of_the_users_locations_is_not_changed(emulator: Emulator) -> None:
    api = emulator.login("larkfield.nyc")
    rights = (400, 503, "Do not have rights for editing Asset")
    assert refusal(change(api, Id=OTHER, Tag="RTU-0104-1")) == rights
    assert refusal(add(api, StoreId="0104")) == rights


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"LocationId": HERE, "Code": "rtu-0101-1"}, ["RTU-0101-1"], id="tag"),
        pytest.param({"Code": "qr-48122-0101"}, ["DOOR-0101-1"], id="scanned"),
        pytest.param({"Code": "no77120"}, ["RTU-0101-2"], id="serial number"),
        pytest.param({"LocationId": THERE, "Code": "RTU-0101-1"}, [], id="elsewhere"),
        pytest.param({"LocationId": JUNIPERS_PLACE}, [], id="another subscriber's location"),
    ],
)
def test_assets_are_found_by_a_code(subscriber: Api, sent: Json, expected: list[str]) -> None:
    assert tags(subscriber.post("/assets/searchassets", sent)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["RTU-0101-2", "RTU-0101-1", "DOOR-0101-1", "TST-0101-1"], id="all"),
        pytest.param("?trade=doors", ["DOOR-0101-1"], id="trade"),
        pytest.param("?tradeId=11523", ["DOOR-0101-1"], id="trade by id"),
    ],
)
def test_a_location_has_its_assets(subscriber: Api, query: str, expected: list[str]) -> None:
    answer = subscriber.get(f"/assets/locations/{HERE}{query}")
    assert tags(answer) == expected
    assert (answer.json()["AssetRequired"], answer.json()["AssetEntry"]) == (False, "")


@pytest.mark.parametrize("place", [JUNIPERS_PLACE, 1, 0])
def test_a_location_of_no_company_of_the_callers_is_404(subscriber: Api, place: int) -> None:
    answer = subscriber.get(f"/assets/locations/{place}")
    assert refusal(answer) == (404, 502, "Location is not found")


def test_a_location_out_of_the_users_is_404(emulator: Emulator) -> None:
    answer = emulator.login("larkfield.nyc").get(f"/assets/locations/{THERE}")
    assert refusal(answer)[:2] == (404, 502)


def test_brands_come_by_name_and_for_subscribers(subscriber: Api, provider: Api) -> None:
    names = [brand["Name"] for brand in subscriber.get("/assets/Brands").json()]
    assert names == sorted(names) != []
    answer = refusal(provider.get("/assets/Brands"))
    assert answer == (400, 503, "User info should not be null; SubscriberId is null")


def test_types_are_the_callers_subscribers(subscriber: Api, provider: Api) -> None:
    own = subscriber.get("/AssetTypes").json()
    assert {t["SubscriberId"] for t in own} == {demo.LARKFIELD}
    assert {t["SubscriberId"] for t in provider.get("/AssetTypes").json()} == {
        demo.LARKFIELD,
        demo.JUNIPER,
    }
    assert subscriber.get(f"/AssetTypes/{own[0]['Id']}").json() == own[0]
    both = subscriber.get("/AssetTypes/byids?ids=3311&ids[1]=3310&ids=1&ids=3317&ids=3311")
    assert [t["Id"] for t in both.json()] == [3311, 3310]


@pytest.mark.parametrize("type_id", [1, 3317])
def test_a_type_that_is_not_the_callers_is_404(subscriber: Api, type_id: int) -> None:
    answer = subscriber.get(f"/AssetTypes/{type_id}")
    assert refusal(answer) == (404, 502, "Asset Type not found")


def test_a_message_about_an_asset_shows_it() -> None:
    with telling() as told:
        told.listen(LARKFIELD, "AssetCreated")
        add(told.emulator.login("larkfield.facilities"))
        (message,) = told.messages()
    assert message["Object"].items() >= {"Tag": "RTU-9", "AssetStatus": 0, "Active": True}.items()
    assert message["Action"] == "NEW"
