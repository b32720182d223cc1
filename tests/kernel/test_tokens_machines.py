"""Tokens without a person: client credentials, refreshes without a secret, other statuses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from emulator.kernel import oauth
from emulator.kernel.clock import Clock
from emulator.kernel.errors import Unauthenticated
from emulator.kernel.logins import Client, Logins
from emulator.kernel.operation import Answer, Record
from emulator.kernel.store import Store
from emulator.kernel.tokens import TokenServer
from emulator.kernel.vendor import Grant, OAuth
from tests.kernel.asking import request

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
#: Applications by id: whom each acts as, and whether it is switched on.
ACTS_AS = {"app": (7, True), "twin": (7, True), "orphan": (9, True), "lonely": (None, True)}
ACTS_AS |= {"locked": (8, True), "off": (7, False)}
PEOPLE = {"7": {"id": 7, "gone": False}, "8": {"id": 8, "gone": True}}
SETTINGS: Record = {
    "access_seconds": 60,
    "refresh_seconds": 3600,
    "refresh_rotation": "single_use",
    "refresh_expiry": "sliding",
    "token_type": "Bearer",
    "expires_in": 60,
}
FORM = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "secret"}


def find_client(_: object, client_id: str) -> Client | None:
    if client_id not in ACTS_AS:
        return None
    user_id, is_active = ACTS_AS[client_id]
    return Client(client_id, "secret", (), is_active, user_id)


def mint(random: Random, grant: Grant) -> tuple[str, str]:
    """Tells what it is made for."""
    ends = int((grant.expires - grant.issued).total_seconds())
    made = f"{grant.client_id}/{grant.user['id']}/{grant.issued:%H:%M}/{ends}"
    return f"{made}/{random.getrandbits(32):x}", f"R{random.getrandbits(64):x}"


OAUTH = OAuth(
    grants=("client_credentials", "refresh_token"),
    find_client=find_client,
    find_user=lambda *_: None,
    check_password=lambda *_: False,
    is_locked=lambda user: bool(user["gone"]),
    user_table="people",
    mint=mint,
    public_refresh=True,
    statuses={"invalid_grant": 401},
)


def server(vendor: OAuth = OAUTH, **settings: object) -> TokenServer:
    """Its records' id field is `id`."""
    store = Store({}, id_field="id")
    store.load({"people": PEOPLE})
    clock = Clock(NOON)
    clock.freeze()
    clock.set(NOON)
    made = TokenServer(vendor, store, clock, Random(0), Logins(lambda _: None))  # noqa: S311
    made.settings = SETTINGS | settings
    return made


def asked(tokens: TokenServer, **form: str | None) -> Answer:
    """What the token endpoint answers to the form; None leaves a field out."""
    fields = {name: value for name, value in (FORM | form).items() if value is not None}
    return oauth.token(tokens, request("POST", body=urlencode(fields).encode()))


def issued(tokens: TokenServer, **form: str | None) -> Record:
    answer = asked(tokens, **form)
    assert answer.status == 200, answer.body
    body: Any = answer.body
    return dict(body)


def refreshed(tokens: TokenServer, refresh: str, **form: str | None) -> Answer:
    """By the refresh token alone."""
    alone = {"grant_type": "refresh_token", "client_id": None, "client_secret": None}
    return asked(tokens, **{**alone, "refresh_token": refresh, **form})


def revoked(tokens: TokenServer, **form: str) -> tuple[int, object]:
    answer = oauth.revoke(tokens, request("POST", body=urlencode(form).encode()))
    return answer.status, answer.body


def refusal(answer: Answer) -> tuple[int, str]:
    body: Any = answer.body
    assert body["error_description"]
    return answer.status, body["error"]


def bears(tokens: TokenServer, token: Record) -> bool:
    return token["access_token"] in tokens.logins.by_access


def renews(tokens: TokenServer, token: Record) -> bool:
    return token["refresh_token"] in tokens.logins.by_refresh


def test_a_clients_credentials_are_good_for_a_token_of_the_user_behind_it() -> None:
    tokens = server()
    given = issued(tokens)
    kept = tokens.logins.by_access[given["access_token"]]
    assert (kept.user_id, kept.client_id) == (7, "app")
    assert given["token_type"] == "Bearer"


def test_a_token_for_a_client_comes_with_a_refresh_token_at_once() -> None:
    tokens = server()
    assert renews(tokens, issued(tokens))


def test_a_token_is_minted_for_its_client_its_user_and_its_time() -> None:
    assert issued(server())["access_token"].startswith("app/7/12:00/60/")


@pytest.mark.parametrize(
    "client_id", ["locked", "orphan", "lonely"], ids=["locked", "gone", "nobody"]
)
def test_a_client_without_a_user_who_could_log_in_is_granted_nothing(client_id: str) -> None:
    tokens = server()
    assert refusal(asked(tokens, client_id=client_id)) == (401, "invalid_grant")
    assert tokens.logins.by_access == {}


def test_client_credentials_that_the_vendor_does_not_offer_are_refused() -> None:
    tokens = server(replace(OAUTH, grants=("refresh_token",)))
    assert refusal(asked(tokens)) == (400, "unauthorized_client")


@pytest.mark.parametrize("grant", ["client_credentials", "refresh_token"])
@pytest.mark.parametrize(
    ("form", "rule"),
    [
        ({"client_secret": "wrong"}, "wrong secret"),
        ({"client_id": "spy"}, "unknown client"),
        ({"client_id": "off"}, "unknown client"),
    ],
    ids=["secret", "unknown", "off"],
)
def test_a_client_that_is_wrong_is_refused_by_a_rule_whatever_it_asks_for(
    grant: str, form: dict[str, str], rule: str
) -> None:
    with pytest.raises(Unauthenticated) as refused:
        asked(server(), grant_type=grant, **form)
    assert refused.value.rule == rule
    assert refused.value.facts["base"] == "http://localhost"


def test_a_client_without_its_secret_is_refused_where_it_needs_one() -> None:
    with pytest.raises(Unauthenticated) as refused:
        asked(server(), client_secret=None)
    assert refused.value.rule == "wrong secret"


def test_a_wrong_secret_is_told_as_an_unknown_client_where_the_profile_says_so() -> None:
    with pytest.raises(Unauthenticated) as refused:
        asked(server(wrong_secret="redirect"), client_secret="wrong")
    assert refused.value.rule == "unknown client"


def test_a_refresh_token_alone_is_enough_for_another_token() -> None:
    tokens = server()
    first = issued(tokens)
    answer = refreshed(tokens, first["refresh_token"])
    assert answer.status == 200
    kept = list(tokens.logins.by_access.values())
    assert [(token.user_id, token.client_id) for token in kept] == [(7, "app")] * 2


def test_a_refresh_token_is_enough_with_the_clients_id_and_no_secret() -> None:
    tokens = server()
    first = issued(tokens)
    assert refreshed(tokens, first["refresh_token"], client_id="app").status == 200


def test_a_refresh_token_is_no_other_clients() -> None:
    tokens = server()
    first = issued(tokens)
    answer = refreshed(tokens, first["refresh_token"], client_id="twin")
    assert refusal(answer) == (401, "invalid_grant")
    assert renews(tokens, first)


@pytest.mark.parametrize("refresh", ["unknown", ""])
def test_a_refresh_token_that_nobody_knows_is_an_invalid_grant(refresh: str) -> None:
    assert refusal(refreshed(server(), refresh)) == (401, "invalid_grant")


def test_a_refresh_token_is_good_once_where_it_is_rotated() -> None:
    tokens = server()
    first = issued(tokens)
    refreshed(tokens, first["refresh_token"])
    assert refusal(refreshed(tokens, first["refresh_token"])) == (401, "invalid_grant")


def test_a_refresh_token_ends_with_its_time() -> None:
    tokens = server()
    first = issued(tokens)
    tokens.clock.set(NOON + timedelta(seconds=3600))
    assert refusal(refreshed(tokens, first["refresh_token"])) == (401, "invalid_grant")


def test_where_the_clients_id_is_needed_a_refresh_token_alone_is_not_enough() -> None:
    tokens = server(refresh_client="needed")
    first = issued(tokens)
    assert refusal(refreshed(tokens, first["refresh_token"])) == (401, "invalid_grant")
    assert refreshed(tokens, first["refresh_token"], client_id="app").status == 200


def test_a_vendor_that_wants_the_secret_for_a_refresh_gets_none_without() -> None:
    tokens = server(replace(OAUTH, public_refresh=False))
    first = issued(tokens)
    for client_id, rule in ((None, "unknown client"), ("app", "wrong secret")):
        with pytest.raises(Unauthenticated) as refused:
            refreshed(tokens, first["refresh_token"], client_id=client_id)
        assert refused.value.rule == rule


def test_an_error_has_the_status_of_the_vendor_or_else_that_of_the_rfc() -> None:
    tokens = server(replace(OAUTH, statuses={"unsupported_grant_type": 418}))
    assert refusal(asked(tokens, grant_type="magic")) == (418, "unsupported_grant_type")
    assert refusal(asked(tokens, client_id="lonely")) == (400, "invalid_grant")


@pytest.mark.parametrize("name", ["token", "refresh_token"])
def test_a_refresh_token_is_revoked_under_either_name(name: str) -> None:
    tokens = server()
    given = issued(tokens)
    assert revoked(tokens, **{name: given["refresh_token"]}) == (200, {})
    assert (bears(tokens, given), renews(tokens, given)) == (True, False)


def test_a_revocation_ends_the_access_token_too_where_the_profile_says_so() -> None:
    tokens = server(revoke_ends_access=True)
    given = issued(tokens)
    assert revoked(tokens, token=given["refresh_token"]) == (200, {})
    assert (bears(tokens, given), renews(tokens, given)) == (False, False)


@pytest.mark.parametrize(
    ("form", "status"),
    [({"token": "unknown"}, 200), ({"token": ""}, 400), ({}, 400), ({"other": "x"}, 400)],
)
def test_a_revocation_of_nothing_ends_nothing(form: dict[str, str], status: int) -> None:
    tokens = server(revoke_ends_access=True)
    given = issued(tokens)
    assert revoked(tokens, **form)[0] == status
    assert (bears(tokens, given), renews(tokens, given)) == (True, True)


def test_an_access_token_is_not_revoked_by_its_own_name() -> None:
    tokens = server(revoke_ends_access=True)
    given = issued(tokens)
    assert revoked(tokens, token=given["access_token"]) == (200, {})
    assert bears(tokens, given)


def test_a_login_says_its_fields_as_the_vendor_reads_them() -> None:
    tokens = server(replace(OAUTH, fields=lambda _: FORM))
    assert oauth.token(tokens, request("POST")).status == 200


def test_basic_credentials_win_over_the_forms() -> None:
    basic = [(b"authorization", b"Basic YXBwOnNlY3JldA==")]
    form = {"grant_type": "client_credentials", "client_id": "spy", "client_secret": "wrong"}
    sent = request("POST", headers=basic, body=urlencode(form).encode())
    assert oauth.token(server(), sent).status == 200
