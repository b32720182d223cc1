"""Invoices and their items; source of the fields: https://github.com/carynrinaldo/HoodsBase."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import billing, lines, shapes
from emulator.vendors.servicetrade.rules import ENTITIES


def invoice(call: Call, record: Record) -> Record:
    """An invoice with its items whole; its sums are those of the items."""
    items = lines.in_order(call.records.find("invoiceitems", invoiceId=record["id"]))
    names = ("name", "type", "status", "substatus", "invoiceNumber", "refNumber")
    first = {"id": record["id"], "uri": shapes.uri(call, "invoice", record["id"])}
    return (
        first
        | {name: record[name] for name in names}
        | _sums(lines.total(items))
        | {"totalPaidAmount": record["totalPaidAmount"]}
        | _parties(call, record)
        | _state(record)
        | {"items": [item(call, one) for one in items]}
        | {"tags": shapes.tags(call, ENTITIES["invoice"].number, record["id"])}
        | {name: record[name] for name in ("transactionDate", "dueDate", "created", "updated")}
    )


def _sums(amounts: billing.Amounts) -> Record:
    return {
        "subtotal": billing.number(amounts.subtotal),
        "taxAmount": billing.number(amounts.tax),
        "totalPrice": billing.number(amounts.total),
    }


def _parties(call: Call, record: Record) -> Record:
    """Who is billed, by whom, for what; terms and payment terms have no records here."""
    return {
        "location": shapes.of(call, "locations", record["locationId"], _location),
        "terms": None,
        "job": shapes.of(call, "jobs", record["jobId"], shapes.job),
        "assignedUser": shapes.of(call, "users", record["assignedUserId"], shapes.user),
        "customer": shapes.of(call, "companies", record["customerId"], _customer),
        "vendor": shapes.of(call, "companies", record["vendorId"], shapes.company),
        "contract": shapes.of(call, "contracts", record["contractId"], shapes.contract),
        "assignedOffice": shapes.assigned_office(call, record["locationId"]),
        "paymentTerms": None,
    }


def _state(record: Record) -> Record:
    return {
        "visibility": [],
        "customerPo": record["customerPo"],
        "notes": record["notes"],
        "partial": record["partial"],
        "paid": record["status"] == billing.PAID,
        "sent": record["status"] == billing.SENT,
    }


def _location(call: Call, record: Record) -> Record:
    known = shapes.external_ids(call, "location", record["id"])
    return shapes.location(call, record) | {"externalIds": known}


def _customer(call: Call, record: Record) -> Record:
    known = shapes.external_ids(call, "company", record["id"])
    return shapes.company(call, record) | {"externalIds": known}


def item(call: Call, record: Record) -> Record:
    """A line; tax groups and invoice recurrences have no records here."""
    path = f"invoice/{record['invoiceId']}/item"
    names = ("description", "quantity", "price")
    first = {"id": record["id"], "uri": shapes.uri(call, path, record["id"])}
    return (
        first
        | {name: record[name] for name in names}
        | _sums(lines.amounts(record))
        | {"taxGroup": None, "taxRate": record["taxRate"], "taxRateDetails": []}
        | {"orderIndex": record["orderIndex"]}
        | _sources(call, record)
        | {"invoiceRecurrence": None, "windowStart": None, "windowEnd": None}
        | {name: record[name] for name in ("created", "updated")}
    )


def _sources(call: Call, record: Record) -> Record:
    """What a line is for."""
    service = record["serviceRequestId"]
    return {
        "libItem": shapes.of(call, "libitems", record["libItemId"], shapes.lib_item),
        "serviceLine": shapes.of(
            call, "servicelines", record["serviceLineId"], shapes.service_line
        ),
        "jobItem": shapes.of(call, "jobitems", record["jobItemId"], shapes.job_item),
        "serviceRequest": shapes.of(call, "servicerequests", service, shapes.service_request),
        "invoice": shapes.of(
            call, "invoices", record["invoiceId"], lambda c, r: shapes.named(c, "invoice", r)
        ),
    }
