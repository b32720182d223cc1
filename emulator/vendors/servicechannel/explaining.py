"""What a refusal of ServiceChannel met, and what would have been allowed instead.

A table from the rule, or else the kind, to the function that knows.  All that it says comes from
the records as they were when the request was refused, and from the very tables and functions that
refused it: nothing here decides, and what is said here changes no answer.
"""

from collections.abc import Callable, Mapping

from emulator.kernel.errors import Forbidden, NotFound, Refusal, Unauthenticated
from emulator.kernel.operation import Call, Record
from emulator.kernel.reasons import Explained
from emulator.vendors.servicechannel import (
    explaining_rights,
    explaining_states,
    explaining_visits,
    rules,
)
from emulator.vendors.servicechannel.explaining_rights import GPS

Explain = Callable[[Refusal, Call], Explained]

#: The rows of a pair's permissions that a rule goes by, where the refusal does not say: any helps.
ROWS: Mapping[str, tuple[str, ...]] = {
    "no permission": (rules.IVR, GPS),
    "not participating": (rules.IVR, GPS),
    "time not allowed": (rules.IVR,),
    "status not permitted": (rules.SET_COMPLETED, rules.SET_PENDING),
}
RULES: Mapping[str, Explain] = {
    "premature": explaining_visits.time,
    "ahead": explaining_visits.time,
    "out of date": explaining_visits.time,
    "maintenance window": explaining_visits.time,
    "out of range": explaining_visits.position,
    "no position": explaining_visits.position,
    "store without position": explaining_visits.position,
    "worktypes": explaining_visits.work_types,
    "not checked in": explaining_visits.pairs,
    "already checked in": explaining_visits.pairs,
    "check-out before check-in": explaining_visits.pairs,
    "extended status": explaining_states.configured,
    "invalid status": explaining_states.configured,
    "status not permitted": explaining_states.state,
}
KINDS: Mapping[str, Explain] = {
    "Unauthenticated": explaining_rights.caller,
    "Forbidden": explaining_rights.caller,
    "NotFound": explaining_rights.hidden,
    "Conflict": explaining_states.state,
}


def explain(refusal: Refusal, call: Call) -> Explained:
    """What is known of a refusal, from all that has something to say of it."""
    found = [make(refusal, call) for make in _makers(refusal)]
    met: dict[str, object] = {}
    for one in found:
        met |= one.met
    return Explained(met, [line for one in found for line in one.allowed])


def _makers(refusal: Refusal) -> list[Explain]:
    facts, makers = refusal.facts, list[Explain]()
    is_about_the_caller = {"callers", "location", "user", "subscriber"} & facts.keys()
    if isinstance(refusal, Forbidden | NotFound | Unauthenticated) and is_about_the_caller:
        return [explaining_rights.caller]
    if refusal.rule == "other company":
        return [explaining_rights.hidden]
    names = facts.get("rows", ROWS.get(refusal.rule, ()))
    if names:
        makers.append(lambda _, call: explaining_rights.pair(refusal, call, names))
    kind = None if names else KINDS.get(type(refusal).__name__)
    known = RULES.get(refusal.rule, kind)
    return [*makers, known] if known else makers


def who(user: Record) -> Record:
    """Name, role and company of a user."""
    return {
        "name": user["UserName"],
        "role": user["Role"],
        "company": user["SubscriberId"] or user["ProviderId"],
    }
