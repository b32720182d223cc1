"""Notes: what is said of pins and followers."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import INCORRECT, Row

EMPTY = Row(400, 503, "Request data is empty")
NO_NUMBER = Row(400, 503, "Empty tracking number (workorder Id)")

WORDING: Mapping[str, Row] = {
    "no followers": Row(400, 503, "There is no followers in request"),
    "bad follower": Row(400, 503, INCORRECT),
    "nothing to change": EMPTY,
    "note scheduled date": Row(400, 908, "Invalid 'ScheduledDate' value"),
}
BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "addNoteFollowers": {"Malformed": EMPTY, "bad tracking number": NO_NUMBER},
    "removeNoteFollower": {"Malformed": EMPTY, "bad tracking number": NO_NUMBER},
    "patchNote": {
        "Malformed": Row(400, 1301, "Request is empty or null"),
        "bad tracking number": NO_NUMBER,
    },
    "getNoteRecipients": {
        "bad tracking number": Row(400, 917, "Invalid work order identifier"),
    },
}
