from datetime import UTC, datetime, timedelta

import pytest

from emulator.kernel.errors import Throttled, Unauthenticated
from emulator.kernel.logins import Logins, Token
from emulator.kernel.operation import Record

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
FIVE = {"login_seconds": 5}


def token(name: str, user_id: int = 1, client_id: str = "a", issued: datetime = NOON) -> Token:
    """Ten minutes and thirty days."""
    return Token(
        access=f"access {name}",
        refresh=f"refresh {name}",
        user_id=user_id,
        client_id=client_id,
        issued=issued,
        expires=issued + 600 * SECOND,
        refresh_expires=issued + 30 * DAY,
    )


def logins(*tokens: Token) -> Logins:
    made = Logins(register=lambda _: None)
    for given in tokens:
        made.add(given)
    return made


def reason(known: Logins, access: str, now: datetime = NOON) -> str:
    """Why a credential is refused."""
    with pytest.raises(Unauthenticated) as caught:
        known.bearer(access, now)
    return caught.value.reason


def test_a_token_is_found_by_its_access_token_until_it_expires() -> None:
    given = token("x")
    assert logins(given).bearer("access x", NOON + 599 * SECOND) is given


def test_a_token_is_refused_from_the_instant_of_its_expiry() -> None:
    said = reason(logins(token("x")), "access x", NOON + 600 * SECOND)
    assert said == "the access token expired at 2026-06-15T12:10:00+00:00"


def test_a_credential_that_nobody_issued_is_unknown() -> None:
    assert reason(logins(token("x")), "access y") == "unknown access token"


def test_what_is_wrong_with_an_unknown_credential_is_the_vendors_to_say() -> None:
    known = Logins(register=lambda _: None, doubt=lambda access: f"{access} is none of ours")
    assert reason(known, "access y") == "access y is none of ours"


def test_a_refresh_token_is_no_access_token() -> None:
    assert reason(logins(token("x")), "refresh x") == "unknown access token"


def test_a_revoked_token_is_gone_with_its_refresh_token() -> None:
    given = token("x")
    known = logins(given)
    known.revoke(given)
    assert reason(known, "access x") == "the access token was revoked"
    assert "refresh x" not in known.by_refresh


def test_revoking_twice_is_no_error() -> None:
    given = token("x")
    known = logins(given)
    known.revoke(given)
    known.revoke(given)


def test_each_token_is_registered() -> None:
    registered: list[Token] = []
    known = Logins(register=registered.append)
    known.add(token("x"))
    known.add(token("y"))
    assert [given.access for given in registered] == ["access x", "access y"]


def test_a_token_is_good_for_all_it_is_worth_when_it_is_registered() -> None:
    """What is put on disk then is read after a restart."""
    seen: list[Record] = []
    known = Logins(register=lambda given: seen.append(known.saved_token(given)))
    known.add(token("x"))
    assert [(saved["bears"], saved["renews"]) for saved in seen] == [(True, True)]


def test_a_token_is_remembered_for_a_day_after_its_refresh_token_ended() -> None:
    known = logins(token("x"), token("y", issued=NOON + 31 * DAY))
    assert reason(known, "access x", NOON + 31 * DAY).startswith("the access token expired")


def test_a_token_is_forgotten_more_than_a_day_after_its_refresh_token_ended() -> None:
    known = logins(token("x"), token("y", issued=NOON + 31 * DAY + SECOND))
    assert reason(known, "access x", NOON + 32 * DAY) == "unknown access token"
    assert list(known.by_refresh) == ["refresh y"]


@pytest.mark.parametrize(
    ("client_id", "user_id", "found"),
    [
        (None, None, ["x", "y", "z"]),
        ("a", None, ["x", "y"]),
        (None, 1, ["x", "z"]),
        ("a", 1, ["x"]),
        ("b", 2, []),
        ("c", None, []),
    ],
    ids=["all", "a client's", "a user's", "both", "both, none", "unknown client"],
)
def test_tokens_are_found_by_client_by_user_or_by_both(
    client_id: str | None, user_id: int | None, found: list[str]
) -> None:
    known = logins(token("x", 1, "a"), token("y", 2, "a"), token("z", 1, "b"))
    names = [given.access.removeprefix("access ") for given in known.matching(client_id, user_id)]
    assert names == found


def test_a_token_without_its_refresh_token_is_still_found() -> None:
    given = token("x")
    known = logins(given)
    del known.by_refresh["refresh x"]
    assert known.matching(None, 1) == [given]


@pytest.mark.parametrize("wait", [0, 1, 4.999])
def test_a_second_login_too_soon_is_throttled(wait: float) -> None:
    known = logins()
    known.count_login(1, NOON, FIVE)
    with pytest.raises(Throttled) as caught:
        known.count_login(1, NOON + wait * SECOND, FIVE)
    assert caught.value.rule == "login limit"


def test_a_second_login_passes_at_the_end_of_the_gap() -> None:
    known = logins()
    known.count_login(1, NOON, FIVE)
    known.count_login(1, NOON + 5 * SECOND, FIVE)


def test_a_refused_login_does_not_move_the_gap() -> None:
    known = logins()
    known.count_login(1, NOON, FIVE)
    with pytest.raises(Throttled):
        known.count_login(1, NOON + 4 * SECOND, FIVE)
    known.count_login(1, NOON + 5 * SECOND, FIVE)


def test_another_users_login_is_counted_apart() -> None:
    known = logins()
    known.count_login(1, NOON, FIVE)
    known.count_login(2, NOON, FIVE)


def test_without_a_gap_no_login_is_too_soon() -> None:
    known = logins()
    for _ in range(100):
        known.count_login(1, NOON, {"login_seconds": 0})


def test_a_clock_set_back_ends_the_gap() -> None:
    known = logins()
    known.count_login(1, NOON, FIVE)
    known.count_login(1, NOON - SECOND, FIVE)


def test_a_throttled_login_is_told_how_long_to_wait() -> None:
    known = logins()
    known.count_login(1, NOON, FIVE)
    with pytest.raises(Throttled) as caught:
        known.count_login(1, NOON + 2 * SECOND, FIVE)
    assert caught.value.reason.endswith("again in 3.0 s")
