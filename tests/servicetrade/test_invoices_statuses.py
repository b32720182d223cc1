"""What becomes of an invoice: its own fields, and which status follows which."""

import pytest

from emulator.vendors.servicetrade.billing import INVOICE_AFTER
from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, data, fixture, listen, record, told, validation
from tests.world import Emulator, Json

JOB = record("jobs", status="completed")
USED = [row for row in fixture()["jobitems"].values() if row["jobId"] == JOB["id"]]
TOTAL = sum(row["quantity"] * row["price"] for row in USED)
INVOICE = record("invoices", status="ok")
PATH = f"/invoice/{INVOICE['id']}"
USER = record("users", status="active")


def made(trade: Trade, status: str) -> Json:
    return data(trade.post("/invoice", {"jobId": JOB["id"], "status": status}))


@pytest.mark.parametrize("before", INVOICE_AFTER)
def test_a_status_is_followed_by_those_of_its_row(trade: Trade, before: str) -> None:
    for after in INVOICE_AFTER:
        path = f"/invoice/{made(trade, before)['id']}"
        answer = trade.put(path, {"status": after})
        allowed = after == before or after in INVOICE_AFTER[before]
        assert answer.status_code == (200 if allowed else 409)
        assert trade.read(path)["status"] == (after if allowed else before)


def test_a_status_that_cannot_follow_changes_nothing_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    paid = record("invoices", status="paid")
    listen(trade)
    before = trade.read(f"/invoice/{paid['id']}")
    answer = trade.put(f"/invoice/{paid['id']}", {"status": "sent", "notes": "never"})
    assert answer.status_code == 409
    assert answer.json()["messages"] == {"error": ["The invoice cannot have this status"]}
    assert "sent after paid" in answer.headers["emulator-reason"]
    assert trade.read(f"/invoice/{paid['id']}") == before
    assert told(emulator, receiver) == []


def test_an_invoice_that_is_sent_says_so(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    sent = data(trade.put(PATH, {"status": "SENT"}))
    assert told(emulator, receiver) == ["invoice.updated"]
    assert (sent["status"], sent["sent"], sent["paid"]) == ("sent", True, False)


def test_an_invoice_that_is_paid_has_been_paid_in_full(trade: Trade) -> None:
    first = made(trade, "sent")
    assert (first["totalPrice"], first["totalPaidAmount"]) == (TOTAL, 0)
    paid = data(trade.put(f"/invoice/{first['id']}", {"status": "paid"}))
    assert (paid["paid"], paid["sent"], paid["totalPaidAmount"]) == (True, False, TOTAL)
    assert made(trade, "paid")["totalPaidAmount"] == TOTAL


def test_a_status_that_it_has_already_is_no_news(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    paid = record("invoices", status="paid")
    listen(trade)
    before = trade.read(f"/invoice/{paid['id']}")
    assert data(trade.put(f"/invoice/{paid['id']}", {"status": "paid"})) == before
    assert told(emulator, receiver) == []


def test_a_put_changes_what_is_sent_and_tells_of_the_invoice_once(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    before = trade.read(PATH)
    sent = {"name": "June", "invoiceNumber": "A-7", "notes": "n", "partial": 1}
    changed = data(trade.put(PATH, {**sent, "assignedUserId": str(USER["id"])}))
    assert told(emulator, receiver) == ["invoice.updated"]
    assert {name: changed[name] for name in sent} == {**sent, "partial": True}
    assert changed["assignedUser"]["id"] == USER["id"]
    differing = {name for name in before if before[name] != changed[name]} - {"assignedUser"}
    assert differing == {*sent, "items", "updated"}
    assert changed == trade.read(PATH)


def test_a_put_with_null_clears(trade: Trade) -> None:
    data(trade.put(PATH, {"name": "June", "notes": "n"}))
    sent = {"name": None, "notes": None, "invoiceNumber": None}
    cleared = data(trade.put(PATH, {**sent, "assignedUserId": None}))
    assert {name: cleared[name] for name in sent} == sent
    assert cleared["assignedUser"] is None


def test_an_empty_put_changes_nothing_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    before = trade.read(PATH)
    assert data(trade.put(PATH, {})) == before
    assert told(emulator, receiver) == []


def test_what_can_only_be_said_at_first_is_ignored_later(trade: Trade) -> None:
    before = trade.read(PATH)
    sent = {"type": "external", "jobId": 1, "items": [], "applyTax": True, "totalPrice": 1}
    assert data(trade.put(PATH, {**sent, "customerId": 1, "vendorId": 1})) == before


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"status": "draft"}, {"status": "Status is invalid"}),
        ({"status": None}, {"status": "Status is invalid"}),
        ({"assignedUserId": 5}, {"assignedUserId": "Assigned user is invalid"}),
        ({"contractId": 5}, {"contractId": "Contract is invalid"}),
        ({"partial": "some"}, {"partial": "Partial is invalid"}),
        ({"transactionDate": None}, {"transactionDate": "Transaction date is invalid"}),
        ({"notes": 5}, {"notes": "Notes is invalid"}),
    ],
    ids=["status", "no-status", "user", "contract", "partial", "date", "notes"],
)
def test_a_wrong_change_is_refused_by_field_and_changes_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json, wrong: Json
) -> None:
    listen(trade)
    before = trade.read(PATH)
    assert validation(trade.put(PATH, body)) == wrong
    assert trade.read(PATH) == before
    assert told(emulator, receiver) == []


def test_the_jobs_items_do_not_follow_an_invoice_that_is_made(trade: Trade) -> None:
    first = made(trade, "ok")
    item = first["items"][0]
    data(trade.put(f"/invoice/{first['id']}/item/{item['id']}", {"price": 1}))
    assert made(trade, "ok")["items"][0]["price"] == item["price"]
