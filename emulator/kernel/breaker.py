"""When a vendor stops sending to a receiver that keeps failing.

After so many failures in a row an endpoint is paused; when that happens a second time it is off
until somebody switches it on.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from emulator.kernel.operation import Record

#: How many times it takes until an endpoint stays off.
FOR_GOOD = 2


class State(NamedTuple):
    """failures: in a row.  trips: how often that was too many.  paused_until: while it is off."""

    failures: int = 0
    trips: int = 0
    paused_until: datetime | None = None


def after(state: State, *, ok: bool, now: datetime, settings: Record) -> State:
    """The state after an attempt.  settings: the profile's section `webhooks`."""
    if ok:
        return state._replace(failures=0)
    failures = state.failures + 1
    if not settings["breaker_failures"] or failures < settings["breaker_failures"]:
        return state._replace(failures=failures)
    trips = min(state.trips + 1, FOR_GOOD)
    until = now + timedelta(seconds=settings["breaker_seconds"]) if trips < FOR_GOOD else None
    return State(0, trips, until)


def is_open(state: State, now: datetime) -> bool:
    """Whether nothing is sent: it is paused, or off for good."""
    if state.trips >= FOR_GOOD:
        return True
    return state.paused_until is not None and now < state.paused_until
