"""The sandbox's clock: read it, move it, stop it; the answer lists what fell due."""

from collections.abc import Iterator
from datetime import datetime

from emulator.control.problems import Asked, Problem
from emulator.control.wipes import next_weekend, wipe
from emulator.kernel.chores import Happened
from emulator.kernel.clock import check_instant, later, parse_duration, parse_instant
from emulator.kernel.logins import Code, Logins, Token
from emulator.kernel.operation import Record
from emulator.kernel.sandbox import Sandbox
from emulator.kernel.webhooks import Made, Moved
from emulator.kernel.world import World


def read(asked: Asked) -> object:
    """The instant, and whether it stands still."""
    return _read(asked.sandbox)


async def move(asked: Asked) -> object:
    """Move, stop or start the clock; the answer lists what fell due.

    `{"advance": "PT11M"}`, `{"set": instant}`, `{"freeze": true|false}`, one or several.  Answers
    after every delivery that fell due was attempted, and what happens by itself has happened: each
    at its own instant and in order.
    """
    given, sandbox = asked.take("advance", "set", "freeze"), asked.sandbox
    if not given:
        raise Problem(400, "nothing to do", "expected advance, set or freeze")
    if "freeze" in given and not isinstance(given["freeze"], bool):
        raise Problem(400, "freeze", f"{given['freeze']!r}, expected true or false")
    if given.keys() == {"freeze"}:
        return await _done(sandbox, given)
    async with sandbox.courier.moving:
        return await _done(sandbox, given)


async def weekend(asked: Asked) -> Record:
    """Go on to the end of the week, and back to the fixtures: the wipe of a test environment."""
    sandbox = asked.sandbox
    async with sandbox.courier.moving:
        await sandbox.courier.move(next_weekend(sandbox.clock.now()))
        sandbox.reset()
    return _read(sandbox)


async def _done(sandbox: Sandbox, given: Record) -> Record:
    """Do what is asked for; what fell due.

    Of one instant, what ends comes first, then what happens by itself, then attempts.
    """
    clock = sandbox.clock
    before = clock.now()
    to = _target(given, before)
    if "freeze" in given:
        (clock.freeze if given["freeze"] else clock.unfreeze)()
    moved = await _moved(sandbox, before, to)
    ended = due(sandbox, before, clock.now())
    wiped = wipe(sandbox, before, clock.now())
    met = [*map(happened, moved.happened), *map(attempted, moved.made)]
    fell = sorted([*ended, *wiped, *met], key=_at)
    unfinished = {} if moved.is_whole else {"unfinished": sandbox.courier.log.waiting}
    return {**_read(sandbox), "due": fell, **unfinished}


def _target(given: Record, now: datetime) -> datetime | None:
    """Where the clock is to go; None if it only stops or runs.  Raises Problem."""
    try:
        to = parse_instant(text(given, "set", "2026-06-15T12:00:00Z")) if "set" in given else None
        if "advance" in given:
            by = text(given, "advance", "12h")
            if by.lstrip().startswith("-"):
                raise Problem(400, "no such time", f"{by!r} leads backwards; use set for that")
            to = later(to or now, parse_duration(by))
        if to is not None:
            check_instant(to)
    except ValueError as error:
        raise Problem(400, "no such time", str(error)) from None
    return to


def text(given: Record, name: str, example: str) -> str:
    """A field that is a time written out.  Raises Problem."""
    value = given[name]
    if not isinstance(value, str):
        detail = f"{name}: {value!r}, expected a text such as {example}"
        raise Problem(400, "no such time", detail)
    return value


async def _moved(sandbox: Sandbox, before: datetime, to: datetime | None) -> Moved:
    """Move the clock, or only look at it again; what that met.

    before: where the move begins; a clock that runs has gone on since.
    """
    if to is not None and to >= before:
        return await sandbox.courier.move(to)
    if to is not None:
        sandbox.clock.set(to)
    sandbox.courier.wake()
    return Moved((), (), is_whole=True)


def _at(fell: Record) -> str:
    return str(fell["at"])


def _read(sandbox: Sandbox) -> Record:
    return {"now": sandbox.clock.now().isoformat(), "frozen": sandbox.clock.is_frozen}


def due(sandbox: Sandbox, before: datetime, after: datetime) -> list[Record]:
    """What happened between two instants, in order.

    Tokens, sessions and codes that ended, limits that reopened, webhooks that are on again.
    """
    fell = [
        (at, {"what": what, "vendor": name} | about)
        for name, world in sandbox.worlds.items()
        for at, what, about in (*_ends(world.logins), *_reopens(world))
        if before < at <= after
    ]
    return [{"at": at.isoformat()} | what for at, what in sorted(fell, key=lambda pair: pair[0])]


def _ends(logins: Logins) -> Iterator[tuple[datetime, str, Record]]:
    """When each token, session and code ends; not those that are good for nothing already."""
    for token in logins.by_access.values():
        what = "access token expired" if token.refresh else "session expired"
        yield token.expires, what, _whose(token)
    for token in logins.by_refresh.values():
        yield token.refresh_expires, "refresh token expired", _whose(token)
    for code in logins.codes.values():
        yield code.expires, "authorization code expired", _whose(code)


def _whose(login: Token | Code) -> Record:
    return {"client_id": login.client_id, "user": login.user_id}


def _reopens(world: World) -> Iterator[tuple[datetime, str, Record]]:
    """When each limit and each webhook is open again."""
    for (limit, owner), window in world.throttle.windows.items():
        yield window.closes, "throttle window reopened", {"limit": limit, "owner": owner}
    for on_again, which in world.vendor.webhooks.pauses(world.store):
        yield on_again, "webhook on again", {"webhook": which}


def happened(chore: Happened) -> Record:
    """What happened by itself, as a line of what fell due."""
    came = {
        "records": chore.committed.split(),
        "events": list(chore.events),
        "deliveries": list(chore.deliveries),
        "error": chore.error,
    }
    line = {"at": chore.at.isoformat(), "what": chore.what, "vendor": chore.vendor}
    return line | {name: what for name, what in came.items() if what}


def attempted(made: Made) -> Record:
    """An attempt to deliver a webhook, as a line of what fell due."""
    delivery, attempt = made
    outcome = attempt.outcome
    came = {"error": outcome.error} if outcome.status is None else {"status": outcome.status}
    copy: Record = {"copy": attempt.copy} if attempt.copy else {}
    if attempt.is_forged:
        copy = {"forged": True}
    return {
        "at": attempt.at.isoformat(),
        "what": "webhook attempt",
        "vendor": delivery.vendor,
        "delivery": delivery.id,
        "event": delivery.message.event,
        "attempt": attempt.number,
        **copy,
        **came,
    }
