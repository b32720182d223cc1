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
from http import HTTPStatus

from emulator.kernel.errors import Refusal, Throttled
from emulator.kernel.operation import Answer, Record
from emulator.vendors.servicechannel.wording import BY_OPERATION, WORDING

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def refuse(refusal: Refusal, profile: Record) -> Answer:
    """The vendor's answer to a refusal, under a profile."""
    if (shape := SHAPES.get(refusal.rule)) is not None:
        return shape(refusal, profile)
    switches = profile["switches"]
    own, kind = BY_OPERATION.get(refusal.operation, {}), type(refusal).__name__
    row = own.get(refusal.rule) or WORDING.get(refusal.rule) or own.get(kind) or WORDING[kind]
    code, text = row.code, row.text
    if switches["wording"] == "guide":  # which has one code for both ways
        code, text = row.guide or (code, text)
    elif refusal.facts.get("way") == "out" and row.code_out is not None:
        code = row.code_out
    headers = {}
    if row.status == CHALLENGED and switches["www_authenticate"]:
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


def _storage(status: int, code: str, text: str) -> Answer:
    """How a storage of files answers: not the API's envelope, but XML."""
    head = '<?xml version="1.0" encoding="utf-8"?>'
    body = f"{head}<Error><Code>{code}</Code><Message>{text}</Message></Error>"
    return Answer(status, body, {"content-type": "application/xml"})


#: A link to a file that does not hold, and one to a file that is gone.
BAD_LINK = _storage(403, "AuthenticationFailed", "The link is not valid, or not any more.")
NO_FILE = _storage(404, "BlobNotFound", "There is no such file.")


def invalid_query(refusal: Refusal, _: Record) -> Answer:
    """OData's own envelope; that the vendor has it, and not its usual one, is assumed."""
    text = f"The query specified in the URI is not valid. {refusal.facts['text']}"
    return Answer(400, {"error": {"code": "", "message": text}})


def broken_query(refusal: Refusal, _: Record) -> Answer:
    """What OData routes answer that have a bug on the live system."""
    message = {"Message": "An error has occurred.", "ExceptionMessage": refusal.facts["text"]}
    return Answer(500, message)


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
    "bad link": lambda *_: BAD_LINK,
    "no such file": lambda *_: NO_FILE,
    "odata": invalid_query,
    "odata broken": broken_query,
    "unknown client": unknown_client,
    "wrong secret": lambda *_: WRONG_SECRET,
    "NoOperation": no_operation,
    "WrongMethod": wrong_method,
    "WrongVersion": wrong_version,
    "TooLarge": too_large,
    "WrongMedia": wrong_media,
}
CHALLENGED = 401
#: The rule that usually has a status, for one that a fault asks for.
USUAL = {400: "Malformed", 401: "Unauthenticated", 403: "other company", 404: "NotFound"}


def fail(status: int, profile: Record) -> Answer:
    """A status that a fault asks for: the envelope where refusals have it, else ASP.NET's.

    502 to 504 come from what stands in front of the API; that their shape is the same is assumed.
    """
    if status not in USUAL:
        known = {phrase.value: phrase.phrase for phrase in HTTPStatus}
        own = status >= CRASH.status
        return Answer(status, CRASH.body if own else {"Message": known.get(status, "Error")})
    row = WORDING[USUAL[status]]
    challenge = profile["switches"]["www_authenticate"] if status == CHALLENGED else ""
    body = {"ErrorCodes": [row.code], "ErrorCode": row.code, "ErrorMessage": row.text}
    return Answer(status, body, {"www-authenticate": challenge} if challenge else {})


CRASH = Answer(500, {"Message": "An error has occurred."})
