"""A sandbox's own receivers, by name: they keep what they are sent and answer as they are told."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import NamedTuple

#: Messages kept under one name, and bytes kept under all names together.
MESSAGE_LIMIT = 1_000
BYTE_LIMIT = 16_000_000
#: What a message costs beside its text, in bytes.
COST = 500


class Received(NamedTuple):
    """A message as it came.  path: with its query."""

    at: datetime
    method: str
    path: str
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def size(self) -> int:
        """About how many bytes it takes to keep."""
        named = sum(len(name) + len(value) for name, value in self.headers)
        return COST + len(self.path) + named + len(self.body)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a receiver answers.  delay: seconds before it does.  hang: it never does.

    redirect: where it sends the sender, or "".  times: for how many messages more, None for all.
    """

    status: int = 200
    body: str = ""
    delay: float = 0
    hang: bool = False
    redirect: str = ""
    times: int | None = None


OK = Telling()


@dataclass
class Box:
    """What belongs to one name.  numbers: its messages, oldest first.  dropped: how many are gone.

    waiting: who waits until there are so many messages.
    """

    numbers: deque[int] = field(default_factory=deque)
    dropped: int = 0
    telling: Telling = OK
    waiting: list[tuple[int, asyncio.Future[None]]] = field(default_factory=list)

    @property
    def is_idle(self) -> bool:
        return not self.numbers and not self.waiting and self.telling is OK

    def wake(self) -> None:
        """Tell those who wait, in their own event loop."""
        for wanted, future in self.waiting:
            if len(self.numbers) >= wanted:
                future.get_loop().call_soon_threadsafe(_settle, future)

    def answer(self) -> Telling:
        """What the next message is answered with."""
        told = self.telling
        if told.times is not None:
            self.telling = replace(told, times=told.times - 1) if told.times > 1 else OK
        return told


class Inbox:
    """All receivers of a sandbox.  dropped: messages that gave way to later ones, of all names."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[str, Received]] = OrderedDict()
        self._boxes: dict[str, Box] = {}
        self._numbers = count()
        self._size = 0
        self.dropped = 0

    def put(self, name: str, received: Received) -> Telling:
        """Keep a message; how it is to be answered."""
        box, number = self._box(name), next(self._numbers)
        box.numbers.append(number)
        self._kept[number] = (name, received)
        self._size += received.size
        if len(box.numbers) > MESSAGE_LIMIT:
            self._drop(box.numbers[0])
        while self._size > BYTE_LIMIT:
            self._drop(next(iter(self._kept)))
        box.wake()
        return box.answer()

    def _drop(self, number: int) -> None:
        """Forget a message that is the oldest of its name."""
        name, received = self._kept.pop(number)
        self._size -= received.size
        box = self._boxes[name]
        box.numbers.popleft()
        box.dropped += 1
        self.dropped += 1
        self._tidy(name)

    def messages(self, name: str) -> list[Received]:
        """Those kept under a name, oldest first."""
        box = self._boxes.get(name)
        return [self._kept[number][1] for number in box.numbers] if box else []

    def dropped_of(self, name: str) -> int:
        """How many messages of a name gave way to later ones since it was last empty."""
        box = self._boxes.get(name)
        return box.dropped if box else 0

    def counts(self) -> Mapping[str, int]:
        """How many messages are kept, by name."""
        return {name: len(box.numbers) for name, box in sorted(self._boxes.items())}

    async def wait(self, name: str, wanted: int, seconds: float) -> None:
        """Return once so many messages are kept under a name, or after so many real seconds."""
        box = self._box(name)
        future = asyncio.get_running_loop().create_future()
        entry = (wanted, future)
        box.waiting.append(entry)
        box.wake()
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            pass
        finally:
            box.waiting.remove(entry)
            self._tidy(name)

    def telling(self, name: str) -> Telling:
        """What the next message of a name is answered with."""
        box = self._boxes.get(name)
        return box.telling if box else OK

    def tell(self, name: str, telling: Telling) -> None:
        self._box(name).telling = OK if telling == OK else telling
        self._tidy(name)

    def empty(self, name: str) -> None:
        """Forget the messages of a name."""
        box = self._box(name)
        for number in box.numbers:
            self._size -= self._kept.pop(number)[1].size
        box.numbers.clear()
        box.dropped = 0
        self._tidy(name)

    def clear(self) -> None:
        """Forget all messages, and what was to be answered."""
        self._kept.clear()
        self._size = self.dropped = 0
        for box in self._boxes.values():
            box.numbers.clear()
            box.dropped, box.telling = 0, OK
        self._boxes = {name: box for name, box in self._boxes.items() if box.waiting}

    def _box(self, name: str) -> Box:
        return self._boxes.setdefault(name, Box())

    def _tidy(self, name: str) -> None:
        """Forget a name that has nothing any more, so that names cannot pile up."""
        if self._boxes[name].is_idle:
            del self._boxes[name]


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
