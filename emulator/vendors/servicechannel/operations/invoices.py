"""Invoices as they are read: one, their counts, what differs from the agreement."""

from collections.abc import Mapping
from datetime import timedelta

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Forbidden
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    invoice_access,
    invoice_rules,
    invoice_views,
    lookups,
    money,
    odata,
    sight,
    times,
)
from emulator.vendors.servicechannel.entities.invoices import INVOICES
from emulator.vendors.servicechannel.odata.model import Source
from emulator.vendors.servicechannel.rules import BILLABLE

#: The statuses that can be invoiced, as records have them.
READY = [{"Primary": status.primary, "Extended": status.extended} for status in BILLABLE]
#: More days than this are all days.
ALL_DAYS = 36_500
#: Days back by OData: usually, and at the most.
WINDOW = (90, 365)
SUMS = {"InvoicesTotal": "InvoiceTotal", "TaxTotal": "Tax", "Tax2Total": "Tax2"}


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
    approved_since = _days_ago(call, approved_days)
    ready: Mapping[str, lookups.Test] = {
        "CompletedDate": lambda completed: str(completed or "") >= since,
        "IsInvoiced": lambda is_invoiced: not is_invoiced,
        "Status": lambda status: status in READY,
    }
    opened = _since(invoice_rules.OPEN, "PostedDate", since)
    approved = _since(invoice_rules.APPROVED, "ApprovedDate", approved_since)
    own = {"ProviderId": provider}
    return Reply(
        {
            "DaysPeriod": days,
            "WoReadyForInvoices": _number(call, "workorders", own, ready),
            "OpenInvoices": _number(call, "invoices", own, opened),
            "ApprovedInvoicesDaysPeriod": approved_days,
            "ApprovedInvoices": _number(call, "invoices", own, approved),
        }
    )


def _since(wanted: str, date: str, since: str) -> Mapping[str, lookups.Test]:
    """Invoices of a status, with a date so recent."""
    return {
        "Status": lambda status: status == wanted,
        date: lambda instant: str(instant or "") >= since,
    }


def _number(call: Call, table: str, of: Record, tests: Mapping[str, lookups.Test]) -> int:
    return len(lookups.passing(call, table, of, tests))


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
