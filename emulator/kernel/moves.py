"""The clock's way to a later instant: what is due on the way comes first, each at its own."""

import asyncio
from datetime import datetime
from typing import Protocol

from emulator.kernel.clock import Clock

#: Seconds of real time that a move waits for receivers.
PATIENCE = 300.0


class Coming(Protocol):
    """Things to come, each at its instant."""

    def next_due(self) -> datetime | None: ...


class Agenda(Coming, Protocol):
    """What happens by itself."""

    def caught_up(self) -> datetime:
        """The instant, once all has happened that is due by then."""
        ...


class Lanes(Coming, Protocol):
    """What is sent."""

    async def settle(self) -> None:
        """Return once nothing that is due is left and nothing is on its way."""
        ...


async def move(
    clock: Clock, agenda: Agenda, lanes: Lanes, to: datetime, patience: float = PATIENCE
) -> bool:
    """Move forwards; of one instant, what happens by itself comes before what is sent.

    Whether it got there: a receiver that answers each message with a change that causes the next
    would keep this busy for ever.
    """
    try:
        async with asyncio.timeout(patience):
            await lanes.settle()  # what is on its way arrives before time goes on
            while (due := _next_due(agenda, lanes)) is not None and due <= to:
                clock.reach(due)
                agenda.caught_up()
                await lanes.settle()
                await asyncio.sleep(0)  # others have their turn, and an end that takes too long
            clock.reach(to)
            await lanes.settle()
    except TimeoutError:
        return False
    return True


def _next_due(*queues: Coming) -> datetime | None:
    coming = [queue.next_due() for queue in queues]
    return min((due for due in coming if due is not None), default=None)
