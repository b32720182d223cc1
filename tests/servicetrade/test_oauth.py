"""OAuth2 tokens of external systems: signed JWTs, rotating refresh tokens, revocation."""

import json
from base64 import urlsafe_b64decode

import httpx2
import pytest

from tests.servicetrade.trade import CLIENT, INACTIVE_CLIENT, NOON, PREFIX
from tests.world import Emulator, Json

TOKEN, REVOKE = f"{PREFIX}/api/oauth2/token", f"{PREFIX}/api/oauth2/revoke"
LOGIN = {"grant_type": "client_credentials", "client_id": CLIENT[0], "client_secret": CLIENT[1]}
DAY = 86_400


def issued(emulator: Emulator) -> Json:
    answer: Json = emulator.http.post(TOKEN, json=LOGIN).json()
    return answer


def refreshed(emulator: Emulator, refresh_token: str, **more: str) -> httpx2.Response:
    given = {"grant_type": "refresh_token", "refresh_token": refresh_token, **more}
    return emulator.http.post(TOKEN, data=given)


def call(emulator: Emulator, access: str) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {access}"}
    return emulator.http.get(f"{PREFIX}/api/webhook", headers=headers)


def claims(access: str) -> Json:
    part = access.split(".")[1]
    found: Json = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


@pytest.mark.parametrize("sent", [{"json": LOGIN}, {"data": LOGIN}], ids=["json", "form"])
def test_a_client_logs_in_with_json_or_a_form(emulator: Emulator, sent: Json) -> None:
    answer = emulator.http.post(TOKEN, **sent)
    assert answer.status_code == 200
    body = answer.json()
    assert body.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", DAY)


def test_the_access_token_is_a_jwt_whose_exp_is_the_sandboxs_time(emulator: Emulator) -> None:
    said = claims(issued(emulator)["access_token"])
    assert (said["iat"], said["exp"]) == (NOON, NOON + DAY)
    assert said["sub"] == CLIENT[0]


def test_an_access_token_is_good_until_its_exp_and_not_at_it(emulator: Emulator) -> None:
    access = issued(emulator)["access_token"]
    emulator.advance(f"PT{DAY - 1}S")
    assert call(emulator, access).status_code == 200
    emulator.advance("PT1S")
    dead = call(emulator, access)
    assert (dead.status_code, dead.content) == (401, b"")
    assert "expired at 2026-06-16T12:00:00" in dead.headers["emulator-reason"]


def test_a_refresh_needs_no_secret_and_not_even_the_clients_id(emulator: Emulator) -> None:
    token = issued(emulator)
    named = refreshed(emulator, token["refresh_token"], client_id=CLIENT[0])
    assert named.status_code == 200
    unnamed = refreshed(emulator, named.json()["refresh_token"])
    assert unnamed.status_code == 200
    assert call(emulator, unnamed.json()["access_token"]).status_code == 200


def test_a_profile_can_ask_for_the_clients_id(emulator: Emulator) -> None:
    settings = {"vendor": "servicetrade", "tokens": {"refresh_client": "needed"}}
    emulator.control("PUT", "/profile", settings)
    token = issued(emulator)
    assert refreshed(emulator, token["refresh_token"]).status_code == 401
    assert refreshed(emulator, token["refresh_token"], client_id=CLIENT[0]).status_code == 200


def test_a_used_refresh_token_is_of_no_use_any_more(emulator: Emulator) -> None:
    first = issued(emulator)
    second = refreshed(emulator, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    again = refreshed(emulator, first["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (401, "invalid_grant")
    assert call(emulator, first["access_token"]).status_code == 200


def test_a_refresh_token_ends_after_thirty_days(emulator: Emulator) -> None:
    token = issued(emulator)
    emulator.advance("P30D")
    answer = refreshed(emulator, token["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_grant")


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"refresh_token": "{}", "client_id": CLIENT[0], "client_secret": CLIENT[1]}},
        {"data": {"refresh_token": "{}", "client_id": CLIENT[0]}},
        {"data": {"token": "{}"}},
    ],
    ids=["node", "php", "python"],
)
def test_a_refresh_token_is_revoked_in_the_shapes_of_all_three_sdks(
    emulator: Emulator, body: dict[str, dict[str, str]]
) -> None:
    token = issued(emulator)
    [(kind, given)] = body.items()
    sent = {name: value.format(token["refresh_token"]) for name, value in given.items()}
    answer = emulator.http.request("POST", REVOKE, **{kind: sent})  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()) == (200, {})
    assert refreshed(emulator, token["refresh_token"]).status_code == 401
    assert call(emulator, token["access_token"]).status_code == 200


def test_a_profile_can_end_the_access_token_with_the_refresh_token(emulator: Emulator) -> None:
    settings = {"vendor": "servicetrade", "tokens": {"revoke_ends_access": True}}
    emulator.control("PUT", "/profile", settings)
    token = issued(emulator)
    emulator.http.post(REVOKE, data={"token": token["refresh_token"]})
    assert call(emulator, token["access_token"]).status_code == 401


def test_revoking_what_is_unknown_is_fine(emulator: Emulator) -> None:
    answer = emulator.http.post(REVOKE, data={"token": "nothing"})
    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.parametrize("sent", [{}, {"json": {"token": []}}, {"content": b"\xff="}])
def test_revoking_nothing_is_a_malformed_request(emulator: Emulator, sent: Json) -> None:
    answer = emulator.http.post(REVOKE, **sent)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        (
            {"client_id": INACTIVE_CLIENT[0], "client_secret": INACTIVE_CLIENT[1]},
            401,
            "invalid_client",
        ),
        ({"grant_type": "password"}, 400, None),
        ({"grant_type": "authorization_code"}, 400, None),
        ({"grant_type": "magic"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, None),
        ({"grant_type": "refresh_token", "refresh_token": "unknown"}, 401, "invalid_grant"),
        ({"grant_type": "refresh_token"}, 400, "invalid_request"),
    ],
)
def test_a_login_that_is_refused_says_which_part_is_wrong(
    emulator: Emulator, changes: dict[str, str], status: int, error: str | None
) -> None:
    answer = emulator.http.post(TOKEN, json=LOGIN | changes)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"] == error or error is None
    assert emulator.control("GET", "/tokens") == {"tokens": []}


def test_a_body_that_is_neither_json_nor_a_form_is_refused(emulator: Emulator) -> None:
    answer = emulator.http.post(TOKEN, content=b'{"grant_type": "client_')
    assert answer.status_code in (400, 401)
    assert "error" in answer.json()


def test_a_client_whose_user_is_inactive_cannot_log_in(emulator: Emulator) -> None:
    users = emulator.control("GET", "/snapshot")["servicetrade.json"]["users"]
    access = issued(emulator)["access_token"]
    row = users[str(claims(access)["userId"])] | {"status": "inactive"}
    emulator.control("POST", "/fixtures", {"servicetrade": {"users": {str(row["id"]): row}}})
    answer = emulator.http.post(TOKEN, json=LOGIN)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_grant")
    assert call(emulator, access).status_code == 401


def test_a_jwt_with_a_broken_signature_is_refused_and_explained(emulator: Emulator) -> None:
    access = issued(emulator)["access_token"]
    last = "A" if access[-5] != "A" else "B"
    broken = call(emulator, access[:-5] + last + access[-4:])
    assert (broken.status_code, broken.content) == (401, b"")
    assert broken.headers["emulator-reason"] == "the JWT's signature is broken"
    no_jwt = call(emulator, "abc")
    assert no_jwt.headers["emulator-reason"] == "unknown access token, and no JWT"


def test_a_jwt_of_a_sandbox_that_is_gone_is_refused_and_explained(emulator: Emulator) -> None:
    made = emulator.control("POST", "/sandboxes", {"name": "t1"})
    env = made["vendors"]["servicetrade"]["environment"]
    login = LOGIN | {"client_id": env["ST_CLIENT_ID"]}
    access = emulator.http.post(TOKEN, json=login).json()["access_token"]
    assert call(emulator, access).status_code == 200
    emulator.control("DELETE", "/sandboxes/t1")
    answer = call(emulator, access)
    assert answer.status_code == 401
    assert "not issued here: by another sandbox" in answer.headers["emulator-reason"]


def test_sessions_and_refreshes_lead_to_the_sandbox_of_their_credentials(
    emulator: Emulator,
) -> None:
    made = emulator.control("POST", "/sandboxes", {"name": "t1"})
    env = made["vendors"]["servicetrade"]["environment"]
    login = LOGIN | {"client_id": env["ST_CLIENT_ID"]}
    token = emulator.http.post(TOKEN, json=login).json()
    assert refreshed(emulator, token["refresh_token"]).status_code == 200
    user = {"username": env["ST_USERNAME"], "password": env["ST_PASSWORD"]}
    session = emulator.http.post(f"{PREFIX}/api/auth", data=user).json()["data"]["authToken"]
    emulator.http.cookies.clear()
    hook = {"hookUrl": "http://127.0.0.1:9/"}
    headers = {"Cookie": f"PHPSESSID={session}"}
    emulator.http.post(f"{PREFIX}/api/webhook", json=hook, headers=headers)
    count = "/webhooks/endpoints?sandbox="
    mine = emulator.control("GET", f"{count}t1")["endpoints"]
    others = emulator.control("GET", f"{count}default")["endpoints"]
    assert (len(mine), len(others)) == (1, 0)
