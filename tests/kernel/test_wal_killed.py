"""A process that is killed while it appends: what it said is on disk is there."""

import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from emulator.kernel.wal import recover

#: Eight writers that say which record is on disk, and go to a new file now and then.
APPENDING = """
import asyncio, os, sys
from pathlib import Path
from emulator.kernel.wal import Log

async def write(log):
    while True:
        number = log.append(b"%d:" % (log.last + 1) + b"x" * (log.last * 37 % 3000))
        if number % 100 == 0:
            log.rotate(Path(sys.argv[1], f"log.{number:09}"))
        await log.synced(number)
        os.write(1, b"%d\\n" % number)

async def main():
    log = Log(Path(sys.argv[1], "log.000000000"))
    await asyncio.gather(*[write(log) for _ in range(8)])

asyncio.run(main())
"""


def recovered(folder: Path) -> list[bytes]:
    """The records of all files."""
    records: list[bytes] = []
    files = sorted(folder.glob("log.*"))
    for file in files:
        records += recover(file, after=len(records), is_last=file == files[-1]).records
    return records


OFTEN = range(1, 400, 20)
RARELY = [pytest.param(n, marks=pytest.mark.soak) for n in range(1500) if n not in OFTEN]


@pytest.mark.parametrize("count", [*OFTEN, *RARELY])
def test_a_killed_process_loses_nothing_that_it_said_is_on_disk(tmp_path: Path, count: int) -> None:
    with Popen([sys.executable, "-c", APPENDING, str(tmp_path)], stdout=PIPE) as process:
        assert process.stdout
        told = [int(process.stdout.readline()) for _ in range(count)]
        process.kill()
        told += map(int, process.stdout)
    found = recovered(tmp_path)
    assert max(told, default=0) <= len(found)
    assert found == [b"%d:" % (n + 1) + b"x" * (n * 37 % 3000) for n in range(len(found))]
