"""A server as a process of its own, on a free port."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Seconds within which it answers, and within which it ends.
STARTING, ENDING = 60, 10
#: Seconds between two looks whether it answers.
LOOK = 0.01


class NotStarted(Exception):
    """The server ended or did not answer; in its own words."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers.  output: the file of what it prints."""

    url: str
    output: Path

    def said(self) -> str:
        return self.output.read_text("utf-8", "replace").strip()


@contextmanager
def serving(folder: Path, args: Sequence[str]) -> Iterator[Server]:
    """`fse serve` with some arguments; stopped afterwards.  Raises NotStarted.

    folder: where its files go.  It sees the environment of this process, and it ends with it.
    """
    ready, output = folder / "ready.json", folder / "server.log"
    command = [sys.executable, "-P", "-m", "emulator.testing.leash", "serve", *args]
    with (
        output.open("wb") as said,
        subprocess.Popen(  # noqa: S603 - the command is ours
            [*command, "--port", "0", "--ready-file", str(ready)],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the tests, which drop their sandboxes then
        ) as process,
    ):
        try:
            yield Server(_url(process, ready, output), output)
        finally:
            _end(process)


def _url(process: subprocess.Popen[bytes], ready: Path, output: Path) -> str:
    """Where it answers, once it does."""
    for _ in range(int(STARTING / LOOK)):
        if ready.exists():
            return str(json.loads(ready.read_text("utf-8"))["url"])
        try:
            process.wait(LOOK)
        except subprocess.TimeoutExpired:
            continue
        said = output.read_text("utf-8", "replace").strip()
        raise NotStarted(f"the emulator ended with exit code {process.returncode}:\n{said}")
    said = output.read_text("utf-8", "replace").strip()
    raise NotStarted(f"the emulator did not answer within {STARTING} s:\n{said}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
