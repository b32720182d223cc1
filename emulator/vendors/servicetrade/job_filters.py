"""What a list of jobs can be asked for.

Source: https://github.com/logicalproof/servicetrade, a table of the vendor's parameters.
"""

import math
from collections.abc import Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import errors, visits
from emulator.vendors.servicetrade.lists import (
    STAMPS,
    Filters,
    Test,
    any_of,
    one_of,
    since,
    tagged,
    until,
)  # fmt: skip
from emulator.vendors.servicetrade.places import Point, inside
from emulator.vendors.servicetrade.views import jobs

ALL = "all"
#: Parameters of which a single value is looked up rather than compared.
SINGLE: Mapping[str, str] = {
    "number": "number", "locationId": "locationId", "customerId": "customerId", "status": "status",
}  # fmt: skip


def preset(query: Record) -> Record:
    """What the records have to be: scheduled, unless a status or a number is asked for."""
    asked: Record = {}
    for name, field in SINGLE.items():
        wanted = query.get(name)
        if wanted and len(wanted) == 1 and wanted[0] != ALL:
            asked[field] = wanted[0]
    is_open = query.get("status") or query.get("number")
    return asked if is_open else {"status": visits.SCHEDULED} | asked


def check(query: Record) -> None:
    """Raises Invalid for half a position, or none where one is needed."""
    needs: list[str] = [name for name in ("lat", "lon", "radius") if name in query]
    if query.get("sort") == "distance":
        needs.append("sort=distance")
    missing = [name for name in ("lat", "lon") if name not in query]
    if needs and missing:
        raise errors.invalid(
            f"{', '.join(needs)} without {', '.join(missing)}",
            **{name: f"{name.capitalize()} is required" for name in missing},
        )


def _has_status(_: Call, job: Record, wanted: object) -> bool:
    """`all` is everything but canceled; an empty parameter is none."""
    values = wanted if isinstance(wanted, Sequence) else ()
    return not values or job["status"] in values or (ALL in values and job["status"] != "canceled")


def _is_invoiced(call: Call, job: Record, wanted: object) -> bool:
    """Whether there is an invoice for the customer that is not void."""
    found = call.records.find("invoices", jobId=job["id"])
    return any(i["type"] == "invoice" and i["status"] != "void" for i in found) == wanted


def _is_running(call: Call, job: Record, _: object) -> bool:
    return jobs.is_clocked_in(call, job)


def _of_a_visit(name: str) -> Test:
    """Jobs with an appointment that has one of the values asked for."""

    def test(call: Call, job: Record, wanted: object) -> bool:
        values = set(wanted if isinstance(wanted, list) else [wanted])
        return any(
            not values.isdisjoint(v if isinstance(v := visit[name], list | tuple) else [v])
            for visit in jobs.visits_of(call, job)
        )

    return test


def _in_window(call: Call, job: Record, _: object) -> bool:
    """Whether a visit that is not canceled begins in the time asked for."""
    begin, end = call.query.get("scheduleDateFrom", 0), call.query.get("scheduleDateTo", math.inf)
    return any(
        visit["windowStart"] is not None and begin <= visit["windowStart"] <= end
        for visit in jobs.visits_of(call, job)
        if visit["status"] not in visits.CANCELED_VISIT
    )


def _of_the_location(name: str) -> Test:
    test = any_of(name)

    def of_location(call: Call, job: Record, wanted: object) -> bool:
        place = call.records.get("locations", job["locationId"])
        return place is not None and test(call, place, wanted)

    return of_location


def _in_region(call: Call, job: Record, wanted: object) -> bool:
    """Whether the location is within one of some regions."""
    place = call.records.get("locations", job["locationId"])
    if place is None or place["lat"] is None or place["lon"] is None:
        return False
    ids = wanted if isinstance(wanted, list) else []
    regions = (call.records.get("regions", region_id) for region_id in ids)
    point = Point(place["lat"], place["lon"])
    return any(region and inside(point, region["points"]) for region in regions)


def _is_near(call: Call, job: Record, radius: object) -> bool:
    away = _distance(call, job)
    return isinstance(radius, int | float) and away <= radius


def _distance(call: Call, job: Record) -> float:
    """Miles to the job; what is nowhere comes last."""
    place = call.records.get("locations", job["locationId"])
    away = jobs.distance(call, place) if place else None
    return math.inf if away is None else away


def _without_due_by(_: Call, job: Record, wanted: object) -> bool:
    return not wanted or job["dueBy"] is None


def _costs(*, at_least: bool) -> Test:
    """The estimated price against the one asked for; without one it is neither."""

    def test(call: Call, job: Record, limit: object) -> bool:
        price = jobs.estimated_price(call, job)
        if price is None or not isinstance(limit, int | float):
            return False
        return price >= limit if at_least else price <= limit

    return test


def _has_service_line(call: Call, job: Record, wanted: object) -> bool:
    test = one_of("serviceLineId")
    return any(test(call, service, wanted) for service in jobs.services_of(call, job))


def _clocked_in(call: Call, job: Record) -> int:
    """The job that was clocked in at last comes first (assumed)."""
    return -(jobs.latest_clock_in(call, job) or 0)


FILTERS = Filters(
    tests={
        **STAMPS,
        "id": one_of("id"),
        "jobIds": one_of("id"),
        "number": one_of("number"),
        "status": _has_status,
        "isInvoiced": _is_invoiced,
        "type": one_of("type"),
        "ivrStatus": _is_running,
        "locationId": one_of("locationId"),
        "vendorId": one_of("vendorId"),
        "customerId": one_of("customerId"),
        "techId": _of_a_visit("techIds"),
        "techIds": _of_a_visit("techIds"),
        "ownerId": one_of("ownerId"),
        "salesId": one_of("salesId"),
        "officeIds": _of_the_location("officeIds"),
        "appointmentStatus": _of_a_visit("status"),
        "regionIds": _in_region,
        "radius": _is_near,
        "dueByBegin": since("dueBy"),
        "dueByEnd": until("dueBy"),
        "completedOnBegin": since("completedOn"),
        "completedOnEnd": until("completedOn"),
        "scheduleDateFrom": _in_window,
        "scheduleDateTo": _in_window,
        "noDueBy": _without_due_by,
        "estimatedPriceFrom": _costs(at_least=True),
        "estimatedPriceTo": _costs(at_least=False),
        "serviceLineIds": _has_service_line,
        "tag": tagged("job"),
    },
    orders={"distance": _distance, "clockin": _clocked_in},
)
