"""Resolution codes and root causes: a subscriber's lists, and what is set on a work order."""

from collections.abc import Sequence

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, nested, records, resolution_rules, views
from emulator.vendors.servicechannel import resolutions as kept
from emulator.vendors.servicechannel.resolution_rules import Chosen

CODE, CAUSE = "ResolutionCode", "RootCause"
ITEM = {"Key": nested.whole, "Text": nested.text, "AssetCategoryId": nested.whole}


@operation("getResolutionCodes")
def get_resolution_codes(call: Call) -> Reply:
    """A page of the resolution codes of a trade."""
    return Reply(kept.page(call, CODE))


@operation("getRootCauses")
def get_root_causes(call: Call) -> Reply:
    """A page of the root causes of a trade."""
    return Reply(kept.page(call, CAUSE))


@operation("getWorkOrderResolutions")
def get_work_order_resolutions(call: Call) -> Reply:
    """What is set on a work order; one cause, or one for each asset category."""
    order = _order(call, call.path["workorderId"])
    found = kept.of(call, order)
    causes = [_shown(call, cause) for cause in found["RootCauses"]]
    shown: Record = {"resolutionCodes": [_shown(call, code) for code in found["ResolutionCodes"]]}
    if kept.use(call, order["SubscriberId"]).has_categories:
        shown["rootCauses"] = causes
    elif causes:
        shown["rootCause"] = causes[0]
    return Reply(shown)


@operation("setResolutionCodes")
def set_resolution_codes(call: Call) -> Reply:
    """Put codes in the place of those before."""
    order = _order(call, call.body.get("WorkOrderId", 0))
    chosen = [Chosen(key) for key in call.body.get("ResolutionCodeIds", ())]
    chosen += _chosen(call, "ResolutionCodes")
    found, use = kept.of(call, order), kept.use(call, order["SubscriberId"])
    free = kept.free(call, order, CODE)
    resolution_rules.check_codes(chosen, free, use, found["AssetCategoryIds"])
    return _set(call, order, found | {"ResolutionCodes": _stored(chosen)}, CODE)


@operation("setRootCauses")
def set_root_causes(call: Call) -> Reply:
    """Put a cause for each asset category in the place of those before."""
    order = _order(call, call.body.get("WorkOrderId", 0))
    chosen = _chosen(call, "RootCauses")
    found, use = kept.of(call, order), kept.use(call, order["SubscriberId"])
    free = kept.free(call, order, CAUSE)
    resolution_rules.check_causes(chosen, free, use, found["AssetCategoryIds"])
    return _set(call, order, found | {"RootCauses": _stored(chosen)}, CAUSE)


@operation("setRootCause")
def set_root_cause(call: Call) -> Reply:
    """Set the one root cause of a work order, or remove it where none is named."""
    order = _order(call, call.path["workorderId"])
    use = kept.use(call, order["SubscriberId"])
    resolution_rules.check_single(use)
    key, text = call.query.get("rootCauseId"), call.query.get("rootCauseText", "")
    chosen = [] if key is None and not text else [Chosen(key or 0, text)]
    for cause in chosen:
        resolution_rules.check_cause(cause, kept.free(call, order, CAUSE), use)
    return _set(call, order, kept.of(call, order) | {"RootCauses": _stored(chosen)}, CAUSE)


@operation("getWorkOrderAssetCategories")
def get_work_order_asset_categories(call: Call) -> Reply:
    """The asset categories of a work order."""
    order = _order(call, call.path["workorderId"])
    resolution_rules.check_access(kept.use(call, order["SubscriberId"]))
    ids: Sequence[int] = kept.of(call, order)["AssetCategoryIds"]
    found = [call.load("assetcategories", category) for category in ids]
    return Reply([{"Id": row["Id"], "Name": row["Name"]} for row in found])


@operation("setWorkOrderAssetCategories")
def set_work_order_asset_categories(call: Call) -> Reply:
    """Put asset categories in the place of those before."""
    order = _order(call, call.path["workorderId"])
    resolution_rules.check_access(kept.use(call, order["SubscriberId"]))
    given: list[int] = call.body.get("AssetCategoryIds", [])
    rows = call.records.find("assetcategories", SubscriberId=order["SubscriberId"])
    resolution_rules.check_categories(given, [row["Id"] for row in rows])
    found = kept.of(call, order)
    left = {
        name: [row for row in found[name] if row["AssetCategoryId"] in given]
        for name in ("ResolutionCodes", "RootCauses")
    }
    new = found | left | {"AssetCategoryIds": list(dict.fromkeys(given))}
    return Reply(changes={"resolutions": [new]})


def _order(call: Call, order_id: int) -> Record:
    rule = "resolution order"
    return access.order_with(call, order_id, bad=rule, unknown=rule, location="Forbidden")


def _chosen(call: Call, name: str) -> list[Chosen]:
    return [
        Chosen(item.get("Key", 0), item.get("Text", ""), item.get("AssetCategoryId"))
        for item in nested.objects(call.body.get(name), ITEM)
    ]


def _stored(chosen: Sequence[Chosen]) -> list[Record]:
    return [{"Key": c.key, "Text": c.text or None, "AssetCategoryId": c.category} for c in chosen]


def _shown(call: Call, row: Record) -> Record:
    code = call.load("resolutioncodes", row["Key"])
    return views.without_nulls(
        {"Key": code["Id"], "Value": code["Name"], "HasFreeText": code["HasFreeText"]}
        | {"Text": row["Text"], "AssetCategoryId": row["AssetCategoryId"]}
    )


def _set(call: Call, order: Record, new: Record, kind: str) -> Reply:
    rows = new["ResolutionCodes" if kind == CODE else "RootCauses"]
    names = ", ".join(call.load("resolutioncodes", row["Key"])["Name"] for row in rows)
    what = "Resolution codes" if kind == CODE else "Root causes"
    said = f"{what} set to <b>{names}</b>." if names else f"{what} removed."
    event = f"WorkOrder{kind}Updated" if kind == CODE else "WorkOrderRootCauseCodeUpdated"
    return records.changed(call, order, said, event, more={"resolutions": [new]})
