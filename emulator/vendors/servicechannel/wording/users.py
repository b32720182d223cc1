"""Users, and the technicians that a provider makes."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

NO_USER = "User not found"
WORDING: Mapping[str, Row] = {
    "no users": Row(404, 502, "Users not found"),
    "user by id": Row(404, 502, NO_USER),
    "unknown user": Row(400, 502, NO_USER),
    "no user name": Row(400, 800, "Missed required argument 'UserId'"),
    "user name": Row(400, 802, "Invalid user name"),
    "user exists": Row(400, 806, "User already exists"),
    "user store": Row(400, 606, "Location is not found"),
    "user trade": Row(400, 702, "Subscriber has no specified Trade"),
    "features for subscribers": Row(403, 100, "User has no rights to perform this action"),
    "tradesmen for admins": Row(403, 100, "User has no rights to perform this action"),
    "bad tradesman": Row(400, 503, "Invalid request"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "createTradesman": {
        "user name": Row(400, 503, "Invalid request"),
        "user exists": Row(400, 503, "Invalid request"),
    }
}
