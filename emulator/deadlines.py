"""Who keeps the server waiting: a connection that says nothing, a request that never ends.

uvicorn waits for ever.  Here a watch looks at the connections once a second and counts for how long
each has kept it waiting for the same; a request costs nothing, neither a timer nor a look at a
clock, and a second in which the machine slept counts for nobody.  Nobody is late while the server
owes an answer, which may take as long as it takes, or while it reads nothing itself; what comes
between two requests is uvicorn's keep-alive.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from enum import Enum
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: How many looks see a connection wait before it is closed: always within LIMIT seconds.
LOOKS = 14
LIMIT = 15
LATE = f"the request was not complete within {LIMIT} s"


class Awaited(Enum):
    """What is to come next of a request."""

    ANYTHING = "anything"
    HEAD = "the rest of its head"
    BODY = "the rest of its body"


class Watch:
    """Closes connections that have kept the server waiting for too long."""

    def __init__(self, connections: Collection[object]) -> None:
        self._connections = connections
        #: For how many looks they have waited, and within which request.
        self._waited: dict[HttpToolsProtocol, tuple[int, object]] = {}

    async def watch(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look once a second, for ever."""
        while True:
            await pause(1)
            self.look()

    def look(self) -> None:
        """Another second is over."""
        before, self._waited = self._waited, {}
        for connection in tuple(self._connections):
            if not isinstance(connection, HttpToolsProtocol):
                continue
            what = awaited(connection)
            if what is None:
                continue
            waited, request = before.get(connection, (0, connection.scope))
            waited = waited + 1 if request is connection.scope else 1
            if waited < LOOKS:
                self._waited[connection] = waited, connection.scope
            else:
                _give_up(connection, what)


def awaited(connection: HttpToolsProtocol) -> Awaited | None:
    """What the client is to send next; None if it is not late, whatever it does.

    Whose earlier requests wait for their answers is not read for that long.
    """
    is_read = not (connection.pipeline or connection.flow.read_paused)
    if not is_read or connection.transport.is_closing():
        return None
    cycle, scope = connection.cycle, connection.scope
    if scope is None:
        return Awaited.ANYTHING
    is_answered = cycle is None or cycle.response_complete
    if cycle is None or cycle.scope is not scope:
        return Awaited.HEAD if is_answered else None
    if cycle.more_body:
        return Awaited.BODY
    has_begun_nothing = is_answered and connection.timeout_keep_alive_task is None
    return Awaited.ANYTHING if has_begun_nothing else None


def _give_up(connection: HttpToolsProtocol, what: Awaited) -> None:
    """Close; with a 408, if there is a request and no part of an answer to it."""
    is_told = what is Awaited.HEAD
    if what is Awaited.BODY:
        is_told = not connection.cycle.response_started
        connection.cycle.disconnected = True
    if is_told:
        connection.transport.write(refusal(HTTPStatus.REQUEST_TIMEOUT, LATE))
    connection.transport.close()


def refusal(status: HTTPStatus, title: str) -> bytes:
    """The last answer of a connection, to a request that no application sees, as a problem."""
    body = b'{"type":"about:blank","status":%d,"title":"%s"}' % (status, title.encode())
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
