"""Problems as RFC 9457, and the one place where control calls meet HTTP."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from http import HTTPStatus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from emulator.kernel import snapshots
from emulator.kernel.aliases import DEFAULT
from emulator.kernel.errors import Mistake, TooLarge
from emulator.kernel.operation import Record
from emulator.kernel.request import BODY_LIMIT, Gone, read_body
from emulator.kernel.request import Request as Message
from emulator.kernel.sandbox import Sandbox, Sandboxes
from emulator.kernel.world import World

#: So many levels of objects and lists are never too deep.
FLAT = 200
#: Levels that may come around what was sent, when it is written.
AROUND = 20
#: The most bytes of records for a sandbox; what anybody may leave in an inbox is less.
STATE = 512_000_000


class Problem(Exception):
    """A control call that cannot be done; the detail says what was met and what was expected."""

    def __init__(self, status: int, title: str, detail: str = "") -> None:
        self.status, self.title, self.detail = status, title, detail
        super().__init__(detail or title)


def problem(status: int, title: str, detail: str = "") -> Response:
    """A problem document."""
    body = {"type": "about:blank", "status": status, "title": title, "detail": detail}
    return Response(orjson.dumps(body), status, media_type="application/problem+json")


def unrouted(request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself, a path or a method that no route has, as a problem."""
    if not isinstance(error, HTTPException):
        raise error
    detail = f"{request.method} {request.url.path}"
    answer = problem(error.status_code, str(error.detail).lower(), detail)
    answer.headers.update(error.headers or {})
    return answer


@dataclass(frozen=True)
class Asked:
    """One control call: its sandbox, path parameters, query and body.

    body: the JSON object that was sent.  raw: the body as it came.  target: path and query as they
    were sent.  port: where this server listens.
    """

    sandboxes: Sandboxes
    sandbox: Sandbox
    path: Mapping[str, str]
    query: Mapping[str, str]
    raw: bytes
    base_url: str
    method: str
    headers: Sequence[tuple[str, str]]
    target: str
    port: int

    @cached_property
    def body(self) -> Record:
        """Raises Problem for what is no JSON object."""
        return _object(self.raw)

    def take(self, *known: str) -> Record:
        """The body, which may only have these keys.  Raises Problem for another."""
        unknown = sorted(self.body.keys() - set(known))
        if unknown:
            raise Problem(
                400,
                f"unknown {', '.join(unknown)}",
                f"the body has {', '.join(unknown)}; known: {', '.join(known)}",
            )
        return self.body

    def world(self, name: object, fits: Callable[[World], bool] = bool) -> World:
        """A vendor's world by its name; without one, the first that what is asked for fits.

        If it fits none, the first vendor's: it says what it expected.
        """
        worlds = self.sandbox.worlds
        if name is None:
            first = next(iter(worlds.values()))
            return next((world for world in worlds.values() if fits(world)), first)
        if not isinstance(name, str) or name not in worlds:
            raise Problem(404, f"no vendor {name}", f"expected one of {', '.join(worlds)}")
        return worlds[name]

    def check_operation(self, vendor: object, operation: object) -> None:
        """Raises Problem for a vendor or an operation that there is not; None is any."""
        worlds = [*self.sandbox.worlds.values()] if vendor is None else [self.world(vendor)]
        known = {entry.id for world in worlds for entry in world.installed.contract.entries}
        if operation is not None and operation not in known:
            near = get_close_matches(str(operation), sorted(known), n=3, cutoff=0.55)
            expected = ", ".join(near) if near else "an operationId of the contract"
            raise Problem(404, f"no operation {operation}", f"expected {expected}")


#: What a call answers: None for 204, a Response as it is, anything else as JSON.
ControlCall = Callable[[Asked], object | Awaitable[object]]


def endpoint(calls: Mapping[str, ControlCall]) -> Callable[[Request], object]:
    """A Starlette endpoint from one function per method, for the application's sandboxes."""

    async def serve(request: Request) -> Response:
        try:
            asked = await _asked(request.app.state.sandboxes, request)
            asked.sandbox.agenda.caught_up()
            method = request.method if request.method in calls else "GET"
            result = calls[method](asked)
            if isinstance(result, Awaitable):
                result = await result
            await _keep(asked, request.method)
        except Problem as error:
            return problem(error.status, error.title, error.detail)
        except Mistake as mistake:
            return problem(400, "not accepted", str(mistake))
        except TooLarge as refusal:
            return problem(413, "too large", refusal.reason)
        if isinstance(result, Response):
            return result
        if result is None:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return Response(orjson.dumps(result), media_type="application/json")

    return serve


async def _keep(asked: Asked, method: str) -> None:
    """Answer nothing that is not on disk.  Raises Problem if that cannot be."""
    if method not in ("GET", "HEAD") and not asked.target.startswith("/_emulator/inbox/"):
        snapshots.note(asked.sandbox)
    why_not = await asked.sandbox.kept()
    if why_not:
        raise Problem(507, "nothing is kept any more", why_not)


async def _asked(sandboxes: Sandboxes, request: Request) -> Asked:
    name = request.query_params.get("sandbox", DEFAULT)
    sandbox = sandboxes.named(name)
    if sandbox is None:
        raise Problem(404, f"no sandbox {name}", f"expected one of {[s.name for s in sandboxes]}")
    limit = BODY_LIMIT if request.url.path.startswith("/_emulator/inbox/") else STATE
    try:
        raw = await read_body(Message(request.scope), request.receive, limit)
    except Gone:  # nobody reads this
        raise Problem(408, "the request is not complete") from None
    return Asked(
        sandboxes=sandboxes,
        sandbox=sandbox,
        path=request.path_params,
        query=dict(request.query_params),
        raw=raw,
        base_url=str(request.base_url).rstrip("/"),
        method=request.method,
        headers=[(n.decode("latin-1"), v.decode("latin-1")) for n, v in request.headers.raw],
        target=_target(request),
        port=(request.scope.get("server") or ("", 80))[1] or 80,
    )


def _target(request: Request) -> str:
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("latin-1")


def _object(raw: bytes) -> Record:
    if not raw.strip():
        return {}
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Problem(400, "the body is not JSON", str(error)) from None
    if not isinstance(body, dict):
        raise Problem(400, "the body is not an object", f"it is {type(body).__name__}")
    if raw.count(b"[") + raw.count(b"{") > FLAT and not _is_writable(body):
        raise Problem(400, "the body is nested too deeply", f"expected at most {FLAT} levels")
    return body


def _is_writable(body: object) -> bool:
    """Whether JSON can be written of it again: more can be read than can be written."""
    for _ in range(AROUND):
        body = [body]
    try:
        orjson.dumps(body)
    except orjson.JSONEncodeError:
        return False
    return True
