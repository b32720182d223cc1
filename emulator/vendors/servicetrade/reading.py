"""What clients of ServiceTrade really send: cookies in every form, JSON or forms, PHP's arrays.

Sources: https://github.com/servicetrade/servicetrade-nodejs (a whole Set-Cookie echoed back),
https://github.com/servicetrade/servicetrade-php-sdk (lists as objects), and
https://github.com/logicalproof/servicetrade (forms, JSON without its content type).
"""

import re
from collections.abc import Collection

from emulator.kernel.bodies import JSON, MULTIPART, media, parse_object, read_multipart
from emulator.kernel.errors import Malformed
from emulator.kernel.operation import Given
from emulator.kernel.request import Request

COOKIE = "PHPSESSID"
LOGIN = "/api/auth"
#: A form: names and values of printable characters.
FORM = re.compile(rb"[\w.%+~*@:-]+(\[\w*\])*=[\x21-\x7e ]*", re.ASCII)
#: What an open request may carry that leads to its sandbox, the first of them that is there.
LEADS = ("username", "client_id", "refresh_token", "token", "key")


def session(value: str) -> str:
    """A session's credential: the pair that its cookie is.

    So it never passes as a bearer token, nor a bearer token as a session.
    """
    return f"{COOKIE}={value}"


def token_of(credential: str) -> str | None:
    """The `authToken` of a session; None for a bearer token."""
    name, _, value = credential.partition("=")
    return value if name == COOKIE else None


def credential(request: Request) -> str | None:
    """The session or the bearer token of a call; None without one, and with two (assumed)."""
    sessions = {session(value) for value in _cookies(request)}
    if request.header(b"authorization") is None:
        return sessions.pop() if len(sessions) == 1 else None
    bearer = request.bearer
    return None if sessions or bearer is None or token_of(bearer) else bearer


def _cookies(request: Request) -> list[str]:
    """The values of the session's cookie; attributes of an echoed Set-Cookie are passed over."""
    texts = [v.decode("latin-1") for name, v in request.headers if name == b"cookie"]
    pairs = [pair.strip().partition("=") for text in texts for pair in text.split(";")]
    return [value.strip() for name, _, value in pairs if name == COOKIE and value.strip()]


def fields(request: Request) -> dict[str, str]:
    """The texts that a login says: in JSON or a form, else in the query."""
    try:
        given = read(request).fields
    except Malformed:
        given = {}
    texts = {name: str(value) for name, value in given.items() if isinstance(value, str | int)}
    return request.parameters() | texts


def leads(request: Request) -> str | None:
    """What decides the sandbox of a request that asks for no credential."""
    given = fields(request)
    return next((given[name] for name in LEADS if given.get(name)), None)


def read(request: Request, takes: Collection[str] = ()) -> Given:
    """JSON, whatever the content type says, or a form, unless it says JSON.

    A login may be all in the query; parts are read wherever they are sent (assumed).

    Raises Malformed for a body that is neither.
    """
    del takes
    if request.path == LOGIN and not request.body.strip():
        return Given(dict(request.parameters()))
    if media(request) == MULTIPART:
        return read_multipart(request)
    try:
        return Given({name: listed(value) for name, value in parse_object(request.body).items()})
    except Malformed:
        if request.header(b"content-type") and media(request) in JSON:
            raise
        if not FORM.fullmatch(request.body):
            raise
        return Given(dict(request.form()))


def listed(value: object) -> object:
    """Lists where PHP's client sends objects with the keys 0, 1, … at any depth."""
    if isinstance(value, dict):
        if value and list(value) == [str(place) for place in range(len(value))]:
            return [listed(item) for item in value.values()]
        return {name: listed(item) for name, item in value.items()}
    return [listed(item) for item in value] if isinstance(value, list) else value
