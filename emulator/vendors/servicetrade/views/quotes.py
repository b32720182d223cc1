"""Quotes and their items; source of the fields: https://github.com/carynrinaldo/HoodsBase."""

from collections.abc import Iterable

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import billing, lines, shapes
from emulator.vendors.servicetrade.rules import ENTITIES


def quote(call: Call, record: Record) -> Record:
    """A quote; its items only by what they are called, its money as texts."""
    items = lines.in_order(call.records.find("quoteitems", quoteId=record["id"]))
    names = ("name", "refNumber", "status", "substatus", "notes", "description", "jobType")
    dates = ("respondBy", "expiresOn", "latestSubmission", "latestAccepted")
    first = {"id": record["id"], "uri": shapes.uri(call, "quote", record["id"])}
    return (
        first
        | {name: record[name] for name in names}
        | _parties(call, record)
        | {name: record[name] for name in dates}
        | _sums(lines.total(items))
        | _scope(call, record, items)
        | {"items": [_stub(call, item) for item in items]}
        | {"tags": shapes.tags(call, ENTITIES["quote"].number, record["id"])}
        | {name: record[name] for name in ("visibility", "customerPo", "customerPoRequired")}
        | _unset()
        | {"externalIds": shapes.external_ids(call, "quote", record["id"])}
        | {name: record[name] for name in ("created", "updated")}
    )


def _sums(amounts: billing.Amounts) -> Record:
    return {
        "subtotal": billing.text(amounts.subtotal),
        "taxAmount": billing.text(amounts.tax),
        "totalPrice": billing.text(amounts.total),
    }


def _parties(call: Call, record: Record) -> Record:
    return {
        "customer": shapes.of(call, "companies", record["customerId"], shapes.company),
        "vendor": shapes.of(call, "companies", record["vendorId"], shapes.company),
        "location": shapes.of(call, "locations", record["locationId"], shapes.location),
        "contract": shapes.of(call, "contracts", record["contractId"], shapes.contract),
        "assignedTo": shapes.of(call, "users", record["assignedToId"], shapes.owner),
        "owner": shapes.of(call, "users", record["ownerId"], shapes.owner),
        "sales": shapes.of(call, "users", record["salesId"], shapes.owner),
        "assignedOffice": shapes.assigned_office(call, record["locationId"]),
    }


def services(call: Call, record: Record) -> list[Record]:
    """The service requests that a quote is for."""
    found = (call.records.get("servicerequests", i) for i in record["serviceRequestIds"])
    return [service for service in found if service is not None]


def deficiencies(call: Call, record: Record) -> list[Record]:
    """The deficiencies that a quote's service requests are to fix, each once."""
    ids = _each(service["deficiencyId"] for service in services(call, record))
    found = (call.records.get("deficiencies", i) for i in ids)
    return [deficiency for deficiency in found if deficiency is not None]


def _each(ids: Iterable[int | None]) -> list[int]:
    """The ids that there are, each once."""
    return list(dict.fromkeys(i for i in ids if i is not None))


def _scope(call: Call, record: Record, items: list[Record]) -> Record:
    """What is to be done: from the services, and from what they are to fix."""
    asked, found = services(call, record), deficiencies(call, record)
    trades = _each(row["serviceLineId"] for row in (*asked, *items))
    jobs = _each(service["jobId"] for service in asked)
    broken_at = _each(deficiency["jobId"] for deficiency in found)
    return {
        "deficiencySeverity": billing.worst(row["severity"] for row in found),
        "deficiencyJobs": shapes.all_of(call, "jobs", broken_at, shapes.job),
        "serviceLines": shapes.all_of(call, "servicelines", trades, shapes.service_line),
        "serviceRequests": [shapes.service_request(call, service) for service in asked],
        "jobs": shapes.all_of(call, "jobs", jobs, shapes.job),
    }


def _unset() -> Record:
    """What has no records here."""
    return {
        "quoteRequest": None,
        "terms": None,
        "taskingDetailLevel": None,
        "quoteLinkAttachmentVisibility": False,
        "quoteLinkCommentVisibility": False,
        "sectionVisibilities": None,
    }


def _stub(call: Call, record: Record) -> Record:
    path = f"quote/{record['quoteId']}/item"
    first = {"id": record["id"], "uri": shapes.uri(call, path, record["id"])}
    return first | {"description": record["description"]}


def item(call: Call, record: Record) -> Record:
    """A line with all that is known of it."""
    service = record["serviceRequestId"]
    return _stub(call, record) | {
        "libItem": shapes.of(call, "libitems", record["libItemId"], shapes.lib_item),
        "serviceLine": shapes.of(
            call, "servicelines", record["serviceLineId"], shapes.service_line
        ),
        "serviceRequest": shapes.of(call, "servicerequests", service, shapes.service_request),
        "quote": shapes.of(call, "quotes", record["quoteId"], shapes.quote),
        "price": record["price"],
        "quantity": record["quantity"],
        "taxRate": record["taxRate"],
        "taxRateDetails": [],
        "cost": record["cost"],
        "visibility": record["visibility"],
    }
