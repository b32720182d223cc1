"""A client that calls an application itself, in the thread of the test.

No other thread and no socket: a request costs a tenth of what it does through Starlette's client.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from inspect import isawaitable
from typing import Any, Self, TypeVar, TypeVarTuple, Unpack, overload

import httpx2
from starlette.types import ASGIApp

from emulator.kernel.effects import HANG_UP

T = TypeVar("T")
Args = TypeVarTuple("Args")
Message = MutableMapping[str, Any]


class Loop:
    """An event loop that stands still between calls; what it has begun goes on with the next."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._loop = self._runner.get_loop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Cancel what goes on."""
        self._runner.close()

    @overload
    def call(self, function: Callable[[Unpack[Args]], Awaitable[T]], *args: *Args) -> T: ...

    @overload
    def call(self, function: Callable[[Unpack[Args]], T], *args: *Args) -> T: ...

    def call(self, function: Callable[..., object], *args: object) -> object:
        """What a function returns that runs in the loop, or what is awaited then."""

        async def called() -> object:
            returned = function(*args)
            return await returned if isawaitable(returned) else returned

        return self._loop.run_until_complete(called())


class Closed(httpx2.RemoteProtocolError):
    """The connection was closed.  status: 0 if not even the head of an answer came."""

    def __init__(self, said: Sequence[Message], request: httpx2.Request) -> None:
        self.part = b"".join(message.get("body", b"") for message in said)
        self.status: int = said[0]["status"] if said else 0
        super().__init__(f"closed after {self.part!r}", request=request)


class Http(httpx2.Client):
    """An HTTP client of an application.

    loop: where it answers; each request has a loop of its own if there is none.  raises: whether
    what the application raises is raised here, or is a 500 as with any server.
    """

    def __init__(self, app: ASGIApp, *, raises: bool = True) -> None:
        self.app = app
        self.loop: Loop | None = None
        self._raises = raises
        super().__init__(
            base_url="http://localhost",
            transport=httpx2.MockTransport(self._answer),
            follow_redirects=True,
        )

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if self.loop is not None:
            return self.loop.call(self.answered, request)
        with Loop() as loop:
            return loop.call(self.answered, request)

    async def answered(self, request: httpx2.Request) -> httpx2.Response:
        """What the application says; for those who are in its loop already."""
        came = iter([{"type": "http.request", "body": request.read()}])
        said: list[Message] = []

        async def receive() -> Message:
            return next(came, {"type": "http.disconnect"})

        async def send(message: Message) -> None:
            said.append(message)

        closed: list[bool] = []
        scope = scope_of(request)
        scope["extensions"] = {HANG_UP: lambda: closed.append(True)}
        try:
            await self.app(scope, receive, send)
        except Exception:
            if self._raises:
                raise
        if closed:
            raise Closed(said, request)
        if not said:
            return httpx2.Response(500, request=request)
        start, *rest = said
        body = b"".join(message.get("body", b"") for message in rest)
        if request.method == "HEAD":  # as servers do
            body = b""
        return httpx2.Response(
            start["status"], headers=start["headers"], stream=httpx2.ByteStream(body)
        )


def scope_of(request: httpx2.Request) -> MutableMapping[str, Any]:
    """A request as a server hands it over."""
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "root_path": "",
        "query_string": url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("testclient", 50_000),
        "server": (url.host, url.port or {"http": 80, "https": 443}[url.scheme]),
    }
