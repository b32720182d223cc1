"""Job items as a resource: what can be read, written and refused."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import (
    TECH,
    Trade,
    data,
    fixture,
    listen,
    log_in,
    record,
    state,
    told,
    validation,
)
from tests.world import Emulator, Json

ITEM = record("jobitems")
PATH = f"/jobitem/{ITEM['id']}"
JOB = ITEM["jobId"]
BILLED = next(row for row in fixture()["invoiceitems"].values() if row["jobItemId"])
CAPACITOR = record("libitems", code="CAP-455")
FEES = {row["id"] for row in fixture()["libitems"].values() if row["type"] == "fee"}
TOMAS = record("users", username="tomas.brandt")
PURCHASED = {"type": "refnumber", "value": "PO CC-654"}
NOBODY = 9_000_000_000_000_000


def test_an_item_has_every_field_and_the_records_it_refers_to(trade: Trade) -> None:
    item = trade.read(PATH)
    assert item.keys() == {
        "id", "uri", "name", "description", "quantity", "cost", "price", "usedOn", "orderIndex",
        "job", "libItem", "serviceLine", "source", "user", "vendor", "created", "updated",
    }  # fmt: skip
    assert item["uri"].endswith(f"/servicetrade/api{PATH}")
    assert (item["job"]["id"], item["libItem"]["id"]) == (JOB, ITEM["libItemId"])
    assert (item["user"]["name"], item["vendor"]["name"]) == ("Tomas Brandt", "Norwell HVAC")
    assert item["source"] == ITEM["source"]


def test_the_price_of_an_item_is_never_answered(trade: Trade) -> None:
    assert ITEM["price"] is not None
    assert trade.read(PATH)["price"] is None


def test_a_new_item_says_what_was_sent_and_null_for_the_rest(trade: Trade) -> None:
    made = data(trade.post("/jobitem", {"jobId": JOB, "name": "Belt"}))
    assert (made["name"], made["quantity"], made["orderIndex"]) == ("Belt", 1, 4)
    unset = ("description", "cost", "price", "usedOn", "libItem", "serviceLine", "source")
    assert [made[name] for name in unset] == [None] * len(unset)
    assert made["user"]["name"] == "Renee Castellano"
    assert trade.read(f"/jobitem/{made['id']}") == made


def test_a_new_item_may_say_all_there_is_to_say(trade: Trade) -> None:
    body = {
        "jobId": str(JOB),
        "name": "Run capacitor",
        "description": "45/5, from the van",
        "quantity": "2.5",
        "cost": "14.20",
        "libItemId": str(CAPACITOR["id"]),
        "serviceLineId": record("servicelines")["id"],
        "usedOn": "1781524800",
        "source": PURCHASED,
    }
    made = data(trade.post("/jobitem", body))
    assert (made["quantity"], made["cost"], made["usedOn"]) == (2.5, 14.2, 1781524800)
    assert (made["libItem"]["code"], made["serviceLine"]["abbr"]) == ("CAP-455", "HVAC")
    assert made["source"] == PURCHASED | {"userId": None}


def test_an_item_from_a_technician_is_the_technicians(trade: Trade) -> None:
    brought = {"type": "tech", "userId": str(TOMAS["id"])}
    made = data(trade.post("/jobitem", {"jobId": JOB, "name": "Belt", "source": brought}))
    assert made["source"] == {"type": "tech", "value": None, "userId": TOMAS["id"]}
    assert made["user"]["id"] == TOMAS["id"]


def test_a_technician_adds_items_too(emulator: Emulator) -> None:
    made = data(log_in(emulator, TECH).post("/jobitem", {"jobId": JOB, "name": "Belt"}))
    assert made["user"]["name"] == "Tomas Brandt"


@pytest.mark.parametrize("name", ["libItemId", "libitemId"])
def test_the_library_item_is_named_in_either_spelling(trade: Trade, name: str) -> None:
    assert data(trade.put(PATH, {name: CAPACITOR["id"]}))["libItem"]["code"] == "CAP-455"
    assert data(trade.put(PATH, {name: None}))["libItem"] is None


def test_the_hidden_price_follows_the_library(trade: Trade, emulator: Emulator) -> None:
    """An invoice that is made from the job's items needs one."""
    data(trade.put(PATH, {"libItemId": CAPACITOR["id"]}))
    assert state(emulator)["jobitems"][str(ITEM["id"])]["price"] == CAPACITOR["price"]
    data(trade.put(PATH, {"libItemId": None}))
    assert state(emulator)["jobitems"][str(ITEM["id"])]["price"] is None


def test_a_put_changes_what_is_sent_and_null_clears(trade: Trade) -> None:
    before = trade.read(PATH)
    sent = {"cost": None, "usedOn": None, "serviceLineId": None, "source": None, "jobId": 5}
    after = data(trade.put(PATH, sent))
    cleared = dict.fromkeys(("cost", "usedOn", "serviceLine", "source"))
    assert after == before | cleared | {"updated": after["updated"]}
    assert trade.read(PATH) == after


def test_what_was_read_can_be_sent_back(trade: Trade) -> None:
    """Objects that an item refers to are fields that a PUT does not know, so they are ignored."""
    before = trade.read(PATH)
    assert data(trade.put(PATH, before)) == before


def test_a_deleted_item_is_gone_from_its_jobs_items(trade: Trade) -> None:
    made = data(trade.post("/jobitem", {"jobId": JOB, "name": "Belt"}))["id"]
    assert made in trade.ids("/jobitem", "jobItems", jobId=JOB)
    answer = trade.delete(f"/jobitem/{made}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert made not in trade.ids("/jobitem", "jobItems", jobId=JOB)
    assert trade.get(f"/jobitem/{made}").status_code == 404


def test_items_are_found_by_their_job(trade: Trade) -> None:
    expected = [r["id"] for r in fixture()["jobitems"].values() if r["jobId"] == JOB]
    assert trade.ids("/jobitem", "jobItems", jobId=JOB) == expected
    assert trade.ids("/jobitem", "jobItems", jobId=NOBODY) == []


def test_items_are_found_by_the_office_of_their_jobs_location(trade: Trade) -> None:
    office = record("locations", name="Des Plaines Office")["id"]
    found = trade.read("/jobitem", jobOfficeId=office)["jobItems"]
    places = {row["id"]: row for row in fixture()["locations"].values()}
    jobs = fixture()["jobs"]
    assert found
    for item in found:
        assert office in places[jobs[str(item["job"]["id"])]["locationId"]]["officeIds"]
    assert trade.ids("/jobitem", "jobItems", jobOfficeId=NOBODY) == []


@pytest.mark.parametrize("kinds", ["fee", "FEE", "fee,nothing"])
def test_items_are_found_by_the_type_of_their_library_item(trade: Trade, kinds: str) -> None:
    found = trade.ids("/jobitem", "jobItems", libItemType=kinds)
    rows = fixture()["jobitems"].values()
    assert found == [r["id"] for r in rows if r["libItemId"] in FEES]


def test_items_are_found_by_when_they_were_used_edges_included(trade: Trade) -> None:
    at = ITEM["usedOn"]
    rows = fixture()["jobitems"].values()
    later = trade.read("/jobitem", usedOnAfter=at)["totalCount"]
    earlier = trade.read("/jobitem", usedOnBefore=at)["totalCount"]
    assert later == sum(r["usedOn"] is not None and r["usedOn"] >= at for r in rows)
    assert earlier == sum(r["usedOn"] is not None and r["usedOn"] <= at for r in rows)


@pytest.mark.parametrize(("name", "field"), [("created", "created"), ("updated", "updated")])
def test_items_are_found_by_their_stamps(trade: Trade, name: str, field: str) -> None:
    at = ITEM[field]
    asked = {f"{name}After": at, f"{name}Before": at}
    assert ITEM["id"] in trade.ids("/jobitem", "jobItems", **asked)
    assert trade.ids("/jobitem", "jobItems", **{f"{name}After": 2_000_000_000}) == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"name": "Belt"}, {"jobId": "Job is required"}),
        ({"jobId": JOB}, {"name": "Name is required"}),
        ({"jobId": JOB, "name": ""}, {"name": "Name is invalid"}),
        ({"jobId": NOBODY, "name": "Belt"}, {"jobId": "Job is invalid"}),
        ({"jobId": ITEM["id"], "name": "Belt"}, {"jobId": "Job is invalid"}),
        ({"jobId": JOB, "name": "Belt", "quantity": -1}, {"quantity": "Quantity is invalid"}),
        ({"jobId": JOB, "name": "Belt", "quantity": "-1"}, {"quantity": "Quantity is invalid"}),
    ],
    ids=["no-job", "no-name", "blank-name", "unknown-job", "no-jobs-id", "below-0", "text-below-0"],
)
def test_a_wrong_item_is_refused_by_field_and_not_made(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json, wrong: Json
) -> None:
    listen(trade)
    before = state(emulator)
    assert validation(trade.post("/jobitem", body)) == wrong
    assert (state(emulator), told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": None}, "name"),
        ({"quantity": None}, "quantity"),
        ({"quantity": "many"}, "quantity"),
        ({"usedOn": "2026-06-15T12:00:00Z"}, "usedOn"),
        ({"usedOn": -1}, "usedOn"),
        ({"cost": "12,50"}, "cost"),
        ({"libItemId": NOBODY}, "libItemId"),
        ({"libItemId": JOB}, "libItemId"),
        ({"serviceLineId": NOBODY}, "serviceLineId"),
        ({"source": "PO 1"}, "source"),
        ({"source": {"type": "refnumber"}}, "source"),
        ({"source": {"type": "tech", "value": "Tomas"}}, "source"),
        ({"source": {"type": "warehouse", "value": "1"}}, "source"),
        ({"source": {"type": "tech", "userId": NOBODY}}, "source"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_a_wrong_field_refuses_an_edit_that_then_changes_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json, field: str
) -> None:
    listen(trade)
    before = state(emulator)
    assert validation(trade.put(PATH, {"description": "Changed", **body})).keys() == {field}
    assert (state(emulator), told(emulator, receiver)) == (before, [])


def test_an_item_that_stands_on_an_invoice_is_not_deleted(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    before = state(emulator)
    answer = trade.delete(f"/jobitem/{BILLED['jobItemId']}")
    assert answer.status_code == 409
    assert answer.json()["messages"] == {"error": ["It is in use and cannot be deleted"]}
    assert str(BILLED["invoiceId"]) in answer.headers["emulator-reason"]
    assert (state(emulator), told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize("number", [NOBODY, JOB, 0])
def test_an_unknown_item_is_404_for_every_verb(trade: Trade, number: int) -> None:
    path = f"/jobitem/{number}"
    answers = [trade.get(path), trade.put(path, {"quantity": 1}), trade.delete(path)]
    assert [a.status_code for a in answers] == [404] * 3
