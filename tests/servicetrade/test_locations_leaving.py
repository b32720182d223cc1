"""Locations that go: removed when nobody needs them, or merged into others."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.refusing import is_whole, nothing_happens, records
from tests.servicetrade.trade import Trade, data, fixture, listen, record, told, validation
from tests.world import Emulator, Json

STORE = record("locations", storeNumber="0101")
OTHER = record("locations", storeNumber="0102")
OFFICE = record("locations", name="Norwell Office")
OTHER_OFFICE = record("locations", name="Des Plaines Office")
CUSTOMER = record("companies", name="Larkfield Outfitters")
ADDRESS = {"street": "1 A St", "city": "Boston", "state": "MA", "postalCode": "02127"}
NEW = {"name": "A Street", "companyId": CUSTOMER["id"], "address": ADDRESS}
NO_ID = 1456999999999999
USERS_OF_A_LOCATION = (
    "jobs", "assets", "servicerequests", "invoices", "quotes", "deficiencies", "users",
)  # fmt: skip


def those_of(tables: Json, table: str, location: int, field: str = "locationId") -> set[str]:
    """The ids of the records of a table that name a location."""
    rows: Json = tables.get(table, {})
    return {key for key, row in rows.items() if row[field] == location}


def added(trade: Trade, **more: object) -> int:
    made: int = data(trade.post("/location", NEW | more))["id"]
    return made


def test_a_location_that_nobody_needs_goes_with_all_that_hangs_on_it(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    before = records(trade)
    made = added(trade)
    on = {"entityType": 11, "entityId": made}
    for path, body in (
        ("/tag", {**on, "name": "needs lift"}),
        ("/comment", {**on, "content": "Ring twice."}),
        (f"/externalid/location/{made}/fleet", {"value": "stop-9"}),
        ("/contact", {"firstName": "Inez", "locationIds": [made]}),
    ):
        data(trade.post(path, body))
    listen(trade)
    answer = trade.delete(f"/location/{made}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert told(emulator, receiver) == ["location.deleted"]
    after = records(trade)
    for table in ("locations", "taggings", "comments", "externalids"):
        assert after[table] == before[table]
    assert list(after["contacts"].values())[-1]["locationIds"] == []
    history = trade.read("/history", entityType=11, entityId=made)["history"]
    assert [row["action"] for row in history] == ["created", "deleted"]
    assert trade.get(f"/location/{made}").status_code == 404
    assert is_whole(trade)


@pytest.mark.parametrize("table", USERS_OF_A_LOCATION)
def test_a_location_that_is_referred_to_stays(trade: Trade, receiver: Receiver, table: str) -> None:
    user: Json = next(iter(fixture()[table].values()))
    with nothing_happens(trade, receiver):
        answer = trade.delete(f"/location/{user['locationId']}")
        assert answer.status_code == 409
        assert answer.json()["messages"] == {"error": ["It is in use and cannot be deleted"]}
        assert f"of {table} in locationId" in answer.headers["emulator-reason"]


def test_an_office_that_serves_others_stays(trade: Trade, receiver: Receiver) -> None:
    vendor = record("companies", name="Norwell HVAC")
    made = added(trade, companyId=vendor["id"])
    other = added(trade, officeIds=[made])
    with nothing_happens(trade, receiver):
        assert trade.delete(f"/location/{made}").status_code == 409
    data(trade.put(f"/location/{other}", {"officeIds": []}))
    assert trade.delete(f"/location/{made}").status_code == 204


def test_a_merge_moves_all_that_refers_to_a_location_and_tells_its_jobs(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    before = records(trade)
    listen(trade)
    body = {"replacementId": OTHER["id"]}
    stays = data(trade.post(f"/location/{STORE['id']}/merge", body))
    assert (stays["id"], stays["name"]) == (OTHER["id"], OTHER["name"])
    assert stays["externalIds"] == {"servicechannel": "2005148201"}
    assert [tag["name"] for tag in stays["tags"]] == ["roof access by landlord"]
    jobs = those_of(before, "jobs", STORE["id"])
    assert told(emulator, receiver) == ["location.deleted", *["job.updated"] * len(jobs)]
    assert trade.get(f"/location/{STORE['id']}").status_code == 404
    after = records(trade)
    for table in USERS_OF_A_LOCATION:
        moved = those_of(before, table, STORE["id"])
        assert those_of(after, table, STORE["id"]) == set()
        assert those_of(after, table, OTHER["id"]) == those_of(before, table, OTHER["id"]) | moved
    comments = trade.ids(f"/location/{OTHER['id']}/comment", "comments")
    assert comments == [record("comments", entityId=STORE["id"])["id"]]
    contact = after["contacts"][str(STORE["primaryContactId"])]
    assert contact["locationIds"] == [OTHER["id"]]
    assert is_whole(trade)


def test_what_the_replacement_has_already_stays_as_it_is(trade: Trade) -> None:
    made = added(trade)
    on = {"entityType": 11, "entityId": made}
    data(trade.post("/tag", {**on, "name": "roof access by landlord"}))
    data(trade.post(f"/externalid/location/{made}/servicechannel", {"value": "77"}))
    data(trade.post(f"/externalid/location/{made}/fleet", {"value": "stop-9"}))
    stays = data(trade.post(f"/location/{made}/merge", {"replacementId": STORE["id"]}))
    assert stays["externalIds"] == {"servicechannel": "2005148201", "fleet": "stop-9"}
    assert len(stays["tags"]) == 1


def test_an_office_is_merged_into_an_office_for_those_it_served(trade: Trade) -> None:
    data(trade.post(f"/location/{OTHER_OFFICE['id']}/merge", {"replacementId": OFFICE["id"]}))
    offices = [row["officeIds"] for row in records(trade)["locations"].values()]
    assert {tuple(ids) for ids in offices} == {(), (OFFICE["id"],)}
    regions = trade.read("/region")["regions"]
    assert {office["id"] for row in regions for office in row["offices"]} == {OFFICE["id"]}
    assert is_whole(trade)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "Replacement is required"),
        ({"replacementId": "none"}, "Replacement is invalid"),
        ({"replacementId": NO_ID}, "Replacement is invalid"),
        ({"replacementId": STORE["id"]}, "Replacement is invalid"),
        ({"replacementId": OFFICE["id"]}, "Replacement is invalid"),
    ],
    ids=["none", "text", "unknown", "itself", "office"],
)
def test_a_merge_into_nothing_itself_or_an_office_is_refused(
    trade: Trade, receiver: Receiver, body: Json, said: str
) -> None:
    with nothing_happens(trade, receiver):
        answer = trade.post(f"/location/{STORE['id']}/merge", body)
        assert validation(answer) == {"replacementId": said}


def test_a_merge_of_a_location_that_is_not_there_is_404(trade: Trade, receiver: Receiver) -> None:
    with nothing_happens(trade, receiver):
        answer = trade.post(f"/location/{NO_ID}/merge", {"replacementId": OTHER["id"]})
        assert answer.status_code == 404
