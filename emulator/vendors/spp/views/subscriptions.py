"""Subscriptions."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import statuses
from emulator.vendors.spp.dates import written
from emulator.vendors.spp.views import people


def subscription(call: Call, record: Record) -> Record:
    """A subscription with its payments and the numbers of its orders."""
    orders = call.records.find("orders", subscription_id=record["id"])
    return {
        "id": record["id"],
        "number": record["number"],
        "invoice_id": _number(call, record["invoice_id"]),
        "status": statuses.label(call, "subscription", record),
        "processor_id": record["processor_id"],
        "current_period_end": written(record["current_period_end"]),
        "payments": [_payment(call, payment) for payment in record["payments"]],
        "orders": [order["number"] for order in orders],
        "payment_count": len(record["payments"]),
        "client": people.client(call, record["user_id"]),
    }


def _payment(call: Call, payment: Record) -> Record:
    return {
        "invoice_id": _number(call, payment["invoice_id"]),
        "created_at": written(payment["created_at"]),
        "amount": payment["amount"],
        "paysys": payment["paysys"],
    }


def _number(call: Call, invoice_id: int) -> str:
    """The number of an invoice; its id once it is gone."""
    invoice = call.records.get("invoices", invoice_id)
    return str(invoice_id) if invoice is None else str(invoice["number"])
