"""Technicians of work orders."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

WORDING: Mapping[str, Row] = {
    "order of technicians": Row(404, 502, "Work order is not found"),
    "no technician": Row(400, 503, INCORRECT),
    "technician state": Row(400, 503, INCORRECT),
    "technician on site": Row(400, 503, INCORRECT),
}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
