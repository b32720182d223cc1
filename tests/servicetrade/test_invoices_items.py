"""The items of an invoice: what is billed, and what that comes to."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, data, fixture, listen, record, told, validation
from tests.world import Emulator, Json

INVOICE = record("invoices", status="ok")
PATH = f"/invoice/{INVOICE['id']}"
ROWS = [row for row in fixture()["invoiceitems"].values() if row["invoiceId"] == INVOICE["id"]]
FIRST = f"{PATH}/item/{ROWS[0]['id']}"
FOREIGN = next(r for r in fixture()["invoiceitems"].values() if r["invoiceId"] != INVOICE["id"])
SERVICE = record("servicerequests", locationId=INVOICE["locationId"])
JOB_ITEM = record("jobitems", jobId=INVOICE["jobId"])
ELSEWHERE = next(
    r for r in fixture()["servicerequests"].values() if r["locationId"] != INVOICE["locationId"]
)
OTHER_JOBS = next(r for r in fixture()["jobitems"].values() if r["jobId"] != INVOICE["jobId"])
LIB_ITEM = record("libitems", type="fee")
LINE = record("servicelines")
TOLD = ["invoice.updated", "invoice.updated"]
FIELDS = """id uri description quantity price subtotal taxGroup taxRate taxRateDetails taxAmount
totalPrice orderIndex libItem serviceLine jobItem serviceRequest invoice invoiceRecurrence
windowStart windowEnd created updated"""
WRONG: dict[str, tuple[Json, Json]] = {
    "no-lib-item": ({"libItemId": 5}, {"libItemId": "Lib item is invalid"}),
    "no-line": ({"serviceLineId": 5}, {"serviceLineId": "Service line is invalid"}),
    "no-job-item": ({"jobItemId": 5}, {"jobItemId": "Job item is invalid"}),
    "other-job": ({"jobItemId": OTHER_JOBS["id"]}, {"jobItemId": "Job item is invalid"}),
    "no-service": ({"serviceRequestId": 5}, {"serviceRequestId": "Service request is invalid"}),
    "elsewhere": (
        {"serviceRequestId": ELSEWHERE["id"]},
        {"serviceRequestId": "Service request is invalid"},
    ),
    "text": ({"price": "12,50"}, {"price": "Price is invalid"}),
    "tax": ({"taxRate": 100.5}, {"taxRate": "Tax rate is invalid"}),
    "below": ({"taxRate": "-1"}, {"taxRate": "Tax rate is invalid"}),
    "empty": ({"description": ""}, {"description": "Description is invalid"}),
}


def test_an_item_shows_all_fields_and_what_it_is_for(trade: Trade) -> None:
    shown = trade.read(FIRST)
    assert shown.keys() == set(FIELDS.split())
    assert shown["jobItem"].keys() == {"id", "uri", "description", "cost", "usedOn"}
    assert (shown["invoice"]["id"], shown["taxRateDetails"]) == (INVOICE["id"], [])
    assert shown in trade.read(PATH)["items"]
    assert shown["uri"].endswith(FIRST)


def test_items_are_listed_in_pages(trade: Trade) -> None:
    listed = trade.read(f"{PATH}/item", limit=2)
    assert [row["id"] for row in listed["items"]] == [row["id"] for row in ROWS[:2]]
    assert (listed["totalCount"], listed["totalPages"]) == (len(ROWS), 2)


def test_a_new_item_comes_last_and_changes_the_total(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    before = trade.read(PATH)["totalPrice"]
    sent = {"description": "Crane", "quantity": 3, "price": "33.333", "taxRate": 10}
    made = data(trade.post(f"{PATH}/item", sent))
    assert told(emulator, receiver) == TOLD
    assert (made["subtotal"], made["taxAmount"], made["totalPrice"]) == (100.0, 10.0, 110.0)
    assert (made["orderIndex"], made["libItem"]) == (len(ROWS), None)
    after = trade.read(PATH)
    assert after["items"][-1] == made
    assert after["totalPrice"] == round(before + 110, 2)


def test_an_item_of_a_lib_item_has_its_name_and_price(trade: Trade) -> None:
    made = data(trade.post(f"{PATH}/item", {"libItemId": str(LIB_ITEM["id"])}))
    assert (made["description"], made["price"]) == (LIB_ITEM["name"], LIB_ITEM["price"])
    assert (made["quantity"], made["taxRate"]) == (1, 0)
    assert made["libItem"].keys() == {
        "id", "uri", "name", "type", "code", "isGeneric", "externalIds",
    }  # fmt: skip


def test_an_item_names_its_job_item_and_its_service(trade: Trade) -> None:
    sent = {"jobItemId": JOB_ITEM["id"], "serviceRequestId": SERVICE["id"]}
    line = {"description": "x", "price": -5, "serviceLineId": LINE["id"]}
    made = data(trade.post(f"{PATH}/item", {**sent, **line}))
    assert (made["jobItem"]["id"], made["serviceRequest"]["id"]) == tuple(sent.values())
    assert (made["totalPrice"], made["serviceLine"]["name"]) == (-5, LINE["name"])


def test_a_put_changes_what_is_sent_and_clears_references(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    before = trade.read(FIRST)
    changed = data(trade.put(FIRST, {"quantity": "4", "libItemId": None, "jobItemId": None}))
    assert told(emulator, receiver) == TOLD
    assert (changed["quantity"], changed["libItem"], changed["jobItem"]) == (4, None, None)
    assert changed["price"] == before["price"]
    assert changed["totalPrice"] == 4 * before["price"]


@pytest.mark.parametrize("body", [{}, {"price": ROWS[0]["price"]}], ids=["empty", "the-same"])
def test_a_put_that_changes_nothing_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    listen(trade)
    before = trade.read(FIRST)
    assert data(trade.put(FIRST, body)) == before
    assert told(emulator, receiver) == []


def test_a_deleted_item_is_gone_and_no_longer_billed(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    before = trade.read(PATH)
    answer = trade.delete(FIRST)
    assert (answer.status_code, answer.content) == (204, b"")
    assert told(emulator, receiver) == TOLD
    after = trade.read(PATH)
    assert after["items"] == before["items"][1:]
    assert after["totalPrice"] == round(before["totalPrice"] - before["items"][0]["totalPrice"], 2)
    assert (trade.get(FIRST).status_code, trade.delete(FIRST).status_code) == (404, 404)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_item_is_refused_by_field_and_changes_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, name: str
) -> None:
    body, wrong = WRONG[name]
    listen(trade)
    before = trade.read(PATH)
    line = {"description": "x", "price": 1, "quantity": 1}
    assert validation(trade.post(f"{PATH}/item", {**line, **body})) == wrong
    assert validation(trade.put(FIRST, body)) == wrong
    assert trade.read(PATH) == before
    assert told(emulator, receiver) == []


def test_an_item_needs_a_description_and_a_price_or_a_lib_item_that_has_them(trade: Trade) -> None:
    path = f"{PATH}/item"
    assert validation(trade.post(path, {"price": 1})) == {"description": "Description is required"}
    assert validation(trade.post(path, {"description": "x"})) == {"price": "Price is required"}
    assert trade.post(path, None).status_code == 400


@pytest.mark.parametrize("status", ["paid", "void"])
def test_the_items_of_a_final_invoice_stay_as_they_are(
    trade: Trade, emulator: Emulator, receiver: Receiver, status: str
) -> None:
    invoice = record("invoices", status=status)
    path = f"/invoice/{invoice['id']}"
    item = f"{path}/item/{record('invoiceitems', invoiceId=invoice['id'])['id']}"
    listen(trade)
    before = trade.read(path)
    answers = [
        trade.post(f"{path}/item", {"libItemId": LIB_ITEM["id"]}),
        trade.put(item, {"price": 1}),
        trade.delete(item),
    ]
    assert [answer.status_code for answer in answers] == [409] * 3
    assert answers[0].json()["messages"] == {"error": ["The invoice cannot be changed"]}
    assert status in answers[0].headers["emulator-reason"]
    assert trade.read(path) == before
    assert told(emulator, receiver) == []


@pytest.mark.parametrize(
    "path",
    ["/invoice/1/item/1", f"{PATH}/item/1", f"{PATH}/item/{FOREIGN['id']}"],
    ids=["no-invoice", "no-item", "another-invoices"],
)
def test_an_item_that_is_not_the_invoices_is_not_found(trade: Trade, path: str) -> None:
    answers = [trade.get(path), trade.put(path, {}), trade.delete(path)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert answers[0].json()["messages"]["error"] == ["Not found"]


def test_items_of_no_invoice_are_not_found(trade: Trade) -> None:
    sent = {"libItemId": LIB_ITEM["id"]}
    answers = [trade.get("/invoice/1/item"), trade.post("/invoice/1/item", sent)]
    assert [answer.status_code for answer in answers] == [404] * 2
