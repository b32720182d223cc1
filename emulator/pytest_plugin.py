"""Fixtures for tests of programs that talk to the emulator: a server, and a sandbox a test.

    def test_a_technician_checks_in(sandbox):
        MyClient(sandbox.environment).check_in(107002896)
        assert sandbox.requests.all(operation="universalCheckIn")[0].status == 200

pytest loads this module in every run; what is heavy is loaded when a fixture is used.
"""

import os
import re
import secrets
import shlex
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING

import pytest

from emulator.testing.server import NotStarted, Server, serving

if TYPE_CHECKING:
    from emulator.client import Control, Sandbox

#: How many requests the report of a failure shows.
SHOWN = 10
GRADES = "ABCDEF"
SECTION = "emulator: last requests"
MARKER = (
    "sandbox(**options): how the test's sandbox begins: "
    "profile, seed, clock, frozen, storm, fixtures, snapshot"
)


@dataclass(frozen=True)
class Emulator:
    """The server of this test run, and its control plane.

    server: None if it was running before.  names: of sandboxes that nobody else makes.
    """

    url: str
    control: "Control"
    server: Server | None
    profiles: list[str]
    names: Iterator[str] = field(repr=False)


SANDBOX = pytest.StashKey["Sandbox"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("emulator", "fieldservice-emulator")
    group.addoption("--emulator-url", metavar="URL", help="Use a server that runs already.")
    group.addoption(
        "--emulator-token", metavar="TOKEN", help="Its control token, if it is beyond loopback."
    )
    group.addoption(
        "--emulator-profile",
        metavar="[VENDOR=]NAME",
        action="append",
        help="Profile of each sandbox; repeatable; default: relaxed.",
    )
    group.addoption("--emulator-args", metavar="ARGS", help="More arguments of `fse serve`.")
    group.addoption(
        "--emulator-min-grade",
        metavar="GRADE",
        help="A to F: fail each test whose program gets a worse grade from its sandbox's report.",
    )
    parser.addini("emulator_url", "As --emulator-url.", default="")
    parser.addini("emulator_profile", "As --emulator-profile.", type="args", default=["relaxed"])
    parser.addini("emulator_args", "As --emulator-args.", type="args", default=[])
    parser.addini("emulator_min_grade", "As --emulator-min-grade.", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)
    if (least := _least(config)) not in ("", *GRADES):
        raise pytest.UsageError(f"emulator_min_grade: {least}, expected one of {', '.join(GRADES)}")


@pytest.fixture(scope="session")
def emulator(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Emulator]:
    """A running emulator: that of --emulator-url, or one that lives as long as these tests."""
    config = request.config
    profiles = config.getoption("emulator_profile") or config.getini("emulator_profile")
    with _server(config, profiles, tmp_path_factory) as server:
        url = server.url if server else _url(config)
        client = import_module("emulator.client")
        token = config.getoption("emulator_token") or ""
        control: Control = client.Control(url, token=token)
        try:
            control.index()
        except client.EmulatorError as error:
            pytest.fail(f"--emulator-url: {error}", pytrace=False)
        yield Emulator(control.url, control, server, profiles, _names(config))


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, emulator: Emulator) -> "Iterator[Sandbox]":
    """A fresh sandbox, gone after the test; `@pytest.mark.sandbox(clock=…)` says how it begins."""
    item = request.node
    marker = item.get_closest_marker("sandbox")
    how = dict(marker.kwargs) if marker else {}
    if "snapshot" not in how:  # which has a profile
        how.setdefault("profile", emulator.profiles)
    with emulator.control.sandboxes.create(next(emulator.names), **how) as made:
        item.stash[SANDBOX] = made
        try:
            yield made
        finally:
            del item.stash[SANDBOX]


@pytest.fixture
def emulator_environment(sandbox: "Sandbox", monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The sandbox's variables, `SC_TOKEN_URL` and its kin, in this process's environment."""
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    return sandbox.environment


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test that has passed, if its program behaved worse than it may."""
    yield
    made, least = item.stash.get(SANDBOX, None), _least(item.config)
    if made is not None and least:
        report = made.report()
        if report.grade is not None and not report.reaches(least):
            said = f"the emulator's report, where at least {least} is asked for: {report}"
            pytest.fail(said, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the emulator was asked last in the report of a failure."""
    report = yield
    made = item.stash.get(SANDBOX, None)
    if report.failed and made is not None:
        report.sections.append((SECTION, _last_requests(made)))
    return report


def _least(config: pytest.Config) -> str:
    """The worst grade that a test's program may get; "" for any."""
    given = config.getoption("emulator_min_grade") or config.getini("emulator_min_grade")
    return str(given).upper()


def _url(config: pytest.Config) -> str:
    return str(config.getoption("emulator_url") or config.getini("emulator_url"))


@contextmanager
def _server(
    config: pytest.Config, profiles: Sequence[str], folders: pytest.TempPathFactory
) -> Iterator[Server | None]:
    """A server of our own, unless there is to be none; it fails the tests if it does not start."""
    if _url(config):
        yield None
        return
    given = config.getoption("emulator_args")
    more = config.getini("emulator_args") if given is None else shlex.split(given)
    args = [f"--profile={profile}" for profile in profiles]
    with ExitStack() as running:
        try:
            server = running.enter_context(serving(folders.mktemp("emulator"), [*args, *more]))
        except NotStarted as error:
            pytest.fail(str(error), pytrace=False)
        yield server


def _names(config: pytest.Config) -> Iterator[str]:
    """Names that no other worker, run or machine makes."""
    worker = getattr(config, "workerinput", {"workerid": "main"})["workerid"]
    begun = f"{re.sub('[^A-Za-z0-9]', '', worker)[:8]}-{os.getpid()}-{secrets.token_hex(3)}"
    return (f"{begun}-{number}" for number in count(1))


def _last_requests(sandbox: "Sandbox") -> str:
    """The last requests, oldest first, a line each; or why they cannot be had."""
    client = import_module("emulator.client")
    try:
        entries = sandbox.requests.all(limit=SHOWN)
    except client.EmulatorError as error:
        return str(error)
    if not entries:
        return f"none came to {sandbox.name}; without credentials of it, a request is in `default`"
    width = max(len(entry.path) for entry in entries)
    return "\n".join(
        f"{e.method:<6} {e.path:<{width}}  {e.status}  {e.operation or '-'}  {e.reason}".rstrip()
        for e in reversed(entries)
    )
