"""What a log holds after it was written, cut short, or damaged."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.kernel.errors import Mistake
from emulator.kernel.wal import BEGINS, CHECK, HEADER, LONGEST, WORD, Log, Recovered, recover
from tests.kernel.test_files import Tape

#: Batches of records, as they are synced.
THREE = [[b"first"], [b""], [b"the third"]]
HEAD = 16
#: The offsets at which the three begin, and where they end.
AT = [20, 20 + HEAD + 5, 20 + 2 * HEAD + 5, 20 + 3 * HEAD + 14]

Batches = Sequence[Sequence[bytes]]


async def written(file: Path, batches: Batches, after: int = 0) -> None:
    log = Log(file, after)
    for batch in batches:
        numbers = [log.append(payload) for payload in batch]
        await log.synced(numbers[-1])
    await log.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A log of three records, each in a batch of its own."""
    file = tmp_path / "log.1"
    asyncio.run(written(file, THREE))
    assert file.stat().st_size == AT[-1]
    return file


def record(word: int, payload: bytes = b"") -> bytes:
    tail = WORD.pack(word) + payload
    return CHECK.pack(len(payload), crc32(tail)) + tail


def flipped(data: bytes, at: int, by: int) -> bytes:
    return data[:at] + bytes([data[at] ^ by]) + data[at + 1 :]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def runner(request: pytest.FixtureRequest) -> Iterator[asyncio.Runner]:
    """Each event loop that serves people."""
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner


def test_what_was_synced_is_recovered_in_order(runner: asyncio.Runner, tmp_path: Path) -> None:
    runner.run(written(tmp_path / "log", [[b"a", b"b"], [b"", b"\x80" * 5000]]))
    assert recover(tmp_path / "log") == ([b"a", b"b", b"", b"\x80" * 5000], 4, 0, "")


def test_a_log_goes_on_where_it_was_recovered(runner: asyncio.Runner, file: Path) -> None:
    runner.run(written(file, [[b"fourth"]], after=recover(file).last))
    assert recover(file) == ([b"first", b"", b"the third", b"fourth"], 4, 0, "")


def test_a_log_that_starts_later_says_so(runner: asyncio.Runner, tmp_path: Path) -> None:
    runner.run(written(tmp_path / "log", [[b"x"]], after=2**40))
    assert recover(tmp_path / "log", after=2**40) == ([b"x"], 2**40 + 1, 0, "")


def test_an_empty_log_knows_the_number_before_its_first_record(tmp_path: Path) -> None:
    asyncio.run(written(tmp_path / "log", [], after=41))
    assert recover(tmp_path / "log") == ([], 41, 0, "")


def test_a_record_that_is_too_long_is_refused_before_it_is_taken(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    with pytest.raises(ValueError, match=f"at most {LONGEST} are possible"):
        log.append(bytes(LONGEST + 1))
    assert (log.last, log.size) == (0, HEADER.size)
    asyncio.run(log.close())


def test_the_size_is_that_of_the_file_once_all_is_written(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    log.append(b"x" * 100)
    asyncio.run(log.close())
    again = Log(tmp_path / "log", 1)
    asyncio.run(again.close())
    assert log.size == again.size == (tmp_path / "log").stat().st_size


def test_every_prefix_of_a_log_recovers_to_the_whole_records_in_it(file: Path) -> None:
    data = file.read_bytes()
    for length in range(HEADER.size, len(data)):
        file.write_bytes(data[:length])
        whole = sum(end <= length for end in AT[1:])
        recovered = recover(file)
        assert recovered.records == [b"first", b"", b"the third"][:whole]
        assert (recovered.last, recovered.cut) == (whole, length - AT[whole])
        assert file.read_bytes() == data[: AT[whole]]
        assert recover(file) == (recovered.records, whole, 0, "")


def test_what_is_cut_is_told_with_its_place_and_cause(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2])
    reason = f"{file}: 23 bytes cut at {AT[2]}: record 3 is cut short after 7 bytes of 9"
    assert recover(file) == ([b"first", b""], 2, 23, reason)


@pytest.mark.parametrize("by", [0x01, 0x80, 0xFF], ids=hex)
def test_every_damaged_byte_of_the_last_record_cuts_it_off(file: Path, by: int) -> None:
    data = file.read_bytes()
    for at in range(AT[2], len(data)):
        file.write_bytes(flipped(data, at, by))
        recovered = recover(file)
        assert recovered[:3] == ([b"first", b""], 2, len(data) - AT[2]), at
        assert file.read_bytes() == data[: AT[2]]


@pytest.mark.parametrize("by", [0x01, 0x80, 0xFF], ids=hex)
def test_every_damaged_byte_before_is_a_mistake_that_changes_nothing(file: Path, by: int) -> None:
    data = file.read_bytes()
    for at in range(AT[2]):
        file.write_bytes(damaged := flipped(data, at, by))
        with pytest.raises(Mistake, match=str(file)) as found:
            recover(file)
        start = max((offset for offset in AT if offset <= at), default=0)
        assert at < HEADER.size or f"offset {start}:" in str(found.value)
        assert file.read_bytes() == damaged


def test_damage_to_what_was_synced_is_told_with_its_proof(file: Path) -> None:
    file.write_bytes(flipped(file.read_bytes(), AT[1] - 1, 1))
    with pytest.raises(Mistake) as found:
        recover(file)
    assert str(found.value) == (
        f"{file}: offset {AT[0]}: the checksum of record 1 is wrong, but it was on disk once: "
        f"record 2 at offset {AT[1]} was written later. Restore it from a copy; cut there, it "
        "loses what follows"
    )


def test_a_hole_within_the_last_batch_is_what_a_crash_leaves(tmp_path: Path) -> None:
    asyncio.run(written(tmp_path / "log", [[b"kept"], [b"hole", b"whole", b"whole"]]))
    data = (tmp_path / "log").read_bytes()
    hole = data.index(b"hole")
    (tmp_path / "log").write_bytes(data[:hole] + bytes(4) + data[hole + 4 :])
    recovered = recover(tmp_path / "log")
    assert recovered[:3] == ([b"kept"], 1, len(data) - hole + HEAD)
    assert recovered.reason.endswith("the checksum of record 2 is wrong")


def test_zeros_after_the_last_record_are_cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes() + bytes(5000))
    assert recover(file)[1:3] == (3, 5000)


@pytest.mark.parametrize(
    ("tail", "why"),
    [
        (record(BEGINS | 3), "record 3 is where record 4 should be"),
        (record(7), "record 7 is where record 4 should be"),
        (CHECK.pack(LONGEST + 1, 0) + bytes(8), "the length of record 4 is 268435457, at most"),
        (CHECK.pack(LONGEST, 0) + bytes(8), "record 4 is cut short after 0 bytes of 268435456"),
        (b"\x80" * 15, "the head of record 4 is cut short"),
        (b"\x80" * 99, "the length of record 4 is 2155905152, at most"),
    ],
    ids=["again", "no-beginning", "absurd", "long", "head", "marks"],
)
def test_a_tail_that_makes_no_sense_is_cut_off(file: Path, tail: bytes, why: str) -> None:
    file.write_bytes(file.read_bytes() + tail)
    recovered = recover(file)
    assert recovered[1:3] == (3, len(tail))
    assert why in recovered.reason


def test_a_batch_that_began_later_is_proof_that_records_are_missing(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: AT[1]] + data[AT[2] :])
    with pytest.raises(Mistake, match="record 3 is where record 2 should be, but it was on disk"):
        recover(file)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (b"", "no log: expected b'FWAL' and 20 bytes or more"),
        (b"FWAL" + bytes(15), "no log: expected b'FWAL' and 20 bytes or more"),
        (b'{"_meta": {"1": {"format": 1', "no log: expected b'FWAL' and 20 bytes or more"),
        (HEADER.pack(b"FWAL", 2, 1, 0), "format 2, expected 1"),
        (HEADER.pack(b"FWAL", 1, 1, 0), "offset 0: the checksum of the header is wrong"),
    ],
    ids=["empty", "short", "json", "version", "checksum"],
)
def test_what_is_no_log_of_ours_is_a_mistake(tmp_path: Path, header: bytes, why: str) -> None:
    (tmp_path / "log").write_bytes(header)
    with pytest.raises(Mistake, match=f"^{tmp_path}/log: {why}$"):
        recover(tmp_path / "log")


def test_a_log_that_does_not_follow_the_one_before_is_a_mistake(file: Path) -> None:
    with pytest.raises(Mistake, match="begins with record 1, expected 8"):
        recover(file, after=7)


def test_a_file_that_a_newer_one_follows_has_no_torn_tail(file: Path) -> None:
    file.write_bytes(torn := file.read_bytes()[:-1])
    with pytest.raises(Mistake, match="but it was on disk once: a newer file follows"):
        recover(file, is_last=False)
    assert file.read_bytes() == torn


def test_what_is_recovered_is_synced_even_if_nothing_is_cut(file: Path) -> None:
    """Its writer may have died between the write and the sync."""
    tape = Tape()
    recover(file, disk=tape.disk)
    assert tape.calls == ["open", "fsync"]


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_tail_that_cannot_be_cut_off_is_a_mistake(file: Path, call: int) -> None:
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Mistake, match=f"^{file}: No space left on device$"):
        recover(file, disk=Tape(call).disk)


def test_a_log_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="/log: No such file or directory"):
        recover(tmp_path / "log")


def left_of(batches: Batches, after: int, spoil: Callable[[bytes], bytes]) -> Recovered:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "log"
        asyncio.run(written(file, batches, after))
        file.write_bytes(spoil(file.read_bytes()))
        return recover(file, after=after)


def size(batches: Batches) -> int:
    return sum(HEAD + len(payload) for batch in batches for payload in batch)


BATCHES = st.lists(st.lists(st.binary(max_size=60), min_size=1, max_size=4), min_size=1, max_size=5)


@settings(max_examples=50, deadline=None)
@given(BATCHES, st.integers(0, 2**50), st.integers(0, 2000))
def test_a_log_cut_anywhere_has_the_records_before(batches: Batches, after: int, cut: int) -> None:
    payloads = [payload for batch in batches for payload in batch]
    length = size(batches) - cut % (size(batches) + 1)
    left = left_of(batches, after, lambda data: data[: HEADER.size + length])
    whole = max(n for n in range(len(payloads) + 1) if size([payloads[:n]]) <= length)
    assert left.records == payloads[:whole]
    assert left[1:3] == (after + whole, length - size([payloads[:whole]]))


@settings(max_examples=100, deadline=None)
@given(BATCHES, st.integers(0, 2000), st.integers(0, 2**64))
def test_a_power_failure_loses_nothing_of_what_was_synced(
    batches: Batches, cut: int, pieces: int
) -> None:
    """Of the last batch any eight bytes may be there or not, and any length of it."""
    payloads = [payload for batch in batches for payload in batch]
    synced = HEADER.size + size(batches[:-1])

    def spoil(data: bytes) -> bytes:
        tail = data[synced : max(synced, len(data) - cut)]
        kept = (
            tail[at : at + 8] if pieces >> (at // 8 % 64) & 1 else bytes(len(tail[at : at + 8]))
            for at in range(0, len(tail), 8)
        )
        return data[:synced] + b"".join(kept)

    left = left_of(batches, 0, spoil)
    assert left.records == payloads[: left.last]
    assert left.last >= len(payloads) - len(batches[-1])


@settings(max_examples=100, deadline=None)
@given(BATCHES, st.integers(0, 2000), st.integers(1, 255))
def test_damage_never_makes_a_record_that_was_not_written(
    batches: Batches, at: int, by: int
) -> None:
    payloads = [payload for batch in batches for payload in batch]
    try:
        left = left_of(batches, 0, lambda data: flipped(data, at % len(data), by))
    except Mistake:
        return
    assert left.records == payloads[: left.last]
    assert left.last < len(payloads)
