"""Services (`servicerequest`): what is to be done at a location, on a job or waiting for one.

Nobody is told of a service.  What a save of one changes elsewhere is told: its job's estimated
price, the appointments it is put on, the deficiency it answers (assumed).
"""

from collections.abc import Sequence

from emulator.kernel.errors import Conflict, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import errors, findings
from emulator.vendors.servicetrade.lists import (
    STAMPS,
    Filters,
    listed,
    one_of,
    paged,
    paging,
    since,
    until,
)
from emulator.vendors.servicetrade.references import existing, needed, referred
from emulator.vendors.servicetrade.saves import done, envelope, new, seconds
from emulator.vendors.servicetrade.views.servicerequests import service_item, service_request

TABLE = "servicerequests"
#: What a client may say of a service beside its status; `locationId` only once (assumed).
WRITABLE = (
    "serviceLineId", "description", "windowStart", "windowEnd", "duration", "estimatedPrice",
    "assetId", "deficiencyId", "jobId", "contractId", "preferredStartTime", "preferredVendorId",
    "visibility",
)  # fmt: skip
UNSET = (
    "completion", "jobId", "assetId", "deficiencyId", "contractId", "preferredVendorId",
    "windowStart", "windowEnd", "originalWindowStart", "originalWindowEnd", "closedOn", "duration",
    "preferredStartTime", "estimatedPrice",
)  # fmt: skip
AT_THE_LOCATION = (("jobId", "jobs"), ("assetId", "assets"), ("deficiencyId", "deficiencies"))
FILTERS = Filters(
    equal={"jobId": "jobId", "locationId": "locationId"},
    tests={
        "available": lambda _, record, wanted: not wanted or findings.is_available(record),
        "status": one_of("status"),
        "windowStartBefore": until("windowStart"),
        "windowEndAfter": since("windowEnd"),
        **STAMPS,
    },
)


@operation("listServiceRequests")
def list_service_requests(call: Call) -> Reply:
    if not call.query.get("excludeUnapproved"):
        return listed(call, "servicerequest", service_request, FILTERS)
    waiting = findings.unapproved(call.records.find("quotes"))
    tests = [lambda record: record["id"] not in waiting]
    return listed(call, "servicerequest", service_request, FILTERS, tests=tests)


@operation("createServiceRequest")
def create_service_request(call: Call) -> Reply:
    place = needed(call, "locationId", "locations")
    given = {"status": "open", "locationId": place["id"]}
    lists = {"preferredTechIds": [], "visibility": ["public"], "items": []}
    service = _said(call, {**dict.fromkeys(UNSET), **given, **lists})
    return _saved(call, {}, new(call, TABLE, **service))


@operation("getServiceRequest")
def get_service_request(call: Call) -> Reply:
    return Reply(envelope(call, service_request(call, call.load(TABLE, call.path["id"]))))


@operation("updateServiceRequest")
def update_service_request(call: Call) -> Reply:
    """Change a service; taken off its job, it leaves the job's appointments (assumed)."""
    service = call.load(TABLE, call.path["id"])
    return _saved(call, service, _said(call, service))


@operation("deleteServiceRequest")
def delete_service_request(call: Call) -> Reply:
    """Raises Conflict for a service on a job, a quote or an invoice (assumed)."""
    service = call.load(TABLE, call.path["id"])
    user = _user_of(call, service)
    if user:
        raise Conflict("in use", f"service {service['id']} is on {user}", used=[user])
    return done(call, "delete service", {"servicerequest": service})


def _said(call: Call, service: Record) -> Record:
    """A service as the body wants it.  Raises Invalid for what does not belong to it."""
    _check_references(call, service)
    said = service | {name: call.body[name] for name in WRITABLE if name in call.body}
    _check_appointments(call, said["jobId"])
    findings.check_window(said["windowStart"], said["windowEnd"])
    for edge in ("Start", "End"):
        if said[f"originalWindow{edge}"] is None:
            said[f"originalWindow{edge}"] = said[f"window{edge}"]
    return findings.moved(said, call.body.get("status") or said["status"], seconds(call))


def _check_references(call: Call, service: Record) -> None:
    """Job, asset and deficiency are at the service's location, the contract is its company's."""
    place = service["locationId"]
    referred(call, "serviceLineId", "servicelines")
    referred(call, "preferredVendorId", "companies", vendor=True)
    for field, table in AT_THE_LOCATION:
        referred(call, field, table, locationId=place)
    owner = call.load("locations", place)["companyId"]
    referred(call, "contractId", "contracts", companyId=owner)


def _check_appointments(call: Call, job: int | None) -> None:
    """Raises Invalid for appointments without a job, or of another one."""
    wanted = call.body.get("appointmentIds", ())
    if wanted and job is None:
        raise errors.unfit("appointmentIds", wanted, "none: the service is on no job")
    for number in wanted:
        existing(call, "appointmentIds", "appointments", number, jobId=job)


def _saved(call: Call, before: Record, service: Record) -> Reply:
    """The reply to a save of a service, with all that it changes elsewhere."""
    jobs = [call.load("jobs", job) for job in findings.told_jobs(before, service)]
    saved: dict[str, Record | Sequence[Record]] = {
        "servicerequest": service,
        "job": jobs,
        "appointment": _appointments(call, before, service),
        "deficiency": _out_for_quote(call, before, service),
    }
    return done(call, "save service", saved, service_request)


def _appointments(call: Call, before: Record, service: Record) -> Sequence[Record]:
    """The appointments that a save of a service changes; without its job it leaves them."""
    old, job = before.get("jobId"), service["jobId"]
    wanted = call.body.get("appointmentIds", None if old == job else ())
    if wanted is None:
        return ()
    jobs = [number for number in dict.fromkeys((old, job)) if number is not None]
    around = [a for number in jobs for a in call.records.find("appointments", jobId=number)]
    return findings.attached(around, service["id"], wanted)


def _out_for_quote(call: Call, before: Record, service: Record) -> Sequence[Record]:
    """The deficiency that a service answers from now on, if a quote of it is out (assumed)."""
    number = service["deficiencyId"]
    if number is None or number == before.get("deficiencyId"):
        return ()
    quotes = call.records.find("quotes", locationId=service["locationId"])
    if not findings.is_quoted(quotes, service["id"]):
        return ()
    return [call.load("deficiencies", number) | {"resolution": findings.OUT_FOR_QUOTE}]


def _user_of(call: Call, service: Record) -> str:
    """What a service is on; empty if on nothing."""
    number = service["id"]
    if service["jobId"] is not None:
        return f"job {service['jobId']}"
    for table, owner in (("invoiceitems", "invoice"), ("quoteitems", "quote")):
        for item in call.records.find(table, serviceRequestId=number):
            return f"{owner} {item[f'{owner}Id']}"
    quotes = call.records.find("quotes", locationId=service["locationId"])
    return next((f"quote {q['id']}" for q in quotes if number in q["serviceRequestIds"]), "")


@operation("listServiceRequestItems")
def list_items(call: Call) -> Reply:
    service = call.load(TABLE, call.path["id"])
    page, size = paging(call, 100, 1000)
    chosen = service["items"][(page - 1) * size : page * size]
    shown = [service_item(call, service, item) for item in chosen]
    return paged(call, "items", shown, len(service["items"]))


@operation("addServiceRequestItem")
def add_item(call: Call) -> Reply:
    """Add a line of text; its id is of the history, which every change adds to: none returns."""
    service = call.load(TABLE, call.path["id"])
    number = call.records.next_id("history")
    item = {"id": number, "description": call.body["description"]}
    service["items"] = [*service["items"], item]
    return done(call, "untold", {"servicerequest": service}, lambda c, s: service_item(c, s, item))


@operation("deleteServiceRequestItem")
def delete_item(call: Call) -> Reply:
    service, number = call.load(TABLE, call.path["id"]), call.path["itemId"]
    kept = [item for item in service["items"] if item["id"] != number]
    if len(kept) == len(service["items"]):
        raise NotFound("items", f"service {service['id']} has no item {number}")
    service["items"] = kept
    return done(call, "untold", {"servicerequest": service})
