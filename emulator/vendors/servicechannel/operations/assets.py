"""Assets: what is repaired."""

from emulator.kernel.errors import Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    asset_rules,
    asset_saves,
    assets,
    odata,
    reach,
    records,
    sight,
    views,
)
from emulator.vendors.servicechannel.entities.assets import ASSETS


@operation("getAsset")
def get_asset(call: Call) -> Reply:
    """An asset by its id, or by its tag at a location."""
    query = call.query
    tag, location, store = query.get("tagId"), query.get("locationId"), query.get("storeId")
    if tag is not None and (location is not None or store is not None):
        found = _at(call, tag, location, store)
    else:
        found = assets.one(call, call.path["assetId"])
    shown = assets.shown(call, found)
    if "trackingNumber" in query:
        shown |= {"AssetValidated": False, "ValidationRequired": False}
    return Reply(shown)


def _at(call: Call, tag: str, location_id: int | None, store: str | None) -> Record:
    for asset in assets.every(call):
        location = call.load("locations", asset["LocationId"])
        here = location_id in (None, location["Id"]) and store in (None, location["StoreId"])
        if here and asset["Tag"].casefold() == tag.casefold():
            return asset
    raise NotFound("assets", f"there is no asset {tag!r} there")


@operation("createAsset")
def create_asset(call: Call) -> Reply:
    """Add an asset to a location."""
    location = asset_saves.located(call)
    owner: int = location["SubscriberId"]
    tag, what = asset_saves.tag(call, owner, 0), asset_saves.classed(call, owner)
    blank = asset_saves.new(call, owner)
    asset = blank | what | {"Tag": tag, "LocationId": location["Id"]}
    return _saved(asset | asset_saves.described(call, blank, keep=True), "AssetCreated", 201)


@operation("updateAsset")
def update_asset(call: Call) -> Reply:
    """Change an asset; what is not said stays, unless it is to be emptied."""
    asset_id = call.body.get("Id")
    if asset_id is None:
        raise NotFound("no asset named", "Id is needed")
    before = call.records.get("assets", asset_id)
    if before is None or not reach.works_with(call, before["SubscriberId"]):
        raise NotFound("assets", f"the caller has no asset {asset_id}")
    asset_saves.check_place(call, before["LocationId"])
    location, owner = asset_saves.located(call), before["SubscriberId"]
    if location["SubscriberId"] != owner:
        raise Invalid("unknown store", "the store is another subscriber's")
    tag, what = asset_saves.tag(call, owner, asset_id), asset_saves.classed(call, owner)
    said = asset_saves.described(call, before, keep=not call.body["OverwriteIfEmpty"])
    asset = before | what | {"Tag": tag, "LocationId": location["Id"]} | said
    return _saved(asset, "AssetUpdated", 200)


def _saved(asset: Record, event: str, status: int) -> Reply:
    changes = {"assets": [asset]}
    return Reply({"id": asset["Id"]}, status, changes, [Event(event, "assets", asset)])


@operation("searchAssets")
def search_assets(call: Call) -> Reply:
    """Assets by tag or serial number."""
    location = call.body.get("LocationId")
    code: str = call.body.get("Code", "").casefold()
    found = assets.every(call) if location is None else assets.every(call, LocationId=location)
    fields = ("Tag", "AssetTag", "SerialNo")
    hits = [a for a in found if not code or code in [(a[f] or "").casefold() for f in fields]]
    return Reply([assets.shown(call, asset) for asset in hits])


@operation("getLocationAssets")
def get_location_assets(call: Call) -> Reply:
    """The assets of a location, of one trade if it is named."""
    location = reach.location(call, call.path["locationId"], "asset location")
    trade_id, trade = call.query.get("tradeId"), call.query.get("trade", "").casefold()
    shown = [assets.shown(call, a) for a in assets.every(call, LocationId=location["Id"])]
    fits = [
        asset for asset in shown
        if trade_id in (None, asset["TradeId"]) and trade in ("", asset["Trade"].casefold())
    ]  # fmt: skip
    return Reply({"Assets": fits, "AssetRequired": False, "AssetEntry": ""})


@operation("getAssetBrands")
def get_asset_brands(call: Call) -> Reply:
    """All brands, for a subscriber."""
    if not call.caller["SubscriberId"]:
        raise Invalid("no subscriber", "the caller is no subscriber's user")
    brands = call.records.find("assetbrands")
    return Reply(sorted(brands, key=lambda brand: (brand["Name"], brand["Id"])))


@operation("updateAssetStatus")
def update_asset_status(call: Call) -> Reply:
    """Set the repair status of an asset; the one before goes to its history."""
    asset_id = call.body.get("AssetId")
    if asset_id is None:
        raise Invalid("no asset id", "AssetId is needed")
    asset = assets.one(call, asset_id)
    status = asset_rules.check_status(call.body.get("Status"))
    if status == asset["AssetStatus"]:
        return Reply(True)
    change = {
        "Id": call.records.next_id("assetstatuses"),
        "AssetId": asset_id,
        "InitialStatus": asset["AssetStatus"],
        "ChangedTo": status,
        "CreateUserId": call.caller["Id"],
        "ChangeDate": call.stamp,
    }
    said = {"ModifiedDate": call.stamp, "LastModifiedUserName": call.caller["FullName"]}
    asset |= said | {"AssetStatus": status}
    changes = {"assets": [asset], "assetstatuses": [change]}
    return Reply(True, changes=changes, events=[Event("AssetUpdated", "assets", asset)])


@operation("getAssetStatusHistory")
def get_asset_status_history(call: Call) -> Reply:
    """The changes of an asset's status, newest first."""
    asset = assets.one(call, call.query["assetId"])
    return Reply(
        [_change(call, c) for c in call.records.newest("assetstatuses", AssetId=asset["Id"])]
    )


def _change(call: Call, change: Record) -> Record:
    names = asset_rules.STATUSES
    same = ("AssetId", "InitialStatus", "ChangedTo", "CreateUserId", "ChangeDate")
    return {name: change[name] for name in same} | {
        "InitialStatusStr": names[change["InitialStatus"]],
        "ChangedToStr": names[change["ChangedTo"]],
        "CreateUserIdStr": call.load("users", change["CreateUserId"])["FullName"],
        "ChangeDateStr": change["ChangeDate"],
    }


@operation("getAssetTypes")
def get_asset_types(call: Call) -> Reply:
    """All types of the caller's subscribers."""
    ids = reach.subscribers(call)
    rows = [row for i in ids for row in call.records.find("assettypes", SubscriberId=i)]
    return Reply([assets.asset_type(call, row) for row in rows])


@operation("getAssetType")
def get_asset_type(call: Call) -> Reply:
    """One type."""
    row = _type(call, call.path["assetTypeId"])
    if row is None:
        raise NotFound("assettypes", f"the caller has no asset type {call.path['assetTypeId']}")
    return Reply(assets.asset_type(call, row))


@operation("getAssetTypesByIds")
def get_asset_types_by_ids(call: Call) -> Reply:
    """Several types; unknown ones are left out."""
    found = (_type(call, type_id) for type_id in dict.fromkeys(call.query["ids"]))
    return Reply([assets.asset_type(call, row) for row in found if row])


def _type(call: Call, type_id: int) -> Record | None:
    row = call.records.get("assettypes", type_id)
    return row if row and reach.works_with(call, row["SubscriberId"]) else None


@operation("attachAsset")
def attach_asset(call: Call) -> Reply:
    """Put an asset on a work order, in the place of the one before."""
    order = _order(call)
    asset = call.records.get("assets", call.body.get("AssetId", 0))
    if asset is None or not asset_rules.fits(asset, order):
        raise NotFound("asset that fits", "it is not of the work order's location and trade")
    rows = call.records.find("workorderassets", WorkOrderId=order["Id"])
    before = [row["AssetId"] for row in rows]
    asset_rules.check_replaces(asset["Id"], before, order["Id"])
    return records.changed(
        call,
        order,
        f"Asset <b>{asset['Tag']}</b> attached.",
        *(assets.told("WorkOrderAssetDetached", order, asset_id) for asset_id in before),
        assets.told("WorkOrderAssetAttached", order, asset["Id"]),
        body={"AssetId": asset["Id"], "ValidationRequired": False, "AssetValidated": False},
        more={"workorderassets": [assets.put_on(call, order, asset)]},
        removes={"workorderassets": [row["Id"] for row in rows]},
    )


@operation("detachAssets")
def detach_assets(call: Call) -> Reply:
    """Take all assets off a work order."""
    order = _order(call)
    rows = call.records.find("workorderassets", WorkOrderId=order["Id"])
    if not rows:
        return Reply()
    tags = ", ".join(asset["Tag"] for asset in assets.attached(call, order["Id"]))
    return records.changed(
        call,
        order,
        f"Assets <b>{tags}</b> detached.",
        *(assets.told("WorkOrderAssetDetached", order, row["AssetId"]) for row in rows),
        removes={"workorderassets": [row["Id"] for row in rows]},
    )


def _order(call: Call) -> Record:
    return access.order(call, bad="asset order", unknown="asset order", location="Forbidden")


@operation("getWorkOrderAssetTags")
def get_work_order_asset_tags(call: Call) -> Reply:
    """The tags of the assets of several work orders."""
    found = (call.records.get("workorders", i) for i in dict.fromkeys(call.query["recIds"]))
    seen = [order for order in found if order and _is_seen(call, order)]
    return Reply({"WOAssetTagResponseItems": [_tags(call, order) for order in seen]})


def _is_seen(call: Call, order: Record) -> bool:
    return sight.is_theirs(call.caller, order) and sight.is_within(call.caller, order)


def _tags(call: Call, order: Record) -> Record:
    on_it = assets.attached(call, order["Id"])
    return {
        "RecId": order["Id"],
        "AssetTags": [asset["AssetTag"] for asset in on_it if asset["AssetTag"] is not None],
        "AssetTagIds": [asset["Tag"] for asset in on_it],
    }


@operation("getAssetOrders")
def get_asset_orders(call: Call) -> Reply:
    """The work orders of an asset that the caller sees, newest first."""
    asset = assets.one(call, call.path["assetid"])
    rows = call.records.find("workorderassets", AssetId=asset["Id"])
    orders = [call.load("workorders", row["WorkOrderId"]) for row in rows]
    seen = [order for order in orders if _is_seen(call, order)]
    seen.sort(key=lambda order: (order["CallDate"], order["Id"]), reverse=True)
    return Reply([_history(call, order) for order in seen])


def _history(call: Call, order: Record) -> Record:
    last = next(call.records.newest("workactivities", WorkOrderId=order["Id"]), None)
    return views.without_nulls(
        {
            "Date": order["CallDate"],
            "WO": order["Number"],
            "WOStatusExtended": order["Status"]["Extended"],
            "WOStatusPrimary": order["Status"]["Primary"],
            "ProblemCode": order["ProblemCode"],
            "Technician": last and views.user_info(call, last["UserId"])["FullName"],
            "RecId": order["Id"],
            "ProviderId": order["ProviderId"],
            "ScheduledDate": order["ScheduledDate"],
            "CompletedDate": order["CompletedDate"],
        }
    )


@operation("odataAsset")
def odata_asset(call: Call) -> Reply:
    """An asset by OData."""
    return odata.single(call, ASSETS, assets.one(call, call.path["assetId"]))
