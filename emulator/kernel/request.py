"""One HTTP request, read whole within its limits, before anyone decides anything."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from emulator.kernel.errors import TooLarge

#: ASGI's own types; Starlette's are the same.
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

#: The largest body that is read, in bytes.
BODY_LIMIT = 1_048_576


@dataclass(slots=True)
class Request:
    """path: after the vendor's prefix, undecoded.  headers: as received, names in lower case."""

    method: str
    scheme: str
    prefix: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""

    def header(self, name: bytes) -> str | None:
        """A header's value; the first, if it was sent twice."""
        return next((v.decode("latin-1") for n, v in self.headers if n == name), None)

    def count(self, name: bytes) -> int:
        return sum(n == name for n, _ in self.headers)

    @property
    def base_url(self) -> str:
        """Scheme, host and vendor prefix as the client wrote them."""
        return f"{self.scheme}://{self.header(b'host') or 'localhost'}{self.prefix}"

    @property
    def bearer(self) -> str | None:
        """The token of a single `Authorization: Bearer`, else None."""
        scheme, _, token = (self.header(b"authorization") or "").partition(" ")
        usable = scheme.lower() == "bearer" and self.count(b"authorization") == 1
        return token.strip() if usable else None

    def parameters(self) -> dict[str, str]:
        """The query's parameters; the last of each name."""
        return dict(parse_qsl(self.query.decode("latin-1"), keep_blank_values=True))

    def form(self) -> dict[str, str]:
        """The fields of a form body; a body of another kind has none that count."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


def from_scope(scope: Scope) -> Request:
    """The request of an ASGI scope, its body not yet read."""
    prefix: str = scope.get("root_path", "")
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.split(b"?", 1)[0].decode("latin-1")
    return Request(
        method=scope["method"],
        scheme=scope["scheme"],
        prefix=prefix,
        path=path.removeprefix(prefix) or "/",
        query=scope["query_string"],
        headers=scope["headers"],
    )


async def read_body(request: Request, receive: Receive, limit: int = BODY_LIMIT) -> bytes:
    """The whole body.  Raises TooLarge as soon as it is known to be over the limit."""
    length = request.header(b"content-length") or "0"
    if length.isdecimal() and int(length) > limit:
        raise TooLarge(reason=f"the body has {length} bytes, the limit is {limit}")
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise TooLarge(reason=f"the body has more than {limit} bytes")
        more = message.get("more_body", False)
    return b"".join(parts)
