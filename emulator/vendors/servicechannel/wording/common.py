"""Kinds of refusal, work orders, check-ins, notes and webhooks."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, NO_PERMISSION, NO_RIGHTS, Row

WORDING: Mapping[str, Row] = {
    # kinds
    "Malformed": Row(400, 503, INCORRECT),
    "Invalid": Row(400, 503, INCORRECT),
    "NotFound": Row(400, 502, "Data not found"),
    "Conflict": Row(400, 921, "Cannot update work order"),
    "Forbidden": Row(401, 504, NO_RIGHTS),
    "Unauthenticated": Row(401, 504, NO_RIGHTS),
    # who may, and on which work order
    "workorders": Row(400, 502, "Work order not found"),
    "bad tracking number": Row(400, 917, "Invalid WO tracking number"),
    "other company": Row(403, 504, "Work order doesn't belong to the current user"),
    "location access": Row(400, 100, "You don't have location access to perform this operation"),
    "no permission": Row(400, 804, NO_PERMISSION),
    "not participating": Row(
        400, 924, "Client not participating in GPS check-in process; use IVR", 925
    ),
    # check-in and check-out
    "premature": Row(
        400, 503, "Check-in or check-out premature", guide=(503, "Check In/Out is premature")
    ),
    "ahead": Row(
        400,
        503,
        "Check-in or check-out time should be close to current location time",
        guide=(503, "Check In/Out time should be close to current time on location"),
    ),
    "out of date": Row(
        400, 503, "Check-in or check-out out of date", guide=(503, "Check In/Out is out of date")
    ),
    "time not allowed": Row(400, 503, INCORRECT),
    "maintenance window": Row(
        400,
        924,
        "No changes can be made to this maintenance work order because it is {state}",
        925,
        guide=(
            924,
            "No changes can be made to this maintenance work order because it is ({state})",
        ),
    ),
    "out of range": Row(
        400,
        941,
        "Can't perform check-in or check-out: out of {miles} mile range",
        942,
        guide=(924, 'Can\'t do check in/out: out of "{miles}" mile range.'),
    ),
    "no position": Row(
        400,
        503,
        "Provide your location to perform check-in or check-out",
        guide=(503, "Provide your location to perform checkin/checkout"),
    ),
    "store without position": Row(
        400,
        924,
        "Store has no GPS coordinates",
        925,
        guide=(924, "This store does not have GPS coordinates available"),
    ),
    "completed": Row(
        400,
        921,
        "Cannot update work order in one of the completed statuses",
        guide=(921, "Cannot update work order in 'completed' status"),
    ),
    "invoiced": Row(400, 924, "Work order has been invoiced and cannot be changed", 925),
    "other status": Row(400, 924, "Cannot check in/out of work order in {status} status", 925),
    "worktypes": Row(400, 503, "Work type not found"),
    "not checked in": Row(400, 503, "User has not checked in"),
    "already checked in": Row(400, 503, INCORRECT),
    "check-out before check-in": Row(400, 503, INCORRECT),
    "extended status": Row(
        400,
        904,
        "User does not have {extended} extended status that belongs to {primary} primary status",
    ),
    "status not permitted": Row(400, 904, "User has no permission to set selected status"),
    "signature attachment": Row(400, 503, "Invalid SignatureAttachmentId"),
    "signature note": Row(400, 503, "Invalid UnableObtainSignatureNoteId"),
    "both signatures": Row(
        400,
        503,
        "You can set either SignatureAttachmentId or UnableObtainSignatureNoteId but not both",
    ),
    "no signatures": Row(400, 503, "No access to electronic signatures"),
    # lists and notes
    "workactivities": Row(400, 502, "Work activity is not found"),
    "subscriber needed": Row(400, 400, "Invalid Subscriber Id specified"),
    "unknown subscriber": Row(400, 401, "Invalid subscriber id"),
    "bad paging": Row(400, 922, "Invalid paging parameter"),
    "bad page": Row(400, 922, "Invalid page number"),
    "bad page size": Row(400, 922, "Invalid page size"),
    "pinned": Row(403, 100, "User has no rights to perform this action"),
    "invalid note": Row(400, 503, "Validation fails. Invalid `WorkOrder Id` or `Note` value"),
    "only providers": Row(400, 503, "Only for providers usage"),
    "plain http": Row(400, 503, "HTTPS is required"),
    "attachments": Row(400, 503, INCORRECT),
    # webhooks
    "webhooks": Row(400, 502, "Webhook not found"),
    "subscriptions": Row(400, 502, "Subscription not found"),
    "webhook test": Row(
        400,
        503,
        "Failed to send POST request to specified URL, or your server responded with invalid"
        " status code",
    ),
}

NOT_FOUND = {
    "workorders": Row(400, 502, "WorkOrder not found"),
    "bad tracking number": Row(400, 917, "Invalid Tracking Number"),
}
#: The vendor's document gives both questions the codes of a check-in.
VALIDATE = (
    {name: row._replace(code_out=None) for name, row in WORDING.items() if row.code_out}
    | NOT_FOUND
    | {
        "Malformed": Row(400, 503, "Provide your location to perform checkin/checkout"),
        "completed": Row(400, 921, "Cannot update work order in 'completed' status"),
        "no position": Row(400, 503, "Provide your location to perform checkin/checkout"),
        "out of range": Row(400, 941, "Can't do check {way}: out of {miles} mile range"),
    }
)

#: Several refusals have other words on some operations.
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "validateCheckIn": VALIDATE,
    "validateCheckOut": VALIDATE,
    "gpsRadius": {
        "workorders": Row(400, 502, "Work order was not found"),
        "bad tracking number": Row(400, 917, "Invalid tracking number"),
    },
    "checkInActivity": NOT_FOUND,
    "checkInActivityWithBlocked": NOT_FOUND,
    "getWorkActivities": NOT_FOUND,
    "getWorkActivity": NOT_FOUND,
    "getWorkOrderStatuses": {"workorders": Row(400, 502, "Work order is not found")},
    "getNotes": {
        "workorders": Row(400, 502, "Work order is not found"),
        "bad tracking number": Row(400, 917, "Invalid work order identifier"),
    },
    "postNote": {"Malformed": Row(400, 503, "Request is empty or null")},
}
