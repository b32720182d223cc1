"""Assets on work orders, and their statuses."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

UNIT, SECOND, DOOR, OTHER, REPAIRED, JUNIPERS = 48120, 48121, 48122, 48126, 48127, 48130
#: Has the thermostat of 0101; the unit of 0104 was on the invoiced one.
WITH_ASSET, THERMOSTAT = demo.PENDING, 48123
NO_FIT = (
    400,
    502,
    "Asset is not found or Asset Location/Trade does not correspond to WO Location/Trade",
)
NO_ORDER = (400, 502, "Work order is not found")
NOTE = "WorkOrderNoteAdded"


def attach(api: Api, asset: object = UNIT, order: int = demo.ORDER) -> httpx2.Response:
    return api.request("PUT", f"/assets/workorders/{order}/attach", json={"AssetId": asset})


def detach(api: Api, order: int = demo.ORDER) -> httpx2.Response:
    return api.request("PUT", f"/assets/workorders/{order}/detach")


def tags(api: Api, *orders: int) -> dict[int, list[str]]:
    query = "&".join(f"recIds={order}" for order in orders)
    items = api.get(f"/assets/WoAssetTags?{query}").json()["WOAssetTagResponseItems"]
    return {item["RecId"]: item["AssetTagIds"] for item in items}


def set_status(api: Api, **fields: object) -> httpx2.Response:
    return api.request("PUT", "/assets/updateAssetStatus", json={"AssetId": UNIT} | fields)


def test_an_asset_is_attached(emulator: Emulator, provider: Api) -> None:
    answer = attach(provider)
    assert answer.json() == {"AssetId": UNIT, "ValidationRequired": False, "AssetValidated": False}
    assert demo.events(emulator, answer) == ["WorkOrderAssetAttached", NOTE]
    assert demo.order_of(provider)["AssetCount"] == 1
    assert demo.notes(provider)[0]["NoteData"] == "Asset <b>RTU-0101-2</b> attached."


def test_another_asset_takes_its_place(emulator: Emulator, provider: Api) -> None:
    attach(provider)
    answer = attach(provider, SECOND)
    expected = ["WorkOrderAssetDetached", "WorkOrderAssetAttached", NOTE]
    assert demo.events(emulator, answer) == expected
    assert tags(provider, demo.ORDER) == {demo.ORDER: ["RTU-0101-1"]}


@pytest.mark.parametrize("asset", [None, 0, 1, DOOR, OTHER, JUNIPERS])
def test_an_asset_of_another_place_or_trade_is_refused(provider: Api, asset: object) -> None:
    before = demo.trace(provider)
    assert refusal(attach(provider, asset)) == NO_FIT
    assert demo.trace(provider) == before


def test_the_same_asset_is_not_attached_twice(provider: Api) -> None:
    attach(provider)
    text = f"Current Asset has already been assigned to the work order RecId: {demo.ORDER}"
    assert refusal(attach(provider)) == (403, 100, text)


def test_a_work_order_with_two_assets_takes_no_third(emulator: Emulator, provider: Api) -> None:
    first = {"Id": 1, "WorkOrderId": demo.ORDER, "AssetId": SECOND}
    emulator.merge(
        "workorderassets",
        first,
        first | {"Id": 2, "AssetId": THERMOSTAT},
    )
    assert refusal(attach(provider))[:2] == (400, 503)


def test_all_assets_are_detached(emulator: Emulator, provider: Api) -> None:
    answer = detach(provider, WITH_ASSET)
    assert (answer.status_code, answer.content) == (200, b"")
    assert demo.events(emulator, answer) == ["WorkOrderAssetDetached", NOTE]
    assert tags(provider, WITH_ASSET) == {WITH_ASSET: []}


def test_without_assets_nothing_is_detached(emulator: Emulator, provider: Api) -> None:
    before = demo.trace(provider)
    assert demo.events(emulator, detach(provider)) == []
    assert demo.trace(provider) == before


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER, 0])
def test_a_work_order_that_is_not_ones_own_is_not_found(provider: Api, order: int) -> None:
    assert [refusal(a) for a in (attach(provider, UNIT, order), detach(provider, order))] == [
        NO_ORDER,
        NO_ORDER,
    ]


def test_a_work_order_out_of_the_users_locations_is_not_for_it(emulator: Emulator) -> None:
    api = emulator.login("larkfield.nyc")
    assert refusal(detach(api, demo.ON_SITE))[:2] == (401, 504)


def test_tags_leave_out_what_the_caller_does_not_see(provider: Api) -> None:
    asked = (WITH_ASSET, demo.GPS_ORDER, 1, WITH_ASSET)
    assert tags(provider, *asked) == {WITH_ASSET: ["TST-0101-1"]}


def test_tags_need_a_work_order(provider: Api) -> None:
    assert refusal(provider.get("/assets/WoAssetTags"))[:2] == (400, 503)


def test_an_asset_has_its_work_orders_newest_first(provider: Api) -> None:
    attach(provider)
    attach(provider, UNIT, demo.ON_SITE)
    found = provider.get(f"/assets/{REPAIRED}/assetwohistory").json()
    assert [row["RecId"] for row in found] == [demo.INVOICED]
    assert found[0].items() >= {
        "WO": str(demo.INVOICED), "WOStatusPrimary": "INVOICED", "ProblemCode": "Tripping Breaker",
    }.items()  # fmt: skip
    assert "Technician" in found[0]


def test_a_provider_sees_its_own_work_orders_of_an_asset(emulator: Emulator) -> None:
    path = f"/assets/{REPAIRED}/assetwohistory"
    assert emulator.login("sparrow.office").get(path).json() == []


def test_an_unknown_asset_has_no_history(subscriber: Api) -> None:
    paths = (f"/assets/{JUNIPERS}/assetwohistory", "/assets/assetstatushistory?assetId=1")
    for path in paths:
        assert refusal(subscriber.get(path)) == (400, 502, "Asset is not found")


def test_a_status_is_set_and_remembered(emulator: Emulator, subscriber: Api) -> None:
    answer = set_status(subscriber, Status="1")
    assert answer.json() is True
    assert demo.events(emulator, answer) == ["AssetUpdated"]
    set_status(subscriber, Status=4)
    found = subscriber.get(f"/assets/assetstatushistory?assetId={UNIT}").json()
    shown = [(c["InitialStatusStr"], c["ChangedTo"], c["ChangedToStr"]) for c in found]
    assert shown == [("Out For Repair", 4, "Down"), ("In Use", 1, "Out For Repair")]
    assert subscriber.get(f"/assets/{UNIT}").json()["AssetStatus"] == 4


def test_a_status_that_is_set_already_changes_nothing(emulator: Emulator, subscriber: Api) -> None:
    answer = set_status(subscriber, Status=0)
    assert (answer.json(), demo.events(emulator, answer)) == (True, [])


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"AssetId": None}, (400, 503, "Asset ID is absent"), id="no asset"),
        pytest.param({"AssetId": 1, "Status": 1}, (404, 502, "Asset is not found"), id="unknown"),
        pytest.param({"Status": 6}, (400, 503, "Required data missing or incorrect"), id="6"),
        pytest.param({"Status": -1}, (400, 503, "Required data missing or incorrect"), id="-1"),
        pytest.param({}, (400, 503, "Required data missing or incorrect"), id="no status"),
    ],
)
def test_these_statuses_are_refused(
    subscriber: Api, sent: Json, expected: tuple[int, int, str]
) -> None:
    assert refusal(set_status(subscriber, **sent)) == expected
    assert subscriber.get(f"/assets/assetstatushistory?assetId={UNIT}").json() == []


def test_an_asset_is_read_by_odata(subscriber: Api, provider: Api) -> None:
    path = f"/odata/assets({UNIT})"
    shown = subscriber.get(path).json()
    expected = {"Id": UNIT, "Manufacturer": "Norvane", "Description": None, "StoreId": "0101"}
    assert shown.items() >= expected.items()
    chosen = subscriber.get(f"{path}?$select=Tag,Trade").json()
    assert {chosen["Tag"], chosen["Trade"]} == {"RTU-0101-2", "HVAC"}
    assert len(chosen) == 3
    assert refusal(provider.get(path))[:2] == (401, 504)
    assert refusal(subscriber.get("/odata/assets(1)")) == (404, 502, "Asset is not found")


def test_a_work_order_shows_its_assets_by_odata(provider: Api) -> None:
    shown = provider.get(f"/odata/workorders({WITH_ASSET})?$expand=Assets").json()
    assert [(a["Tag"], a["Type"]) for a in shown["Assets"]] == [("TST-0101-1", "THERMOSTAT")]
    assert shown["AssetCount"] == 1
