"""The session cap: past so many open sessions of a user, the oldest are pruned."""

from tests.servicetrade.trade import ADMIN, DISPATCH, Trade, log_in
from tests.world import Emulator


def limit(emulator: Emulator, hard: int, soft: int) -> None:
    tokens = {"sessions_hard": hard, "sessions_soft": soft}
    emulator.control("PUT", "/profile", {"vendor": "servicetrade", "tokens": tokens})


def alive(sessions: list[Trade]) -> list[bool]:
    return [session.get("/auth").status_code == 200 for session in sessions]


def test_of_250_logins_without_a_logout_exactly_the_newest_survive(emulator: Emulator) -> None:
    """The 201st login leaves the newest 100; the 49 after it only add."""
    opened = [log_in(emulator) for _ in range(250)]
    assert alive(opened) == [False] * 101 + [True] * 149


def test_the_journal_explains_each_loss(emulator: Emulator) -> None:
    """A pruned session gives 401, and 404 on /auth; the reason is the same."""
    limit(emulator, hard=3, soft=2)
    opened = [log_in(emulator) for _ in range(4)]
    user = opened[-1].read("/auth")["user"]["id"]
    why = (
        "this session was pruned at 2026-06-15T12:00:00+00:00: a login made 4 open sessions of"
        f" user {user}, and past 3 only the newest 2 stay"
    )
    for lost in opened[:2]:
        for path, status in (("/webhook", 401), ("/auth", 404)):
            answer = lost.get(path)
            assert (answer.status_code, answer.headers["emulator-reason"]) == (status, why)
    refused = emulator.control("GET", "/requests?vendor=servicetrade&refused=true")["requests"]
    assert [entry["reason"] for entry in refused] == [why] * 4


def test_a_user_may_have_as_many_sessions_as_the_limit_says(emulator: Emulator) -> None:
    limit(emulator, hard=3, soft=2)
    opened = [log_in(emulator) for _ in range(3)]
    assert alive(opened) == [True] * 3


def test_sessions_are_counted_for_each_user(emulator: Emulator) -> None:
    limit(emulator, hard=2, soft=1)
    mine = [log_in(emulator, ADMIN) for _ in range(2)]
    others = [log_in(emulator, DISPATCH) for _ in range(2)]
    assert alive([*mine, *others]) == [True] * 4
    log_in(emulator, ADMIN)
    assert alive([*mine, *others]) == [False, False, True, True]


def test_a_session_that_is_logged_out_is_not_counted(emulator: Emulator) -> None:
    limit(emulator, hard=2, soft=1)
    opened = [log_in(emulator) for _ in range(2)]
    opened[1].delete("/auth")
    opened.append(log_in(emulator))
    assert alive(opened) == [True, False, True]


def test_the_oldest_are_those_that_were_opened_first_whenever_they_were_used(
    emulator: Emulator,
) -> None:
    limit(emulator, hard=2, soft=2)
    opened = [log_in(emulator) for _ in range(2)]
    opened[0].get("/webhook")
    opened.append(log_in(emulator))
    assert alive(opened) == [False, True, True]


def test_a_pruned_session_is_lost_between_two_calls_of_one_client(emulator: Emulator) -> None:
    limit(emulator, hard=1, soft=1)
    client = log_in(emulator)
    made = client.post("/webhook", {"hookUrl": "http://127.0.0.1:9/"})
    log_in(emulator)
    assert (made.status_code, client.get("/webhook").status_code) == (200, 401)


def test_a_session_lives_as_long_as_the_profile_says(emulator: Emulator) -> None:
    tokens = {"session_seconds": 3600}
    emulator.control("PUT", "/profile", {"vendor": "servicetrade", "tokens": tokens})
    session = log_in(emulator)
    emulator.advance("PT59M59S")
    assert session.get("/webhook").status_code == 200
    emulator.advance("PT1S")
    answer = session.get("/webhook")
    assert (answer.status_code, answer.content) == (401, b"")
    assert "expired" in answer.headers["emulator-reason"]


def test_a_session_of_ten_years_is_not_ended_by_time(emulator: Emulator) -> None:
    session = log_in(emulator)
    emulator.advance("P365D")
    assert session.get("/webhook").status_code == 200


def test_expired_sessions_are_not_counted(emulator: Emulator) -> None:
    tokens = {"session_seconds": 60, "sessions_hard": 2, "sessions_soft": 1}
    emulator.control("PUT", "/profile", {"vendor": "servicetrade", "tokens": tokens})
    for _ in range(2):
        log_in(emulator)
    emulator.advance("PT1M")
    opened = [log_in(emulator) for _ in range(2)]
    assert alive(opened) == [True, True]


def test_the_journal_keeps_no_session_token(emulator: Emulator) -> None:
    session = log_in(emulator)
    session.get("/auth")
    for entry in emulator.control("GET", "/requests?vendor=servicetrade")["requests"]:
        assert session.token not in str(emulator.control("GET", f"/requests/{entry['id']}"))
