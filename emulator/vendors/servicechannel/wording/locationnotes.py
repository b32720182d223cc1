"""Notes of locations."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

WORDING: Mapping[str, Row] = {
    "location note": Row(400, 1301, "Request is empty or null"),
    "note header": Row(
        404, 611, "The location note header does not exist on the subscriber instance"
    ),
    "note right": Row(403, 100, "User has no rights to perform this action"),
    "protected header": Row(
        403, 612, "The user does not have access to update a protected location note header"
    ),
}
EMPTY = {"Malformed": Row(400, 1301, "Request is empty or null")}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "postLocationNote": EMPTY,
    "updateLocationNotes": EMPTY,
}
