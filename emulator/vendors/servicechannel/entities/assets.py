"""Assets, as OData shows them."""

from collections.abc import Callable

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import asset_rules
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    DATE,
    STRING,
    Entity,
    Field,
    booleans,
    dates,
    doubles,
    ints,
    strings,
)


def _named(table: str, field: str, name: str = "Name") -> Callable[[Call, Record], object]:
    """What a record that an asset refers to says; field: where its id is."""
    return lambda call, asset: call.load(table, asset[field])[name]


def _condition(_: Call, asset: Record) -> object:
    return asset_rules.CONDITIONS.get(asset["Condition"])


ASSETS = Entity(
    "assets",
    "AssetResponse",
    ints("Id")
    | strings("Tag")
    | {"Manufacturer": Field(STRING, _named("assetbrands", "BrandId"))}
    | strings("ModelNo", "SerialNo")
    | ints("LocationId")
    | strings("Area", "WorkOrderArea")
    | {
        "StoreId": Field(STRING, _named("locations", "LocationId", "StoreId")),
        "Trade": Field(STRING, _named("trades", "TradeId")),
    }
    | ints("TradeId")
    | {"Type": Field(STRING, _named("assettypes", "AssetTypeId"))}
    | ints("AssetTypeId", "BrandId")
    | strings("InstallDate")
    | {"InstallDateVal": Field(DATE, lambda _, asset: asset["InstallDate"], "InstallDate")}
    | strings("PurchaseDate")
    | booleans("Active", "IsLeased")
    | ints("LifeExpectancy")
    | doubles("OriginalValue")
    | ints("Condition")
    | {
        "ConditionString": Field(STRING, _condition),
        "Location": Field(STRING, _named("locations", "LocationId")),
        "HasTagged": Field(BOOLEAN, lambda _, asset: asset["AssetTag"] is not None),
    }
    | strings("LastModifiedUserName")
    | {"SubName": Field(STRING, _named("subscribers", "SubscriberId"))}
    | strings("AssetTag", "Description")
    | ints("SubscriberId", "AssetStatus")
    | dates("CreatedDate", "ModifiedDate"),
)
