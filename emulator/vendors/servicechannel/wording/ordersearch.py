"""Searching work orders."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "location id": Row(400, 601, "Location Id is invalid"),
    "store id": Row(400, 606, "Cannot find location by StoreId"),
}
SUBSCRIBER = Row(400, 503, "SubscriberId is incorrect")
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "getWorkOrderCategories": {
        "subscriber needed": SUBSCRIBER,
        "unknown subscriber": SUBSCRIBER,
    },
}
