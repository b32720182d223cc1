"""`fse` as a process that is forked from one which has imported everything already.

It is as any other: it has its own memory and its own signals, and can be killed.  Only that Python
starts and reads its files is left out, which takes longer than all the rest.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from emulator import __main__
from emulator.cli import main
from tests.cli.serving import CLEAN, Served, answering

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__, "tests.cli.warm"])


class Forked:
    """A forked process, as Popen has it."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        assert code is not None, "it has not ended"
        return code

    def send_signal(self, sig: int) -> None:
        os.kill(self.pid, sig)


@contextmanager
def forked(ready: Path, *args: str, **variables: str) -> Iterator[Served]:
    """`fse serve` on a free port; stopped afterwards."""
    begun = time.monotonic()
    command = ["serve", "--port", "0", "--ready-file", str(ready), *args]
    outputs = (ready.with_suffix(".said"), ready.with_suffix(".complained"))
    with (
        fork(command, outputs, **variables) as process,
        answering(process, ready, begun) as served,
    ):
        yield served


@contextmanager
def fork(args: Sequence[str], outputs: Sequence[Path], **variables: str) -> Iterator[Forked]:
    """A command; killed afterwards, if it still runs.  outputs: files for what it says."""
    process = FORKS.Process(target=_run, args=(args, CLEAN | variables, outputs), daemon=True)
    process.start()
    with closing(process):
        try:
            yield Forked(process)
        finally:
            process.kill()
            process.join()


def _run(args: Sequence[str], variables: Mapping[str, str], outputs: Sequence[Path]) -> None:
    """What the fork does: become a process as the command line starts it."""
    os.environ.clear()
    os.environ.update(variables)
    for descriptor, file in enumerate(outputs, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    sys.argv = [str(__main__.__file__), *args]
    main(args, prog_name="fse")
