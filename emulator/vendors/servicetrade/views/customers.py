"""Companies, their places and their people."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes
from emulator.vendors.servicetrade.rules import ENTITIES


def company(call: Call, record: Record) -> Record:
    """Source: https://github.com/carynrinaldo/HoodsBase; brands, logos and sharing are unset."""
    flags = ("customer", "vendor", "partsVendor", "primeContractor")
    accounts = call.records.find("accounts", companyId=record["id"])
    lines = shapes.all_of(call, "servicelines", record["serviceLineIds"], shapes.service_line)
    return (
        shapes.company(call, record)
        | {name: record[name] for name in ("refNumber", *flags, "phoneNumber")}
        | {
            "managingAccount": _account(call, accounts[0]) if accounts else None,
            "shareId": None,
            "address": shapes.address(record),
            "serviceLinesProvided": lines,
            "defaultBrand": None,
            "logo": None,
        }
        | _marked(call, "company", record)
    )


def _account(call: Call, record: Record) -> Record:
    return shapes.named(call, "account", record)


def _marked(call: Call, entity: str, record: Record) -> Record:
    return {
        "tags": shapes.tags(call, ENTITIES[entity].number, record["id"]),
        "externalIds": shapes.external_ids(call, entity, record["id"]),
        "created": record["created"],
        "updated": record["updated"],
    }


def location(call: Call, record: Record) -> Record:
    """Source: https://github.com/carynrinaldo/HoodsBase; taxes, brands and remittance are unset."""
    return (
        shapes.location(call, record)
        | {
            "geocodeQuality": None,
            "taxGroup": None,
            "generalManager": record["generalManager"],
            "storeNumber": record["storeNumber"],
            "company": shapes.of(call, "companies", record["companyId"], shapes.company),
            "brand": None,
            "offices": shapes.all_of(call, "locations", record["officeIds"], shapes.location),
            "remitToAddress": None,
            "remitToSource": None,
        }
        | _marked(call, "location", record)
    )


def contact(call: Call, record: Record) -> Record:
    """`company` and `location` are the first of each, for clients of old.

    Source: https://github.com/carynrinaldo/HoodsBase.
    """
    companies = shapes.all_of(call, "companies", record["companyIds"], shapes.company)
    locations = shapes.all_of(call, "locations", record["locationIds"], shapes.location)
    return shapes.contact(call, record) | {
        "companies": companies,
        "locations": locations,
        "company": next(iter(companies), None),
        "location": next(iter(locations), None),
        "status": record["status"],
        "externalIds": shapes.external_ids(call, "contact", record["id"]),
        "created": record["created"],
        "updated": record["updated"],
    }


def region(call: Call, record: Record) -> Record:
    return shapes.named(call, "region", record) | {
        "color": record["color"],
        "points": record["points"],
        "offices": shapes.all_of(call, "locations", record["officeIds"], shapes.location),
    }
