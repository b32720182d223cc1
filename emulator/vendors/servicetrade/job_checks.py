"""What a job may refer to, and which services it may take."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import errors
from emulator.vendors.servicetrade.views import jobs as views


class Check(NamedTuple):
    """What a reference has to be.  after: other fields that decide it too.  must: in words."""

    fits: Callable[[Call, Record], bool]
    must: str
    after: Collection[str] = ()


def _exists(table: str, field: str) -> Check:
    def fits(call: Call, job: Record) -> bool:
        return call.records.get(table, job[field]) is not None

    return Check(fits, f"a record of {table}")


def _takes_location(call: Call, job: Record) -> bool:
    if call.records.get("locations", job["locationId"]) is None:
        return False
    services = views.services_of(call, job)
    return all(service["locationId"] == job["locationId"] for service in services)


def _takes_vendor(call: Call, job: Record) -> bool:
    company = call.records.get("companies", job["vendorId"])
    return company is not None and bool(company["vendor"])


def _takes_customer(call: Call, job: Record) -> bool:
    company = call.records.get("companies", job["customerId"])
    place = call.records.get("locations", job["locationId"])
    at_home = place is not None and place["companyId"] == job["customerId"]
    return company is not None and (at_home or bool(company["customer"]))


def _takes_contract(call: Call, job: Record) -> bool:
    contract = call.records.get("contracts", job["contractId"])
    return contract is not None and contract["companyId"] == job["customerId"]


def _takes_contact(call: Call, job: Record) -> bool:
    contact = call.records.get("contacts", job["primaryContactId"])
    if contact is None:
        return False
    return job["locationId"] in contact["locationIds"] or job["customerId"] in contact["companyIds"]


CHECKS: Mapping[str, Check] = {
    "locationId": Check(_takes_location, "a location, that of the job's services if it has some"),
    "vendorId": Check(_takes_vendor, "a company that is a vendor"),
    "customerId": Check(_takes_customer, "a company that is a customer", ("locationId",)),
    "brokerId": _exists("companies", "brokerId"),
    "ownerId": _exists("users", "ownerId"),
    "salesId": _exists("users", "salesId"),
    "contractId": Check(_takes_contract, "a contract of the customer", ("customerId",)),
    "primaryContactId": Check(
        _takes_contact, "a contact of the location or the customer", ("locationId", "customerId")
    ),
}


def check(call: Call, job: Record, changed: Collection[str]) -> None:
    """Raises Invalid for a reference that does not fit the others, among those that changed."""
    for field, check in CHECKS.items():
        concerned = field in changed or not set(check.after).isdisjoint(changed)
        if concerned and job[field] is not None and not check.fits(call, job):
            raise errors.unfit(field, job[field], check.must)


def added(call: Call, job: Record) -> list[Record]:
    """The services that a body puts on a job.  Raises Invalid for one of another location or job.

    None is taken off: it leaves by its own jobId (assumed).
    """
    services = []
    for service_id in dict.fromkeys(call.body.get("serviceRequestIds", ())):
        service = call.records.get("servicerequests", service_id)
        if (
            service is None
            or service["locationId"] != job["locationId"]
            or service["jobId"] not in (None, job["id"])
        ):
            must = f"services at location {job['locationId']} that are on no other job"
            raise errors.unfit("serviceRequestIds", service_id, must)
        services.append(service | {"jobId": job["id"]})
    return services


def customer_of(call: Call, location_id: int) -> int:
    """The company of a location.  Raises Invalid if there is no such location."""
    place = call.records.get("locations", location_id)
    if place is None:
        raise errors.unfit("locationId", location_id, CHECKS["locationId"].must)
    return int(place["companyId"])


def only_contract(call: Call, customer_id: int) -> int | None:
    """The customer's contract, where there is no choice."""
    found = call.records.find("contracts", companyId=customer_id, status="active")
    return found[0]["id"] if len(found) == 1 else None
