"""Invoices: written, paid by card or by hand, refunded by their status, deleted for good."""

from emulator.kernel.errors import Conflict
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import cascades, errors, invoicing, order_rules, paying, statuses
from emulator.vendors.spp.lists import listed, numbered_fields
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import invoices
from emulator.vendors.spp.workspaces import find, numbered

#: What may be refunded.
PAID = (statuses.PAID, statuses.PART_PAID)


@operation("listInvoices")
def list_invoices(call: Call) -> Reply:
    return listed(call, "invoices", invoices.invoice, fields=numbered_fields(call))


@operation("createInvoice")
def create_invoice(call: Call) -> Reply:
    invoice = invoicing.fresh(call, **invoicing.written(call, invoicing.UNSAID))
    saved = Saved()
    saved.put("invoices", invoice)
    saved.put("items", *invoicing.items(call, invoice["id"]))
    saved.tell("invoice.created", "invoices", invoice)
    return done(call, saved, invoices.invoice, invoice, status=201)


@operation("getInvoice")
def get_invoice(call: Call) -> Reply:
    return Reply(invoices.invoice(call, _named(call)))


@operation("updateInvoice")
def update_invoice(call: Call) -> Reply:
    """What is not sent stays; items that are sent are all there are."""
    before = _named(call)
    invoice = edited(call, before, invoicing.written(call, before))
    saved = Saved()
    saved.put("invoices", invoice)
    if "items" in call.body:
        there = _items(call, before)
        items = invoicing.items(call, before["id"], there)
        saved.put("items", *items)
        kept = {item["id"] for item in items}
        saved.drop("items", *[item["id"] for item in there if item["id"] not in kept])
    if invoice["status_id"] == statuses.REFUNDED != before["status_id"]:
        _refund(call, saved, before, invoice)
    return done(call, saved, invoices.invoice, invoice)


@operation("deleteInvoice")
def delete_invoice(call: Call) -> Reply:
    """It is gone for good, paid or not; what was ordered stays."""
    invoice = _named(call)
    if call.records.count("subscriptions", invoice_id=invoice["id"]):
        reason = f"a subscription comes from invoice {invoice['number']}"
        raise Conflict("has subscription", reason)
    saved = Saved()
    cascades.drop(call, saved, "invoices", invoice["id"])
    return done(call, saved)


@operation("chargeInvoice")
def charge_invoice(call: Call) -> Reply:
    """Pay by a card of the client.  Raises Invalid, and Conflict where it is declined."""
    invoice = _named(call)
    paying.check_payable(invoice)
    named = call.body["payment_method_id"]
    cards = find(call, "cards", payment_method_id=named)
    card = next((c for c in cards if c["user_id"] == invoice["user_id"]), None)
    if card is None:
        reason = f"payment_method_id: {named} is no card of client {invoice['user_id']}"
        raise errors.invalid(reason, payment_method_id=errors.CHOICE)
    if card["is_declined"]:
        raise Conflict("declined", f"card {named} is one that is declined")
    return _paid(call, invoice, card)


@operation("markInvoicePaid")
def mark_invoice_paid(call: Call) -> Reply:
    invoice = _named(call)
    paying.check_payable(invoice)
    return _paid(call, invoice, None)


def _paid(call: Call, invoice: Record, card: Record | None) -> Reply:
    saved = Saved()
    paid = paying.pay(call, saved, invoice, _items(call, invoice), card)
    return done(call, saved, invoices.invoice, paid)


def _refund(call: Call, saved: Saved, before: Record, invoice: Record) -> None:
    """Tell that it is refunded, and cancel its orders.  Raises Conflict if it was not paid."""
    if before["status_id"] not in PAID:
        reason = f"invoice {before['number']} has status {before['status_id']}, it was never paid"
        raise Conflict("not refundable", reason)
    saved.tell("invoice.refunded", "invoices", invoice)
    for order in find(call, "orders", invoice_id=invoice["id"], deleted_at=None):
        if order["status_id"] == statuses.CANCELED:
            continue
        canceled = edited(call, order, {"status_id": statuses.CANCELED})
        canceled |= order_rules.dated(call, order["status_id"], canceled, None, ())
        saved.put("orders", canceled)
        saved.tell("order.status.changed", "orders", canceled)
        saved.tell("order.updated", "orders", canceled)


def _named(call: Call) -> Record:
    return numbered(call, "invoices", call.path["invoice"])


def _items(call: Call, invoice: Record) -> list[Record]:
    return find(call, "items", invoice_id=invoice["id"])
