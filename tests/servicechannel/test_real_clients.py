"""Two OAuth clients as they are, against a server that runs as a process of its own."""

import pytest
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import (
    AccessDeniedError,
    InvalidGrantError,
    LegacyApplicationClient,
    MissingTokenError,
)
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from tests.servicechannel.clients import SECONDS, Login
from tests.servicechannel.signin import CALLBACK
from tests.world import CLIENT, PASSWORDS, Json

ADMIN = "nwhvac.admin"
PASSWORD = PASSWORDS[ADMIN]
BASIC = HTTPBasicAuth(*CLIENT)


def sign_in(address: str, form: dict[str, str]) -> str:
    """Fill in the page behind an address, as a browser does: where it leads."""
    with requests.Session() as browser:
        page = browser.get(address, timeout=SECONDS)
        assert page.status_code == 200, page.text
        back = browser.post(page.url, data=form, allow_redirects=False, timeout=SECONDS)
        return back.headers["location"]


PERSON = {"username": ADMIN, "password": PASSWORD}


def name(answer: requests.Response) -> str:
    """Of the user who called."""
    assert answer.status_code == 200, answer.text
    shown: str = answer.json()["UserProfile"]["UserName"]
    return shown


def by_password(login: Login) -> OAuth2Session:
    session = OAuth2Session(client=LegacyApplicationClient(CLIENT[0]))
    session.fetch_token(login.token, auth=BASIC, username=ADMIN, password=PASSWORD)
    return session


def test_requests_oauthlib_logs_in_with_a_password_and_calls(login: Login) -> None:
    with by_password(login) as session:
        assert name(session.get(login.profile)) == ADMIN


def test_requests_oauthlib_sends_the_client_in_the_form_and_is_let_in(login: Login) -> None:
    with OAuth2Session(client=LegacyApplicationClient(CLIENT[0])) as session:
        session.fetch_token(
            login.token,
            include_client_id=True,
            client_secret=CLIENT[1],
            username=ADMIN,
            password=PASSWORD,
        )
        assert name(session.get(login.profile)) == ADMIN


def test_requests_oauthlib_raises_invalid_grant_for_a_wrong_password(login: Login) -> None:
    with (
        OAuth2Session(client=LegacyApplicationClient(CLIENT[0])) as session,
        pytest.raises(InvalidGrantError, match="incorrect"),
    ):
        session.fetch_token(login.token, username=ADMIN, password="wrong", auth=BASIC)


def test_requests_oauthlib_finds_html_and_no_token_as_an_unknown_client(login: Login) -> None:
    nobody = HTTPBasicAuth("nobody", "x")
    with (
        OAuth2Session(client=LegacyApplicationClient("nobody")) as session,
        pytest.raises(MissingTokenError),
    ):
        session.fetch_token(login.token, auth=nobody, username=ADMIN, password=PASSWORD)


def test_requests_oauthlib_finds_no_token_when_it_logs_in_too_often(login: Login) -> None:
    login.control("PUT", "/profile", {"name": "sandbox2"})
    with by_password(login) as session, pytest.raises(MissingTokenError):
        session.fetch_token(login.token, auth=BASIC, username=ADMIN, password=PASSWORD)


def test_requests_oauthlib_refreshes_after_a_401(login: Login) -> None:
    with by_password(login) as session:
        login.control("POST", "/clock", {"advance": "11m"})
        assert session.get(login.profile).status_code == 401
        session.refresh_token(login.token, auth=BASIC)
        assert name(session.get(login.profile)) == ADMIN


def test_requests_oauthlib_refreshes_by_itself_a_token_that_it_kept_too_long(
    login: Login,
) -> None:
    with by_password(login) as first:
        kept = dict(first.token)
    login.control("POST", "/clock", {"advance": "11m"})
    stored: list[Json] = []
    with OAuth2Session(
        CLIENT[0],
        token=kept | {"expires_at": 1},
        auto_refresh_url=login.token,
        auto_refresh_kwargs={"client_id": CLIENT[0], "client_secret": CLIENT[1]},
        token_updater=stored.append,
    ) as session:
        assert name(session.get(login.profile)) == ADMIN
    assert stored[0]["refresh_token"] != kept["refresh_token"]


def test_requests_oauthlib_raises_invalid_grant_for_a_refresh_after_30_days(
    login: Login,
) -> None:
    with by_password(login) as session:
        login.control("POST", "/clock", {"advance": "P30D"})
        with pytest.raises(InvalidGrantError):
            session.refresh_token(login.token, auth=BASIC)


@pytest.mark.parametrize("pkce", [None, "S256"])
def test_requests_oauthlib_comes_back_from_the_sign_in_page_with_a_code(
    login: Login, pkce: str | None
) -> None:
    with OAuth2Session(CLIENT[0], redirect_uri=CALLBACK, pkce=pkce) as session:
        address, _ = session.authorization_url(login.authorize)
        back = sign_in(address, PERSON)
        session.fetch_token(login.token, authorization_response=back, client_secret=CLIENT[1])
        assert name(session.get(login.profile)) == ADMIN


def test_requests_oauthlib_raises_access_denied_when_the_person_cancels(login: Login) -> None:
    with OAuth2Session(CLIENT[0], redirect_uri=CALLBACK) as session:
        address, _ = session.authorization_url(login.authorize)
        back = sign_in(address, {"deny": "1"})
        with pytest.raises(AccessDeniedError):
            session.fetch_token(login.token, authorization_response=back)


def test_requests_oauthlib_raises_invalid_grant_for_a_code_of_five_minutes_ago(
    login: Login,
) -> None:
    with OAuth2Session(CLIENT[0], redirect_uri=CALLBACK) as session:
        address, _ = session.authorization_url(login.authorize)
        back = sign_in(address, PERSON)
        login.control("POST", "/clock", {"advance": "5m"})
        with pytest.raises(InvalidGrantError):
            session.fetch_token(login.token, authorization_response=back, client_secret=CLIENT[1])


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_authlib_logs_in_with_a_password_and_calls(login: Login, method: str) -> None:
    with AuthlibSession(*CLIENT, token_endpoint_auth_method=method) as session:
        session.fetch_token(login.token, username=ADMIN, password=PASSWORD)
        assert name(session.get(login.profile)) == ADMIN


def test_authlib_raises_invalid_grant_for_a_wrong_password(login: Login) -> None:
    with AuthlibSession(*CLIENT) as session, pytest.raises(OAuthError, match="invalid_grant"):
        session.fetch_token(login.token, username=ADMIN, password="wrong")


def test_authlib_refreshes_after_a_401(login: Login) -> None:
    with AuthlibSession(*CLIENT) as session:
        session.fetch_token(login.token, username=ADMIN, password=PASSWORD)
        login.control("POST", "/clock", {"advance": "11m"})
        assert session.get(login.profile).status_code == 401
        session.refresh_token(login.token)
        assert name(session.get(login.profile)) == ADMIN


def test_authlib_refreshes_by_itself_a_token_that_it_kept_too_long(login: Login) -> None:
    with AuthlibSession(*CLIENT) as first:
        kept = dict(first.fetch_token(login.token, username=ADMIN, password=PASSWORD))
    login.control("POST", "/clock", {"advance": "11m"})
    old = kept | {"expires_at": 1}
    with AuthlibSession(*CLIENT, token=old, token_endpoint=login.token) as session:
        assert name(session.get(login.profile)) == ADMIN
        assert session.token["access_token"] != kept["access_token"]


def test_authlib_raises_invalid_grant_for_a_refresh_token_used_twice_where_it_is_single_use(
    login: Login,
) -> None:
    login.control("PUT", "/profile", {"tokens": {"refresh_rotation": "single_use"}})
    with AuthlibSession(*CLIENT) as session:
        first = dict(session.fetch_token(login.token, username=ADMIN, password=PASSWORD))
        session.refresh_token(login.token)
        with pytest.raises(OAuthError, match="invalid_grant"):
            session.refresh_token(login.token, refresh_token=first["refresh_token"])


VERIFIER = "a-verifier-of-at-least-forty-three-characters"


def with_challenge() -> AuthlibSession:
    return AuthlibSession(*CLIENT, redirect_uri=CALLBACK, code_challenge_method="S256")


def test_authlib_comes_back_from_the_sign_in_page_with_a_code_and_its_verifier(
    login: Login,
) -> None:
    with with_challenge() as session:
        address, state = session.create_authorization_url(login.authorize, code_verifier=VERIFIER)
        session.fetch_token(
            login.token,
            authorization_response=sign_in(address, PERSON),
            code_verifier=VERIFIER,
            state=state,
        )
        assert name(session.get(login.profile)) == ADMIN


def test_authlib_raises_invalid_grant_for_the_verifier_of_another_code(login: Login) -> None:
    with with_challenge() as session:
        address, _ = session.create_authorization_url(login.authorize, code_verifier=VERIFIER)
        back = sign_in(address, PERSON)
        with pytest.raises(OAuthError, match="invalid_grant"):
            session.fetch_token(
                login.token, authorization_response=back, code_verifier=VERIFIER[::-1]
            )
