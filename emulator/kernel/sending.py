"""The one seam to the outside: a message goes out, an outcome comes back.

A test passes a function of its own for `Send`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple


class Message(NamedTuple):
    """What one endpoint is told: made with the change, and the same bytes at every attempt.

    endpoint: the id of the vendor's record that says where it goes; messages to one are sent in
    order.  subscription: the part of it that wanted the event, in the vendor's own numbering.
    about: `table/id` of the record that the event is about.
    """

    endpoint: int
    subscription: int
    event: str
    about: str
    body: bytes


class Address(NamedTuple):
    """Where a message goes, and the headers that it goes with."""

    url: str
    headers: Mapping[str, str]


class Outgoing(NamedTuple):
    """One POST.  timeout: seconds of real time until the answer must be there, body and all."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout: float


class Outcome(NamedTuple):
    """What came of a POST.  status: None without an answer.  seconds: how long it took.

    answer: its body, cut at 64 KB.  error: why there is no answer, in words for a person.
    """

    status: int | None
    seconds: float
    answer: bytes = b""
    headers: Sequence[tuple[str, str]] = ()
    error: str = ""


#: Sends one message; never raises, whatever the receiver does.
Send = Callable[[Outgoing], Awaitable[Outcome]]


class Sending:
    """The real sender, loaded when something is sent first: aiohttp takes a quarter of a second.

    allowed: hosts beyond loopback that messages may go to.
    """

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._allowed = allowed
        self._send: Send | None = None

    async def __call__(self, outgoing: Outgoing) -> Outcome:
        if self._send is None:
            module = await asyncio.to_thread(import_module, "emulator.kernel.sender")
            self._send = module.Sender(self._allowed)
        return await self._send(outgoing)
