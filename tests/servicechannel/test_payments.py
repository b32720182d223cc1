"""Payments of invoices: one, many, and by the work order."""

import pytest

from tests.servicechannel import billing, demo
from tests.servicechannel.billing import invoice, pay
from tests.world import Api, Emulator, Json

INVALID = (400, 503, "Request is invalid")
EMPTY = (400, 503, "Request is empty or null")
TOTAL = 630.0


@pytest.fixture
def juniper(emulator: Emulator) -> Api:
    """Whose invoice of the demo world is approved."""
    return emulator.login("juniper.ops")


@pytest.fixture(autouse=True)
def approved(emulator: Emulator) -> None:
    """Give the approved invoice a round total."""
    emulator.change("invoices", billing.APPROVED, InvoiceTotal=TOTAL)


def many(api: Api, *payments: Json) -> list[Json]:
    response = api.post("/invoices/Payments", {"Payments": list(payments)})
    assert response.status_code == 201, response.text
    found: list[Json] = response.json()["Payments"]
    return found


def test_an_approved_invoice_is_paid(emulator: Emulator, juniper: Api) -> None:
    response = pay(
        juniper,
        billing.APPROVED,
        TOTAL,
        PaymentDate="2026-06-14T09:30:00Z",
        PaymentNumber="CHK1",
    )
    assert (response.status_code, response.content) == (204, b"")
    shown = invoice(juniper, billing.APPROVED)
    assert (shown["Status"], shown["InvoiceBalance"]) == ("PAID", 0.0)
    assert shown["PaidDate"] == "2026-06-14T09:30:00Z"
    assert shown["Payments"] == [
        {
            "Id": 5520119,
            "PaymentDate": "2026-06-14T09:30:00Z",
            "PaidBy": "juniper.ops",
            "PaymentNumber": "CHK1",
            "PaymentAmount": TOTAL,
        }
    ]
    assert demo.events(emulator, response) == ["InvoicePaid", "WorkOrderNoteAdded"]


def test_a_payment_in_part_leaves_the_rest(emulator: Emulator, juniper: Api) -> None:
    response = pay(juniper, billing.APPROVED, "200.5")
    shown = invoice(juniper, billing.APPROVED)
    assert (shown["Status"], shown["InvoiceBalance"]) == ("APPROVED", 429.5)
    assert demo.events(emulator, response) == ["WorkOrderNoteAdded"]
    assert pay(juniper, billing.APPROVED, 429.5).status_code == 204
    assert invoice(juniper, billing.APPROVED)["Status"] == "PAID"


def test_a_payment_of_the_invoices_day_counts_whatever_the_hour(juniper: Api) -> None:
    paid = pay(juniper, billing.APPROVED, 10, PaymentDate="2026-04-05T00:00:00Z")
    assert paid.status_code == 204


def test_a_credit_is_paid_at_once(emulator: Emulator, juniper: Api) -> None:
    emulator.change("invoices", billing.APPROVED, InvoiceTotal=-40)
    assert demo.refusal(pay(juniper, billing.APPROVED, -20))[1] == 1178
    assert pay(juniper, billing.APPROVED, -40).status_code == 204


@pytest.mark.parametrize(
    ("change", "sent", "text"),
    [
        ({"Status": "PAID"}, {}, "Invoice has already paid"),
        ({"Status": "OPEN"}, {}, "Only approved invoices may pay"),
        (
            {},
            {"PaymentDate": "2026-04-01T00:00:00Z"},
            "Invoice cannot be paid before invoice dates",
        ),
        ({}, {"PaymentAmount": 630.01}, "Payment amount exceeds the actual amount"),
        ({}, {"PaymentAmount": 0}, "Payment amount should be more than zero"),
        ({}, {"PaymentAmount": -5}, "Payment amount should be more than zero"),
        ({}, {"PaymentNumber": "x" * 101}, "Payment number cannot exceed 100 characters"),
    ],
)
def test_a_payment_that_does_not_fit_is_refused(
    emulator: Emulator, juniper: Api, change: Json, sent: Json, text: str
) -> None:
    if change:
        emulator.change("invoices", billing.APPROVED, InvoiceTotal=TOTAL, **change)
    before = invoice(juniper, billing.APPROVED)
    body = {"PaymentAmount": 10} | sent
    refused = juniper.post(f"/invoices/{billing.APPROVED}/Payment", body)
    assert demo.refusal(refused) == (400, 1178, text)
    assert invoice(juniper, billing.APPROVED) == before


def test_a_subscriber_may_have_payments_off(emulator: Emulator, juniper: Api) -> None:
    billing.asks(emulator, billing.JUNIPER_ASKS, IsPaymentAllowed=False)
    refused = demo.refusal(pay(juniper, billing.APPROVED, 10))
    assert refused == (400, 1178, "Pay not allowed for this subscriber")


@pytest.mark.parametrize("invoice_id", [billing.UNKNOWN, 0, -1, billing.PAID])
def test_an_invoice_that_is_not_the_callers_cannot_be_paid(juniper: Api, invoice_id: int) -> None:
    assert demo.refusal(pay(juniper, invoice_id, 10)) == INVALID


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"PaymentAmount": None},
        {"PaymentAmount": "x"},
        {"PaymentAmount": 1, "PaymentDate": "x"},
        {"PaymentAmount": 1, "PaymentDate": "9999-12-31T23:59:59Z"},
    ],
)
def test_a_payment_without_an_amount_is_invalid(juniper: Api, sent: Json) -> None:
    response = juniper.post(f"/invoices/{billing.APPROVED}/Payment", sent)
    assert demo.refusal(response) == INVALID


PATHS = [f"{billing.PAID}/Payment", "Payments", f"Workorders/{billing.PAID_ORDER}/Payment"]


@pytest.mark.parametrize("path", PATHS)
def test_providers_pay_nothing(provider: Api, path: str) -> None:
    assert demo.refusal(provider.post(f"/invoices/{path}", {"PaymentAmount": 1})) == billing.RIGHTS


def test_a_user_of_stores_pays_nothing(emulator: Emulator) -> None:
    emulator.change("users", 1544911, LocationIds=[])
    stores = emulator.login("larkfield.nyc")
    no_rights = (403, 100, "User has no rights to perform this action")
    assert demo.refusal(pay(stores, billing.PAID, 1)) == no_rights
    path = f"/invoices/Workorders/{billing.PAID_ORDER}/Payment"
    assert demo.refusal(stores.post(path, {"PaymentAmount": 1})) == no_rights
    bulk = demo.refusal(stores.post("/invoices/Payments", {"Payments": []}))
    assert bulk == (403, 100, "User has no permissions to perform this action")


def test_the_invoice_of_a_work_order_is_paid(juniper: Api) -> None:
    order = demo.record("invoices", billing.APPROVED)["WorkOrderId"]
    response = juniper.post(f"/invoices/Workorders/{order}/Payment", {"PaymentAmount": TOTAL})
    assert response.status_code == 204
    assert invoice(juniper, billing.APPROVED)["Status"] == "PAID"


def test_it_is_the_newest_that_still_counts(subscriber: Api) -> None:
    path = f"/invoices/Workorders/{billing.PAID_ORDER}/Payment"
    refused = demo.refusal(subscriber.post(path, {"PaymentAmount": 1}))
    assert refused == (400, 1178, "Invoice has already paid")


@pytest.mark.parametrize(
    "order", [demo.UNKNOWN, 0, -1, demo.ORDER, 106235667, 106586738],
    ids=["unknown", "zero", "negative", "no invoice", "Juniper's", "rejected"],
)  # fmt: skip
def test_a_work_order_without_an_invoice_is_refused(subscriber: Api, order: int) -> None:
    response = subscriber.post(f"/invoices/Workorders/{order}/Payment", {"PaymentAmount": 1})
    assert demo.refusal(response) == (400, 2602, "Invalid WO Tracking Number")


def test_many_payments_are_answered_one_by_one(emulator: Emulator, juniper: Api) -> None:
    response = juniper.post(
        "/invoices/Payments",
        {
            "Payments": [
                {"InvoiceId": billing.APPROVED, "PaymentAmount": 630, "PaymentNumber": "A"},
                {"InvoiceId": billing.UNKNOWN, "PaymentAmount": 1},
            ]
        },
    )
    assert (response.status_code, response.json()) == (
        201,
        {
            "Payments": [
                {
                    "PaymentNumber": "A",
                    "InvoiceId": billing.APPROVED,
                    "PaymentAmount": 630,
                    "PaymentId": 5520119,
                },
                {
                    "InvoiceId": billing.UNKNOWN,
                    "PaymentAmount": 1,
                    "Error": {"Code": 1178, "Message": "No invoice ID"},
                },
            ]
        },
    )
    assert demo.events(emulator, response) == ["InvoicePaid", "WorkOrderNoteAdded"]


def test_payments_of_one_invoice_add_up(juniper: Api) -> None:
    one = {"InvoiceId": str(billing.APPROVED), "PaymentAmount": "300"}
    first, second, third = many(juniper, one, one, one | {"PaymentAmount": 30})
    assert "PaymentId" in first
    assert second.get("Error") is None
    assert third.get("Error") is None
    shown = invoice(juniper, billing.APPROVED)
    assert (shown["Status"], len(shown["Payments"])) == ("PAID", 3)
    assert many(juniper, one)[0]["Error"]["Message"] == "Invoice has already been paid"


@pytest.mark.parametrize(
    ("sent", "code", "text"),
    [
        ({"InvoiceId": None}, 1178, "No invoice ID"),
        ({"InvoiceId": billing.PAID}, 1178, "No invoice ID"),
        ({"PaymentAmount": None}, 503, "Request is invalid"),
        ({"PaymentAmount": 631}, 1178, "Payment amount exceeds the actual invoice amount"),
        ({"PaymentAmount": 0}, 1178, "Payment amount should be more than zero"),
        (
            {"PaymentDate": "2026-04-01T00:00:00Z"},
            1178,
            "Invoice cannot be paid before the invoice creation date",
        ),
    ],
)
def test_one_that_fails_has_its_error(juniper: Api, sent: Json, code: int, text: str) -> None:
    before = invoice(juniper, billing.APPROVED)
    (answer,) = many(juniper, {"InvoiceId": billing.APPROVED, "PaymentAmount": 1} | sent)
    assert answer["Error"] == {"Code": code, "Message": text}
    assert invoice(juniper, billing.APPROVED) == before


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"Payments": []}', b'{"Payments": null}', b'{"Payments": [1]}']
)
def test_many_payments_are_at_least_one(juniper: Api, body: bytes) -> None:
    response = juniper.request("POST", "/invoices/Payments", content=body)
    assert demo.refusal(response) == EMPTY


def test_a_payment_is_held_to_the_cent_so_that_nothing_is_overpaid(juniper: Api) -> None:
    for amount in ("0.005", TOTAL - 0.01):
        assert pay(juniper, billing.APPROVED, amount).status_code == 204
    shown = invoice(juniper, billing.APPROVED)
    assert (shown["Status"], shown["InvoiceBalance"]) == ("PAID", 0.0)
    assert [paid["PaymentAmount"] for paid in shown["Payments"]] == [0.01, 629.99]
