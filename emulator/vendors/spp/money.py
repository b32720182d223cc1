"""Amounts: kept and written as texts with two decimals, reckoned in cents.

The parts of an invoice are the vendor's, how they add up is assumed: of each item amount times
quantity less its discounts, all of them with tax, less the credit.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from emulator.kernel.operation import Record

CENT = Decimal("0.01")


def kept(value: Decimal) -> str:
    """An amount as it is kept: two decimals."""
    return str(value.quantize(CENT, ROUND_HALF_UP))


def cents(amount: str) -> int:
    """An amount as it is kept, in cents."""
    return int(amount.replace(".", "", 1))


def text(amount: int) -> str:
    """Cents, never less than nothing, as they are kept and written."""
    return f"{amount // 100}.{amount % 100:02}"


def item_total(item: Record) -> int:
    """An item: amount times quantity less its discounts, never less than nothing; in cents."""
    full = cents(item["amount"]) * item["quantity"]
    return max(0, int(full - cents(item["discount"]) - cents(item["discount2"])))


def subtotal(items: Iterable[Record]) -> int:
    return sum(map(item_total, items))


def total(invoice: Record, items: Iterable[Record]) -> int:
    """What an invoice with these items asks for, in cents."""
    return max(0, subtotal(items) + cents(invoice["tax"]) - cents(invoice["credit"]))
