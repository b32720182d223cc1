"""Services: what is to be done at a location."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes

FIELDS = (
    "status", "completion", "description", "windowStart", "windowEnd", "originalWindowStart",
    "originalWindowEnd", "closedOn", "estimatedPrice", "duration", "preferredStartTime",
    "visibility", "created", "updated",
)  # fmt: skip
#: What no record of ours has; each stands in an answer all the same.
NONE = ("changeOrder", "budget", "serviceRecurrence")
EMPTY = ("quoteRequests", "taskInstances", "taskLists")
#: By field: the record's reference, its table and its shape.
REFERENCES = {
    "serviceLine": ("serviceLineId", "servicelines", shapes.service_line),
    "asset": ("assetId", "assets", shapes.asset),
    "job": ("jobId", "jobs", shapes.job),
    "deficiency": ("deficiencyId", "deficiencies", shapes.deficiency),
    "contract": ("contractId", "contracts", shapes.contract),
    "preferredVendor": ("preferredVendorId", "companies", shapes.company),
}


def service_request(call: Call, record: Record) -> Record:
    """A service.  Source: https://github.com/carynrinaldo/HoodsBase."""
    techs = shapes.all_of(call, "users", record["preferredTechIds"], shapes.user)
    return {
        "id": record["id"],
        "uri": shapes.uri(call, "servicerequest", record["id"]),
        **{name: record[name] for name in FIELDS},
        **{n: shapes.of(call, table, record[f], s) for n, (f, table, s) in REFERENCES.items()},
        "location": shapes.of(call, "locations", record["locationId"], _location),
        "preferredTechs": techs,
        "items": [service_item(call, record, item) for item in record["items"]],
        **dict.fromkeys(NONE),
        **{name: [] for name in EMPTY},
    }


def service_item(call: Call, service: Record, item: Record) -> Record:
    """One line of what a service consists of."""
    where = shapes.uri(call, "servicerequest", service["id"])
    return {
        "id": item["id"],
        "uri": f"{where}/item/{item['id']}",
        "description": item["description"],
    }


def _location(call: Call, record: Record) -> Record:
    return shapes.location(call, record) | {"generalManager": record["generalManager"]}
