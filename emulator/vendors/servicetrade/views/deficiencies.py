"""Deficiencies: what somebody found wrong with an asset."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicetrade import shapes

FIELDS = (
    "refNumber", "title", "severity", "description", "status", "resolution", "proposedFix",
    "reportSource", "reportedOn", "visibility", "created", "updated",
)  # fmt: skip
#: By field: the record's reference, its table and its shape.
REFERENCES = {
    "asset": ("assetId", "assets", shapes.asset),
    "location": ("locationId", "locations", shapes.location),
    "job": ("jobId", "jobs", shapes.job),
    "serviceLine": ("serviceLineId", "servicelines", shapes.service_line),
    "owner": ("ownerId", "users", shapes.user),
    "sales": ("salesId", "users", shapes.user),
    "reporter": ("reporterId", "users", shapes.user),
}


def deficiency(call: Call, record: Record) -> Record:
    """A deficiency; its last reported status is its status (assumed).

    Source: https://github.com/carynrinaldo/HoodsBase.
    """
    return {
        "id": record["id"],
        "uri": shapes.uri(call, "deficiency", record["id"]),
        **{name: record[name] for name in FIELDS},
        "lastReportedStatus": record["status"],
        **{n: shapes.of(call, table, record[f], s) for n, (f, table, s) in REFERENCES.items()},
        "externalIds": shapes.external_ids(call, "deficiency", record["id"]),
    }
