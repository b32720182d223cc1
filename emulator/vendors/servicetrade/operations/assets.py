"""Assets: equipment at a location; and the definitions that say what is known of each type."""

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicetrade import errors, findings
from emulator.vendors.servicetrade.lists import STAMPS, Filters, contains, listed, one_of
from emulator.vendors.servicetrade.references import needed, referred
from emulator.vendors.servicetrade.saves import done, envelope, new
from emulator.vendors.servicetrade.views import assets as views

TABLE = "assets"
#: What a client may say of an asset at any time; its name is one of ours (assumed).
WRITABLE = ("name", "status", "orderIndex", "parentId")
FILTERS = Filters(
    equal={"locationId": "locationId", "parentId": "parentId"},
    tests={
        "type": one_of("type"),
        "status": one_of("status"),
        "name": contains("name"),
        "search": contains("name", "type", "legacyId"),
        **STAMPS,
    },
)
#: What a list shows unless it is asked for a status.
ACTIVE = {"status": "active"}


def _shown(call: Call) -> Record:
    return {} if "status" in call.query else dict(ACTIVE)


@operation("listAssets")
def list_assets(call: Call) -> Reply:
    """Assets that something selects.  Raises WrongMethod for all of them."""
    findings.check_selective([name for name, value in call.query.items() if value != ""])
    return listed(call, "asset", views.row, FILTERS, preset=_shown(call))


@operation("listLocationAssets")
def list_location_assets(call: Call) -> Reply:
    place = call.load("locations", call.path["id"])
    preset = {"locationId": place["id"], **_shown(call)}
    return listed(call, "asset", views.row, FILTERS, preset=preset)


@operation("createAsset")
def create_asset(call: Call) -> Reply:
    body = call.body
    place = needed(call, "locationId", "locations")
    definition = _definition(call, body["type"])
    siblings = call.records.find(TABLE, locationId=place["id"])
    asset = {
        "type": definition["type"],
        "name": definition["display"],
        "locationId": place["id"],
        "serviceLineId": definition["serviceLineId"],
        "assetDefinitionId": definition["id"],
        "legacyId": None,
        "status": "active",
        "properties": {},
        "parentId": None,
        "orderIndex": findings.next_index(siblings),
    }
    made = new(call, TABLE, **_said(call, asset, definition))
    return done(call, "untold", {"asset": made}, views.asset)


@operation("getAsset")
def get_asset(call: Call) -> Reply:
    return Reply(envelope(call, views.asset(call, call.load(TABLE, call.path["id"]))))


@operation("updateAsset")
def update_asset(call: Call) -> Reply:
    """Change an asset; its place and type stay, and properties that are not sent too."""
    asset = call.load(TABLE, call.path["id"])
    definition = call.records.get("assetdefinitions", asset["assetDefinitionId"] or 0)
    return done(call, "untold", {"asset": _said(call, asset, definition)}, views.asset)


@operation("listAssetDefinitions")
def list_asset_definitions(call: Call) -> Reply:
    return listed(call, "assetdefinition", views.asset_definition)


def _definition(call: Call, kind: str) -> Record:
    """The definition of a type.  Raises Invalid for a type that has none (assumed)."""
    found = call.records.find("assetdefinitions", type=kind)
    if not found:
        known = ", ".join(d["type"] for d in call.records.find("assetdefinitions"))
        raise errors.invalid(f"type: {kind[:100]!r}, expected {known}", type="Type is invalid")
    return found[0]


def _said(call: Call, asset: Record, definition: Record | None) -> Record:
    """An asset as the body wants it.  Raises Invalid for a parent or a property it cannot have."""
    said = asset | {name: call.body[name] for name in WRITABLE if name in call.body}
    referred(call, "parentId", TABLE, locationId=asset["locationId"])
    findings.check_parent(asset, said["parentId"], lambda i: call.load(TABLE, i)["parentId"])
    properties = call.body.get("properties", {})
    findings.check_properties(properties, definition)
    return said | {"properties": {**asset["properties"], **properties}}
