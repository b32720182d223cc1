"""Linked work orders and followers."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "parent order": Row(400, 917, "Wrong Parent Work Order Id"),
    "linked order": Row(400, 932, "Wrong Linked Work Order Id"),
    "linked location": Row(400, 601, "Location doesn't match"),
    "followers": Row(400, 503, "There is no followers in request"),
    "empty tracking number": Row(400, 503, "Empty tracking number (workorder Id)"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
