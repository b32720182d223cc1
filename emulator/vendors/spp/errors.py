"""Every refusal as Laravel words it: `{"message": …}`, with `errors` by field where some are wrong.

Sources: https://github.com/wayfronthq/wayfront-cli (422 with `errors`, `message` elsewhere) and the
vendor's API reference of 2024-03-05 (400 alone); texts are assumed.
"""

import math
from collections.abc import Mapping
from http import HTTPStatus

from emulator.kernel.errors import Invalid, Malformed, NotFound, Refusal, Throttled
from emulator.kernel.operation import Answer, Record

INVALID = "The given data was invalid."
#: Of a body that is not what its content type says.
UNREADABLE = Answer(400, {"message": "The request body could not be read."})
NOT_FOUND = "Not Found"
#: Status and words by rule, or by kind.
WORDING: Mapping[str, tuple[int, str]] = {
    "Malformed": (422, INVALID),
    "Invalid": (422, INVALID),
    "Unauthenticated": (401, "Unauthenticated."),
    "Forbidden": (403, "This action is unauthorized."),
    "NotFound": (404, NOT_FOUND),
    "NoOperation": (404, NOT_FOUND),
    "TooLarge": (413, "Payload Too Large"),
    "WrongMedia": (415, "Unsupported Media Type"),
    "Conflict": (400, "The request cannot be carried out."),
    "Throttled": (429, "Too Many Attempts."),
    "paid already": (400, "This invoice has already been paid."),
    "not payable": (400, "This invoice cannot be paid."),
    "no client": (400, "This invoice has no user assigned."),
    "declined": (400, "Your card was declined."),
    "not refundable": (400, "This invoice has not been paid."),
    "has subscription": (400, "This invoice has a subscription."),
    "subscription over": (400, "This subscription has been canceled."),
    "no API": (403, "Your plan does not have access to the API."),
    "no staff": (403, "This action is unauthorized."),
    "one parent": (400, "Exactly one of order and ticket is required."),
}
#: The model that a missing record is of, by its table.
MODELS: Mapping[str, str] = {
    "orders": "Order",
    "messages": "Message",
    "tasks": "Task",
    "users": "User",
    "activities": "Activity",
    "invoices": "Invoice",
    "services": "Service",
    "subscriptions": "Subscription",
    "tickets": "Ticket",
    "formfields": "FormField",
    "coupons": "Coupon",
}
#: What is said of a field, by what is wrong with it; NAME is the field's, in words.
REQUIRED, CHOICE, TAKEN = "The NAME field is required.", "The selected NAME is invalid.", (
    "The NAME has already been taken."
)  # fmt: skip
UNFIT = "The NAME is invalid."
NO_FILE = "The NAME must be a file."
WRONG: Mapping[str, str] = {
    "required": REQUIRED,
    "enum": CHOICE,
    "minLength": REQUIRED,
    "maxLength": "The NAME is too long.",
    "minimum": "The NAME is too small.",
    "maximum": "The NAME is too large.",
    "format": "The NAME is not a valid date.",
}


def invalid(reason: str, **fields: str) -> Invalid:
    """A value that a rule rejects.  fields: what is said of each, such as `errors.CHOICE`."""
    return Invalid(reason=reason, fields=fields)


def worded(field: str, words: str) -> str:
    return words.replace("NAME", field.replace("_", " "))


def refuse(refusal: Refusal, profile: Record) -> Answer:
    """The vendor's answer to a refusal, under a profile."""
    status, text = WORDING.get(refusal.rule) or WORDING.get(type(refusal).__name__, (400, ""))
    body: Record = {"message": text}
    allow = refusal.facts.get("allow")
    if isinstance(refusal, Malformed | Invalid):
        wrong: Mapping[str, str] = refusal.facts.get("fields", {})
        if not wrong:
            return UNREADABLE
        status = profile["switches"]["validation_status"]
        body["errors"] = {name: [_said(refusal, name, wrong[name])] for name in wrong}
    elif isinstance(refusal, NotFound) and refusal.rule in MODELS:
        model = MODELS[refusal.rule]
        key = refusal.facts.get("key", "")
        body["message"] = f"No query results for model [App\\Models\\{model}] {key}".rstrip()
    elif allow:
        return _wrong_method(refusal, str(allow))
    elif isinstance(refusal, Throttled):
        return Answer(status, body, _waits(refusal))
    return Answer(status, body)


def _said(refusal: Refusal, name: str, wrong: str) -> str:
    """What is said of a field: of a rule's own words, or of a word of JSON Schema."""
    return worded(name, wrong if isinstance(refusal, Invalid) else WRONG.get(wrong, UNFIT))


def _wrong_method(refusal: Refusal, allow: str) -> Answer:
    method = refusal.facts["method"]
    text = f"The {method} method is not supported for this route. Supported methods: {allow}."
    return Answer(405, {"message": text}, {"allow": allow})


def _waits(refusal: Refusal) -> Mapping[str, str]:
    wait = str(max(1, math.ceil(refusal.facts["wait"])))
    stated = str(refusal.facts.get("stated", ""))
    return {"retry-after": wait, "x-ratelimit-limit": stated, "x-ratelimit-remaining": "0"}


CRASH = Answer(500, {"message": "Server Error"})


def fail(status: int, profile: Record) -> Answer:
    """A status that a fault asks for, with a message (assumed)."""
    del profile
    text = next((words for known, words in WORDING.values() if known == status), "")
    return Answer(status, {"message": text or _named(status)})


def _named(status: int) -> str:
    """What Laravel calls a status that no rule of the vendor's has: its name, but for failures.

    503 is its maintenance mode.
    """
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE:
        return "Server Error"
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Bad Request"
