"""The status of a work order, and reasons to decline one."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

WORDING: Mapping[str, Row] = {
    "no right to statuses": Row(400, 100, "User has no permissions to perform this action"),
    "invalid status": Row(400, 904, "Invalid WorkOrder status"),
    "decline reason needed": Row(400, 9001, "Decline reason id is required"),
    "custom decline reason": Row(400, 9002, "This decline reason doesn't allow custom text"),
    "unknown decline reason": Row(400, 9003, "Invalid decline reason ID"),
    "no custom decline reason": Row(400, 503, INCORRECT),
}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "changeStatus": {
        "workorders": Row(400, 502, "WorkOrder not found"),
        "Malformed": Row(400, 503, "Request data is empty"),
    },
}
