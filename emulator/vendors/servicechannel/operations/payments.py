"""Payments of invoices: one at a time, many at once, and by the work order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from emulator.kernel.clock import LATEST, parse_instant, write_instant
from emulator.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    invoice_access,
    invoice_drafts,
    invoice_parts,
    invoice_rules,
    invoice_settings,
    records,
    sight,
    times,
    views,
)
from emulator.vendors.servicechannel.invoice_rules import Due, Payment
from emulator.vendors.servicechannel.money import cents
from emulator.vendors.servicechannel.wording.invoices import BY_OPERATION, WORDING

#: Who marks invoices as paid.
PAYERS = ("Super Admin", "Admin")


def _check_payer(call: Call) -> None:
    """Raises Forbidden for a user who marks no invoices as paid; that is by the role (assumed)."""
    if call.caller["Role"] not in PAYERS:
        raise Forbidden("no payer", f"role {call.caller['Role']} pays no invoices")


@dataclass(slots=True)
class _Ledger:
    """What the payments of one request change."""

    invoices: dict[int, Record] = field(default_factory=dict)
    orders: dict[int, Record] = field(default_factory=dict)
    payments: list[Record] = field(default_factory=list)
    notes: list[Record] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def reply(self, body: object, status: int) -> Reply:
        changes = {
            "invoices": list(self.invoices.values()),
            "workorders": list(self.orders.values()),
            "payments": self.payments,
            "notes": self.notes,
        }
        return Reply(body, status, changes=changes, events=self.events)


@operation("payInvoice")
def pay_invoice(call: Call) -> Reply:
    """Record a payment of an approved invoice; the last one makes it paid."""
    invoice = invoice_access.editable(call, call.path["invoiceId"], unknown="bad payment")
    _check_payer(call)
    return _one(call, invoice)


@operation("payInvoiceOfWorkOrder")
def pay_invoice_of_work_order(call: Call) -> Reply:
    """The same for the newest invoice of a work order that is not rejected or voided."""
    order = access.order_with(
        call,
        call.path["trackingNumber"],
        bad="no order to pay",
        unknown="no order to pay",
        location="no payer",
    )
    _check_payer(call)
    newest = call.records.newest("invoices", WorkOrderId=order["Id"])
    invoice = next((i for i in newest if i["Status"] not in invoice_rules.GONE), None)
    if invoice is None:
        raise NotFound("no order to pay", f"work order {order['Id']} has no invoice")
    return _one(call, invoice)


def _one(call: Call, invoice: Record) -> Reply:
    ledger = _Ledger()
    number = call.body.get("PaymentNumber", "")
    paid = _paid(call.body.get("PaymentAmount"), call.instant("PaymentDate") or call.now, number)
    _pay(call, ledger, invoice, paid)
    return ledger.reply(None, 204)


@operation("payInvoices")
def pay_invoices(call: Call) -> Reply:
    """Many payments at once: each that cannot be taken is answered with its error."""
    _check_payer(call)
    sent = call.body.get("Payments", [])
    if not sent:
        raise Invalid("no payments", "there is no payment in the request")
    ledger = _Ledger()
    answers = [_answer(call, ledger, row or {}) for row in sent]
    return ledger.reply({"Payments": answers}, 201)


def _answer(call: Call, ledger: _Ledger, row: Mapping[str, object]) -> Record:
    given = {name: row.get(name) for name in ("PaymentNumber", "PaymentDate")}
    whole = {name: row.get(name) for name in ("InvoiceId", "PaymentAmount")}
    shown: Record = {
        **views.without_nulls(given),
        **{name: _number(value) for name, value in whole.items() if value is not None},
    }
    try:
        payment_id = _of_many(call, ledger, row, shown)
    except Refusal as refusal:
        worded = BY_OPERATION["payInvoices"].get(refusal.rule) or WORDING[refusal.rule]
        return shown | {"Error": {"Code": worded.code, "Message": worded.text}}
    return shown | {"PaymentId": payment_id}


def _number(value: object) -> float:
    number = float(str(value))
    return int(number) if number.is_integer() else number


def _of_many(call: Call, ledger: _Ledger, row: Mapping[str, object], shown: Record) -> int:
    """Take one of many payments; its id.  Raises a Refusal of the topic's own rules."""
    invoice_id = shown.get("InvoiceId", 0)
    invoice = ledger.invoices.get(invoice_id) or call.records.get("invoices", invoice_id)
    if (
        invoice is None
        or not sight.is_theirs(call.caller, invoice)
        or not sight.is_within(call.caller, invoice)
    ):
        raise NotFound("no invoice id", f"no invoice {invoice_id}")
    when, number = row.get("PaymentDate"), row.get("PaymentNumber")
    paid_at = parse_instant(str(when)) if when is not None else call.now
    return _pay(call, ledger, invoice, _paid(shown.get("PaymentAmount"), paid_at, number))


def _paid(amount: float | None, when: datetime, number: object) -> Payment:
    if amount is None or when > LATEST:
        raise Invalid("bad payment", "no PaymentAmount, or a date that no calendar has")
    return Payment(cents(amount), when, str(number or ""))


def _pay(call: Call, ledger: _Ledger, invoice: Record, payment: Payment) -> int:
    """Add a payment; its id.  Raises Conflict or Invalid if it cannot be taken."""
    before = invoice_parts.paid(call, invoice)
    before += sum(p["PaymentAmount"] for p in ledger.payments if p["InvoiceId"] == invoice["Id"])
    asked = invoice_settings.settings(call, invoice["SubscriberId"])
    due = Due(
        status=invoice["Status"],
        total=invoice["InvoiceTotal"],
        paid=before,
        dated=times.parse(invoice["InvoiceDate"]),
        is_allowed=asked["IsPaymentAllowed"],
    )
    invoice_rules.check_payment(due, payment)
    row = {
        "Id": call.records.next_id("payments"),
        "InvoiceId": invoice["Id"],
        "PaymentDate": write_instant(payment.paid_at),
        "PaidBy": call.caller["UserName"],
        "PaymentNumber": payment.number,
        "PaymentAmount": payment.amount,
    }
    ledger.payments.append(row)
    invoice["UpdatedDate"] = call.stamp
    if (status := invoice_rules.after_payment(due, payment.amount)) != invoice["Status"]:
        invoice |= invoice_drafts.changed(call, invoice, status)
        invoice["PaidDate"] = row["PaymentDate"]
        ledger.events.append(Event(invoice_rules.TOLD[status], "invoices", invoice))
    ledger.invoices[invoice["Id"]] = invoice
    _note(call, ledger, invoice, payment)
    return int(row["Id"])


def _note(call: Call, ledger: _Ledger, invoice: Record, payment: Payment) -> None:
    order_id = invoice["WorkOrderId"]
    order = ledger.orders.get(order_id) or call.load("workorders", order_id)
    order["UpdatedDate"] = call.stamp
    ledger.orders[order_id] = order
    amount = f"{payment.amount:.2f} {invoice['CurrencyAlphabeticalCode']}"
    note = records.note(call, order, f"Invoice <b>{invoice['Number']}</b>: {amount} paid.")
    note["Number"] += sum(n["WorkOrderId"] == order_id for n in ledger.notes)
    ledger.notes.append(note)
    ledger.events.append(Event("WorkOrderNoteAdded", "notes", note))
