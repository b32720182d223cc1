"""Invoices that are refused, without any effect."""

from collections.abc import Mapping

from tests.receiver import Receiver
from tests.spp.bills import BAD, DANA, GOOD, ITEM, TERESA, cards, invoiced, subscribed
from tests.spp.desk import Desk, errors, listen, read, record, state, told
from tests.world import Emulator

#: By what is wrong with a body: the body, and the fields that the answer names.
WRONG: Mapping[str, tuple[Mapping[str, object], set[str]]] = {
    "nothing": ({}, {"items"}),
    "items are a text": ({"items": "none"}, {"items"}),
    "item without amount": ({"items": [{"name": "Call", "quantity": 1}]}, {"items.0.amount"}),
    "no quantity": ({"items": [ITEM | {"quantity": 0}]}, {"items.0.quantity"}),
    "no amount": ({"items": [ITEM | {"amount": "free"}]}, {"items.0.amount"}),
    "unknown service": ({"items": [ITEM | {"service_id": 999}]}, {"items.0.service_id"}),
    "item of another": ({"items": [ITEM | {"id": 1}]}, {"items.0.id"}),
    "unknown client": ({"items": [], "user_id": 999}, {"user_id"}),
    "client of another workspace": ({"items": [], "user_id": 1003}, {"user_id"}),
    "one of the team": ({"items": [], "user_id": 1}, {"user_id"}),
    "address of the team": ({"items": [], "email": "renee@norwellhvac.example"}, {"email"}),
    "no address": ({"items": [], "email": "nobody"}, {"email"}),
    "unknown status": ({"items": [], "status": 2}, {"status"}),
    "status in words": ({"items": [], "status": "Paid"}, {"status"}),
    "unknown tax": ({"items": [], "tax_type": 9}, {"tax_type"}),
    "unknown period": ({"items": [], "r_period_l": 1, "r_period_t": "Y"}, {"r_period_t"}),
    "half a period": ({"items": [], "r_period_l": 1}, {"r_period_t"}),
    "no period": ({"items": [], "recurring": True}, {"r_period_l", "r_period_t"}),
    "unknown coupon": ({"items": [], "coupon_id": 999}, {"coupon_id"}),
}


def test_a_wrong_invoice_is_refused_by_field_and_not_made(emulator: Emulator, desk: Desk) -> None:
    before = state(emulator)
    answered = {
        case: set(errors(desk.post("/invoices", body))) for case, (body, _) in WRONG.items()
    }
    assert answered == {case: wrong for case, (_, wrong) in WRONG.items()}
    assert state(emulator) == before


def test_a_wrong_update_changes_nothing(emulator: Emulator, desk: Desk) -> None:
    made = invoiced(desk)
    before = state(emulator)
    body = {"items": [], "note": "x", "coupon_id": 999}
    assert set(errors(desk.put(f"/invoices/{made['id']}", body))) == {"coupon_id"}
    assert set(errors(desk.put(f"/invoices/{made['id']}", {"note": "x"}))) == {"items"}
    assert state(emulator) == before


def test_an_invoice_is_not_paid_twice(emulator: Emulator, desk: Desk, receiver: Receiver) -> None:
    cards(emulator)
    made = invoiced(desk)
    read(desk.post(f"/invoices/{made['id']}/mark_paid"))
    listen(emulator)
    before = state(emulator)
    for path in ("charge", "mark_paid"):
        refused = desk.post(f"/invoices/{made['id']}/{path}", {"payment_method_id": GOOD})
        assert read(refused, 400) == {"message": "This invoice has already been paid."}
    assert (state(emulator), told(emulator, receiver)) == (before, [])


def test_an_invoice_that_is_over_is_not_paid(emulator: Emulator, desk: Desk) -> None:
    made = [invoiced(desk, status=status) for status in (4, 5)]
    before = state(emulator)
    for each in made:
        refused = desk.post(f"/invoices/{each['id']}/mark_paid")
        assert read(refused, 400) == {"message": "This invoice cannot be paid."}
    assert state(emulator) == before


def test_a_declined_card_pays_nothing(emulator: Emulator, desk: Desk, receiver: Receiver) -> None:
    cards(emulator)
    made = invoiced(desk)
    listen(emulator)
    before = state(emulator)
    refused = desk.post(f"/invoices/{made['id']}/charge", {"payment_method_id": BAD})
    assert read(refused, 400) == {"message": "Your card was declined."}
    assert (state(emulator), told(emulator, receiver)) == (before, [])


def test_what_is_no_card_of_the_client_is_refused_by_field(emulator: Emulator, desk: Desk) -> None:
    cards(emulator, TERESA)
    made = invoiced(desk, user_id=DANA)
    before = state(emulator)
    for body in ({}, {"payment_method_id": "pm_unknown"}, {"payment_method_id": GOOD}):
        refused = desk.post(f"/invoices/{made['id']}/charge", body)
        assert set(errors(refused)) == {"payment_method_id"}
    assert state(emulator) == before


def test_an_invoice_of_nobody_is_not_paid(emulator: Emulator, desk: Desk) -> None:
    made = invoiced(desk, user_id=None)
    before = state(emulator)
    refused = desk.post(f"/invoices/{made['id']}/mark_paid")
    assert read(refused, 400) == {"message": "This invoice has no user assigned."}
    assert state(emulator) == before


def test_what_was_not_paid_is_not_refunded(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    made = invoiced(desk)
    listen(emulator)
    before = state(emulator)
    refused = desk.put(f"/invoices/{made['id']}", {"items": None, "status": 4})
    assert read(refused, 400) == {"message": "This invoice has not been paid."}
    assert (state(emulator), told(emulator, receiver)) == (before, [])


def test_the_invoice_of_a_subscription_is_not_deleted(emulator: Emulator, desk: Desk) -> None:
    subscribed(emulator, desk)
    newest = desk.ids("/invoices")[0]
    before = state(emulator)
    refused = desk.delete(f"/invoices/{newest}")
    assert read(refused, 400) == {"message": "This invoice has a subscription."}
    assert state(emulator) == before


#: All that can be done with one invoice.
CALLS = [("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/mark_paid"), ("POST", "/charge")]


def test_an_invoice_is_none_of_another_workspace_nor_of_a_role_without_the_right(
    emulator: Emulator, desk: Desk, other: Desk, dispatch: Desk
) -> None:
    made = invoiced(desk)
    before = state(emulator)
    body = {"items": [], "payment_method_id": GOOD}
    for verb, path in CALLS:
        for key in ("id", "number"):
            assert other.send(verb, f"/invoices/{made[key]}{path}", body).status_code == 404
        assert dispatch.send(verb, f"/invoices/{made['id']}{path}", body).status_code == 403
    assert dispatch.get("/invoices").status_code == 403
    assert state(emulator) == before


def test_an_address_that_became_one_of_the_teams_pays_nothing(
    emulator: Emulator, desk: Desk
) -> None:
    made = read(desk.post("/invoices", {"items": [], "email": "new@harbor.example"}), 201)
    member = record("users", id=2) | {"email": "new@harbor.example"}
    emulator.control("POST", "/fixtures", {"spp": {"users": {"2": member}}})
    before = state(emulator)
    refused = desk.post(f"/invoices/{made['id']}/mark_paid")
    assert read(refused, 400) == {"message": "This invoice has no user assigned."}
    assert state(emulator) == before
