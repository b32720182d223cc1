"""Jobs: what is to be done for a customer at a location."""

from collections.abc import Mapping, Sequence

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import job_checks, job_filters, visits
from emulator.vendors.servicetrade.lists import listed
from emulator.vendors.servicetrade.saves import Saved, done, envelope, new, seconds
from emulator.vendors.servicetrade.views import jobs as views

#: What a client may write as it is; the status and the services have rules of their own.
WRITABLE = (
    "customName", "type", "visibility", "locationId", "vendorId", "customerId", "brokerId",
    "ownerId", "salesId", "contractId", "customerPo", "description", "primaryContactId", "dueBy",
    "scheduledDate",
)  # fmt: skip
#: A job that nobody has said anything about, in the order of its record.
BLANK: Mapping[str, object] = {
    "number": 0,
    "customName": None,
    "type": "unknown",
    "status": visits.NEW,
    "substatus": None,
    "visibility": list(visits.VISIBILITY),
    "locationId": None,
    "vendorId": None,
    "customerId": None,
    "brokerId": None,
    "ownerId": None,
    "salesId": None,
    "contractId": None,
    "customerPo": None,
    "description": "",
    "primaryContactId": None,
    "dueBy": None,
    "dueAfter": None,
    "scheduledDate": None,
    "completedOn": None,
    "isProject": False,
}


def _next_number(call: Call) -> int:
    """One more than the newest job's, and no other job's."""
    newest = next(call.records.newest("jobs"), None)
    number = newest["number"] + 1 if newest else 1
    while call.records.count("jobs", number=number):
        number += 1
    return int(number)


@operation("listJobs")
def list_jobs(call: Call) -> Reply:
    """Only scheduled jobs, unless a status or a number is asked for.

    Source: https://github.com/logicalproof/servicetrade.
    """
    job_filters.check(call.query)
    preset = job_filters.preset(call.query)
    return listed(call, "job", views.listed, job_filters.FILTERS, preset=preset)


@operation("createJob")
def create_job(call: Call) -> Reply:
    """A job, with one appointment that holds its services and is to be scheduled.

    Source: https://github.com/servicetrade/servicetrade-php.
    """
    body, at = call.body, seconds(call)
    customer_id = job_checks.customer_of(call, body["locationId"])
    vendor_id = body.get("vendorId", call.caller["companyId"])
    said: Record = {"customerId": customer_id, "vendorId": vendor_id, "brokerId": vendor_id}
    said |= {name: body[name] for name in (*WRITABLE, "status") if name in body}
    if body["autoAssignContract"] and "contractId" not in body:
        said["contractId"] = job_checks.only_contract(call, said["customerId"])
    job = new(call, "jobs", **{**BLANK, **said, "number": _next_number(call)})
    job["completedOn"] = visits.completed_on(visits.NEW, job["status"], None, at)
    job_checks.check(call, job, job.keys())
    services = job_checks.added(call, job)
    visit = new(
        call,
        "appointments",
        jobId=job["id"],
        status=visits.UNSCHEDULED,
        windowStart=None,
        windowEnd=None,
        techIds=[],
        serviceRequestIds=[service["id"] for service in services],
        released=False,
    )
    saved: Saved = {"job": job, "appointment": visit, "servicerequest": services}
    return done(call, "create job", saved, views.detail)


@operation("getJob")
def get_job(call: Call) -> Reply:
    return Reply(envelope(call, views.detail(call, call.load("jobs", call.path["id"]))))


@operation("updateJob")
def update_job(call: Call) -> Reply:
    """Change what is sent.  A job that is canceled cancels its open appointments (assumed)."""
    job, body = call.load("jobs", call.path["id"]), call.body
    before, place = job["status"], job["locationId"]
    job |= {name: body[name] for name in WRITABLE if name in body}
    changed = set(body)
    if job["locationId"] != place and "customerId" not in body:
        job["customerId"] = job_checks.customer_of(call, job["locationId"])
        changed.add("customerId")
    if "status" in body:
        job["status"] = visits.step(visits.JOB_AFTER, before, body["status"])
    job["completedOn"] = visits.completed_on(
        before, job["status"], job["completedOn"], seconds(call)
    )
    job_checks.check(call, job, changed)
    saved: dict[str, Record | Sequence[Record]] = {"job": job}
    if services := job_checks.added(call, job):
        saved["servicerequest"] = services
    deed = visits.job_deed(before, job["status"])
    if deed == "cancel job":
        saved["appointment"] = _canceled(call, job)
    return done(call, deed, saved, views.detail)


def _canceled(call: Call, job: Record) -> list[Record]:
    """A job's open appointments, as they are once it is canceled."""
    return [
        visit | {"status": "canceled_by_vendor"}
        for visit in views.visits_of(call, job)
        if visit["status"] in visits.OPEN_VISIT
    ]
