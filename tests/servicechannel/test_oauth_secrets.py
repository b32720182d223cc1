import json
from base64 import b64encode

import httpx2
import pytest

from tests.servicechannel.signin import Browser, landed, redeem
from tests.world import CLIENT, PASSWORDS, Emulator

ADMIN = "nwhvac.admin"
PASSWORD, SECRET = PASSWORDS[ADMIN], CLIENT[1]
BASIC = b64encode(":".join(CLIENT).encode()).decode()
FORM = {"grant_type": "password", "username": ADMIN, "password": PASSWORD}


def journal(emulator: Emulator, answer: httpx2.Response) -> str:
    """All that the control plane tells about one request, and the line of the listing."""
    whole = emulator.control("GET", f"/requests/{answer.headers['emulator-request-id']}")
    return json.dumps([whole, emulator.control("GET", "/requests")])


def test_the_journal_has_neither_password_nor_secret_nor_tokens_of_a_login(
    emulator: Emulator,
) -> None:
    answer = emulator.token(ADMIN)
    token, shown = answer.json(), journal(emulator, answer)
    assert '"operation": "token"' in shown
    for secret in (PASSWORD, SECRET, BASIC, token["access_token"], token["refresh_token"]):
        assert secret not in shown


def test_the_journal_has_no_secret_that_came_in_the_form(emulator: Emulator) -> None:
    named = FORM | {"client_id": CLIENT[0], "client_secret": SECRET}
    answer = emulator.ask_token(named, auth=None)
    assert answer.status_code == 200
    assert SECRET not in journal(emulator, answer)


@pytest.mark.parametrize("client", [CLIENT, ("nobody", SECRET)], ids=["known", "unknown"])
def test_the_journal_has_no_password_of_a_refused_login(
    emulator: Emulator, client: tuple[str, str]
) -> None:
    answer = emulator.ask_token(FORM | {"password": "almost-right"}, client)
    assert not answer.is_success
    shown = journal(emulator, answer)
    assert "almost-right" not in shown
    assert SECRET not in shown


def test_the_journal_has_no_tokens_of_a_refresh(emulator: Emulator) -> None:
    old = emulator.token(ADMIN).json()
    answer = emulator.refresh(old["refresh_token"])
    shown = journal(emulator, answer)
    for secret in (old["refresh_token"], *map(str, answer.json().values())):
        assert secret not in shown or secret in ("bearer", "600")


def test_the_journal_has_no_password_cookie_or_code_of_a_sign_in(emulator: Emulator) -> None:
    browser = Browser(emulator.http)
    signed_in = browser.sign_in()
    again = browser.open()
    cookie = browser.http.cookies["emulator_login"]
    shown = journal(emulator, signed_in) + journal(emulator, again)
    for secret in (PASSWORD, cookie, landed(signed_in)["code"], landed(again)["code"]):
        assert secret not in shown


def test_the_journal_has_neither_code_nor_token_of_a_code_that_is_redeemed(
    emulator: Emulator,
) -> None:
    code = landed(Browser(emulator.http).sign_in())["code"]
    answer = redeem(emulator, code)
    shown = journal(emulator, answer)
    assert code not in shown
    assert answer.json()["access_token"] not in shown


def test_the_journal_has_no_token_of_an_ordinary_call(emulator: Emulator) -> None:
    api = emulator.login()
    answer = api.get("/users/current/profile")
    assert answer.status_code == 200
    assert api.token not in journal(emulator, answer)


def test_the_journal_has_no_token_of_a_refused_call(emulator: Emulator) -> None:
    api = emulator.login()
    emulator.advance("10m")
    assert api.token not in journal(emulator, api.get("/users/current/profile"))


def test_the_journal_still_tells_who_called_and_what_became_of_it(emulator: Emulator) -> None:
    answer = emulator.login().get("/users/current/profile")
    entry = emulator.control("GET", f"/requests/{answer.headers['emulator-request-id']}")
    assert (entry["caller"], entry["client_id"]) == (1544980, CLIENT[0])
    assert (entry["operation"], entry["status"]) == ("getCurrentProfile", 200)
    assert ["authorization", "***"] in entry["headers"]


def test_the_list_of_tokens_shows_their_first_characters_only(emulator: Emulator) -> None:
    token = emulator.token(ADMIN).json()
    listing = emulator.control("GET", "/tokens")
    assert listing["tokens"][0]["access_token"] == token["access_token"][:12] + "…"
    assert token["access_token"] not in json.dumps(listing)
    assert token["refresh_token"] not in json.dumps(listing)


def test_the_list_of_tokens_tells_whose_they_are_and_when_they_end(emulator: Emulator) -> None:
    emulator.token(ADMIN)
    [row] = emulator.control("GET", "/tokens")["tokens"]
    assert (row["client_id"], row["user"]) == (CLIENT[0], 1544980)
    assert row["expires"] == "2026-06-15T12:10:00+00:00"
    assert row["refresh_expires"] == "2026-07-15T12:00:00+00:00"


def test_our_own_header_repeats_no_secret(emulator: Emulator) -> None:
    for client in ((CLIENT[0], "almost-right"), ("nobody", "almost-right")):
        answer = emulator.ask_token(FORM, client)
        assert "almost-right" not in answer.headers["emulator-reason"]
        assert PASSWORD not in answer.headers["emulator-reason"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/oauth/tokens"),
        ("POST", "/v3/oauth/token"),
        ("PUT", "/oauth/token"),
        ("POST", "/v3/workorders/107002896/universalCheckIn"),
    ],
    ids=["a typo", "a version too much", "a wrong verb", "another operation"],
)
def test_a_login_that_misses_its_route_leaves_no_secret_in_the_journal(
    emulator: Emulator, method: str, path: str
) -> None:
    form = {"username": "nwhvac.admin", "password": "s3cret-pass", "client_secret": "s3cret-key"}
    query = {"access_token": "s3cret-token", "code": "s3cret-code"}
    emulator.http.request(method, f"/servicechannel{path}", data=form, params=query)
    kept = emulator.control("GET", "/requests")["requests"][0]
    whole = emulator.control("GET", f"/requests/{kept['id']}")
    assert "s3cret" not in str(kept) + str(whole)
    assert "username=nwhvac.admin" in whole["body"]
