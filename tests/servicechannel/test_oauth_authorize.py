import pytest

from tests.asgi import Http
from tests.servicechannel.signin import CALLBACK, PAGE, Browser, landed
from tests.world import INACTIVE, LOCKED, PASSWORDS, TABLET, Emulator, start

TIDEWELL = "SB.2000118925.A8FFFB58-8D29-FE1B-C62D-EE8D543FC829"
INTRANET = "SB.2014917301.71AC64DF-4069-2780-BF14-318422D44BB3"
ADMIN = {"username": "nwhvac.admin", "password": PASSWORDS["nwhvac.admin"]}


@pytest.fixture
def browser(emulator: Emulator) -> Browser:
    return Browser(emulator.http)


def test_who_is_not_signed_in_sees_a_form_for_user_name_and_password(browser: Browser) -> None:
    page = browser.open()
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert page.headers["content-type"].startswith("text/html")
    assert '<form method="post">' in page.text
    assert 'name="username"' in page.text
    assert 'name="password"' in page.text


def test_signing_in_leads_back_to_the_callback_with_code_and_state_at_once(
    browser: Browser,
) -> None:
    """No consent screen is known."""
    back = landed(browser.sign_in())
    assert back.keys() == {"code", "state"}
    assert back["state"] == "xyz"


@pytest.mark.parametrize(
    "state",
    ["a b&c=d#e", "ünï→", '"<>\\', "a+b%20c", "x" * 2000],
    ids=["reserved", "beyond ASCII", "quotes", "encoded", "long"],
)
def test_the_state_comes_back_unchanged(browser: Browser, state: str) -> None:
    assert landed(browser.sign_in(state=state))["state"] == state


def test_no_state_comes_back_where_none_was_sent(browser: Browser) -> None:
    assert landed(browser.sign_in(state=None)).keys() == {"code"}


def test_two_sign_ins_give_two_codes(browser: Browser) -> None:
    assert landed(browser.sign_in())["code"] != landed(browser.sign_in())["code"]


def test_a_scope_is_ignored(browser: Browser) -> None:
    assert landed(browser.sign_in(scope="everything")).keys() == {"code", "state"}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (ADMIN | {"password": "wrong"}, "The user name or password is wrong."),
        (ADMIN | {"username": "nobody"}, "The user name or password is wrong."),
        ({}, "The user name or password is wrong."),
        (dict(zip(("username", "password"), LOCKED, strict=True)), "This user is locked."),
        ({"username": LOCKED[0], "password": "x"}, "The user name or password is wrong."),
    ],
    ids=["wrong password", "unknown user", "empty form", "locked user", "locked, wrong password"],
)
def test_who_cannot_sign_in_sees_the_form_again_and_why(
    browser: Browser, form: dict[str, str], words: str
) -> None:
    page = browser.submit(form)
    assert page.status_code == 200
    assert words in page.text
    assert '<form method="post">' in page.text


def test_who_cannot_sign_in_is_not_remembered(browser: Browser) -> None:
    page = browser.submit(ADMIN | {"password": "wrong"})
    assert "set-cookie" not in page.headers
    assert browser.open().status_code == 200


def test_a_user_name_is_not_echoed_into_the_page(browser: Browser) -> None:
    assert "<script>" not in browser.submit({"username": "<script>", "password": "x"}).text


@pytest.mark.parametrize("typed", [{}, ADMIN], ids=["nothing typed", "password typed"])
def test_cancel_leads_back_with_access_denied_and_no_code(
    browser: Browser, typed: dict[str, str]
) -> None:
    back = landed(browser.submit(typed | {"deny": "1"}))
    assert (back["error"], back["state"]) == ("access_denied", "xyz")
    assert "code" not in back


def test_a_browser_that_is_signed_in_skips_the_form(browser: Browser) -> None:
    browser.sign_in()
    assert landed(browser.open()).keys() == {"code", "state"}


def test_a_browser_that_is_signed_in_skips_the_form_of_other_applications(
    browser: Browser,
) -> None:
    browser.sign_in()
    callback = "http://localhost:5173/callback"
    assert "code" in landed(browser.open(client_id=INTRANET, redirect_uri=callback), callback)


def test_another_browser_sees_the_form(browser: Browser) -> None:
    browser.sign_in()
    other = Http(browser.http.app)
    assert other.get(PAGE, params=browser.open().request.url.params).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    cookie = browser.sign_in().headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "other", ["a@b=c", "=", "x", 'y="; '], ids=["odd", "empty", "bare", "open"]
)
def test_a_cookie_of_another_application_signs_nobody_out(browser: Browser, other: str) -> None:
    """On localhost all ports share their cookies, and not every name is a good one."""
    params = browser.open().request.url.params
    browser.sign_in()
    ours = f"emulator_login={browser.http.cookies['emulator_login']}"
    browser.http.cookies.clear()
    for both in (f"{other}; {ours}", f"{ours}; {other}"):
        page = browser.http.get(
            PAGE, params=params, headers={"Cookie": both}, follow_redirects=False
        )
        assert "code" in landed(page)


@pytest.mark.parametrize("cookie", ["emulator_login=forged", "emulator_login=", 'x="; =;'])
def test_a_cookie_that_is_not_ours_shows_the_form(browser: Browser, cookie: str) -> None:
    page = browser.http.get(
        PAGE, params=browser.open().request.url.params, headers={"Cookie": cookie}
    )
    assert page.status_code == 200


def test_a_user_locked_meanwhile_sees_the_form_again(emulator: Emulator, browser: Browser) -> None:
    browser.sign_in()
    emulator.change("users", 1544980, IsLocked=True)
    assert browser.open().status_code == 200


def test_a_reset_signs_every_browser_out(emulator: Emulator, browser: Browser) -> None:
    browser.sign_in()
    emulator.control("POST", "/reset")
    assert browser.open().status_code == 200


STRANGE = {
    "unregistered": "http://evil.example/",
    "below the registered one": f"{CALLBACK}/more",
    "with a slash": f"{CALLBACK}/",
    "with a query": f"{CALLBACK}?a=b",
    "another port": "http://localhost:3001/callback",
    "another scheme": "https://localhost:3000/callback",
    "the registered one as user": "http://localhost:3000@evil.example/callback",
    "another case": "http://localhost:3000/CALLBACK",
    "another client's": "http://localhost:5173/callback",
    "a script": "javascript:alert(1)",
    "beyond ASCII": 'http://evil.example/é"\\',
}


@pytest.mark.parametrize("redirect_uri", STRANGE.values(), ids=STRANGE)
def test_an_address_that_is_not_registered_gets_an_error_page_and_no_redirect(
    browser: Browser, redirect_uri: str
) -> None:
    browser.sign_in()
    page = browser.open(redirect_uri=redirect_uri)
    assert page.status_code == 400
    assert "location" not in page.headers
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "changes",
    [{"response_type": "token"}, {"response_type": None}, {"code_challenge": "short"}],
    ids=["implicit", "no response_type", "bad challenge"],
)
def test_a_further_error_is_not_told_to_an_address_that_is_not_registered(
    browser: Browser, changes: dict[str, str | None]
) -> None:
    page = browser.open(redirect_uri="http://evil.example/", **changes)
    assert page.status_code == 400
    assert "location" not in page.headers


@pytest.mark.parametrize("form", [ADMIN, {"deny": "1"}], ids=["sign in", "cancel"])
def test_the_form_leads_to_no_address_that_is_not_registered(
    browser: Browser, form: dict[str, str]
) -> None:
    page = browser.submit(form, redirect_uri="http://evil.example/")
    assert page.status_code == 400
    assert "location" not in page.headers


def test_an_error_page_shows_the_address_as_text_and_never_as_markup(browser: Browser) -> None:
    page = browser.open(redirect_uri="http://evil.example/<script>")
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    "client_id",
    [None, "", "nobody", INACTIVE[0], "é"],
    ids=["none", "empty", "unknown", "off", "é"],
)
def test_a_client_that_is_not_accepted_gets_an_error_page(
    browser: Browser, client_id: str | None
) -> None:
    page = browser.open(client_id=client_id)
    assert page.status_code == 400
    assert "location" not in page.headers


def test_the_only_registered_address_need_not_be_named(browser: Browser) -> None:
    assert "code" in landed(browser.sign_in(redirect_uri=None))


@pytest.mark.parametrize("client_id", [TIDEWELL, TABLET[0]], ids=["two", "none"])
def test_the_address_must_be_named_unless_exactly_one_is_registered(
    browser: Browser, client_id: str
) -> None:
    assert browser.open(client_id=client_id, redirect_uri=None).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_each_of_several_registered_addresses_is_taken(browser: Browser, host: str) -> None:
    callback = f"http://{host}:8000/auth/servicechannel"
    assert "code" in landed(browser.sign_in(client_id=TIDEWELL, redirect_uri=callback), callback)


@pytest.mark.parametrize("name", ["redirect_URL", "redirect_url"])
def test_the_older_name_of_the_parameter_is_taken(browser: Browser, name: str) -> None:
    assert "code" in landed(browser.sign_in(redirect_uri=None, **{name: CALLBACK}))


def test_an_address_under_the_older_name_is_checked_as_well(browser: Browser) -> None:
    page = browser.open(redirect_uri=None, redirect_URL="http://evil.example/")
    assert page.status_code == 400


@pytest.mark.parametrize("response_type", ["token", "id_token", "code token", "CODE", None])
def test_another_response_type_than_code_comes_back_as_an_error(
    browser: Browser, response_type: str | None
) -> None:
    back = landed(browser.open(response_type=response_type))
    assert (back["error"], back["state"]) == ("unsupported_response_type", "xyz")


def test_a_response_type_beyond_ascii_gets_an_error_page(browser: Browser) -> None:
    assert browser.open(response_type='"é').status_code == 400


def test_signing_in_here_is_no_login_that_counts_against_the_limit() -> None:
    limited = start("sandbox2")
    Browser(limited.http).sign_in()
    assert limited.token("nwhvac.admin").status_code == 200
