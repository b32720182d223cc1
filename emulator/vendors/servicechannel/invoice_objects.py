"""What a webhook says of an invoice.

The message has the invoice as it is after the change; the vendor's own samples do not always.
Shape: https://github.com/Field-Advantage/FieldAdv.ServiceChannel.Webhooks.
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import people, times, views

SAME = (
    "Id", "Number", "InvoiceTax", "PostedTaxRate", "InvoiceTotal", "CurrencyAlphabeticalCode",
    "ApprovalCode", "Subtotal", "Status", "Trade", "Description", "StatusChangeDate",
    "StatusChangeUser", "Terms", "Comments", "ProviderId", "SubscriberId", "LocationId", "Category",
)  # fmt: skip
#: Instants that are told in the location's time.
DATED = {
    "ApprovedDateDTO": "ApprovedDate",
    "PostedDateDTO": "PostedDate",
    "InvoiceDateDTO": "InvoiceDate",
    "PaidDateDTO": "PaidDate",
    "LastActionDateDTO": "StatusChangeDate",
    "UpdatedDateDTO": "UpdatedDate",
}
INCLUDED = {"Materials": "Material"} | {c: c for c in ("Labor", "Travel", "Freight", "Other")}
LABOR = ("SkillLevel", "LaborType", "NumOfTech", "HourlyRate", "Hours", "Amount")
MATERIAL = ("Description", "PartNum", "UnitType", "UnitPrice", "Quantity", "Amount")


def invoice(call: Call, found: Record) -> Record:
    """The object of an event of an invoice."""
    place = views.place_of(call, call.load("locations", found["LocationId"]))
    dates = {name: found[field] for name, field in DATED.items()}
    shown: Record = {
        **{name: found[name] for name in SAME},
        **{name: times.local(at, place) for name, at in dates.items() if at is not None},
        **{f"{n}TaxIncluded": c in found["TaxIncluded"] for n, c in INCLUDED.items()},
        "IsStarred": False,
        "StatusChangeUserid": str(found["StatusChangeUserId"]),
        "WoTrackingNumber": found["WorkOrderId"],
        "ProviderName": call.load("providers", found["ProviderId"])["Name"],
        "Labors": _lines(found, "Labors", LABOR),
        "Materials": _lines(found, "Materials", MATERIAL),
        **people.by(call, "ChangedBy"),
    }
    return views.without_nulls(shown)


def _lines(found: Record, name: str, fields: tuple[str, ...]) -> list[Record]:
    return [views.without_nulls({k: line[k] for k in fields}) for line in found[name]]
