"""Job items: labour, parts and fees that were used on a job.

Each save of one saves its job as well, twice: the list of items, then the total.  Source:
ServiceTrade help centre, article 4403396917139.
"""

from emulator.kernel.errors import Conflict
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import findings
from emulator.vendors.servicetrade.lists import STAMPS, Filters, listed, since, until
from emulator.vendors.servicetrade.references import existing, needed, referred
from emulator.vendors.servicetrade.saves import done, envelope, new
from emulator.vendors.servicetrade.views.jobitems import job_item

TABLE = "jobitems"
#: What a client may say of an item; `jobId` only once.
WRITABLE = (
    "name", "description", "quantity", "cost", "usedOn", "libItemId", "serviceLineId",
)  # fmt: skip


def _of_office(call: Call, record: Record, wanted: object) -> bool:
    """Whether the item's job is at a location of an office."""
    job = call.records.get("jobs", record["jobId"])
    place = call.records.get("locations", job["locationId"]) if job else None
    return place is not None and wanted in place["officeIds"]


def _of_type(call: Call, record: Record, wanted: object) -> bool:
    """Whether the item is of the library, and there of one of some types."""
    found = call.records.get("libitems", record["libItemId"] or 0)
    names = [str(w).lower() for w in wanted] if isinstance(wanted, list) else []
    return found is not None and found["type"].lower() in names


FILTERS = Filters(
    equal={"jobId": "jobId"},
    tests={
        "jobOfficeId": _of_office,
        "libItemType": _of_type,
        "usedOnAfter": since("usedOn"),
        "usedOnBefore": until("usedOn"),
        **STAMPS,
    },
)


def _said(call: Call, before: Record) -> Record:
    """What the body says of an item, over what it was.  Raises Invalid for what does not exist.

    Its price follows from the library; nobody can write it (assumed).
    """
    said: Record = {name: call.body[name] for name in WRITABLE if name in call.body}
    referred(call, "serviceLineId", "servicelines")
    of_library = referred(call, "libItemId", "libitems")
    if "libItemId" in said and said["libItemId"] != before.get("libItemId"):
        said["price"] = of_library["price"] if of_library else None
    if "source" in call.body:
        said["source"] = origin = findings.source(call.body["source"])
        if origin and origin["userId"] is not None:
            said["userId"] = existing(call, "source", "users", origin["userId"])["id"]
    return before | said


@operation("listJobItems")
def list_job_items(call: Call) -> Reply:
    return listed(call, "jobitem", job_item, FILTERS)


@operation("createJobItem")
def create_job_item(call: Call) -> Reply:
    """Add an item to a job; it is the caller's unless its source names a technician (assumed)."""
    job = needed(call, "jobId", "jobs")
    unset = ("description", "cost", "price", "usedOn", "libItemId", "serviceLineId", "source")
    index = findings.next_index(call.records.find(TABLE, jobId=job["id"]))
    fields = {"jobId": job["id"], "orderIndex": index, "userId": call.caller["id"]}
    item = new(call, TABLE, **_said(call, dict.fromkeys(unset) | fields))
    return done(call, "add job item", {"jobitem": item, "job": job}, job_item)


@operation("getJobItem")
def get_job_item(call: Call) -> Reply:
    return Reply(envelope(call, job_item(call, call.load(TABLE, call.path["id"]))))


@operation("updateJobItem")
def update_job_item(call: Call) -> Reply:
    item = call.load(TABLE, call.path["id"])
    saved = {"jobitem": _said(call, item), "job": call.load("jobs", item["jobId"])}
    return done(call, "edit job item", saved, job_item)


@operation("deleteJobItem")
def delete_job_item(call: Call) -> Reply:
    """Raises Conflict for an item that stands on an invoice (assumed)."""
    item = call.load(TABLE, call.path["id"])
    billed = call.records.find("invoiceitems", jobItemId=item["id"])
    if billed:
        user = f"invoice {billed[0]['invoiceId']}"
        raise Conflict("in use", f"job item {item['id']} is on {user}", used=[user])
    saved = {"jobitem": item, "job": call.load("jobs", item["jobId"])}
    return done(call, "delete job item", saved)
