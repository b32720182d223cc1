"""What a fault does to a request, before the vendor looks at it and after it has answered.

    before   expire_token   the caller's token ends now
             status         answered in the vendor's words for that status, nothing happens
             throttle       answered as over the limit
             drop           the connection closes, nothing happens
    after    latency        the answer waits; what was asked for has happened
             lose_answer    the connection closes; what was asked for has happened
             truncate       so does it after half of the answer's body

A new effect is a row of `faults.EFFECTS` and a branch here.
"""

from datetime import datetime

from emulator.kernel.errors import Throttled
from emulator.kernel.faults import Fault
from emulator.kernel.operation import Answer
from emulator.kernel.request import Request, Scope, Send
from emulator.kernel.walk import Walk
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


def before(walk: Walk) -> Answer | None:
    """What answers in the vendor's place, if something does.  Raises Throttled."""
    for fault in walk.struck:
        said = f"fault {fault.id}: {fault.effect.name}"
        match fault.effect.name:
            case "expire_token":
                _expire(walk.world, walk.request, walk.entry.at)
            case "drop":
                walk.entry.reason = f"{said}: the connection closed before anything was done"
                return Answer(NO_ANSWER)
            case "status":
                status = int(fault.effect.value)
                walk.entry.reason = f"{said} {status}"
                return walk.world.vendor.fail(status, walk.world.profile)
            case "throttle":
                raise _throttled(walk, fault, said)
    return None


def _expire(world: World, request: Request, now: datetime) -> None:
    token = world.logins.by_access.get(world.vendor.credential(request) or "")
    if token is not None:
        token.expires = min(token.expires, now)


def _throttled(walk: Walk, fault: Fault, said: str) -> Throttled:
    """The refusal of a limit; the vendor's own, where the profile has none."""
    world, value = walk.world, fault.effect.value
    installed = world.installed
    usual = installed.profiles[world.vendor.default_profile]
    limit = next(iter(world.limits or world.vendor.limits(usual)))
    wait = WAIT if value is True else float(value)
    return Throttled(
        reason=f"{said}: as if the {limit.name} limit were used up; again in {wait:g} s",
        limit=limit.name,
        stated=limit.stated,
        minutes=max(1, limit.seconds // 60),
        now=walk.entry.at,
        wait=wait,
    )


def kept_back(walk: Walk) -> int | None:
    """How many bytes of the answer's body leave: None for all, NOTHING if not even its head."""
    names, entry = {fault.effect.name for fault in walk.struck}, walk.entry
    if entry.status == NO_ANSWER or "lose_answer" in names:
        return NOTHING
    if "truncate" not in names:
        return None
    has_body = entry.answer and entry.method != "HEAD"
    return len(entry.answer) // 2 if has_body else NOTHING


async def after(walk: Walk, scope: Scope, send: Send, answer: tuple[int, Headers, bytes]) -> None:
    """Let the answer out, as far as the faults do."""
    status, headers, body = answer
    for fault in walk.struck:
        if fault.effect.name == "latency":
            await walk.sandbox.pause(float(fault.effect.value))
    sent = walk.entry.sent
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
