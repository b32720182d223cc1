import asyncio

import pytest

from emulator.kernel.feed import Feed, Listener
from emulator.kernel.journal import Entry, Journal
from emulator.kernel.operation import Record
from tests.kernel.asking import request
from tests.kernel.test_journal import NOON


def every(line: Record) -> bool:
    return bool(line)


def lines(*numbers: int) -> list[Record]:
    return [{"line": number} for number in numbers]


def heard(listener: Listener) -> tuple[int, list[Record]]:
    return asyncio.run(listener.news())


def told(listener: Listener, feed: Feed, *numbers: int) -> None:
    with feed.listening(listener):
        for line in lines(*numbers):
            feed.tell(line)


def test_who_listens_is_told_all_in_its_order() -> None:
    listener = Listener(every)
    told(listener, Feed(), 1, 2, 3)
    assert heard(listener) == (0, lines(1, 2, 3))


def test_two_who_listen_are_told_the_same() -> None:
    feed, one, two = Feed(), Listener(every), Listener(every)
    with feed.listening(one), feed.listening(two):
        feed.tell({"line": 1})
    assert heard(one) == heard(two) == (0, lines(1))


def test_who_does_not_listen_any_more_is_told_nothing() -> None:
    feed, listener = Feed(), Listener(every)
    told(listener, feed, 1)
    feed.tell({"line": 2})
    assert heard(listener) == (0, lines(1))
    assert feed.listeners == []


def test_who_is_slow_loses_the_oldest_and_is_told_how_many() -> None:
    listener = Listener(every, room=2)
    told(listener, Feed(), 1, 2, 3, 4, 5)
    assert heard(listener) == (3, lines(4, 5))
    told(listener, Feed(), 6)
    assert heard(listener) == (0, lines(6))


def test_what_is_not_wanted_takes_no_room() -> None:
    listener = Listener(lambda line: line["line"] % 2 == 0, room=2)
    told(listener, Feed(), 1, 2, 3, 4, 5)
    assert heard(listener) == (0, lines(2, 4))


def test_news_are_waited_for() -> None:
    async def waiting() -> tuple[int, list[Record]]:
        listener = Listener(every)
        news = asyncio.create_task(listener.news())
        await asyncio.sleep(0)
        assert not news.done()
        listener.hear({"line": 1})
        return await news

    assert asyncio.run(waiting()) == (0, lines(1))


def test_the_end_of_a_sandbox_is_the_end_for_who_listens_to_it_alone() -> None:
    feed = Feed()
    of_all, of_one, of_other = (Listener(every, name) for name in (None, "one", "other"))
    with feed.listening(of_all), feed.listening(of_one), feed.listening(of_other):
        feed.drop("one")
    assert (of_all.ended, of_other.ended) == ("", "")
    assert of_one.ended == "the sandbox one is dropped"
    assert heard(of_one) == (0, [])


def test_what_was_told_before_the_end_is_heard() -> None:
    feed, listener = Feed(), Listener(every)
    with feed.listening(listener):
        feed.tell({"line": 1})
        feed.stop()
    assert (listener.ended, heard(listener)) == ("the server stops", (0, lines(1)))


def test_who_comes_after_the_end_is_told_so() -> None:
    feed, late = Feed(), Listener(every)
    feed.stop()
    with feed.listening(late):
        assert late.ended == "the server stops"


class Told(Entry):
    """Nobody may ask for its line."""

    def told(self, sandbox: str) -> dict[str, object]:
        raise AssertionError(sandbox)


def test_no_line_is_made_while_nobody_listens() -> None:
    feed = Feed()
    journal = Journal(feed=feed, sandbox="mine")
    entry = Told(1, NOON, "acme", request(), None)
    journal.record(entry)
    assert entry.line == 1
    with feed.listening(Listener(every)), pytest.raises(AssertionError, match="mine"):
        journal.record(entry)
