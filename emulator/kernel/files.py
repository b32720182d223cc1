"""Files that are either as they were or as they are meant to be, and the lock on a directory.

`Disk` is the seam: every call by which bytes reach the disk, so that a test can let each one fail.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Self

import orjson

from emulator.kernel.errors import Mistake

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: No translated line ends on Windows; elsewhere there are none.
BINARY = getattr(os, "O_BINARY", 0)
#: What a file system says that has no way to sync a directory.
NO_SUCH_SYNC = {errno.EINVAL, errno.ENOTSUP}
#: The file that is locked, in the directory that it stands for.
LOCK = "lock"
#: Where Windows locks one byte: beyond the text, which others could not read otherwise.
FAR = 1 << 30


def _open(path: str | Path, flags: int) -> int:
    return os.open(path, flags | BINARY, 0o666)  # not inherited by other programs: PEP 446


class Disk(NamedTuple):
    """The operating system's calls.  write: may take less than it was given, and says how much.

    fdatasync: as fsync, but without the times of the file; fsync where there is no such call.
    """

    open: Callable[[str | Path, int], int] = _open
    write: Callable[[int, bytes | memoryview], int] = os.write
    fdatasync: Callable[[int], None] = os.fdatasync if hasattr(os, "fdatasync") else os.fsync
    fsync: Callable[[int], None] = os.fsync
    truncate: Callable[[int, int], None] = os.ftruncate
    replace: Callable[[Path, Path], None] = os.replace


DISK = Disk()


@contextmanager
def opened(path: Path, flags: int, disk: Disk = DISK) -> Iterator[int]:
    """A file's descriptor, closed in the end."""
    descriptor = disk.open(path, flags)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes, disk: Disk = DISK) -> None:
    """Write everything, in as many calls as it takes.  Raises OSError."""
    left = memoryview(data)
    while left:
        written = disk.write(descriptor, left)
        if written <= 0:
            raise OSError(errno.EIO, "nothing was written")
        left = left[written:]


def replace_file(path: Path, chunks: Iterable[bytes], disk: Disk = DISK) -> None:
    """Make a file of these chunks, or replace it by one; a crash leaves the old one or the new.

    One writer of a path at a time: what a crash leaves of the temporary file beside it is
    overwritten by the next.  Raises OSError, with the old file as it was; only when the very last
    step fails, the sync of the directory, is the new one in its place and may be lost again.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with opened(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, disk) as descriptor:
            for chunk in chunks:
                write_all(descriptor, chunk, disk)
            disk.fsync(descriptor)
        disk.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_directory(path.parent, disk)


def sync_directory(folder: Path, disk: Disk = DISK) -> None:
    """Put on disk which files a directory has.  Raises OSError."""
    if sys.platform == "win32":
        return  # a directory cannot be opened there
    with opened(folder, os.O_RDONLY | os.O_DIRECTORY, disk) as descriptor:
        try:
            disk.fsync(descriptor)
        except OSError as error:
            if error.errno not in NO_SUCH_SYNC:
                raise


class Lock:
    """One server on a directory: until it is released, or its process ends, by whatever cause.

    It belongs to the open file: programs that the holder starts do not inherit it, and a fork of
    the holder cannot release it.  The file stays when the lock goes; it means nothing by itself.
    """

    def __init__(self, folder: Path, descriptor: int, disk: Disk) -> None:
        self._folder, self._descriptor, self._disk = folder, descriptor, disk
        self._pid = os.getpid()

    @classmethod
    def acquire(cls, folder: Path, holder: Mapping[str, object], disk: Disk = DISK) -> Self:
        """Lock a directory, which is made if there is none.

        holder: "pid" and "url", for the message to others.  Raises Mistake that names the holder,
        or says why the directory is of no use.
        """
        descriptor = _open_lock(folder, disk)
        try:
            _hold(descriptor)
            lock = cls(folder, descriptor, disk)
            lock.tell(holder)
        except BlockingIOError:
            held_by = _holder(descriptor)
            os.close(descriptor)
            raise Mistake(
                f"{folder} is in use by {held_by}; stop it or use another --data"
            ) from None
        except OSError as error:
            os.close(descriptor)
            raise Mistake(f"{folder}: cannot be locked: {error.strerror or error}") from None
        return lock

    def tell(self, holder: Mapping[str, object]) -> None:
        """Change what others are told of the holder.  Raises OSError."""
        text = orjson.dumps(holder)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        write_all(self._descriptor, text, self._disk)
        self._disk.truncate(self._descriptor, len(text))

    def release(self) -> None:
        """Let others have the directory; once is enough."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        if self._pid == os.getpid():
            _let_go(descriptor)  # a fork that lives on has the same open file
        os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _open_lock(folder: Path, disk: Disk) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return disk.open(folder / LOCK, os.O_RDWR | os.O_CREAT)
    except (FileExistsError, NotADirectoryError):
        raise Mistake(f"{folder}: a file is in its place, expected a directory") from None
    except OSError as error:
        words = error.strerror or error
        raise Mistake(
            f"{error.filename or folder}: cannot be made or written to: {words}"
        ) from None


def _holder(descriptor: int) -> str:
    """Who has the lock, as far as its file says."""
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        told = orjson.loads(os.read(descriptor, 10_000))
        pid, url = told["pid"], told.get("url")
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return "another server"
    return f"the server at {url} (pid {pid})" if url else f"the server with pid {pid}"


if sys.platform == "win32":

    def _hold(descriptor: int) -> None:
        os.lseek(descriptor, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(errno.EWOULDBLOCK, str(error)) from None

    def _let_go(descriptor: int) -> None:
        os.lseek(descriptor, FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:

    def _hold(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
