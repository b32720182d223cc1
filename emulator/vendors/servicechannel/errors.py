"""Every refusal in ServiceChannel's words.

The error envelope is `{"ErrorCodes": […], "ErrorCode": …, "ErrorMessage": …}`; a missing right is
401 with 504 on most operations, and 400 or 403 with a code of its own on some.
Source: https://developer.servicechannel.com/basics/general/response-codes/ and the Swagger.
"""

import math
import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime
from typing import NamedTuple

from emulator.kernel.errors import Refusal, Throttled
from emulator.kernel.operation import Answer, Record


class Row(NamedTuple):
    """Status, code and text.  code_out: the code on a check-out, where it is another.

    guide: code and text of the older guide (samples of 2018), by the switch `wording`.
    """

    status: int
    code: int
    text: str
    code_out: int | None = None
    guide: tuple[int, str] | None = None


PLACEHOLDER = re.compile(r"\{(\w+)\}")
NO_RIGHTS = "API call rejected by security permissions"
INCORRECT = "Required data missing or incorrect"
NO_PERMISSION = "User has no permission to perform this action"

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


def refuse(refusal: Refusal, profile: Record) -> Answer:
    """The vendor's answer to a refusal, under a profile."""
    if (shape := SHAPES.get(refusal.rule)) is not None:
        return shape(refusal, profile)
    switches = profile["switches"]
    words = {**WORDING, **BY_OPERATION.get(refusal.operation, {})}
    row = words.get(refusal.rule) or words[type(refusal).__name__]
    code, text = row.code, row.text
    if switches["wording"] == "guide":  # which has one code for both ways
        code, text = row.guide or (code, text)
    elif refusal.facts.get("way") == "out" and row.code_out is not None:
        code = row.code_out
    headers = {}
    if row.status == 401 and switches["www_authenticate"]:  # noqa: PLR2004 - the HTTP status
        headers["www-authenticate"] = switches["www_authenticate"]
    body = {"ErrorCodes": [code], "ErrorCode": code, "ErrorMessage": filled(text, refusal.facts)}
    return Answer(row.status, body, headers)


def filled(text: str, facts: Mapping[str, object]) -> str:
    """A text with its placeholders filled; a fact is put in as it is, braces and all."""
    return PLACEHOLDER.sub(lambda found: str(facts.get(found[1], found[0])), text)


def throttled(refusal: Refusal, profile: Record) -> Answer:
    """429, or 503 as until 2018, with the instant when the window opens again.

    Source: https://developer.servicechannel.com/basics/general/throttling/
    """
    facts, settings = refusal.facts, profile["throttle"]
    body = {
        "Reason": f"Request has been throttled. Your current {facts['limit']} limit is"
        f" [{facts['stated']}] per [{facts['minutes']}] minute"
    }
    after = str(math.ceil(facts["wait"]))
    if settings["retry_after"] == "http-date":
        opens = facts["now"] + timedelta(seconds=facts["wait"])
        whole = opens + timedelta(microseconds=-opens.microsecond % 1_000_000)
        after = format_datetime(whole, usegmt=True)
    return Answer(settings["status"], body, {"retry-after": after})


def login_limit(refusal: Refusal, profile: Record) -> Answer:
    """One token request per user in five seconds; the header is the documented part."""
    words = "Rejected by security reason: Login attempts limit exceed."
    del refusal
    return Answer(profile["tokens"]["login_status"], None, {"error-message": words})


def unknown_client(refusal: Refusal, profile: Record) -> Answer:
    """No JSON and no 401: a redirect to the sign-in page, observed live."""
    del profile
    return Answer(302, None, {"location": f"{refusal.facts['base']}/Account/LogOn"})


def no_operation(refusal: Refusal, _: Record) -> Answer:
    """ASP.NET's own answer to a path that no route matches."""
    text = f"No HTTP resource was found that matches the request URI '{refusal.facts['url']}'."
    return Answer(404, {"Message": text})


def _version(text: str) -> Record:
    return {"Error": {"Code": "UnsupportedApiVersion", "Message": text, "InnerError": None}}


def wrong_method(refusal: Refusal, _: Record) -> Answer:
    """ASP.NET versioning words a wrong verb as an unsupported version; the code was seen live."""
    facts = refusal.facts
    text = (
        f"The HTTP resource that matches the request URI '{facts['url']}' with API version '3'"
        f" does not support HTTP method '{facts['method']}'."
    )
    return Answer(405, _version(text), {"allow": str(facts["allow"])})


def wrong_version(refusal: Refusal, _: Record) -> Answer:
    text = (
        f"The HTTP resource that matches the request URI '{refusal.facts['url']}' does not"
        " support the requested API version."
    )
    return Answer(400, _version(text))


def too_large(refusal: Refusal, _: Record) -> Answer:
    del refusal
    return Answer(413, {"Message": "Maximum request length exceeded."})


def wrong_media(refusal: Refusal, _: Record) -> Answer:
    media = refusal.facts["media"]
    text = f"The request entity's media type '{media}' is not supported for this resource."
    return Answer(415, {"Message": text})


#: Where it is told apart from an unknown client: as RFC 6749 says.
WRONG_SECRET = Answer(
    401,
    {"error": "invalid_client", "error_description": "The client secret is wrong."},
    {"cache-control": "no-store", "pragma": "no-cache", "www-authenticate": "Basic"},
)
#: Refusals that have a shape of their own instead of the error envelope.
SHAPES = {
    Throttled.__name__: throttled,
    "login limit": login_limit,
    "nowhere": lambda *_: Answer(404),  # a read of an unknown id, and nothing else
    "unknown client": unknown_client,
    "wrong secret": lambda *_: WRONG_SECRET,
    "NoOperation": no_operation,
    "WrongMethod": wrong_method,
    "WrongVersion": wrong_version,
    "TooLarge": too_large,
    "WrongMedia": wrong_media,
}
CRASH = Answer(500, {"Message": "An error has occurred."})
