"""Assets and their definitions: what can be made, read and changed, and what is refused."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import (
    NOON,
    Trade,
    data,
    fixture,
    listen,
    record,
    state,
    told,
    validation,
)
from tests.world import Emulator, Json

UNIT = record("assets", name="Rooftop unit 1")
PATH = f"/asset/{UNIT['id']}"
PLACE = UNIT["locationId"]
PART = record("assets", parentId=UNIT["id"])
ELSEWHERE = record("assets", type="walk_in_box")
NEW = {"locationId": PLACE, "type": "rooftop_unit"}
NOBODY = 9_000_000_000_000_000


def test_an_asset_has_every_field_and_the_records_it_refers_to(trade: Trade) -> None:
    asset = trade.read(f"/asset/{PART['id']}")
    assert asset.keys() == {
        "id", "uri", "type", "name", "display", "location", "serviceLine", "legacyId", "status",
        "properties", "parent", "assetDefinition", "taskList", "orderIndex", "isAbstractGroup",
        "hasActiveTaskList", "externalIds", "created", "updated",
    }  # fmt: skip
    assert (asset["parent"]["id"], asset["location"]["id"]) == (UNIT["id"], PLACE)
    assert (asset["display"], asset["assetDefinition"]) == ("Thermostat", None)
    assert asset["properties"] == PART["properties"]


def test_a_new_asset_is_active_and_called_as_its_definition_displays_it(trade: Trade) -> None:
    made = data(trade.post("/asset", NEW))
    assert (made["name"], made["display"], made["status"]) == (
        "Rooftop Unit", "Rooftop Unit", "active",
    )  # fmt: skip
    assert (made["assetDefinition"]["type"], made["serviceLine"]["abbr"]) == (
        "rooftop_unit", "HVAC",
    )  # fmt: skip
    assert (made["properties"], made["parent"], made["orderIndex"]) == ({}, None, 3)
    assert trade.read(f"/asset/{made['id']}") == made


def test_a_new_asset_may_say_all_there_is_to_say(trade: Trade) -> None:
    body = NEW | {
        "locationId": str(PLACE),
        "name": "Rooftop unit 3",
        "status": "inactive",
        "orderIndex": "7",
        "parentId": UNIT["id"],
        "properties": {"model": "HR-150D", "tons": 12.5, "economizer": False, "serial": None},
    }
    made = data(trade.post("/asset", body))
    assert (made["name"], made["status"], made["orderIndex"]) == ("Rooftop unit 3", "inactive", 7)
    assert (made["parent"]["id"], made["properties"]) == (UNIT["id"], body["properties"])


def test_a_put_changes_what_is_sent_and_properties_one_by_one(trade: Trade) -> None:
    before = trade.read(PATH)
    sent = {"type": "exhaust_hood", "locationId": 5, "properties": {"tons": 12, "serial": None}}
    after = data(trade.put(PATH, sent))
    changed = {"properties": UNIT["properties"] | {"tons": 12, "serial": None}, "updated": NOON}
    assert after == before | changed
    data(trade.put(f"/asset/{PART['id']}", {"parentId": None, "properties": {"anything": 1}}))
    loose = trade.read(f"/asset/{PART['id']}")
    assert (loose["parent"], loose["properties"]["anything"]) == (None, 1)


def test_nobody_is_told_of_an_asset(trade: Trade, emulator: Emulator, receiver: Receiver) -> None:
    listen(trade)
    data(trade.post("/asset", NEW))
    data(trade.put(PATH, {"status": "inactive"}))
    assert told(emulator, receiver) == []


@pytest.mark.parametrize(
    "body",
    [{}, {"properties": {"tons": 10.0}, "name": UNIT["name"]}, {"type": "exhaust_hood"}],
    ids=["nothing", "the-same", "what-cannot-change"],
)
def test_a_put_that_changes_nothing_saves_nothing(
    trade: Trade, emulator: Emulator, body: Json
) -> None:
    before = state(emulator)
    assert data(trade.put(PATH, body))["updated"] == UNIT["updated"]
    assert state(emulator) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "broken"),
        ("status", None),
        ("name", ""),
        ("orderIndex", -1),
        ("orderIndex", "first"),
        ("parentId", NOBODY),
        ("parentId", ELSEWHERE["id"]),
        ("properties", {"colour": "red"}),
        ("properties", {"tons": [1]}),
        ("properties", ["tons"]),
        ("properties", None),
    ],
    ids=str,
)
def test_a_wrong_field_is_refused_by_name_and_changes_nothing(
    trade: Trade, emulator: Emulator, field: str, value: object
) -> None:
    before = state(emulator)
    for answer in (trade.put(PATH, {field: value}), trade.post("/asset", {**NEW, field: value})):
        assert {name.partition(".")[0] for name in validation(answer)} == {field}
    assert state(emulator) == before


@pytest.mark.parametrize("parent", [UNIT["id"], PART["id"]], ids=["itself", "a-part-of-it"])
def test_an_asset_is_no_part_of_itself(trade: Trade, emulator: Emulator, parent: int) -> None:
    before = state(emulator)
    assert validation(trade.put(PATH, {"parentId": parent})) == {"parentId": "Parent is invalid"}
    assert state(emulator) == before


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"type": "rooftop_unit"}, {"locationId": "Location is required"}),
        ({"locationId": PLACE}, {"type": "Type is required"}),
        (NEW | {"locationId": NOBODY}, {"locationId": "Location is invalid"}),
        (NEW | {"locationId": UNIT["id"]}, {"locationId": "Location is invalid"}),
        (NEW | {"type": "thermostat"}, {"type": "Type is invalid"}),
        (NEW | {"type": 5}, {"type": "Type is invalid"}),
    ],
    ids=["no-place", "no-type", "unknown-place", "no-locations-id", "undefined-type", "number"],
)
def test_an_asset_needs_a_location_and_a_type_that_is_defined(
    trade: Trade, emulator: Emulator, body: Json, wrong: Json
) -> None:
    before = state(emulator)
    assert validation(trade.post("/asset", body)) == wrong
    assert state(emulator) == before


def test_an_unknown_asset_is_not_found_and_none_can_be_deleted(trade: Trade) -> None:
    path = f"/asset/{NOBODY}"
    assert [trade.get(path).status_code, trade.put(path, {}).status_code] == [404, 404]
    refused = trade.delete(PATH)
    assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, {"GET", "PUT"})


def test_a_definition_names_the_properties_of_its_type(trade: Trade) -> None:
    listed = trade.read("/assetdefinition")["assetDefinitions"]
    rows = list(fixture()["assetdefinitions"].values())
    assert [d["properties"] for d in listed] == [row["properties"] for row in rows]
    assert listed[0].keys() == {"id", "uri", "type", "display", "serviceLine", "properties"}
    assert listed[0]["serviceLine"]["name"] == "HVAC"
