"""People of customers, and how to reach them."""

import re
from collections.abc import Mapping

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import errors, rules, uses
from emulator.vendors.servicetrade.lists import STAMPS, Filters, any_of, listed, one_of
from emulator.vendors.servicetrade.saves import done, envelope, new
from emulator.vendors.servicetrade.views import customers

#: A contact of whom nothing else was said.
BLANK: Mapping[str, object] = {
    "firstName": "",
    "lastName": "",
    "phone": None,
    "mobile": None,
    "alternatePhone": None,
    "email": None,
    "type": None,
    "types": [],
    "status": "public",
    "companyIds": [],
    "locationIds": [],
}
PHONES = ("phone", "mobile", "alternatePhone")
WRITABLE = ("firstName", "lastName", *PHONES, "email", "status")
OWNERS: Mapping[str, str] = {"companyIds": "companies", "locationIds": "locations"}
#: What may stand between the digits of a number.
PUNCTUATION = re.compile(r"[\s().-]")


def _found(_: Call, contact: Record, text: object) -> bool:
    """A text in the name or the address, or digits in one of the numbers.

    Numbers are known by their ten digits: `+16175550136` finds nobody, `6175550136` does.
    Source: public code of a live client, repository not named.
    """
    wanted = str(text).strip().lower()
    name = f"{contact['firstName']} {contact['lastName']}"
    if any(wanted in known.lower() for known in (name, contact["email"] or "")):
        return True
    digits = PUNCTUATION.sub("", wanted)
    numbers = [re.sub(r"\D", "", contact[field] or "")[-10:] for field in PHONES]
    return digits.isdecimal() and any(digits in number for number in numbers)


FILTERS = Filters(
    tests={
        "locationId": any_of("locationIds"),
        "companyId": any_of("companyIds"),
        "status": one_of("status"),
        "search": _found,
        **STAMPS,
    }
)


@operation("listContacts")
def list_contacts(call: Call) -> Reply:
    return listed(call, "contact", customers.contact, FILTERS)


@operation("createContact")
def create_contact(call: Call) -> Reply:
    contact = new(call, "contacts", **{**BLANK, **_given(call)})
    _check_owners(contact)
    return done(call, "create contact", {"contact": contact}, customers.contact)


def _given(call: Call) -> Record:
    """The fields that the body gives.  Raises Invalid for an owner that does not exist."""
    body = call.body
    fields: Record = {name: body[name] for name in WRITABLE if name in body}
    if "types" in body:
        fields |= {"types": body["types"], "type": next(iter(body["types"]), None)}
    for field, table in OWNERS.items():
        if field in body:
            fields[field] = _owners(call, field, table)
    return fields


def _owners(call: Call, field: str, table: str) -> list[int]:
    ids = list(dict.fromkeys(call.body[field]))
    unknown = [i for i in ids if call.records.get(table, i) is None]
    if unknown:
        raise errors.invalid(
            f"{field}: {table} has no record {unknown[0]}", **{field: rules.worded(field, "")}
        )
    return ids


def _check_owners(contact: Record) -> None:
    """Raises Invalid for a contact of no company and no location (assumed)."""
    if not any(contact[field] for field in OWNERS):
        raise errors.invalid(
            "companyIds, locationIds: both empty, expected one company or location",
            **{field: rules.worded(field, "required") for field in OWNERS},
        )


@operation("getContact")
def get_contact(call: Call) -> Reply:
    contact = call.load("contacts", call.path["id"])
    return Reply(envelope(call, customers.contact(call, contact)))


@operation("updateContact")
def update_contact(call: Call) -> Reply:
    """Locations whose primary contact it is are saved too; those it leaves have none (assumed)."""
    contact = call.load("contacts", call.path["id"]) | _given(call)
    _check_owners(contact)
    saved = {"contact": [contact], "location": _primaries(call, contact)}
    return done(call, "edit contact", saved, customers.contact)


def _primaries(call: Call, contact: Record) -> list[Record]:
    """The locations whose primary contact it is, without one where it no longer belongs."""
    led = uses.referring(call, "locations", "primaryContactId", contact["id"])
    return [
        record if uses.belongs(contact, record) else record | {"primaryContactId": None}
        for record in led
    ]


@operation("deleteContact")
def delete_contact(call: Call) -> Reply:
    """Locations and jobs whose primary contact it was have none afterwards (assumed)."""
    contact = call.load("contacts", call.path["id"])
    saved: dict[str, list[Record]] = {"contact": [contact]}
    for entity, table in (("location", "locations"), ("job", "jobs")):
        led = uses.referring(call, table, "primaryContactId", contact["id"])
        saved[entity] = [record | {"primaryContactId": None} for record in led]
    return done(call, "delete contact", saved)
