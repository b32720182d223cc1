"""One event or two, and what is found about them."""

from collections.abc import Sequence

import pytest

from emulator.kernel.callbacks import Trail
from emulator.kernel.deliveries import WAITING, Delivery
from emulator.kernel.flaws import FINDINGS, Seen
from emulator.kernel.journal import Entry
from tests.kernel.calling_back import TIMEOUT, asked, read, told, tried


def found(deliveries: Sequence[Delivery], *entries: Entry) -> dict[str, list[int]]:
    """The requests that show each finding."""
    seen = Seen(Trail(deliveries, entries), lambda _, status: status == 200)
    shown: dict[str, list[int]] = {}
    for one in seen.trail.told:
        for name, (check, _) in FINDINGS.items():
            acts = check(seen, one)
            if acts is not None:
                shown.setdefault(name, []).extend(act.entry.id for act in acts)
    return shown


def test_an_event_that_is_acknowledged_and_acted_on_once_shows_nothing() -> None:
    assert found([told(1, tried(1, [4]), tried(2, copy=1, after=4))], asked(4)) == {}


def test_a_copy_that_is_acted_on_again_shows_no_dedupe() -> None:
    one = told(1, tried(1, [4]), tried(2, [5], copy=1))
    assert found([one], asked(4), asked(5)) == {"no dedupe": [4, 5]}


def test_the_second_time_may_say_something_else_if_it_is_sure_to_be_because_of_the_copy() -> None:
    one = told(1, tried(1, [4]), tried(2, [5], copy=1))
    assert found([one], asked(4, body=b"at one"), asked(5, body=b"at two")) == {"no dedupe": [4, 5]}


def test_later_requests_that_say_different_things_are_no_repetition() -> None:
    one = told(1, tried(1), tried(2, copy=1))
    assert found([one], asked(4, body=b"at one"), asked(5, body=b"at two")) == {}


def test_a_receiver_that_answers_first_is_found_out_by_the_same_request_twice() -> None:
    one = told(1, tried(1), tried(2, copy=1))
    assert found([one], asked(4), asked(5)) == {"no dedupe": [4, 5]}


def test_two_events_of_a_receiver_that_answers_first_explain_two_requests() -> None:
    one, two = told(1, tried(1)), told(2, tried(2))
    assert found([one, two], asked(4), asked(5)) == {}


def test_a_receiver_that_answers_first_is_found_out_once_its_events_explain_no_more() -> None:
    one, two = told(1, tried(1), tried(2, copy=1)), told(2, tried(3), tried(4, copy=1))
    says = b"one", b"one", b"two", b"two"
    entries = [asked(4 + n, body=body) for n, body in enumerate(says)]
    assert found([one, two], *entries) == {"no dedupe": [6, 7]}


def test_the_same_request_twice_for_one_message_shows_acts_twice() -> None:
    assert found([told(1, tried(1, [4, 5]))], asked(4), asked(5)) == {"acts twice": [4, 5]}


@pytest.mark.parametrize(
    "other", [asked(5, body=b"another"), asked(5, "/acme/notes/5/labels"), asked(5, method="PUT")]
)
def test_two_different_requests_for_one_message_are_fine(other: Entry) -> None:
    assert found([told(1, tried(1, [4, 5]))], asked(4), other) == {}


def test_a_resend_after_a_failure_that_repeats_what_was_done_shows_acts_twice() -> None:
    one = told(1, tried(1, [4], status=500), tried(2, [5], number=2))
    assert found([one], asked(4), asked(5)) == {"acts twice": [4, 5]}


def test_a_resend_after_a_failure_that_does_what_was_not_done_is_fine() -> None:
    one = told(1, tried(1, [4], status=500), tried(2, [5], number=2))
    assert found([one], asked(4, status=503), asked(5)) == {}


@pytest.mark.parametrize(
    ("status", "seconds", "is_slow"),
    [(None, TIMEOUT, True), (200, 0.9 * TIMEOUT, True), (200, 0.7 * TIMEOUT, False)],
    ids=["no answer", "hardly", "in time"],
)
def test_an_answer_that_takes_too_long_is_slow(
    status: int | None, seconds: float, *, is_slow: bool
) -> None:
    one = told(1, tried(1, status=status, seconds=seconds), tried(2, number=2))
    assert ("slow" in found([one])) == is_slow


def test_a_connection_that_is_refused_is_not_slow() -> None:
    one = told(1, tried(1, status=None, seconds=0.001), tried(2, number=2))
    assert found([one]) == {}


def test_an_old_event_that_is_written_over_a_newer_one_shows_trust_in_the_order() -> None:
    old, new = told(1, tried(2, [4])), told(2, tried(1))
    assert found([old, new], asked(4, method="PUT")) == {"trusts the order": [4]}


def test_what_an_old_event_only_adds_is_no_trust_in_the_order() -> None:
    old, new = told(1, tried(2, [4])), told(2, tried(1))
    assert found([old, new], asked(4)) == {}


def test_who_reads_the_record_first_may_act_on_an_old_event() -> None:
    old, new = told(1, tried(2, [4, 5])), told(2, tried(1))
    assert found([old, new], read(4), asked(5, method="PUT")) == {}


def test_a_record_that_was_read_before_the_old_event_came_is_old_too() -> None:
    old, new = told(1, tried(2, [5])), told(2, tried(1, [4]))
    assert "trusts the order" in found([old, new], read(4), asked(5, method="PUT"))


def test_events_in_their_order_need_no_reading() -> None:
    old, new = told(1, tried(1, [4])), told(2, tried(2, [5]))
    assert found([old, new], asked(4, method="PUT"), asked(5, method="PUT")) == {}


@pytest.mark.parametrize(
    "new",
    [
        told(2, tried(1), about="notes/6"),
        told(2, tried(1), endpoint=2),
        told(2, tried(1, status=500), tried(3, number=2, after=4)),
        told(2, tried(1, is_forged=True), tried(3, after=4)),
    ],
    ids=["another record", "another endpoint", "not taken then", "forged then"],
)
def test_what_the_receiver_did_not_know_of_is_no_newer_event(new: Delivery) -> None:
    if new.attempts[0].is_forged:
        new.attempts[0].outcome = new.attempts[0].outcome._replace(status=401)
    assert found([told(1, tried(2, [4])), new], asked(4, method="PUT")) == {}


def test_of_two_events_of_one_request_neither_is_older() -> None:
    one, two = told(1, tried(2, [4]), request=3), told(2, tried(1, after=3), request=3)
    assert found([one, two], asked(4)) == {}


def test_a_forged_message_that_is_refused_shows_nothing() -> None:
    assert found([told(1, tried(1), tried(2, status=401, is_forged=True))]) == {}


def test_a_forged_message_that_is_acknowledged_or_acted_on_shows_a_signature_ignored() -> None:
    taken = told(1, tried(1), tried(2, is_forged=True))
    assert found([taken]) == {"ignores the signature": []}
    acted = told(1, tried(1, [4]), tried(2, [5], status=500, is_forged=True))
    assert found([acted], asked(4), asked(5)) == {"ignores the signature": [5]}


@pytest.mark.parametrize("status", [0, 401, 429, 500, 503])
def test_an_event_whose_call_back_failed_and_never_came_again_is_lost(status: int) -> None:
    one = told(1, tried(1, [4]))
    assert found([one], asked(4, status=status)) == {"answered before storing": [4]}
    assert found([told(1, tried(1))], asked(4, status=status)) == {"answered before storing": [4]}


def test_a_call_back_that_comes_again_is_not_lost() -> None:
    assert found([told(1, tried(1, [4, 5]))], asked(4, status=503), asked(5)) == {}
    assert found([told(1, tried(1, [4]))], asked(4, status=503), asked(9)) == {}


def test_a_call_back_that_was_wrong_is_not_lost() -> None:
    assert found([told(1, tried(1, [4]))], asked(4, status=400)) == {}


def test_a_read_that_failed_and_never_came_again_loses_the_event_too() -> None:
    one = told(1, tried(1, [4]))
    assert found([one], read(4, status=503)) == {"answered before storing": [4]}
    assert found([one], read(4, status=503), read(9)) == {}


def test_an_event_that_was_not_acknowledged_is_not_lost_by_its_receiver() -> None:
    one = told(1, tried(1, [4], status=500))
    assert found([one], asked(4, status=503)) == {"not acknowledged": []}


def test_what_still_waits_for_an_attempt_is_not_judged_to_be_never_acknowledged() -> None:
    one = told(1, tried(1, status=500))
    one.state = WAITING
    assert found([one]) == {}


def test_a_copy_that_is_taken_is_an_acknowledgement() -> None:
    one = told(1, tried(1, status=500), tried(2, [4], copy=1), tried(3, [5], number=2))
    assert found([one], asked(4), asked(5)) == {"no dedupe": [4, 5]}


ELSEWHERE = "/acme/remarks"


def test_what_names_nothing_and_comes_before_the_answer_is_a_repetition_if_it_comes_twice() -> None:
    one = told(1, tried(1, [2]), tried(2, [3], copy=1))
    assert "no dedupe" in found([one], asked(2, ELSEWHERE), asked(3, ELSEWHERE))


def test_what_names_nothing_is_nobodys_once_some_of_it_came_while_nothing_was_told() -> None:
    one, two = told(1, tried(1, [2]), tried(2, [3], copy=1)), told(2, tried(3, after=4))
    asked_for = [asked(number, ELSEWHERE) for number in (2, 3, 5)]
    assert found([one, two], *asked_for) == {}
