"""A file is as it was or as it is meant to be; one server has a directory."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import ParamSpec, TypeVar

import pytest

from emulator.kernel.errors import Mistake
from emulator.kernel.files import DISK, Disk, Lock, replace_file

P = ParamSpec("P")
R = TypeVar("R")

HOLDER = {"pid": 123, "url": "http://127.0.0.1:8080"}
#: What replacing a file by one of two chunks asks of the disk.
REPLACING = ["open", "write", "write", "fsync", "replace", "open", "fsync"]
#: Locks the directory that it is given, does something, and says so; then waits to be killed.
HOLDING = """
import os, subprocess, sys
from pathlib import Path
from emulator.kernel.files import Lock
lock = Lock.acquire(Path(sys.argv[1]), {"pid": os.getpid(), "url": "http://h:1"})
%s
print(child, flush=True)
sys.stdin.read()
"""
NOTHING = "child = 0"
STARTS_A_PROGRAM = """
child = subprocess.Popen(["sleep", "100"], close_fds=False, stdin=0, stdout=2).pid
"""
FORKS_AND_THE_FORK_RELEASES = """
if not (child := os.fork()):
    lock.release()
    os._exit(0)
os.waitpid(child, 0)
"""
FORKS_AND_RELEASES = """
if not (child := os.fork()):
    sys.stdin.read()
    os._exit(0)
lock.release()
"""


class Tape:
    """What is asked of a disk, in order; the call of a certain number fails.

    look: is called before each.
    """

    def __init__(
        self, fails_at: int = 0, code: int = errno.ENOSPC, look: Callable[[], object] = int
    ) -> None:
        self.calls: list[str] = []
        self._fails_at, self._code, self._look = fails_at, code, look
        self.disk = Disk(*[self._recorded(n, real) for n, real in DISK._asdict().items()])

    def _recorded(self, name: str, real: Callable[P, R]) -> Callable[P, R]:
        def call(*given: P.args, **named: P.kwargs) -> R:
            self._look()
            self.calls.append(name)
            if len(self.calls) == self._fails_at:
                raise OSError(self._code, os.strerror(self._code))
            return real(*given, **named)

        return call


def seven_at_a_time(descriptor: int, data: bytes | memoryview) -> int:
    return os.write(descriptor, data[:7])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "state.json"
    file.write_bytes(b"old")
    return file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_replaced_file_holds_all_chunks_and_nothing_is_left_beside_it(file: Path) -> None:
    replace_file(file, [b"one ", b"", b"two"])
    assert (file.read_bytes(), names(file.parent)) == (b"one two", ["state.json"])


def test_a_file_that_was_not_there_is_made(tmp_path: Path) -> None:
    replace_file(tmp_path / "new", iter([b"text"]))
    assert (tmp_path / "new").read_bytes() == b"text"


def test_the_new_file_is_synced_before_it_takes_the_name_and_the_directory_after(
    file: Path,
) -> None:
    seen: list[bytes] = []
    tape = Tape(look=lambda: seen.append(file.read_bytes()))
    replace_file(file, [b"ne", b"w"], tape.disk)
    assert tape.calls == REPLACING
    assert seen == [b"old"] * 5 + [b"new"] * 2


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize("call", range(1, 6), ids=lambda n: f"{n}-{REPLACING[n - 1]}")
def test_a_failure_up_to_the_rename_leaves_the_old_file_alone(
    file: Path, call: int, code: int
) -> None:
    with pytest.raises(OSError, match=os.strerror(code)):
        replace_file(file, [b"ne", b"w"], Tape(call, code).disk)
    assert (file.read_bytes(), names(file.parent)) == (b"old", ["state.json"])


@pytest.mark.parametrize("call", [6, 7])
def test_a_failure_to_sync_the_directory_is_told(file: Path, call: int) -> None:
    with pytest.raises(OSError, match="Input/output error"):
        replace_file(file, [b"ne", b"w"], Tape(call, errno.EIO).disk)
    assert (file.read_bytes(), names(file.parent)) == (b"new", ["state.json"])


def test_a_file_system_that_cannot_sync_directories_is_good_enough(file: Path) -> None:
    replace_file(file, [b"ne", b"w"], Tape(7, errno.EINVAL).disk)
    assert file.read_bytes() == b"new"


def test_chunks_that_end_in_an_error_leave_the_old_file_alone(file: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_file(file, chunks())
    assert (file.read_bytes(), names(file.parent)) == (b"old", ["state.json"])


def test_what_a_crash_left_is_overwritten(file: Path) -> None:
    (file.parent / ".state.json.part").write_bytes(b"half of something longer")
    replace_file(file, [b"new"])
    assert (file.read_bytes(), names(file.parent)) == (b"new", ["state.json"])


def test_a_write_that_takes_only_a_part_is_completed(file: Path) -> None:
    replace_file(file, [b"a text of more than seven bytes"], Disk(write=seven_at_a_time))
    assert file.read_bytes() == b"a text of more than seven bytes"


def test_a_write_that_takes_nothing_fails(file: Path) -> None:
    with pytest.raises(OSError, match="nothing was written"):
        replace_file(file, [b"new"], Disk(write=lambda _descriptor, _data: 0))
    assert file.read_bytes() == b"old"


def test_a_second_server_is_told_who_has_the_directory(tmp_path: Path) -> None:
    with Lock.acquire(tmp_path, HOLDER), pytest.raises(Mistake) as refused:
        Lock.acquire(tmp_path, {"pid": 456, "url": "http://127.0.0.1:9090"})
    assert str(refused.value) == (
        f"{tmp_path} is in use by the server at http://127.0.0.1:8080 (pid 123); "
        "stop it or use another --data"
    )


def test_a_released_directory_can_be_locked_again(tmp_path: Path) -> None:
    lock = Lock.acquire(tmp_path, HOLDER)
    lock.release()
    lock.release()
    with Lock.acquire(tmp_path, HOLDER):
        assert names(tmp_path) == ["lock"]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"pid": 5, "url": "http://[::1]:1"}, "the server at http://[::1]:1 (pid 5)"),
        ({"pid": 5}, "the server with pid 5"),
        ({}, "another server"),
    ],
    ids=["both", "no-url", "nothing"],
)
def test_the_holder_may_tell_something_else_later(
    tmp_path: Path, told: dict[str, object], shown: str
) -> None:
    with Lock.acquire(tmp_path, HOLDER | {"note": "a long text" * 9}) as lock:
        lock.tell(told)
        with pytest.raises(Mistake, match="in use by") as refused:
            Lock.acquire(tmp_path, HOLDER)
    assert f"is in use by {shown};" in str(refused.value)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"7", b"\xff\x00"], ids=repr)
def test_a_holder_that_left_no_sense_is_another_server(tmp_path: Path, text: bytes) -> None:
    with Lock.acquire(tmp_path, HOLDER):
        (tmp_path / "lock").write_bytes(text)
        with pytest.raises(Mistake, match="is in use by another server; stop it or"):
            Lock.acquire(tmp_path, HOLDER)


def test_a_directory_that_is_missing_is_made_with_those_above_it(tmp_path: Path) -> None:
    with Lock.acquire(tmp_path / "a" / "b", HOLDER):
        assert (tmp_path / "a" / "b" / "lock").is_file()


@pytest.mark.parametrize("below", ["", "folder"])
def test_a_file_in_the_place_of_the_directory_is_a_mistake(file: Path, below: str) -> None:
    with pytest.raises(Mistake, match="a file is in its place, expected a directory"):
        Lock.acquire(file / below, HOLDER)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC], ids=os.strerror)
def test_a_directory_that_cannot_be_written_to_is_a_mistake(tmp_path: Path, code: int) -> None:
    with pytest.raises(Mistake) as refused:
        Lock.acquire(tmp_path, HOLDER, Tape(1, code).disk)
    assert str(refused.value) == f"{tmp_path}: cannot be made or written to: {os.strerror(code)}"


def test_a_lock_that_is_a_directory_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(Mistake, match=r"/lock: cannot be made or written to: Is a directory"):
        Lock.acquire(tmp_path, HOLDER)


def test_a_lock_whose_holder_cannot_be_told_is_let_go(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="cannot be locked: No space left on device"):
        Lock.acquire(tmp_path, HOLDER, Tape(2).disk)
    Lock.acquire(tmp_path, HOLDER).release()


@contextmanager
def holder(folder: Path, does: str) -> Iterator[tuple[Popen[str], int]]:
    """Another process that has locked a directory, and the pid of its child, if it has one."""
    command = [sys.executable, "-c", HOLDING % does, str(folder)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with holder(tmp_path, NOTHING) as (process, _):
        with pytest.raises(Mistake, match=rf"server at http://h:1 \(pid {process.pid}\)"):
            Lock.acquire(tmp_path, HOLDER)
        process.kill()
        process.wait()
        Lock.acquire(tmp_path, HOLDER).release()


def test_a_program_that_outlives_a_killed_holder_does_not_keep_its_lock(tmp_path: Path) -> None:
    with holder(tmp_path, STARTS_A_PROGRAM) as (process, child):
        process.kill()
        process.wait()
        try:
            Lock.acquire(tmp_path, HOLDER).release()
            os.kill(child, 0)  # it is still there
        finally:
            os.kill(child, 9)


def test_a_fork_of_the_holder_cannot_release_its_lock(tmp_path: Path) -> None:
    with (
        holder(tmp_path, FORKS_AND_THE_FORK_RELEASES),
        pytest.raises(Mistake, match="is in use by"),
    ):
        Lock.acquire(tmp_path, HOLDER)


def test_a_fork_of_the_holder_that_lives_on_does_not_keep_its_lock(tmp_path: Path) -> None:
    with holder(tmp_path, FORKS_AND_RELEASES) as (_, child):
        Lock.acquire(tmp_path, HOLDER).release()
        os.kill(child, 0)  # it is still there
