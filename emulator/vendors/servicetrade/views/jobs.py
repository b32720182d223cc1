"""Jobs as they are answered: what is stored, and what follows from appointments and services.

Source: https://github.com/carynrinaldo/HoodsBase, recorded from live answers.
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import places, shapes, visits
from emulator.vendors.servicetrade.places import Point
from emulator.vendors.servicetrade.rules import ENTITIES

JOB = ENTITIES["job"].number
#: What no record here knows of.
UNKNOWN: Record = {
    "sectionVisibilities": [],
    "budgeted": False,
    "serviceLinkAttachmentVisibility": False,
    "serviceLinkCommentVisibility": False,
    "serviceLinkAttachmentCategoryVisibility": [],
    "terms": None,
    "project": None,
}


def visits_of(call: Call, job: Record) -> list[Record]:
    return call.records.find("appointments", jobId=job["id"])


def services_of(call: Call, job: Record) -> list[Record]:
    return call.records.find("servicerequests", jobId=job["id"])


def clock_of(call: Call, job: Record) -> list[Record]:
    return call.records.find("clockevents", jobId=job["id"])


def estimated_price(call: Call, job: Record) -> float | None:
    return visits.estimated_price(services_of(call, job))


def latest_clock_in(call: Call, job: Record) -> int | None:
    start = visits.last(clock_of(call, job), starts_only=True)
    return None if start is None else int(start["eventTime"])


def is_clocked_in(call: Call, job: Record) -> bool:
    """Whether the last clock event is a clock-in."""
    event = visits.last(clock_of(call, job))
    return event is not None and bool(event["isStart"])


def distance(call: Call, place: Record) -> float | None:
    """Miles to a place from where the caller says to be; None if one of them is nowhere."""
    here, there = _point(call.query), _point(place)
    return None if here is None or there is None else round(places.miles(here, there), 2)


def _point(given: Record) -> Point | None:
    lat, lon = given.get("lat"), given.get("lon")
    return None if lat is None or lon is None else Point(lat, lon)


def location(call: Call, location_id: int) -> Record | None:
    """A job's location, and how far it is."""

    def shape(call: Call, place: Record) -> Record:
        return shapes.location(call, place) | {"distance": distance(call, place)}

    return shapes.of(call, "locations", location_id, shape)


def offices(call: Call, location_id: int) -> list[Record]:
    """The offices that serve a location."""
    place = call.records.get("locations", location_id)
    ids = place["officeIds"] if place else ()
    return shapes.all_of(call, "locations", ids, shapes.location)


def in_appointment(call: Call, job: Record) -> Record:
    """A job as its appointment refers to it."""
    return shapes.job(call, job) | {
        "description": job["description"],
        "dueBy": job["dueBy"],
        "tags": shapes.tags(call, JOB, job["id"]),
        "estimatedPrice": estimated_price(call, job),
        "jobTypeWeight": visits.WEIGHTS.get(job["type"], 1),
    }


def listed(call: Call, job: Record) -> Record:
    """A job in a list; in its long form if that is asked for (assumed)."""
    return detail(call, job) if call.query.get("longForm") else brief(call, job)


def detail(call: Call, job: Record) -> Record:
    """A job alone; notes and comments stay empty even where there are comments: observed live."""
    services = services_of(call, job)
    return brief(call, job) | {
        "serviceRequests": [shapes.service_request(call, service) for service in services],
        "notes": [],
        "schedulingComments": [],
    }


def brief(call: Call, job: Record) -> Record:
    stored = (
        "customName", "type", "status", "substatus", "visibility", "number", "customerPo",
        "description", "dueBy", "dueAfter", "completedOn", "isProject", "created", "updated",
    )  # fmt: skip
    return (
        {
            "uri": shapes.uri(call, "job", job["id"]),
            "id": job["id"],
            "name": shapes.job_name(job),
            "jobTypeWeight": visits.WEIGHTS.get(job["type"], 1),
            "displayStatus": visits.displayed(job["status"]),
            "displaySubstatus": visits.displayed(job["substatus"]),
            "refNumber": str(job["number"]),
        }
        | {name: job[name] for name in stored}
        | _visited(call, job)
        | _clocked(call, job)
        | _referred(call, job)
        | UNKNOWN
    )


def _visited(call: Call, job: Record) -> Record:
    """What follows from a job's appointments and services."""
    planned, services = visits_of(call, job), services_of(call, job)
    newest = visits.current(planned)
    lines = (
        shapes.of(call, "servicelines", s["serviceLineId"], shapes.service_line)
        for s in services
        if s["status"] not in visits.DROPPED
    )
    return {
        "scheduledDate": visits.scheduled_date(planned, services, job["scheduledDate"]),
        "estimatedPrice": visits.estimated_price(services),
        "percentComplete": visits.percent_complete(services),
        "serviceLine": next((line["abbr"] for line in lines if line), None),
        "appointments": [shapes.appointment(call, visit) for visit in planned],
        "currentAppointment": shapes.appointment(call, newest) if newest else None,
    }


def _clocked(call: Call, job: Record) -> Record:
    """What follows from a job's clock events."""
    event = visits.last(clock_of(call, job))
    is_open = event is not None and event["isStart"]
    return {
        "latestClockIn": latest_clock_in(call, job),
        "ivrOpen": is_open,
        "ivrActivity": event["activity"] if event is not None and is_open else None,
    }


def _referred(call: Call, job: Record) -> Record:
    """What a job refers to."""
    return {
        "vendor": shapes.of(call, "companies", job["vendorId"], shapes.company),
        "customer": shapes.of(call, "companies", job["customerId"], shapes.company),
        "location": location(call, job["locationId"]),
        "owner": shapes.of(call, "users", job["ownerId"], shapes.user),
        "sales": shapes.of(call, "users", job["salesId"], shapes.user),
        "primaryContact": shapes.of(call, "contacts", job["primaryContactId"], shapes.contact),
        "assignedOffice": shapes.assigned_office(call, job["locationId"]),
        "offices": offices(call, job["locationId"]),
        "tags": shapes.tags(call, JOB, job["id"]),
        "externalIds": shapes.external_ids(call, "job", job["id"]),
        "contract": shapes.of(call, "contracts", job["contractId"], shapes.contract),
    }
