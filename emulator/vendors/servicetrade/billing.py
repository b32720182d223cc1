"""What invoices and quotes come to, and which status follows which.

Sums are made of decimals, a line at a time: a line's subtotal and its tax are whole cents before
anything is added, so that a total is always the sum of what is shown.  Invoices write money as
numbers, quotes as texts such as `9,250.00`: https://github.com/carynrinaldo/HoodsBase, recorded
from live answers.  How it rounds is not recorded: half a cent goes away from zero (assumed).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from emulator.kernel.errors import Conflict

CENT, HUNDRED, NOTHING = Decimal("0.01"), Decimal(100), Decimal("0.00")
#: More digits than any sum of a million lines has.
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


class Amounts(NamedTuple):
    """What a line, or all of them, comes to; in whole cents."""

    subtotal: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return EXACT.add(self.subtotal, self.tax)


def line(quantity: float, price: float, tax_rate: float) -> Amounts:
    """One line.  tax_rate: percent."""
    subtotal = _cents(EXACT.multiply(_decimal(quantity), _decimal(price)))
    tax = EXACT.multiply(subtotal, _decimal(tax_rate))
    return Amounts(subtotal, _cents(EXACT.divide(tax, HUNDRED)))


def added(lines: Iterable[Amounts]) -> Amounts:
    """All lines together."""
    subtotal = tax = NOTHING
    for one in lines:
        subtotal, tax = EXACT.add(subtotal, one.subtotal), EXACT.add(tax, one.tax)
    return Amounts(subtotal, tax)


def number(amount: Decimal) -> float:
    """Money as an invoice has it."""
    return float(amount)


def text(amount: Decimal) -> str:
    """Money as a quote has it."""
    return f"{amount:,.2f}"


def _decimal(value: float) -> Decimal:
    """What the number reads as, not what its bits come to."""
    return Decimal(str(value))


def _cents(amount: Decimal) -> Decimal:
    """Whole cents; nothing has no sign."""
    return EXACT.add(EXACT.quantize(amount, CENT), NOTHING)


PAID, SENT, SUBMITTED, ACCEPTED = "paid", "sent", "submitted", "accepted"
#: Which statuses an invoice can have after which.  That some transitions are refused is the
#: vendor's (https://github.com/logicalproof/servicetrade); which, is assumed: what is paid or void
#: stays so, what failed is tried again, what is under review goes no further than to accounting.
INVOICE_AFTER: Mapping[str, Sequence[str]] = {
    "ok": (
        "internal_review", "pending_accounting", "processed", "sent", "paid", "failed", "void",
    ),
    "internal_review": ("ok", "pending_accounting", "void"),
    "pending_accounting": (
        "ok", "internal_review", "processed", "sent", "paid", "failed", "void",
    ),
    "processed": ("pending_accounting", "sent", "paid", "failed", "void"),
    "sent": ("pending_accounting", "processed", "paid", "failed", "void"),
    "failed": ("ok", "pending_accounting", "processed", "sent", "void"),
    "paid": (),
    "void": (),
}  # fmt: skip
#: Which statuses a quote can have after which (assumed): only what the customer can see is accepted
#: or rejected, and whatever is over is reopened as a draft before anything else.
QUOTE_AFTER: Mapping[str, Sequence[str]] = {
    "draft": ("new", "submitted", "canceled"),
    "new": ("draft", "submitted", "accepted", "rejected", "canceled"),
    "submitted": ("draft", "new", "accepted", "rejected", "canceled"),
    "accepted": ("draft", "canceled"),
    "rejected": ("draft", "new", "submitted", "canceled"),
    "canceled": ("draft", "new"),
}
#: In which statuses the lines of a quote can change (assumed).
OPEN_QUOTES = ("draft", "new", "submitted")
#: What a status of a quote stamps.
STAMPED: Mapping[str, str] = {SUBMITTED: "latestSubmission", ACCEPTED: "latestAccepted"}
#: What a status of a quote makes of the deficiencies that it is about.
RESOLVED: Mapping[str, str] = {SUBMITTED: "out_for_quote"}


def invoice_status(before: str, after: str) -> str:
    """The status of an invoice that is set.  Raises Conflict for one that cannot follow."""
    return _step("invoice status", INVOICE_AFTER, before, after)


def quote_status(before: str, after: str) -> str:
    """The status of a quote that is set.  Raises Conflict for one that cannot follow."""
    return _step("quote status", QUOTE_AFTER, before, after)


def _step(rule: str, table: Mapping[str, Sequence[str]], before: str, after: str) -> str:
    if after != before and after not in table[before]:
        known = ", ".join(table[before]) or "nothing"
        said = f"status: {after} after {before}, expected {known}"
        raise Conflict(rule, said, status=before, wanted=after, takes=table[before])
    return after


def check_invoice_lines(status: str) -> None:
    """Raises Conflict for an invoice that is final, whose lines stay as they are (assumed)."""
    if not INVOICE_AFTER[status]:
        said = f"the invoice is {status}, its items stay as they are"
        raise Conflict("invoice lines", said, status=status)


def check_quote_lines(status: str) -> None:
    """Raises Conflict for a quote that is over, whose lines stay as they are (assumed)."""
    if status not in OPEN_QUOTES:
        said = f"the quote is {status}, expected {', '.join(OPEN_QUOTES)}"
        raise Conflict("quote lines", said, status=status)


#: The severities of deficiencies, the worst first.
SEVERITIES = ("inoperable", "deficient", "suggested")


def worst(severities: Iterable[str]) -> str | None:
    """The worst of some severities; None of none."""
    return min(severities, key=SEVERITIES.index, default=None)
