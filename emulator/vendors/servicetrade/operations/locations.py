"""Where work is done, and the offices that do it."""

from collections.abc import Iterable, Mapping

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import addresses, errors, locating, marks, rules, uses
from emulator.vendors.servicetrade.lists import listed
from emulator.vendors.servicetrade.rules import ENTITIES
from emulator.vendors.servicetrade.saves import done, envelope, new
from emulator.vendors.servicetrade.views import customers

#: A location of which nothing else was said.
BLANK: Mapping[str, object] = {
    "name": "",
    "refNumber": None,
    "legacyId": None,
    "storeNumber": None,
    "companyId": None,
    "lat": None,
    "lon": None,
    "phoneNumber": None,
    "email": None,
    "primaryContactId": None,
    "addressStreet": None,
    "addressCity": None,
    "addressState": None,
    "addressPostalCode": None,
    "taxable": False,
    "status": "active",
    "generalManager": None,
    "officeIds": [],
}
WRITABLE = (
    "name", "companyId", "officeIds", "phoneNumber", "email", "storeNumber", "primaryContactId",
    "lat", "lon", "status", "taxable", "generalManager",
)  # fmt: skip
#: The most degrees of each, either way.
BOUNDS = {"lat": 90, "lon": 180}
#: What a location that is merged hands over, by entity.
HANDED = ("job", "asset", "servicerequest", "invoice", "quote", "deficiency", "user")


@operation("listLocations")
def list_locations(call: Call) -> Reply:
    """Customers' locations, unless `isCustomer` or `isVendor` says otherwise."""
    companies = call.query.get("companyId", ())
    preset = {"companyId": companies[0]} if len(companies) == 1 else None
    tests = tuple(locating.chosen(call))
    return listed(
        call, "location", customers.location, locating.FILTERS, preset=preset, tests=tests
    )


@operation("createLocation")
def create_location(call: Call) -> Reply:
    location = new(call, "locations", **{**BLANK, **_given(call)})
    _check(call, location, location.keys())
    addresses.check_whole(location)
    if "officeIds" not in call.body:
        location["officeIds"] = _usual_offices(call, location["companyId"])
    return done(call, "create location", {"location": location}, customers.location)


def _given(call: Call) -> Record:
    """The fields that the body gives."""
    fields = {name: call.body[name] for name in WRITABLE if name in call.body}
    if "officeIds" in fields:
        fields["officeIds"] = list(dict.fromkeys(fields["officeIds"]))
    return fields | addresses.given(call.body)


def _usual_offices(call: Call, company_id: int) -> list[int]:
    """The vendor's primary office, which is its first; an office has none (assumed)."""
    if call.load("companies", company_id)["vendor"]:
        return []
    account = call.load("accounts", call.caller["accountId"])
    offices = call.records.span("locations", 0, 1, companyId=account["companyId"])
    return [office["id"] for office in offices]


def _check(call: Call, location: Record, given: Iterable[str]) -> None:
    """Raises Invalid for what the body gives, by the location as it will be."""
    checks = {
        "companyId": call.records.get("companies", location["companyId"]) is not None,
        "officeIds": all(_is_office(call, i) for i in location["officeIds"]),
        "primaryContactId": _is_led(call, location),
    }
    checks |= {n: abs(location[n] or 0) <= most for n, most in BOUNDS.items()}
    wrong = [n for n, is_fine in checks.items() if not is_fine and n in given]
    if wrong:
        met = ", ".join(f"{name} {location[name]}" for name in wrong)
        raise errors.invalid(
            f"{met}: expected an existing company, offices of a vendor, a contact of the location"
            " or its company, degrees of the earth",
            **{name: rules.worded(name, "") for name in wrong},
        )


def _is_office(call: Call, location_id: int) -> bool:
    """Whether it is a location of a vendor."""
    location = call.records.get("locations", location_id)
    company = location and call.records.get("companies", location["companyId"])
    return bool(company and company["vendor"])


def _is_led(call: Call, location: Record) -> bool:
    """Whether its primary contact, if it has one, is its own or its company's."""
    contact_id = location["primaryContactId"]
    contact = None if contact_id is None else call.records.get("contacts", contact_id)
    return contact_id is None or (contact is not None and uses.belongs(contact, location))


@operation("getLocation")
def get_location(call: Call) -> Reply:
    location = call.load("locations", call.path["id"])
    return Reply(envelope(call, customers.location(call, location)))


@operation("updateLocation")
def update_location(call: Call) -> Reply:
    """With another company, the primary contact still has to belong (assumed)."""
    given = _given(call)
    location = call.load("locations", call.path["id"]) | given
    also = {"primaryContactId"} if "companyId" in given else set()
    _check(call, location, given.keys() | also)
    return done(call, "edit location", {"location": location}, customers.location)


@operation("deleteLocation")
def delete_location(call: Call) -> Reply:
    """Nothing may need it; contacts that it had forget it.  Raises Conflict."""
    location = call.load("locations", call.path["id"])
    uses.check_unused(call, "locations", location["id"])
    contacts = uses.without(call, "contacts", "locationIds", location["id"])
    saved = {"location": [location], "contact": contacts}
    return done(call, "delete location", saved)


@operation("mergeLocation")
def merge_location(call: Call) -> Reply:
    """All that refers to it refers to another location, and it is gone."""
    location = call.load("locations", call.path["id"])
    old, to = location["id"], call.body["replacementId"]
    _check_replacement(call, location, to)
    saved: dict[str, list[Record]] = {"location": [location]}
    for entity in HANDED:
        found = uses.referring(call, ENTITIES[entity].table, "locationId", old)
        saved[entity] = [record | {"locationId": to} for record in found]
    saved["contact"] = uses.without(call, "contacts", "locationIds", old, to)
    puts, gone = marks.moved(call, "location", old, to)
    offices = {
        table: uses.without(call, table, "officeIds", old, to) for table in ("locations", "regions")
    }
    return done(
        call,
        "merge location",
        saved,
        lambda after, _: customers.location(after, after.load("locations", to)),
        more={**puts, **offices},
        gone=gone,
    )


def _check_replacement(call: Call, location: Record, to: int) -> None:
    """Raises Invalid unless it is another location, and an office for an office (assumed)."""
    is_office = _is_office(call, location["id"])
    if (
        to == location["id"]
        or call.records.get("locations", to) is None
        or _is_office(call, to) != is_office
    ):
        raise errors.invalid(
            f"replacementId: {to}, expected another {'office' if is_office else 'location'}",
            replacementId=rules.worded("replacementId", ""),
        )
