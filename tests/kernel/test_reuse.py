from datetime import UTC, datetime, timedelta

import pytest

from emulator.kernel.reuse import KEPT, Replies

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def replies() -> Replies:
    """One reply, made from version 7, that holds for a minute."""
    made = Replies()
    made.keep("key", 7, (NOON, NOON + MINUTE), b"body")
    return made


def test_a_reply_is_kept_while_nothing_changes(replies: Replies) -> None:
    assert replies.get("key", 7, NOON) == b"body"


def test_a_reply_is_another_ones_under_another_key(replies: Replies) -> None:
    assert replies.get("other", 7, NOON) is None


def test_a_reply_ends_with_the_next_version_of_the_records(replies: Replies) -> None:
    assert replies.get("key", 8, NOON) is None


@pytest.mark.parametrize(
    ("at", "body"),
    [(-1, None), (0, b"body"), (59, b"body"), (60, None), (61, None)],
    ids=["before", "at-once", "last-second", "end", "after"],
)
def test_a_reply_holds_from_its_instant_until_just_before_its_end(
    replies: Replies, at: int, body: bytes | None
) -> None:
    assert replies.get("key", 7, NOON + timedelta(seconds=at)) == body


def test_a_newer_reply_takes_the_place_of_the_older_one(replies: Replies) -> None:
    replies.keep("key", 8, (NOON, NOON + MINUTE), b"newer")
    assert replies.get("key", 8, NOON) == b"newer"


def test_an_empty_body_is_kept_too(replies: Replies) -> None:
    replies.keep("empty", 7, (NOON, NOON + MINUTE), b"")
    assert replies.get("empty", 7, NOON) == b""


def test_the_newest_reply_is_there_however_many_there_were() -> None:
    replies = Replies()
    for number in range(KEPT * 2 + 1):
        replies.keep(number, 7, (NOON, NOON + MINUTE), b"body")
        assert replies.get(number, 7, NOON) == b"body"
    held = [n for n in range(KEPT * 2 + 1) if replies.get(n, 7, NOON) is not None]
    assert len(held) <= KEPT
