"""Invoices as they are read: one, their counts, what differs from the agreement."""

from datetime import timedelta

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Forbidden, Invalid
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    invoice_access,
    invoice_rules,
    invoice_views,
    money,
    odata,
    sight,
    times,
)
from emulator.vendors.servicechannel.entities.invoices import INVOICES
from emulator.vendors.servicechannel.odata.model import Source
from emulator.vendors.servicechannel.rules import BILLABLE

#: More days than this are all days.
ALL_DAYS = 36_500
#: Days back by OData: usually, and at the most.
WINDOW = (90, 365)
SUMS = {"InvoicesTotal": "InvoiceTotal", "TaxTotal": "Tax", "Tax2Total": "Tax2"}
SERVICES = ("TWUtilityManager", "TWCalculationManager")


@operation("getInvoice")
def get_invoice(call: Call) -> Reply:
    """One invoice with its lines, payments and history; an unknown one is 404 with no body."""
    return Reply(invoice_views.invoice(call, invoice_access.readable(call)))


@operation("getInvoiceDiscrepancy")
def get_invoice_discrepancy(call: Call) -> Reply:
    """Labor that was charged at another rate than the agreed one."""
    return Reply(invoice_views.labor_rates(invoice_access.readable(call)))


@operation("getInvoiceDiscrepancyExtended")
def get_invoice_discrepancy_extended(call: Call) -> Reply:
    """The same with materials and other charges."""
    found = invoice_access.readable(call)
    return Reply(
        {
            "LaborRateDiscrepancies": invoice_views.labor_rates(found),
            "MaterialMarkupDiscrepancies": invoice_views.markups(found),
            "OtherPriceDiscrepancies": invoice_views.prices(found),
        }
    )


@operation("getInvoiceStatistics")
def get_invoice_statistics(call: Call) -> Reply:
    """How many work orders wait for an invoice, and how invoices stand."""
    provider = call.caller["ProviderId"]
    if provider is None:
        raise Forbidden("only providers", "the statistics are a provider's")
    days, approved_days = call.query["daysPeriod"], call.query["approvedInThePastDaysPeriod"]
    since = _days_ago(call, days)
    ready = [
        order
        for primary_extended in BILLABLE
        for order in call.records.find(
            "workorders", ProviderId=provider, Status=_as_stored(*primary_extended)
        )
        if not order["IsInvoiced"] and (order["CompletedDate"] or "") >= since
    ]
    opened = call.records.find("invoices", ProviderId=provider, Status=invoice_rules.OPEN)
    approved = call.records.find("invoices", ProviderId=provider, Status=invoice_rules.APPROVED)
    approved_since = _days_ago(call, approved_days)
    return Reply(
        {
            "DaysPeriod": days,
            "WoReadyForInvoices": len(ready),
            "OpenInvoices": sum(invoice["PostedDate"] >= since for invoice in opened),
            "ApprovedInvoicesDaysPeriod": approved_days,
            "ApprovedInvoices": sum(i["ApprovedDate"] >= approved_since for i in approved),
        }
    )


def _as_stored(primary: str, extended: str) -> Record:
    return {"Primary": primary, "Extended": extended}


def _days_ago(call: Call, days: int) -> str:
    return write_instant(call.now - timedelta(days=min(days, ALL_DAYS)))


@operation("getProjectsInvoices")
def get_projects_invoices(call: Call) -> Reply:
    """The invoices of some projects and what they come to, whatever the user's own locations."""
    projects, statuses = call.body.get("Projects", []), call.body.get("Statuses", [])
    start, end = call.instant("StartingDate"), call.instant("EndingDate")
    wanted = {status.upper() for status in statuses if status}
    mine = "SubscriberId" if call.caller["SubscriberId"] else "ProviderId"
    found = [
        invoice
        for project in dict.fromkeys(projects)
        for invoice in call.records.find("invoices", **{mine: call.caller[mine]}, ProjectId=project)
        if (not wanted or invoice["Status"] in wanted)
        and (start is None or times.parse(invoice["InvoiceDate"]) >= start)
        and (end is None or times.parse(invoice["InvoiceDate"]) <= end)
    ]
    return Reply(_summed([invoice_views.of_project(call, invoice) for invoice in found]))


def _summed(invoices: list[Record]) -> Record:
    currencies = {invoice["Currency"] for invoice in invoices}
    total = {
        name: money.cents(sum(invoice.get(field, 0) for invoice in invoices))
        for name, field in SUMS.items()
    }
    shown: Record = {**total, "Count": len(invoices), "Invoices": invoices}
    return shown | ({"Currency": currencies.pop()} if len(currencies) == 1 else {})


@operation("pingInvoiceService")
def ping_invoice_service(call: Call) -> Reply:
    """Whether one of the services behind invoices is there: both always are."""
    name = call.path["serviceName"]
    if name.lower() not in {service.lower() for service in SERVICES}:
        raise Invalid(reason=f"{name} is no service; there are {' and '.join(SERVICES)}")
    return Reply('"Success"', headers={"content-type": "application/json; charset=utf-8"})


@operation("odataInvoices")
def odata_invoices(call: Call) -> Reply:
    """The invoices that were posted in the last 90 days, or those that a filter on dates wants."""
    source = Source(
        "invoices",
        access.scope(call),
        lambda invoice: sight.is_within(call.caller, invoice),
        window=("PostedDate", *WINDOW),
    )
    return odata.collection(call, INVOICES, source)
