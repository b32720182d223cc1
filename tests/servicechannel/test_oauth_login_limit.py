import httpx2
import pytest

from tests.world import CLIENT, TABLET, Emulator, start

ADMIN, DISPATCH = "nwhvac.admin", "nwhvac.dispatch"
WORDS = "Rejected by security reason: Login attempts limit exceed."


def test_a_second_login_within_five_seconds_is_429_with_the_reason_in_a_header(
    sandbox2: Emulator,
) -> None:
    sandbox2.token(ADMIN)
    refused = sandbox2.token(ADMIN)
    assert (refused.status_code, refused.headers["error-message"]) == (429, WORDS)


def test_the_refusal_has_no_body_and_no_retry_after(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN)
    refused = sandbox2.token(ADMIN)
    assert refused.content == b""
    assert "content-type" not in refused.headers
    assert "retry-after" not in refused.headers


@pytest.mark.parametrize(("wait", "status"), [("PT4.999S", 429), ("5s", 200), ("1h", 200)])
def test_the_next_login_passes_from_five_seconds_on(
    sandbox2: Emulator, wait: str, status: int
) -> None:
    sandbox2.token(ADMIN)
    sandbox2.advance(wait)
    assert sandbox2.token(ADMIN).status_code == status


def test_a_login_every_five_seconds_is_never_refused(sandbox2: Emulator) -> None:
    for _ in range(20):
        assert sandbox2.token(ADMIN).status_code == 200
        sandbox2.advance("5s")


def test_refused_logins_do_not_put_the_next_one_off(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN)
    for _ in range(4):
        sandbox2.advance("1s")
        assert sandbox2.token(ADMIN).status_code == 429
    sandbox2.advance("1s")
    assert sandbox2.token(ADMIN).status_code == 200


def test_a_refused_login_leaves_the_first_token_good(sandbox2: Emulator) -> None:
    api = sandbox2.login()
    sandbox2.token(ADMIN)
    assert api.get("/users/current/profile").status_code == 200


def test_another_user_of_the_same_client_is_not_held_up(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN)
    assert sandbox2.token(DISPATCH).status_code == 200


def test_the_same_user_is_held_up_through_another_client_too(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN, client=CLIENT)
    assert sandbox2.token(ADMIN, client=TABLET).status_code == 429


def test_a_refresh_right_after_a_login_is_refused(sandbox2: Emulator) -> None:
    token = sandbox2.token(ADMIN).json()
    refused = sandbox2.refresh(token["refresh_token"])
    assert (refused.status_code, refused.headers["error-message"]) == (429, WORDS)


def test_a_refresh_passes_five_seconds_after_the_login(sandbox2: Emulator) -> None:
    token = sandbox2.token(ADMIN).json()
    sandbox2.advance("5s")
    assert sandbox2.refresh(token["refresh_token"]).status_code == 200


def test_a_login_or_refresh_right_after_a_refresh_is_refused(sandbox2: Emulator) -> None:
    token = sandbox2.token(ADMIN).json()
    sandbox2.advance("5s")
    sandbox2.refresh(token["refresh_token"])
    assert sandbox2.token(ADMIN).status_code == 429
    assert sandbox2.refresh(token["refresh_token"]).status_code == 429


def test_a_wrong_password_is_an_attempt_that_counts(sandbox2: Emulator) -> None:
    """The vendor speaks of login attempts."""
    assert sandbox2.token(ADMIN, "wrong").status_code == 400
    assert sandbox2.token(ADMIN).status_code == 429


def test_a_wrong_password_too_soon_is_429_and_not_400(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN)
    assert sandbox2.token(ADMIN, "wrong").status_code == 429


def test_an_unknown_user_name_is_never_held_up(sandbox2: Emulator) -> None:
    assert [sandbox2.token("nobody", "x").status_code for _ in range(3)] == [400, 400, 400]


@pytest.mark.parametrize(
    ("form", "client"),
    [
        ({"grant_type": "password", "username": ADMIN}, CLIENT),
        ({"grant_type": "magic", "username": ADMIN}, CLIENT),
        ({"grant_type": "refresh_token", "refresh_token": "unknown"}, CLIENT),
        ({"grant_type": "password", "username": ADMIN, "password": "x"}, ("nobody", "x")),
        ({"grant_type": "password", "username": ADMIN, "password": "x"}, (CLIENT[0], "x")),
    ],
    ids=["no password", "unknown grant", "unknown token", "unknown client", "wrong secret"],
)
def test_a_request_that_does_not_come_to_the_password_does_not_count(
    sandbox2: Emulator, form: dict[str, str], client: tuple[str, str]
) -> None:
    sandbox2.ask_token(form, client)
    assert sandbox2.token(ADMIN).status_code == 200


def test_a_refresh_token_in_the_hands_of_another_client_holds_nobody_up(
    sandbox2: Emulator,
) -> None:
    token = sandbox2.token(ADMIN).json()
    sandbox2.advance("5s")
    assert sandbox2.refresh(token["refresh_token"], TABLET).status_code == 400
    assert sandbox2.token(ADMIN).status_code == 200


def test_a_clock_set_back_holds_nobody_up(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN)
    sandbox2.control("POST", "/clock", {"set": "2026-06-15T11:00:00Z"})
    assert sandbox2.token(ADMIN).status_code == 200


def test_a_reset_opens_the_way(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN)
    sandbox2.control("POST", "/reset")
    assert sandbox2.token(ADMIN).status_code == 200


def second_login(profile: str) -> httpx2.Response:
    emulator = start(profile)
    emulator.token(ADMIN)
    return emulator.token(ADMIN)


@pytest.mark.parametrize(
    ("profile", "status"),
    [("sandbox2", 429), ("production", 429), ("2018", 503), ("relaxed", 200)],
)
def test_the_status_of_a_second_login_is_the_profiles(profile: str, status: int) -> None:
    assert second_login(profile).status_code == status


def test_the_503_of_2018_has_the_same_header_and_no_body() -> None:
    refused = second_login("2018")
    assert (refused.headers["error-message"], refused.content) == (WORDS, b"")


def test_no_number_of_logins_is_too_many_without_the_limit(emulator: Emulator) -> None:
    assert all(emulator.token(ADMIN).status_code == 200 for _ in range(50))


def test_the_limit_can_be_longer(sandbox2: Emulator) -> None:
    sandbox2.change_tokens(login_seconds=60)
    sandbox2.token(ADMIN)
    sandbox2.advance("PT59S")
    assert sandbox2.token(ADMIN).status_code == 429
    sandbox2.advance("PT1S")
    assert sandbox2.token(ADMIN).status_code == 200


def test_the_limit_can_be_switched_off_in_flight(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN)
    sandbox2.change_tokens(login_seconds=0)
    assert sandbox2.token(ADMIN).status_code == 200


def test_our_own_header_tells_how_long_to_wait(sandbox2: Emulator) -> None:
    sandbox2.token(ADMIN)
    sandbox2.advance("2s")
    reason = sandbox2.token(ADMIN).headers["emulator-reason"]
    assert reason == "user 1544980 asked for a token less than 5 s ago; again in 3.0 s"
