"""A receiver of webhooks, tested against what production does to it: repeats, failures, forgeries.

`Visits` stands for the program under test: it counts each check-in once, however often it is told.
"""

import hmac
import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from emulator.client import Sandbox

ORDER = "workorders/107002896"
CHECK_IN = "WorkOrderCheckIn"


class Visits:
    """What is known of the technicians on site, from webhooks alone.

    is_down: answers 503, as during a deployment.  told: how many messages came.
    """

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self.told = 0
        self.is_down = False

    def take(self, body: bytes) -> int:
        """The status that a message is answered with."""
        self.told += 1
        if self.is_down:
            return 503
        self.seen.add(sha256(body).digest())
        return 200

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Its URL, as long as it listens."""
        visits = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(visits.take(body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, args=(0.01,)).start()
            yield f"http://127.0.0.1:{server.server_port}/hook"
            server.shutdown()


@pytest.fixture
def visits(sandbox: Sandbox) -> Iterator[Visits]:
    """The receiver, told of every check-in of a sandbox whose clock stands still."""
    visits = Visits()
    with visits.listening() as url:
        sandbox.clock.freeze()
        sandbox.webhooks.subscribe(url, [CHECK_IN])
        yield visits


@pytest.mark.sandbox(storm="duplicates", seed=7)
def test_a_check_in_that_is_told_twice_counts_once(visits: Visits, sandbox: Sandbox) -> None:
    sandbox.webhooks.fire(CHECK_IN, ORDER)
    sandbox.clock.advance("1m")
    assert (visits.told, len(visits.seen)) == (2, 1)


def test_what_came_during_a_deployment_is_not_lost(visits: Visits, sandbox: Sandbox) -> None:
    visits.is_down = True
    [number] = sandbox.webhooks.fire(CHECK_IN, ORDER)
    sandbox.clock.advance("5m")
    visits.is_down = False
    sandbox.clock.advance("5m")

    delivery = sandbox.webhooks.delivery(number)
    assert [attempt.status for attempt in delivery.history] == [503, 503, 200]
    assert len(visits.seen) == 1


def test_a_message_is_signed_with_the_key_of_the_subscriber(sandbox: Sandbox) -> None:
    inbox = sandbox.inbox("mine")
    endpoint = sandbox.webhooks.subscribe(inbox, [CHECK_IN])
    sandbox.webhooks.fire(CHECK_IN, ORDER)

    [message] = inbox.messages(wait=5)
    signature = hmac.digest(endpoint.secret.encode(), message.content, "sha256")
    assert message.headers["Sign-Data"] == b64encode(signature).decode()
    assert json.loads(message.body)["EventType"] == CHECK_IN
