import json
import os
import pty
import socket
import subprocess
from collections.abc import Iterator

import httpx2
import pytest

from emulator.cli.clock import attempt
from tests.cli.serving import CLEAN, COMMAND, PATIENCE, Served

NOON = "2026-06-15T12:00:00Z"


@pytest.fixture
def noon(served: Served) -> Iterator[Served]:
    """The clock stands at noon; afterwards it goes with the host's again."""
    before = json.loads(served.fse("clock", "--json").stdout)["now"]
    served.fse("clock", "freeze")
    served.fse("clock", "set", NOON)
    yield served
    served.fse("clock", "set", before)
    served.fse("clock", "unfreeze")


@pytest.mark.parametrize("args", [[], ["show"]], ids=["bare", "show"])
def test_it_shows_the_instant_and_whether_it_stands_still(noon: Served, args: list[str]) -> None:
    assert noon.fse("clock", *args).output == f"{NOON}, frozen\n"


@pytest.mark.parametrize(
    "args", [["advance", "1d2h"], ["set", "2026-06-16T14:00:00Z"]], ids=["advance", "set"]
)
def test_a_move_that_meets_nothing_tells_where_to_and_that_nothing_fell_due(
    noon: Served, args: list[str]
) -> None:
    said = noon.fse("clock", *args).output
    assert said == "2026-06-16T14:00:00Z, frozen\nnothing fell due\n"


def test_unfrozen_it_runs(noon: Served) -> None:
    assert noon.fse("clock", "unfreeze").output.endswith("Z, running\n")


def test_what_fell_due_is_a_table(noon: Served) -> None:
    noon.fse("doctor")
    lines = noon.fse("clock", "advance", "11m").output.splitlines()
    assert lines[1].split() == ["at", "what", "fell", "due", "whose"]
    assert lines[2].startswith("2026-06-15T12:10:00Z  access token expired  vendor servicechannel")


def test_an_attempt_to_deliver_a_webhook_says_which_and_what_came_of_it(noon: Served) -> None:
    with socket.socket() as free, httpx2.Client(base_url=noon.url, trust_env=False) as client:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        client.post("/_emulator/webhooks/endpoints", json={"url": url})
        noon.fse("webhook", "fire", "WorkOrderCreated", "107002896")
        lines = noon.fse("clock", "advance", "5m").output.splitlines()
    assert lines[-1].startswith("2026-06-15T12:05:00Z  webhook attempt  delivery ")
    assert "WorkOrderCreated, attempt 2: no answer: " in lines[-1]


def test_on_a_terminal_the_table_is_drawn(noon: Served) -> None:
    noon.fse("doctor")
    ours, theirs = pty.openpty()
    command = [*COMMAND, "clock", "advance", "11m", "--url", noon.url]
    subprocess.run(command, stdout=theirs, env=CLEAN, timeout=PATIENCE, check=True)
    os.close(theirs)
    drawn = os.read(ours, 65_536).decode()
    os.close(ours)
    assert "─────" in drawn


def test_json_has_what_fell_due(noon: Served) -> None:
    said = json.loads(noon.fse("clock", "advance", "11m", "--json").stdout)
    assert said == {"now": "2026-06-15T12:11:00+00:00", "frozen": True, "due": []}


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["advance", "soon"], "no such time: 'soon' is no duration; write 90s, "),
        (["advance", "-5m"], "no such time: '-5m' leads backwards; use set for that"),
        (["set", "noon"], "no such time: 'noon' is no instant; write one such as 2026-06-15"),
    ],
    ids=["duration", "backwards", "instant"],
)
def test_what_is_no_time_is_told_in_the_servers_words(
    noon: Served, args: list[str], problem: str
) -> None:
    result = noon.fse("clock", *args)
    assert result.exit_code == 1
    assert result.stderr.startswith(problem)


def test_a_forged_message_among_what_fell_due_is_told_apart() -> None:
    event = {"delivery": 7, "event": "WorkOrderCreated", "attempt": 1, "status": 401}
    assert attempt(event | {"forged": True}).endswith(", attempt 1, forged: answered 401")
    assert attempt(event | {"copy": 2}).endswith(", attempt 1, a storm's copy: answered 401")
