"""What happens in all sandboxes, told to those who listen.

Each finished request and each attempt to deliver gets the next number of one row, so that they have
an order across sandboxes; that is all it costs while nobody listens.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from emulator.kernel.record import Record

#: How many lines wait for one listener.
ROOM = 1_000


class Listener:
    """Somebody who follows; who is slow loses the oldest lines that wait, and is told how many.

    wants: whether a line is for them.  sandbox: the only one they listen to; its end is theirs.
    ended: why nothing comes any more, once that is so.
    """

    def __init__(
        self, wants: Callable[[Record], bool], sandbox: str | None = None, room: int = ROOM
    ) -> None:
        self.sandbox = sandbox
        self.ended = ""
        self._wants, self._room = wants, room
        self._lines: deque[Record] = deque()
        self._lost = 0
        self._news = asyncio.Event()

    def hear(self, line: Record) -> None:
        if not self._wants(line):
            return
        if len(self._lines) == self._room:
            self._lines.popleft()
            self._lost += 1
        self._lines.append(line)
        self._news.set()

    def end(self, why: str) -> None:
        self.ended = why
        self._news.set()

    async def news(self) -> tuple[int, list[Record]]:
        """Wait for something new: how many lines were lost, and those that came after them."""
        await self._news.wait()
        self._news.clear()
        lost, lines = self._lost, list(self._lines)
        self._lost = 0
        self._lines.clear()
        return lost, lines


class Feed:
    """numbers: for what happens next.  listeners: who is to be told."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.listeners: list[Listener] = []
        self._over = ""

    def tell(self, line: Record) -> None:
        for listener in self.listeners:
            listener.hear(line)

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Tell them as long as this lasts."""
        if self._over:
            listener.end(self._over)
        self.listeners.append(listener)
        try:
            yield
        finally:
            self.listeners.remove(listener)

    def drop(self, sandbox: str) -> None:
        """The end for who listens to nothing else."""
        for listener in self.listeners:
            if listener.sandbox == sandbox:
                listener.end(f"the sandbox {sandbox} is dropped")

    def stop(self) -> None:
        """The end for all, also for who comes later."""
        self._over = "the server stops"
        for listener in self.listeners:
            listener.end(self._over)
