"""A write-ahead log: byte strings in a file, on disk before anyone is told that they are.

It does not know what they mean.  A file is a header, then records, all of it little-endian:

    header   magic 4 · version 4 · number of the first record 8 · CRC-32 of these 4
    record   length of the payload 4 · CRC-32 of the rest 4 · word 8 · payload
             word: the record's number, one more than the last; its top bit begins a batch

Records are written in batches of one write and one sync, each after the sync of the one before.
So a record that begins a batch proves that all before it had reached the disk.  What is wrong and
has such a record after it was on disk once: a Mistake, for to go on would drop, without a word,
what others were told is safe.  What is wrong and has none is of the last batch, whose pages reach
the disk in any order, or not, when the power fails: it is cut off, with all that follows.  Damage
that is done to the last batch afterwards looks the same, as in any log without a copy.
"""

import asyncio
import os
from collections import deque
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from emulator.kernel.errors import Mistake
from emulator.kernel.files import DISK, Disk, opened, replace_file, write_all

MAGIC, VERSION = b"FWAL", 1
START, HEADER = Struct("<4sIQ"), Struct("<4sIQI")
CHECK, WORD, HEAD = Struct("<II"), Struct("<Q"), Struct("<IIQ")
#: The top bit of a word, and the highest byte of a word that has it.
BEGINS, MARK = 1 << 63, b"\x80"
#: The longest payload.
LONGEST = 1 << 28


class NotDurable(Exception):
    """Says why a record may be lost; it may also be there again after the next start."""


class Recovered(NamedTuple):
    """What a file held.  last: the number of its last record, or of the one before its first.

    cut: how many bytes were cut off.  reason: the file, the offset and why; "" if there were none.
    """

    records: list[bytes]
    last: int
    cut: int
    reason: str


def recover(
    file: Path, *, after: int | None = None, is_last: bool = True, disk: Disk = DISK
) -> Recovered:
    """Every record up to the first that is not whole; a torn tail is cut off, for good.

    All that is returned is on disk by then, even what was not when its writer died.
    after: the number before the first record, if it is known.  is_last: no newer file follows; a
    crash does nothing to one before.  Raises Mistake for what no crash leaves, and keeps it so.
    """
    try:
        data = file.read_bytes()
        first = _first(file, data)
        if after is not None and first != after + 1:
            raise Mistake(f"{file}: begins with record {first}, expected {after + 1}")
        records, end, why = _whole(data, first)
        number = first + len(records)
        proof = why and (_proof(data, end, number) if is_last else "a newer file follows")
        if proof:
            lost = f"{file}: offset {end}: {why}, but it was on disk once: {proof}"
            raise Mistake(f"{lost}. Restore it from a copy; cut there, it loses what follows")
        with opened(file, os.O_WRONLY, disk) as descriptor:
            if why:
                disk.truncate(descriptor, end)
            disk.fsync(descriptor)
    except OSError as error:
        raise Mistake(f"{file}: {error.strerror or error}") from None
    cut = len(data) - end
    return Recovered(records, number - 1, cut, why and f"{file}: {cut} bytes cut at {end}: {why}")


def _first(file: Path, data: bytes) -> int:
    """The number of the first record, as the header says.  Raises Mistake."""
    if not data.startswith(MAGIC) or len(data) < HEADER.size:
        raise Mistake(f"{file}: no log: expected {MAGIC!r} and {HEADER.size} bytes or more")
    _, version, first, _ = HEADER.unpack_from(data)
    if version != VERSION:
        raise Mistake(f"{file}: format {version}, expected {VERSION}")
    if data[: HEADER.size] != _header(first):
        raise Mistake(f"{file}: offset 0: the checksum of the header is wrong")
    return int(first)


def _header(first: int) -> bytes:
    return HEADER.pack(MAGIC, VERSION, first, crc32(START.pack(MAGIC, VERSION, first)))


def _whole(data: bytes, number: int) -> tuple[list[bytes], int, str]:
    """The records, where they end, and what is wrong there, if anything."""
    records: list[bytes] = []
    at = HEADER.size
    while at < len(data):
        if why := _fault(data, at, number + len(records)):
            return records, at, why
        begin = at + HEAD.size
        at = begin + HEAD.unpack_from(data, at)[0]
        records.append(data[begin:at])
    return records, at, ""


def _fault(data: bytes, at: int, number: int) -> str:
    """Why there is no whole record of that number at an offset; "" if there is."""
    left = len(data) - at - HEAD.size
    if left < 0:
        return f"the head of record {number} is cut short"
    length, checksum, word = HEAD.unpack_from(data, at)
    if length > LONGEST:
        return f"the length of record {number} is {length}, at most {LONGEST} is possible"
    if length > left:
        return f"record {number} is cut short after {left} bytes of {length}"
    rest = memoryview(data)[at + HEAD.size - WORD.size : at + HEAD.size + length]
    if checksum != crc32(rest):
        return f"the checksum of record {number} is wrong"
    there = word & ~BEGINS
    return "" if there == number else f"record {there} is where record {number} should be"


def _proof(data: bytes, at: int, number: int) -> str:
    """The first whole record, from an offset on, that was written after a number was synced."""
    highest = number + (len(data) - at) // HEAD.size
    mark = data.find(MARK, at + HEAD.size - 1)
    while mark >= 0:
        start = mark + 1 - HEAD.size
        there = HEAD.unpack_from(data, start)[2] & ~BEGINS
        if number < there <= highest and not _fault(data, start, there):
            return f"record {there} at offset {start} was written later"
        mark = data.find(MARK, mark + 1)
    return ""


@dataclass(slots=True)
class _Batch:
    """What is written and synced together, at the beginning of a new file if one is named."""

    after: int  # the number before its first record
    file: Path | None = None
    is_full: bool = False  # it is being written
    chunks: list[bytes] = field(default_factory=list)
    waiters: list[asyncio.Future[None]] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.after + len(self.chunks) // 2  # a head and a payload each


class Log:
    """Appends to a file; for one event loop.

    last: the number of the last record that was appended.  synced_to: of the last that is on disk,
    with all before it.  size: bytes of the newest file, once all that was appended is written.

    After a failure nothing is written ever again: a second sync may call safe what is not.
    """

    def __init__(
        self, file: Path, after: int = 0, *, threads: Executor | None = None, disk: Disk = DISK
    ) -> None:
        """file: made if there is none, recovered before if there is.  after: its last number.

        threads: write the batches, no more than one of this log at a time.  The loop's own if None,
        where a name lookup that hangs may keep them waiting.  Raises Mistake.
        """
        self._threads, self._disk = threads, disk
        try:
            if not file.exists():
                replace_file(file, [_header(after + 1)], disk)
            self._file = FileIO(file, "ab", opener=disk.open)
        except OSError as error:
            raise Mistake(f"{file}: {error.strerror or error}") from None
        self.last = self.synced_to = after
        self.size = os.fstat(self._file.fileno()).st_size
        self._queue: deque[_Batch] = deque()
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False
        self._failure = ""

    def append(self, payload: bytes) -> int:
        """Take a record, to be written with the next that anyone waits for; its number.

        Raises NotDurable, and ValueError for one that is too long.
        """
        self._check_open()
        if len(payload) > LONGEST:
            raise ValueError(f"a record of {len(payload)} bytes, at most {LONGEST} are possible")
        if not self._queue or self._queue[-1].is_full:
            self._queue.append(_Batch(self.last))
        chunks = self._queue[-1].chunks
        self.last += 1
        word = WORD.pack(self.last if chunks else self.last | BEGINS)
        chunks += (CHECK.pack(len(payload), crc32(payload, crc32(word))) + word, payload)
        self.size += HEAD.size + len(payload)
        return self.last

    async def synced(self, number: int) -> None:
        """Return when a record is on disk, with all before it.  Raises NotDurable."""
        if self._failure:
            raise NotDurable(self._failure)
        if number > self.last:
            raise ValueError(f"record {number} was not appended; the last is {self.last}")
        if number > self.synced_to:
            await self._landing(next(batch for batch in self._queue if number <= batch.last))

    def rotate(self, file: Path) -> asyncio.Future[None]:
        """Append to a new file from now on; to be called in the event loop.

        The result is done when the old file is whole and closed, or raises NotDurable.
        """
        self._check_open()
        self._queue.append(_Batch(self.last, file))
        self.size = HEADER.size
        return self._landing(self._queue[-1])

    async def close(self) -> None:
        """Write what is left and close the file.  Raises NotDurable if that fails.

        It goes on if the caller is cancelled.
        """
        self._is_closed, known = True, self._failure
        await asyncio.wait([self._running()])
        if self._failure != known:
            raise NotDurable(self._failure)

    def _check_open(self) -> None:
        if self._failure or self._is_closed:
            raise NotDurable(self._failure or f"{self._file.name}: the log is closed")

    def _landing(self, batch: _Batch) -> asyncio.Future[None]:
        """A future of the caller's own, done when a batch is on disk."""
        self._running()
        batch.waiters.append(waiter := asyncio.get_running_loop().create_future())
        return waiter

    def _running(self) -> asyncio.Task[None]:
        self._task = self._task or asyncio.get_running_loop().create_task(self._run())
        return self._task

    async def _run(self) -> None:
        """Write batch after batch, each with all that came while the last was written.

        The yield lets those whom it set free join.  The end of the loop waits for the disk.
        """
        try:
            while self._queue:
                await self._land(self._queue[0])
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - who waits is told
            self._fail(error)
        self._task = None
        if self._is_closed:
            self._file.close()

    async def _land(self, batch: _Batch) -> None:
        batch.is_full = True
        job = asyncio.get_running_loop().run_in_executor(self._threads, self._write, batch)
        while not job.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([job])
        job.result()
        self._queue.popleft()
        self.synced_to = batch.last
        for waiter in batch.waiters:
            if not waiter.done():  # cancelled
                waiter.set_result(None)

    def _write(self, batch: _Batch) -> None:
        """In a thread."""
        if batch.file is not None:
            replace_file(batch.file, [_header(batch.after + 1)], self._disk)
            self._file.close()
            self._file = FileIO(batch.file, "ab", opener=self._disk.open)
        if batch.chunks:
            write_all(self._file.fileno(), b"".join(batch.chunks), self._disk)
            self._disk.fdatasync(self._file.fileno())

    def _fail(self, error: BaseException) -> None:
        file = self._queue[0].file or self._file.name
        words = (isinstance(error, OSError) and error.strerror) or repr(error)
        self._failure = f"{file}: cannot be written any more: {words}"
        for waiter in [w for batch in self._queue for w in batch.waiters if not w.done()]:
            waiter.set_exception(NotDurable(self._failure))
        self._queue.clear()
