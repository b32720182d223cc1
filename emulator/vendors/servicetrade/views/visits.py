"""Appointments and clock events as they are answered."""

from collections.abc import Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes, visits
from emulator.vendors.servicetrade.views import jobs
from emulator.vendors.servicetrade.visits import Pair


def appointment(call: Call, visit: Record) -> Record:
    """Source: https://github.com/carynrinaldo/HoodsBase."""
    job = call.load("jobs", visit["jobId"])
    stored = ("windowStart", "windowEnd", "released", "created", "updated")
    return {
        "id": visit["id"],
        "uri": shapes.uri(call, "appointment", visit["id"]),
        "name": shapes.job_name(job),
        "status": visit["status"],
        "location": jobs.location(call, job["locationId"]),
        "vendor": shapes.of(call, "companies", job["vendorId"], shapes.company),
        "job": jobs.in_appointment(call, job),
        "dueBy": job["dueBy"],
        "serviceRequests": shapes.all_of(
            call, "servicerequests", visit["serviceRequestIds"], shapes.service_request
        ),
        "techs": shapes.all_of(call, "users", visit["techIds"], shapes.user),
        "offices": jobs.offices(call, job["locationId"]),
    } | {name: visit[name] for name in stored}


def event(call: Call, record: Record) -> Record:
    """A clock event; whether it is a beginning or an end only its pair says."""
    user = call.load("users", record["userId"])
    stored = ("activity", "eventTime", "source", "lat", "lon")
    appointment_id = record["appointmentId"]
    return {
        "id": record["id"],
        "job": {"id": record["jobId"]},
        "appointment": None if appointment_id is None else {"id": appointment_id},
        "user": {"id": user["id"], "name": shapes.full_name(user)},
    } | {name: record[name] for name in stored}


def paired(call: Call, timed: Sequence[Pair]) -> Record:
    """Clock-ins with their ends, and the time of each activity, both in seconds.

    Source: https://github.com/kbueno-svg/micron-servicetrade-connector.
    """
    shown = [
        {
            "start": event(call, pair.start),
            "end": None if pair.end is None else event(call, pair.end),
            "elapsedTime": pair.seconds,
        }
        for pair in timed
    ]
    return {"pairedEvents": shown, "activityTime": visits.activity_time(timed)}
