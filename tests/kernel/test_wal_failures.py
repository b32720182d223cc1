"""Nobody is told that a record is on disk before it is, whatever happens."""

import asyncio
import errno
import os
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from emulator.kernel.errors import Mistake
from emulator.kernel.files import Disk
from emulator.kernel.wal import HEADER, Log, NotDurable, recover
from tests.kernel.test_files import Tape
from tests.kernel.test_wal_killed import recovered

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """Each event loop that serves people."""
    return "asyncio", {"use_uvloop": request.param}


class Gate:
    """A disk whose syncs wait until they are let through."""

    def __init__(self) -> None:
        self._entered, self._open = threading.Semaphore(0), threading.Event()
        self.calls: list[str] = []
        self.disk = Disk(write=self._write, fdatasync=self._sync)
        self.let_through = self._open.set
        self.error: OSError | None = None

    def _write(self, descriptor: int, data: bytes | memoryview) -> int:
        self.calls.append("write")
        return os.write(descriptor, data)

    def _sync(self, descriptor: int) -> None:
        self.calls.append("sync")
        self._entered.release()
        assert self._open.wait(60)
        if self.error:
            raise self.error
        os.fdatasync(descriptor)

    async def reached(self) -> None:
        await asyncio.to_thread(self._entered.acquire)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def log(gate: Gate, tmp_path: Path) -> AsyncIterator[Log]:
    """An empty log on a disk with a gate."""
    log = Log(tmp_path / "log", disk=gate.disk)
    gate.calls.clear()
    yield log
    await log.close()


async def rounds(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def waiting(log: Log) -> asyncio.Task[None]:
    return asyncio.create_task(log.synced(log.append(b"x")))


async def test_nobody_is_told_before_the_sync_that_followed_the_write(tmp_path: Path) -> None:
    """What a file has when a sync begins is safe when that sync has ended."""
    safe = [HEADER.size]

    def sync(descriptor: int) -> None:
        size = os.fstat(descriptor).st_size
        os.fdatasync(descriptor)
        safe.append(size)

    async def write(log: Log, pace: int) -> None:
        for turn in range(20):
            number = log.append(bytes(turn * pace))
            end = log.size
            await rounds(turn * pace % 5)
            await log.synced(number)
            assert (end <= safe[-1], number <= log.synced_to) == (True, True)

    log = Log(tmp_path / "log", disk=Disk(fdatasync=sync))
    await asyncio.gather(*[write(log, pace) for pace in range(50)])
    await log.close()
    assert recover(tmp_path / "log").last == 1000


async def test_all_that_comes_during_a_sync_is_synced_by_the_next(log: Log, gate: Gate) -> None:
    async def twice() -> None:
        await log.synced(log.append(b"x"))
        assert (log.last, log.synced_to) == (101, 1)
        await log.synced(log.append(b"x"))

    tasks = [asyncio.create_task(twice())]
    await gate.reached()
    tasks += [waiting(log) for _ in range(100)]
    await rounds()
    gate.let_through()
    await asyncio.gather(*tasks)
    assert (log.synced_to, gate.calls) == (102, ["write", "sync"] * 2)


async def test_those_whom_one_sync_sets_free_share_the_next(log: Log, gate: Gate) -> None:
    async def write() -> None:
        for _ in range(10):
            await log.synced(log.append(b"x"))

    gate.let_through()
    await asyncio.gather(*[write() for _ in range(64)])
    assert (log.synced_to, gate.calls.count("sync")) == (640, 10)


async def test_a_record_that_is_on_disk_already_costs_no_sync(log: Log, gate: Gate) -> None:
    gate.let_through()
    await log.synced(log.append(b"x"))
    await asyncio.gather(log.synced(1), log.synced(0))
    assert gate.calls == ["write", "sync"]


async def test_a_record_that_was_not_appended_cannot_be_waited_for(log: Log) -> None:
    with pytest.raises(ValueError, match="record 1 was not appended; the last is 0"):
        await log.synced(1)


async def test_a_waiter_that_is_cancelled_takes_nobody_along(log: Log, gate: Gate) -> None:
    tasks = [waiting(log) for _ in range(3)]
    await gate.reached()
    tasks += [waiting(log) for _ in range(3)]
    await rounds()
    tasks[0].cancel()
    tasks[3].cancel()
    await rounds()
    gate.let_through()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(e, asyncio.CancelledError) for e in ended] == [True, False, False] * 2
    assert log.synced_to == 6


async def test_what_all_its_waiters_gave_up_is_written_nevertheless(log: Log, gate: Gate) -> None:
    given_up = [waiting(log)]
    await gate.reached()
    given_up += [waiting(log), waiting(log)]
    await rounds()
    for task in given_up:
        task.cancel()
    await rounds()
    gate.let_through()
    await log.synced(log.append(b"last"))
    assert log.synced_to == 4


async def test_closing_goes_on_when_the_caller_is_cancelled(log: Log, gate: Gate) -> None:
    first = waiting(log)
    await gate.reached()
    log.append(b"second")
    closing = asyncio.create_task(log.close())
    await rounds()
    closing.cancel()
    await rounds()
    assert closing.cancelled()
    gate.let_through()
    await first
    await log.close()
    assert log.synced_to == 2


async def test_a_closed_log_takes_no_record_but_has_all_before(log: Log, gate: Gate) -> None:
    gate.let_through()
    log.append(b"x")
    await log.close()
    await log.synced(1)
    with pytest.raises(NotDurable, match="/log: the log is closed"):
        log.append(b"x")
    with pytest.raises(NotDurable, match="/log: the log is closed"):
        log.rotate(Path("next"))


def test_the_end_of_the_loop_waits_for_what_is_being_written(tmp_path: Path, gate: Gate) -> None:
    log = Log(tmp_path / "log", disk=gate.disk)

    async def story() -> None:
        task = waiting(log)
        await gate.reached()
        log.append(b"second")
        asyncio.get_running_loop().call_soon(gate.let_through)
        task.cancel()

    asyncio.run(story())
    assert log.synced_to == 2
    asyncio.run(log.close())


async def test_a_new_file_begins_once_the_old_one_is_on_disk(tmp_path: Path) -> None:
    tape = Tape()
    log = Log(tmp_path / "log.1", disk=tape.disk)
    made = list(tape.calls)
    log.append(b"old")
    turned = log.rotate(tmp_path / "log.2")
    await log.synced(log.append(b"new"))
    assert tape.calls == [*made, "write", "fdatasync", *made, "write", "fdatasync"]
    assert (turned.done(), log.size) == (True, (tmp_path / "log.2").stat().st_size)
    await log.rotate(tmp_path / "log.3")
    assert (log.last, log.size) == (2, HEADER.size)
    await log.close()
    assert recovered(tmp_path) == [b"old", b"new"]


@pytest.mark.parametrize("is_busy", [True, False], ids=["busy", "idle"])
async def test_threads_that_are_gone_leave_nobody_waiting(tmp_path: Path, *, is_busy: bool) -> None:
    threads, release = ThreadPoolExecutor(1), threading.Event()
    log = Log(tmp_path / "log", threads=threads)
    if is_busy:
        threads.submit(release.wait)
    else:
        threads.shutdown()
    task = waiting(log)
    await rounds()
    threads.shutdown(wait=False, cancel_futures=True)
    release.set()
    with pytest.raises(NotDurable, match="cannot be written any more"):
        await task
    await log.close()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize("call", range(8, 21))
async def test_after_a_failure_nothing_is_written_and_nobody_is_told_otherwise(
    tmp_path: Path, call: int, code: int
) -> None:
    """Seven calls make a file; two write a batch; a new file comes before the third batch."""
    tape, records = Tape(call, code), [b"1", b"22", b"333"]
    log = Log(tmp_path / "log.1", disk=tape.disk)

    async def story() -> None:
        for record in records:
            if record == records[2]:
                await log.rotate(tmp_path / "log.2")
            await log.synced(log.append(record))

    why = f"cannot be written any more: {os.strerror(code)}$"
    with pytest.raises(NotDurable, match=why):
        await story()
    with pytest.raises(NotDurable, match=why):
        log.append(b"x")
    with pytest.raises(NotDurable, match=why):
        await log.synced(0)
    await log.close()
    assert len(tape.calls) == call
    found = recovered(tmp_path)
    assert found == records[: len(found)]
    assert len(found) >= log.synced_to == [0, 0, 1, 1, *[2] * 9][call - 8]


@pytest.mark.parametrize("call", range(1, 8))
def test_a_log_that_cannot_be_made_is_a_mistake(tmp_path: Path, call: int) -> None:
    with pytest.raises(Mistake, match=f"^{tmp_path}/log: No space left on device$"):
        Log(tmp_path / "log", disk=Tape(call).disk)


async def test_a_failure_is_told_to_all_who_wait(log: Log, gate: Gate) -> None:
    tasks = [waiting(log)]
    await gate.reached()
    gate.error = OSError(errno.EIO, "Input/output error")
    tasks += [waiting(log), asyncio.create_task(log.close())]
    await rounds()
    gate.let_through()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(error) for error in ended] == [NotDurable] * 3
    assert gate.calls == ["write", "sync"]


async def test_what_a_full_disk_took_of_a_record_is_cut_off(tmp_path: Path) -> None:
    room = iter([7, 7])

    def write(descriptor: int, data: bytes | memoryview) -> int:
        if taken := next(room, 0):
            return os.write(descriptor, data[:taken])
        raise OSError(errno.ENOSPC, "No space left on device")

    log = Log(tmp_path / "log.1")
    await log.synced(log.append(b"whole"))
    await log.close()
    log = Log(tmp_path / "log.1", 1, disk=Disk(write=write))
    with pytest.raises(NotDurable, match="No space left on device"):
        await log.synced(log.append(b"torn"))
    await log.close()
    assert recover(tmp_path / "log.1")[:3] == ([b"whole"], 1, 14)
