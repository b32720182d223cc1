"""Deficiencies: what somebody found wrong with an asset, and what came of it."""

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import findings
from emulator.vendors.servicetrade.lists import STAMPS, Filters, listed, one_of
from emulator.vendors.servicetrade.references import needed, referred
from emulator.vendors.servicetrade.saves import done, envelope, new, seconds
from emulator.vendors.servicetrade.views.deficiencies import deficiency

TABLE = "deficiencies"
#: What a client may say of a deficiency; its title is one of ours (assumed), its asset only once.
WRITABLE = (
    "title", "severity", "description", "status", "resolution", "proposedFix", "jobId",
    "serviceLineId", "ownerId", "salesId", "reporterId", "reportSource", "visibility",
)  # fmt: skip
FILTERS = Filters(
    equal={"assetId": "assetId", "locationId": "locationId", "jobId": "jobId"},
    tests={
        "status": one_of("status"),
        "resolution": one_of("resolution"),
        "severity": one_of("severity"),
        **STAMPS,
    },
)


def _said(call: Call, found: Record) -> Record:
    """A deficiency as the body wants it.  Raises Invalid for a job elsewhere, or for nobody."""
    referred(call, "jobId", "jobs", locationId=found["locationId"])
    referred(call, "serviceLineId", "servicelines")
    for field in ("ownerId", "salesId", "reporterId"):
        referred(call, field, "users")
    return found | {name: call.body[name] for name in WRITABLE if name in call.body}


@operation("listDeficiencies")
def list_deficiencies(call: Call) -> Reply:
    return listed(call, "deficiency", deficiency, FILTERS)


@operation("createDeficiency")
def create_deficiency(call: Call) -> Reply:
    """Report what is wrong with an asset, at whose location it is."""
    asset = needed(call, "assetId", "assets")
    last = next(iter(call.records.newest(TABLE)), None)
    fields = {
        "refNumber": findings.next_number(last["refNumber"] if last else None),
        **dict.fromkeys(("title", "description", "proposedFix", "jobId", "ownerId", "salesId")),
        "assetId": asset["id"],
        "locationId": asset["locationId"],
        "serviceLineId": asset["serviceLineId"],
        "reporterId": call.caller["id"],
        "reportedOn": seconds(call),
        "visibility": ["public"],
    }
    made = new(call, TABLE, **_said(call, fields))
    jobs = [] if made["jobId"] is None else [call.load("jobs", made["jobId"])]
    return done(call, "report deficiency", {"deficiency": made, "job": jobs}, deficiency)


@operation("getDeficiency")
def get_deficiency(call: Call) -> Reply:
    return Reply(envelope(call, deficiency(call, call.load(TABLE, call.path["id"]))))


@operation("updateDeficiency")
def update_deficiency(call: Call) -> Reply:
    found = call.load(TABLE, call.path["id"])
    return done(call, "edit deficiency", {"deficiency": _said(call, found)}, deficiency)
