"""Assets as they are kept and shown."""

from collections.abc import Sequence

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Event, Record
from emulator.vendors.servicechannel import asset_rules, reach, times, views

PLAIN = (
    "Id", "Tag", "ModelNo", "SerialNo", "LocationId", "Area", "WorkOrderArea", "TradeId",
    "AssetTypeId", "BrandId", "InstallDate", "PurchaseDate", "Active", "IsLeased",
    "LifeExpectancy", "OriginalValue", "Condition", "LastModifiedUserName", "AssetTag",
    "Description", "SubscriberId", "AssetStatus", "CreatedDate", "ModifiedDate",
)  # fmt: skip


def is_seen(call: Call, asset: Record) -> bool:
    """Whether an asset is one of the caller's, at a location that its user has access to."""
    return reach.works_with(call, asset["SubscriberId"]) and reach.is_open(
        call, asset["LocationId"]
    )


def one(call: Call, asset_id: int) -> Record:
    """An asset of the caller's.  Raises NotFound."""
    asset = call.records.get("assets", asset_id)
    if asset is None or not is_seen(call, asset):
        raise NotFound("assets", f"the caller has no asset {asset_id}")
    return asset


def every(call: Call, **fields: object) -> list[Record]:
    """The caller's assets with these fields."""
    if fields:
        found = call.records.find("assets", **fields)
    else:
        ids = reach.subscribers(call)
        found = [a for i in ids for a in call.records.find("assets", SubscriberId=i)]
    return [asset for asset in found if is_seen(call, asset)]


def attached(call: Call, order_id: int) -> list[Record]:
    """The assets that are on a work order."""
    rows = call.records.find("workorderassets", WorkOrderId=order_id)
    return [call.load("assets", row["AssetId"]) for row in rows]


def put_on(call: Call, order: Record, asset: Record) -> Record:
    """The row that says that an asset is on a work order."""
    row_id = call.records.next_id("workorderassets")
    return {"Id": row_id, "WorkOrderId": order["Id"], "AssetId": asset["Id"]}


def told(name: str, order: Record, asset_id: int) -> Event:
    """An event of a work order and an asset."""
    return Event(name, "workorders", order, {"AssetId": asset_id})


def by_tag(found: Sequence[Record], tag: str) -> Record | None:
    return next((asset for asset in found if asset["Tag"].casefold() == tag.casefold()), None)


def shown(call: Call, asset: Record) -> Record:
    """An asset with the names of what it belongs to; what is unset is absent."""
    location = call.load("locations", asset["LocationId"])
    condition: int | None = asset["Condition"]
    place = views.place_of(call, location)
    return views.without_nulls(
        {name: asset[name] for name in PLAIN}
        | {
            "Manufacturer": call.load("assetbrands", asset["BrandId"])["Name"],
            "StoreId": location["StoreId"],
            "Trade": call.load("trades", asset["TradeId"])["Name"],
            "Type": call.load("assettypes", asset["AssetTypeId"])["Name"],
            "InstallDateVal": asset["InstallDate"],
            "ConditionString": None if condition is None else asset_rules.CONDITIONS.get(condition),
            "Location": location["Name"],
            "HasTagged": asset["AssetTag"] is not None,
            "SubName": call.load("subscribers", asset["SubscriberId"])["Name"],
            "ModifiedDateDto": times.local(asset["ModifiedDate"], place),
        }
    )


def asset_type(call: Call, row: Record) -> Record:
    """A type; HasEquipment says whether there is any asset of it."""
    same = ("Id", "IsActive", "SubscriberId", "Name", "TradeId", "BrandIds")
    return {name: row[name] for name in same} | {
        "HasEquipment": call.records.count("assets", AssetTypeId=row["Id"]) > 0,
        "PrimaryTrade": call.load("trades", row["TradeId"])["Name"],
        "AdditionalTrades": [],
        "AdditionalTradesIds": [],
        "IsCircuit": False,
    }
