"""Invoices, and what they say of their companies and places as work orders do.

Provider is there when it is expanded (https://github.com/hotgluexyz/tap-servicechannel).
Source of the fields: https://developer.servicechannel.com/swagger/.
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import invoice_parts
from emulator.vendors.servicechannel.entities.places import CURRENCY, PLACE, SUBSCRIBER
from emulator.vendors.servicechannel.entities.providers import PROVIDERS
from emulator.vendors.servicechannel.invoice_rules import CHARGES
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    DATE,
    DOUBLE,
    INT32,
    STRING,
    Entity,
    Field,
    Link,
    Read,
    booleans,
    dates,
    doubles,
    inside,
    ints,
    many,
    strings,
    unset,
)

LABOR = (
    ints("Id", "InvoiceId", "SkillLevel", "LaborType", "NumOfTech")
    | doubles("HourlyRate", "Hours", "Amount")
    | booleans("IsOffShore")
    | strings("CityPerformed", "RateDiscrepancyReason")
    | doubles("AgreedRate")
    | booleans("IsRateDiscrepancy")
)
MATERIAL = (
    ints("Id", "InvoiceId")
    | strings("Description", "PartNum")
    | ints("UnitType")
    | doubles("UnitPrice")
    | strings("PartName")
    | doubles("MarkUpPercent", "AgreedMarkUpPercent")
    | strings("MarkUpDiscrepancyReason")
    | doubles("AgreedPartPrice", "Quantity", "Amount")
    | booleans("IsMarkUpDiscrepancy", "IsPartPriceDiscrepancy")
    | strings("PriceDiscrepancyReason")
)
TRAVEL = (
    ints("Id", "InvoiceId")
    | strings("Description")
    | ints("UnitType")
    | doubles("UnitPrice", "Quantity", "Amount")
    | booleans("IsOffShore")
)
OTHER = (
    ints("Id", "InvoiceId")
    | strings("Description", "Type")
    | doubles("Amount")
    | ints("UnitType")
    | doubles("UnitPrice", "Quantity", "AgreedUnitPrice")
    | strings("UnitPriceDiscrepancyReason")
    | booleans("IsUnitPriceDiscrepancy")
)
LINES = {"Labors": LABOR, "Materials": MATERIAL, "Travels": TRAVEL, "Others": OTHER}
STEP = strings("CreatedBy") | ints("CreatedById") | strings("Status") | ints("InvId")
PAYMENT = ints("Id") | dates("PaymentDate") | strings("PaidBy", "PaymentNumber")


def _lines(name: str) -> Read:
    return lambda _, invoice: invoice_parts.lines(invoice, name)


def _is_included(charge: str) -> Read:
    return lambda _, invoice: charge in invoice["TaxIncluded"]


def _not_taxed(charge: str) -> Read:
    return lambda _, invoice: invoice["NonTaxable"][charge]


def _is_outsourced(call: Call, invoice: Record) -> bool:
    return bool(call.load("subscribers", invoice["SubscriberId"])["IsOutsourcedWorkOn"])


def _is_mismatched(_: Call, invoice: Record) -> bool:
    return invoice_parts.is_mismatched(invoice)


def _provider(call: Call, invoice: Record) -> Record | None:
    return call.records.get("providers", invoice["ProviderId"])


NO = Field(BOOLEAN, lambda *_: False)
AMOUNTS = inside(
    lambda _, invoice: invoice_parts.amounts(invoice),
    doubles(*(f"{charge}Amount" for charge in CHARGES)) | strings("OtherDescription"),
)
TAXES = inside(
    lambda _, invoice: invoice_parts.taxes(invoice),
    doubles(*(f"{charge}Tax" for charge in CHARGES)),
)
TAX2 = inside(
    lambda _, invoice: invoice_parts.tax2(invoice), doubles("Tax2Amount") | strings("Tax2Name")
)
INCLUDED = {
    f"{'Materials' if charge == 'Material' else charge}TaxIncluded": Field(
        BOOLEAN, _is_included(charge)
    )
    for charge in ("Labor", "Travel", "Material", "Freight", "Other")
}
NOT_TAXED = {
    f"NonTaxable{charge}": Field(INT32, _not_taxed(charge))
    for charge in ("Labor", "Travel", "Material", "Freight", "Other")
}

INVOICES = Entity(
    "invoices",
    "Invoice",
    {"Subscriber": SUBSCRIBER, "Location": PLACE}
    | ints("Id")
    | strings("Number")
    | unset(STRING, "BatchNumber")
    | doubles("InvoiceTax", "PostedTaxRate")
    | unset(DOUBLE, "PostedTax2Rate")
    | unset(INT32, "VendorPayeeId")
    | doubles("InvoiceTotal")
    | {"InvoiceBalance": Field(DOUBLE, invoice_parts.balance), "Currency": CURRENCY}
    | dates("ApprovedDate")
    | strings("ApprovalCode")
    | dates("PostedDate")
    | strings("PostedBy")
    | doubles("Subtotal")
    | strings("Status", "Trade")
    | {"InvoiceAmountsDetails": AMOUNTS, "InvoiceTaxesDetails": TAXES, "Tax2Details": TAX2}
    | {name: many(_lines(name), fields) for name, fields in LINES.items()}
    | {"WithMismatchedRates": Field(BOOLEAN, _is_mismatched)}
    | {"IsOutsourced": Field(BOOLEAN, _is_outsourced)}
    | unset(STRING, "StarredBy")
    | {"IsStarred": NO, "IsTransferred": NO}
    | unset(DATE, "StarredDate")
    | strings("Description")
    | dates("InvoiceDate")
    | INCLUDED
    | NOT_TAXED
    | dates("StatusChangeDate")
    | strings("StatusChangeUser")
    | {"StatusChangeUserid": Field(STRING, lambda _, it: str(it["StatusChangeUserId"]))}
    | {"IsDuplicate": NO}
    | {"WoTrackingNumber": Field(INT32, lambda _, it: it["WorkOrderId"], "WorkOrderId")}
    | strings("Terms", "Comments")
    | dates("PaidDate")
    | unset(DATE, "TransferredDate")
    | {"LastActionDate": Field(DATE, lambda _, it: it["StatusChangeDate"], "StatusChangeDate")}
    | dates("UpdatedDate")
    | {
        "StatusHistoryShort": many(
            lambda _, invoice: invoice_parts.history(invoice), STEP | dates("ActionDate")
        )
    }
    | unset(STRING, "WoAssignedTo")
    | {"Payments": many(invoice_parts.payments, PAYMENT | doubles("PaymentAmount"))},
    links={"Provider": Link(lambda: PROVIDERS, _provider, own={"Id": "ProviderId"})},
    next_link=True,
)
