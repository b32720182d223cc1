from collections.abc import Callable

import pytest

from tests.world import CLIENT as OWN
from tests.world import SPARROW, TABLET, VENDOR, Api, Emulator, Json

ADMIN = "nwhvac.admin"
PROFILE = "/users/current/profile"


@pytest.fixture
def token(emulator: Emulator) -> Json:
    answer: Json = emulator.token(ADMIN).json()
    return answer


def works(emulator: Emulator, token: Json) -> bool:
    return Api(emulator.http, token["access_token"]).get(PROFILE).status_code == 200


def error(emulator: Emulator, refresh_token: str) -> tuple[int, str]:
    answer = emulator.refresh(refresh_token)
    return answer.status_code, answer.json().get("error", "")


def test_a_refresh_answers_with_a_new_access_and_a_new_refresh_token(
    emulator: Emulator, token: Json
) -> None:
    new = emulator.refresh(token["refresh_token"]).json()
    assert new.keys() == token.keys()
    assert new["access_token"] != token["access_token"]
    assert new["refresh_token"] != token["refresh_token"]


def test_a_refreshed_token_is_the_same_users(emulator: Emulator) -> None:
    first = emulator.token("nwhvac.tbrandt").json()
    second = emulator.refresh(first["refresh_token"]).json()
    profile = Api(emulator.http, second["access_token"]).get(PROFILE).json()
    assert profile["UserProfile"]["UserName"] == "nwhvac.tbrandt"


def test_a_refresh_brings_back_who_was_away_for_longer_than_ten_minutes(
    emulator: Emulator, token: Json
) -> None:
    emulator.advance("11m")
    assert not works(emulator, token)
    assert works(emulator, emulator.refresh(token["refresh_token"]).json())


def test_a_refreshed_token_lives_ten_minutes_of_its_own(emulator: Emulator, token: Json) -> None:
    emulator.advance("9m")
    new = emulator.refresh(token["refresh_token"]).json()
    emulator.advance("PT9M59S")
    assert works(emulator, new)
    emulator.advance("PT1S")
    assert not works(emulator, new)


@pytest.mark.parametrize("rotation", ["keep_old", "single_use"])
def test_the_old_access_token_lives_on_beside_the_new_one(
    emulator: Emulator, token: Json, rotation: str
) -> None:
    emulator.change_tokens(refresh_rotation=rotation)
    emulator.refresh(token["refresh_token"])
    assert works(emulator, token)


def test_a_used_refresh_token_can_be_used_again_by_default(emulator: Emulator, token: Json) -> None:
    """Some clients keep the old one, others store the new one: both are safe."""
    for _ in range(3):
        assert works(emulator, emulator.refresh(token["refresh_token"]).json())


def test_a_used_refresh_token_is_refused_where_it_is_single_use(
    emulator: Emulator, token: Json
) -> None:
    emulator.change_tokens(refresh_rotation="single_use")
    assert emulator.refresh(token["refresh_token"]).status_code == 200
    assert error(emulator, token["refresh_token"]) == (400, "invalid_grant")


def test_the_new_refresh_token_carries_on_where_the_old_one_is_single_use(
    emulator: Emulator, token: Json
) -> None:
    emulator.change_tokens(refresh_rotation="single_use")
    for _ in range(3):
        token = emulator.refresh(token["refresh_token"]).json()
        assert works(emulator, token)


def test_a_single_use_token_is_not_used_up_by_a_refusal(emulator: Emulator, token: Json) -> None:
    emulator.change_tokens(refresh_rotation="single_use", login_seconds=5)
    emulator.token(ADMIN)
    assert emulator.refresh(token["refresh_token"]).status_code == 429
    emulator.advance("5s")
    assert emulator.refresh(token["refresh_token"]).status_code == 200


def test_a_refresh_token_is_good_a_second_before_its_30_days_are_over(
    emulator: Emulator, token: Json
) -> None:
    emulator.advance("P29DT23H59M59S")
    assert emulator.refresh(token["refresh_token"]).status_code == 200


def test_a_refresh_token_is_refused_after_30_days(emulator: Emulator, token: Json) -> None:
    emulator.advance("P30D")
    assert error(emulator, token["refresh_token"]) == (400, "invalid_grant")


def test_each_refresh_opens_another_30_days_by_default(emulator: Emulator, token: Json) -> None:
    emulator.advance("P29D")
    new = emulator.refresh(token["refresh_token"]).json()
    emulator.advance("P29DT23H59M59S")
    assert emulator.refresh(new["refresh_token"]).status_code == 200


def test_the_old_refresh_token_ends_after_its_own_30_days(emulator: Emulator, token: Json) -> None:
    emulator.advance("P29D")
    emulator.refresh(token["refresh_token"])
    emulator.advance("P1D")
    assert error(emulator, token["refresh_token"]) == (400, "invalid_grant")


def test_an_absolute_expiry_lasts_until_a_second_before_the_logins_30_days_are_over(
    emulator: Emulator, token: Json
) -> None:
    emulator.change_tokens(refresh_expiry="absolute")
    emulator.advance("P29D")
    new = emulator.refresh(token["refresh_token"]).json()
    emulator.advance("PT23H59M59S")
    assert emulator.refresh(new["refresh_token"]).status_code == 200


def test_an_absolute_expiry_ends_every_successor_30_days_after_the_login(
    emulator: Emulator, token: Json
) -> None:
    emulator.change_tokens(refresh_expiry="absolute")
    emulator.advance("P29D")
    new = emulator.refresh(token["refresh_token"]).json()
    emulator.advance("P1D")
    assert error(emulator, new["refresh_token"]) == (400, "invalid_grant")


@pytest.mark.parametrize("client", [TABLET, SPARROW], ids=["same company", "another company"])
def test_a_refresh_token_is_refused_to_another_client(
    emulator: Emulator, token: Json, client: tuple[str, str]
) -> None:
    answer = emulator.refresh(token["refresh_token"], client)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_refresh_token_is_refused_to_a_client_without_its_secret(
    emulator: Emulator, token: Json
) -> None:
    assert emulator.refresh(token["refresh_token"], (OWN[0], "wrong")).status_code == 302


def test_a_missing_refresh_token_is_an_invalid_request(emulator: Emulator) -> None:
    answer = emulator.ask_token({"grant_type": "refresh_token"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token["refresh_token"][:0],
        lambda token: token["access_token"],
        lambda token: token["refresh_token"].partition("!")[0],
        lambda token: token["refresh_token"].partition("!")[2],
        lambda token: token["refresh_token"].replace("!", "%21"),
        lambda token: token["refresh_token"][:-1],
    ],
    ids=["empty", "the access token", "up to the !", "after the !", "encoded twice", "cut off"],
)
def test_what_is_no_refresh_token_is_refused(
    emulator: Emulator, token: Json, spoil: Callable[[Json], str]
) -> None:
    assert error(emulator, spoil(token)) == (400, "invalid_grant")


def test_an_exclamation_mark_that_is_not_encoded_is_read_all_the_same(
    emulator: Emulator, token: Json
) -> None:
    answer = emulator.http.post(
        f"{VENDOR}/oauth/token",
        content=f"grant_type=refresh_token&refresh_token={token['refresh_token']}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        auth=OWN,
    )
    assert answer.status_code == 200


def test_a_scope_is_ignored_by_a_refresh(emulator: Emulator, token: Json) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"], "scope": "all"}
    assert emulator.ask_token(form).status_code == 200


def test_a_user_locked_meanwhile_cannot_refresh(emulator: Emulator, token: Json) -> None:
    emulator.change("users", 1544980, IsLocked=True)
    assert error(emulator, token["refresh_token"]) == (400, "invalid_grant")


def test_a_new_password_does_not_end_a_refresh_token(emulator: Emulator, token: Json) -> None:
    emulator.change("users", 1544980, Password="another")
    assert emulator.refresh(token["refresh_token"]).status_code == 200


def test_an_access_token_ended_early_leaves_its_refresh_token(
    emulator: Emulator, token: Json
) -> None:
    emulator.control("POST", "/tokens/expire", {"user": 1544980})
    assert not works(emulator, token)
    assert emulator.refresh(token["refresh_token"]).status_code == 200


def test_a_revoked_token_cannot_be_refreshed(emulator: Emulator, token: Json) -> None:
    emulator.control("POST", "/tokens/revoke", {"user": 1544980})
    assert error(emulator, token["refresh_token"]) == (400, "invalid_grant")
