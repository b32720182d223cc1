"""A process that is killed while it appends: what it said is on disk is there."""

import asyncio
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from emulator.kernel.wal import Log, recover
from tests.cli.forking import FORKS


def append(folder: Path, told: Connection) -> None:
    """Eight writers that say which record is on disk, and go to a new file now and then."""

    async def write(log: Log) -> None:
        while True:
            number = log.append(b"%d:" % (log.last + 1) + b"x" * (log.last * 37 % 3000))
            if number % 100 == 0:
                log.rotate(folder / f"log.{number:09}")
            await log.synced(number)
            told.send(number)

    async def write_all() -> None:
        log = Log(folder / "log.000000000")
        await asyncio.gather(*[write(log) for _ in range(8)])

    asyncio.run(write_all())


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
    hearing, telling = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=append, args=(tmp_path, telling), daemon=True)
    with closing(process), hearing:
        process.start()
        telling.close()
        told = [hearing.recv() for _ in range(count)]
        process.kill()
        told += rest(hearing)
        process.join()
    found = recovered(tmp_path)
    assert max(told, default=0) <= len(found)
    assert found == [b"%d:" % (n + 1) + b"x" * (n * 37 % 3000) for n in range(len(found))]


def rest(hearing: Connection) -> list[int]:
    """What was said until the end."""
    told: list[int] = []
    try:
        while True:
            told.append(hearing.recv())
    except EOFError:
        return told
