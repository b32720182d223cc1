"""The sandbox's clock: read it, move it, stop it; the answer lists what fell due."""

from datetime import datetime

from emulator.control.problems import Asked, Problem
from emulator.kernel.clock import later, parse_duration, parse_instant
from emulator.kernel.operation import Record
from emulator.kernel.sandbox import Sandbox


def read(asked: Asked) -> object:
    """The instant, and whether it stands still."""
    return _read(asked.sandbox)


def move(asked: Asked) -> object:
    """`{"advance": "PT11M"}`, `{"set": instant}`, `{"freeze": true|false}`, one or several."""
    given = asked.take("advance", "set", "freeze")
    if not given:
        raise Problem(400, "nothing to do", "expected advance, set or freeze")
    if "freeze" in given and not isinstance(given["freeze"], bool):
        raise Problem(400, "freeze", f"{given['freeze']!r}, expected true or false")
    clock = asked.sandbox.clock
    before = clock.now()
    try:
        to = parse_instant(str(given["set"])) if "set" in given else None
        if "advance" in given:
            to = later(to or before, parse_duration(str(given["advance"])))
        if to is not None:
            clock.set(to)
    except ValueError as error:
        raise Problem(400, "no such time", str(error)) from None
    if "freeze" in given:
        (clock.freeze if given["freeze"] else clock.unfreeze)()
    return {**_read(asked.sandbox), "due": due(asked.sandbox, before, clock.now())}


def _read(sandbox: Sandbox) -> Record:
    return {"now": sandbox.clock.now().isoformat(), "frozen": sandbox.clock.is_frozen}


def due(sandbox: Sandbox, before: datetime, after: datetime) -> list[Record]:
    """What happened between two instants, in order: tokens that ended, windows that reopened."""
    found: list[tuple[datetime, Record]] = []
    for name, world in sandbox.worlds.items():
        for token in world.logins.matching(None, None):
            who = {"vendor": name, "client_id": token.client_id, "user": token.user_id}
            found.append((token.expires, {"what": "access token expired"} | who))
            found.append((token.refresh_expires, {"what": "refresh token expired"} | who))
        for (limit, owner), window in world.throttle.windows.items():
            about = {"vendor": name, "limit": limit, "owner": owner}
            found.append((window.closes, {"what": "throttle window reopened"} | about))
    fell = [(at, what) for at, what in found if before < at <= after]
    return [{"at": at.isoformat()} | what for at, what in sorted(fell, key=lambda pair: pair[0])]
