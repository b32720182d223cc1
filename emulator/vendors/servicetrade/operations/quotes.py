"""Quotes and their items."""

from collections.abc import Sequence

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import billing, errors, lines
from emulator.vendors.servicetrade.lists import STAMPS, Filters, contains, listed, one_of, tagged
from emulator.vendors.servicetrade.references import found, required
from emulator.vendors.servicetrade.saves import Saved, done, envelope, new, seconds
from emulator.vendors.servicetrade.views import quotes as views

TABLE, ITEMS = "quotes", "quoteitems"
#: The number of an account's first quote.
FIRST = 1001
USERS = ("assignedToId", "ownerId", "salesId")


def _at_offices(call: Call, quote: Record, wanted: object) -> bool:
    location = call.records.get("locations", quote["locationId"]) or {"officeIds": []}
    return isinstance(wanted, list) and not set(wanted).isdisjoint(location["officeIds"])


FILTERS = Filters(
    equal={"locationId": "locationId", "customerId": "customerId"},
    tests={
        "vendorId": one_of("vendorId"),
        "assignedToId": one_of("assignedToId"),
        "ownerId": one_of("ownerId"),
        "salesId": one_of("salesId"),
        "status": one_of("status"),
        "name": contains("name"),
        "search": contains("name", "refNumber", "description"),
        "officeIds": _at_offices,
        "tag": tagged("quote"),
        **STAMPS,
    },
)
#: Fields of a body that are the quote's own.
WRITABLE = (
    "name", "substatus", "notes", "description", "jobType", "contractId", "assignedToId", "ownerId",
    "salesId", "respondBy", "expiresOn", "serviceRequestIds", "visibility", "customerPo",
    "customerPoRequired",
)  # fmt: skip
LINE = (
    "description", "quantity", "price", "cost", "taxRate", "libItemId", "serviceLineId",
    "serviceRequestId", "visibility",
)  # fmt: skip


@operation("listQuotes")
def list_quotes(call: Call) -> Reply:
    return listed(call, "quote", views.quote, FILTERS)


@operation("getQuote")
def get_quote(call: Call) -> Reply:
    return Reply(envelope(call, views.quote(call, call.load(TABLE, call.path["id"]))))


@operation("createQuote")
def create_quote(call: Call) -> Reply:
    """Offer services at a location; its items are added one by one.

    Raises Invalid for what does not exist, or is elsewhere.
    """
    body = call.body
    found(call, body, "vendorId", "companies", fits=lambda r: r["vendor"], must="a vendor")
    location = found(call, body, "locationId", "locations") or {}
    found(call, body, "customerId", "companies")
    customer_id = body.get("customerId") or location["companyId"]
    if not body["serviceRequestIds"]:
        raise required("serviceRequestIds", "a quote is for one service at least")
    quote = new(call, TABLE, **_new_fields(call, customer_id))
    _check(call, quote)
    return done(call, "create quote", {"quote": quote}, views.quote)


def _new_fields(call: Call, customer_id: int) -> Record:
    body = call.body
    return {
        "name": body["name"],
        "refNumber": _next_number(call),
        "status": body["status"],
        "substatus": body.get("substatus"),
        "notes": body.get("notes"),
        "description": body["description"],
        "jobType": body["jobType"],
        "vendorId": body["vendorId"],
        "locationId": body["locationId"],
        "customerId": customer_id,
        "contractId": body.get("contractId"),
        "assignedToId": body.get("assignedToId"),
        "ownerId": body.get("ownerId", call.caller["id"]),
        "salesId": body.get("salesId"),
        "respondBy": body.get("respondBy"),
        "expiresOn": body.get("expiresOn"),
        "latestSubmission": None,
        "latestAccepted": None,
        "serviceRequestIds": body["serviceRequestIds"],
        "visibility": body["visibility"],
        "customerPo": body.get("customerPo"),
        "customerPoRequired": body["customerPoRequired"],
    }


def _next_number(call: Call) -> str:
    """The number after that of the newest quote that has one (assumed)."""
    for quote in call.records.newest(TABLE):
        number = quote["refNumber"] or ""
        if number.isascii() and number.isdecimal():
            return str(int(number) + 1)
    return str(FIRST)


def _check(call: Call, quote: Record) -> None:
    """What the body names must exist, and belong to the quote's customer or location."""
    body = call.body
    for name in USERS:
        found(call, body, name, "users")
    customer_id, location_id = quote["customerId"], quote["locationId"]
    found(
        call, body, "contractId", "contracts",
        fits=lambda r: r["companyId"] == customer_id, must=f"one of company {customer_id}",
    )  # fmt: skip
    for service_id in body.get("serviceRequestIds", ()):
        service = call.records.get("servicerequests", service_id)
        if service is None or service["locationId"] != location_id:
            raise errors.unfit("serviceRequestIds", service_id, f"one at location {location_id}")


@operation("updateQuote")
def update_quote(call: Call) -> Reply:
    """Change what is sent.  A quote that is submitted puts its deficiencies out for quote.

    Its expiry voids nothing, and accepting it makes no job.  Raises Conflict for a status that
    cannot follow.  Source: ServiceTrade help centre, article 360062040354.
    """
    quote, body = call.load(TABLE, call.path["id"]), call.body
    if body.get("serviceRequestIds") == []:
        raise required("serviceRequestIds", "a quote is for one service at least")
    _check(call, quote)
    quote |= {name: body[name] for name in WRITABLE if name in body}
    before = quote["status"]
    quote["status"] = status = billing.quote_status(before, body.get("status") or before)
    if status == before:
        return done(call, "edit quote", {"quote": quote}, views.quote)
    if status in billing.STAMPED:
        quote[billing.STAMPED[status]] = seconds(call)
    saved: Saved = {"quote": quote, "deficiency": _resolved(call, quote)}
    return done(call, "change quote status", saved, views.quote)


def _resolved(call: Call, quote: Record) -> Sequence[Record]:
    """The deficiencies that a quote is about, as its new status leaves them."""
    resolution = billing.RESOLVED.get(quote["status"])
    changed = {"resolution": resolution} if resolution else {}
    return [deficiency | changed for deficiency in views.deficiencies(call, quote)]


def _both(call: Call) -> tuple[Record, Record]:
    """The quote and the item of a path.  Raises NotFound for an item of another quote."""
    quote = call.load(TABLE, call.path["id"])
    item = call.load(ITEMS, call.path["itemId"])
    if item["quoteId"] != quote["id"]:
        raise NotFound(ITEMS, f"item {item['id']} is of quote {item['quoteId']}")
    return quote, item


def _check_line(call: Call, quote: Record, line: Record) -> None:
    """A line is for a lib item or in a service line, and for no service but the quote's.

    Source: public code of a live client, repository not named; the service is assumed.
    """
    if line["libItemId"] is None and line["serviceLineId"] is None:
        raise required("serviceLineId", "a line without a lib item is in a service line")
    found(
        call, call.body, "serviceRequestId", "servicerequests",
        fits=lambda r: r["id"] in quote["serviceRequestIds"], must="one that the quote is for",
    )  # fmt: skip


@operation("listQuoteItems")
def list_quote_items(call: Call) -> Reply:
    quote = call.load(TABLE, call.path["id"])
    return listed(call, "quoteitem", views.item, preset={"quoteId": quote["id"]})


@operation("getQuoteItem")
def get_quote_item(call: Call) -> Reply:
    return Reply(envelope(call, views.item(call, _both(call)[1])))


@operation("createQuoteItem")
def create_quote_item(call: Call) -> Reply:
    """Offer one thing more, at the end.  Raises Conflict for a quote that is over."""
    quote, body = call.load(TABLE, call.path["id"]), call.body
    billing.check_quote_lines(quote["status"])
    line = lines.made(call, body)
    _check_line(call, quote, line)
    item = new(
        call,
        ITEMS,
        quoteId=quote["id"],
        description=line["description"],
        quantity=line["quantity"],
        price=line["price"],
        cost=body.get("cost"),
        taxRate=line["taxRate"],
        orderIndex=lines.next_place(call.records.find(ITEMS, quoteId=quote["id"])),
        libItemId=line["libItemId"],
        serviceLineId=line["serviceLineId"],
        serviceRequestId=body.get("serviceRequestId"),
        visibility=body["visibility"],
    )
    return done(call, "add quote item", {"quoteitem": item, "quote": quote}, views.item)


@operation("updateQuoteItem")
def update_quote_item(call: Call) -> Reply:
    quote, item = _both(call)
    billing.check_quote_lines(quote["status"])
    item = lines.changed(call, item, *LINE)
    _check_line(call, quote, item)
    return done(call, "edit quote item", {"quoteitem": item, "quote": quote}, views.item)


@operation("deleteQuoteItem")
def delete_quote_item(call: Call) -> Reply:
    quote, item = _both(call)
    billing.check_quote_lines(quote["status"])
    return done(call, "delete quote item", {"quoteitem": item, "quote": quote})
