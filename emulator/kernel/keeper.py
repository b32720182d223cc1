"""A sandbox's directory: its snapshot, and the log of what happened since.

What happens is noted in parts; `flush` makes one record of those that happened at once, and `kept`
returns when that record is on disk.  A log that has grown is folded into a new snapshot, written
aside by a thread, while the next log takes what happens meanwhile.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import orjson

from emulator.kernel.errors import Mistake
from emulator.kernel.files import DISK, Disk, replace_file
from emulator.kernel.record import Record
from emulator.kernel.replay import FORMAT, OWN, replayed
from emulator.kernel.wal import Log, NotDurable, recover

#: Bytes of a log from which on it is folded into a snapshot.
FOLDED = 8_000_000
SEGMENT = re.compile(r"log\.([0-9]{1,18})", re.ASCII)
#: Files of a snapshot, each in the pieces that it is written in.
Pieces = Mapping[str, Iterator[bytes]]


class Keeper:
    """capture: the files of a snapshot of now, to be read by a thread later."""

    def __init__(
        self,
        folder: Path,
        number: int,
        capture: Callable[[], Pieces],
        *,
        folded: int = FOLDED,
        disk: Disk = DISK,
    ) -> None:
        """number: of the new log.  folded: bytes of a log that is too long.  Raises Mistake."""
        self._folder, self._number, self._capture = folder, number, capture
        self._folded, self._disk = folded, disk
        self._log = Log(folder / f"log.{number}", disk=disk)
        self._parts: list[Record] = []
        self._folding: asyncio.Task[None] | None = None
        self.failure = ""

    def note(self, kind: str, **part: object) -> None:
        """Something happened; it is on disk after the next `flush` and `kept`."""
        self._parts.append({"kind": kind, **part})

    def flush(self) -> None:
        """All that was noted since the last time happened at once."""
        parts, self._parts = self._parts, []
        if parts and not self.failure:
            try:
                self._log.append(orjson.dumps(parts))
            except NotDurable as lost:
                self._fail(lost)

    async def kept(self) -> str:
        """Return once everything so far is on disk; why it is not, if it is not."""
        self.flush()
        try:
            if not self.failure:
                await self._log.synced(self._log.last)
        except NotDurable as lost:
            self._fail(lost)
        if self._log.size > self._folded and self._folding is None and not self.failure:
            self._folding = asyncio.get_running_loop().create_task(self._fold())
        return self.failure

    async def close(self) -> None:
        """Write what is left."""
        self.flush()
        if self._folding is not None:
            await self._folding
        with suppress(NotDurable):  # whoever waited was told
            await self._log.close()

    def _fail(self, lost: NotDurable) -> None:
        if not self.failure:
            self.failure = str(lost)
            message = "%s; nothing is acknowledged any more: restart with room on the disk"
            logging.getLogger("emulator").error(message, lost)

    async def _fold(self) -> None:
        """Write a snapshot of now, and drop the logs before it."""
        old, self._number = self._number, self._number + 1
        try:
            whole = self._log.rotate(self._folder / f"log.{self._number}")
            files = self._capture()
            await whole
            await asyncio.to_thread(write, self._folder, files, self._disk)
            await asyncio.to_thread(drop_logs, self._folder, old)
        except (NotDurable, OSError) as lost:
            self._fail(NotDurable(str(lost)))
        finally:
            self._folding = None


def write(folder: Path, files: Pieces, disk: Disk = DISK) -> None:
    """A snapshot's files; the one of our own last.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pieces in files.items():
        replace_file(folder / name, pieces, disk)


def drop_logs(folder: Path, number: int) -> None:
    """Remove the logs up to a number: a snapshot has what they tell."""
    for known, file in logs(folder):
        if known <= number:
            file.unlink()


def logs(folder: Path) -> list[tuple[int, Path]]:
    """The logs of a directory in their order."""
    found = [(SEGMENT.fullmatch(file.name), file) for file in folder.iterdir()]
    return sorted((int(match[1]), file) for match, file in found if match)


def read(folder: Path) -> tuple[Record, int, list[str]]:
    """The files as they were last, the number of the last log, and what was cut off a torn tail.

    Raises Mistake for what no crash leaves.
    """
    files: Record = {}
    for file in sorted(folder.glob("*.json")):
        try:
            files[file.name] = orjson.loads(file.read_bytes())
        except (OSError, orjson.JSONDecodeError) as error:
            raise Mistake(f"{file}: cannot be read: {error}") from None
    if OWN not in files:
        raise Mistake(f"{folder}: there is no {OWN}; it is no sandbox of a --data directory")
    form = files[OWN].get("format") if isinstance(files[OWN], dict) else None
    if form != FORMAT:
        raise Mistake(f"{folder / OWN}: format: {form}, expected {FORMAT}")
    known = logs(folder)
    after: int | None = None
    cuts: list[str] = []
    for place, (_, file) in enumerate(known, 1):
        found = recover(file, after=after, is_last=place == len(known))
        after = found.last
        cuts += [found.reason] if found.reason else []
        files = replayed(files, found.records)
    return files, known[-1][0] if known else 0, cuts
