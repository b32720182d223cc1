"""Resolution codes and root causes as they are kept: lists by subscriber, one record an order."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import lookups, reach, resolution_rules
from emulator.vendors.servicechannel.resolution_rules import Use


def use(call: Call, subscriber_id: int) -> Use:
    """How a subscriber uses the codes; without a setting neither with comments nor categories."""
    rows = call.records.find("resolutionsettings", SubscriberId=subscriber_id)
    return Use(rows[0]["AllowsText"], rows[0]["HasAssetCategories"]) if rows else Use(False, False)


def of(call: Call, order: Record) -> Record:
    """What is set on a work order."""
    found = call.records.get("resolutions", order["Id"])
    return found or {
        "Id": order["Id"],
        "WorkOrderId": order["Id"],
        "ResolutionCodes": [],
        "RootCauses": [],
        "AssetCategoryIds": [],
    }


def free(call: Call, order: Record, kind: str) -> dict[int, bool]:
    """Whether each code of a work order's trade takes a comment."""
    rows = call.records.find("resolutioncodes", SubscriberId=order["SubscriberId"], Kind=kind)
    return {row["Id"]: row["HasFreeText"] for row in rows if row["TradeId"] == order["TradeId"]}


def page(call: Call, kind: str) -> list[Record]:
    """A page of a list: codes of a trade, by their order.

    Raises Unauthenticated for a subscriber that is not the caller's, Invalid for a trade, category
    or location that is not that subscriber's.
    """
    query = call.query
    subscriber_id: int = query["subscriberId"]
    reach.check_subscriber(call, subscriber_id)
    trade = lookups.named(call, "trades", subscriber_id, query.get("tradeId"), query.get("trade"))
    category = query.get("category")
    lookups.named(call, "categories", subscriber_id, query.get("categoryId"), category)
    lookups.named(call, "locations", subscriber_id, query["locationId"], None)
    asked: list[int] = query.get("assetCategoryIds", [])
    if asked:
        resolution_rules.check_access(use(call, subscriber_id))
        resolution_rules.check_few(asked)
    rows = call.records.find("resolutioncodes", SubscriberId=subscriber_id, Kind=kind)
    word = query.get("keyword", "").casefold()
    found = [
        row for row in rows
        if row["TradeId"] == trade["Id"] and word in row["Name"].casefold() and _fits(row, asked)
    ]  # fmt: skip
    found.sort(key=lambda row: (row["Order"], row["Id"]))
    return [_shown(row, asked) for row in lookups.paged(found, query.get("page"), _size(call))]


def _size(call: Call) -> int:
    return int(call.query.get("pageSize", 10))


def _fits(row: Record, asked: list[int]) -> bool:
    """Whether a code is meant for one of the categories; a code without any is for all."""
    own = row["AssetCategoryIds"]
    return not asked or not own or bool(set(own) & set(asked))


def _shown(row: Record, asked: list[int]) -> Record:
    shown = {"Key": row["Id"], "Value": row["Name"], "HasFreeText": row["HasFreeText"]}
    shown["Order"] = row["Order"]
    if len(asked) > 1:
        shown["AssetCategoryIds"] = [i for i in asked if i in row["AssetCategoryIds"] or
                                     not row["AssetCategoryIds"]]  # fmt: skip
    return shown
