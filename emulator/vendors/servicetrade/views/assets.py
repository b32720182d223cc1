"""Assets: what is looked after, and what can be said of each type."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes


def row(call: Call, record: Record) -> Record:
    """An asset in a list: without its properties.

    Source: public code of a live client, repository not named.
    """
    found = call.records.get("assetdefinitions", record["assetDefinitionId"] or 0)
    fields = ("legacyId", "status", "orderIndex", "created", "updated")
    return {
        **shapes.asset(call, record),
        "display": found["display"] if found else displayed(record["type"]),
        "location": shapes.of(call, "locations", record["locationId"], shapes.location),
        "serviceLine": shapes.of(
            call, "servicelines", record["serviceLineId"], shapes.service_line
        ),
        **{name: record[name] for name in fields},
        "parent": shapes.of(call, "assets", record["parentId"], shapes.asset),
        "assetDefinition": shapes.asset_definition(call, found) if found else None,
        "taskList": None,
        "isAbstractGroup": False,
        "hasActiveTaskList": False,
        "externalIds": shapes.external_ids(call, "asset", record["id"]),
    }


def asset(call: Call, record: Record) -> Record:
    """An asset, with what is known of it."""
    return row(call, record) | {"properties": dict(record["properties"])}


def displayed(kind: str) -> str:
    """What a type is called that has no definition: `thermostat` → `Thermostat` (assumed)."""
    return kind.replace("_", " ").title()


def asset_definition(call: Call, record: Record) -> Record:
    """A type of asset, and what its properties are called."""
    line = shapes.of(call, "servicelines", record["serviceLineId"], shapes.service_line)
    more = {"serviceLine": line, "properties": list(record["properties"])}
    return shapes.asset_definition(call, record) | more
