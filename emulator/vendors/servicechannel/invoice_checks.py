"""When ServiceChannel takes a new invoice: every check, in the order in which they are made.

Each table has the rules of one group; the first whose condition holds refuses.  The codes are the
vendor's; the order, and which condition stands behind a code that says no more than its name, are
assumed.

Source: https://developer.servicechannel.com/swagger/ (POST /invoices).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from emulator.kernel.errors import Conflict, Invalid
from emulator.vendors.servicechannel.invoice_rules import CHARGES, Format, check_number
from emulator.vendors.servicechannel.money import cents, same
from emulator.vendors.servicechannel.rules import BILLABLE, Status

CANADA, STATES = "CA", "US"
#: States without a sales tax.
UNTAXED = frozenset({"DE", "MT", "NH", "OR"})
TAX2_NAMES = frozenset({"VAT", "HST", "PST", "QST", "GST"})
#: The currencies that an invoice can be in.
CURRENCIES = frozenset({
    "AED", "ARS", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK",
    "EUR", "GBP", "HKD", "HUF", "ILS", "INR", "JPY", "KRW", "MXN", "MYR", "NOK",
    "NZD", "PEN", "PHP", "PLN", "RON", "SAR", "SEK", "SGD", "THB", "TRY", "TWD",
    "USD", "ZAR",
})  # fmt: skip
UNIT_TYPES, SKILL_LEVELS, LABOR_TYPES = range(1, 8), range(1, 4), range(1, 4)
LONGEST_TEXT = 100

#: A line of an invoice, as it was sent and converted.
Line = Mapping[str, object]


class Ordered(NamedTuple):
    """What a work order says about being invoiced."""

    status: Status
    is_invoiced: bool
    is_automatic: bool
    completed: date | None
    currency: str
    state: str


class Bill(NamedTuple):
    """An invoice to be.  amounts, taxes: by charge; None where none were sent."""

    number: str
    dated: date
    total: float | None = None
    tax: float = 0.0
    tax2: float = 0.0
    tax2_name: str = ""
    amounts: Mapping[str, float] | None = None
    other_description: str = ""
    taxes: Mapping[str, float] | None = None
    included: frozenset[str] = frozenset()
    labors: Sequence[Line] = ()
    materials: Sequence[Line] = ()
    travels: Sequence[Line] = ()
    others: Sequence[Line] = ()
    text: str = ""
    is_disputed: bool = False
    explanation: str = ""
    vendor: int = 0

    def amount(self, charge: str) -> float:
        return (self.amounts or {}).get(charge, 0.0)


class Wanted(NamedTuple):
    """What the subscriber asks of an invoice, and where the work was done."""

    today: date
    completed: date
    nte: float
    country: str
    state: str
    number: Format = Format("None")
    is_number_used: bool = False
    days_before: int | None = None
    days_after: int | None = None
    text_required: bool = False
    labor_lines: bool = False
    material_lines: bool = False
    negative_allowed: bool = False
    tax_allowed: bool = True


def check_order(order: Ordered) -> None:
    """Raises Conflict for a work order that cannot be invoiced."""
    for broken, is_wrong in ON_ORDER.items():
        if is_wrong(order):
            said = ", ".join(f"{name} {value}" for name, value in order._asdict().items())
            raise Conflict(broken, f"{broken}: {said}")


def check(bill: Bill, wanted: Wanted) -> None:
    """Raises Invalid for the first thing that is wrong with an invoice."""
    check_number(bill.number, wanted.number)
    _refuse(ON_NUMBER, bill, wanted)
    _check_date(bill.dated, wanted)
    for checks in (ON_TEXT, ON_LINES, ON_AMOUNTS):
        _refuse(checks, bill, wanted)
    _check_sales_tax(bill, wanted)
    for checks in (ON_TAXES, ON_TOTAL):
        _refuse(checks, bill, wanted)


Check = Callable[[Bill, Wanted], bool]


def _refuse(checks: Mapping[str, Check], bill: Bill, wanted: Wanted) -> None:
    for broken, is_wrong in checks.items():
        if is_wrong(bill, wanted):
            raise Invalid(broken, f"{broken}, in invoice {bill.number!r}")


def _check_date(dated: date, wanted: Wanted) -> None:
    """Of a day since the completion, within the subscriber's window round today."""
    if dated < wanted.completed:
        raise Invalid("invoiced before completion", f"completed on {wanted.completed}")
    before, after = wanted.days_before, wanted.days_after
    if before is not None and dated < wanted.today - timedelta(days=before):
        raise Invalid("invoice too old", f"{dated} is before the window", days=before)
    if after is not None and dated > wanted.today + timedelta(days=after):
        raise Invalid("invoice too new", f"{dated} is after the window", days=after)


def _check_sales_tax(bill: Bill, wanted: Wanted) -> None:
    if not bill.tax:
        return
    if wanted.country == STATES and wanted.state in UNTAXED:
        raise Invalid("untaxed state", f"{wanted.state} has no sales tax", state=wanted.state)
    if bill.tax < 0 and not wanted.negative_allowed:
        raise Invalid("tax validation", "the tax is negative", problem="tax is negative")


def _number(line: Line, name: str) -> float:
    value = line.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def total_of(lines: Sequence[Line]) -> float:
    """What lines add up to."""
    return cents(sum(_number(line, "Amount") for line in lines))


def added_tax(bill: Bill) -> float:
    """The taxes on top of the amounts: those that the amounts include are not counted again."""
    taxes = bill.taxes or {}
    return bill.tax + bill.tax2 - sum(taxes.get(charge, 0.0) for charge in bill.included)


def _subtotal(bill: Bill) -> float:
    return sum(bill.amount(charge) for charge in CHARGES)


def _has_negative(lines: Sequence[Line], wanted: Wanted) -> bool:
    return not wanted.negative_allowed and any(_number(x, "Amount") < 0 for x in lines)


def _outside(lines: Sequence[Line], name: str, allowed: range) -> bool:
    """Whether a line has a number out of a range; one that is left out has the default."""
    return any(line.get(name) is not None and line[name] not in allowed for line in lines)


def _differs(bill: Bill, lines: Sequence[Line], charge: str) -> bool:
    return bool(lines) and not same(total_of(lines), bill.amount(charge))


def _too_long(lines: Sequence[Line], name: str) -> bool:
    return any(len(str(line.get(name) or "")) > LONGEST_TEXT for line in lines)


def _has_wrong_total(bill: Bill, wanted: Wanted) -> bool:
    """The amounts and taxes make the total; without amounts it stands for itself.

    Lines of travel and other charges have no code of their own.
    """
    total = bill.total or 0.0
    if total < 0 and not wanted.negative_allowed:
        return True
    if _differs(bill, bill.travels, "Travel") or _differs(bill, bill.others, "Other"):
        return True
    return bill.amounts is not None and not same(_subtotal(bill) + added_tax(bill), total)


ON_ORDER: Mapping[str, Callable[[Ordered], bool]] = {
    "invoice exists": lambda order: order.is_invoiced,
    "not billable": lambda order: order.status not in BILLABLE,
    "automatic invoice": lambda order: order.is_automatic,
    "never completed": lambda order: order.completed is None,
    "location without state": lambda order: not order.state,
    "unknown currency": lambda order: order.currency not in CURRENCIES,
}
ON_NUMBER: Mapping[str, Check] = {
    "duplicate invoice number": lambda _, wanted: wanted.is_number_used,
}
ON_TEXT: Mapping[str, Check] = {
    "invoice text": lambda bill, wanted: wanted.text_required and not bill.text.strip(),
    "dispute unexplained": lambda bill, _: bill.is_disputed and not bill.explanation.strip(),
    "vendor payee": lambda bill, _: bill.vendor != 0,
}
ON_LINES: Mapping[str, Check] = {
    "skill level": lambda bill, _: _outside(bill.labors, "SkillLevel", SKILL_LEVELS),
    "labor type": lambda bill, _: _outside(bill.labors, "LaborType", LABOR_TYPES),
    "technicians": lambda bill, _: any(
        line.get("NumOfTech") is not None and _number(line, "NumOfTech") <= 0
        for line in bill.labors
    ),
    "negative labor": lambda bill, wanted: _has_negative(bill.labors, wanted),
    "material description": lambda bill, _: _too_long(bill.materials, "Description"),
    "part number": lambda bill, _: _too_long(bill.materials, "PartNum"),
    "unit type": lambda bill, _: _outside(bill.materials, "UnitType", UNIT_TYPES),
    "negative material": lambda bill, wanted: _has_negative(bill.materials, wanted),
    "negative travel": lambda bill, wanted: _has_negative(bill.travels, wanted),
    "negative other": lambda bill, wanted: _has_negative(bill.others, wanted),
}
ON_AMOUNTS: Mapping[str, Check] = {
    "labor lines": lambda bill, wanted: (
        wanted.labor_lines and not bill.labors and bill.amount("Labor") != 0
    ),
    "material lines": lambda bill, wanted: (
        wanted.material_lines and not bill.materials and bill.amount("Material") != 0
    ),
    "labor amount": lambda bill, _: _differs(bill, bill.labors, "Labor"),
    "material amount": lambda bill, _: _differs(bill, bill.materials, "Material"),
    "other description": lambda bill, _: (
        bill.amount("Other") != 0 and not bill.other_description.strip()
    ),
}
ON_TAXES: Mapping[str, Check] = {
    "tax not supported": lambda bill, wanted: bill.tax != 0 and not wanted.tax_allowed,
    "no gst here": lambda bill, wanted: (
        bill.tax2 != 0 and bill.tax2_name.upper() == "GST" and wanted.country == STATES
    ),
    "no tax2 here": lambda bill, wanted: bill.tax2 != 0 and wanted.country == STATES,
    "tax2 name": lambda bill, _: bill.tax2 != 0 and bill.tax2_name.upper() not in TAX2_NAMES,
    "no breakdown": lambda bill, wanted: (
        wanted.country == CANADA and bill.tax != 0 and bill.taxes is None
    ),
    "wrong breakdown": lambda bill, _: (
        bill.taxes is not None and not same(sum(bill.taxes.values()), bill.tax)
    ),
}
ON_TOTAL: Mapping[str, Check] = {
    "no total": lambda bill, _: bill.total is None,
    "wrong total": _has_wrong_total,
    "above nte": lambda bill, wanted: (
        (bill.total or 0.0) > wanted.nte and not same(bill.total or 0.0, wanted.nte)
    ),
}
