"""Faults: what goes wrong with the requests of a sandbox, on demand."""

from difflib import get_close_matches

from emulator.control.problems import Asked, Problem
from emulator.kernel.faults import EFFECTS, Fault

#: Of a number that may be asked for.
DIGITS = 9
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
    _check(asked, given.get("match", {}))
    try:
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
    """The end of all faults."""
    asked.sandbox.faults.clear()


def _check(asked: Asked, match: object) -> None:
    """Raises Problem for a vendor or operation that there is not, and for the control plane."""
    if not isinstance(match, dict):
        return
    vendor, operation, path = (match.get(name) for name in ("vendor", "operation", "path"))
    worlds = [asked.world(vendor)] if vendor is not None else list(asked.sandbox.worlds.values())
    known = {entry.id for world in worlds for entry in world.installed.contract.entries}
    if isinstance(operation, str) and operation not in known:
        near = get_close_matches(operation, sorted(known), n=3, cutoff=0.4)
        expected = ", ".join(near) if near else "an operationId of the contract"
        raise Problem(404, f"no operation {operation}", f"expected {expected}")
    if isinstance(path, str) and path.startswith(OWN):
        raise Problem(
            400, "the control plane has no faults", f"match.path: {path}, expected a vendor's path"
        )
    if isinstance(path, str) and (here := path[1:].partition("/")[0]) in asked.sandbox.worlds:
        detail = f"match.path: {path}, expected {path.removeprefix(f'/{here}')} and vendor {here}"
        raise Problem(400, "a path comes without the vendor's prefix", detail)


def _found(asked: Asked) -> Fault:
    number = asked.path["id"]
    is_number = number.isascii() and number.isdecimal() and len(number) <= DIGITS
    fault = asked.sandbox.faults.find(int(number)) if is_number else None
    if fault is None:
        known = ", ".join(str(f.id) for f in asked.sandbox.faults) or "none"
        raise Problem(404, f"no fault {number}", f"there are: {known}")
    return fault
