import httpx2
import pytest

from tests.world import CLIENT, VENDOR, Api, Emulator, start

ADMIN, ADMIN_ID = "nwhvac.admin", 1544980
PROFILE = "/users/current/profile"
REFUSED = {
    "ErrorCodes": [504],
    "ErrorCode": 504,
    "ErrorMessage": "API call rejected by security permissions",
}


def call(emulator: Emulator, *authorization: str) -> httpx2.Response:
    """With these Authorization headers and no others."""
    headers = [("Authorization", value) for value in authorization]
    return emulator.http.get(f"{VENDOR}/v3{PROFILE}", headers=headers)


def is_refused(answer: httpx2.Response) -> bool:
    return answer.status_code == 401 and answer.json() == REFUSED


@pytest.mark.parametrize(
    "template",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer garbage",
        "Bearer {token}x",
        "Bearer {token} {token}",
        'Bearer "{token}"',
        "{token}",
        "Token {token}",
        "Basic {token}",
        "Bearer {refresh}",
    ],
    ids=[
        "none",
        "empty",
        "scheme alone",
        "empty token",
        "garbage",
        "too long",
        "token twice",
        "quoted",
        "token alone",
        "another scheme",
        "Basic",
        "the refresh token",
    ],
)
def test_a_call_without_a_good_bearer_token_is_401_with_504(
    emulator: Emulator, template: str | None
) -> None:
    token = emulator.token(ADMIN).json()
    text = {"token": token["access_token"], "refresh": token["refresh_token"]}
    given = [] if template is None else [template.format(**text)]
    assert is_refused(call(emulator, *given))


def test_a_token_beyond_ascii_is_401_with_504(emulator: Emulator) -> None:
    headers = {b"Authorization": b"Bearer \xe9\xff"}
    assert is_refused(emulator.http.get(f"{VENDOR}/v3{PROFILE}", headers=headers))


def test_http_basic_is_no_way_into_the_api(emulator: Emulator) -> None:
    assert is_refused(emulator.http.get(f"{VENDOR}/v3{PROFILE}", auth=CLIENT))


def test_two_authorization_headers_are_refused_though_both_are_good(emulator: Emulator) -> None:
    good = f"Bearer {emulator.login().token}"
    answer = call(emulator, good, good)
    assert is_refused(answer)
    assert answer.headers["emulator-reason"].startswith("no single `Authorization: Bearer`")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(emulator: Emulator, scheme: str) -> None:
    assert call(emulator, f"{scheme} {emulator.login().token}").status_code == 200


def test_a_token_in_the_query_is_not_looked_at(emulator: Emulator) -> None:
    token = emulator.login().token
    answer = emulator.http.get(f"{VENDOR}/v3{PROFILE}", params={"access_token": token})
    assert is_refused(answer)


def test_a_refused_call_asks_for_a_bearer_token(emulator: Emulator) -> None:
    assert call(emulator).headers["www-authenticate"] == "Bearer"


def test_a_refused_call_asks_for_nothing_where_the_profile_says_so(emulator: Emulator) -> None:
    emulator.switch(www_authenticate="")
    answer = call(emulator)
    assert is_refused(answer)
    assert "www-authenticate" not in answer.headers


def test_an_expired_token_is_401_with_504(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.advance("10m")
    assert is_refused(api.get(PROFILE))


def test_our_own_header_tells_when_the_token_expired(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.advance("10m")
    reason = api.get(PROFILE).headers["emulator-reason"]
    assert reason == "the access token expired at 2026-06-15T12:10:00+00:00"


def test_an_expired_token_is_good_again_when_the_clock_is_set_back(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.advance("10m")
    emulator.control("POST", "/clock", {"set": "2026-06-15T12:05:00Z"})
    assert api.get(PROFILE).status_code == 200


def test_a_token_that_was_ended_early_is_401_with_504(emulator: Emulator) -> None:
    api = emulator.login()
    assert emulator.control("POST", "/tokens/expire") == {"expired": 1}
    assert is_refused(api.get(PROFILE))


def test_a_revoked_token_is_401_with_504(emulator: Emulator) -> None:
    api = emulator.login()
    assert emulator.control("POST", "/tokens/revoke", {"user": ADMIN_ID}) == {"revoked": 1}
    assert is_refused(api.get(PROFILE))


@pytest.mark.parametrize("what", ["expire", "revoke"])
def test_ending_one_users_tokens_leaves_other_users_alone(emulator: Emulator, what: str) -> None:
    other = emulator.login("nwhvac.dispatch")
    emulator.control("POST", f"/tokens/{what}", {"user": ADMIN_ID})
    assert other.get(PROFILE).status_code == 200


def test_a_token_of_another_emulator_is_401_with_504(emulator: Emulator) -> None:
    stranger = start(seed=1).login()
    assert is_refused(Api(emulator.http, stranger.token).get(PROFILE))


def test_a_user_who_was_locked_is_401_with_504_at_once(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.change("users", ADMIN_ID, IsLocked=True)
    assert is_refused(api.get(PROFILE))


def test_a_user_who_was_unlocked_is_let_in_with_the_same_token(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.change("users", ADMIN_ID, IsLocked=True)
    emulator.change("users", ADMIN_ID, IsLocked=False)
    assert api.get(PROFILE).status_code == 200


def test_a_change_of_the_user_holds_at_once_for_old_tokens(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.change("users", ADMIN_ID, FullName="Somebody Else")
    assert api.get(PROFILE).json()["UserProfile"]["FullName"] == "Somebody Else"


def test_a_new_password_does_not_end_a_token(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.change("users", ADMIN_ID, Password="another")
    assert api.get(PROFILE).status_code == 200


def test_a_denied_permission_and_an_expired_token_cannot_be_told_apart(
    emulator: Emulator,
) -> None:
    """The trap: clients log in again on both, and run into the login limit."""
    emulator.switch(note_creation_gates=True)
    emulator.permit(301, Incoming={"Note Creation": False})
    api = emulator.login()
    denied = api.post("/workorders/107002896/notes", {"Note": "x"})
    emulator.advance("10m")
    expired = api.post("/workorders/107002896/notes", {"Note": "x"})
    assert is_refused(denied)
    assert is_refused(expired)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/workorders/107002896"),
        ("GET", "/workorders/1"),
        ("POST", "/workorders/107002896/universalCheckIn"),
        ("POST", "/workorders/none/notes"),
        ("GET", "/odata/workorders(107002896)/workactivities"),
    ],
)
def test_nothing_is_looked_at_before_the_token(emulator: Emulator, method: str, path: str) -> None:
    assert is_refused(emulator.http.request(method, f"{VENDOR}/v3{path}", content=b"no json"))


def test_a_call_without_a_token_changes_nothing(emulator: Emulator) -> None:
    Api(emulator.http, "garbage").post("/workorders/107002896/universalCheckIn", {})
    order = emulator.login().get("/workorders/107002896").json()
    assert order["Status"]["Primary"] == "OPEN"
