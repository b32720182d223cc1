"""Subscribers."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import NO_PERMISSIONS, Row

WORDING: Mapping[str, Row] = {
    "reschedule reasons": Row(403, 804, NO_PERMISSIONS),
    "dashboards of others": Row(403, 100, "User has no rights to perform this action"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {}
