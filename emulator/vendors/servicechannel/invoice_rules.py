"""What ServiceChannel decides about invoices: numbers, statuses, limits and payments.

No record is read here and no clock: callers bring what is known, and a rule returns what follows
or raises the refusal.  That an invoice on hold, reviewed or disputed may still be approved, and
that one which is approved, rejected, voided or paid is out of the approver's hands, is assumed:
the vendor lists statuses and no transitions.

Source: https://developer.servicechannel.com/swagger/ (Invoices).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from emulator.kernel.errors import Conflict, Forbidden, Invalid
from emulator.vendors.servicechannel.money import SLIP, cents, same

OPEN, APPROVED, ON_HOLD, REVIEWED = "OPEN", "APPROVED", "ON HOLD", "REVIEWED"
REJECTED, DISPUTED, VOIDED, PAID = "REJECTED", "DISPUTED", "VOIDED", "PAID"

#: The status after each action; an action that is missing is refused.
AFTER: Mapping[str, Mapping[str, str]] = {
    OPEN: {"approve": APPROVED, "reject": REJECTED, "hold": ON_HOLD},
    ON_HOLD: {"approve": APPROVED, "reject": REJECTED},
    REVIEWED: {"approve": APPROVED, "reject": REJECTED, "hold": ON_HOLD},
    DISPUTED: {"approve": APPROVED, "reject": REJECTED, "hold": ON_HOLD},
    APPROVED: {"pay": PAID},
    REJECTED: {},
    VOIDED: {},
    PAID: {},
}
#: What a charge is called in amounts, in taxes and in what says that its tax is included.
CHARGES = ("Labor", "Material", "Travel", "Freight", "Other")
#: With one of these a work order can be invoiced again.
GONE = (REJECTED, VOIDED)
#: What is told when an invoice gets a status.
TOLD: Mapping[str, str] = {
    OPEN: "InvoiceOpen",
    APPROVED: "InvoiceApproved",
    ON_HOLD: "InvoiceOnHold",
    REVIEWED: "InvoiceReviewed",
    REJECTED: "InvoiceRejected",
    DISPUTED: "InvoiceDisputed",
    VOIDED: "InvoiceVoided",
    PAID: "InvoicePaid",
}

#: The vendor's kinds of restriction for invoice numbers, and how it tells of the two that it words.
RESTRICTIONS: Sequence[str] = ("None", "Custom", "DigitsOnly", "AlphaNumericOnly")
PATTERNS: Mapping[str, str] = {"DigitsOnly": "^[0-9]+$", "AlphaNumericOnly": "^[A-Za-z0-9]+$"}
COMMENTS: Mapping[str, str] = {
    "DigitsOnly": "Only digits are allowed",
    "AlphaNumericOnly": "Only alphanumeric characters are allowed",
}
LONGEST_PAYMENT_NUMBER = 100


def moved(status: str, action: str) -> str:
    """The status after an action: approve, reject or hold.  Raises Conflict if it takes none."""
    after = AFTER[status].get(action)
    if after is None:
        raise Conflict("invoice status", f"an invoice that is {status} takes no {action}")
    return after


def check_limit(total: float, limit: float) -> None:
    """Raises Forbidden on an invoice above what the user may change the status of."""
    if abs(total) > limit + SLIP:
        raise Forbidden(reason=f"the user's invoice limit is {limit:g}, the total {total:g}")


class Format(NamedTuple):
    """What a subscriber asks of an invoice's number."""

    restriction: str
    pattern: str = ""
    comment: str = ""


def check_number(number: str, wanted: Format) -> None:
    """Raises Invalid for a number that is blank or not of the subscriber's format."""
    if not number.strip():
        raise Invalid("blank invoice number", "the invoice number is blank")
    pattern = wanted.pattern or PATTERNS.get(wanted.restriction, "")
    if wanted.restriction != "None" and pattern and not re.search(pattern, number, re.ASCII):
        comment = wanted.comment or COMMENTS.get(wanted.restriction, wanted.restriction)
        raise Invalid("invoice number", f"{number!r} does not match {pattern}", comment=comment)


class Due(NamedTuple):
    """An invoice as whoever pays it sees it."""

    status: str
    total: float
    paid: float
    dated: datetime
    is_allowed: bool = True

    @property
    def balance(self) -> float:
        return cents(self.total - self.paid)


class Payment(NamedTuple):
    """What is paid, when and as which order of payment."""

    amount: float
    paid_at: datetime
    number: str = ""


def check_payment(due: Due, payment: Payment) -> None:
    """Raises Conflict or Invalid, in this order, for a payment that cannot be taken.

    A credited invoice, whose total is negative, is paid at once with its own negative amount.
    """
    if not due.is_allowed:
        raise Conflict("payment not allowed", "the subscriber does not mark invoices as paid here")
    if due.status == PAID:
        raise Conflict("already paid", "the invoice is paid")
    if due.status != APPROVED:
        raise Conflict("not approved", f"the invoice is {due.status}, which cannot be paid")
    if payment.paid_at.date() < due.dated.date():
        raise Invalid("paid too early", f"the invoice is of {due.dated.isoformat()}")
    _check_amount(due, payment.amount)
    if len(payment.number) > LONGEST_PAYMENT_NUMBER:
        raise Invalid("payment number", f"{len(payment.number)} characters in the payment's number")


def _check_amount(due: Due, amount: float) -> None:
    if due.total < 0:
        if not same(amount, due.balance):
            raise Invalid("payment above", f"a credit of {due.balance:g} is paid in one payment")
    elif amount < SLIP:
        raise Invalid("payment of nothing", f"the amount is {amount:g}")
    elif amount > due.balance + SLIP:
        raise Invalid("payment above", f"{due.balance:g} is left to pay, not {amount:g}")


def after_payment(due: Due, amount: float) -> str:
    """PAID once nothing is left; until then the invoice stays approved."""
    return AFTER[due.status]["pay"] if same(due.balance, amount) else due.status
