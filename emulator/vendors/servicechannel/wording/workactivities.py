"""Work activities: what is said of their times and of who may change them."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import NO_PERMISSIONS, Row

WORDING: Mapping[str, Row] = {
    "activity permission": Row(403, 804, NO_PERMISSIONS),
    "not in progress": Row(400, 904, "Invalid work order status"),
    "date range": Row(400, 503, "Date range is incorrect"),
    "before scheduled": Row(400, 503, "Check In/Out is premature"),
    "overlap": Row(400, 1186, "Time range is overlapped"),
    "no such user": Row(400, 504, "User not found"),
}
NOT_FOUND = {"workorders": Row(400, 502, "WorkOrder not found")}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "createWorkActivity": NOT_FOUND | {"worktypes": Row(400, 503, "Work Type Not Found")},
    "updateWorkActivity": NOT_FOUND
    | {"workactivities": Row(400, 503, "Work activity is not found")},
    "deleteWorkActivities": NOT_FOUND
    | {
        "workactivities": Row(400, 502, "Work activities are not found"),
        "activity permission": Row(400, 804, NO_PERMISSIONS),
    },
}
