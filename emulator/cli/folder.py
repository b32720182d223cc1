"""Folders of fixtures and snapshots: one JSON file a vendor, and in a snapshot `_sandbox.json`."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from emulator.cli import exact
from emulator.kernel.errors import Mistake
from emulator.kernel.files import replace_file, sync_directory
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
    files = read(folder)
    if OWN not in files:
        do = f"`fse sandbox create --fixtures {folder}`" if files else "`fse snapshot list`"
        raise Mistake(f"{folder}: it has no {OWN}, so it is no snapshot; try {do}")
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
    """Write a snapshot; its own file comes last, so that half of one is none.

    Raises Mistake for what would be no file of the folder, and where one would stay that is none
    of this snapshot's.
    """
    for name in files:
        if Path(name).name != name or name.startswith(".") or not name.endswith(".json"):
            raise Mistake(f"the server names a file {name!r}, expected one such as {OWN}")
    with disk():
        is_new = not folder.exists()
        if more := [f.name for f in sorted(folder.glob("*.json")) if f.name not in files]:
            raise Mistake(f"{folder}: {', '.join(more)} would stay and be part of it; move it away")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for name in sorted(files, key=lambda n: (n == OWN, n)):
                replace_file(folder / name, map(str.encode, lines(files[name])))
        except BaseException:
            if is_new:
                _take_back([folder / name for name in files], folder)
            raise
        sync_directory(folder.parent)


def _take_back(files: Sequence[Path], folder: Path) -> None:
    """Remove what was written; what cannot be removed stays."""
    with suppress(OSError):
        for file in files:
            file.unlink(missing_ok=True)
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
        if folder.is_symlink():
            folder.unlink()
            return
        if not (folder / OWN).is_file():
            raise Mistake(f"{folder}: no snapshot is there; `fse snapshot list` shows those known")
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
