"""The token server with a vendor that does not exist: nothing in it is ServiceChannel's."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from emulator.kernel.clock import Clock
from emulator.kernel.errors import Throttled
from emulator.kernel.logins import Client, Logins
from emulator.kernel.operation import Answer, Record
from emulator.kernel.request import Request
from emulator.kernel.store import Store
from emulator.kernel.tokens import Consent, Form, TokenServer
from emulator.kernel.vendor import OAuth

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
APP = Client("app", "secret", ["http://app/back"], is_active=True)
PEOPLE = {
    "7": {"Id": 7, "name": "ann", "word": "open", "gone": False},
    "8": {"Id": 8, "name": "bob", "word": "open", "gone": True},
}
SETTINGS = {
    "access_seconds": 60,
    "refresh_seconds": 3600,
    "code_seconds": 30,
    "login_seconds": 0,
    "token_type": "bearer",
    "expires_in": 59,
    "refresh_rotation": "keep_old",
    "refresh_expiry": "sliding",
    "login_revokes": False,
    "wrong_secret": "redirect",
}
LOGIN = {
    "grant_type": "password",
    "username": "ann",
    "password": "open",
    "client_id": "app",
    "client_secret": "secret",
}
ASK = {"response_type": "code", "client_id": "app", "redirect_uri": "http://app/back"}
OAUTH = OAuth(
    grants=("password", "authorization_code", "refresh_token"),
    find_client=lambda _, client_id: APP if client_id == "app" else None,
    find_user=lambda records, name: next(iter(records.find("people", name=name)), None),
    check_password=lambda user, word: bool(user["word"] == word),
    is_locked=lambda user: bool(user["gone"]),
    user_table="people",
    mint=lambda random, _: (f"A{random.randrange(10**9)}", f"R{random.randrange(10**9)}"),
    sign_in_page=str,
    error_page=str,
    landing_page="",
)


def server(seed: int = 0, **settings: object) -> TokenServer:
    store = Store({"people": [["name"]]})
    store.load({"people": PEOPLE})
    clock = Clock(NOON)
    clock.freeze()
    clock.set(NOON)
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    made = TokenServer(OAUTH, store, clock, random, Logins(lambda _: None))
    made.settings = SETTINGS | settings
    return made


def form(fields: dict[str, str], query: dict[str, str] | None = None, **scope: Any) -> Form:  # noqa: ANN401
    """A request as the pipeline hands it over, its body read."""
    request = Request(
        {
            "method": "POST",
            "scheme": "http",
            "path": "/token",
            "query_string": urlencode(query or {}).encode(),
            "headers": [(b"host", b"emulator:8080")],
            **scope,
        }
    )
    request.body = urlencode(fields).encode()
    return Form(request, request.form())


def issued(tokens: TokenServer, **changes: str) -> Record:
    answer = tokens.token(form(LOGIN | changes))
    assert answer.status == 200, answer.body
    body: Any = answer.body
    return dict(body)


def refusal(answer: Answer) -> tuple[int, str]:
    body: Any = answer.body
    assert body["error_description"]
    return answer.status, body["error"]


def test_a_token_has_the_shape_that_the_vendor_mints() -> None:
    token = issued(server())
    assert (token["access_token"][0], token["refresh_token"][0]) == ("A", "R")


def test_the_same_seed_mints_the_same_tokens() -> None:
    assert issued(server(seed=5)) == issued(server(seed=5))


def test_another_seed_mints_other_tokens() -> None:
    assert issued(server(seed=5)) != issued(server(seed=6))


def test_plain_http_to_a_containers_name_is_no_obstacle() -> None:
    """Authlib refuses plain http anywhere but on a loopback address."""
    assert issued(server())["token_type"] == "bearer"


def test_the_lifetimes_are_those_of_the_settings() -> None:
    tokens = server()
    kept = tokens.logins.by_access[issued(tokens)["access_token"]]
    assert kept.expires == NOON + timedelta(seconds=60)
    assert kept.refresh_expires == NOON + timedelta(seconds=3600)


def test_what_is_stated_may_differ_from_the_real_lifetime() -> None:
    assert issued(server())["expires_in"] == 59


def test_a_token_is_kept_for_its_user_and_client() -> None:
    tokens = server()
    kept = tokens.logins.by_access[issued(tokens)["access_token"]]
    assert (kept.user_id, kept.client_id) == (7, "app")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"password": "shut"}, (400, "invalid_grant")),
        ({"username": "bob"}, (400, "invalid_grant")),
        ({"username": "eve"}, (400, "invalid_grant")),
        ({"grant_type": "magic"}, (400, "unsupported_grant_type")),
        ({"grant_type": "client_credentials"}, (400, "unauthorized_client")),
    ],
    ids=["word", "locked", "unknown user", "grant", "grant without a user"],
)
def test_a_refused_request_leaves_no_token_behind(
    changes: dict[str, str], error: tuple[int, str]
) -> None:
    tokens = server()
    assert refusal(tokens.token(form(LOGIN | changes))) == error
    assert tokens.logins.by_access == {}


def test_a_login_limit_is_no_oauth_error_but_goes_up_to_the_vendor() -> None:
    tokens = server(login_seconds=5)
    issued(tokens)
    with pytest.raises(Throttled):
        tokens.token(form(LOGIN))


def test_a_user_who_is_gone_or_locked_is_nobody() -> None:
    tokens = server()
    assert tokens.user(7) is not None
    assert tokens.user(8) is None
    assert tokens.user(9) is None


def test_a_request_in_order_waits_for_its_user_and_then_leads_back_with_a_code() -> None:
    tokens = server()
    consent = tokens.consent(form({}, ASK | {"state": "s"}), None)
    assert isinstance(consent, Consent)
    answer = consent.answer(tokens.user(7))
    [code] = tokens.logins.codes
    assert answer.headers["location"] == f"http://app/back?code={code}&state=s"


def test_a_code_ends_with_its_settings_seconds() -> None:
    tokens = server()
    consent = tokens.consent(form({}, ASK), None)
    assert isinstance(consent, Consent)
    consent.answer(tokens.user(7))
    [code] = tokens.logins.codes.values()
    assert code.expires == NOON + timedelta(seconds=30)


def test_a_refusal_by_the_user_leaves_no_code_behind() -> None:
    tokens = server()
    consent = tokens.consent(form({}, ASK), None)
    assert isinstance(consent, Consent)
    assert "error=access_denied" in consent.answer(None).headers["location"]
    assert tokens.logins.codes == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://spy/back"},
        {"redirect_uri": 'http://spy/"é'},
        {"response_type": '"é'},
        {"client_id": "spy"},
    ],
    ids=["unregistered", "unregistered and garbled", "garbled", "unknown client"],
)
def test_a_request_that_must_not_lead_back_is_an_answer_without_a_location(
    changes: dict[str, str],
) -> None:
    answer = server().consent(form({}, ASK | changes), None)
    assert isinstance(answer, Answer)
    assert answer.status in (400, 401)
    assert "location" not in answer.headers
    assert refusal(answer)[1] in ("invalid_request", "invalid_client")


@pytest.mark.parametrize("name", ["redirect_URL", "redirect_url", "REDIRECT_URL"])
def test_the_legacy_name_of_the_address_is_read_as_the_standards(name: str) -> None:
    asked = form({}, {name: "http://app/back"})
    assert asked.payload.redirect_uri == "http://app/back"


def test_a_scope_is_not_even_read() -> None:
    assert form({"scope": "all"}, {"scope": "all"}).payload.scope is None
