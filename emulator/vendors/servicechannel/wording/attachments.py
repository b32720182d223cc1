"""Attachments: what is said of files, and of the work orders that they are added to."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

NOT_FOUND = Row(400, 502, "Work Order not found")

WORDING: Mapping[str, Row] = {
    "invalid attachment": Row(400, 503, INCORRECT),
    "attachments size": Row(400, 946, "Work Order attachments size exceeded"),
    "attachment right": Row(403, 100, "User has no rights to perform this action"),
    "attachment note": Row(400, 503, "Validation fails"),
    "attachment or order": Row(
        400, 503, "Data not found. The work order or attachment are not found in the database"
    ),
    "subscribers only": Row(400, 503, "Only for subscribers usage"),
    "no purchase number": Row(400, 920, "Purchase number cannot be empty"),
    "several purchases": Row(400, 9100, "There are multiple work orders with the same PO number"),
    "order of list": Row(404, 502, "Work order is not found"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "postAttachments": {"workorders": NOT_FOUND},
    "postAttachmentsByPoNumber": {"workorders": NOT_FOUND},
    "postAttachmentAsBase64": {"workorders": NOT_FOUND},
}
