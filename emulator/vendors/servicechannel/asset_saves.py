"""An asset from what a request says of it."""

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Forbidden, Invalid
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import asset_rules, assets, lookups, reach

#: Fields that are kept as they are sent; those that a new asset has from the start.
OWN = ("ModelNo", "SerialNo", "Area", "WorkOrderArea", "Description", "AssetTag",
       "LifeExpectancy", "OriginalValue")  # fmt: skip
DATES = ("InstallDate", "PurchaseDate")


def located(call: Call) -> Record:
    """The location that StoreId names.  Raises Invalid, Forbidden without access to it."""
    store: str = call.body.get("StoreId", "")
    if not store:
        raise Invalid("no store", "StoreId is needed")
    for subscriber in reach.subscribers(call):
        if location := lookups.store(call, subscriber, store):
            check_place(call, location["Id"])
            return location
    raise Invalid("unknown store", f"no subscriber of the caller's has a store {store!r}")


def check_place(call: Call, location_id: int) -> None:
    if not reach.is_open(call, location_id):
        raise Forbidden("asset rights", f"the user has no access to location {location_id}")


def classed(call: Call, subscriber_id: int) -> Record:
    """The fields that say what an asset is: type, trade and brand.  Raises Invalid."""
    named = call.body.get("AssetTypeId"), call.body.get("Type")
    found = lookups.row(call, "assettypes", subscriber_id, *named)
    if found is None:
        raise Invalid("unknown type", "the subscriber has no such asset type")
    brand = _brand(call)
    if brand is None:
        raise Invalid("unknown brand", "there is no such brand")
    asset_rules.check_trade(_trade(call, subscriber_id), found["TradeId"])
    return {"AssetTypeId": found["Id"], "TradeId": found["TradeId"], "BrandId": brand["Id"]}


def _trade(call: Call, subscriber_id: int) -> int | None:
    named = call.body.get("TradeId"), call.body.get("Trade")
    if named == (None, None):
        return None
    trade = lookups.row(call, "trades", subscriber_id, *named)
    if trade is None:
        raise Invalid("asset trade", "the subscriber has no such trade")
    return int(trade["Id"])


def _brand(call: Call) -> Record | None:
    """The brand of an id, else of a name in any case; no subscriber's own."""
    if (brand_id := call.body.get("BrandId")) is not None:
        return call.records.get("assetbrands", brand_id)
    return lookups.by_name(call.records.find("assetbrands"), call.body.get("Manufacturer", ""))


def tag(call: Call, subscriber_id: int, own: int) -> str:
    """The tag, which no other asset of the subscriber has.  own: the asset's id."""
    given: str = call.body.get("Tag", "").strip()
    if not given:
        raise Invalid("no tag", "Tag is needed")
    other = assets.by_tag(call.records.find("assets", SubscriberId=subscriber_id), given)
    if other is not None and other["Id"] != own:
        raise Invalid("taken tag", f"asset {other['Id']} has the tag {given!r}")
    return given


def described(call: Call, before: Record, *, keep: bool) -> Record:
    """What else is said of an asset.  keep: whether fields that are not sent stay as they were."""
    kept = before if keep else dict.fromkeys((*OWN, "Condition"))
    body = call.body
    said = {name: body.get(name, kept[name]) for name in OWN}
    said["Condition"] = asset_rules.check_condition(body.get("Condition", kept["Condition"]))
    said |= {name: body.get(name, before[name]) for name in ("Active", "IsLeased")}
    for name in DATES:
        given = call.instant(name)
        said[name] = write_instant(given) if given else before[name]
    return said | {"ModifiedDate": call.stamp, "LastModifiedUserName": call.caller["FullName"]}


def new(call: Call, subscriber_id: int) -> Record:
    """An asset of which nothing is said yet."""
    return {
        "Id": call.records.next_id("assets"),
        "SubscriberId": subscriber_id,
        **dict.fromkeys((*OWN, "Condition")),
        "Active": True,
        "IsLeased": False,
        "AssetStatus": 0,
        **dict.fromkeys(DATES, call.stamp),
        "CreatedDate": call.stamp,
    }
