"""Sums of money: doubles, as they travel, held to the cent."""

from decimal import ROUND_HALF_UP, Decimal

#: Half a cent: sums of doubles that differ by less are the same.
SLIP = 0.005
CENT = Decimal("0.01")
#: What a product of doubles is wrong by is behind these digits.
DIGITS = 8


def cents(amount: float) -> float:
    """An amount to the nearest cent, half of one upwards as on paper, and never minus zero."""
    exact = Decimal(str(round(amount, DIGITS)))
    return float(exact.quantize(CENT, ROUND_HALF_UP)) + 0.0


def same(one: float, other: float) -> bool:
    """Whether two sums are the same to the cent."""
    return abs(one - other) < SLIP
