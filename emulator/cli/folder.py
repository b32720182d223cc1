"""Folders of fixtures and snapshots: one JSON file a vendor, and in a snapshot `_sandbox.json`."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from emulator.cli import exact
from emulator.kernel.errors import Mistake
from emulator.kernel.files import opened, sync_directory, write_all
from emulator.kernel.operation import Record

#: Where snapshots are, unless --dir says otherwise.
SNAPSHOTS = Path("snapshots")
#: What is in a snapshot beside the vendors' files.
OWN = "_sandbox.json"
META = "_meta"


def located(text: str, under: Path) -> Path:
    """The folder of a snapshot: a name is below the folder of them, a path is what it says."""
    if not text:
        raise click.BadParameter("it is empty, expected a name, or the path of a folder")
    is_path = text in (".", "..") or any(s in text for s in (os.sep, os.altsep) if s)
    return Path(text) if is_path else under / text


def existing(text: str, under: Path) -> Path:
    """As `located`, of one that is there; a name may also be that of a folder right here."""
    named = located(text, under)
    with disk():
        return Path(text) if not named.exists() and Path(text).is_dir() else named


@contextmanager
def disk() -> Iterator[None]:
    """What the file system refuses is a Mistake, with the file."""
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise Mistake(f"{error.filename}: a file is in the way, expected a folder") from None
    except OSError as error:
        raise Mistake(f"{error.filename or 'the disk'}: {error.strerror or error}") from None


def read(folder: Path) -> Record:
    """The files of a folder by their names.  Raises Mistake with every problem of all of them."""
    with disk():
        if not folder.exists():
            raise Mistake(f"{folder}: there is no such folder")
        if not folder.is_dir():
            raise Mistake(f"{folder}: a file, expected the folder that it is in")
        files = {f.name: f.read_bytes() for f in sorted(folder.glob("*.json")) if f.is_file()}
    found: Record = {}
    wrong: list[str] = []
    for name, content in files.items():
        try:
            found[name] = exact.parsed(content)
        except Mistake as mistake:
            wrong += [f"{folder / name}: {problem}" for problem in mistake.problems]
    if wrong:
        raise Mistake(*wrong)
    return found


def snapshot(folder: Path) -> Record:
    """The files of a snapshot.  Raises Mistake where it is none."""
    with disk():
        if not folder.exists():
            raise Mistake(f"{folder}: no such snapshot; `fse snapshot list` shows those there are")
    files = read(folder)
    if OWN not in files:
        do = f"; for fixtures: fse sandbox create --fixtures {folder}" if files else ""
        raise Mistake(f"{folder}: no {OWN} in it, so it is no snapshot{do}")
    return files


def fixtures(folder: Path) -> Record:
    """The vendors' files of a folder.  Raises Mistake where there is none."""
    files = {name: tables for name, tables in read(folder).items() if not name.startswith("_")}
    if not files:
        raise Mistake(f"{folder}: no fixture in it, expected a file such as servicechannel.json")
    return files


def check_free(folder: Path, *, is_forced: bool) -> None:
    """Raises Mistake where a snapshot would replace what nobody said may go."""
    with disk():
        if folder.exists() and not folder.is_dir():
            raise Mistake(f"{folder}: a file is in the way, expected a folder, or none yet")
        if folder.is_dir() and any(folder.iterdir()) and not is_forced:
            what = "a snapshot" if (folder / OWN).exists() else "something"
            raise Mistake(f"{folder}: {what} is there already; --force replaces it")


def write(folder: Path, files: Mapping[str, Record]) -> None:
    """Write a snapshot: everything beside first, then each file into its place.

    Raises Mistake for what would be no file of the folder, and where one would stay that is none
    of this snapshot's.
    """
    for name in files:
        if Path(name).name != name or name.startswith(".") or not name.endswith(".json"):
            raise Mistake(f"the server names a file {name!r}, expected one such as {OWN}")
    with disk():
        if more := [f.name for f in sorted(folder.glob("*.json")) if f.name not in files]:
            raise Mistake(f"{folder}: {', '.join(more)} would stay and be part of it; move it away")
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        # Its own file comes last: without it, half of a snapshot is none.
        parts = {folder / f".{name}.part": name for name in sorted(files, key=lambda n: n == OWN)}
        try:
            for part, name in parts.items():
                _write(part, "".join(lines(files[name])).encode())
            for part, name in parts.items():
                part.replace(folder / name)
        except BaseException:
            _take_back(parts, folder if is_new else None)
            raise
        sync_directory(folder)


def _write(file: Path, content: bytes) -> None:
    with opened(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as descriptor:
        write_all(descriptor, content)
        os.fsync(descriptor)


def _take_back(parts: Iterable[Path], folder: Path | None) -> None:
    """Remove what was written, and the folder if it was made for it; what cannot go stays."""
    with suppress(OSError):
        for part in parts:
            part.unlink(missing_ok=True)
        if folder is not None:
            folder.rmdir()


def lines(content: Record) -> Iterator[str]:
    """A file's text, one record a line: the same content gives the same bytes."""
    yield "{"
    for number, (key, part) in enumerate(content.items()):
        yield f"{',' if number else ''}\n{_compact(key)}:"
        if isinstance(part, dict) and part:
            yield "{"
            for place, (name, record) in enumerate(part.items()):
                yield f"{',' if place else ''}\n{_compact(name)}:{_compact(record)}"
            yield "\n}"
        else:
            yield _compact(part)
    yield "\n}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def remove(folder: Path) -> None:
    """Remove a snapshot and nothing else.  Raises Mistake where there is more."""
    with disk():
        if not (folder / OWN).is_file():
            raise Mistake(f"{folder}: no such snapshot; `fse snapshot list` shows those there are")
        if folder.is_symlink():
            folder.unlink()
            return
        inside = sorted(folder.iterdir())
        others = [f.name for f in inside if f.is_dir() or f.suffix not in (".json", ".part")]
        if others:
            raise Mistake(f"{folder}: more than a snapshot is in it: {', '.join(others)}")
        for file in sorted(inside, key=lambda f: f.name != OWN):
            file.unlink()
        folder.rmdir()


def count(files: Mapping[str, Record]) -> Mapping[str, int]:
    """How many records of each vendor there are."""
    return {
        name.removesuffix(".json"): sum(len(t) for n, t in tables.items() if n != META)
        for name, tables in files.items()
        if name != OWN
    }
