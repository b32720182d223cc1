"""Issue lists of store dashboards."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

INVALID_SETUP = Row(400, 1000, "Invalid setupId(dashboard) for current user")

WORDING: Mapping[str, Row] = {
    "dashboard": INVALID_SETUP,
    "no issue list": Row(
        400, 1001, "No issue list is available, please load it through issue list converter"
    ),
}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    name: {"no issue list": INVALID_SETUP}
    for name in ("getIssueAreas", "getDashboardAreas", "getProviderIssueAreas")
}
