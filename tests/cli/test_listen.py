"""`fse listen` as a process of its own, against a real server and a receiver on a port."""

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

import pytest

from tests.cli.forking import Forked, fork, forked
from tests.cli.receiving import receiving
from tests.cli.serving import PATIENCE, Served, fse
from tests.world import Json

ORDER = "107002896"


@dataclass
class Listening:
    """A running `fse listen`."""

    served: Served
    process: Forked
    output: TextIO
    complaints: Path

    def line(self) -> str:
        """The next line; waits for it."""
        line = self.output.readline()
        assert line, "it has ended"
        return line.removesuffix("\n")

    def said(self) -> Json:
        """The next line as JSON."""
        said: Json = json.loads(self.line())
        return said

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Send a signal; the exit code, and what it still said."""
        self.process.send_signal(number)
        return self.rest()

    def rest(self) -> tuple[int, str]:
        """Wait until it ends; the exit code, and what it still said."""
        said, code = self.output.read(), self.process.wait(PATIENCE)
        assert self.complaints.read_text() == ""
        return code, said

    def fire(self, event: str = "WorkOrderCreated") -> Json:
        """Fire an event, and read the line of its delivery."""
        result = self.served.fse("webhook", "fire", event, ORDER)
        assert result.exit_code == 0, result.output
        return self.said()


@contextmanager
def listening(served: Served, *args: str) -> Iterator[Listening]:
    with TemporaryDirectory() as folder:
        outputs = Path(folder, "said"), Path(folder, "complained")
        os.mkfifo(outputs[0])
        with (
            fork(["listen", *args], outputs, EMULATOR_URL=served.url) as process,
            outputs[0].open(encoding="utf-8") as output,
        ):
            yield Listening(served, process, output, outputs[1])


def urls(served: Served) -> list[str]:
    """Where webhooks go."""
    known = served.get("/_emulator/webhooks/endpoints").json()["endpoints"]
    return [endpoint["url"] for endpoint in known]


def first_delivery(served: Served) -> Json:
    """The oldest delivery of the server, whole, once all that is due was attempted."""
    served.fse("clock", "advance", "0s")
    oldest = json.loads(served.fse("webhook", "list", "--json").stdout)["deliveries"][-1]
    whole: Json = json.loads(served.fse("webhook", "show", str(oldest["id"]), "--json").stdout)
    return whole


def test_it_says_where_it_listens_to_what_and_what_verifies_signatures(served: Served) -> None:
    with listening(served, "--events", "WorkOrderCheckIn, WorkOrderCheckOut") as it:
        lines = [it.line() for _ in range(7)]
        (endpoint,) = served.get("/_emulator/webhooks/endpoints").json()["endpoints"]
    where = f"listening at {endpoint['url']}, endpoint {endpoint['id']} of servicechannel"
    assert lines == [
        where,
        f"  company      {endpoint['owner']}",
        "  events       WorkOrderCheckIn, WorkOrderCheckOut",
        f"  signing key  {endpoint['secret']}",
        "  forwards to  nowhere: each is answered 200 (--forward URL)",
        "Ctrl-C ends it. For a first delivery, in another terminal:",
        lines[-1],
    ]
    assert lines[-1].startswith("  fse webhook fire ")
    assert endpoint["url"].startswith("http://127.0.0.1:")


def test_the_first_delivery_that_it_offers_arrives(served: Served) -> None:
    with listening(served) as it:
        offered = [it.line() for _ in range(7)][-1].split()
        assert offered[:1] == ["fse"]
        assert served.fse(*offered[1:]).exit_code == 0
        line = it.line()
    assert line.split()[1:] == [offered[3], line.split()[2], "bytes,", "signed"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_it_with_0_and_takes_the_endpoint_away(served: Served, number: int) -> None:
    with listening(served) as it:
        endpoint = it.line().split()[4]
        code, said = it.end(number)
    assert (code, urls(served)) == (0, [])
    assert said.splitlines()[-1] == f"stopped after 0 deliveries; endpoint {endpoint} is removed"


def test_after_so_many_deliveries_it_ends_by_itself(served: Served) -> None:
    with listening(served, "--count", "2", "--json") as it:
        opened = it.said()
        assert it.fire()["event"] == "WorkOrderCreated"
        assert it.fire("WorkOrderNoteAdded")["event"] == "WorkOrderNoteAdded"
        code, said = it.rest()
    assert (code, urls(served)) == (0, [])
    assert opened["what"] == "listening"
    ended = {"what": "stopped", "deliveries": 2, "endpoint": opened["id"], "became": "is removed"}
    assert json.loads(said) == ended


def test_json_has_a_line_for_each_delivery(served: Served) -> None:
    with listening(served, "--json") as it:
        it.said()
        told = it.fire()
    sent = first_delivery(served)
    assert told.pop("at").endswith("Z")
    assert told == {
        "what": "delivery",
        "event": "WorkOrderCreated",
        "bytes": len(sent["body"].encode()),
        "signed": True,
        "status": 200,
        "seconds": None,
        "error": "",
    }


def test_forwarded_the_very_bytes_and_headers_arrive(served: Served) -> None:
    with (
        receiving() as receiver,
        listening(served, "--forward", f"{receiver.url}/hooks?k=1", "--json") as it,
    ):
        key = it.said()["secret"]
        told = it.fire()
        got = receiver.next()
        sent = first_delivery(served)
    assert (got.method, got.path) == ("POST", "/hooks?k=1")
    assert got.body == sent["body"].encode()
    theirs = dict(got.headers)
    assert {name: theirs[name] for name, _ in sent["attempts"][0]["headers"]} == dict(
        sent["attempts"][0]["headers"]
    )
    signature = hmac.new(key.encode(), got.body, hashlib.sha256).digest()
    assert theirs["Sign-Data"] == base64.b64encode(signature).decode()
    assert (told["status"], told["error"]) == (200, "")
    assert 0 < told["seconds"] < PATIENCE


def test_the_emulator_is_answered_as_the_target_answers(served: Served) -> None:
    with receiving([418]) as receiver, listening(served, "--forward", receiver.url) as it:
        it.line()
        served.fse("webhook", "fire", "WorkOrderCreated", ORDER)
        receiver.next()
        (attempt,) = first_delivery(served)["attempts"]
    assert (attempt["status"], attempt["answer"]) == (418, "receiver says 418")
    assert ["X-Receiver", "mine"] in attempt["answer_headers"]


def test_what_a_target_refuses_is_tried_again_on_the_clock(served: Served) -> None:
    with (
        receiving([503]) as receiver,
        listening(served, "--forward", receiver.url, "--count", "2", "--json") as it,
    ):
        it.said()
        assert it.fire()["status"] == 503
        moved = served.fse("clock", "advance", "5m")
        assert it.said()["status"] == 200
        assert it.rest()[0] == 0
        assert receiver.next().body == receiver.next().body
    assert "WorkOrderCreated, attempt 2: answered 200" in moved.stdout
    assert first_delivery(served)["state"] == "delivered"


def test_a_target_that_is_not_there_is_told_and_tried_again(served: Served) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        target = f"http://127.0.0.1:{free.getsockname()[1]}"
        with listening(served, "--forward", target) as it:
            while "fse webhook fire" not in it.line():
                pass
            served.fse("webhook", "fire", "WorkOrderCreated", ORDER)
            line, hint = it.line(), it.line()
            sent = first_delivery(served)
    assert line.endswith(f"signed  answered 502: {target}: nothing listens there")
    assert f"`fse webhook list --url {served.url}`" in hint
    assert (sent["state"], sent["attempts"][0]["status"]) == ("waiting", 502)
    assert sent["attempts"][0]["answer"] == f"{target}: nothing listens there"


def test_after_a_reset_it_subscribes_again(served: Served) -> None:
    with listening(served, "--json") as it:
        opened = it.said()
        served.fse("reset")
        again = it.said()
        assert (again["what"], again["url"]) == ("subscribed again", opened["url"])
        assert it.fire()["event"] == "WorkOrderCreated"


def test_it_waits_for_a_server_that_is_gone_and_ends_without_it(tmp_path: Path) -> None:
    with forked(tmp_path / "ready.json") as server, listening(server, "--json") as it:
        it.said()
        server.end(signal.SIGTERM)
        assert it.said()["what"] == "waiting"
        code, said = it.end()
    assert code == 0
    assert json.loads(said)["became"] == "is gone with the server"


def test_it_listens_for_another_company(served: Served) -> None:
    with listening(served, "--owner", "2014917301", "--vendor", "servicechannel", "--json") as it:
        assert it.said()["owner"] == 2014917301


def test_it_receives_on_the_port_and_at_the_host_that_are_given(served: Served) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with listening(served, "--port", str(port), "--host", "localhost", "--json") as it:
        assert it.said()["url"] == f"http://localhost:{port}/"
        assert it.fire()["status"] == 200


def test_a_port_in_use_is_named_with_what_to_do(served: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = served.fse("listen", "--port", str(port))
    said = f"port {port}: is taken by another program; leave --port out for a free one\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


def test_an_event_that_is_not_known_is_told_in_the_servers_words(served: Served) -> None:
    result = served.fse("listen", "--events", "WorkOrderCraeted")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("no event WorkOrderCraeted: expected WorkOrderCreated")


@pytest.mark.parametrize("url", ["ftp://a", "http://", "http://a:0", "http://a:b"])
def test_a_target_that_is_no_url_is_wrong_usage(url: str) -> None:
    result = fse("listen", "--forward", url)
    assert result.exit_code == 2
    assert "expected a URL such as http://localhost:3000/webhooks" in result.stderr


def test_for_a_server_elsewhere_it_asks_how_that_reaches_this_machine() -> None:
    result = fse("listen", "--url", "http://192.0.2.1:8080")
    assert result.exit_code == 2
    assert "http://192.0.2.1:8080 is not on this machine" in result.stderr
    assert "fse serve --allow-target" in result.stderr


def test_where_the_emulator_is_elsewhere_it_says_what_that_needs(served: Served) -> None:
    with listening(served, "--host", "192.0.2.7", "--json") as it:
        assert it.said()["url"].startswith("http://192.0.2.7:")
        it.process.send_signal(signal.SIGINT)
        it.process.wait(PATIENCE)
        complained = it.complaints.read_text()
    assert "`fse serve --allow-target 192.0.2.7`" in complained


def test_without_a_server_it_says_how_to_start_one() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        result = fse("listen", "--url", f"http://127.0.0.1:{free.getsockname()[1]}")
    assert result.exit_code == 1
    assert "start a server with `fse serve`" in result.stderr
