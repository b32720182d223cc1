"""Sessions: logins without a client, of which a user has only so many."""

from datetime import UTC, datetime, timedelta

import pytest

from emulator.kernel import sessions
from emulator.kernel.errors import Unauthenticated
from emulator.kernel.logins import ENDED, Logins, Token
from emulator.kernel.operation import Opened

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SETTINGS = {"session_seconds": 3600, "sessions_hard": 3, "sessions_soft": 2}


def session(name: str, user_id: int = 1) -> Token:
    return Token(name, "", user_id, "", NOON, NOON + HOUR, NOON)


def token(name: str, user_id: int = 1) -> Token:
    return Token(name, f"refresh {name}", user_id, "app", NOON, NOON + HOUR, NOON + HOUR)


def opened(*given: Token) -> Logins:
    made = Logins(register=lambda _: None)
    for one in given:
        made.add(one)
    return made


def names(known: Logins) -> list[str]:
    return list(known.by_access)


def reason(known: Logins, credential: str, now: datetime = NOON) -> str:
    with pytest.raises(Unauthenticated) as caught:
        known.bearer(credential, now)
    return caught.value.reason


def test_a_session_is_found_by_its_credential_until_it_ends() -> None:
    given = session("a")
    known = opened(given)
    assert known.bearer("a", NOON + HOUR - timedelta(seconds=1)) is given
    assert "expired at 2026-06-15T13:00:00" in reason(known, "a", NOON + HOUR)


def test_a_session_has_nothing_that_renews_it() -> None:
    assert opened(session("a"), session("b")).by_refresh == {}


def test_sessions_are_registered_as_tokens_are() -> None:
    registered: list[str] = []
    known = Logins(register=lambda given: registered.append(given.access))
    known.add(session("a"))
    known.add(token("b"))
    assert registered == ["a", "b"]


def five() -> Logins:
    return opened(*(session(name) for name in "abcde"))


def prune(known: Logins, most: int, kept: int, user_id: int = 1) -> None:
    known.prune(user_id, most=most, kept=kept, now=NOON)


def test_as_many_sessions_as_there_may_be_stay_open() -> None:
    known = five()
    prune(known, most=5, kept=2)
    assert names(known) == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("most", "kept", "left"),
    [(4, 2, ["d", "e"]), (4, 4, ["b", "c", "d", "e"]), (0, 1, ["e"]), (3, 0, [])],
    ids=["the-newest", "all-but-one", "the-very-newest", "none"],
)
def test_past_the_most_only_the_newest_stay(most: int, kept: int, left: list[str]) -> None:
    known = five()
    prune(known, most, kept)
    assert names(known) == left
    assert list(known.sessions[1]) == left


def test_a_session_that_was_pruned_is_refused_with_the_count_and_the_rule() -> None:
    known = five()
    prune(known, most=4, kept=2)
    assert reason(known, "c") == (
        "this session was pruned at 2026-06-15T12:00:00+00:00: a login made 5 open sessions of"
        " user 1, and past 4 only the newest 2 stay"
    )


def test_another_users_sessions_are_counted_apart() -> None:
    known = opened(*(session(name, user) for user in (1, 2) for name in (f"a{user}", f"b{user}")))
    prune(known, most=1, kept=1)
    prune(known, most=0, kept=0, user_id=3)
    assert names(known) == ["b1", "a2", "b2"]


def test_tokens_of_a_client_are_neither_counted_nor_pruned() -> None:
    known = opened(token("t"), session("a"), token("u"), session("b"))
    prune(known, most=2, kept=0)
    assert names(known) == ["t", "a", "u", "b"]
    prune(known, most=1, kept=0)
    assert names(known) == ["t", "u"]


def test_a_session_that_its_user_closed_is_not_counted_any_more() -> None:
    known = five()
    known.revoke(known.by_access["b"], "its user logged out")
    prune(known, most=4, kept=1)
    assert names(known) == ["a", "c", "d", "e"]
    assert reason(known, "b") == "its user logged out"


def test_closing_one_session_leaves_the_others() -> None:
    known = five()
    known.revoke(known.by_access["c"])
    assert list(known.sessions[1]) == names(known) == ["a", "b", "d", "e"]


def test_the_first_reason_why_a_session_ended_stays() -> None:
    known, given = five(), session("a")
    known.revoke(given, "its user logged out")
    known.revoke(given, "another")
    assert reason(known, "a") == "its user logged out"


def test_of_only_so_many_credentials_it_is_remembered_why_they_ended() -> None:
    known = opened()
    for number in range(ENDED + 1):
        known.add(given := session(f"{number}"))
        known.revoke(given, f"{number} ended")
    assert reason(known, "0") == "unknown access token"
    assert [reason(known, n) for n in ("1", f"{ENDED}")] == ["1 ended", f"{ENDED} ended"]
    assert len(known.ended) == ENDED


def test_what_was_saved_is_open_again_in_its_order() -> None:
    known = opened(session("a"), token("t"), session("b", 2), session("c"))
    other = opened()
    other.restore(known.saved())
    assert other.bearer("a", NOON) == session("a")
    assert list(other.sessions[1]) == ["a", "c"]
    assert list(other.sessions[2]) == ["b"]
    assert list(other.by_refresh) == ["refresh t"]
    assert other.saved() == known.saved()


def test_what_is_restored_is_registered_and_pruned_as_before() -> None:
    registered: list[str] = []
    other = Logins(register=lambda given: registered.append(given.access))
    other.restore(five().saved())
    assert registered == ["a", "b", "c", "d", "e"]
    prune(other, most=4, kept=1)
    assert names(other) == ["e"]


def test_a_session_that_ended_is_not_saved() -> None:
    known = five()
    prune(known, most=4, kept=1)
    known.revoke(known.by_access["e"])
    assert known.saved()["tokens"] == []


def test_a_session_that_ends_by_its_user_or_by_pruning_is_a_cut() -> None:
    """So that all logins are put on disk and not only the new one."""
    known = five()
    assert not known.is_cut
    prune(known, most=4, kept=4)
    assert known.is_cut


def begin(known: Logins, name: str, now: datetime = NOON) -> None:
    sessions.begin(known, Opened(1, name), SETTINGS, now)


def test_a_login_without_a_client_opens_a_session_of_the_settings_length() -> None:
    known = opened()
    begin(known, "a")
    assert known.bearer("a", NOON) == session("a")


def test_the_login_past_the_hard_limit_prunes_down_to_the_soft_one() -> None:
    known = opened()
    for name in "abc":
        begin(known, name)
    assert names(known) == ["a", "b", "c"]
    begin(known, "d")
    assert names(known) == ["c", "d"]


def test_a_session_is_ended_by_its_credential() -> None:
    known = opened(session("a"), session("b"))
    sessions.end(known, "a")
    assert names(known) == ["b"]
    assert reason(known, "a") == "its user logged out"


def test_a_token_is_ended_so_with_its_refresh_token() -> None:
    known = opened(token("t"))
    sessions.end(known, "t")
    assert (known.by_access, known.by_refresh) == ({}, {})


def test_ending_what_nobody_opened_ends_nothing() -> None:
    known = opened(session("a"))
    sessions.end(known, "b")
    assert names(known) == ["a"]
    assert not known.is_cut
