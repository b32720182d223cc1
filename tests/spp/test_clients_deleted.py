"""A deleted client: what goes along, what stays, what is told."""

from collections.abc import Mapping

from tests.receiver import Receiver
from tests.spp.desk import Desk, listen, messages, read, record, state
from tests.world import Emulator, Json

AT = "2026-06-12T14:05:00Z"
STAMPS = {"created_at": AT, "updated_at": AT}
OWN: Json = {"workspace_id": 1}
INVOICE: Json = OWN | STAMPS | {
    "number_prefix": "", "email": None, "status_id": 3, "billing_address": None, "date_due": None,
    "date_paid": AT, "credit": "0.00", "tax": "1.50", "tax_type": None, "tax_name": None,
    "tax_percent": 0, "currency": "USD", "reason": None, "note": None, "ip_address": None,
    "loc_confirm": False, "r_period_l": None, "r_period_t": None, "coupon_id": None,
    "transaction_id": None, "paysys": None, "employee_id": None, "subscription_id": None,
    "user_data": {}, "secret": "0" * 32,
}  # fmt: skip
ITEM: Json = OWN | STAMPS | {
    "order_id": 5001, "service_id": 1, "name": "Filters", "description": None, "amount": "10.25",
    "quantity": 2, "discount": "0.50", "discount2": "0.00", "options": {},
}  # fmt: skip
TICKET: Json = OWN | STAMPS | {
    "subject": "Noise", "status_id": 1, "source": "API", "order_id": 5001, "employee_ids": [],
    "tags": [], "note": None, "metadata": {}, "last_message_at": None, "date_closed": None,
    "deleted_at": None,
}  # fmt: skip
SUBSCRIPTION: Json = OWN | STAMPS | {
    "number": "5D0C7700", "status_id": 1, "processor_id": None, "current_period_end": None,
    "bills_at": None,
    "r_period_l": 1, "r_period_t": "M", "payment_method_id": None, "payments": [], "failures": 0,
}  # fmt: skip
ACTIVITY: Json = OWN | STAMPS | {
    "author_id": 1, "content": "Called.", "scheduled_at": None, "completed_at": None,
    "assignee_id": None,
}  # fmt: skip
FIELD: Json = OWN | STAMPS | {
    "form_field_id": None, "field_id": None, "formable_id": None, "formable_type": None,
    "onboarding_field_id": None, "onboarding_form_id": None, "name": "Gate code", "type": "text",
    "value": "4711", "submitted_at": AT,
}  # fmt: skip
#: What hangs on client 1001, and at client 1002 what names it.
HANGING: Mapping[str, list[Json]] = {
    "invoices": [
        INVOICE | {"id": 90001, "number": "AAAA0001", "user_id": 1001},
        INVOICE | {"id": 90002, "number": "AAAA0002", "user_id": 1002, "subscription_id": 90001},
        INVOICE | {"id": 90003, "number": "AAAA0003", "user_id": 1002, "status_id": 1},
    ],
    "items": [
        ITEM | {"id": 90001, "invoice_id": 90001},
        ITEM | {"id": 90002, "invoice_id": 90002},
    ],
    "subscriptions": [SUBSCRIPTION | {"id": 90001, "user_id": 1001, "invoice_id": 90001}],
    "orders": [
        record("orders", id=5002) | {"id": 90001, "number": "AAAA0004", "invoice_id": 90001},
    ],
    "tickets": [
        TICKET | {"id": 90001, "number": "AAAA0005", "user_id": 1001},
        TICKET | {"id": 90002, "number": "AAAA0006", "user_id": 1002},
    ],
    "activities": [ACTIVITY | {"id": 90001, "user_id": 1001}],
    "formfields": [
        FIELD | {"id": 90001, "order_id": 5001, "ticket_id": None},
        FIELD | {"id": 90002, "order_id": None, "ticket_id": 90001},
    ],
    "coupons": [record("coupons", id=1) | {"id": 90001, "code": "DANA", "affiliate_id": 1001}],
    "users": [record("users", id=1002) | {"referrer_user_id": 1001, "team_owner_ids": [1001]}],
}  # fmt: skip


def hang(emulator: Emulator) -> None:
    """Let much hang on client 1001."""
    tables = {name: {str(row["id"]): row for row in rows} for name, rows in HANGING.items()}
    emulator.control("POST", "/fixtures", {"spp": tables})


def test_what_is_the_clients_own_goes_along(emulator: Emulator, desk: Desk) -> None:
    hang(emulator)
    read(desk.get("/login_links/1001"))
    assert desk.delete("/clients/1001").status_code == 204
    left = state(emulator)
    for table in ("orders", "tickets", "invoices", "subscriptions", "activities", "loginlinks"):
        assert [r for r in left.get(table, {}).values() if r["user_id"] == 1001] == [], table
    assert not {"90001", "90002"} & left.get("formfields", {}).keys()
    assert "90001" not in left["items"]
    assert "7001" not in left.get("messages", {})


def test_what_stays_names_nothing_that_is_gone(emulator: Emulator, desk: Desk) -> None:
    hang(emulator)
    desk.delete("/clients/1001")
    left = state(emulator)
    assert left["coupons"]["90001"]["affiliate_id"] is None
    assert left["orders"]["90001"]["invoice_id"] is None
    assert left["invoices"]["90002"]["subscription_id"] is None
    assert left["items"]["90002"]["order_id"] is left["tickets"]["90002"]["order_id"] is None
    friend = left["users"]["1002"]
    assert (friend["referrer_user_id"], friend["team_owner_ids"]) == (None, [])


def test_a_world_without_the_client_can_be_restored(emulator: Emulator, desk: Desk) -> None:
    hang(emulator)
    desk.delete("/clients/1001")
    before = emulator.control("GET", "/snapshot")
    emulator.control("PUT", "/snapshot", before)
    assert state(emulator) == before["spp.json"]


def test_a_deleted_client_is_found_nowhere(desk: Desk, v1: Desk) -> None:
    assert v1.delete("/clients/1001").status_code == 204
    assert desk.delete("/clients/1001").status_code == 404
    assert desk.get("/clients/1001").status_code == 404
    assert desk.get("/clients/1001/activities").status_code == 404
    assert 1001 not in desk.ids("/clients")
    email = record("users", id=1001)["email"]
    assert read(desk.post("/clients", {"email": email}), 201)["id"] != 1001


def test_other_clients_keep_what_is_theirs(desk: Desk) -> None:
    before = desk.read("/clients/1002")
    desk.delete("/clients/1001")
    assert desk.read("/clients/1002") == before


def test_webhooks_are_told_once_of_the_client_as_it_was(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    hang(emulator)
    before = desk.read("/clients/1001")
    listen(emulator)
    desk.delete("/clients/1001")
    (message,) = messages(emulator, receiver)
    assert message["event"] == "account.deleted"
    assert {n: message["data"][n] for n in before if n != "created_at"} == {
        n: value for n, value in before.items() if n != "created_at"
    }


def test_each_thing_that_goes_is_in_the_log(emulator: Emulator, desk: Desk) -> None:
    hang(emulator)
    desk.delete("/clients/1001")
    rows = desk.read("/logs", limit=100)["data"]
    gone = [(row["loggable_type"], row["loggable_id"]) for row in rows if row["event"] == "deleted"]
    assert {("App\\Models\\User", 1001), ("App\\Models\\Order", 5001)} <= set(gone)
    assert len(gone) == len(set(gone))


def test_what_a_client_spent_is_the_total_of_its_paid_invoices(
    emulator: Emulator, desk: Desk
) -> None:
    before = desk.read("/clients/1002")["spent"]
    hang(emulator)
    after = desk.read("/clients/1002")["spent"]
    assert float(after) - float(before or 0) == 21.5
    (row,) = desk.read("/clients", **{"filters[id]": 1002})["data"]
    assert row["spent"] == after
