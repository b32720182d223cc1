"""Records as other records refer to them: few fields, and a `uri` where there is one.

Source: https://github.com/carynrinaldo/HoodsBase, recorded from live answers.
"""

from collections.abc import Callable, Iterable

from emulator.kernel.operation import Call, Record

Shape = Callable[[Call, Record], Record]


def uri(call: Call, resource: str, record_id: int) -> str:
    return f"{call.base_url}/api/{resource}/{record_id}"


def named(call: Call, resource: str, record: Record) -> Record:
    """`id`, `uri`, `name`: contracts, tags, accounts."""
    return {
        "id": record["id"],
        "uri": uri(call, resource, record["id"]),
        "name": record["name"],
    }


def of(call: Call, table: str, record_id: int | None, shape: Shape) -> Record | None:
    """The shape of a record that may be unset, or gone."""
    record = None if record_id is None else call.records.get(table, record_id)
    return None if record is None else shape(call, record)


def all_of(call: Call, table: str, ids: Iterable[int], shape: Shape) -> list[Record]:
    """The shapes of those records that there are."""
    found = (call.records.get(table, record_id) for record_id in ids)
    return [shape(call, record) for record in found if record is not None]


def address(record: Record) -> Record:
    return {
        "street": record["addressStreet"],
        "city": record["addressCity"],
        "state": record["addressState"],
        "postalCode": record["addressPostalCode"],
    }


def company(call: Call, record: Record) -> Record:
    return named(call, "company", record) | {"status": record["status"]}


def location(call: Call, record: Record) -> Record:
    """A location or an office, which is one."""
    return named(call, "location", record) | {
        "refNumber": record["refNumber"],
        "legacyId": record["legacyId"],
        "lat": record["lat"],
        "lon": record["lon"],
        "phoneNumber": record["phoneNumber"],
        "email": record["email"],
        "primaryContact": of(call, "contacts", record["primaryContactId"], contact),
        "address": address(record),
        "taxable": record["taxable"],
        "status": record["status"],
    }


def assigned_office(call: Call, location_id: int) -> Record | None:
    """The first office of a location (assumed)."""
    record = call.records.get("locations", location_id)
    return next(
        iter(all_of(call, "locations", record["officeIds"] if record else (), location)), None
    )


def contact(call: Call, record: Record) -> Record:
    fields = (
        "firstName", "lastName", "phone", "mobile", "alternatePhone", "email", "type", "types",
    )  # fmt: skip
    first = {"id": record["id"], "uri": uri(call, "contact", record["id"])}
    return first | {name: record[name] for name in fields}


def full_name(user: Record) -> str:
    return f"{user['firstName']} {user['lastName']}"


def user(call: Call, record: Record) -> Record:
    return {
        "id": record["id"],
        "uri": uri(call, "user", record["id"]),
        "name": full_name(record),
        "status": record["status"],
        "email": record["email"],
        "avatar": {"small": None, "medium": None, "large": None},
        "isTech": record["isTech"],
        "isHelper": record["isHelper"],
    }


def owner(call: Call, record: Record) -> Record:
    """A user as a quote's owner."""
    return {
        "uri": uri(call, "user", record["id"]),
        "id": record["id"],
        "email": record["email"],
        "legacyId": None,
    }


def job_name(record: Record) -> str:
    """`Repair Job #112233`, unless somebody named it.

    Source: ServiceTrade help centre, article 4405060771091.
    """
    kind = str(record["type"]).replace("_", " ").title()
    return record["customName"] or f"{kind} Job #{record['number']}"


def job(call: Call, record: Record) -> Record:
    return {
        "id": record["id"],
        "uri": uri(call, "job", record["id"]),
        "number": record["number"],
        "name": job_name(record),
        "customName": record["customName"],
        "type": record["type"],
        "primaryContact": of(call, "contacts", record["primaryContactId"], contact),
        "isProject": record["isProject"],
    }


def appointment_name(call: Call, record: Record) -> str:
    """What an appointment is called: as its job (assumed)."""
    of_job = call.records.get("jobs", record["jobId"])
    return job_name(of_job) if of_job else ""


def appointment(call: Call, record: Record) -> Record:
    return {
        "id": record["id"],
        "uri": uri(call, "appointment", record["id"]),
        "name": appointment_name(call, record),
        "status": record["status"],
        "techs": all_of(call, "users", record["techIds"], user),
        "windowStart": record["windowStart"],
        "windowEnd": record["windowEnd"],
        "released": record["released"],
    }


def service_line(_: Call, record: Record) -> Record:
    """No `uri`."""
    return {name: record[name] for name in ("id", "name", "trade", "abbr", "icon")}


def service_request(call: Call, record: Record) -> Record:
    return {
        "id": record["id"],
        "uri": uri(call, "servicerequest", record["id"]),
        "description": record["description"],
        "status": record["status"],
        "completion": record["completion"],
        "serviceLine": of(call, "servicelines", record["serviceLineId"], service_line),
        "asset": of(call, "assets", record["assetId"], asset),
        "windowStart": record["windowStart"],
        "windowEnd": record["windowEnd"],
        "estimatedPrice": record["estimatedPrice"],
        "duration": record["duration"],
    }


def lib_item(call: Call, record: Record) -> Record:
    fields = {name: record[name] for name in ("type", "code", "isGeneric")}
    return named(call, "libitem", record) | fields | {"externalIds": {}}


def job_item(call: Call, record: Record) -> Record:
    """A job item as an invoice item refers to it."""
    return {
        "id": record["id"],
        "uri": uri(call, "jobitem", record["id"]),
        "description": record["description"],
        "cost": record["cost"],
        "usedOn": record["usedOn"],
    }


def asset(call: Call, record: Record) -> Record:
    return {
        "id": record["id"],
        "uri": uri(call, "asset", record["id"]),
        "type": record["type"],
        "name": record["name"],
    }


def asset_definition(call: Call, record: Record) -> Record:
    first = {"id": record["id"], "uri": uri(call, "assetdefinition", record["id"])}
    return first | {"type": record["type"], "display": record["display"]}


def deficiency(call: Call, record: Record) -> Record:
    return {
        "id": record["id"],
        "refNumber": record["refNumber"],
        "uri": uri(call, "deficiency", record["id"]),
        "name": record["title"],
        "description": record["description"],
    }


def quote(call: Call, record: Record) -> Record:
    fields = {name: record[name] for name in ("refNumber", "status")}
    return named(call, "quote", record) | fields


def contract(call: Call, record: Record) -> Record:
    return named(call, "contract", record)


def external_ids(call: Call, entity: str, record_id: int) -> Record:
    """The values that other systems know a record by."""
    rows = call.records.find("externalids", entityType=entity, entityId=record_id)
    return {row["system"]: row["value"] for row in rows}


def tags(call: Call, number: int, record_id: int) -> list[Record]:
    """The tags on a record, by its entity's number."""
    rows = call.records.find("taggings", entityType=number, entityId=record_id)
    ids = [row["tagId"] for row in rows]
    return all_of(call, "tags", ids, lambda c, tag: named(c, "tag", tag))
