"""One queue an endpoint, emptied in order while something in it is due.

Many endpoints are served at once; within one, the next message waits for the answer to the last.
When something is due is the sandbox's time: a frozen clock holds it, moving the clock sends it.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from emulator.kernel.clock import Clock
from emulator.kernel.deliveries import Delivery
from emulator.kernel.record import Record


class Sending(NamedTuple):
    """One POST to come, sorted by when and in which order it goes out.

    number: 1 for a delivery's first attempt.  copy: 0, or which of a storm's duplicates it is.
    is_forged: with a signature that is not the vendor's.  serial: tells apart what is otherwise
    the same.
    """

    due: datetime
    batch: int
    place: float
    copy: int
    is_forged: bool
    serial: int
    number: int
    delivery: Delivery

    @property
    def drawn(self) -> tuple[datetime, int, bool]:
        """When it was to go out, which copy it is, and whether it is forged."""
        return self.due, self.copy, self.is_forged

    def saved(self) -> Record:
        """As data, but for its delivery."""
        names = ("batch", "place", "copy", "is_forged", "number")
        return {"due": self.due.isoformat()} | {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class Lane:
    """What goes to one endpoint: a heap, and the task that empties it while something is due."""

    queue: list[Sending] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        return self.task is None or self.task.done()


class Lanes:
    """The queues of one sandbox.  make: makes one attempt; must not raise but when cancelled."""

    def __init__(self, clock: Clock, make: Callable[[Sending], Awaitable[None]]) -> None:
        self._clock, self._make = clock, make
        self._lanes: dict[tuple[str, int], Lane] = {}
        self._timer: asyncio.TimerHandle | None = None

    def push(self, sending: Sending) -> None:
        key = sending.delivery.vendor, sending.delivery.message.endpoint
        heapq.heappush(self._lanes.setdefault(key, Lane()).queue, sending)

    @property
    def waiting(self) -> int:
        """How many sendings there are to come."""
        return sum(len(lane.queue) for lane in self._lanes.values())

    def next_due(self) -> datetime | None:
        return min((lane.queue[0].due for lane in self._lanes.values() if lane.queue), default=None)

    def wake(self) -> None:
        """Start whatever is due, and be back when the next is; to be called when time moved."""
        now = self._clock.now()
        for lane in self._lanes.values():
            if lane.queue and lane.is_idle and lane.queue[0].due <= now:
                lane.task = asyncio.get_running_loop().create_task(self._empty(lane))
        self._set_timer(now)

    def clear(self) -> None:
        """Forget what is queued; what is on its way arrives."""
        for lane in self._lanes.values():
            lane.queue.clear()
        self._lanes.clear()

    async def settle(self) -> None:
        """Return once nothing that is due is left and nothing is on its way."""
        self.wake()
        while tasks := [lane.task for lane in self._lanes.values() if not lane.is_idle]:
            await asyncio.wait([task for task in tasks if task is not None])
            self.wake()

    def _set_timer(self, now: datetime) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        coming = [la.queue[0].due for la in self._lanes.values() if la.queue and la.is_idle]
        if coming and not self._clock.is_frozen:
            seconds = max(0.0, (min(coming) - now).total_seconds())
            self._timer = asyncio.get_running_loop().call_later(seconds, self.wake)

    async def _empty(self, lane: Lane) -> None:
        while lane.queue and lane.queue[0].due <= self._clock.now():
            sending = heapq.heappop(lane.queue)
            try:
                await self._make(sending)
            except asyncio.CancelledError:
                heapq.heappush(lane.queue, sending)
                raise
        lane.task = None
        self._set_timer(self._clock.now())
