"""Invoices that are paid and refunded, and what comes of it."""

import pytest

from tests.receiver import Receiver
from tests.spp.bills import BAD, DANA, GOOD, ITEM, PLAIN, cards, invoiced, program
from tests.spp.desk import NOON, Desk, listen, messages, read, state, told
from tests.world import Emulator

MONTHLY = {"recurring": True, "r_period_l": 1, "r_period_t": "M"}


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
def test_a_card_pays_an_invoice_and_the_service_decides_how_its_orders_begin(
    emulator: Emulator, desk: Desk, prefix: str
) -> None:
    cards(emulator)
    made = invoiced(desk, ITEM, PLAIN)
    desk.prefix = f"/spp{prefix}"
    read(desk.post(f"/invoices/{made['number']}/charge", {"payment_method_id": GOOD}))
    desk.prefix = "/spp/api"
    paid = desk.read(f"/invoices/{made['id']}")
    assert (paid["status"], paid["date_paid"], paid["paysys"]) == ("Paid", NOON, "Stripe")
    assert paid["transaction_id"].startswith("pi_")
    orders = state(emulator)["orders"]
    call, travel = [orders[str(item["order_id"])] for item in paid["items"]]
    assert (call["service"], call["status_id"], call["price"]) == ("HVAC service call", 1, "185.00")
    assert (call["quantity"], call["invoice_id"], call["user_id"]) == (2, made["id"], DANA)
    assert (travel["service"], travel["status_id"], travel["service_id"]) == ("Travel", 5, None)


def test_what_was_paid_by_hand_says_so_and_begins_nothing_that_does_not_recur(desk: Desk) -> None:
    made, known = invoiced(desk), desk.ids("/subscriptions")
    paid = read(desk.post(f"/invoices/{made['number']}/mark_paid"))
    assert (paid["status"], paid["paysys"], paid["transaction_id"]) == ("Paid", "Manual", None)
    assert desk.ids("/subscriptions") == known


def test_a_payment_is_told_before_its_orders_and_its_subscription(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    listen(emulator)
    made = invoiced(desk, ITEM, PLAIN, **MONTHLY)
    read(desk.post(f"/invoices/{made['id']}/mark_paid"))
    got = messages(emulator, receiver)
    assert [message["event"] for message in got] == [
        "invoice.created",
        "invoice.paid",
        "order.created",
        "order.created",
        "subscription.paid",
    ]
    _, paid, first, second, subscription = [message["data"] for message in got]
    assert (paid["status"], paid["id"]) == ("Paid", made["number"])
    assert [order["invoice"]["id"] for order in (first, second)] == [made["number"]] * 2
    assert subscription["orders"] == [first["id"], second["id"]]
    assert subscription["payments"][0]["amount"] == made["total"] == "200.00"


def test_a_recurring_invoice_begins_a_subscription(emulator: Emulator, desk: Desk) -> None:
    cards(emulator)
    made = invoiced(desk, ITEM, **MONTHLY)
    read(desk.post(f"/invoices/{made['id']}/charge", {"payment_method_id": GOOD}))
    begun = desk.read("/subscriptions", sort="id:desc")["data"][0]
    assert (begun["status"], begun["invoice_id"]) == ("Active", made["number"])
    assert begun["current_period_end"] == "2026-07-15T12:00:00+00:00"
    assert (begun["payment_count"], begun["client"]["id"]) == (1, DANA)
    assert begun["processor_id"].startswith("sub_")


def test_a_client_who_is_only_an_address_gets_an_account_when_the_invoice_is_paid(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    email = "new@larkfield.example"
    body = {"email": email, "items": [PLAIN], "user_data": {"name_f": "Noor", "vat": 1}}
    made = [read(desk.post("/invoices", body), 201) for _ in range(2)]
    listen(emulator)
    first, second = [read(desk.post(f"/invoices/{each['id']}/mark_paid")) for each in made]
    assert (first["client"]["email"], first["client"]["name"]) == (email, "Noor")
    assert second["client"]["id"] == first["client"]["id"]
    paid = ["invoice.paid", "order.created"]
    assert told(emulator, receiver) == ["account.created", *paid, *paid]


def test_a_declined_card_leaves_the_invoice_to_a_good_one(emulator: Emulator, desk: Desk) -> None:
    cards(emulator)
    made = invoiced(desk)
    assert desk.post(f"/invoices/{made['id']}/charge", {"payment_method_id": BAD}).is_client_error
    paid = read(desk.post(f"/invoices/{made['id']}/charge", {"payment_method_id": GOOD}))
    assert paid["status"] == "Paid"


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
def test_a_refund_is_told_and_cancels_the_orders_that_are_left(
    emulator: Emulator, desk: Desk, receiver: Receiver, verb: str
) -> None:
    made = invoiced(desk, ITEM, PLAIN)
    paid = read(desk.post(f"/invoices/{made['id']}/mark_paid"))
    listen(emulator)
    refund = {"items": None, "status": 4}
    refunded = read(desk.send(verb, f"/invoices/{made['id']}", refund))
    assert (refunded["status"], refunded["date_paid"]) == ("Refunded", NOON)
    changed = ["order.status.changed", "order.updated"]
    assert told(emulator, receiver) == ["invoice.refunded", *changed, *changed]
    orders = state(emulator)["orders"]
    assert {orders[str(item["order_id"])]["status_id"] for item in paid["items"]} == {4}
    read(desk.send(verb, f"/invoices/{made['id']}", refund))
    assert told(emulator, receiver) == []


def test_a_status_of_paid_that_is_written_is_no_payment(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    made = invoiced(desk)
    listen(emulator)
    path = f"/invoices/{made['id']}"
    written = read(desk.put(path, {"items": None, "status": 3}))
    assert (written["status"], written["date_paid"]) == ("Paid", NOON)
    assert written["items"][0]["order_id"] is None
    assert read(desk.put(path, {"items": None, "status": 1}))["date_paid"] is None
    assert told(emulator, receiver) == []


def test_a_payment_is_in_the_log_of_all_that_it_changed(desk: Desk) -> None:
    made = invoiced(desk, PLAIN | {"service_id": program(desk)}, **MONTHLY)
    rows = desk.read("/logs", sort="id:desc")["data"]
    known = {row["id"] for row in rows}
    read(desk.post(f"/invoices/{made['id']}/mark_paid"))
    fresh = [row for row in desk.read("/logs", sort="id:asc")["data"] if row["id"] not in known]
    assert [(row["loggable_type"], row["event"]) for row in fresh] == [
        ("App\\Models\\Order", "created"),
        ("App\\Models\\Invoice", "updated"),
        ("App\\Models\\Subscription", "created"),
    ]
