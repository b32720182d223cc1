"""Receivers by name: what they keep, what they forget, and who is told."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime

import pytest

from emulator.kernel.inbox import BYTE_LIMIT, MESSAGE_LIMIT, OK, Inbox, Received, Telling

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
#: Seconds within which what must happen has happened, on a busy machine, too.
PATIENCE = 10


def message(body: bytes = b"{}") -> Received:
    return Received(NOON, "POST", "/_emulator/inbox/mine?a=1", [("host", "localhost")], body)


def filled(*names: str) -> Inbox:
    inbox = Inbox()
    for number, name in enumerate(names):
        inbox.put(name, message(b"%d" % number))
    return inbox


def bodies(inbox: Inbox, name: str) -> list[bytes]:
    return [received.body for received in inbox.messages(name)]


def test_messages_are_kept_by_name_oldest_first() -> None:
    inbox = filled("mine", "yours", "mine")
    assert bodies(inbox, "mine") == [b"0", b"2"]
    assert bodies(inbox, "yours") == [b"1"]
    assert bodies(inbox, "nobodys") == []
    assert inbox.counts() == {"mine": 2, "yours": 1}
    assert inbox.messages("yours")[0] == message(b"1")


def test_the_oldest_of_a_name_gives_way_to_the_thousand_and_first() -> None:
    inbox = filled("yours", *["mine"] * (MESSAGE_LIMIT + 2))
    kept = bodies(inbox, "mine")
    assert (len(kept), kept[0], kept[-1]) == (MESSAGE_LIMIT, b"3", b"1002")
    assert (inbox.dropped_of("mine"), inbox.dropped_of("yours"), inbox.dropped) == (2, 0, 2)


def test_the_oldest_of_all_give_way_to_what_is_beyond_the_bytes() -> None:
    inbox, each = filled("small"), BYTE_LIMIT // 4
    for name in ("a", "b", "a", "b"):
        inbox.put(name, message(bytes(each)))
    assert inbox.counts() == {"a": 1, "b": 2}
    assert (inbox.dropped_of("a"), inbox.dropped) == (1, 2)


def test_names_do_not_pile_up() -> None:
    inbox = Inbox()
    for number in range(40_000):
        inbox.put(f"name-{number}", message(b""))
    assert len(inbox.counts()) < 35_000
    assert inbox.dropped == 40_000 - len(inbox.counts())


def test_what_was_emptied_makes_room() -> None:
    inbox = Inbox()
    for _ in range(20):
        inbox.put("mine", message(bytes(BYTE_LIMIT // 2)))
        inbox.empty("mine")
    assert (inbox.counts(), inbox.dropped) == ({}, 0)


def test_emptying_forgets_one_name_and_how_many_it_had_dropped() -> None:
    inbox = filled("yours", *["mine"] * (MESSAGE_LIMIT + 1))
    inbox.empty("mine")
    assert inbox.counts() == {"yours": 1}
    assert inbox.dropped_of("mine") == 0


def test_clearing_forgets_everything() -> None:
    inbox = filled("mine", "yours")
    inbox.tell("mine", Telling(status=503))
    inbox.clear()
    assert (inbox.counts(), inbox.telling("mine")) == ({}, OK)


def test_without_a_telling_a_message_is_answered_200() -> None:
    assert Inbox().put("mine", message()) == Telling(200, "", 0, hang=False)


def test_a_telling_holds_for_its_name_until_it_is_taken_back() -> None:
    inbox, busy = Inbox(), Telling(status=503)
    inbox.tell("mine", busy)
    assert [inbox.put(name, message()) for name in ("mine", "yours", "mine")] == [busy, OK, busy]
    inbox.tell("mine", Telling())
    assert inbox.put("mine", message()) == OK


def test_a_telling_with_times_is_used_up() -> None:
    inbox = Inbox()
    inbox.tell("mine", Telling(status=503, times=2))
    assert [inbox.put("mine", message()).status for _ in range(3)] == [503, 503, 200]
    assert inbox.telling("mine") == OK


def test_emptying_leaves_the_telling() -> None:
    inbox = filled("mine")
    inbox.tell("mine", Telling(status=503))
    inbox.empty("mine")
    assert inbox.telling("mine").status == 503


def within(waited: Awaitable[object]) -> Awaitable[object]:
    return asyncio.wait_for(waited, PATIENCE)


def test_a_wait_for_what_is_there_is_over_at_once() -> None:
    asyncio.run(asyncio.wait_for(filled("mine").wait("mine", 1, 60), PATIENCE))


def test_a_wait_ends_with_the_message_that_was_missing() -> None:
    async def story() -> None:
        inbox = filled("mine")
        waiting = asyncio.ensure_future(inbox.wait("mine", 3, 60))
        other = asyncio.ensure_future(inbox.wait("mine", 4, 60))
        await asyncio.sleep(0)
        inbox.put("mine", message())
        inbox.put("yours", message())
        await asyncio.sleep(0)
        assert not waiting.done()
        inbox.put("mine", message())
        await within(waiting)
        assert not other.done()
        other.cancel()

    asyncio.run(story())


@pytest.mark.parametrize("seconds", [0, 0.05])
def test_a_wait_that_is_over_forgets_its_name(seconds: float) -> None:
    inbox = Inbox()
    asyncio.run(asyncio.wait_for(inbox.wait("mine", 1, seconds), PATIENCE))
    assert inbox.counts() == {}


def test_a_wait_that_is_cancelled_forgets_its_name() -> None:
    async def story() -> None:
        waiting = asyncio.ensure_future(inbox.wait("mine", 1, 60))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    inbox = Inbox()
    asyncio.run(story())
    assert inbox.counts() == {}


@pytest.mark.parametrize("change", [Inbox.clear, lambda inbox: inbox.empty("mine")])
def test_who_waits_goes_on_waiting_when_the_messages_are_forgotten(change: object) -> None:
    async def story() -> None:
        inbox = filled("mine")
        waiting = asyncio.ensure_future(inbox.wait("mine", 2, 60))
        await asyncio.sleep(0)
        assert callable(change)
        change(inbox)
        inbox.put("mine", message())
        await asyncio.sleep(0)
        assert not waiting.done()
        inbox.put("mine", message())
        await within(waiting)

    asyncio.run(story())


def test_who_waits_in_another_event_loop_is_told_there() -> None:
    inbox = Inbox()

    async def wait() -> None:
        waiting = asyncio.ensure_future(inbox.wait("mine", 1, 60))
        await asyncio.sleep(0)
        await asyncio.to_thread(inbox.put, "mine", message())
        await within(waiting)

    asyncio.run(wait())
    assert bodies(inbox, "mine") == [b"{}"]
