"""Labels of work orders."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "labels": Row(400, 502, "Work order label is not found"),
    "label rights": Row(403, 100, "User has no rights to perform this action"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
