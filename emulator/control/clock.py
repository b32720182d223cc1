"""The sandbox's clock: read it, move it, stop it; the answer lists what fell due."""

from datetime import datetime

from emulator.control.problems import Asked, Problem
from emulator.control.wipes import next_weekend, wipe
from emulator.kernel.clock import check_instant, later, parse_duration, parse_instant
from emulator.kernel.operation import Record
from emulator.kernel.sandbox import Sandbox
from emulator.kernel.webhooks import Made


def read(asked: Asked) -> object:
    """The instant, and whether it stands still."""
    return _read(asked.sandbox)


async def move(asked: Asked) -> object:
    """`{"advance": "PT11M"}`, `{"set": instant}`, `{"freeze": true|false}`, one or several.

    Answers after every delivery that fell due was attempted, at its own instant and in order.
    """
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
        check_instant(to or before)
    except ValueError as error:
        raise Problem(400, "no such time", str(error)) from None
    if "freeze" in given:
        (clock.freeze if given["freeze"] else clock.unfreeze)()
    made, all_made = await _moved(asked.sandbox, before, to)
    ended = due(asked.sandbox, before, clock.now())
    wiped = wipe(asked.sandbox, before, clock.now())
    fell = sorted([*ended, *wiped, *map(attempted, made)], key=_at)
    unfinished = {} if all_made else {"unfinished": asked.sandbox.courier.log.waiting}
    return {**_read(asked.sandbox), "due": fell, **unfinished}


async def weekend(asked: Asked) -> Record:
    """Go on to the end of the week, and back to the fixtures: the wipe of a test environment."""
    to = next_weekend(asked.sandbox.clock.now())
    await asked.sandbox.courier.move(to)
    asked.sandbox.reset()
    return _read(asked.sandbox)


async def _moved(
    sandbox: Sandbox, before: datetime, to: datetime | None
) -> tuple[list[Made], bool]:
    """Move the clock, or only look at it again; the attempts, and whether all were made.

    before: where the move begins; a clock that runs has gone on since.
    """
    if to is not None and to >= before:
        return await sandbox.courier.move(to)
    if to is not None:
        sandbox.clock.set(to)
    sandbox.courier.wake()
    return [], True


def _at(fell: Record) -> str:
    return str(fell["at"])


def _read(sandbox: Sandbox) -> Record:
    return {"now": sandbox.clock.now().isoformat(), "frozen": sandbox.clock.is_frozen}


def due(sandbox: Sandbox, before: datetime, after: datetime) -> list[Record]:
    """What happened between two instants, in order.

    Tokens that ended, limits that reopened, webhooks that are on again.
    """
    found: list[tuple[datetime, Record]] = []
    for name, world in sandbox.worlds.items():
        for token in world.logins.matching(None, None):
            who = {"vendor": name, "client_id": token.client_id, "user": token.user_id}
            found.append((token.expires, {"what": "access token expired"} | who))
            found.append((token.refresh_expires, {"what": "refresh token expired"} | who))
        for (limit, owner), window in world.throttle.windows.items():
            about = {"vendor": name, "limit": limit, "owner": owner}
            found.append((window.closes, {"what": "throttle window reopened"} | about))
        for on_again, which in world.vendor.webhooks.pauses(world.store):
            about = {"vendor": name, "webhook": which}
            found.append((on_again, {"what": "webhook on again"} | about))
    fell = [(at, what) for at, what in found if before < at <= after]
    return [{"at": at.isoformat()} | what for at, what in sorted(fell, key=lambda pair: pair[0])]


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
