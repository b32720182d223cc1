"""What happens by itself when the clock gets there: a subscription is renewed, an offer ends.

A vendor says when the next thing happens, and what that is (`Vendor.chores`).  Each happens at its
own instant and once, with its webhooks, as a request would have done it; and before any request
and any attempt to deliver that come at that instant, so that nobody sees what was before it.  A
clock that is moved stops at each; one that runs has a timer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from emulator.kernel.clock import Clock
from emulator.kernel.operation import Call, Reply
from emulator.kernel.vendor import Chores

#: Before and after all that a clock can show.
EVER, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
#: How many happen in a row before others have their turn.
AT_ONCE = 10_000
#: How many of a vendor's at one instant are a bug of ours.
ENDLESS = 100_000
#: Seconds after which a timer looks at the clock again, at the latest.
DAY = 86_400.0


@dataclass(slots=True)
class Happened:
    """Something that happened by itself, or what kept it from happening.

    what: the vendor's words.  error: a bug of ours.  The rest is as a request's entry has it.
    """

    at: datetime
    vendor: str
    what: str = "chore failed"
    error: str = ""
    committed: str = ""
    events: Sequence[str] = ()
    deliveries: Sequence[int] = ()

    @property
    def id(self) -> None:
        """The number of the request that caused it: there is none."""


#: Changes the records of a vendor and tells of it, all or nothing.
Commit = Callable[[str, Reply, Call, Happened], None]


@dataclass(slots=True)
class Row:
    """What is next of a vendor: at.  None: to be asked again.

    last: when something happened the last time.  times: how often at that very instant.
    """

    chores: Chores
    at: datetime | None = None
    last: datetime = EVER
    times: int = 0


class Agenda:
    """What happens by itself in one sandbox.

    call: of a vendor, without a caller.  kept: returns once all that happened is on disk.
    """

    def __init__(
        self,
        clock: Clock,
        chores: Mapping[str, Chores],
        call: Callable[[str], Call],
        commit: Commit,
        kept: Callable[[], Awaitable[str]],
    ) -> None:
        self._clock, self._call, self._commit, self._kept = clock, call, commit, kept
        self._rows = {vendor: Row(each) for vendor, each in chores.items()}
        #: Nothing happens before this instant; EVER where that is to be asked again.
        self.due = EVER if self._rows else NEVER
        #: What has happened since a move of the clock began, while it lasts.
        self.happened: list[Happened] | None = None
        self.endless = ENDLESS
        self._timer: asyncio.Handle | None = None
        #: The loop in which the timer is about to ring.
        self._woken: asyncio.AbstractEventLoop | None = None
        self._writing: asyncio.Future[str] | None = None
        self._is_over = False

    def changed(self, vendor: str) -> None:
        """The records of a vendor are others now, and so may be what is next."""
        self._rows[vendor].at = None
        self.due = EVER
        self.wake()

    def next_due(self) -> datetime | None:
        """When the next thing happens."""
        self._first()
        return None if self.due == NEVER else self.due

    def caught_up(self) -> datetime:
        """The instant, once all has happened that is due by then."""
        now = self._clock.now()
        if now >= self.due:
            self._catch_up(now)
        return now

    def wake(self) -> None:
        """Look at clock and records once more, as soon as the loop is free."""
        if not self._rows or self._is_over:
            return
        with suppress(RuntimeError):  # no loop runs yet: who starts one wakes all
            loop = asyncio.get_running_loop()
            if self._woken is not loop:
                self._woken = loop
                self._set(loop.call_soon(self._ring))

    def stop(self) -> None:
        """Nothing happens any more, but what a request asks for."""
        self._is_over = True
        self._set(None)

    def _set(self, timer: asyncio.Handle | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = timer

    def _ring(self) -> None:
        """Let happen what is due, put it on disk, and be back when the next is due."""
        now = self._clock.now()
        if self._catch_up(now):
            self._writing = asyncio.ensure_future(self._kept())
        self._first()
        self._woken = None
        self._set(None)
        if self.due <= now or not (self._clock.is_frozen or self.due == NEVER):
            seconds = max(0.0, (self.due - now).total_seconds())
            loop = asyncio.get_running_loop()
            self._set(loop.call_later(min(seconds, DAY), self._ring))

    def _catch_up(self, now: datetime) -> int:
        """Let happen what is due by an instant, each at its own; how many did."""
        for done in range(AT_ONCE):
            vendor = self._first()
            if now < self.due:
                return done
            self._do(vendor, self.due)
        return AT_ONCE

    def _first(self) -> str:
        """Whose turn it is, and when: the earliest, of several the vendor that comes first."""
        vendor, self.due = "", NEVER
        for name, row in self._rows.items():
            if row.at is None:
                row.at = self._asked(name, row)
            if row.at < self.due:
                vendor, self.due = name, row.at
        return vendor

    def _asked(self, vendor: str, row: Row) -> datetime:
        """What is next; NEVER if nothing is, or nothing that a clock could reach."""
        try:
            return min(row.chores.next(self._call(vendor).records) or NEVER, NEVER)
        except Exception as bug:  # noqa: BLE001 - ours; it must not stop the clock
            self._fail(Happened(self._clock.now(), vendor), bug)
            return NEVER

    def _do(self, vendor: str, at: datetime) -> None:
        """Let one thing happen; what is a bug is not tried again until the records change."""
        row, happened = self._rows[vendor], Happened(at, vendor)
        try:
            call = replace(self._call(vendor), now=at)
            reply = self._reply(row, call)
            self._commit(vendor, reply, call, happened)
            happened.what = str(reply.body or "happened by itself")
        except Exception as bug:  # noqa: BLE001 - ours; it must not stop the clock
            row.at = NEVER
            self._fail(happened, bug)
        else:
            self._tell(happened)

    def _reply(self, row: Row, call: Call) -> Reply:
        """What changes.  Raises RuntimeError for what would go on for ever."""
        row.last, row.times = call.now, row.times + 1 if call.now == row.last else 1
        if row.times > self.endless:
            row.times = 0
            raise RuntimeError(f"{self.endless:,} at one instant, and there is one more")
        reply = row.chores.happen(call)
        if not any([*reply.changes.values(), *reply.removes.values()]):
            raise RuntimeError("nothing changes, so that it would happen for ever")
        return reply

    def _tell(self, happened: Happened) -> None:
        if self.happened is not None:
            self.happened.append(happened)

    def _fail(self, happened: Happened, bug: Exception) -> None:
        happened.error = f"a bug of the emulator: {bug!r}"
        message = "what %s does by itself at %s: %s"
        said = (happened.vendor, happened.at.isoformat(), happened.error)
        logging.getLogger("emulator").error(message, *said, exc_info=bug)
        self._tell(happened)
