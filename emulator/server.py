"""uvicorn, with our limits and a clean stop.

httptools takes megabytes of headers and requests without end, so the head's size is ours (431).
"""

import signal
import threading
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: The largest head, in bytes, and the most header fields.
HEAD_LIMIT = 32_768
FIELD_LIMIT = 100
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: application/problem+json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
)
REASON = b'{"type":"about:blank","status":431,"title":"the head of the request is too large"}'


class LimitedProtocol(HttpToolsProtocol):
    """Closes a connection whose request head is too large, with a 431."""

    head = 0
    fields = 0
    in_head = True

    def on_message_begin(self) -> None:
        self.head, self.fields, self.in_head = 0, 0, True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields += 1
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self.in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.in_head and not self.transport.is_closing():
            self.head += len(data)  # a header that never ends is not seen by on_header
            if self.head > 2 * HEAD_LIMIT:
                self._refuse()

    def _count(self, size: int) -> None:
        self.head += size
        if self.head > HEAD_LIMIT or self.fields > FIELD_LIMIT:
            raise ValueError("head too large")

    def send_400_response(self, msg: str) -> None:
        if self.head > HEAD_LIMIT or self.fields > FIELD_LIMIT:
            self._refuse()
        else:
            super().send_400_response(msg)

    def _refuse(self) -> None:
        self.transport.write(TOO_LARGE % (len(REASON), REASON))
        self.transport.close()


class Server(uvicorn.Server):
    """Tells its port once it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[int], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets=sockets)  # type: ignore[arg-type]
        if self.started:
            self._ready(self.servers[0].sockets[0].getsockname()[1])


def make_server(app: ASGIApp, host: str, port: int, ready: Callable[[int], None]) -> Server:
    """A server that is not yet running.  ready: called with the port once it answers."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=LimitedProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    return Server(config, ready)


def run(server: Server) -> None:
    """Serve until SIGTERM or Ctrl-C, both of which are a clean end."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        server.run()
    except KeyboardInterrupt:
        return
