"""Suites of other people, run as they run them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest

from emulator.client import Control, NotRunning
from tests.cli.forking import forked
from tests.cli.serving import CLEAN, PATIENCE, ROOT, Served

#: Without what the pytest that runs these tests tells those that it starts, and without plugins
#: that take seconds to load.
ENVIRONMENT = {name: value for name, value in CLEAN.items() if not name.startswith("PYTEST_")}
ENVIRONMENT |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
PLUGINS = ["-p", "fieldservice_emulator"]
HEAVY = {"httpx2", "starlette", "uvicorn", "aiohttp", "emulator.client", "emulator.kernel"}
GUIDE = ROOT / "docs/testing.md"
#: A client, in the fewest words.
CLIENT = """
import httpx2
import os
import pytest
from pathlib import Path

def check_in(given):
    with httpx2.Client(trust_env=False) as http:
        answer = http.post(
            given["SC_TOKEN_URL"],
            auth=(given["SC_CLIENT_ID"], given["SC_CLIENT_SECRET"]),
            data={"grant_type": "password", "username": given["SC_USERNAME"],
                  "password": given["SC_PASSWORD"]},
        )
        bearer = {"Authorization": "Bearer " + answer.json()["access_token"]}
        url = given["SC_API_BASE_URL"] + "/v3/workorders/107002896/universalCheckIn"
        body = {"UserId": 1544987, "TechsCount": 1}
        return http.post(url, headers=bearer, json=body).json().get("MechanicId")
"""


def run(folder: Path, suite: str, *args: str) -> subprocess.CompletedProcess[str]:
    """What pytest says to a suite, in which a warning is an error."""
    (folder / "test_suite.py").write_text(CLIENT + suite)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *PLUGINS]
    return subprocess.run(
        [*command, "-W", "error", *args],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        cwd=folder,
        timeout=3 * PATIENCE,
        check=False,
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with forked(tmp_path_factory.mktemp("plugin") / "ready.json") as served:
        yield served


ISOLATED = """
@pytest.mark.parametrize("again", range(3))
def test_each_checks_in_first(sandbox, again):
    assert check_in(sandbox.environment) == 148797639

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_an_asynchronous_test_has_one_too(sandbox):
    assert check_in(sandbox.environment) == 148797639

def test_the_variables_are_in_the_environment(emulator_environment):
    assert check_in(os.environ) == 148797639
"""


def test_each_test_has_a_world_of_its_own_on_one_server_a_worker(tmp_path: Path) -> None:
    urls = """
@pytest.mark.parametrize("again", range(2))
def test_the_server_is_ours(emulator, worker_id, again):
    (Path(worker_id).with_suffix(".url")).write_text(emulator.url)
"""
    ran = run(tmp_path, ISOLATED + urls, "-panyio", "-pxdist", "-n", "2")
    assert ran.returncode == 0, ran.stdout
    for file in tmp_path.glob("*.url"):
        with pytest.raises(NotRunning):
            Control(file.read_text()).index()


def test_a_failure_shows_what_the_emulator_was_asked_last(tmp_path: Path, served: Served) -> None:
    suite = """
@pytest.fixture
def visit(sandbox):
    sandbox.clock.freeze()
    assert check_in(sandbox.environment)
    raise ValueError("not the test, but what it asked for")

def test_that_fails(visit): pass
def test_that_passes(sandbox): check_in(sandbox.environment)
"""
    ran = run(tmp_path, suite, "--emulator-url", served.url)
    assert ran.stdout.count("emulator: last requests") == 1
    assert "POST   /servicechannel/oauth/token        " in ran.stdout
    assert "workorders/107002896/universalCheckIn  200  universalCheckIn\n" in ran.stdout


def test_a_server_that_runs_is_left_as_it_was(tmp_path: Path, served: Served) -> None:
    ran = run(tmp_path, ISOLATED, "-q", "-panyio", f"--emulator-url={served.url}/")
    assert "5 passed" in ran.stdout
    assert [sandbox.name for sandbox in Control(served.url).sandboxes.all()] == ["default"]


def test_a_sandbox_begins_as_its_marker_and_the_options_say(tmp_path: Path, served: Served) -> None:
    suite = """
@pytest.mark.sandbox(clock="2026-06-15T12:00:00Z", frozen=True)
def test_marked(sandbox):
    assert sandbox.clock.now().isoformat() == "2026-06-15T12:00:00+00:00"
    assert sandbox.profiles["servicechannel"] == "2018"

@pytest.mark.sandbox(profile="production")
def test_marked_otherwise(sandbox):
    assert sandbox.profiles["servicechannel"] == "production"
"""
    (tmp_path / "pytest.ini").write_text("[pytest]\nemulator_profile = 2018\n")
    ran = run(tmp_path, suite, "--strict-markers", "--emulator-url", served.url)
    assert ran.returncode == 0, ran.stdout


GRADED = """
def log_in(given, times):
    for _ in range(times):
        check_in(given)

def test_a_good_client(sandbox): log_in(sandbox.environment, 1)
def test_a_bad_client(sandbox): log_in(sandbox.environment, 4)
def test_that_fails_by_itself(sandbox):
    log_in(sandbox.environment, 4)
    assert not "the reason"
def test_that_asks_nothing(sandbox): pass
def test_without_a_sandbox(): pass
@pytest.mark.xfail(reason="known")
def test_that_is_known_to_be_bad(sandbox): log_in(sandbox.environment, 4)
"""


@pytest.mark.parametrize(
    ("setting", "option", "ended"),
    [
        ("emulator_min_grade = b", "-q", "2 failed, 3 passed, 1 xfailed"),
        ("emulator_min_grade = A", "--emulator-min-grade=F", "1 failed, 4 passed, 1 xpassed"),
    ],
    ids=["setting", "the option wins"],
)
def test_a_program_that_behaves_worse_than_it_may_fails_the_test_that_ran_it(
    tmp_path: Path, served: Served, setting: str, option: str, ended: str
) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{setting}\n")
    # Without pytest's summary: where the environment says CI, it has the whole report once more.
    ran = run(tmp_path, GRADED, "--emulator-url", served.url, "-rN", option)
    assert ended in ran.stdout
    shown = ran.stdout.count("the emulator's report, where at least B is asked for: grade E\n")
    assert shown == ("xfailed" in ended)
    assert ran.stdout.count("severe: token reuse: user 1544980 of servicechannel") == shown


def test_a_grade_that_there_is_not_is_wrong_usage(tmp_path: Path) -> None:
    ran = run(tmp_path, "", "--emulator-min-grade=G")
    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert "emulator_min_grade: G, expected one of A, B, C, D, E, F" in ran.stderr


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--emulator-args=--storm nonsense", "storm: nonsense, expected one of none, duplicates"),
        ("--emulator-url=http://127.0.0.1:9", "--emulator-url: no answer from http://127.0.0.1:9"),
    ],
    ids=["does not start", "is not there"],
)
def test_a_server_that_cannot_be_had_says_why(tmp_path: Path, option: str, said: str) -> None:
    ran = run(tmp_path, "def test_it(sandbox): pass", option)
    assert ran.returncode == 1
    assert said in ran.stdout
    assert "Traceback" not in ran.stdout


def test_a_server_ends_with_those_who_started_it() -> None:
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "emulator.testing.leash", "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT
    ) as process:
        os.close(reading)
        assert process.stdout is not None
        assert b"answers at" in process.stdout.readline()
        os.close(writing)
        assert process.wait(PATIENCE) == 0


def test_what_the_documentation_shows_can_be_pasted(tmp_path: Path, served: Served) -> None:
    suite, script = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    in_a_test = indent(script.replace("http://127.0.0.1:8080", served.url), "    ")
    suite += f"\ndef test_the_script():\n{in_a_test}"
    ran = run(tmp_path, suite, "-q", "--emulator-url", served.url)
    assert "6 passed" in ran.stdout, ran.stdout


def test_loading_the_plugin_loads_nothing_heavy() -> None:
    script = f"import sys, emulator.pytest_plugin; print([m for m in {HEAVY} if m in sys.modules])"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout == "[]\n"
