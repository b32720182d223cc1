"""Who keeps the server waiting: a connection that says nothing, a request that never ends.

uvicorn waits for ever.  Here a sweep goes over the connections once a second and counts how many
seconds each has kept it waiting; a request costs a few attributes, no timer and no look at a clock,
and a second in which the machine slept counts for nobody.  Nobody is late while the server owes an
answer, which may take as long as it takes, or while the server itself reads nothing; what comes
between two requests is uvicorn's keep-alive.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from enum import Enum, auto
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: How many sweeps see a connection wait before it is closed: always within LIMIT seconds.
SWEEPS = 14
LIMIT = 15
LATE = f"the request was not complete within {LIMIT} s"


class Stage(Enum):
    """What of a request has come."""

    NOTHING = auto()
    HEAD = auto()
    BODY = auto()
    ALL = auto()


class TimedProtocol(HttpToolsProtocol):
    """stage: how far the request is that comes.  waited: for how many sweeps it has been coming."""

    stage = Stage.NOTHING
    waited = 0

    def data_received(self, data: bytes) -> None:
        if self.stage is Stage.ALL:  # bytes that begin no request count, too
            self.stage, self.waited = Stage.NOTHING, 0
        super().data_received(data)

    def on_message_begin(self) -> None:
        self.stage, self.waited = Stage.HEAD, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.stage = Stage.BODY

    def on_message_complete(self) -> None:
        self.stage = Stage.ALL
        super().on_message_complete()

    def age(self) -> None:
        """Another second is over."""
        if self.stage is Stage.ALL or self.transport.is_closing():
            return
        self.waited = 0 if self._is_our_turn() else self.waited + 1
        if self.waited >= SWEEPS:
            self._give_up()

    def _is_our_turn(self) -> bool:
        """Whether an earlier answer comes first, or nothing is read, so that nobody is late."""
        if self.pipeline or self.flow.read_paused:
            return True
        is_answered = self.cycle is None or self.cycle.response_complete
        return self.stage is not Stage.BODY and not is_answered

    def _give_up(self) -> None:
        """Close; with a 408, if there is a request and no part of an answer to it."""
        if self.stage is Stage.BODY:
            is_told = not self.cycle.response_started
            self.cycle.disconnected = True
        else:
            is_told = self.stage is Stage.HEAD
        if is_told:
            self.transport.write(refusal(HTTPStatus.REQUEST_TIMEOUT, LATE))
        self.transport.close()


def refusal(status: HTTPStatus, title: str) -> bytes:
    """The last answer of a connection, to a request that no application sees, as a problem."""
    body = b'{"type":"about:blank","status":%d,"title":"%s"}' % (status, title.encode())
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


def sweep(connections: Collection[object]) -> None:
    """To be called once a second: close the connections that have kept us waiting for too long."""
    for connection in tuple(connections):
        if isinstance(connection, TimedProtocol):
            connection.age()


async def watch(
    connections: Collection[object], pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Sweep every second, for ever."""
    while True:
        await pause(1)
        sweep(connections)
