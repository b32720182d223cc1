"""Service Provider Pro's demo world, as the file has it."""

import json
import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from emulator.kernel.clock import parse_instant
from emulator.vendors.spp import statuses
from tests.spp.demo import WORLD, get, meant, rows
from tests.world import Json

NOW = "2026-06-15T12:00:00Z"
ORDERS, INVOICES, TICKETS = rows("orders"), rows("invoices"), rows("tickets")
PAID_ONCE = (statuses.PAID, statuses.REFUNDED)
#: Kinds of status, by the table whose records have them.
KINDS = {"orders": "order", "tickets": "ticket", "invoices": "invoice"}
KINDS |= {"subscriptions": "subscription"}
#: What a record names of its own workspace.
REFERENCES = {
    "orders": "user_id:users service_id:services invoice_id:invoices subscription_id:subscriptions",
    "messages": "order_id:orders ticket_id:tickets user_id:users",
    "tasks": "order_id:orders completed_by:users",
    "invoices": "user_id:users coupon_id:coupons subscription_id:subscriptions employee_id:users",
    "items": "invoice_id:invoices order_id:orders service_id:services",
    "subscriptions": "user_id:users invoice_id:invoices",
    "tickets": "user_id:users order_id:orders",
    "formfields": "order_id:orders ticket_id:tickets",
    "activities": "user_id:users author_id:users assignee_id:users",
    "cards": "user_id:users",
    "keys": "user_id:users",
    "users": "role_id:roles referrer_user_id:users",
}


def total(invoice: Json) -> Decimal:
    """What an invoice asks for."""
    return subtotal(invoice) + Decimal(invoice["tax"]) - Decimal(invoice["credit"])


def subtotal(invoice: Json) -> Decimal:
    parts = rows("items", invoice_id=invoice["id"])
    return sum(
        (Decimal(i["amount"]) * i["quantity"] - Decimal(i["discount"]) - Decimal(i["discount2"]))
        for i in parts
    ) or Decimal(0)


def test_the_records_that_the_documentation_names_are_there() -> None:
    order, ticket, subscription = get("orders", 5001), get("tickets", 4001), get("subscriptions", 1)
    assert (order["number"], order["user_id"], order["status_id"]) == ("6A1F20C4", 1001, 5)
    assert rows("messages", order_id=5001)[0]["id"] == 7001
    assert (get("orders", 5002)["number"], get("orders", 5002)["status_id"]) == ("B1C2D3E4", 1)
    assert (get("orders", 5003)["number"], get("orders", 5003)["workspace_id"]) == ("C0FFEE42", 2)
    assert (ticket["number"], meant("ticket", ticket)) == ("7B3E91D0", statuses.OPEN)
    assert (subscription["number"], subscription["payment_method_id"]) == (
        "5D0C77AB",
        "pm_demo_visa",
    )
    assert (get("invoices", 3001)["number"], get("invoices", 3002)["status_id"]) == ("E4A269FC", 3)
    assert (get("services", 2)["name"], get("services", 2)["r_period_t"]) == ("Filter program", "M")
    assert [row["order_id"] for row in (get("tasks", 1), get("formfields", 1))] == [5001, 5001]


@pytest.mark.parametrize("table", sorted(REFERENCES))
def test_what_a_record_names_is_of_its_workspace(table: str) -> None:
    for row in rows(table):
        for field, target in (pair.split(":") for pair in REFERENCES[table].split()):
            if row[field] is not None:
                assert get(target, row[field])["workspace_id"] == row["workspace_id"], (table, row)


@pytest.mark.parametrize("table", sorted(KINDS))
def test_every_status_is_one_that_the_workspace_has_and_each_is_shown(table: str) -> None:
    known = {s["code"] for s in rows("statuses", workspace_id=1, kind=KINDS[table])}
    assert {row["status_id"] for row in rows(table, workspace_id=1)} == known


def test_who_works_is_of_the_team_and_who_buys_is_not() -> None:
    for row in [*rows("orders"), *rows("tickets"), *rows("tasks"), *rows("services")]:
        for each in row["employee_ids"]:
            member = get("users", each)
            assert (member["is_team"], member["workspace_id"]) == (True, row["workspace_id"])
    for row in [*ORDERS, *TICKETS, *rows("subscriptions"), *rows("cards"), *rows("activities")]:
        assert not get("users", row["user_id"])["is_team"]
    for user in rows("users"):
        assert user["is_team"] == (user["role_id"] is not None)


def test_a_message_is_by_the_client_or_the_team_and_the_newest_is_its_parents() -> None:
    for field, parents in (("order_id", ORDERS), ("ticket_id", TICKETS)):
        for parent in parents:
            own = rows("messages", **{field: parent["id"]})
            times = [message["created_at"] for message in own]
            assert times == sorted(times)
            assert parent["last_message_at"] == (times[-1] if times else None)
            for message in own:
                author = get("users", message["user_id"])
                assert author["is_team"] or author["id"] == parent["user_id"]
                assert author["is_team"] or not message["staff_only"]


def test_the_tags_in_use_are_saved() -> None:
    used = {(row["workspace_id"], tag) for row in [*ORDERS, *TICKETS] for tag in row["tags"]}
    assert used == {(row["workspace_id"], row["name"]) for row in rows("tags")}


def test_the_dates_of_an_order_are_those_of_its_status() -> None:
    for order in ORDERS:
        status = meant("order", order)
        assert (order["date_completed"] is not None) == (status == statuses.COMPLETE)
        assert (order["date_started"] is not None) >= (status == statuses.COMPLETE)
        waits = status in (statuses.UNPAID, statuses.PENDING)
        service = get("services", order["service_id"]) if order["service_id"] else {}
        assert (order["date_due"] is not None) == bool(service.get("deadline") and not waits)
        fields = ("created_at", "date_started", "date_completed")
        steps = [order[name] for name in fields if order[name]]
        assert steps == sorted(steps)
        assert order["updated_at"] >= max(*steps, order["last_message_at"] or "")


def test_only_orders_with_an_intake_form_that_came_back_have_its_fields() -> None:
    for order in ORDERS:
        service = get("services", order["service_id"]) if order["service_id"] else {}
        waits = meant("order", order) in (statuses.UNPAID, statuses.PENDING)
        has_form = bool(service.get("has_intake_form")) and not waits
        assert bool(rows("formfields", order_id=order["id"])) == has_form


def test_a_task_is_for_the_team_or_the_client_and_done_by_somebody_or_not_at_all() -> None:
    for task in rows("tasks"):
        assert not (task["for_client"] and task["employee_ids"])
        assert task["is_complete"] == bool(task["completed_by"]) == bool(task["completed_at"])


def test_an_item_and_its_order_name_the_same_invoice() -> None:
    for item in rows("items"):
        if item["order_id"]:
            order, invoice = (
                get("orders", item["order_id"]),
                get("invoices", item["invoice_id"]),
            )
            assert order["invoice_id"] == invoice["id"]
            assert (order["user_id"], order["paysys"]) == (invoice["user_id"], invoice["paysys"])
            assert order["subscription_id"] == invoice["subscription_id"]
    for order in ORDERS:
        if order["invoice_id"]:
            assert rows("items", order_id=order["id"])


def test_what_was_paid_says_when_and_how_and_nothing_else_does() -> None:
    for invoice in INVOICES:
        is_paid = meant("invoice", invoice) in PAID_ONCE
        assert (invoice["date_paid"] is not None) == is_paid
        assert not is_paid or invoice["paysys"] in ("Stripe", "Manual")
        by_card = invoice["paysys"] == "Stripe"
        assert (invoice["transaction_id"] is not None) == by_card
        lines = rows("items", invoice_id=invoice["id"])
        assert not is_paid or all(line["order_id"] for line in lines)


def test_taxes_and_totals_add_up() -> None:
    cent = Decimal("0.01")
    for invoice in INVOICES:
        wanted = subtotal(invoice) * Decimal(str(invoice["tax_percent"])) / 100
        assert abs(Decimal(invoice["tax"]) - wanted) < cent
        assert (invoice["tax_name"] is None) == (invoice["tax_percent"] == 0)
        assert total(invoice) >= 0


def test_a_subscriptions_payments_are_its_paid_invoices_and_each_made_an_order() -> None:
    for subscription in rows("subscriptions"):
        own = rows("invoices", subscription_id=subscription["id"])
        paid = [invoice for invoice in own if invoice["date_paid"]]
        assert subscription["invoice_id"] == own[0]["id"]
        assert [
            (p["invoice_id"], p["created_at"], Decimal(p["amount"]))
            for p in subscription["payments"]
        ] == [(i["id"], i["date_paid"], total(i)) for i in paid]
        made = rows("orders", subscription_id=subscription["id"])
        assert [order["invoice_id"] for order in made] == [invoice["id"] for invoice in paid]
        assert (subscription["failures"] > 0) == (
            meant("subscription", subscription) == statuses.PAST_DUE
        )


def test_within_a_day_two_subscriptions_renew_one_is_declined_and_one_ends() -> None:
    tomorrow = parse_instant(NOW) + timedelta(days=1)
    soon = [s for s in rows("subscriptions") if parse_instant(s["current_period_end"]) < tomorrow]
    live = (statuses.ACTIVE, statuses.PENDING_END)
    coming = sorted(
        (s for s in soon if meant("subscription", s) in live),
        key=lambda s: str(s["current_period_end"]),
    )
    assert all(subscription["current_period_end"] > NOW for subscription in coming)
    declines = {c["payment_method_id"] for c in rows("cards") if c["is_declined"]}
    assert [
        (meant("subscription", s) == statuses.ACTIVE, s["payment_method_id"] in declines)
        for s in coming
    ] == [(True, False), (True, True), (False, False), (True, False)]


def test_nothing_has_happened_after_the_worlds_own_noon() -> None:
    past = ("created_at", "updated_at", "date_paid", "date_completed", "last_message_at", "time")
    for table in WORLD.keys() - {"_meta"}:
        for row in rows(table):
            assert all(row[field] <= NOW for field in past if row.get(field)), (table, row)


def test_the_data_of_a_log_is_json_in_which_no_date_would_stay_behind() -> None:
    for row in rows("logs"):
        assert set(json.loads(row["data"])) == {"old", "new"}
        assert re.findall(r"\d{4}-\d\d-\d\d", row["data"]) == []


def test_every_date_moves_with_the_day_on_which_the_world_is_loaded() -> None:
    texts = re.findall(r'"(\d{4}-\d\d-\d\d[^"]*)"', json.dumps(WORLD))
    assert {datetime.fromisoformat(text).utcoffset() for text in texts} == {timedelta()}
    assert all(text.endswith("Z") for text in texts)
