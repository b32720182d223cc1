"""Assets and their types."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

NOT_FOUND = "Asset is not found"

WORDING: Mapping[str, Row] = {
    "assets": Row(400, 502, NOT_FOUND),
    "no asset named": Row(400, 502, "No asset to update"),
    "no asset id": Row(400, 503, "Asset ID is absent"),
    "asset location": Row(404, 502, "Location is not found"),
    "asset order": Row(400, 502, "Work order is not found"),
    "asset that fits": Row(
        400,
        502,
        "Asset is not found or Asset Location/Trade does not correspond to WO Location/Trade",
    ),
    "asset attached": Row(
        403,
        100,
        "Current Asset has already been assigned to the work order RecId: {order}",
    ),
    "several assets": Row(400, 503, INCORRECT),
    "no tag": Row(400, 503, "Asset Tag ID is empty"),
    "taken tag": Row(400, 503, INCORRECT),
    "unknown brand": Row(400, 503, "Unknown Brand name"),
    "no store": Row(400, 503, "No Store ID in the request"),
    "unknown store": Row(400, 503, "Unknown Store ID"),
    "asset trade": Row(400, 503, "Trade not found"),
    "unknown type": Row(400, 503, "Unknown Equipment type"),
    "other trade in type": Row(400, 503, "Other Trade in Asset Type"),
    "asset rights": Row(400, 503, "Do not have rights for editing Asset"),
    "no subscriber": Row(400, 503, "User info should not be null; SubscriberId is null"),
    "assettypes": Row(404, 502, "Asset Type not found"),
}

EMPTY = Row(400, 503, "Request is empty or null")
MISSING = {"assets": Row(404, 502, NOT_FOUND)}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "getAsset": MISSING,
    "odataAsset": MISSING,
    "updateAssetStatus": MISSING,
    "createAsset": {"Malformed": EMPTY},
    "updateAsset": {"Malformed": EMPTY},
}
