"""From records of invoices to the shapes that ServiceChannel answers."""

from collections.abc import Mapping

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import invoice_parts, times, views
from emulator.vendors.servicechannel.invoice_rules import CHARGES

SKILL_LEVELS: Mapping[int, str] = {1: "Supervisor", 2: "Technician", 3: "Helper"}
LABOR_TYPES: Mapping[int, str] = {1: "Regular", 2: "Overtime", 3: "Double time"}
#: Fields that are answered as they are stored.
PLAIN = (
    "Id", "Number", "ProviderId", "SubscriberId", "LocationId", "Status", "InvoiceTax",
    "PostedTaxRate", "InvoiceTotal", "ApprovedDate", "ApprovalCode", "PostedDate", "PostedBy",
    "Subtotal", "Trade", "TradeId", "Description", "InvoiceDate", "StatusChangeDate",
    "StatusChangeUser", "Terms", "Comments", "PaidDate", "UpdatedDate", "DisputeReason",
    "ProjectId",
)  # fmt: skip


def invoice(call: Call, found: Record) -> Record:
    """`GET /invoices/{id}`; what is unset is absent."""
    provider = call.load("providers", found["ProviderId"])
    shown: Record = {
        **{name: found[name] for name in PLAIN},
        "InvoiceNumber": found["Number"],
        "ProviderName": provider["Name"],
        "Category": {"Name": found["Category"]},
        "RejectionReasonDescription": found["RejectionReason"],
        **_said(call, found),
        **details(found),
        "AdditionalApprovalCodes": list(found["AdditionalApprovalCodes"]),
    }
    return views.without_nulls(shown)


def _said(call: Call, found: Record) -> Record:
    """What follows from the record."""
    return {
        "InvoiceBalance": invoice_parts.balance(call, found),
        "Currency": currency(found),
        "WithMismatchedRates": invoice_parts.is_mismatched(found),
        "IsStarred": False,
        "IsTransferred": False,
        "IsDuplicate": False,
        "StatusChangeUserid": str(found["StatusChangeUserId"]),
        "WoTrackingNumber": found["WorkOrderId"],
        "LastActionDate": found["StatusChangeDate"],
        **{f"{c}TaxIncluded": c in found["TaxIncluded"] for c in CHARGES if c != "Material"},
        "MaterialsTaxIncluded": "Material" in found["TaxIncluded"],
        **{f"NonTaxable{name}": value for name, value in found["NonTaxable"].items()},
        "Payments": invoice_parts.payments(call, found),
        "StatusHistoryShort": invoice_parts.history(found),
    }


def currency(found: Record) -> Record:
    return {"AlphabeticalCode": found["CurrencyAlphabeticalCode"], "Rate": 0.0}


def details(found: Record) -> Record:
    """Amounts, taxes and lines."""
    shown: Record = {
        "InvoiceAmountsDetails": invoice_parts.amounts(found),
        "InvoiceTaxesDetails": invoice_parts.taxes(found),
        "Tax2Details": invoice_parts.tax2(found),
    }
    for name in ("Labors", "Materials", "Travels", "Others"):
        shown[name] = [views.without_nulls(line) for line in invoice_parts.lines(found, name)]
    return shown


def labor_rates(found: Record) -> list[Record]:
    """Lines of labor at another rate than the agreed one."""
    return [
        views.without_nulls(
            {
                "SkillLevel": line["SkillLevel"],
                "SkillLevelName": SKILL_LEVELS[line["SkillLevel"]],
                "LaborType": line["LaborType"],
                "LaborTypeName": LABOR_TYPES[line["LaborType"]],
                "HourlyRate": line["HourlyRate"],
                "AgreedRate": line["AgreedRate"],
                "NumOfTech": line["NumOfTech"],
                "LaborHours": line["Hours"],
                "RateDiscrepancyReason": line["RateDiscrepancyReason"],
            }
        )
        for line in found["Labors"]
        if invoice_parts.apart(line, "HourlyRate", "AgreedRate")
    ]


def markups(found: Record) -> list[Record]:
    """Materials with another mark-up than the agreed one."""
    return [
        views.without_nulls(
            {
                "LineItemId": line["Id"],
                "AppliedMarkupPercent": line["MarkUpPercent"],
                "AgreedMarkupPercent": line["AgreedMarkUpPercent"],
                "DiscrepancyReason": line["MarkUpDiscrepancyReason"],
            }
        )
        for line in found["Materials"]
        if invoice_parts.apart(line, "MarkUpPercent", "AgreedMarkUpPercent")
    ]


def prices(found: Record) -> list[Record]:
    """Other charges at another price than the agreed one."""
    return [
        views.without_nulls(
            {
                "LineItemId": line["Id"],
                "AppliedUnitPrice": line["UnitPrice"],
                "AgreedUnitPrice": line["AgreedUnitPrice"],
                "DiscrepancyReason": line["UnitPriceDiscrepancyReason"],
            }
        )
        for line in found["Others"]
        if invoice_parts.apart(line, "UnitPrice", "AgreedUnitPrice")
    ]


def of_project(call: Call, found: Record) -> Record:
    """An invoice in the sums of a project."""
    place = views.place_of(call, call.load("locations", found["LocationId"]))
    second = found["Tax2"] or {"Tax2Amount": None, "Tax2Name": None}
    dates = {name: found[name] for name in ("InvoiceDate", "PostedDate")}
    return views.without_nulls(
        {
            **{name: found[name] for name in ("Id", "InvoiceTotal", "Status", "ProviderId")},
            "InvoiceNumber": found["Number"],
            "Tax": found["InvoiceTax"],
            "Tax2": second["Tax2Amount"],
            "Tax2Name": second["Tax2Name"],
            **invoice_parts.amounts(found),
            **dates,
            **{f"{name}DTO": times.local(at, place) for name, at in dates.items()},
            "Currency": found["CurrencyAlphabeticalCode"],
            "AlphabeticCode": found["CurrencyAlphabeticalCode"],
            "WoTrackingNumber": found["WorkOrderId"],
            "ProviderName": call.load("providers", found["ProviderId"])["Name"],
        }
    )
