from base64 import b64encode
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.world import CLIENT, INACTIVE, PASSWORDS, TABLET, VENDOR, Emulator

ADMIN = "nwhvac.admin"
FORM = {"grant_type": "password", "username": ADMIN, "password": PASSWORDS[ADMIN]}
GRANTS = {
    "password": FORM,
    "authorization_code": {"grant_type": "authorization_code", "code": "x"},
    "refresh_token": {"grant_type": "refresh_token", "refresh_token": "x"},
    "client_credentials": {"grant_type": "client_credentials"},
    "unknown grant": {"grant_type": "magic"},
    "no grant": {"username": ADMIN},
}
STRANGERS = {
    "no client": ("", ""),
    "unknown client": ("SB.2000093418.00000000-0000-0000-0000-000000000000", CLIENT[1]),
    "client of production": (CLIENT[0].replace("SB.", "PR."), CLIENT[1]),
    "inactive client": INACTIVE,
    "wrong secret": (CLIENT[0], "wrong"),
    "another client's secret": (CLIENT[0], TABLET[1]),
    "empty secret": (CLIENT[0], ""),
    "secret in lower case": (CLIENT[0], CLIENT[1].lower()),
}


def in_body(client: tuple[str, str]) -> dict[str, str]:
    return {"client_id": client[0], "client_secret": client[1]}


def is_sent_to_the_login_page(answer: httpx2.Response) -> bool:
    path = urlsplit(answer.headers.get("location", "")).path
    return answer.status_code == 302 and path.endswith("/Account/LogOn")


def holders(emulator: Emulator) -> list[str]:
    return [token["client_id"] for token in emulator.control("GET", "/tokens")["tokens"]]


def test_a_client_may_identify_itself_with_http_basic(emulator: Emulator) -> None:
    assert emulator.ask_token(FORM, CLIENT).status_code == 200


def test_a_client_may_identify_itself_in_the_form(emulator: Emulator) -> None:
    assert emulator.ask_token(FORM | in_body(CLIENT), auth=None).status_code == 200


def test_the_token_is_the_client_of_http_basic_when_the_form_names_another(
    emulator: Emulator,
) -> None:
    assert emulator.ask_token(FORM | in_body(TABLET), CLIENT).status_code == 200
    assert holders(emulator) == [CLIENT[0]]


def test_http_basic_passes_when_the_form_has_a_wrong_secret(emulator: Emulator) -> None:
    wrong = in_body((CLIENT[0], "wrong"))
    assert emulator.ask_token(FORM | wrong, CLIENT).status_code == 200


@pytest.mark.parametrize("secret", ["wrong", ""], ids=["wrong", "empty"])
@pytest.mark.parametrize("wrong_secret", ["redirect", "invalid_client"])
def test_a_right_secret_in_the_form_does_not_save_a_bad_one_of_http_basic(
    emulator: Emulator, secret: str, wrong_secret: str
) -> None:
    emulator.change_tokens(wrong_secret=wrong_secret)
    answer = emulator.ask_token(FORM | in_body(CLIENT), (CLIENT[0], secret))
    assert answer.status_code == {"redirect": 302, "invalid_client": 401}[wrong_secret]


@pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)
@pytest.mark.parametrize("client", STRANGERS.values(), ids=STRANGERS)
def test_a_client_that_is_not_accepted_is_sent_to_the_login_page_by_every_grant(
    emulator: Emulator, client: tuple[str, str], grant: dict[str, str]
) -> None:
    assert is_sent_to_the_login_page(emulator.ask_token(grant, client))


@pytest.mark.parametrize("client", STRANGERS.values(), ids=STRANGERS)
def test_a_client_in_the_form_that_is_not_accepted_is_sent_to_the_login_page(
    emulator: Emulator, client: tuple[str, str]
) -> None:
    assert is_sent_to_the_login_page(emulator.ask_token(FORM | in_body(client), auth=None))


@pytest.mark.parametrize(
    "value",
    ["Basic", "Basic ???", "Basic " + b64encode(b"no colon").decode(), "Bearer x", "Basic /w=="],
    ids=["empty", "no base64", "no colon", "another scheme", "no UTF-8"],
)
def test_credentials_that_cannot_be_read_are_no_client(emulator: Emulator, value: str) -> None:
    answer = emulator.http.post(
        f"{VENDOR}/oauth/token",
        data=FORM,
        headers={"Authorization": value},
        follow_redirects=False,
    )
    assert is_sent_to_the_login_page(answer)


def test_a_client_in_the_query_is_no_client(emulator: Emulator) -> None:
    answer = emulator.http.post(
        f"{VENDOR}/oauth/token", params=in_body(CLIENT), data=FORM, follow_redirects=False
    )
    assert is_sent_to_the_login_page(answer)


def test_the_redirect_of_a_stranger_has_no_body_and_no_json(emulator: Emulator) -> None:
    answer = emulator.ask_token(FORM, ("nobody", "x"))
    assert answer.content == b""
    assert "content-type" not in answer.headers


def test_the_redirect_names_the_host_that_was_asked(emulator: Emulator) -> None:
    url = "https://sb2login.servicechannel.com/oauth/token"
    answer = emulator.http.post(url, data=FORM, follow_redirects=False)
    assert answer.headers["location"] == "https://sb2login.servicechannel.com/Account/LogOn"


def test_a_client_that_follows_the_redirect_gets_html(emulator: Emulator) -> None:
    answer = emulator.http.post(f"{VENDOR}/oauth/token", data=FORM, follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, f"{VENDOR}/Account/LogOn")
    assert answer.headers["content-type"].startswith("text/html")


def test_the_reason_for_the_redirect_is_in_our_own_header(emulator: Emulator) -> None:
    inactive = emulator.ask_token(FORM, INACTIVE).headers["emulator-reason"]
    wrong = emulator.ask_token(FORM, (CLIENT[0], "wrong")).headers["emulator-reason"]
    assert inactive == f"no active client '{INACTIVE[0]}'"
    assert wrong == f"wrong secret for client '{CLIENT[0]}'"


@pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)
def test_a_wrong_secret_is_401_invalid_client_where_the_profile_says_so(
    emulator: Emulator, grant: dict[str, str]
) -> None:
    emulator.change_tokens(wrong_secret="invalid_client")
    answer = emulator.ask_token(grant, (CLIENT[0], "wrong"))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_invalid_client_has_a_description_and_asks_for_http_basic(emulator: Emulator) -> None:
    emulator.change_tokens(wrong_secret="invalid_client")
    answer = emulator.ask_token(FORM | in_body((CLIENT[0], "wrong")), auth=None)
    assert answer.status_code == 401
    assert answer.json().keys() == {"error", "error_description"}
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["no client", "unknown client", "inactive client"])
def test_an_unknown_client_is_redirected_even_where_a_wrong_secret_is_401(
    emulator: Emulator, name: str
) -> None:
    emulator.change_tokens(wrong_secret="invalid_client")
    assert is_sent_to_the_login_page(emulator.ask_token(FORM, STRANGERS[name]))


def test_a_right_secret_passes_where_a_wrong_one_is_401(emulator: Emulator) -> None:
    emulator.change_tokens(wrong_secret="invalid_client")
    assert emulator.ask_token(FORM).status_code == 200


def test_a_client_that_is_switched_off_gets_no_more_tokens(emulator: Emulator) -> None:
    assert emulator.token(ADMIN).status_code == 200
    emulator.change("clients", 41, IsActive=False)
    assert is_sent_to_the_login_page(emulator.token(ADMIN))


def test_a_client_that_is_switched_on_gets_tokens(emulator: Emulator) -> None:
    emulator.change("clients", 43, IsActive=True)
    assert emulator.ask_token(FORM, INACTIVE).status_code == 200


def test_a_new_secret_replaces_the_old_one(emulator: Emulator) -> None:
    emulator.change("clients", 41, ClientSecret=TABLET[1])
    assert is_sent_to_the_login_page(emulator.token(ADMIN))
    assert emulator.ask_token(FORM, (CLIENT[0], TABLET[1])).status_code == 200
