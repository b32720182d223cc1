"""Trades."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "trade name": Row(400, 700, "Invalid Trade Name specified"),
    "primary trade": Row(400, 703, "Primary trade not found"),
    # documented under 401, as if they were missing rights
    "trade exists": Row(401, 710, "Trade already exists"),
    "trade nte": Row(401, 711, "Invalid NTE"),
    "foreign trades": Row(
        403, 100, "Indicates that the requested resource not allowed for current user"
    ),
    "foreign subscribers": Row(
        400,
        100,
        "User has no permissions to perform this action. Not Allowed Subscriber Id(s): {ids}",
    ),
    "no trade named": Row(
        400,
        503,
        "tradeName and tradeId cannot be both empty or null and less than 1 and null respectively.",
    ),
    "trade of subscriber": Row(404, 5010, "Trade is not found"),
    "location of trade": Row(400, 601, "Location is not found"),
    "trade of location": Row(400, 702, "Subscriber has no specified Trade"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
