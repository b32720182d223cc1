"""Invoices and their items."""

from collections.abc import Sequence

from emulator.kernel.errors import Conflict, Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import billing, errors, lines
from emulator.vendors.servicetrade.lists import (
    STAMPS,
    Filters,
    listed,
    one_of,
    since,
    tagged,
    until,
)
from emulator.vendors.servicetrade.references import found, required
from emulator.vendors.servicetrade.saves import done, envelope, new, seconds
from emulator.vendors.servicetrade.views import invoices as views

TABLE, ITEMS = "invoices", "invoiceitems"
FILTERS = Filters(
    equal={"jobId": "jobId", "customerId": "customerId"},
    tests={
        "assignedUserId": one_of("assignedUserId"),
        "contractId": one_of("contractId"),
        "type": one_of("type"),
        "status": one_of("status"),
        "partial": one_of("partial"),
        "invoiceRecurrenceId": lambda *_: False,  # there are no recurrences
        "tag": tagged("invoice"),
        "transactionDateAfter": since("transactionDate"),
        "transactionDateBefore": until("transactionDate"),
        **STAMPS,
    },
    orders={
        "": lambda _, invoice: _by_name(invoice),
        "name": lambda _, invoice: _by_name(invoice),
        "transactionDate": lambda _, invoice: invoice["transactionDate"] or 0,
    },
)
#: Fields of a body that are the invoice's own.
WRITABLE = (
    "name", "invoiceNumber", "notes", "partial", "assignedUserId", "contractId", "transactionDate",
)  # fmt: skip
LINE = ("description", "quantity", "price", "taxRate", "libItemId", "serviceLineId")


def _by_name(invoice: Record) -> str:
    return str(invoice["name"] or "").lower()


@operation("listInvoices")
def list_invoices(call: Call) -> Reply:
    """By name, unless `sort` says more.  Source: https://github.com/logicalproof/servicetrade."""
    return listed(call, "invoice", views.invoice, FILTERS)


@operation("getInvoice")
def get_invoice(call: Call) -> Reply:
    return Reply(envelope(call, views.invoice(call, call.load(TABLE, call.path["id"]))))


@operation("createInvoice")
def create_invoice(call: Call) -> Reply:
    """Bill a job, or a customer at a location; without items, the job's own are billed.

    Raises Invalid for what does not exist, Conflict for a contract of another customer.
    Source: https://github.com/logicalproof/servicetrade.
    """
    body, job = call.body, found(call, call.body, "jobId", "jobs")
    found(call, body, "assignedUserId", "users")
    invoice = new(call, TABLE, **_new_fields(call, job))
    _check_contract(call, invoice)
    items = _items(call, invoice, job)
    if invoice["status"] == billing.PAID:
        invoice["totalPaidAmount"] = billing.number(lines.total(items).total)
    saved: dict[str, Record | Sequence[Record]] = {"invoice": invoice, "invoiceitem": items}
    if job:
        saved["job"] = job
    return done(call, "create invoice", saved, views.invoice)


def _new_fields(call: Call, job: Record | None) -> Record:
    """Who is billed is the job's, if there is one; what technicians make is reviewed."""
    body, at = call.body, seconds(call)
    who: Record = job or _billed(call)
    return {
        "name": body.get("name"),
        "type": body["type"],
        "status": body.get("status", "internal_review" if call.caller["isTech"] else "ok"),
        "substatus": None,
        "invoiceNumber": body.get("invoiceNumber"),
        "refNumber": None,
        "jobId": job["id"] if job else None,
        "locationId": who["locationId"],
        "customerId": who["customerId"],
        "vendorId": who["vendorId"],
        "contractId": body.get("contractId", who.get("contractId")),
        "assignedUserId": body.get("assignedUserId"),
        "customerPo": who.get("customerPo"),
        "notes": body.get("notes"),
        "partial": body["partial"],
        "applyTax": body["applyTax"],
        "totalPaidAmount": 0,
        "transactionDate": body.get("transactionDate", at),
        "dueDate": None,
    }


def _billed(call: Call) -> Record:
    """Location, customer and vendor of an invoice without a job.  Raises Invalid."""
    names = ("locationId", "customerId", "vendorId")
    missing = [name for name in names if name not in call.body]
    if missing:
        alone = len(missing) == len(names)
        raise required("jobId" if alone else missing[0], f"no job, and no {', '.join(missing)}")
    found(call, call.body, "locationId", "locations")
    found(call, call.body, "customerId", "companies")
    found(call, call.body, "vendorId", "companies", fits=lambda r: r["vendor"], must="a vendor")
    return {name: call.body[name] for name in names}


def _check_contract(call: Call, invoice: Record) -> None:
    """Raises Invalid for a contract that there is not, Conflict for another customer's."""
    contract = found(call, call.body, "contractId", "contracts")
    if contract and contract["companyId"] != invoice["customerId"]:
        raise Conflict(
            "invoice contract",
            f"contractId: contract {contract['id']} is of company {contract['companyId']},"
            f" the invoice of {invoice['customerId']}",
            contract=contract["id"],
            customer=invoice["customerId"],
        )


def _items(call: Call, invoice: Record, job: Record | None) -> list[Record]:
    """The lines of a new invoice: those of the body, else the job's items."""
    given = call.body.get("items")
    if given is None:
        used = call.records.find("jobitems", jobId=job["id"]) if job else []
        sources = [_of_job_item(call, item) for item in lines.in_order(used)]
    else:
        sources = [_nested(call, invoice, place, line) for place, line in enumerate(given)]
    return [_item(call, invoice, line, place) for place, line in enumerate(sources)]


def _nested(call: Call, invoice: Record, place: int, given: Record) -> Record:
    """The fields of a line inside the invoice; what is wrong with it is named by its place."""
    try:
        return _checked(call, invoice, lines.nested(given))
    except Invalid as refusal:
        fields = {f"items.{place}.{name}": says for name, says in refusal.facts["fields"].items()}
        raise errors.invalid(f"items.{place}: {refusal.reason}", **fields) from None


def _of_job_item(call: Call, item: Record) -> Record:
    """A line for a job item: its price, else the lib item's (assumed)."""
    price = item["price"]
    if price is None:
        lib_item = found(call, item, "libItemId", "libitems") or {}
        price = lib_item.get("price")
    return {
        "description": item["name"],
        "quantity": item["quantity"],
        "price": price or 0,
        "taxRate": 0,
        "libItemId": item["libItemId"],
        "serviceLineId": item["serviceLineId"],
        "jobItemId": item["id"],
        "serviceRequestId": None,
    }


def _checked(call: Call, invoice: Record, body: Record) -> Record:
    """The fields of a line.  Raises Invalid for a job item or a service of elsewhere."""
    _check_sources(call, invoice, body)
    line = lines.made(call, body)
    return line | {name: body.get(name) for name in ("jobItemId", "serviceRequestId")}


def _check_sources(call: Call, invoice: Record, body: Record) -> None:
    job_id, location_id = invoice["jobId"], invoice["locationId"]
    found(
        call, body, "jobItemId", "jobitems",
        fits=lambda r: r["jobId"] == job_id, must=f"an item of job {job_id}",
    )  # fmt: skip
    found(
        call, body, "serviceRequestId", "servicerequests",
        fits=lambda r: r["locationId"] == location_id, must=f"one at location {location_id}",
    )  # fmt: skip


def _item(call: Call, invoice: Record, line: Record, place: int) -> Record:
    order = ("description", "quantity", "price", "taxRate")
    rest = ("libItemId", "serviceLineId", "jobItemId", "serviceRequestId")
    fields = {"invoiceId": invoice["id"]} | {name: line[name] for name in order}
    return new(call, ITEMS, **fields, orderIndex=place, **{name: line[name] for name in rest})


@operation("updateInvoice")
def update_invoice(call: Call) -> Reply:
    """Change what is sent.  Raises Conflict for a status that cannot follow."""
    invoice, body = call.load(TABLE, call.path["id"]), call.body
    found(call, body, "assignedUserId", "users")
    invoice |= {name: body[name] for name in WRITABLE if name in body}
    _check_contract(call, invoice)
    before = invoice["status"]
    invoice["status"] = status = billing.invoice_status(before, body.get("status") or before)
    if status == billing.PAID != before:
        items = call.records.find(ITEMS, invoiceId=invoice["id"])
        invoice["totalPaidAmount"] = billing.number(lines.total(items).total)
    return done(call, "edit invoice", {"invoice": invoice}, views.invoice)


def _both(call: Call) -> tuple[Record, Record]:
    """The invoice and the item of a path.  Raises NotFound for an item of another invoice."""
    invoice = call.load(TABLE, call.path["id"])
    item = call.load(ITEMS, call.path["itemId"])
    if item["invoiceId"] != invoice["id"]:
        raise NotFound(ITEMS, f"item {item['id']} is of invoice {item['invoiceId']}")
    return invoice, item


@operation("listInvoiceItems")
def list_invoice_items(call: Call) -> Reply:
    invoice = call.load(TABLE, call.path["id"])
    return listed(call, "invoiceitem", views.item, preset={"invoiceId": invoice["id"]})


@operation("getInvoiceItem")
def get_invoice_item(call: Call) -> Reply:
    return Reply(envelope(call, views.item(call, _both(call)[1])))


@operation("createInvoiceItem")
def create_invoice_item(call: Call) -> Reply:
    """Bill one thing more, at the end.  Raises Conflict for an invoice that is final."""
    invoice = call.load(TABLE, call.path["id"])
    billing.check_invoice_lines(invoice["status"])
    place = lines.next_place(call.records.find(ITEMS, invoiceId=invoice["id"]))
    item = _item(call, invoice, _checked(call, invoice, call.body), place)
    return done(call, "edit invoice item", {"invoiceitem": item, "invoice": invoice}, views.item)


@operation("updateInvoiceItem")
def update_invoice_item(call: Call) -> Reply:
    invoice, item = _both(call)
    billing.check_invoice_lines(invoice["status"])
    _check_sources(call, invoice, call.body)
    item = lines.changed(call, item, *LINE, "jobItemId", "serviceRequestId")
    return done(call, "edit invoice item", {"invoiceitem": item, "invoice": invoice}, views.item)


@operation("deleteInvoiceItem")
def delete_invoice_item(call: Call) -> Reply:
    invoice, item = _both(call)
    billing.check_invoice_lines(invoice["status"])
    return done(call, "delete invoice item", {"invoiceitem": item, "invoice": invoice})
