"""The login endpoints of a vendor: token, revoke, authorize and the page for unknown clients.

They are contract entries with an `x-handler`, since all vendors' work alike.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from emulator.kernel.errors import Unauthenticated
from emulator.kernel.journal import Entry
from emulator.kernel.logins import issued
from emulator.kernel.operation import Answer, Record
from emulator.kernel.reasons import Explained, Refused
from emulator.kernel.request import Request
from emulator.kernel.tokens import DESCRIPTIONS, Consent, Form, TokenServer

COOKIE = "emulator_login"
HTML = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
REDIRECTS = range(300, 400)


def _credentials(request: Request, given: Mapping[str, str]) -> tuple[str, str]:
    """The client's id and secret: both of HTTP Basic, or else both of the form."""
    name, secret = request.basic()
    if name:
        return name, secret or ""
    return given.get("client_id", ""), given.get("client_secret", "")


def token(server: TokenServer, request: Request) -> Answer:
    """The token endpoint.

    Raises Unauthenticated with the rule `unknown client` or `wrong secret`.
    """
    given = server.oauth.fields(request)
    name, secret = _credentials(request, given)
    is_public = server.is_public(given.get("grant_type"))
    if is_public and not name:
        if not (name := server.owner(given.get("refresh_token", ""))):
            return server.not_granted(Form(request, given))
        given = {**given, "client_id": name}
    elif (known := server.client(name)) is None or not known.is_active:
        raise Unauthenticated("unknown client", f"no active client {name!r}", base=request.base_url)
    elif secret != known.client_secret and not (is_public and not secret):
        rule = "wrong secret" if server.tells_wrong_secret else "unknown client"
        raise Unauthenticated(rule, f"wrong secret for client {name!r}", base=request.base_url)
    return server.token(Form(request, given))


def revoke(server: TokenServer, request: Request) -> Answer:
    """The end of a refresh token (RFC 7009), whoever asks; an unknown one is no mistake."""
    given = server.oauth.fields(request)
    refresh_token = given.get("token") or given.get("refresh_token")
    if not refresh_token:
        words = {"error": "invalid_request", "error_description": "Missing 'token' in request."}
        return Answer(400, words)
    server.give_up(refresh_token)
    return Answer(200, {})


def authorize(server: TokenServer, request: Request) -> Answer:
    """`GET /oauth/authorize` shows the sign-in form, its POST comes back with a code."""
    given = request.form()
    form = Form(request, given)
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
        return _again(server, "The user name or password is wrong.")
    if server.oauth.is_locked(user):
        return _again(server, "This user is locked.")
    answer = consent.answer(user)
    browser = server.new_code()
    server.logins.browsers[browser] = user[server.id_field]
    cookie = f"{COOKIE}={browser}; Path=/; HttpOnly; SameSite=Lax"
    return Answer(answer.status, answer.body, {**answer.headers, "set-cookie": cookie})


def _again(server: TokenServer, wrong: str) -> Answer:
    """The form once more, with what was wrong."""
    return Answer(200, server.oauth.sign_in_page(wrong), HTML, wrong)


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
    return Answer(400, server.oauth.error_page(reason), HTML, reason)


def landing(server: TokenServer, request: Request) -> Answer:
    """The HTML page that an unknown client is redirected to."""
    del request
    return Answer(200, server.oauth.landing_page, HTML)


def begin(entry: Entry, server: TokenServer, request: Request) -> None:
    """Tell the journal which token a login endpoint is asked about, if it is one."""
    given = server.oauth.fields(request)
    if credential := given.get("refresh_token") or given.get("token"):
        entry.token = hash(credential)


def note(entry: Entry, server: TokenServer, request: Request, answer: Answer) -> None:
    """Tell the journal what a login endpoint granted, or why it did not."""
    said = answer.body if isinstance(answer.body, dict) else _sent_back(answer)
    if answer.reason or "error" in said:
        rule = said.get("error", "sign-in")
        entry.reason = said.get("error_description") or answer.reason or rule
        facts: Mapping[str, str] = {}
        refresh = server.oauth.fields(request).get("refresh_token")
        if refresh and entry.reason == DESCRIPTIONS["invalid_grant"]:
            entry.reason, facts = _refresh_token(server, refresh)
        entry.refused = Refused("OAuth2Error", rule, facts, Explained())
    entry.is_logout = answer.body == {}
    if "access_token" in said:
        grant = server.oauth.fields(request).get("grant_type", "")
        entry.issued = issued(server.logins, grant, said["access_token"])


def _refresh_token(server: TokenServer, refresh: str) -> tuple[str, Mapping[str, str]]:
    """Why a refresh token was not taken: in words, and as facts."""
    token = server.logins.by_refresh.get(refresh)
    if token is None:
        why = server.logins.ended.get(refresh)
        state = "ended early" if why else "unknown"
        return why or "unknown refresh token", {"refresh token": state}
    if server.clock.now() >= token.refresh_expires:
        since = token.refresh_expires.isoformat()
        return f"the refresh token expired at {since}", {"refresh token": "expired", "since": since}
    return "the refresh token is another client's", {"refresh token": "another client's"}


def _sent_back(answer: Answer) -> Mapping[str, str]:
    """What a redirect says to the client that it leads back to."""
    return dict(parse_qsl(urlsplit(answer.headers.get("location", "")).query))


HANDLERS: Mapping[str, Callable[[TokenServer, Request], Answer]] = {
    "token": token,
    "revoke": revoke,
    "authorize": authorize,
    "login": landing,
}
