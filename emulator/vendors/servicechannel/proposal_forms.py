"""The form in which a proposal is filed: what is wrong with it, and what it costs.

The form is the vendor's, version 1.0.0.  Every block has to be there, empty or not; the amount is
the sum of all lines.  This file reads no record and no clock.
Source: https://developer.servicechannel.com/swagger/ (POST /proposals/CreateProposal).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Record
from emulator.vendors.servicechannel.money import cents

VERSION = "1.0.0"
CURRENCIES = frozenset({"USD", "CAD", "MXN", "EUR", "GBP"})
LONGEST_NUMBER, LONGEST_TEXT, MOST_EMAILS, MOST_DIGITS = 30, 4000, 50, 2
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
MATERIALS_ANSWERS = frozenset({"new", "refurbished"})
#: What labor may be called.
LABOR = (
    "Regular Service Hours",
    "Overtime Service Hours",
    "Holiday Service Hours",
    "Helper Standard Hours",
    "Helper Overtime Hours",
    "Helper Holiday Hours",
    "External Labor Support",
)
TAXES = ("materialSalesTax", "installationLaborSalesTax", "nonInstallationExpensesSalesTax",
         "freightTax")  # fmt: skip
#: Blocks by the names that the form and the refusals have for them.
BLOCKS: Mapping[str, str] = {
    "materials": "Materials",
    "materialsAnswer": "MaterialsAnswer",
    "costsIncurredToDate": "CostsIncurredToDate",
    "installationLabor": "InstallationLabor",
    "installationLaborFlatFeeLabor": "InstallationLaborFlatFeeLabor",
    "nonInstallationExpenses": "NonInstallationExpenses",
    "nonInstallationExpensesOther": "NonInstallationExpensesOther",
    "freight": "Freight",
    "freightOther": "FreightOther",
    "tax": "Tax",
}


def blank(subscriber: int, provider: int, location: int, trade: int, currency: str) -> Record:
    """The form with nothing filled in but who and where."""
    return {
        "version": VERSION,
        "subscriberId": subscriber,
        "providerId": provider,
        "locationId": location,
        "tradeId": trade,
        "currency": currency,
        "proposalNumber": "",
        "description": "",
        "notificationEmails": "",
        "costsIncurredToDate": [],
        "materials": [],
        "materialsAnswer": "New",
        "installationLabor": [
            {"description": name, "tech": 0, "hours": 0, "rate": 0} for name in LABOR
        ],
        "installationLaborFlatFeeLabor": 0,
        "nonInstallationExpenses": {
            "travel": {"ofTrips": 0, "charge": 0},
            "fees": 0,
            "nonInstallationLabor": 0,
        },
        "nonInstallationExpensesOther": [],
        "freight": 0,
        "freightOther": [],
        "tax": dict.fromkeys(TAXES, 0),
    }


def check_version(form: Mapping[str, object]) -> None:
    """Raises Invalid without the version, or for another one."""
    version = form.get("version")
    if not version:
        raise Invalid("no version", "version is missing")
    if version != VERSION:
        raise Invalid("bad version", f"version {version}; it takes {VERSION}")


def check_currency(currency: str) -> None:
    """Raises Invalid for what is no currency."""
    if currency and len(currency) != 3:  # noqa: PLR2004 - as the words say
        raise Invalid("currency letters", f"{currency!r} has not three letters")
    if currency not in CURRENCIES:
        raise Invalid("form currency", f"{currency!r} is none of {', '.join(sorted(CURRENCIES))}")


def check_texts(form: Mapping[str, object]) -> None:
    """Number, description and addresses.  Raises Invalid."""
    number, text = str(form.get("proposalNumber", "")), str(form.get("description", "")).strip()
    if len(number) > LONGEST_NUMBER:
        raise Invalid("number too long", f"{len(number)} characters")
    if not text:
        raise Invalid("no project text", "the description is empty")
    if len(text) > LONGEST_TEXT:
        raise Invalid("project text too long", f"{len(text)} characters")
    if "notificationEmails" not in form:
        raise Invalid("no emails", "notificationEmails is missing")
    given = [e.strip() for e in re.split("[,;]", str(form["notificationEmails"])) if e.strip()]
    if len(given) > MOST_EMAILS:
        raise Invalid("too many emails", f"{len(given)} addresses")
    if not all(EMAIL.fullmatch(address) for address in given):
        raise Invalid("bad emails", "not all of them are addresses")


def check_blocks(form: Record) -> None:
    """Raises Invalid for a missing block, and for the first line that is wrong."""
    for name, called in BLOCKS.items():
        if form.get(name) is None:
            raise Invalid("block missing", f"{name} is missing", block=called)
    if str(form["materialsAnswer"]).lower() not in MATERIALS_ANSWERS:
        raise Invalid("bad materials answer", f"{form['materialsAnswer']!r}")
    _check_kinds(form)
    for name in ("costsIncurredToDate", "nonInstallationExpensesOther", "freightOther"):
        for line in form[name]:
            _check_line(line, BLOCKS[name])
    if round(form["freight"], MOST_DIGITS) != form["freight"]:
        raise Invalid("bad freight", f"{form['freight']} is no amount of cents")
    for called, value in _numbers(form):
        if value < 0:
            raise Invalid("negative line", f"{called} is {value}", block=called)


def _check_kinds(form: Record) -> None:
    """Units of materials, and what labor is called."""
    for line in form["materials"]:
        if not line.get("unit"):
            raise Invalid("bad unit", "a material has no unit")
    for line in form["installationLabor"]:
        if line.get("description") not in LABOR:
            raise Invalid("bad labor", f"{line.get('description')!r} is no kind of labor")


def _check_line(line: Mapping[str, object], block: str) -> None:
    if not line.get("description"):
        raise Invalid("line unnamed", f"{block}: a line has no description", block=block)
    total = line.get("total")
    if not isinstance(total, int | float):
        raise Invalid("line without total", f"{block}: a line has no total", block=block)
    if total < 0:
        raise Invalid("negative line", f"{block}: {total}", block=block)


def _numbers(form: Record) -> Iterator[tuple[str, float]]:
    """Every number of the form that has no check of its own, with the block that is named."""
    for block, fields in (("materials", ("qty", "price")),
                          ("installationLabor", ("tech", "hours", "rate"))):  # fmt: skip
        for line in form[block]:
            yield from ((BLOCKS[block], line.get(field) or 0) for field in fields)
    expenses = form["nonInstallationExpenses"]
    travel = expenses.get("travel") or {}
    told = (travel.get("ofTrips"), travel.get("charge"))
    values = (expenses.get("fees"), expenses.get("nonInstallationLabor"), *told)
    yield from (("NonInstallationExpenses", v or 0) for v in values if not isinstance(v, str))
    yield "InstallationLaborFlatFeeLabor", form["installationLaborFlatFeeLabor"]
    yield "Freight", form["freight"]
    yield from ((tax[0].upper() + tax[1:], form["tax"].get(tax) or 0) for tax in TAXES)


def categories(form: Record) -> list[Record]:
    """The parts of the costs, each with its lines, in the form's order.

    Raises Invalid for a form that costs nothing.
    """
    expenses = form["nonInstallationExpenses"]
    travel, tax = expenses.get("travel") or {}, form["tax"]
    parts: Mapping[str, Iterable[Record]] = {
        "Costs Incurred To Date": map(_other, form["costsIncurredToDate"]),
        "Materials": [
            _line(x.get("description") or "", x.get("qty"), 1, x.get("price"), x["unit"])
            for x in form["materials"]
        ],
        "Installation Labor": [
            *(
                _line(x["description"], x.get("hours"), x.get("tech"), x.get("rate"))
                for x in form["installationLabor"]
            ),
            _line("Flat Fee Labor", 1, 1, form["installationLaborFlatFeeLabor"]),
        ],
        "Non-Installation Expenses": [
            _line("Travel", travel.get("ofTrips"), 1, travel.get("charge")),
            _line("Fees", 1, 1, expenses.get("fees")),
            _line("Labor", 1, 1, expenses.get("nonInstallationLabor")),
            *map(_other, form["nonInstallationExpensesOther"]),
        ],
        "Freight": [_line("Freight", 1, 1, form["freight"]), *map(_other, form["freightOther"])],
        "Tax": [_line(name, 1, 1, tax.get(name)) for name in TAXES],
    }
    found = [_category(i, name, [*rows]) for i, (name, rows) in enumerate(parts.items(), 1)]
    if amount(found) <= 0:
        raise Invalid("no amount", "all lines are empty")
    return found


def _other(line: Record) -> Record:
    return _line(line["description"], 1, 1, line["total"])


def _line(
    name: str, quantity: float | None, times: float | None, cost: float | None, unit: str = ""
) -> Record:
    first, second, each = (float(factor or 0) for factor in (quantity, times, cost))
    return {
        "Name": name,
        "Quantity1": first,
        "Quantity2": second,
        "UnitCost": each,
        "UnitOfMeasure": unit,
        "TotalCost": cents(first * second * each),
    }


def _category(number: int, name: str, rows: Sequence[Record]) -> Record:
    """A part of the costs, with the lines that cost anything."""
    kept = [row for row in rows if row["TotalCost"]]
    total = cents(sum(row["TotalCost"] for row in kept))
    return {"Id": number, "Name": name, "TotalCost": total, "Rows": kept}


def amount(parts: Iterable[Mapping[str, float]]) -> float:
    """What all parts cost together."""
    return cents(sum(part["TotalCost"] for part in parts))


def totals(parts: Iterable[Mapping[str, object]]) -> list[Record]:
    """What each part costs, without its lines."""
    return [{name: part[name] for name in ("Id", "Name", "TotalCost")} for part in parts]
