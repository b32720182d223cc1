"""Amounts: kept and written as texts with two decimals, reckoned as decimals.

The parts of an invoice are the vendor's, how they add up is assumed: of each item amount times
quantity less its discounts, all of them with tax, less the credit.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from emulator.kernel.operation import Call, Record

CENT = Decimal("0.01")
NOTHING = Decimal(0)


def text(value: Decimal) -> str:
    return str(value.quantize(CENT, ROUND_HALF_UP))


def item_total(item: Record) -> Decimal:
    """An item: amount times quantity less its discounts, never less than nothing."""
    full = Decimal(item["amount"]) * Decimal(item["quantity"])
    return max(NOTHING, full - Decimal(item["discount"]) - Decimal(item["discount2"]))


def charged(invoice: Record, items: Iterable[Record]) -> Decimal:
    """What an invoice with these items asks for."""
    below = sum((item_total(item) for item in items), NOTHING)
    return max(NOTHING, below + Decimal(invoice["tax"]) - Decimal(invoice["credit"]))


def subtotal(call: Call, invoice: Record) -> Decimal:
    items = call.records.find("items", invoice_id=invoice["id"])
    return sum((item_total(item) for item in items), NOTHING)


def total(call: Call, invoice: Record) -> Decimal:
    """What an invoice asks for."""
    return charged(invoice, call.records.find("items", invoice_id=invoice["id"]))
