"""A receiver on this machine that hands each message on, untouched, and answers as its target did.

Only `fse listen` loads this: the standard library's HTTP server takes a while to import.
"""

import json
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from emulator.cli.http import is_loopback

#: What belongs to one connection and is not handed on.
HOP_BY_HOP = {
    "connection",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",  # codespell:ignore te
    "trailer",
    "transfer-encoding",
    "upgrade",
}
#: Where vendors say in a body what happened.
EVENT_KEYS = ("EventType", "event", "eventType", "type")
OK, NO_CONTENT, NOT_MODIFIED = 200, 204, 304
LENGTH_REQUIRED, BAD_GATEWAY, UNAVAILABLE = 411, 502, 503
Headers = Sequence[tuple[str, str]]


class Arrived(NamedTuple):
    """A message as it came: every header in its order, every byte of the body."""

    method: str
    headers: Headers
    body: bytes

    @property
    def event(self) -> str:
        """The event type, if the body is JSON that names one."""
        try:
            body = json.loads(self.body)
        except (ValueError, RecursionError):
            return ""
        named = body if isinstance(body, dict) else {}
        event = next((v for k in EVENT_KEYS if isinstance(v := named.get(k), str)), "")
        return event or ", ".join(_items(named.get("data")))

    @property
    def is_signed(self) -> bool:
        """Whether a header carries a signature, whatever the vendor calls it."""
        return any("sign" in name.lower() for name, _ in self.headers)


def _items(data: object) -> Iterator[str]:
    """What the items of a message tell, each of an entity and an action: `job.updated`."""
    for item in data if isinstance(data, list) else ():
        entity = item.get("entity") if isinstance(item, dict) else None
        if isinstance(entity, dict):
            yield f"{entity.get('type')}.{item.get('action')}"


class Answered(NamedTuple):
    """What the emulator is told.  seconds: the target took.  error: why there is no answer."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    seconds: float = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages are handed on to.  timeout: seconds that it has for an answer."""

    url: str
    timeout: float

    def __call__(self, arrived: Arrived) -> Answered:
        """The target's own answer; a 502 if there is none, so that the emulator tries again."""
        begun = time.perf_counter()
        try:
            status, headers, body = self._exchange(arrived)
        except (OSError, HTTPException) as error:
            said = f"{self.url}: {self._words(error)}"
            seconds = time.perf_counter() - begun
            headers = [("Content-Type", "text/plain; charset=utf-8")]
            return Answered(BAD_GATEWAY, headers, said.encode(), seconds, said)
        return Answered(status, headers, body, time.perf_counter() - begun)

    def _exchange(self, arrived: Arrived) -> tuple[int, Headers, bytes]:
        parts = urlsplit(self.url)
        connection = self._connection()
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.putrequest(arrived.method, path, skip_accept_encoding=True)
            for name, value in end_to_end(arrived.headers):
                connection.putheader(name, value)
            connection.endheaders(arrived.body)
            answer = connection.getresponse()
            return answer.status, end_to_end(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "http":
            return HTTPConnection(host, parts.port, timeout=self.timeout)
        context = ssl.create_default_context()
        if is_loopback(host):  # a development certificate, and nobody in between
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return HTTPSConnection(host, parts.port, timeout=self.timeout, context=context)

    def _words(self, error: Exception) -> str:
        if isinstance(error, ConnectionRefusedError):
            return "nothing listens there"
        if isinstance(error, TimeoutError):
            return f"no answer within {self.timeout:g} s, and the emulator waits no longer"
        return str(error) or type(error).__name__


def accept(arrived: Arrived) -> Answered:
    """The answer where nothing is forwarded."""
    del arrived
    return Answered(OK)


def end_to_end(headers: Headers) -> Headers:
    """The headers that are not only for one connection."""
    named = [value for name, value in headers if name.lower() == "connection"]
    dropped = HOP_BY_HOP | {token.strip().lower() for line in named for token in line.split(",")}
    return [(name, value) for name, value in headers if name.lower() not in dropped]


class Receiver:
    """Answers on a port until it is closed.

    handle: makes the answer.  told: called with each message and its answer, in their order, before
    the answer is sent.  count: how many messages are taken, None for all; one beyond them gets 503.
    enough: called once so many are answered.  Raises OSError if it cannot listen there.
    """

    def __init__(
        self,
        address: tuple[str, int],
        handle: Callable[[Arrived], Answered],
        told: Callable[[Arrived, Answered], None],
        count: int | None,
        enough: Callable[[], None],
    ) -> None:
        self._handle, self._told, self._enough = handle, told, enough
        self._to_take = self._to_answer = count
        self._lock = threading.Lock()
        server = _Server6 if ":" in address[0] else _Server
        self._http = server(address, _handler(self._take))
        self.port = int(self._http.server_address[1])
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _take(self, arrived: Arrived, reply: Callable[[Answered], None]) -> None:
        with self._lock:
            is_over = self._to_take == 0
            if self._to_take:
                self._to_take -= 1
        if is_over:
            reply(Answered(UNAVAILABLE))
            return
        answered = self._handle(arrived)
        with self._lock:
            self._told(arrived, answered)
        try:
            reply(answered)
        finally:  # also when the emulator has hung up
            self._answered()

    def _answered(self) -> None:
        with self._lock:
            if self._to_answer is None:
                return
            self._to_answer -= 1
            is_enough = self._to_answer == 0
        if is_enough:
            self._enough()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def server_bind(self) -> None:
        """Without the look-up of this machine's name, which may take seconds."""
        socketserver.TCPServer.server_bind(self)


class _Server6(_Server):
    address_family = socket.AF_INET6


Take = Callable[[Arrived, Callable[[Answered], None]], None]


def _handler(take: Take) -> type[BaseHTTPRequestHandler]:
    """The standard library wants a class; this one hands everything to a function."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "0")
            if "Transfer-Encoding" in self.headers or not length.isdecimal():
                self.close_connection = True
                self._reply(Answered(LENGTH_REQUIRED))
                return
            body = self.rfile.read(int(length))
            try:
                take(Arrived(self.command, list(self.headers.items()), body), self._reply)
            except ConnectionError:
                self.close_connection = True

        do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815

        def _reply(self, answered: Answered) -> None:
            self.send_response_only(answered.status)
            for name, value in answered.headers:
                if name.lower() != "content-length":
                    self.send_header(name, value)
            has_body = answered.status not in (NO_CONTENT, NOT_MODIFIED)
            if has_body:
                self.send_header("Content-Length", str(len(answered.body)))
            self.end_headers()
            if has_body:
                self.wfile.write(answered.body)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Nothing: the line of a delivery says it all."""

    return Handler
