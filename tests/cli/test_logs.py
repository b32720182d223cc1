"""`fse logs`: what was, in the test's own process, and what comes, as a process of its own."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

import click
import httpx2
import pytest
from click.testing import CliRunner

from emulator.cli import main
from emulator.cli.logs import events, json_line, line
from tests.cli.forking import Forked, fork, forked
from tests.cli.sandboxes import Caller, environment
from tests.cli.serving import PATIENCE, Served, client
from tests.world import NOON, Json

HERE = "seen"
WHEN = "2026-06-15T12:00:00Z"
URL = "http://localhost:9/hook"


@pytest.fixture
def seen(served: Served) -> Iterator[Served]:
    """A server with a sandbox of our own in which nothing has happened; it stands at noon."""
    with client(served.url) as asking:
        made = {"name": HERE, "clock": NOON, "frozen": True}
        asking.post("/_emulator/sandboxes", json=made).raise_for_status()
        yield served
        asking.delete(f"/_emulator/sandboxes/{HERE}")


def ask(served: Served) -> None:
    """A login, and what is refused."""
    with Caller(environment(served, HERE)) as caller:
        url = f"{caller.env['SC_API_BASE_URL']}/v3/workorders/1?password=secret"
        caller.http.get(url, headers={"Authorization": f"Bearer {caller.token}"})


def lose(served: Served) -> None:
    """A read whose answer is lost."""
    with Caller(environment(served, HERE)) as caller, client(served.url) as asking:
        fault = {"match": {"operation": "getWorkOrder"}, "effect": {"lose_answer": True}}
        asking.post("/_emulator/faults", params={"sandbox": HERE}, json=fault)
        with pytest.raises(httpx2.TransportError):
            caller.read()


@dataclass
class Following:
    """A running `fse logs -f`."""

    process: Forked
    output: TextIO
    complaints: Path

    def line(self) -> str:
        """The next line; waits for it."""
        told = self.output.readline()
        assert told, self.complaints.read_text()
        return told.removesuffix("\n")

    def end(self) -> tuple[int, str]:
        """Wait until it ends; the exit code, and what it complained of."""
        assert self.output.read() == ""
        return self.process.wait(PATIENCE), self.complaints.read_text()


@contextmanager
def following(served: Served, *args: str) -> Iterator[Following]:
    with TemporaryDirectory() as folder:
        outputs = Path(folder, "said"), Path(folder, "complained")
        os.mkfifo(outputs[0])
        with (
            fork(["logs", "-f", *args], outputs, EMULATOR_URL=served.url) as process,
            outputs[0].open(encoding="utf-8") as output,
        ):
            yield Following(process, output, outputs[1])


def test_nothing_has_happened_yet(seen: Served) -> None:
    result = seen.fse("logs", "--sandbox", HERE)
    assert (result.exit_code, result.output) == (0, "")


def test_a_request_is_a_line_with_who_asked_for_what_and_why_not(seen: Served) -> None:
    ask(seen)
    lines = seen.fse("logs", "--sandbox", HERE).stdout.splitlines()
    assert lines[0] == f"{WHEN}  seen  #1  -  POST /servicechannel/oauth/token  token  200"
    asked = "GET /servicechannel/v3/workorders/1?password=***  getWorkOrder"
    assert lines[1].startswith(f"{WHEN}  seen  #2  1544980  {asked}  404  ")


def test_a_request_that_was_not_answered_names_the_fault(seen: Served) -> None:
    lose(seen)
    (told,) = seen.fse("logs", "--sandbox", HERE, "-n", "1").stdout.splitlines()
    assert told.endswith("getWorkOrder  200  ! lose_answer")


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--refused"], [2]),
        (["--status", "2xx"], [1]),
        (["--operation", "getWorkOrder"], [2]),
        (["--vendor", "servicetrade"], []),
        (["--kind", "request", "-n", "1"], [2]),
        (["--kind", "delivery"], []),
    ],
    ids=lambda value: " ".join(value) if value and isinstance(value[0], str) else "",
)
def test_only_what_is_asked_for_is_printed(
    seen: Served, args: list[str], expected: list[int]
) -> None:
    ask(seen)
    said = seen.fse("logs", "--sandbox", HERE, "--json", *args).stdout.splitlines()
    assert [json.loads(told)["id"] for told in said] == expected


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--status", "ok"], 1, "status: 'ok', expected one such as 404, 4xx, or 0 for no answer"),
        (["--vendor", "acme"], 1, "no vendor acme: expected one of servicechannel, servicetrade"),
        (["--operation", "getWorkOrdre"], 1, "no operation getWorkOrdre: expected getWorkOrder"),
        (["--sandbox", "nobodys"], 1, "no sandbox nobodys: expected one of"),
        (["--kind", "fault"], 2, "Usage: fse logs"),
        (["-n", "-1"], 2, "Usage: fse logs"),
    ],
    ids=["status", "vendor", "operation", "sandbox", "kind", "number"],
)
@pytest.mark.parametrize("follow", [[], ["-f"]], ids=["last", "follow"])
def test_what_cannot_be_asked_for_is_told(
    served: Served, follow: list[str], args: list[str], code: int, said: str
) -> None:
    result = served.fse("logs", *follow, *args)
    assert result.exit_code == code
    assert result.stderr.startswith(said)


@pytest.mark.parametrize("follow", [[], ["-f"]], ids=["last", "follow"])
def test_without_a_server_the_way_to_one_is_told(follow: list[str]) -> None:
    nowhere = {"EMULATOR_URL": "http://127.0.0.1:1"}
    result = CliRunner().invoke(main, ["logs", *follow], env=nowhere, prog_name="fse")
    assert result.exit_code == 1
    assert "start a server with `fse serve`" in result.stderr


def test_what_happens_is_printed_until_ctrl_c(seen: Served) -> None:
    with following(seen, "--sandbox", HERE) as it:
        ask(seen)
        assert [it.line().split("  ")[2] for _ in range(2)] == ["#1", "#2"]
        with client(seen.url) as asking:
            where = {"sandbox": HERE}
            asking.post("/_emulator/webhooks/endpoints", params=where, json={"url": URL})
            fired = {"event": "WorkOrderCreated", "record": "workorders/107002896"}
            asking.post("/_emulator/webhooks/fire", params=where, json=fired)
        about = "→ WorkOrderCreated workorders/107002896"
        assert it.line().startswith(f"{WHEN}  seen  {about}  {URL}  attempt 1  no answer after 0.")
        it.process.send_signal(signal.SIGINT)
        assert it.end() == (0, "")


def test_json_is_one_object_a_line_as_soon_as_it_happens(seen: Served) -> None:
    with following(seen, "--sandbox", HERE, "--json", "--refused") as it:
        ask(seen)
        told: Json = json.loads(it.line())
    assert (told["kind"], told["sandbox"], told["id"], told["status"]) == ("request", HERE, 2, 404)


def test_the_end_of_its_sandbox_is_told(seen: Served) -> None:
    ask(seen)
    with following(seen, "--sandbox", HERE, "-n", "1") as it:
        assert "#2" in it.line()
        seen.fse("sandbox", "drop", HERE)
        assert it.end() == (1, f"the log ends: the sandbox {HERE} is dropped\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_server_that_goes_away_is_told_and_does_not_wait(tmp_path: Path, number: int) -> None:
    with forked(tmp_path / "ready.json") as served:
        served.get("/servicetrade/api/job/1")
        with following(served) as it:
            assert "getJob" in it.line()
            code = served.end(number)
            ended, said = it.end()
    assert (code, ended) == (0 if number == signal.SIGTERM else -number, 1)
    assert said.startswith("the log ends: the server stops" if not code else served.url)
    assert served.complained == ""


def test_nobody_who_reads_any_more_is_no_error(seen: Served) -> None:
    ask(seen)
    with following(seen, "--sandbox", HERE) as it:
        it.line()
        it.output.close()
        ask(seen)
        it.process.wait(PATIENCE)
        assert it.complaints.read_text() == ""


REQUEST: Json = {
    "kind": "request", "sandbox": "mine", "id": 7, "at": "2026-06-15T12:00:00+00:00",
    "method": "GET", "path": "/a\x9b31m\x1b[2Jb", "query": "", "caller": None, "client_id": "me",
    "operation": None, "status": 0, "reason": "over\ntwo lines", "faults": [],
}  # fmt: skip


def test_nothing_that_came_from_elsewhere_steers_the_terminal() -> None:
    told = line(REQUEST | {"client_id": "a\x1b]0;b"})
    assert "  GET /a\ufffd31m\ufffd[2Jb  -  " in told
    assert "a\ufffd]0;b" in told
    assert told.endswith("  over two lines")


def test_colours_are_for_terminals(seen: Served) -> None:
    ask(seen)
    args = ["logs", "--sandbox", HERE, "--url", seen.url, "-n", "1"]
    assert "\x1b[33m404\x1b[0m" in CliRunner().invoke(main, args, color=True).stdout
    assert "\x1b" not in CliRunner().invoke(main, args).stdout


def test_what_was_not_answered_has_no_status() -> None:
    told = REQUEST | {"path": "/a", "reason": "", "faults": [{"id": 1, "effect": "drop"}]}
    assert click.unstyle(line(told)) == f"{WHEN}  mine  #7  me  GET /a  -  —  ! drop"


def test_lines_that_are_lost_are_an_object_of_their_own() -> None:
    assert json.loads(json_line({"lost": 3})) == {"kind": "lost", "lost": 3}


def test_events_are_found_however_a_stream_is_cut_into_pieces() -> None:
    stream = b': following\n\nevent: lost\ndata: {"lost": 3}\n\nid: 4\nevent: request\ndata: {}\n\n'
    for size in (1, 7, len(stream)):
        pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
        assert list(events(pieces)) == [("lost", {"lost": 3}), ("request", {})]
