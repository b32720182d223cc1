"""Faults: what goes wrong with the requests of a sandbox, on demand."""

from emulator.control.problems import Asked, Problem
from emulator.kernel.fault_fields import EFFECTS, Match, match
from emulator.kernel.faults import Fault

#: Of a number that may be asked for.
DIGITS = 9
#: How many of the faults that there are a problem names.
NAMED = 10
#: Paths that no fault meets.
OWN = ("/_emulator", "/healthz")


def listing(asked: Asked) -> object:
    """Every fault, with how many requests fitted it and how many it struck, and the effects."""
    faults = [fault.shown() for fault in asked.sandbox.faults]
    return {"faults": faults, "effects": list(EFFECTS)}


def add(asked: Asked) -> object:
    """Add a fault: `{"match": {…}, "effect": {"lose_answer": true}, "times": 1}`; answers it.

    match: vendor, operation, method, path (`*` for any part), nth or every, probability.
    effect: one of status, latency, drop, lose_answer, truncate, throttle, expire_token.
    """
    given = asked.take("match", "effect", "times")
    try:
        _check(asked, match(given.get("match", {})), given.get("effect"))
        return asked.sandbox.faults.add(given).shown()
    except ValueError as error:
        raise Problem(400, "the fault is not accepted", str(error)) from None


def one(asked: Asked) -> object:
    """One fault."""
    return _found(asked).shown()


def remove(asked: Asked) -> None:
    """The end of one fault."""
    asked.sandbox.faults.remove(_found(asked).id)


def clear(asked: Asked) -> None:
    """The end of all faults; the next has the number 1."""
    asked.sandbox.faults.clear()


def _check(asked: Asked, wanted: Match, effect: object) -> None:
    """Raises Problem for a vendor or operation that there is not, and for what meets nothing."""
    worlds, path = asked.sandbox.worlds, wanted.path
    asked.check_operation(wanted.vendor or None, wanted.operation or None)
    if path.startswith(OWN):
        detail = f"match.path: {path}, expected a vendor's path"
        raise Problem(400, "the control plane has no faults", detail)
    if (prefix := path[1:].partition("/")[0]) in worlds:
        detail = f"match.path: {path}, expected {path[1 + len(prefix) :] or '/'} and vendor"
        raise Problem(400, "a path comes without the vendor's prefix", f"{detail} {prefix}")
    if isinstance(effect, dict) and "expire_token" in effect:
        _check_expires(asked, wanted)


def _check_expires(asked: Asked, wanted: Match) -> None:
    """Raises Problem where all that fits is called with API keys, which no time ends."""
    met = [
        world.vendor
        for name, world in asked.sandbox.worlds.items()
        if wanted.vendor in ("", name)
        and wanted.operation in ("", *(entry.id for entry in world.installed.contract.entries))
    ]
    if met and all(vendor.oauth.find_key for vendor in met):
        detail = f"{met[0].title} is called with API keys; status=401 is one that was deleted"
        raise Problem(400, "a key does not expire", detail)


def _found(asked: Asked) -> Fault:
    number = asked.path["id"]
    is_number = number.isascii() and number.isdecimal() and len(number) <= DIGITS
    fault = asked.sandbox.faults.find(int(number)) if is_number else None
    if fault is None:
        there = [str(fault.id) for fault in asked.sandbox.faults]
        known = ", ".join(there[:NAMED]) + (", …" if len(there) > NAMED else "")
        raise Problem(404, f"no fault {number}", f"there are: {known or 'none'}")
    return fault
