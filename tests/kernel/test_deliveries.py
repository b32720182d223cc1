from dataclasses import replace

import pytest

from emulator.kernel.deliveries import (
    DELIVERED,
    OVERHEAD,
    Attempt,
    Delivery,
    Log,
    Span,
    matches,
    told,
)
from emulator.kernel.sending import Message, Outcome, Outgoing
from tests.kernel.acme import NOON


def delivery(log: Log, body: bytes = b"{}", event: str = "NoteCreated") -> Delivery:
    made = Delivery(log.next_id(), "acme", Message(1, 2, event, "notes/5", body), 9, NOON)
    log.add(made)
    return made


def attempt(answer: bytes = b"", url: str = "http://localhost:9/1") -> Attempt:
    sent = Outgoing(url, {"X-At": "noon"}, b"{}", 5)
    return Attempt(1, 0, False, NOON, NOON, sent, Outcome(200, 0.25, answer, [("a", "b")]))


def test_deliveries_are_listed_newest_first() -> None:
    log = Log()
    one, two = delivery(log), delivery(log)
    assert list(log) == [two, one]
    assert (log.find(1), log.find(3)) == (one, None)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://localhost:9/1", "http://localhost:9/1"),
        ("http://me:secret@localhost/1/@2", "http://***@localhost/1/@2"),
        ("http://me:a@b@localhost?key=a@b", "http://***@localhost?***"),
    ],
)
def test_the_live_view_of_an_attempt_names_its_receiver_and_no_secret(url: str, shown: str) -> None:
    assert told(delivery(Log()), attempt(url=url), "mine")["url"] == shown


def test_a_delivery_shows_who_was_told_what_and_why() -> None:
    made = delivery(Log())
    made.attempts.append(attempt(b"thanks"))
    assert made.whole() == {
        "id": 1,
        "vendor": "acme",
        "event": "NoteCreated",
        "about": "notes/5",
        "endpoint": 1,
        "subscription": 2,
        "request": 9,
        "created": "2026-06-15T12:00:00+00:00",
        "state": "waiting",
        "reason": "",
        "url": "",
        "next": None,
        "attempts": [
            {
                "turn": 0,
                "number": 1,
                "copy": 0,
                "replay": False,
                "forged": False,
                "due": "2026-06-15T12:00:00+00:00",
                "at": "2026-06-15T12:00:00+00:00",
                "url": "http://localhost:9/1",
                "headers": [["X-At", "noon"]],
                "status": 200,
                "seconds": 0.25,
                "answer": "thanks",
                "answer_headers": [["a", "b"]],
                "error": "",
                "meanwhile": None,
            }
        ],
        "status": 200,
        "body": "{}",
    }


def test_the_oldest_that_are_over_are_forgotten_first_and_counted() -> None:
    log = Log(capacity=2 * OVERHEAD + 10)
    waiting, *over = (delivery(log) for _ in range(4))
    for made in over:
        made.state = DELIVERED
        log.count(made, made.size)
    assert [d.id for d in log] == [4, 3, 1]
    assert (log.dropped, log.waiting) == (1, 1)
    assert log.find(1) is waiting


def test_what_a_delivery_grows_by_counts_too() -> None:
    log = Log(capacity=5 * OVERHEAD)
    one, two = delivery(log), delivery(log)
    for made in (one, two):
        log.count(made, made.size)
    log.count(two, attempt(b"x" * 2 * OVERHEAD).size)
    assert [d.id for d in log] == [2]


def test_a_forgery_is_none_of_a_deliverys_attempts() -> None:
    made = delivery(Log())
    refused = replace(attempt(), outcome=Outcome(401, 0.1), is_forged=True)
    made.attempts += [attempt(), refused]
    assert (made.brief()["attempts"], made.brief()["status"]) == (1, 200)
    assert [shown["forged"] for shown in made.whole()["attempts"]] == [False, True]


def test_an_attempt_tells_which_requests_came_while_it_was_not_answered() -> None:
    spans = [Span(7, after=3, before=5), Span(8, after=5, before=5)]
    shown = [replace(attempt(), span=span).shown() for span in spans]
    assert [(one["turn"], one["meanwhile"]) for one in shown] == [(7, [4, 5]), (8, None)]


def test_a_delivery_of_another_log_is_not_counted() -> None:
    log, other = Log(capacity=1), Log()
    kept, foreign = delivery(log), delivery(other)
    log.count(foreign, 10_000)
    assert list(log) == [kept]


def test_a_filter_compares_what_is_shown_in_any_case() -> None:
    made = delivery(Log())
    assert matches(made, {"event": "notecreated", "endpoint": "1"})
    assert not matches(made, {"event": "NoteCreated", "state": "lost"})
