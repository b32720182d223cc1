"""Faults over real sockets: the typed client makes them, and the walkthrough is run."""

import doctest
import re
import runpy
import shlex
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from emulator.client import Control, ControlError, Sandbox
from tests.cli.forking import forked
from tests.cli.serving import Served, client

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
PAGE = README.partition("<summary>A walkthrough")[2].partition("</details>")[0]
EFFECTS = ("drop", "lose_answer", "truncate")
CHECKED_IN = "You are checked in."
ORDER = 107002896
#: A program's names, as they are after it has run.
Names = dict[str, Any]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with forked(tmp_path_factory.mktemp("faults") / "ready.json", "--profile=relaxed") as served:
        yield served


@pytest.fixture
def sandbox(served: Served) -> Iterator[Sandbox]:
    with Control(served.url).sandboxes.create() as sandbox:
        yield sandbox


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """Program, test and repaired program of the page: `check_in`, `log_in`, `repaired`, `test`."""
    program, test, repair = blocks("python")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "checkin.py").write_text(program, "utf-8")
    (tmp_path / "test_checkin.py").write_text(test, "utf-8")
    (tmp_path / "repaired.py").write_text(f"{program.partition('if __name__')[0]}{repair}", "utf-8")
    found = runpy.run_path(str(tmp_path / "test_checkin.py"))
    repaired = runpy.run_path(str(tmp_path / "repaired.py"))
    yield {
        **found,
        "repaired": repaired["check_in"],
        "test": found["test_a_technician_who_is_checked_in_is_told_so"],
    }
    del sys.modules["checkin"]


def visits(sandbox: Sandbox) -> int:
    activities = sandbox.control.save()["servicechannel.json"]["workactivities"]
    opened = (a for a in activities.values() if a["WorkOrderId"] == ORDER)
    return sum(a["TimeOut"] is None for a in opened)


def test_the_walkthroughs_session_shows_the_bug_and_its_cause(served: Served, names: Names) -> None:
    """In the sandbox `default`, which no other test here uses: the page names its requests."""
    control = Control(served.url)
    (breaks, explains), (failed, explained) = blocks("sh"), blocks("text")
    *commands, run = breaks.splitlines()
    order = run.split()[-1]
    assert run_program(names, control, order) == CHECKED_IN
    for command in commands:
        assert said(served, command)
    assert f"{run_program(names, control, order)}\n" == failed
    whole = said(served, explains).splitlines()
    assert [line for line in explained.splitlines() if line not in whole] == []
    parsed = doctest.DocTestParser().get_doctest(
        blocks("pycon")[0], {"sandbox": control}, "walkthrough", None, 0
    )
    told: list[str] = []
    assert doctest.DocTestRunner().run(parsed, out=told.append).failed == 0, told


def run_program(names: Names, control: Control, order: str) -> object:
    """What `python checkin.py` says."""
    environment = control.sandboxes.get("default").environment
    with closing(names["log_in"](environment)) as api:
        return names["check_in"](api, order)


def said(served: Served, command: str) -> str:
    """What a command of the page says, which must succeed."""
    program, *words = shlex.split(command)
    result = served.fse(*words)
    assert (program, result.exit_code) == (".venv/bin/fse", 0), result.output
    return result.stdout


@pytest.mark.parametrize("effect", EFFECTS)
def test_the_walkthroughs_test_finds_the_bug_and_passes_once_it_is_repaired(
    sandbox: Sandbox, names: Names, effect: str
) -> None:
    test = names["test"]
    if effect == "drop":
        test(sandbox, effect)
    else:
        with pytest.raises(AssertionError):
            test(sandbox, effect)
    sandbox.control.reset()
    test.__globals__["check_in"] = names["repaired"]
    test(sandbox, effect)
    assert visits(sandbox) == 1


def profile(sandbox: Sandbox) -> httpx2.Response:
    """Who the caller is, asked on a connection of its own."""
    given = sandbox.environment
    form = {"grant_type": "password", "username": given["SC_USERNAME"]}
    form["password"] = given["SC_PASSWORD"]
    with client() as api:
        auth = (given["SC_CLIENT_ID"], given["SC_CLIENT_SECRET"])
        token = api.post(given["SC_TOKEN_URL"], auth=auth, data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        return api.get(f"{given['SC_API_BASE_URL']}/v3/users/current/profile", headers=headers)


@pytest.mark.parametrize("effect", EFFECTS)
def test_a_broken_connection_is_one_for_a_real_client_and_the_next_is_well(
    sandbox: Sandbox, effect: str
) -> None:
    whole = profile(sandbox).content
    sandbox.faults.add(effect, path="/v3/users/*", times=1)
    with pytest.raises(httpx2.RemoteProtocolError) as broken:
        profile(sandbox)
    cut = f"received {len(whole) // 2} bytes, expected {len(whole)}"
    expected = cut if effect == "truncate" else "Server disconnected without sending a response"
    assert expected in str(broken.value)
    assert profile(sandbox).content == whole


def test_a_latency_is_real_time(sandbox: Sandbox) -> None:
    sandbox.faults.add("latency", 0.01, path="/v3/users/*")
    assert profile(sandbox).elapsed >= timedelta(seconds=0.01)


def test_a_fault_is_answered_listed_read_again_and_ended(sandbox: Sandbox) -> None:
    made = sandbox.faults.add("status", 503, vendor="servicechannel", method="get", times=1)
    assert (made.effect, made.match) == (
        {"status": 503},
        {"vendor": "servicechannel", "method": "GET"},
    )
    assert (made.times, made.struck, made.over) == (1, 0, False)
    assert profile(sandbox).status_code == 503
    assert (sandbox.faults.one(made).struck, sandbox.faults.one(1).over) == (1, True)
    (struck,) = sandbox.requests.all(status=503)
    assert struck.faults == [{"id": 1, "effect": "status"}]
    assert sandbox.requests.one(struck).received == "the whole answer"
    second = sandbox.faults.add("throttle", timedelta(minutes=1), every=2)
    assert (second.effect, sandbox.faults.all()[-1]) == ({"throttle": 60}, second)
    sandbox.faults.remove(second)
    assert len(sandbox.faults.all()) == 1
    sandbox.faults.clear()
    assert sandbox.faults.all() == []


@pytest.mark.parametrize(
    ("effect", "value", "said"),
    [
        ("explode", True, "effect: 'explode', expected one of status"),
        ("latency", "-1s", "effect.latency: '-1s', expected more than 0"),
        ("latency", timedelta(days=1), "effect.latency: 86400.0, expected more than 0"),
        ("drop", 1, "effect.drop: 1, expected true"),
    ],
)
def test_a_fault_that_cannot_be_is_told_in_the_emulators_words(
    sandbox: Sandbox, effect: str, value: float | str | timedelta, said: str
) -> None:
    with pytest.raises(ControlError, match=re.escape(said)):
        sandbox.faults.add(effect, value)
    with pytest.raises(ControlError, match="no operation getWorkorder"):
        sandbox.faults.add("drop", operation="getWorkorder")
