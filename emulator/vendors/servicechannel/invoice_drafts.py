"""A new invoice: from the request's body to what the checks ask about, and to its record."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from emulator.kernel.clock import EARLIEST, LATEST, write_instant
from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import invoice_rules, invoice_settings, times, views
from emulator.vendors.servicechannel.invoice_checks import Bill, Ordered, Wanted
from emulator.vendors.servicechannel.invoice_rules import CHARGES
from emulator.vendors.servicechannel.money import cents


def _number(value: object) -> float:
    return float(str(value))


def _money(value: object) -> float:
    return cents(_number(value))


def _whole(value: object) -> int:
    return int(_number(value))


def _flag(value: object) -> bool:
    return str(value).lower() in ("true", "1")


#: What a line says, and how it is read; what was not sent is null.
LINES: Mapping[str, Mapping[str, Callable[[object], object]]] = {
    "Labors": {
        "SkillLevel": _whole, "LaborType": _whole, "NumOfTech": _whole, "HourlyRate": _number,
        "Hours": _number, "Amount": _money, "IsOffShore": _flag, "CityPerformed": str,
        "RateDiscrepancyReason": str,
    },
    "Materials": {
        "Description": str, "PartNum": str, "PartName": str, "UnitType": _whole,
        "UnitPrice": _number, "Quantity": _number, "Amount": _money, "MarkUpPercent": _number,
        "AgreedMarkUpPercent": _number, "AgreedPartPrice": _number, "MarkUpDiscrepancyReason": str,
        "PriceDiscrepancyReason": str,
    },
    "Travels": {
        "Description": str, "UnitType": _whole, "UnitPrice": _number, "Quantity": _number,
        "Amount": _money, "IsOffShore": _flag,
    },
    "Others": {
        "Description": str, "Type": str, "UnitType": _whole, "UnitPrice": _number,
        "Quantity": _number, "Amount": _money, "AgreedUnitPrice": _number,
        "UnitPriceDiscrepancyReason": str,
    },
}  # fmt: skip
#: What a line's amount is made of where it is not sent.
FACTORS: Mapping[str, tuple[str, ...]] = {"Labors": ("NumOfTech", "HourlyRate", "Hours")}
PRICED = ("UnitPrice", "Quantity")
#: What stands for a number that is not sent.
USUAL: Mapping[str, int] = {"SkillLevel": 2, "LaborType": 1, "NumOfTech": 1}


class Draft(NamedTuple):
    """A work order, and the invoice to be."""

    order: Record
    bill: Bill
    dated: datetime


def ordered(order: Record, location: Record) -> Ordered:
    """What the checks ask about a work order."""
    completed = order["CompletedDate"]
    return Ordered(
        status=views.status(order),
        is_invoiced=order["IsInvoiced"],
        is_automatic=order["AutoInvoice"],
        completed=times.parse(completed).date() if completed else None,
        currency=order["CurrencyAlphabeticalCode"],
        state=location["State"],
    )


def dated(call: Call) -> datetime:
    """When the invoice was issued: now, unless it says so.

    Raises Invalid for a date that no calendar of a zone has.
    """
    when = call.instant("InvoiceDateDTO") or call.instant("InvoiceDate") or call.now
    if not EARLIEST <= when <= LATEST:
        raise Invalid(reason=f"{when.isoformat()} is no date of an invoice")
    return when


def bill(call: Call, when: datetime, place: tzinfo) -> Bill:
    """What was sent, in the checks' words."""
    body = call.body
    amounts, taxes = body.get("InvoiceAmountsDetails"), body.get("InvoiceTaxesDetails")
    tax2 = body.get("Tax2Details") or {}
    included = body.get("TaxIncluded") or {}
    lines = {name: _lines(body.get(name) or [], name) for name in LINES}
    return Bill(
        number=str(body["InvoiceNumber"]),
        dated=when.astimezone(place).date(),
        total=None if body.get("InvoiceTotal") is None else cents(body["InvoiceTotal"]),
        tax=cents(body.get("InvoiceTax", 0.0)),
        tax2=_money(tax2.get("Tax2Amount") or 0),
        tax2_name=tax2.get("Tax2Name") or "",
        amounts=None if amounts is None else _by_charge(amounts, "Amount"),
        other_description=(amounts or {}).get("OtherDescription") or "",
        taxes=None if taxes is None else _by_charge(taxes, "Tax"),
        included=frozenset(c for c in CHARGES if _flag(included.get(f"{c}TaxIncluded"))),
        labors=lines["Labors"],
        materials=lines["Materials"],
        travels=lines["Travels"],
        others=lines["Others"],
        text=body.get("InvoiceText", ""),
        is_disputed=body.get("SubmitDisputed", False),
        explanation=body.get("ExplainDispute", ""),
        vendor=body.get("VendorId", 0),
    )


def _by_charge(given: Record, what: str) -> Mapping[str, float]:
    return {charge: _money(given.get(f"{charge}{what}") or 0) for charge in CHARGES}


def _lines(sent: list[Record], name: str) -> list[Record]:
    read = LINES[name]
    return [
        _line({k: None if one.get(k) is None else to(one[k]) for k, to in read.items()}, name)
        | {"Id": number}
        for number, one in enumerate((one or {} for one in sent), 1)
    ]


def _line(line: Record, name: str) -> Record:
    line |= {field: USUAL[field] for field in line.keys() & USUAL if line[field] is None}
    if line["Amount"] is None:
        amount = 1.0
        for factor in FACTORS.get(name, PRICED):
            amount *= line[factor] or 0
        line["Amount"] = cents(amount)
    return line


def wanted(call: Call, order: Record, location: Record, asked: Record) -> Wanted:
    """What the subscriber asks of an invoice for this work order."""
    place = views.place_of(call, location)
    completed: date = times.parse(order["CompletedDate"]).astimezone(place).date()
    return Wanted(
        today=call.now.astimezone(place).date(),
        completed=completed,
        nte=order["Nte"],
        country=location["Country"],
        state=location["State"],
        number=invoice_settings.number_format(asked),
        is_number_used=_is_used(call, order, asked),
        days_before=asked["DaysBeforePostingDate"],
        days_after=asked["MaxDaysAfterPostingDate"],
        text_required=asked["RequireResolutionText"],
        labor_lines=invoice_settings.itemizes(asked, order, "Labor"),
        material_lines=invoice_settings.itemizes(asked, order, "Materials"),
        negative_allowed=asked["IsInvoiceNegativeFeatureEnabled"],
        tax_allowed=asked["IsProviderAbleToAddSalesTax"],
    )


def _is_used(call: Call, order: Record, asked: Record) -> bool:
    """Whether the provider has an invoice of this number.

    A subscriber may let the number of a rejected or voided one be used again.
    """
    number = str(call.body["InvoiceNumber"])
    found = call.records.find("invoices", ProviderId=order["ProviderId"], Number=number)
    wanted = asked["NumberRequirement"]
    if wanted is not None and wanted["ReuseInvoiceNumber"]:
        found = [invoice for invoice in found if invoice["Status"] not in invoice_rules.GONE]
    return bool(found)


def invoice(call: Call, draft: Draft) -> Record:
    """The record of a new invoice."""
    order, bill = draft.order, draft.bill
    same = ("SubscriberId", "ProviderId", "LocationId", "TradeId", "Trade", "Category",
            "CurrencyAlphabeticalCode", "ApprovalCode", "ProjectId")  # fmt: skip
    status = invoice_rules.DISPUTED if bill.is_disputed else invoice_rules.OPEN
    return {
        "Id": call.records.next_id("invoices"),
        "Number": bill.number,
        "WorkOrderId": order["Id"],
        **{name: order[name] for name in same},
        "WorkOrderStatus": order["Status"],
        "InvoiceDate": write_instant(draft.dated),
        "PostedDate": call.stamp,
        "PostedBy": call.caller["UserName"],
        **dict.fromkeys(("ApprovedDate", "PaidDate", "Comments", "RejectionReason")),
        **_sums(call, bill),
        **_charged(call, order, bill),
        "AdditionalApprovalCodes": [],
        "Description": bill.text,
        "Terms": call.body.get("Terms"),
        "DisputeReason": bill.explanation or None,
        "History": [],
        **changed(call, {"History": []}, status),
    }


def changed(call: Call, invoice: Record, status: str) -> Record:
    """What a new status changes of an invoice."""
    who = call.caller
    step = {
        "Status": status,
        "ActionDate": call.stamp,
        "CreatedBy": who["UserName"],
        "CreatedById": who["Id"],
    }
    return {
        "Status": status,
        "StatusChangeDate": call.stamp,
        "StatusChangeUser": who["UserName"],
        "StatusChangeUserId": who["Id"],
        "UpdatedDate": call.stamp,
        "History": [*invoice["History"], step],
    }


def _sums(call: Call, bill: Bill) -> Record:
    body, total = call.body, bill.total or 0.0
    amounts = dict(bill.amounts or dict.fromkeys(CHARGES, 0.0))
    names = ("Labor", "Travel", "Material", "Freight", "Other")
    return {
        "Subtotal": cents(sum(amounts.values()) if bill.amounts else total - bill.tax - bill.tax2),
        "InvoiceTax": bill.tax,
        "PostedTaxRate": float(body.get("PostedTaxRate", 0)),
        "Tax2": {"Tax2Amount": bill.tax2, "Tax2Name": bill.tax2_name} if bill.tax2 else None,
        "InvoiceTotal": total,
        "Amounts": amounts,
        "OtherDescription": bill.other_description,
        "Taxes": None if bill.taxes is None else dict(bill.taxes),
        "TaxIncluded": [charge for charge in CHARGES if charge in bill.included],
        "NonTaxable": {name: body.get(f"NonTaxable{name}", 0) for name in names},
    }


def _charged(call: Call, order: Record, bill: Bill) -> Record:
    rates = {
        (row["SkillLevel"], row["LaborType"]): row["Rate"]
        for row in call.records.find(
            "laborrates", SubscriberId=order["SubscriberId"], ProviderId=order["ProviderId"]
        )
    }
    labors = [
        {**line, "AgreedRate": rates.get((line["SkillLevel"], line["LaborType"]))}
        for line in bill.labors
    ]
    return {
        "Labors": labors,
        "Materials": [dict(line) for line in bill.materials],
        "Travels": [dict(line) for line in bill.travels],
        "Others": [dict(line) for line in bill.others],
    }
