"""Categories, priorities, currencies and kinds of weather."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

WORDING: Mapping[str, Row] = {
    "categories for subscribers": Row(403, 100, "User has no rights to perform this action"),
    # what an exception of the vendor's own answers, both of them documented
    "category exists": Row(500, 501, "Category already exists"),
    "primary category": Row(500, 501, "Object reference is not set to an instance of an object"),
    # documented under 401, as if they were missing rights
    "location of codes": Row(401, 601, "Location is not found"),
    "trade of codes": Row(401, 701, "Invalid trade"),
    "location of priorities": Row(401, 502, "Location not found"),
    "priority exists": Row(400, 503, INCORRECT),
    "currencies": Row(404, 502, "Data not found"),
    "bad currency": Row(400, 503, "Invalid request"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
