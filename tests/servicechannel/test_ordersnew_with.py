"""What a new work order comes with: files that were uploaded before, and an asset."""

import pytest

from tests.servicechannel import demo, uploads
from tests.servicechannel.demo import refusal
from tests.servicechannel.test_ordersnew import CLASSIC, LISTED, UNION_SQUARE, create, made
from tests.world import Api, Emulator, Json

#: At Union Square: a rooftop unit, an entrance door (of another trade); elsewhere: Juniper's.
UNIT, DOOR = 48120, 48122
BARE = CLASSIC | {"ContractInfo": {}, "Description": None}


def uploaded(api: Api) -> Json:
    """A file that was uploaded without a work order."""
    answer = uploads.add(api, "/workorders/-1/attachments")
    assert answer.status_code == 201, answer.text
    (shown,) = answer.json()["Attachments"]
    return {"Name": "warm.txt", "Description": "The thermostat", "Path": shown["Path"]}


def test_a_file_that_was_uploaded_before_is_on_the_work_order(
    emulator: Emulator, subscriber: Api
) -> None:
    link = {"Name": "plan.pdf", "Path": "https://files.example.com/plan.pdf", "Type": "2"}
    answer = create(subscriber, Attachments=[uploaded(subscriber), link])
    assert demo.events(emulator, answer) == [
        "WorkOrderCreated", uploads.ADDED, uploads.ADDED, "WorkOrderNoteAdded",
    ]  # fmt: skip
    order = answer.json()["id"]
    rows = subscriber.get(f"/odata/workorders({order})/attachments").json()["value"]
    assert {row["Name"]: row["Description"] for row in rows} == {
        "warm.txt": "The thermostat",
        "plan.pdf": "",
    }
    (uri,) = [row["Uri"] for row in rows if row["Name"] == "warm.txt"]
    assert emulator.http.request("GET", uri).content == uploads.TEXT[1]


@pytest.mark.parametrize(
    "file",
    [
        {"Name": "a.jpg", "Path": "nobody/uploaded/a.jpg"},
        {"Name": "a.jpg"},
        {"Name": "a.jpg", "Path": "https://files.example.com/a.jpg", "Visibility": 9},
        {"Name": 5, "Path": "https://files.example.com/a.jpg"},
    ],
    ids=["another path", "no path", "unknown visibility", "no text"],
)
def test_a_file_that_nobody_uploaded_is_refused(
    emulator: Emulator, subscriber: Api, file: Json
) -> None:
    before = demo.stored(emulator, "workorders")
    assert refusal(create(subscriber, Attachments=[file]))[:2] == (400, 503)
    assert demo.stored(emulator, "workorders") == before


def test_an_asset_says_where_which_trade_and_what(emulator: Emulator, subscriber: Api) -> None:
    answer = create(subscriber, BARE, AssetId=UNIT)
    assert demo.events(emulator, answer) == [
        "WorkOrderCreated", "WorkOrderAssetAttached", "WorkOrderNoteAdded",
    ]  # fmt: skip
    shown = demo.order_of(subscriber, answer.json()["id"])
    assert (shown["Location"]["Id"], shown["Trade"]) == (UNION_SQUARE, "HVAC")
    assert shown["Description"].endswith("RTU-0101-2")
    assert shown["AssetCount"] == 1


def test_what_is_said_goes_before_what_the_asset_says(subscriber: Api) -> None:
    shown = made(subscriber, AssetId=UNIT)
    assert shown["Description"] == CLASSIC["Description"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"AssetId": 5}, 300),
        ({"AssetId": 5, "ContractInfo": CLASSIC["ContractInfo"]}, 902),
        ({"AssetId": 5, **CLASSIC}, 918),
        ({"AssetId": DOOR, **CLASSIC}, 918),
        ({"AssetId": UNIT, "ContractInfo": {"StoreId": "0102"}}, 918),
    ],
    ids=["unknown, alone", "unknown", "unknown, all said", "another trade", "another location"],
)
def test_an_asset_that_does_not_fit_is_refused(subscriber: Api, changes: Json, code: int) -> None:
    assert refusal(create(subscriber, BARE, **changes))[:2] == (400, code)


def test_an_asset_can_be_what_an_issue_list_asks_for(subscriber: Api) -> None:
    unit = {"AreaId": 226, "ProblemType": "HVAC", "AssetType": "ROOFTOP UNIT 4"}
    told = {"IssueRequestInfo": unit, "ProblemCode": "Tripping Breaker"}
    assert refusal(create(subscriber, LISTED, **told))[:2] == (400, 918)
    assert create(subscriber, LISTED, **told, AssetId=UNIT).status_code == 201
