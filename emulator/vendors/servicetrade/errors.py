"""Every refusal in ServiceTrade's envelope: `{"messages": {"error": […], "validation": {…}}}`.

A dead session is an empty 401, but 404 with words on `/auth`; a wrong password is 403.  Source:
public code of a live client, repository not named; texts nobody recorded are assumed.
"""

import math
from collections.abc import Mapping

from emulator.kernel.errors import Invalid, Malformed, Refusal, Throttled, Unauthenticated
from emulator.kernel.operation import Answer, Balance, Record
from emulator.vendors.servicetrade import rules

NOT_FOUND = "Not found"
#: Status and words by rule, or by kind.  Words with a field's name are made from `fields`.
WORDING: Mapping[str, tuple[int, str]] = {
    "Malformed": (400, "Invalid request"),
    "Invalid": (400, "Invalid request"),
    "Forbidden": (403, "Permission denied"),
    "NotFound": (404, NOT_FOUND),
    "NoOperation": (404, NOT_FOUND),
    "WrongMethod": (405, "Method not allowed"),
    "TooLarge": (413, "The request is too large"),
    "Conflict": (409, "Conflict"),
    "Throttled": (429, "Rate limit exceeded"),
    "bad login": (403, "Invalid credentials provided"),
    "in use": (409, "It is in use and cannot be deleted"),
    "reopen first": (409, "It has to be reopened first"),
    "clocked in": (409, "The user is clocked in already"),
    "not clocked in": (409, "The user is not clocked in"),
    "invoice contract": (409, "The contract does not apply to the job"),
    "invoice status": (409, "The invoice cannot have this status"),
    "invoice lines": (409, "The invoice cannot be changed"),
    "quote status": (409, "The quote cannot have this status"),
    "quote lines": (409, "The quote cannot be changed"),
    "no selective filter": (405, "At least one filter is required"),
}
#: Where a dead session is 404: on the session itself.
ON_AUTH = ("checkSession", "logOut")
LOGGED_OUT: Record = {"authenticated": False, "authToken": None}
BUDGET = "budget"
#: What is left of an unlimited budget.
FULL = Balance(60_000, 0)
USED_UP = Balance(0, 0)


def invalid(reason: str, **fields: str) -> Invalid:
    """A value that a rule rejects.  fields: what is said of each, such as `Status is invalid`."""
    return Invalid(reason=reason, fields=fields)


def unfit(field: str, value: object, must: str) -> Invalid:
    """A field that refers to what it cannot.  must: what it has to be, in words."""
    return invalid(f"{field}: {value}, expected {must}", **{field: rules.worded(field, "unfit")})


def stats(balances: Mapping[str, Balance]) -> Record:
    """`meta` of every answer: what the call cost of the account's compute time, and what is left.

    Source: https://github.com/carynrinaldo/HoodsBase.
    """
    left, cost = balances.get(BUDGET, FULL)
    return {
        "stats": {
            "requestDurationMs": cost,
            "resourceUsageMs": cost,
            "resourceBalanceMs": left,
        }
    }


def refuse(refusal: Refusal, profile: Record) -> Answer:
    """The vendor's answer to a refusal, under a profile."""
    del profile
    if refusal.rule in ("unknown client", "wrong secret"):
        words = {"error": "invalid_client", "error_description": "Client authentication failed."}
        return Answer(401, words, {"cache-control": "no-store"})
    if isinstance(refusal, Unauthenticated):
        return _no_session(refusal)
    found = WORDING.get(refusal.rule) or WORDING[type(refusal).__name__]
    status, text = found
    messages: Record = {"error": [text]}
    if isinstance(refusal, Malformed | Invalid):
        messages = _validation(refusal, text)
    body: Record = {"messages": messages}
    if refusal.rule == "bad login":
        body["data"] = LOGGED_OUT
    left = {BUDGET: USED_UP} if isinstance(refusal, Throttled) else refusal.balances
    return Answer(status, body | {"meta": stats(left)}, _headers(refusal))


def _no_session(refusal: Refusal) -> Answer:
    if refusal.operation in ON_AUTH:
        words = {"error": ["No active session found for given auth token"]}
        return Answer(404, {"messages": words, "data": LOGGED_OUT})
    return Answer(401)


def _validation(refusal: Refusal, text: str) -> Record:
    """What is wrong with each field, by its name: as an object, and all of it as a list."""
    given: Mapping[str, str] = refusal.facts.get("fields", {})
    said = given
    if isinstance(refusal, Malformed):
        said = {field: rules.worded(field, wrong) for field, wrong in given.items()}
    return {"error": list(said.values()) or [text], "validation": dict(said)}


def _headers(refusal: Refusal) -> Mapping[str, str]:
    if isinstance(refusal, Throttled):
        return {"retry-after": str(max(1, math.ceil(refusal.facts["wait"])))}
    allow = refusal.facts.get("allow")
    return {"allow": str(allow)} if allow else {}


CRASH = Answer(500, {"messages": {"error": ["Internal server error"]}})
#: Statuses without a word: a dead session, and what stands in front of the API.
EMPTY = (401, 502, 503, 504)


def fail(status: int, profile: Record) -> Answer:
    """A status that a fault asks for, in the envelope; an outage has no body.

    Source: public code of a live client, repository not named.
    """
    del profile
    if status in EMPTY:
        return Answer(status)
    if status == CRASH.status:
        return CRASH
    text = next((words for known, words in WORDING.values() if known == status), "Error")
    return Answer(status, {"messages": {"error": [text]}, "meta": stats({})})
