"""Sessions: opening, carrying, checking and ending one."""

import pytest

from tests.servicetrade.trade import ADMIN, CLIENT, INACTIVE, PREFIX, Trade, data, log_in
from tests.world import Emulator, Json, start

AUTH = f"{PREFIX}/api/auth"
CREDENTIALS = {"username": ADMIN[0], "password": ADMIN[1]}
LOGGED_OUT = {"authenticated": False, "authToken": None}


def test_a_login_answers_with_a_token_in_body_and_cookie(emulator: Emulator) -> None:
    response = emulator.http.post(AUTH, json=CREDENTIALS)
    session = data(response)
    assert session.keys() == {"authenticated", "authToken", "eulaNeeded", "user"}
    assert len(session["authToken"]) == 26
    assert response.headers["set-cookie"].startswith(f"PHPSESSID={session['authToken']}; ")
    assert session["user"]["company"]["name"] == "Norwell HVAC"
    assert "password" not in response.text


@pytest.mark.parametrize(
    "sent",
    [
        {"json": CREDENTIALS},
        {"data": CREDENTIALS},
        {"params": CREDENTIALS},
        {"json": CREDENTIALS, "headers": {"cookie": "PHPSESSID=stale"}},
    ],
    ids=["json", "form", "query", "with-a-stale-cookie"],
)
def test_a_login_may_be_json_a_form_or_all_in_the_query(emulator: Emulator, sent: Json) -> None:
    assert data(emulator.http.post(AUTH, **sent))["authenticated"] is True


def test_each_login_opens_a_session_of_its_own(emulator: Emulator) -> None:
    first, second = log_in(emulator), log_in(emulator)
    assert first.token != second.token
    assert first.get("/auth").status_code == second.get("/auth").status_code == 200


def test_a_live_session_is_told_as_at_login(trade: Trade) -> None:
    session = trade.read("/auth")
    assert (session["authenticated"], session["authToken"]) == (True, trade.token)
    assert session["user"]["username"] == ADMIN[0]


@pytest.mark.parametrize("who", [(ADMIN[0], "wrong"), ("nobody", ADMIN[1]), INACTIVE])
def test_a_wrong_login_is_403_and_never_401(emulator: Emulator, who: tuple[str, str]) -> None:
    response = emulator.http.post(AUTH, json={"username": who[0], "password": who[1]})
    assert response.status_code == 403
    body = response.json()
    assert body["messages"] == {"error": ["Invalid credentials provided"]}
    assert body["data"] == LOGGED_OUT
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"username": "x"}, ["password"]),
        ({"password": "x"}, ["username"]),
        ({}, ["username", "password"]),
        ({"username": "", "password": 5}, ["username", "password"]),
    ],
    ids=["no-password", "no-username", "neither", "of-the-wrong-kind"],
)
def test_a_login_without_its_fields_is_400(emulator: Emulator, body: Json, wrong: str) -> None:
    response = emulator.http.post(AUTH, json=body)
    assert response.status_code == 400
    assert sorted(response.json()["messages"]["validation"]) == sorted(wrong)


def test_a_dead_session_is_404_on_auth_and_an_empty_401_elsewhere(trade: Trade) -> None:
    ended = trade.delete("/auth")
    assert (ended.status_code, ended.content) == (204, b"")
    for answer in (trade.get("/auth"), trade.delete("/auth")):
        assert answer.status_code == 404
        words = {"error": ["No active session found for given auth token"]}
        assert answer.json() == {"messages": words, "data": LOGGED_OUT}
    elsewhere = trade.get("/webhook")
    assert (elsewhere.status_code, elsewhere.content) == (401, b"")
    assert elsewhere.headers["emulator-reason"] == "its user logged out"


@pytest.mark.parametrize(
    "cookie",
    [
        "PHPSESSID={}",
        "PHPSESSID={}; Path=/; Secure; HttpOnly;",
        "PHPSESSID={}; expires=Fri, 01-Jan-2027 00:00:00 GMT; path=/",
        "theme=dark;PHPSESSID={}",
        "PHPSESSID={0}; PHPSESSID={0}",
    ],
    ids=["bare", "attributes", "echoed", "among-others", "twice-the-same"],
)
def test_a_cookie_is_read_leniently(emulator: Emulator, trade: Trade, cookie: str) -> None:
    headers = {"Cookie": cookie.format(trade.token)}
    assert emulator.http.get(AUTH, headers=headers).status_code == 200


def test_no_credential_and_two_at_once_are_401(emulator: Emulator, trade: Trade) -> None:
    bearer = {"Authorization": f"Bearer {_access(emulator)}"}
    cookie = {"Cookie": f"PHPSESSID={trade.token}"}
    other = {"Cookie": f"PHPSESSID={trade.token}; PHPSESSID={log_in(emulator).token}"}
    url = f"{PREFIX}/api/webhook"
    answers = [emulator.http.get(url, headers=h) for h in ({}, {**bearer, **cookie}, other)]
    assert [(a.status_code, a.content) for a in answers] == [(401, b"")] * 3
    assert emulator.http.get(url, headers=bearer).status_code == 200


def test_a_session_is_no_bearer_token_nor_a_bearer_token_a_session(
    emulator: Emulator, trade: Trade
) -> None:
    url, access = f"{PREFIX}/api/webhook", _access(emulator)
    wrong = [
        {"Authorization": f"Bearer {trade.token}"},
        {"Authorization": f"Bearer PHPSESSID={trade.token}"},
        {"Cookie": f"PHPSESSID={access}"},
        {"Authorization": f"Basic {trade.token}"},
    ]
    assert [emulator.http.get(url, headers=h).status_code for h in wrong] == [401] * 4


def _access(emulator: Emulator) -> str:
    form = {"grant_type": "client_credentials", "client_id": CLIENT[0], "client_secret": CLIENT[1]}
    answer = emulator.http.post(f"{PREFIX}/api/oauth2/token", data=form)
    return str(answer.json()["access_token"])


def test_who_a_token_acts_as_is_told_for_clients_and_for_users(
    emulator: Emulator, trade: Trade
) -> None:
    bearer = {"Authorization": f"Bearer {_access(emulator)}"}
    client = data(emulator.http.get(f"{PREFIX}/api/oauth2/userinfo", headers=bearer))
    assert (client["type"], client["clientId"]) == ("client", CLIENT[0])
    user = trade.read("/oauth2/userinfo")
    assert (user["type"], user["clientId"]) == ("user", None)
    assert user["userId"] == client["userId"]
    assert user["account"]["name"] == "Norwell HVAC"


def test_a_session_whose_user_becomes_inactive_stops_at_once(
    emulator: Emulator, trade: Trade
) -> None:
    user = emulator.control("GET", "/snapshot")["servicetrade.json"]["users"]
    row = next(r for r in user.values() if r["username"] == ADMIN[0]) | {"status": "inactive"}
    emulator.control("POST", "/fixtures", {"servicetrade": {"users": {str(row["id"]): row}}})
    assert trade.get("/webhook").status_code == 401


def test_a_session_survives_a_snapshot_and_not_a_reset() -> None:
    with start("relaxed") as emulator:
        trade = log_in(emulator)
        saved = emulator.control("GET", "/snapshot")
        emulator.control("POST", "/reset")
        assert trade.get("/auth").status_code == 404
        emulator.control("PUT", "/snapshot", saved)
        assert trade.get("/auth").status_code == 200
