"""Services as a resource: what can be made, read and changed, and what is refused."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, Trade, data, listen, record, state, told, validation
from tests.world import Emulator, Json

JOB = record("jobs", customerPo="107002896")
SERVICE = record("servicerequests", jobId=JOB["id"])
PATH = f"/servicerequest/{SERVICE['id']}"
UNION_SQUARE = JOB["locationId"]
HVAC = record("servicelines", name="HVAC")["id"]
UNIT = record("assets", name="Rooftop unit 2", locationId=UNION_SQUARE)
ELSEWHERE = record("assets", type="walk_in_box")
OTHER_JOB = record("jobs", locationId=ELSEWHERE["locationId"])
AGREEMENT = record("contracts", name="Larkfield rooftop maintenance")
OTHER_AGREEMENT = record("contracts", name="Juniper Spoon refrigeration and hood care")
SPARROW = record("companies", name="Sparrow Electric")
FOUND = record("deficiencies", locationId=UNION_SQUARE)
OTHER_FOUND = record("deficiencies", locationId=ELSEWHERE["locationId"])
NEW = {"locationId": UNION_SQUARE, "serviceLineId": HVAC, "description": "Replace capacitor"}
NOBODY = 9_000_000_000_000_000


def test_a_service_has_every_field_and_the_records_it_refers_to(trade: Trade) -> None:
    service = trade.read(PATH)
    assert service.keys() == {
        "uri", "id", "status", "completion", "description", "serviceLine", "asset", "location",
        "job", "deficiency", "changeOrder", "budget", "contract", "windowStart", "windowEnd",
        "originalWindowStart", "originalWindowEnd", "closedOn", "serviceRecurrence",
        "preferredTechs", "preferredVendor", "estimatedPrice", "duration", "preferredStartTime",
        "visibility", "items", "quoteRequests", "taskInstances", "taskLists", "created", "updated",
    }  # fmt: skip
    assert (service["job"]["id"], service["asset"]["id"]) == (JOB["id"], UNIT["id"])
    assert service["location"]["generalManager"] == "Carla Benedetti"
    assert [tech["name"] for tech in service["preferredTechs"]] == ["Tomas Brandt"]


def test_a_new_service_is_open_and_waits_with_nothing_but_what_was_sent(trade: Trade) -> None:
    made = data(trade.post("/servicerequest", NEW))
    assert (made["status"], made["description"]) == ("open", "Replace capacitor")
    unset = (
        "completion", "asset", "job", "deficiency", "contract", "windowStart", "windowEnd",
        "originalWindowStart", "originalWindowEnd", "closedOn", "preferredVendor",
        "estimatedPrice", "duration", "preferredStartTime",
    )  # fmt: skip
    assert {made[name] for name in unset} == {None}
    assert (made["visibility"], made["items"], made["preferredTechs"]) == (["public"], [], [])
    assert trade.read(f"/servicerequest/{made['id']}") == made


def test_a_new_service_may_say_all_there_is_to_say(trade: Trade) -> None:
    more = {
        "assetId": str(UNIT["id"]),
        "deficiencyId": FOUND["id"],
        "jobId": JOB["id"],
        "contractId": AGREEMENT["id"],
        "preferredVendorId": SPARROW["id"],
        "windowStart": NOON,
        "windowEnd": str(NOON + 60),
        "duration": 3600,
        "preferredStartTime": "86399",
        "estimatedPrice": "265.50",
        "visibility": ["public", "customer"],
    }
    made = data(trade.post("/servicerequest", NEW | more))
    refers = ("asset", "deficiency", "job", "contract", "preferredVendor")
    assert [made[name]["id"] for name in refers] == [
        UNIT["id"], FOUND["id"], JOB["id"], AGREEMENT["id"], SPARROW["id"],
    ]  # fmt: skip
    assert (made["windowStart"], made["windowEnd"]) == (NOON, NOON + 60)
    assert (made["originalWindowStart"], made["originalWindowEnd"]) == (NOON, NOON + 60)
    assert (made["duration"], made["preferredStartTime"]) == (3600, 86399)
    assert (made["estimatedPrice"], made["visibility"]) == (265.5, ["public", "customer"])


def test_the_original_window_is_the_first_one(trade: Trade) -> None:
    path = f"/servicerequest/{data(trade.post('/servicerequest', NEW))['id']}"
    data(trade.put(path, {"windowStart": NOON, "windowEnd": NOON + 60}))
    moved = data(trade.put(path, {"windowStart": NOON + 30, "windowEnd": NOON + 90}))
    assert (moved["windowStart"], moved["windowEnd"]) == (NOON + 30, NOON + 90)
    assert (moved["originalWindowStart"], moved["originalWindowEnd"]) == (NOON, NOON + 60)


def test_a_closed_service_says_since_when_until_it_is_opened_again(
    trade: Trade, emulator: Emulator
) -> None:
    emulator.advance("PT1H")
    closed = data(trade.put(PATH, {"status": "closed"}))
    assert (closed["completion"], closed["closedOn"]) == ("complete", NOON + 3600)
    emulator.advance("PT1H")
    assert data(trade.put(PATH, {"status": "CLOSED"}))["closedOn"] == NOON + 3600
    opened = data(trade.put(PATH, {"status": "open"}))
    assert (opened["completion"], opened["closedOn"]) == (None, None)


@pytest.mark.parametrize("status", ["open", "closed", "canceled", "void"])
def test_a_service_may_be_made_and_put_in_any_status(trade: Trade, status: str) -> None:
    made = data(trade.post("/servicerequest", NEW | {"status": status}))
    assert (made["status"], made["closedOn"] is not None) == (status, status == "closed")
    assert data(trade.put(PATH, {"status": status}))["status"] == status


def test_a_put_changes_what_is_sent_and_null_clears(trade: Trade) -> None:
    before = trade.read(PATH)
    sent = dict.fromkeys(("windowStart", "windowEnd", "duration", "estimatedPrice", "assetId"))
    after = data(trade.put(PATH, sent))
    cleared = dict.fromkeys(("windowStart", "windowEnd", "duration", "estimatedPrice", "asset"))
    assert after == before | cleared | {"updated": NOON}


@pytest.mark.parametrize(
    "body",
    [{}, {"visibility": ["public"], "status": "open"}, {"locationId": 5, "color": "red"}],
    ids=["nothing", "the-same", "what-cannot-change"],
)
def test_a_put_that_changes_nothing_saves_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    listen(trade)
    before = state(emulator)
    assert data(trade.put(PATH, body))["updated"] == SERVICE["updated"]
    assert (state(emulator), told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize("missing", NEW)
def test_a_service_needs_a_place_a_service_line_and_a_description(
    trade: Trade, missing: str
) -> None:
    said = validation(trade.post("/servicerequest", {n: v for n, v in NEW.items() if n != missing}))
    assert list(said) == [missing]
    assert said[missing].endswith("is required")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("serviceLineId", NOBODY),
        ("serviceLineId", None),
        ("description", ""),
        ("windowStart", "2026-06-15"),
        ("windowStart", -1),
        ("windowEnd", 1),
        ("duration", -1),
        ("duration", "soon"),
        ("preferredStartTime", 86400),
        ("preferredStartTime", "90000"),
        ("estimatedPrice", "1,000.00"),
        ("assetId", NOBODY),
        ("assetId", ELSEWHERE["id"]),
        ("deficiencyId", NOBODY),
        ("deficiencyId", OTHER_FOUND["id"]),
        ("jobId", NOBODY),
        ("jobId", OTHER_JOB["id"]),
        ("contractId", NOBODY),
        ("contractId", OTHER_AGREEMENT["id"]),
        ("preferredVendorId", NOBODY),
        ("preferredVendorId", record("companies", customer=True)["id"]),
        ("visibility", 5),
        ("status", "in_progress"),
        ("status", None),
    ],
)
def test_a_wrong_field_is_refused_by_name_and_changes_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, field: str, value: object
) -> None:
    listen(trade)
    before = state(emulator)
    changed = {"description": "Changed", "estimatedPrice": 1, field: value}
    assert list(validation(trade.put(PATH, changed))) == [field]
    made = {**NEW, "windowStart": NOON, field: value}
    assert list(validation(trade.post("/servicerequest", made))) == [field]
    assert (state(emulator), told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize("place", [NOBODY, JOB["id"], "Union Square", None])
def test_a_service_is_made_only_where_there_is_a_location(trade: Trade, place: object) -> None:
    refused = validation(trade.post("/servicerequest", NEW | {"locationId": place}))
    assert refused == {"locationId": "Location is invalid"}


@pytest.mark.parametrize("number", [NOBODY, JOB["id"]])
def test_an_unknown_service_is_404_for_every_verb(trade: Trade, number: int) -> None:
    path = f"/servicerequest/{number}"
    answers = [
        trade.get(path),
        trade.put(path, {"status": "closed"}),
        trade.delete(path),
        trade.get(f"{path}/item"),
        trade.post(f"{path}/item", {"description": "Filters"}),
        trade.delete(f"{path}/item/1"),
    ]
    assert [a.status_code for a in answers] == [404] * 6
