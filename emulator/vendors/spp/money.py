"""Amounts: kept and written as texts with two decimals, reckoned as decimals.

The parts of an invoice are the vendor's, how they add up is assumed: of each item amount times
quantity less its discounts, all of them with tax, less the credit.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from emulator.kernel.operation import Record

CENT = Decimal("0.01")
NOTHING = Decimal(0)


def text(value: Decimal) -> str:
    return str(value.quantize(CENT, ROUND_HALF_UP))


def item_total(item: Record) -> Decimal:
    """An item: amount times quantity less its discounts, never less than nothing."""
    full = Decimal(item["amount"]) * Decimal(item["quantity"])
    return max(NOTHING, full - Decimal(item["discount"]) - Decimal(item["discount2"]))


def subtotal(items: Iterable[Record]) -> Decimal:
    return sum((item_total(item) for item in items), NOTHING)


def total(invoice: Record, items: Iterable[Record]) -> Decimal:
    """What an invoice with these items asks for."""
    return max(NOTHING, subtotal(items) + Decimal(invoice["tax"]) - Decimal(invoice["credit"]))
