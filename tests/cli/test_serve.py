import json
import re
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.cli.forking import forked
from tests.cli.serving import Served, failing, fse, needs_curl, serving, shell


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    return tmp_path / "ready.json"


def test_the_ready_file_names_the_url_and_the_process(served: Served) -> None:
    said = json.loads(served.ready.read_text())
    assert said == {"url": served.url, "pid": served.process.pid}
    assert served.get("/healthz").json()["ready"] is True


def test_the_seconds_to_the_first_answer_are_told(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print(f" [{served.took:.2f} s to the first answer]", end="")  # noqa: T201


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_signal_ends_it_with_0_and_takes_the_ready_file_away(ready: Path, number: int) -> None:
    with serving(ready) as served:
        assert served.end(number) == 0
        assert served.complained == ""
        assert not ready.exists()


@needs_curl
def test_what_it_says_can_be_pasted_and_calls_every_vendor(served: Served) -> None:
    pasted = served.said.partition("Next, in another terminal:")[2].partition("Ctrl-C")[0]
    answer = shell(pasted, {})
    parts = re.split(r"HTTP/1\.1 ([0-9]+)", answer)[1:]
    bodies = [json.loads(part.splitlines()[-1]) for part in parts[1::2]]
    assert parts[::2] == ["200", "200", "200", "201"]
    assert bodies[0] == {"MechanicId": 148797639}
    assert bodies[1]["data"]["customerPo"] == "107002896"
    assert len(bodies[2]["data"]) == 1
    assert bodies[3]["message"] == "The crew is on its way."


def test_what_it_says_names_vendor_profile_clock_and_seed(served: Served) -> None:
    assert f"ServiceChannel v3  {served.url}/servicechannel  profile relaxed\n" in served.said
    assert "Z, running; seed 0; state in memory\n" in served.said


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = failing("serve", "--port", str(port))
    problem = f"port {port}: is taken by another program; take a free one with --port 0\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", problem)


def test_an_address_of_another_machine_is_refused() -> None:
    done = failing("serve", "--host", "192.0.2.1", "--port", "0")
    assert done.returncode == 1
    assert done.stderr.startswith("port 0: cannot listen on 192.0.2.1: ")
    assert done.stderr.count("\n") == 1


def test_each_unknown_variable_is_one_line_and_stops_the_start() -> None:
    done = failing("serve", EMULATOR_PROT="8080", EMULATOR_DEBUG="1")
    problems = done.stderr.splitlines()
    assert done.returncode == 2
    assert [line.partition(";")[0] for line in problems] == [
        "EMULATOR_PROT: unknown setting",
        "EMULATOR_DEBUG: unknown setting",
    ]
    assert "EMULATOR_PORT" in problems[0]


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (
            ["--profile", "sandbox3"],
            "profile: sandbox3, expected one of 2018, production, relaxed, sandbox2",
        ),
        (["--port", "http"], "port: http, expected a whole number"),
        (["--port", "65536"], "port: 65536, expected 0 to 65535"),
        (["--clock", "noon"], "clock: noon, expected an instant such as 2026-06-15T12:00:00Z"),
        (
            ["--fixtures", "nowhere"],
            "fixtures: nowhere is no folder; expected a folder or VENDOR=FILE",
        ),
        (
            ["--ready-file", "nowhere/r.json"],
            "ready-file: nowhere/r.json, expected a file in a folder that exists",
        ),
    ],
    ids=["profile", "port", "port-range", "clock", "fixtures", "ready-file"],
)
def test_a_wrong_setting_is_named_with_what_was_expected(args: list[str], problem: str) -> None:
    done = fse("serve", *([] if "--port" in args else ["--port", "0"]), *args)
    assert (done.exit_code, done.stderr) == (2, problem + "\n")


def test_all_mistakes_of_a_fixture_stop_the_start(three_mistakes: Path, ready: Path) -> None:
    ready.write_text("{}")
    args = ["--port", "0", "--fixtures", str(three_mistakes.parent), "--ready-file", str(ready)]
    done = failing("serve", *args)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 3
    assert not ready.exists(), "an old ready file would say that it answers"


def test_variables_set_what_options_do_not_and_empty_ones_count_as_not_set(ready: Path) -> None:
    variables = {"EMULATOR_PROFILE": "2018", "EMULATOR_SEED": "3", "EMULATOR_CLOCK": ""}
    with forked(ready, "--seed", "4", **variables) as served:
        index = served.get("/_emulator/").json()
    assert index["vendors"]["servicechannel"]["profile"] == "2018"
    assert index["seed"] == 4


def test_beyond_loopback_the_control_plane_asks_for_the_token_that_was_printed(
    ready: Path,
) -> None:
    with forked(ready, "--host", "0.0.0.0") as served:  # noqa: S104 - that is the point
        refused = served.fse("status")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("token needed: ")
        token = served.said.partition("EMULATOR_TOKEN='")[2].partition("'")[0]
        assert len(token) > 40
        assert served.fse("status", "--token", token).exit_code == 0


def test_the_banner_calls_the_program_as_it_can_be_called_from_here(tmp_path: Path) -> None:
    """In a checkout `fse` is not on the path: what is pasted must still run."""
    with serving(tmp_path / "ready.json", PATH="/usr/bin:/bin") as server:
        line = next(line for line in server.said.splitlines() if "env --shell" in line)
    assert line.strip().startswith(f'eval "$({sys.executable} -m emulator env --shell')
