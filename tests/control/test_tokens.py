import pytest

from tests.control.asking import refused
from tests.world import CLIENT, TABLET, Api, Emulator, Json

ORDER = "/workorders/107002896"
ADMIN, DISPATCH = 1544980, "nwhvac.dispatch"


def status(api: Api) -> int:
    return api.get(ORDER).status_code


def test_without_a_login_there_are_no_tokens(emulator: Emulator) -> None:
    assert emulator.control("GET", "/tokens") == {"tokens": []}


def test_a_token_is_listed_by_its_first_characters_with_its_holder_and_ends(
    emulator: Emulator,
) -> None:
    token = emulator.login().token
    assert emulator.control("GET", "/tokens")["tokens"] == [
        {
            "vendor": "servicechannel",
            "access_token": token[:12] + "…",
            "client_id": CLIENT[0],
            "user": ADMIN,
            "issued": "2026-06-15T12:00:00+00:00",
            "expires": "2026-06-15T12:10:00+00:00",
            "refresh_expires": "2026-07-15T12:00:00+00:00",
        }
    ]


def test_an_expired_token_is_refused_with_its_reason(emulator: Emulator) -> None:
    api = emulator.login()
    assert emulator.control("POST", "/tokens/expire") == {"expired": 1}
    answer = api.get(ORDER)
    assert answer.status_code == 401
    expected = "the access token expired at 2026-06-15T12:00:00+00:00"
    assert answer.headers["emulator-reason"] == expected


def test_the_refresh_token_of_an_expired_token_lives_on(emulator: Emulator) -> None:
    refresh = emulator.token("nwhvac.admin").json()["refresh_token"]
    emulator.control("POST", "/tokens/expire")
    assert emulator.refresh(refresh).status_code == 200


def test_a_revoked_token_is_gone_with_its_refresh_token(emulator: Emulator) -> None:
    issued = emulator.token("nwhvac.admin").json()
    assert emulator.control("POST", "/tokens/revoke") == {"revoked": 1}
    answer = Api(emulator.http, issued["access_token"]).get(ORDER)
    assert answer.headers["emulator-reason"] == "the access token was revoked"
    assert emulator.refresh(issued["refresh_token"]).status_code == 400
    assert emulator.control("GET", "/tokens") == {"tokens": []}


@pytest.mark.parametrize("verb", ["expire", "revoke"])
@pytest.mark.parametrize(
    ("whose", "left"),
    [
        ({}, []),
        ({"client_id": TABLET[0]}, ["admin", "dispatch"]),
        ({"user": ADMIN}, ["dispatch"]),
        ({"user": ADMIN, "client_id": TABLET[0]}, ["admin", "dispatch"]),
        ({"user": 1}, ["admin", "dispatch", "tablet"]),
        ({"client_id": None, "user": None}, []),
    ],
    ids=["all", "client", "user", "both", "nobody", "nulls"],
)
def test_tokens_of_a_client_or_of_a_user_are_ended_alone(
    emulator: Emulator, verb: str, whose: Json, left: list[str]
) -> None:
    held = {
        "admin": emulator.login(),
        "dispatch": emulator.login(DISPATCH),
        "tablet": emulator.login(client=TABLET),
    }
    told = emulator.control("POST", f"/tokens/{verb}", whose)
    assert list(told.values()) == [len(held) - len(left)]
    assert [name for name, api in held.items() if status(api) == 200] == left


def test_expiring_does_not_prolong_a_token_that_has_ended(emulator: Emulator) -> None:
    emulator.login()
    emulator.advance("11m")
    emulator.control("POST", "/tokens/expire")
    (token,) = emulator.control("GET", "/tokens")["tokens"]
    assert token["expires"] == "2026-06-15T12:10:00+00:00"


def test_a_new_login_after_a_revocation_is_served(emulator: Emulator) -> None:
    emulator.login()
    emulator.control("POST", "/tokens/revoke")
    assert status(emulator.login()) == 200


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ({"user": "1544980"}, "whose tokens?"),
        ({"user": 1.5}, "whose tokens?"),
        ({"client_id": 5}, "whose tokens?"),
        ({"client_id": []}, "whose tokens?"),
        ({"username": "nwhvac.admin"}, "unknown username"),
    ],
    ids=["user-text", "user-float", "client-number", "client-list", "unknown-key"],
)
def test_a_malformed_choice_ends_no_token(emulator: Emulator, body: Json, title: str) -> None:
    api = emulator.login()
    assert refused(emulator, "POST", "/tokens/revoke", body)["title"] == title
    assert status(api) == 200
