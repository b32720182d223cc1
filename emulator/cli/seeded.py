"""A fixture with more records than fit in memory: written table by table, whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import orjson

from emulator.kernel.errors import Mistake
from emulator.kernel.files import replace_file
from emulator.kernel.operation import Record
from emulator.kernel.shifting import Tables

#: Bytes that are collected before they are written.
BUFFER = 1 << 18


def write(
    file: Path,
    tables: Tables,
    batches: Iterable[Mapping[str, Sequence[Record]]],
    *,
    may_replace: bool = False,
) -> Counter[str]:
    """These tables and what every batch adds to them; how many records each table has.

    Compact JSON, one record a line.  Raises Mistake for a file that is there already, unless it may
    be replaced, or cannot be written; whatever is raised meanwhile, what was there before stays,
    and nothing else does.
    """
    try:
        if file.exists() and not may_replace:
            raise Mistake(f"{file}: is there already; --force replaces it")
        file.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            parts = _Parts(file.parent, opened)
            for table, records in tables.items():
                parts.add(table, records.items())
            for added in batches:
                for table, rows in added.items():
                    parts.add(table, ((row["Id"], row) for row in rows))
            replace_file(file, parts.joined())
            return parts.counts
    except OSError as error:
        raise Mistake(
            f"{file}: {error.strerror or error}, expected a file in a folder that can be written"
        ) from None


class _Parts:
    """A file without a name for each table, for in the end one table follows the other."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        self._folder, self._opened = folder, opened
        self._files: dict[str, IO[bytes]] = {}
        self.counts: Counter[str] = Counter()

    def add(self, table: str, records: Iterable[tuple[object, Record]]) -> None:
        """Records with their keys."""
        part = self._files.get(table)
        if part is None:
            part = TemporaryFile(dir=self._folder, buffering=BUFFER)  # noqa: SIM115 - the stack's
            self._files[table] = self._opened.enter_context(part)
        for key, record in records:
            start = ",\n" if self.counts[table] else "\n"
            part.write(b'%s"%s":%s' % (start.encode(), str(key).encode(), orjson.dumps(record)))
            self.counts[table] += 1

    def joined(self) -> Iterator[bytes]:
        """The whole, bit by bit."""
        for number, (table, part) in enumerate(self._files.items()):
            yield b'%s"%s":{' % (b",\n" if number else b"{", table.encode())
            part.seek(0)
            while chunk := part.read(BUFFER):
                yield chunk
            yield b"}"
        yield b"}\n"
