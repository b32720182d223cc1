"""One HTTP request, read whole within its limits, before anyone decides anything."""

from base64 import b64decode
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from emulator.kernel.errors import Refusal, TooLarge

#: ASGI's own types; Starlette's are the same.
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

#: The type of an ASGI message: nobody is there any more.
DISCONNECT = "http.disconnect"
#: The largest body that is read, in bytes.
BODY_LIMIT = 1_048_576


class Gone(Exception):
    """The client went away, or was sent away, before its request was complete."""


class Request:
    """path: after the vendor's prefix, undecoded.  headers: as received, names in lower case.

    refused: why nobody looks at it any further, if its body is too large or its path impossible.
    """

    __slots__ = (
        "_fields",
        "bearer",
        "body",
        "headers",
        "method",
        "path",
        "prefix",
        "query",
        "refused",
        "scheme",
    )  # fmt: skip

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        self.scheme: str = scope["scheme"]
        self.prefix: str = scope.get("root_path", "")
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = raw.partition(b"?")[0].decode("latin-1")
        self.path = path.removeprefix(self.prefix) or "/"
        self.query: bytes = scope["query_string"]
        self.headers: list[tuple[bytes, bytes]] = scope["headers"]
        self._fields = dict(self.headers)
        self.body = b""
        self.refused: Refusal | None = None
        #: The token of a single `Authorization: Bearer`, else None.
        self.bearer = self._bearer()

    def header(self, name: bytes) -> str | None:
        """A header's value; the last, if it was sent twice."""
        value = self._fields.get(name)
        return None if value is None else value.decode("latin-1")

    def _bearer(self) -> str | None:
        scheme, _, token = (self.header(b"authorization") or "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        return token.strip() if self.count(b"authorization") == 1 else None

    def count(self, name: bytes) -> int:
        """How often a header was sent."""
        if len(self._fields) == len(self.headers):
            return int(name in self._fields)
        return sum(given == name for given, _ in self.headers)

    def basic(self) -> tuple[str | None, str | None]:
        """Name and password of HTTP Basic; both None without it."""
        scheme, _, encoded = (self.header(b"authorization") or "").partition(" ")
        if scheme.lower() != "basic":
            return None, None
        try:
            name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return None, None
        return name, secret

    def client_id(self) -> str | None:
        """The client that a login names; Basic wins over the form, the form over the query."""
        named = self.basic()[0] or self.form().get("client_id")
        return named or self.parameters().get("client_id")

    @property
    def base_url(self) -> str:
        """Scheme, host and vendor prefix as the client wrote them."""
        return f"{self.scheme}://{self.header(b'host') or 'localhost'}{self.prefix}"

    def parameters(self) -> dict[str, str]:
        """The query's parameters; the last of each name."""
        return dict(parse_qsl(self.query.decode("latin-1"), keep_blank_values=True))

    def form(self) -> dict[str, str]:
        """The fields of a form body; a body of another kind has none that count."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


async def read_body(request: Request, receive: Receive, limit: int = BODY_LIMIT) -> bytes:
    """The whole body.  Raises TooLarge as soon as it is known to be over the limit, and Gone."""
    length = request.header(b"content-length") or "0"
    if length.isdecimal() and int(length) > limit:
        raise TooLarge(reason=f"the body has {length} bytes, the limit is {limit}")
    parts: list[bytes] = []
    size, is_more = 0, True
    while is_more and size <= limit:
        message = await receive()
        if message["type"] == DISCONNECT:
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        is_more = message.get("more_body", False)
    if size > limit:
        raise TooLarge(reason=f"the body has more than {limit} bytes")
    return b"".join(parts)
