from collections.abc import Sequence

from emulator.kernel.callbacks import Trail
from emulator.kernel.deliveries import Delivery
from emulator.kernel.journal import Entry
from tests.kernel.calling_back import asked, read, told, tried


def acts(deliveries: Sequence[Delivery], *entries: Entry) -> list[list[list[int]]]:
    """The requests of each attempt of each delivery."""
    trail = Trail(deliveries, entries)
    return [[[act.entry.id for act in each.acts] for each in one.tries] for one in trail.told]


def test_a_request_that_comes_before_the_answer_is_because_of_that_attempt() -> None:
    one, two = told(1, tried(1, [4, 5])), told(2, tried(2, [6]))
    assert acts([one, two], asked(4), asked(5), asked(6)) == [[[4, 5]], [[6]]]


def test_what_came_before_the_first_attempt_is_because_of_nothing() -> None:
    assert acts([told(1, tried(1, after=7))], asked(7)) == [[[]]]


def test_a_read_and_what_changes_nothing_are_no_acts() -> None:
    refused = asked(5, status=400)
    assert acts([told(1, tried(1, [4, 5]))], read(4), refused) == [[[]]]


def test_a_later_request_belongs_to_the_oldest_event_about_its_record_without_one_like_it() -> None:
    events = [
        told(1, tried(1)),
        told(2, tried(2), about="notes/6"),
        told(3, tried(3, after=2)),
        told(4, tried(4, after=9)),
    ]
    entries = asked(7), asked(8), asked(9, "/acme/notes/6/replies")
    assert acts(events, *entries) == [[[7]], [[9]], [[8]], [[]]]


def test_one_more_than_there_are_events_belongs_to_a_copy() -> None:
    one = told(1, tried(1), tried(2, copy=1))
    assert acts([one], asked(7), asked(8), asked(9)) == [[[7], [8, 9]]]


def test_a_later_request_that_causes_messages_itself_is_somebody_elses() -> None:
    entry = asked(7)
    entry.deliveries = [2]
    assert acts([told(1, tried(1))], entry) == [[[]]]
    assert acts([told(1, tried(1, [7]))], entry) == [[[7]]]


def test_a_number_is_an_id_only_where_it_stands_alone() -> None:
    event = told(1, tried(1), about="notes/3")
    paths = "/acme/v3/notes/8", "/acme/notes/33", "/acme/x3/y", "/acme/odata/notes(3)/replies"
    assert acts([event], *(asked(7 + n, path) for n, path in enumerate(paths))) == [[[10]]]


def test_what_was_committed_tells_the_record_where_the_path_does_not() -> None:
    entry = asked(7, "/acme/replies")
    entry.committed = "replies/9 notes/5"
    assert acts([told(1, tried(1))], entry) == [[[7]]]


def test_another_vendors_record_of_the_same_number_is_another_one() -> None:
    entry = asked(7)
    entry.vendor = "other"
    assert acts([told(1, tried(1))], entry) == [[[]]]


def test_before_the_answer_a_record_of_another_table_may_be_meant() -> None:
    visit, note = told(1, tried(1, [4]), about="visits/8"), told(2, tried(2, after=4))
    assert acts([visit, note], asked(4)) == [[[4]], [[]]]


def test_before_the_answer_another_record_of_the_same_table_is_not_meant() -> None:
    one, other = told(1, tried(1)), told(2, tried(2, [4]), about="notes/6")
    assert acts([one, other], asked(4)) == [[[4]], [[]]]


def test_of_two_endpoints_that_are_told_at_once_each_has_its_own_request() -> None:
    one, two = told(1, tried(1, [4, 5])), told(2, tried(2, [4, 5]), endpoint=2)
    assert acts([one, two], asked(4), asked(5)) == [[[4]], [[5]]]


def test_what_was_lost_and_comes_again_belongs_to_the_event_that_lost_it() -> None:
    one, two = told(1, tried(1, [4])), told(2, tried(2, after=4))
    lost = asked(4, status=503, body=b"first")
    assert acts([one, two], lost, asked(8, body=b"first"), asked(9)) == [[[4, 8]], [[9]]]


def test_a_retry_within_the_time_of_another_event_belongs_to_the_event_that_lost_it() -> None:
    one, two = told(1, tried(1, [4])), told(2, tried(2, [5, 6]))
    lost = asked(4, status=503, body=b"first")
    entries = lost, asked(5, body=b"first"), asked(6, body=b"second")
    assert acts([one, two], *entries) == [[[4, 5]], [[6]]]


def test_a_request_within_the_time_of_an_event_is_not_taken_for_a_retry_if_it_is_the_only_one() -> (
    None
):
    one, two = told(1, tried(1, [4])), told(2, tried(2, [5]))
    assert acts([one, two], asked(4, status=503), asked(5)) == [[[4]], [[5]]]


def test_a_record_is_read_by_a_get_that_names_it() -> None:
    query = read(6, "/acme/notes")
    query.query = b"$filter=Id%20eq%205"
    trail = Trail([told(1, tried(1))], [read(4), read(5, status=404), query])
    about = ("acme", "notes/5")
    assert [trail.was_read(about, n, n + 2) for n in (2, 3, 4, 5, 6)] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_nothing_of_a_call_that_is_no_event_is_looked_at() -> None:
    assert acts([told(1, tried(1, [4]), endpoint=0)], asked(4)) == []


def test_who_works_after_the_answer_may_work_while_the_next_message_comes() -> None:
    events = [told(n, tried(n, [10 + n], status=200)) for n in (1, 2, 3)]
    assert acts(events, asked(12), asked(13), asked(14)) == [[[12]], [[13]], [[14]]]


def test_what_is_done_later_is_never_because_of_a_forged_message_that_comes_meanwhile() -> None:
    one = told(1, tried(1))
    two = told(2, tried(2), tried(3, [7], status=401, is_forged=True))
    assert acts([one, two], asked(7), asked(8)) == [[[7]], [[8], []]]


def test_what_is_done_later_may_be_because_of_any_event_that_names_the_record() -> None:
    of_another = told(2, tried(2), about="replies/9", names=5)
    assert acts([told(1, tried(1)), of_another], asked(7), asked(8)) == [[[7]], [[8]]]


def test_two_endpoints_may_say_the_same_though_somebody_else_says_something_too() -> None:
    events = [told(1, tried(1)), told(2, tried(2), endpoint=2)]
    entries = asked(7, body=b"mine"), asked(8), asked(9, body=b"mine")
    assert acts(events, *entries) == [[[7]], [[8, 9]]]
