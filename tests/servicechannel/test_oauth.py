import re

import httpx2
import pytest

from tests.world import CLIENT, LOCKED, PASSWORDS, SPARROW, VENDOR, Api, Emulator

ADMIN = "nwhvac.admin"
FORM = {"grant_type": "password", "username": ADMIN, "password": PASSWORDS[ADMIN]}
PROFILE = "/users/current/profile"


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in FORM.items() if key != name}


def test_a_password_login_answers_with_four_fields_and_no_more(emulator: Emulator) -> None:
    answer = emulator.token(ADMIN)
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "refresh_token"}


def test_a_token_is_of_type_bearer_and_lives_600_seconds(emulator: Emulator) -> None:
    token = emulator.token(ADMIN).json()
    assert (token["token_type"], token["expires_in"]) == ("bearer", 600)


def test_an_access_token_is_hundreds_of_base64url_characters_from_aaeaa(
    emulator: Emulator,
) -> None:
    access = emulator.token(ADMIN).json()["access_token"]
    assert re.fullmatch(r"AAEAA[A-Za-z0-9_-]{300,}", access)


def test_an_access_token_is_no_jwt(emulator: Emulator) -> None:
    assert "." not in emulator.token(ADMIN).json()["access_token"]


def test_a_refresh_token_is_four_characters_an_exclamation_mark_and_base64url(
    emulator: Emulator,
) -> None:
    refresh = emulator.token(ADMIN).json()["refresh_token"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{4}![A-Za-z0-9_-]{60,}", refresh)


def test_no_cache_may_keep_a_token(emulator: Emulator) -> None:
    headers = emulator.token(ADMIN).headers
    assert (headers["cache-control"], headers["pragma"]) == ("no-store", "no-cache")


def test_no_cache_may_keep_a_refusal(emulator: Emulator) -> None:
    headers = emulator.token(ADMIN, "wrong").headers
    assert (headers["cache-control"], headers["pragma"]) == ("no-store", "no-cache")


@pytest.mark.parametrize("accept", ["application/x-www-form-urlencoded", "text/html", "image/png"])
def test_a_token_is_json_whatever_accept_says(emulator: Emulator, accept: str) -> None:
    answer = emulator.http.post(
        f"{VENDOR}/oauth/token", data=FORM, auth=CLIENT, headers={"Accept": accept}
    )
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["token_type"] == "bearer"


@pytest.mark.parametrize("scope", ["", "workorders users", 'all "é'], ids=["empty", "two", "odd"])
def test_a_scope_is_accepted_and_ignored(emulator: Emulator, scope: str) -> None:
    answer = emulator.ask_token(FORM | {"scope": scope})
    assert answer.status_code == 200
    assert "scope" not in answer.json()


def test_the_order_of_the_form_fields_does_not_matter(emulator: Emulator) -> None:
    assert emulator.ask_token(dict(reversed(FORM.items()))).status_code == 200


def test_each_login_gets_tokens_of_its_own_and_ends_none(emulator: Emulator) -> None:
    first, second = emulator.login(), emulator.login()
    assert first.token != second.token
    assert first.get(PROFILE).status_code == second.get(PROFILE).status_code == 200


def test_a_token_is_its_users(emulator: Emulator) -> None:
    profile = emulator.login("nwhvac.tbrandt").get(PROFILE).json()
    assert profile["UserProfile"]["UserName"] == "nwhvac.tbrandt"


def test_a_client_takes_users_of_other_companies(emulator: Emulator) -> None:
    """The vendor's demo client is a subscriber's and its demo user a provider's."""
    profile = emulator.login("larkfield.facilities", SPARROW).get(PROFILE).json()
    assert profile["UserProfile"]["SubscriberId"] == 2014917301


@pytest.mark.parametrize("age", ["0s", "PT9M59S", "PT599.999S"])
def test_an_access_token_is_good_until_its_600_seconds_are_over(
    emulator: Emulator, age: str
) -> None:
    api = emulator.login()
    emulator.advance(age)
    assert api.get(PROFILE).status_code == 200


@pytest.mark.parametrize("age", ["PT10M", "PT11M", "P31D"])
def test_an_access_token_is_refused_from_600_seconds_on(emulator: Emulator, age: str) -> None:
    api = emulator.login()
    emulator.advance(age)
    assert api.get(PROFILE).status_code == 401


def test_a_token_may_state_599_seconds_and_live_600(emulator: Emulator) -> None:
    """Some samples are said to show 599."""
    emulator.change_tokens(expires_in=599)
    token = emulator.token(ADMIN).json()
    assert token["expires_in"] == 599
    emulator.advance("PT599.5S")
    assert Api(emulator.http, token["access_token"]).get(PROFILE).status_code == 200


def test_another_lifetime_holds_for_new_tokens_only(emulator: Emulator) -> None:
    old = emulator.login()
    emulator.change_tokens(access_seconds=60)
    new = emulator.login()
    emulator.advance("PT1M")
    assert (old.get(PROFILE).status_code, new.get(PROFILE).status_code) == (200, 401)


def test_the_spelling_of_the_token_type_is_the_profiles(emulator: Emulator) -> None:
    emulator.change_tokens(token_type="Bearer")
    assert emulator.token(ADMIN).json()["token_type"] == "Bearer"


@pytest.mark.parametrize("profile", ["sandbox2", "production", "2018", "relaxed"])
def test_every_profile_hands_out_tokens_for_ten_minutes(emulator: Emulator, profile: str) -> None:
    emulator.control("PUT", "/profile", {"name": profile})
    api = emulator.login()
    emulator.advance("PT9M59S")
    assert api.get(PROFILE).status_code == 200
    emulator.advance("PT1S")
    assert api.get(PROFILE).status_code == 401


REFUSED = {
    "no form at all": ({}, "unsupported_grant_type"),
    "no grant_type": (without("grant_type"), "unsupported_grant_type"),
    "an empty grant_type": (FORM | {"grant_type": ""}, "unsupported_grant_type"),
    "an unknown grant_type": (FORM | {"grant_type": "magic"}, "unsupported_grant_type"),
    "a grant_type in capitals": (FORM | {"grant_type": "PASSWORD"}, "unsupported_grant_type"),
    "a grant_type beyond ASCII": (FORM | {"grant_type": '"é\n'}, "unsupported_grant_type"),
    "implicit": (FORM | {"grant_type": "implicit"}, "unsupported_grant_type"),
    "client_credentials": ({"grant_type": "client_credentials"}, "unauthorized_client"),
    "no username": (without("username"), "invalid_request"),
    "no password": (without("password"), "invalid_request"),
    "an empty password": (FORM | {"password": ""}, "invalid_grant"),
    "a wrong password": (FORM | {"password": "wrong"}, "invalid_grant"),
    "a password in capitals": (FORM | {"password": PASSWORDS[ADMIN].upper()}, "invalid_grant"),
    "another user's password": (
        FORM | {"password": PASSWORDS["nwhvac.dispatch"]},
        "invalid_grant",
    ),
    "an unknown user": (FORM | {"username": "nobody"}, "invalid_grant"),
    "an empty username": (FORM | {"username": ""}, "invalid_grant"),
    "a locked user": (
        FORM | {"username": LOCKED[0], "password": LOCKED[1]},
        "invalid_grant",
    ),
}


@pytest.mark.parametrize(("form", "error"), REFUSED.values(), ids=REFUSED)
def test_a_faulty_token_request_is_400_with_the_error_of_its_fault(
    emulator: Emulator, form: dict[str, str], error: str
) -> None:
    answer = emulator.ask_token(form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.parametrize("form", [form for form, _ in REFUSED.values()], ids=REFUSED)
def test_a_refusal_has_an_error_and_a_description_and_no_more(
    emulator: Emulator, form: dict[str, str]
) -> None:
    """A client recognises a failure by the substring `error_description`."""
    body = emulator.ask_token(form).json()
    assert body.keys() == {"error", "error_description"}
    assert body["error_description"]


def test_an_unknown_user_and_a_wrong_password_cannot_be_told_apart(emulator: Emulator) -> None:
    assert emulator.token("nobody", "x").json() == emulator.token(ADMIN, "x").json()


def test_a_user_who_is_unlocked_gets_a_token(emulator: Emulator) -> None:
    emulator.change("users", 1545107, IsLocked=False)
    assert emulator.token(*LOCKED).status_code == 200


def test_a_json_body_is_no_form(emulator: Emulator) -> None:
    answer = emulator.http.post(f"{VENDOR}/oauth/token", json=FORM, auth=CLIENT)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_a_password_with_reserved_characters_is_read_as_it_was_encoded(emulator: Emulator) -> None:
    emulator.change("users", 1544980, Password="a&b=c+d %é!")
    assert emulator.token(ADMIN, "a&b=c+d %é!").status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_the_token_endpoint_takes_no_other_method_than_post(
    emulator: Emulator, method: str
) -> None:
    answer = emulator.http.request(method, f"{VENDOR}/oauth/token", params=FORM, auth=CLIENT)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_the_token_endpoint_is_not_below_the_version(emulator: Emulator) -> None:
    answer = emulator.http.post(f"{VENDOR}/v3/oauth/token", data=FORM, auth=CLIENT)
    assert answer.status_code == 404


@pytest.mark.parametrize("host", ["sb2login.servicechannel.com", "login.servicechannel.com"])
def test_the_real_login_hosts_reach_it_without_a_prefix(emulator: Emulator, host: str) -> None:
    answer: httpx2.Response = emulator.http.post(
        f"https://{host}/oauth/token", data=FORM, auth=CLIENT
    )
    assert answer.status_code == 200
