"""The three login endpoints of a vendor: token, authorize and the page for unknown clients.

They are contract entries with an `x-handler`, since all vendors' work alike.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping

from emulator.kernel.errors import Unauthenticated
from emulator.kernel.operation import Answer, Record
from emulator.kernel.request import Request
from emulator.kernel.tokens import Consent, Form, TokenServer

COOKIE = "emulator_login"
HTML = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
REDIRECTS = range(300, 400)
INVALID_CLIENT = Answer(
    401,
    {"error": "invalid_client", "error_description": "The client secret is wrong."},
    {
        "content-type": "application/json",
        "cache-control": "no-store",
        "pragma": "no-cache",
        "www-authenticate": "Basic",
    },
)


def client_id(request: Request) -> str | None:
    """The client that a login request names; Basic wins over the form, the form over the query."""
    return (
        _basic(request)[0]
        or request.form().get("client_id")
        or request.parameters().get("client_id")
    )


def _basic(request: Request) -> tuple[str | None, str | None]:
    scheme, _, encoded = (request.header(b"authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        return None, None
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return None, None
    return name, secret


def _credentials(request: Request) -> tuple[str, str]:
    """The client's id and secret: both of HTTP Basic, or else both of the form."""
    name, secret = _basic(request)
    if name:
        return name, secret or ""
    form = request.form()
    return form.get("client_id", ""), form.get("client_secret", "")


def token(server: TokenServer, request: Request) -> Answer:
    """`POST /oauth/token`.  Raises Unauthenticated with the rule `unknown client`."""
    name, secret = _credentials(request)
    known = server.client(name)
    if known is None or not known.is_active:
        raise Unauthenticated("unknown client", f"no active client {name!r}", base=request.base_url)
    if secret != known.client_secret:
        if server.tells_wrong_secret:
            return INVALID_CLIENT
        raise Unauthenticated(
            "unknown client", f"wrong secret for client {name!r}", base=request.base_url
        )
    return server.token(Form(request))


def authorize(server: TokenServer, request: Request) -> Answer:
    """`GET /oauth/authorize` shows the sign-in form, its POST comes back with a code."""
    form, given = Form(request), request.form()
    user = _signed_in(server, request)
    consent = server.consent(form, user)
    if isinstance(consent, Answer):
        return consent if consent.status in REDIRECTS else _error(server, consent)
    if request.method == "POST":
        return _posted(server, consent, given)
    return consent.answer(user) if user else Answer(200, server.oauth.sign_in_page(""), HTML)


def _posted(server: TokenServer, consent: Consent, given: Mapping[str, str]) -> Answer:
    if "deny" in given:
        return consent.answer(None)
    user = server.named(given.get("username", ""))
    if user is None or not server.oauth.check_password(user, given.get("password", "")):
        return Answer(200, server.oauth.sign_in_page("The user name or password is wrong."), HTML)
    if server.oauth.is_locked(user):
        return Answer(200, server.oauth.sign_in_page("This user is locked."), HTML)
    answer = consent.answer(user)
    browser = server.mint()[1].replace("!", "")
    server.logins.browsers[browser] = user["Id"]
    cookie = f"{COOKIE}={browser}; Path=/; HttpOnly; SameSite=Lax"
    return Answer(answer.status, answer.body, {**answer.headers, "set-cookie": cookie})


def _signed_in(server: TokenServer, request: Request) -> Record | None:
    cookies = (request.header(b"cookie") or "").split(";")
    pairs = (cookie.strip().partition("=") for cookie in cookies)
    browser = next((value for name, _, value in pairs if name == COOKIE), "")
    user_id = server.logins.browsers.get(browser)
    return None if user_id is None else server.user(user_id)


def _error(server: TokenServer, answer: Answer) -> Answer:
    """A request that must not redirect is shown to the person in front of the browser."""
    body = answer.body if isinstance(answer.body, dict) else {}
    reason = str(body.get("error_description") or body.get("error") or "The request is wrong.")
    return Answer(400, server.oauth.error_page(reason), HTML)


def landing(server: TokenServer, request: Request) -> Answer:
    """The HTML page that an unknown client is redirected to."""
    del request
    return Answer(200, server.oauth.landing_page, HTML)


HANDLERS: Mapping[str, Callable[[TokenServer, Request], Answer]] = {
    "token": token,
    "authorize": authorize,
    "login": landing,
}
