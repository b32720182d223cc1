"""Which locations a list asks for: by whose they are, and by where they are."""

from collections.abc import Callable, Iterator

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import places
from emulator.vendors.servicetrade.lists import (
    STAMPS,
    Filters,
    any_of,
    contains,
    one_of,
    tagged,
)
from emulator.vendors.servicetrade.places import Point


def point(record: Record) -> Point | None:
    """Where a location is; None for one that nobody has found on the map."""
    found = record["lat"] is not None and record["lon"] is not None
    return Point(record["lat"], record["lon"]) if found else None


def in_regions(call: Call, record: Record, wanted: object) -> bool:
    """Whether a location is within one of some regions' borders."""
    at = point(record)
    ids = wanted if isinstance(wanted, list) else []
    regions = [call.records.get("regions", i) for i in ids]
    return at is not None and any(places.inside(at, r["points"]) for r in regions if r)


#: `name` looks into store numbers too.  Source: https://github.com/logicalproof/servicetrade.
FILTERS = Filters(
    tests={
        "name": contains("name", "storeNumber"),
        "search": contains(
            "name", "storeNumber", "refNumber", "addressStreet", "addressCity", "addressPostalCode"
        ),
        "companyId": one_of("companyId"),
        "status": one_of("status"),
        "officeIds": any_of("officeIds"),
        "regionIds": in_regions,
        "tag": tagged("location"),
        **STAMPS,
    }
)


def chosen(call: Call) -> Iterator[Callable[[Record], bool]]:
    """What a location has to be beside the filters: a customer's, unless the query says else."""
    query = call.query
    is_vendor = query.get("isVendor", False)
    is_customer = query.get("isCustomer", not is_vendor)
    kinds = [k for k, wanted in (("customer", is_customer), ("vendor", is_vendor)) if wanted]
    statuses = query.get("companyStatus")
    if kinds or statuses is not None:
        ids = {
            company["id"]
            for company in call.records.find("companies")
            if all(company[kind] for kind in kinds)
            and (statuses is None or company["status"] in statuses)
        }
        yield lambda record: record["companyId"] in ids
    if {"lat", "lon", "radius"} <= query.keys():
        yield _within(Point(query["lat"], query["lon"]), query["radius"])


def _within(centre: Point, radius: float) -> Callable[[Record], bool]:
    def test(record: Record) -> bool:
        at = point(record)
        return at is not None and places.miles(centre, at) <= radius

    return test
