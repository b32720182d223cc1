"""Providers."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "providers": Row(400, 101, "Invalid Provider Id"),
    "linked provider": Row(400, 100, "Invalid provider id passed"),
    "linked subscriber": Row(400, 400, "Invalid subscriber id passed"),
    "no link": Row(400, 500, "Provider subscriber link has not been deleted"),
    "link in use": Row(400, 1217, "Provider has open work orders"),
    "ratings for subscribers": Row(403, 100, "Only for subscribers usage"),
    "requested location": Row(400, 601, "Location is not found"),
    "requested trade": Row(400, 702, "Subscriber has no specified Trade"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
