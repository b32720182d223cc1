from datetime import UTC, datetime

import pytest

from emulator.kernel.journal import BODY, OVERHEAD, Entry, Journal
from tests.kernel.asking import request

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def asked(journal: Journal, body: bytes = b"", answer: bytes = b"") -> Entry:
    """A request that was answered and recorded."""
    made = Entry(journal.next_id(), NOON, "acme", request("POST", "/notes", body=body), "postNote")
    made.answer = answer
    journal.record(made)
    return made


def ids(journal: Journal) -> list[int]:
    return [entry.id for entry in journal]


def test_entries_are_numbered_from_one_and_listed_newest_first() -> None:
    journal = Journal()
    for _ in range(3):
        asked(journal)
    assert (ids(journal), len(journal), journal.dropped) == ([3, 2, 1], 3, 0)


def test_an_entry_is_found_by_its_id() -> None:
    journal = Journal()
    asked(journal)
    wanted = asked(journal)
    assert journal.find(2) is wanted
    assert journal.find(3) is None


def test_the_oldest_entries_are_dropped_and_counted_when_bodies_fill_the_journal() -> None:
    journal = Journal(capacity=3 * (OVERHEAD + 200))
    for _ in range(5):
        asked(journal, b"x" * 100, b"y" * 100)
    assert (ids(journal), journal.dropped) == ([5, 4, 3], 2)


def test_many_small_entries_fill_the_journal_too() -> None:
    journal = Journal(capacity=10 * OVERHEAD)
    for _ in range(25):
        asked(journal)
    assert (len(journal), journal.dropped) == (10, 15)


def test_one_large_entry_drops_several_small_ones() -> None:
    journal = Journal(capacity=5 * OVERHEAD)
    for _ in range(5):
        asked(journal)
    asked(journal, b"x" * 3 * OVERHEAD)
    assert (ids(journal), journal.dropped) == ([6, 5], 4)


def test_the_newest_entry_is_kept_however_large_it_is() -> None:
    journal = Journal(capacity=10)
    asked(journal, b"x" * 100)
    asked(journal, b"x" * 100)
    assert (ids(journal), journal.dropped) == ([2], 1)


@pytest.mark.parametrize(
    ("size", "kept"), [(BODY, BODY), (BODY + 1, BODY)], ids=["at-the-limit", "over"]
)
def test_bodies_are_cut_at_64_kilobytes(size: int, kept: int) -> None:
    entry = asked(Journal(), b"x" * size, b"y" * size)
    assert (len(entry.body), len(entry.answer)) == (kept, kept)


def test_a_cleared_journal_is_empty_and_goes_on_counting() -> None:
    journal = Journal(capacity=2 * OVERHEAD)
    for _ in range(3):
        asked(journal)
    journal.clear()
    assert (ids(journal), journal.dropped) == ([], 0)
    asked(journal)
    asked(journal)
    assert (ids(journal), journal.dropped) == ([5, 4], 0)


def test_an_entry_tells_in_brief_what_was_asked_and_answered() -> None:
    entry = asked(Journal())
    entry.status, entry.reason, entry.client_id, entry.caller = 401, "why", "app", 7
    assert entry.brief() == {
        "id": 1,
        "at": "2026-06-15T12:00:00+00:00",
        "vendor": "acme",
        "operation": "postNote",
        "method": "POST",
        "path": "/notes",
        "query": "",
        "status": 401,
        "reason": "why",
        "client_id": "app",
        "caller": 7,
        "faults": [],
    }


def test_a_whole_entry_has_its_bodies_as_text_whatever_their_bytes() -> None:
    whole = asked(Journal(), b"\xff", b'{"a":1}').whole()
    assert (whole["body"], whole["answer"]) == ("\ufffd", '{"a":1}')


@pytest.mark.parametrize("name", [b"authorization", b"cookie"])
def test_a_credential_in_a_header_is_masked(name: bytes) -> None:
    asking = request(headers=[(b"host", b"localhost"), (name, b"secret"), (name, b"secret2")])
    whole = Entry(1, NOON, "acme", asking, None).whole()
    assert whole["headers"] == [
        ["host", "localhost"],
        [name.decode(), "***"],
        [name.decode(), "***"],
    ]


def test_a_masked_entry_has_forgotten_its_bodies() -> None:
    entry = Entry(1, NOON, "acme", request(body=b"password=x"), "token")
    entry.answer = b'{"access_token": "y"}'
    entry.mask()
    masked = "(masked: it carries secrets)"
    assert (entry.whole()["body"], entry.whole()["answer"]) == (masked, masked)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"grant_type=password&password=a%20b&x=1", "grant_type=password&password=***&x=1"),
        (b"CLIENT_SECRET=a&username=b", "CLIENT_SECRET=***&username=b"),
        (b'{"refresh_token": "a", "Note": "b"}', '{"refresh_token": "***", "Note": "b"}'),
        (b"zipcode=1&code=2", "zipcode=1&code=***"),
        (rb'{"Password": "a\"b", "x": 1}', '{"Password": "***", "x": 1}'),
        (b'{"Password": 12345}', '{"Password": ***}'),
        (b"token=a&api_key=b&ApiKey=c", "token=***&api_key=***&ApiKey=***"),
        (b"csrf_token=1&tokens=2", "csrf_token=1&tokens=2"),
        (b'{"Note": "the password is in the drawer"}', '{"Note": "the password is in the drawer"}'),
    ],
    ids=[
        "form",
        "any-case",
        "json",
        "part-of-a-name",
        "escaped",
        "number",
        "keys",
        "other names",
        "text",
    ],
)
def test_a_secret_that_a_body_or_a_query_carries_is_masked(body: bytes, shown: str) -> None:
    whole = asked(Journal(), body, body).whole()
    assert (whole["body"], whole["answer"]) == (shown, shown)


def test_a_secret_in_a_query_is_masked_in_brief_too() -> None:
    asking = request()
    asking.query = b"code=secret&state=1"
    assert Entry(1, NOON, "acme", asking, None).brief()["query"] == "code=***&state=1"


def test_a_run_begins_anew_and_is_told_oldest_first() -> None:
    journal = Journal()
    for _ in range(2):
        asked(journal)
    journal.begin_run()
    for _ in range(2):
        asked(journal)
    assert [entry.id for entry in journal.run()] == [3, 4]
    assert ids(journal) == [4, 3, 2, 1]
