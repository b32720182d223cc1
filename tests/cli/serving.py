"""Servers as processes of their own, and commands against them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx2
import pytest
from click.testing import CliRunner, Result

from emulator.cli import main

ROOT = Path(__file__).parents[2]
#: Seconds within which everything happens that a test waits for.
PATIENCE = 20
#: Without the settings of the person who runs the tests.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("EMULATOR_")}
#: A machine that has only Python and make has no curl to paste into.
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="what is pasted calls curl")
COMMAND = [sys.executable, "-m", "emulator"]


class Process(Protocol):
    """What tests want of a server's process: some of what Popen has."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int) -> None: ...


@dataclass
class Served:
    """A running server.  took: the seconds from its start to its first answer."""

    url: str
    ready: Path
    process: Process
    took: float

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def get(self, path: str, **headers: str) -> httpx2.Response:
        with client(self.url) as asking:
            return asking.get(path, headers=headers)

    def fse(self, *args: str) -> Result:
        """Run a command against this server, inside the test's own process."""
        return fse(*args, EMULATOR_URL=self.url)

    @property
    def said(self) -> str:
        return self.ready.with_suffix(".said").read_text()

    @property
    def complained(self) -> str:
        return self.ready.with_suffix(".complained").read_text()

    def end(self, number: int) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def client(url: str = "", **headers: str) -> httpx2.Client:
    """A client that reads no certificates first, which takes longer than most tests do."""
    return httpx2.Client(base_url=url, headers=headers, trust_env=False, verify=False)


@contextmanager
def serving(ready: Path, *args: str, **variables: str) -> Iterator[Served]:
    """`fse serve` on a free port; stopped afterwards."""
    command = [*COMMAND, "serve", "--port", "0", "--ready-file", str(ready), *args]
    begun = time.monotonic()
    with (
        ready.with_suffix(".said").open("wb") as said,
        ready.with_suffix(".complained").open("wb") as complained,
    ):
        process = subprocess.Popen(command, stdout=said, stderr=complained, env=CLEAN | variables)
    with answering(process, ready, begun) as served:
        yield served


@contextmanager
def answering(process: Process, ready: Path, begun: float) -> Iterator[Served]:
    """A process that serves, once it answers; stopped afterwards."""
    try:
        url = _url_in(ready, process, begun + PATIENCE)
        with client(url) as asking:
            asking.get("/healthz").raise_for_status()
        yield Served(url, ready, process, time.monotonic() - begun)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def _url_in(ready: Path, process: Process, deadline: float) -> str:
    while not ready.exists():
        assert process.poll() is None, ready.with_suffix(".complained").read_text()
        assert time.monotonic() < deadline, "the server is not ready"
        time.sleep(0.005)
    return str(json.loads(ready.read_text())["url"])


def failing(*args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command, such as a `serve` that cannot start, as a process that ends by itself."""
    return subprocess.run(
        [*COMMAND, *args],
        capture_output=True,
        text=True,
        env=CLEAN | variables,
        timeout=PATIENCE,
        check=False,
    )


def fse(*args: str, **variables: str) -> Result:
    """A command inside the test's own process."""
    return CliRunner().invoke(main, args, env=variables, prog_name="fse")


def shell(script: str, variables: Mapping[str, str]) -> str:
    """What a script says in which `fse` is this source's."""
    function = f'fse() {{ "{sys.executable}" -m emulator "$@"; }}\n'
    done = subprocess.run(
        ["/bin/sh", "-ec", function + script],
        capture_output=True,
        text=True,
        env=CLEAN | dict(variables),
        cwd=ROOT,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
