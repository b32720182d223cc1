"""A client's own receiver of webhooks, on a port of its own."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue

from tests.cli.serving import PATIENCE


@dataclass
class Message:
    """What arrived, header by header and byte by byte."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Receiver:
    """answers: the statuses that it gives, then 200 for ever."""

    answers: list[int]
    url: str = ""
    got: SimpleQueue[Message] = field(default_factory=SimpleQueue)

    def next(self) -> Message:
        """The next message; waits for it."""
        return self.got.get(timeout=PATIENCE)


@contextmanager
def receiving(answers: Sequence[int] = ()) -> Iterator[Receiver]:
    receiver = Receiver(list(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message = Message(self.command, self.path, list(self.headers.items()), body)
            status = receiver.answers.pop(0) if receiver.answers else 200
            said = f"receiver says {status}".encode()
            self.send_response(status)
            self.send_header("X-Receiver", "mine")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
            receiver.got.put(message)

        do_PUT = do_POST  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
