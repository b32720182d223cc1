"""uvicorn, with our limits and a clean stop.

httptools takes megabytes of headers and requests without end, so the head's size is ours (431), and
how long anybody is waited for (`deadlines.py`).
"""

import asyncio
import errno
import gc
import signal
import socket
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from emulator.deadlines import Watch, refusal
from emulator.kernel.effects import HANG_UP
from emulator.kernel.errors import Mistake

#: The largest head, in bytes, and the most header fields.
HEAD_LIMIT = 32_768
FIELD_LIMIT = 100
TOO_LARGE = "the head of the request is too large"


#: Called when the last request is answered.
Close = Callable[[], Awaitable[None]]


def nothing() -> None:
    """For who has nothing to end."""


class OneWrite:
    """A transport that sends what is written in one turn of the loop at once.

    uvicorn writes the head and the body of an answer apart, and each write is a system call.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes] = []
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._waiting:
            data, self._waiting = b"".join(self._waiting), []
            self._transport.write(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class LimitedProtocol(HttpToolsProtocol):
    """Closes a connection whose request head is too large, with a 431."""

    received = 0
    is_too_large = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(OneWrite(transport))  # type: ignore[arg-type]

    def on_headers_complete(self) -> None:
        self.is_too_large = len(self.headers) > FIELD_LIMIT
        if self.received > HEAD_LIMIT:  # which may be a body, too
            size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
            self.is_too_large |= size > HEAD_LIMIT
        if self.is_too_large:
            raise ValueError("head too large")
        self.received = 0
        super().on_headers_complete()
        extensions: dict[str, object] = {HANG_UP: partial(self._hang_up, self.cycle)}
        self.scope["extensions"] = extensions  # type: ignore[typeddict-item]

    def _hang_up(self, cycle: RequestResponseCycle) -> None:
        """Close the connection, whatever of the answer is missing."""
        cycle.disconnected = True
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        begun = self.cycle
        self.received += len(data)
        super().data_received(data)
        if self.cycle is not begun or not (begun is None or begun.response_complete):
            self.received = 0  # a head has come to its end, or it is a body
        elif self.received > HEAD_LIMIT and not self.transport.is_closing():
            self._refuse()

    def send_400_response(self, msg: str) -> None:
        if self.is_too_large:
            self._refuse()
        else:
            super().send_400_response(msg)

    def _refuse(self) -> None:
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        self.transport.write(refusal(status, TOO_LARGE))
        self.transport.close()


class Server(uvicorn.Server):
    """Tells once it answers, and once it is to stop."""

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], None],
        leave: Callable[[], None],
        close: Close | None,
    ) -> None:
        super().__init__(config)
        self._ready, self._leave, self._close = ready, leave, close
        self._watch: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._watch = asyncio.create_task(Watch(self.server_state.connections).watch())
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leave()
        await super().shutdown(sockets=sockets)
        if self._watch is not None:
            self._watch.cancel()
        if self._close is not None:
            await self._close()

    def stop(self, *_: object) -> None:
        """Handles a signal that comes before or after uvicorn's own handlers are in place."""
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens already, so that nobody can take the port.  Raises Mistake."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            problem = "is taken by another program; take a free one with --port 0"
        else:
            problem = f"cannot listen on {host}: {error.strerror or error}"
        raise Mistake(f"port {port}: {problem}") from None


def make_server(
    app: ASGIApp,
    ready: Callable[[], None],
    close: Close | None = None,
    leave: Callable[[], None] = nothing,
) -> Server:
    """A server that is not yet running.

    ready: called once it answers.  leave: once it is to stop, to end what would go on for ever.
    close: at its end.
    """
    config = uvicorn.Config(
        app,
        http=LimitedProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
    )
    return Server(config, ready, leave, close)


def run(server: Server, listening: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C, both of which are a clean end."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, server.stop)
    gc.collect()
    gc.freeze()  # contracts and records live as long as the process
    gc.set_threshold(100_000, 50, 100)  # next to nothing here makes cycles
    server.run(sockets=[listening])
