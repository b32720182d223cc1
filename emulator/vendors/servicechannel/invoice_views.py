"""From records of invoices to the shapes that ServiceChannel answers."""

from collections.abc import Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import views
from emulator.vendors.servicechannel.invoice_checks import CHARGES
from emulator.vendors.servicechannel.invoice_rules import cents, same

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
        "InvoiceBalance": balance(call, found),
        "Currency": currency(found),
        "WithMismatchedRates": is_mismatched(found),
        "IsStarred": False,
        "IsTransferred": False,
        "IsDuplicate": False,
        "StatusChangeUserid": str(found["StatusChangeUserId"]),
        "WoTrackingNumber": found["WorkOrderId"],
        "LastActionDate": found["StatusChangeDate"],
        **{f"{c}TaxIncluded": c in found["TaxIncluded"] for c in CHARGES if c != "Material"},
        "MaterialsTaxIncluded": "Material" in found["TaxIncluded"],
        **{f"NonTaxable{name}": value for name, value in found["NonTaxable"].items()},
        "Payments": payments(call, found),
        "StatusHistoryShort": history(found),
    }


def balance(call: Call, found: Record) -> float:
    """What is left to pay."""
    return cents(found["InvoiceTotal"] - paid(call, found))


def paid(call: Call, found: Record) -> float:
    return float(sum(payment["PaymentAmount"] for payment in payments(call, found)))


def payments(call: Call, found: Record) -> list[Record]:
    """What was paid, without the invoice's id."""
    rows = call.records.find("payments", InvoiceId=found["Id"])
    return [{name: value for name, value in row.items() if name != "InvoiceId"} for row in rows]


def currency(found: Record) -> Record:
    return {"AlphabeticalCode": found["CurrencyAlphabeticalCode"], "Rate": 0.0}


def history(found: Record) -> list[Record]:
    return [{**step, "InvId": found["Id"]} for step in found["History"]]


def details(found: Record) -> Record:
    """Amounts, taxes and lines."""
    shown: Record = {
        "InvoiceAmountsDetails": amounts(found),
        "InvoiceTaxesDetails": taxes(found),
        "Tax2Details": tax2(found),
    }
    for name in ("Labors", "Materials", "Travels", "Others"):
        shown[name] = [views.without_nulls(line) for line in lines(found, name)]
    return shown


def amounts(found: Record) -> Record:
    shown = {f"{charge}Amount": found["Amounts"][charge] for charge in CHARGES}
    return {**shown, "OtherDescription": found["OtherDescription"]}


def taxes(found: Record) -> Record | None:
    given = found["Taxes"]
    return None if given is None else {f"{charge}Tax": given[charge] for charge in CHARGES}


def tax2(found: Record) -> Record | None:
    return None if found["Tax2"] is None else dict(found["Tax2"])


def lines(found: Record, name: str) -> list[Record]:
    """Lines of one kind, each with its invoice's id and with what differs from the agreement."""
    differs: Mapping[str, Sequence[tuple[str, str, str]]] = {
        "Labors": (("IsRateDiscrepancy", "HourlyRate", "AgreedRate"),),
        "Materials": (
            ("IsMarkUpDiscrepancy", "MarkUpPercent", "AgreedMarkUpPercent"),
            ("IsPartPriceDiscrepancy", "UnitPrice", "AgreedPartPrice"),
        ),
        "Others": (("IsUnitPriceDiscrepancy", "UnitPrice", "AgreedUnitPrice"),),
    }
    return [
        {
            **line,
            "InvoiceId": found["Id"],
            **{flag: apart(line, *pair) for flag, *pair in differs.get(name, ())},
        }
        for line in found[name]
    ]


def apart(line: Mapping[str, float | None], one: str, agreed: str) -> bool:
    """Whether what was charged is not what was agreed; where nothing was, nothing differs."""
    charged, right = line[one], line[agreed]
    return charged is not None and right is not None and not same(charged, right)


def is_mismatched(found: Record) -> bool:
    """Whether anything was charged that is not as agreed."""
    return bool(labor_rates(found) or markups(found) or prices(found))


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
        if apart(line, "HourlyRate", "AgreedRate")
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
        if apart(line, "MarkUpPercent", "AgreedMarkUpPercent")
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
        if apart(line, "UnitPrice", "AgreedUnitPrice")
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
            **amounts(found),
            **dates,
            **{f"{name}DTO": views.local(at, place) for name, at in dates.items()},
            "Currency": found["CurrencyAlphabeticalCode"],
            "AlphabeticCode": found["CurrencyAlphabeticalCode"],
            "WoTrackingNumber": found["WorkOrderId"],
            "ProviderName": call.load("providers", found["ProviderId"])["Name"],
        }
    )
