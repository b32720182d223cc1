"""Appointments: when who comes to a job."""

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import errors, job_checks, rules, visits
from emulator.vendors.servicetrade.lists import (
    STAMPS,
    Filters,
    Test,
    listed,
    one_of,
    since,
    until,
)  # fmt: skip
from emulator.vendors.servicetrade.saves import Saved, done, envelope, new
from emulator.vendors.servicetrade.views import visits as views

WINDOW = ("windowStart", "windowEnd")


def _of_the_job(name: str) -> Test:
    """The job of an appointment has one of the values asked for."""
    test = one_of(name)

    def of_job(call: Call, visit: Record, wanted: object) -> bool:
        return test(call, call.load("jobs", visit["jobId"]), wanted)

    return of_job


FILTERS = Filters(
    equal={"jobId": "jobId"},
    tests={
        **STAMPS,
        "status": one_of("status"),
        "vendorId": _of_the_job("vendorId"),
        "customerId": _of_the_job("customerId"),
        "locationId": _of_the_job("locationId"),
        "windowBeginsAfter": since("windowStart"),
        "windowEndsBefore": until("windowEnd"),
    },
)


def _techs(call: Call) -> list[int]:
    """The technicians of a body.  Raises Invalid for a user who is none, or not active."""
    ids = list(dict.fromkeys(call.body["techIds"]))
    for user_id in ids:
        user = call.records.get("users", user_id)
        if user is None or not user["isTech"] or user["status"] != "active":
            raise errors.unfit("techIds", user_id, "active users who are technicians")
    return ids


@operation("listAppointments")
def list_appointments(call: Call) -> Reply:
    return listed(call, "appointment", views.appointment, FILTERS)


@operation("createAppointment")
def create_appointment(call: Call) -> Reply:
    """One more visit to a job; with a window it is scheduled, and with it a new job.

    Sources: https://github.com/servicetrade/servicetrade-php-sdk; public code of live clients.
    """
    body = call.body
    job = call.records.get("jobs", body["jobId"])
    if job is None:
        raise errors.unfit("jobId", body["jobId"], "a job")
    start, end = body.get("windowStart"), body.get("windowEnd")
    visits.check_window(start, end)
    services = job_checks.added(call, job)
    visit = new(
        call,
        "appointments",
        jobId=job["id"],
        status=visits.visit_status(visits.UNSCHEDULED, body.get("status"), start),
        windowStart=start,
        windowEnd=end,
        techIds=_techs(call) if "techIds" in body else [],
        serviceRequestIds=[service["id"] for service in services],
        released=body["released"],
    )
    deed = "add appointment"
    if visit["status"] == visits.SCHEDULED and job["status"] == visits.NEW:
        job["status"] = visits.SCHEDULED
        deed = "add appointment first"
    saved: Saved = {"appointment": visit, "job": job, "servicerequest": services}
    return done(call, deed, saved, views.appointment)


@operation("getAppointment")
def get_appointment(call: Call) -> Reply:
    visit = call.load("appointments", call.path["id"])
    return Reply(envelope(call, views.appointment(call, visit)))


@operation("updateAppointment")
def update_appointment(call: Call) -> Reply:
    """Plan, move, complete, cancel or reopen a visit.

    Source: https://github.com/servicetrade/servicetrade-php.
    """
    visit, body = call.load("appointments", call.path["id"]), call.body
    before, window = visit["status"], [visit[name] for name in WINDOW]
    visit |= {name: body[name] for name in (*WINDOW, "released") if name in body}
    _without_window(visit, body)
    if "techIds" in body:
        visit["techIds"] = _techs(call)
    visits.check_window(*(visit[name] for name in WINDOW))
    visit["status"] = visits.visit_status(before, body.get("status"), visit["windowStart"])
    job = call.load("jobs", visit["jobId"])
    deed = visits.visit_deed(
        before,
        visit["status"],
        is_moved=window != [visit[name] for name in WINDOW],
        of_new_job=job["status"] == visits.NEW,
    )
    if deed == "schedule appointment first":
        job["status"] = visits.SCHEDULED
    saved = {"appointment": visit}
    if any(step.entity == "job" for step in rules.CASCADES[deed]):
        saved["job"] = job
    return done(call, deed, saved, views.appointment)


def _without_window(visit: Record, body: Record) -> None:
    """An appointment that is unscheduled loses its window, and with its beginning the end."""
    if body.get("status") == visits.UNSCHEDULED and "windowStart" not in body:
        visit["windowStart"] = None
    if visit["windowStart"] is None and "windowEnd" not in body:
        visit["windowEnd"] = None


@operation("deleteAppointment")
def delete_appointment(call: Call) -> Reply:
    """The visit goes; what was clocked at it stays on the job (assumed)."""
    visit = call.load("appointments", call.path["id"])
    job = call.load("jobs", visit["jobId"])
    clocked = call.records.find("clockevents", jobId=job["id"], appointmentId=visit["id"])
    freed = [event | {"appointmentId": None} for event in clocked]
    more = {"clockevents": freed} if freed else {}
    return done(call, "delete appointment", {"appointment": visit, "job": job}, more=more)
