"""Accepting, declining and reassigning work orders."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, NO_PERMISSION, Row

WORDING: Mapping[str, Row] = {
    "no work order id": Row(404, 917, "Invalid work order ID"),
    "already accepted": Row(400, 5202, "This work order was already accepted"),
    "not reassignable": Row(
        400,
        503,
        "Work order could not be reassigned. Only 'OPEN' and 'IN PROGRESS' statuses allowed",
    ),
    "no reassign right": Row(403, 804, "API call rejected by lack of provider permissions"),
    "empty request": Row(400, 1301, "Request data is empty"),
    "unknown reassign reason": Row(400, 503, "Invalid Work order reassignment reason"),
    "provider needed": Row(400, 503, "Required provider id not found"),
    "unknown provider": Row(400, 101, "Invalid Provider Id"),
    "provider without contract": Row(
        400, 101, "Provider not found for selected trade and location"
    ),
    "nothing to reassign": Row(400, 503, "Provider or trade should be changed"),
}

ANSWERING = {
    "workorders": Row(400, 502, "Work order is not found"),
    "no permission": Row(400, 804, NO_PERMISSION),
}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "acceptWorkOrder": ANSWERING,
    "declineWorkOrder": ANSWERING
    | {
        "custom decline reason": Row(400, 9002, "This decline reason does not allow custom text"),
        "no custom decline reason": Row(400, 5201, "Work order decline failed"),
        "Malformed": Row(400, 503, INCORRECT),
    },
    "reassignWorkOrder": {
        "nte limit": Row(400, 905, "Nte value exceeds user limit"),
        "Malformed": Row(400, 503, "Request data is empty"),
    },
    "getProviderForReassignment": {"Malformed": Row(400, 503, "Request data is empty")},
}
