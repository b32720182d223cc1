"""Who refers to whom: what keeps a record from being deleted."""

from collections.abc import Iterator, Mapping, Sequence

from emulator.kernel.errors import Conflict
from emulator.kernel.operation import Call, Record

#: By table: the fields of others that name one of its records, or several.
USES: Mapping[str, Sequence[tuple[str, str]]] = {
    "locations": (
        ("jobs", "locationId"),
        ("assets", "locationId"),
        ("servicerequests", "locationId"),
        ("invoices", "locationId"),
        ("quotes", "locationId"),
        ("deficiencies", "locationId"),
        ("users", "locationId"),
        ("locations", "officeIds"),
        ("regions", "officeIds"),
    ),
    "companies": (
        ("locations", "companyId"),
        ("jobs", "customerId"),
        ("jobs", "vendorId"),
        ("jobs", "brokerId"),
        ("servicerequests", "preferredVendorId"),
        ("invoices", "customerId"),
        ("invoices", "vendorId"),
        ("quotes", "customerId"),
        ("quotes", "vendorId"),
        ("contracts", "companyId"),
        ("users", "companyId"),
        ("accounts", "companyId"),
    ),
}


def referring(call: Call, table: str, field: str, record_id: int) -> list[Record]:
    """The records of a table that name a record in one of their fields."""
    if not field.endswith("Ids"):
        return call.records.find(table, **{field: record_id})
    return [record for record in call.records.find(table) if record_id in record[field]]


def check_unused(call: Call, table: str, record_id: int) -> None:
    """Raises Conflict when other records need this one."""
    used = list(_used(call, table, record_id))
    if used:
        said = f"{table} {record_id} is named by {', '.join(used)}"
        raise Conflict("in use", said, used=used)


def _used(call: Call, table: str, record_id: int) -> Iterator[str]:
    for other, field in USES[table]:
        if found := referring(call, other, field, record_id):
            yield f"{len(found)} of {other} in {field}"


def without(
    call: Call, table: str, field: str, record_id: int, instead: int | None = None
) -> list[Record]:
    """The records of a table that name a record among others, with that name gone or replaced."""
    return [
        record | {field: _replaced(record[field], record_id, instead)}
        for record in referring(call, table, field, record_id)
    ]


def _replaced(ids: Sequence[int], old: int, instead: int | None) -> list[int]:
    new = [instead if i == old else i for i in ids]
    return list(dict.fromkeys(i for i in new if i is not None))


def belongs(contact: Record, location: Record) -> bool:
    """Whether a contact is the location's own, or its company's."""
    own, company = location["id"], location["companyId"]
    return own in contact["locationIds"] or company in contact["companyIds"]
