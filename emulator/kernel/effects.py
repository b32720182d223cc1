"""What a fault does to a request, before the vendor looks at it and after it has answered.

    before   expire_token   the caller's token ends now
             status         answered in the vendor's words for that status, nothing happens
             throttle       answered as over the limit
             drop           the connection closes, nothing happens
    after    latency        the answer waits; what was asked for has happened
             lose_answer    the connection closes; what was asked for has happened
             truncate       so does it after half of the answer's body, at once if it has none

A new effect is a row of `fault_fields.EFFECTS` and a branch here.
"""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple

from emulator.kernel.contract import Entry as Operation
from emulator.kernel.errors import Throttled
from emulator.kernel.fault_fields import Asked
from emulator.kernel.faults import Fault, Faults
from emulator.kernel.journal import Entry
from emulator.kernel.operation import Answer
from emulator.kernel.request import Request, Scope, Send
from emulator.kernel.vendor import Limit
from emulator.kernel.wire import Headers
from emulator.kernel.world import World

#: What a server puts into a request's scope, so that its connection can be closed.
HANG_UP = "emulator.hang_up"
#: The status of a request that was not answered at all.
NO_ANSWER = 0
#: As `Entry.sent`: not even the answer's head left.
NOTHING = -1
#: How long a `throttle` without a duration says to wait, in seconds.
WAIT = 30.0
#: What a `throttle` speaks of where no profile of the vendor has a limit.
SOME_LIMIT = Limit("call", "", stated=100, accepted=100, seconds=60)


class Struck(NamedTuple):
    """A request, and the faults that strike it, in their order."""

    faults: Sequence[Fault]
    world: World
    request: Request
    entry: Entry


def meet(
    faults: Faults, world: World, request: Request, operation: Operation | None, entry: Entry
) -> Struck | None:
    """The faults that strike a request, if any do; its entry of the journal says which."""
    token = None
    if operation is not None and not operation.is_open:
        token = world.logins.by_access.get(world.vendor.credential(request) or "")
    bears = token is not None and entry.at < token.expires
    name = operation.id if operation else ""
    asked = Asked(world.vendor.name, name, request.method, request.path, bears)
    struck = faults.strike(asked)
    entry.faults = [(fault.id, fault.effect.name) for fault in struck]
    return Struck(struck, world, request, entry) if struck else None


def before(struck: Struck) -> Answer | None:
    """What answers in the vendor's place, if something does.  Raises Throttled."""
    entry = struck.entry
    for fault in struck.faults:
        said = f"fault {fault.id}: {fault.effect.name}"
        match fault.effect.name:
            case "expire_token":
                _expire(struck)
            case "drop":
                entry.reason = f"{said}: the connection closed before anything was done"
                return Answer(NO_ANSWER)
            case "status":
                entry.reason = f"{said} {fault.effect.value}"
                return _failed(struck, int(fault.effect.value), said)
            case "throttle":
                value = fault.effect.value
                raise _throttled(struck, WAIT if value is True else float(value), said)
    return None


def _expire(struck: Struck) -> None:
    """The end of the caller's token, now."""
    world, now = struck.world, struck.entry.at
    token = world.logins.by_access.get(world.vendor.credential(struck.request) or "")
    if token is not None:
        world.logins.expire(token, now)


def _failed(struck: Struck, status: int, said: str) -> Answer:
    """The vendor's answer of a status; 429 is a limit's, whatever this profile answers then."""
    vendor, profile = struck.world.vendor, struck.world.profile
    if status != HTTPStatus.TOO_MANY_REQUESTS:
        return vendor.fail(status, profile)
    answer = vendor.refuse(_throttled(struck, WAIT, said), profile)
    return Answer(status, answer.body, answer.headers)


def _throttled(struck: Struck, wait: float, said: str) -> Throttled:
    """The refusal of a limit; that of the vendor's usual profile, where this one has none."""
    world = struck.world
    usual = world.installed.profiles[world.vendor.default_profile]
    limit = next(iter(world.limits or world.vendor.limits(usual)), SOME_LIMIT)
    return Throttled(
        reason=f"{said}: as if the {limit.name} limit were used up; again in {wait:g} s",
        limit=limit.name,
        stated=limit.stated,
        minutes=max(1, limit.seconds // 60),
        now=struck.entry.at,
        wait=wait,
    )


def kept_back(struck: Struck) -> int | None:
    """How many bytes of the answer's body leave: None for all, NOTHING if not even its head."""
    names, entry = {fault.effect.name for fault in struck.faults}, struck.entry
    if entry.status == NO_ANSWER or "lose_answer" in names:
        return NOTHING
    if "truncate" not in names:
        return None
    has_body = entry.answer and entry.method != "HEAD"
    return len(entry.answer) // 2 if has_body else NOTHING


async def after(
    struck: Struck,
    pause: Callable[[float], Awaitable[None]],
    scope: Scope,
    send: Send,
    answer: tuple[int, Headers, bytes],
) -> None:
    """Let the answer out, as far as the faults do.  pause: waits so many seconds."""
    status, headers, body = answer
    for fault in struck.faults:
        if fault.effect.name == "latency":
            await pause(float(fault.effect.value))
    sent = struck.entry.sent
    if sent != NOTHING:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        is_cut = sent is not None
        await send({"type": "http.response.body", "body": body[:sent], "more_body": is_cut})
    if sent is not None:
        hang_up(scope)


def hang_up(scope: Scope) -> None:
    """Close the request's connection.  Raises ConnectionAbortedError where a server cannot."""
    close = scope.get("extensions", {}).get(HANG_UP)
    if close is None:
        raise ConnectionAbortedError("a fault closes the connection")
    close()
