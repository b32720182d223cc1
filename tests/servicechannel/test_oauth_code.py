import pytest

from tests.servicechannel.signin import CALLBACK, Browser, landed, redeem
from tests.world import SPARROW, TABLET, Api, Emulator, start

PROFILE = "/users/current/profile"
#: The example of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
S256 = {
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
PLAIN = {"code_challenge": VERIFIER, "code_challenge_method": "plain"}
OTHER_VERIFIER = "another-verifier-of-more-than-forty-three-characters"


def code(emulator: Emulator, username: str = "nwhvac.admin", **changes: str | None) -> str:
    return landed(Browser(emulator.http).sign_in(username, **changes))["code"]


def test_a_code_buys_the_token_of_the_user_who_signed_in(emulator: Emulator) -> None:
    token = redeem(emulator, code(emulator, "nwhvac.tbrandt")).json()
    profile = Api(emulator.http, token["access_token"]).get(PROFILE).json()
    assert profile["UserProfile"]["UserName"] == "nwhvac.tbrandt"


def test_a_token_bought_with_a_code_looks_like_any_other(emulator: Emulator) -> None:
    token = redeem(emulator, code(emulator)).json()
    assert token.keys() == emulator.token("nwhvac.admin").json().keys()
    assert (token["token_type"], token["expires_in"]) == ("bearer", 600)


def test_a_token_bought_with_a_code_can_be_refreshed(emulator: Emulator) -> None:
    token = redeem(emulator, code(emulator)).json()
    assert emulator.refresh(token["refresh_token"]).status_code == 200


def test_a_code_of_a_browser_that_skipped_the_form_is_as_good(emulator: Emulator) -> None:
    code(emulator)
    again = landed(Browser(emulator.http).open())["code"]
    assert redeem(emulator, again).status_code == 200


def test_a_code_is_good_for_299_seconds(emulator: Emulator) -> None:
    given = code(emulator)
    emulator.advance("PT299S")
    assert redeem(emulator, given).status_code == 200


def test_a_code_is_refused_after_300_seconds(emulator: Emulator) -> None:
    given = code(emulator)
    emulator.advance("PT300S")
    assert redeem(emulator, given).json()["error"] == "invalid_grant"


def test_the_life_of_a_code_is_the_profiles(emulator: Emulator) -> None:
    emulator.change_tokens(code_seconds=60)
    given = code(emulator)
    emulator.advance("PT60S")
    assert redeem(emulator, given).status_code == 400


def test_a_code_buys_one_token_only(emulator: Emulator) -> None:
    given = code(emulator)
    assert redeem(emulator, given).status_code == 200
    again = redeem(emulator, given)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "redirect_uri",
    [None, "", f"{CALLBACK}/", "http://localhost:5173/callback"],
    ids=["none", "empty", "with a slash", "another"],
)
def test_a_code_is_refused_with_another_address_than_at_authorize(
    emulator: Emulator, redirect_uri: str | None
) -> None:
    answer = redeem(emulator, code(emulator), redirect_uri=redirect_uri)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_needs_no_address_when_authorize_had_none(emulator: Emulator) -> None:
    assert redeem(emulator, code(emulator, redirect_uri=None), redirect_uri=None).is_success


def test_the_older_name_of_the_address_is_taken_for_the_code_as_well(emulator: Emulator) -> None:
    given = code(emulator, redirect_uri=None, redirect_URL=CALLBACK)
    assert redeem(emulator, given, redirect_uri=None, redirect_URL=CALLBACK).is_success


@pytest.mark.parametrize("client", [TABLET, SPARROW], ids=["same company", "another company"])
def test_a_code_is_refused_to_another_client(emulator: Emulator, client: tuple[str, str]) -> None:
    answer = redeem(emulator, code(emulator), client)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_in_the_hands_of_another_client_stays_good_for_its_own(emulator: Emulator) -> None:
    given = code(emulator)
    redeem(emulator, given, TABLET)
    assert redeem(emulator, given).status_code == 200


@pytest.mark.parametrize(
    ("given", "error"),
    [("unknown", "invalid_grant"), ("", "invalid_grant"), (None, "invalid_request")],
    ids=["unknown", "empty", "none"],
)
def test_what_is_no_code_is_refused(emulator: Emulator, given: str | None, error: str) -> None:
    answer = redeem(emulator, given)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_code_is_refused_when_its_user_was_locked_meanwhile(emulator: Emulator) -> None:
    given = code(emulator)
    emulator.change("users", 1544980, IsLocked=True)
    assert redeem(emulator, given).json()["error"] == "invalid_grant"


def test_a_code_is_gone_after_a_reset(emulator: Emulator) -> None:
    given = code(emulator)
    emulator.control("POST", "/reset")
    assert redeem(emulator, given).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("challenge", [S256, PLAIN], ids=["S256", "plain"])
def test_a_code_with_a_challenge_is_bought_by_its_verifier(
    emulator: Emulator, challenge: dict[str, str]
) -> None:
    given = code(emulator, **challenge)
    assert redeem(emulator, given, code_verifier=VERIFIER).status_code == 200


def test_a_challenge_without_a_method_is_plain(emulator: Emulator) -> None:
    given = code(emulator, code_challenge=VERIFIER)
    assert redeem(emulator, given, code_verifier=VERIFIER).status_code == 200


@pytest.mark.parametrize(
    ("verifier", "error"),
    [
        (OTHER_VERIFIER, "invalid_grant"),
        (S256["code_challenge"], "invalid_grant"),
        (None, "invalid_request"),
        ("", "invalid_request"),
        ("short", "invalid_request"),
        (VERIFIER + "é", "invalid_request"),
    ],
    ids=["another", "the challenge itself", "none", "empty", "short", "beyond ASCII"],
)
def test_a_code_with_a_challenge_is_refused_to_a_verifier_that_does_not_fit(
    emulator: Emulator, verifier: str | None, error: str
) -> None:
    answer = redeem(emulator, code(emulator, **S256), code_verifier=verifier)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_verifier_is_refused_where_there_was_no_challenge(emulator: Emulator) -> None:
    """RFC 9700, section 4.8: otherwise a challenge could be stripped on the way."""
    answer = redeem(emulator, code(emulator), code_verifier=VERIFIER)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "challenge",
    [
        {"code_challenge": "short"},
        {"code_challenge": VERIFIER, "code_challenge_method": "S512"},
        {"code_challenge_method": "S256"},
    ],
    ids=["short", "unknown method", "method alone"],
)
def test_a_challenge_that_cannot_be_met_comes_back_as_an_error(
    emulator: Emulator, challenge: dict[str, str]
) -> None:
    back = landed(Browser(emulator.http).open(**challenge))
    assert (back["error"], back["state"]) == ("invalid_request", "xyz")


def test_buying_a_token_with_a_code_counts_as_no_login_of_the_user() -> None:
    limited = start("sandbox2")
    given = code(limited)
    assert limited.token("nwhvac.admin").status_code == 200
    assert redeem(limited, given).status_code == 200
