"""Locations."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

WORDING: Mapping[str, Row] = {
    "unknown location": Row(400, 601, "Location is not found"),
    "store taken": Row(400, 503, INCORRECT),
    "square measure": Row(400, 1254, "Invalid square measure"),
    "page below one": Row(500, 501, "Value of pageSize or page is less than 1"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
