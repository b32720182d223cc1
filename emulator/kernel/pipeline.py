"""The walk of one request, the same for every vendor.

Sandbox from the credential, journal, fault, route, token, throttle, right, contract, operation,
commit with its events, answer.  After the body is read there is no `await` before the answer, so
an operation is atomic.
"""

import traceback
from collections.abc import Mapping

import orjson

from emulator.kernel import oauth
from emulator.kernel.contract import Entry as Operation
from emulator.kernel.errors import Mistake, NoOperation, Refusal, TooLarge, WrongMedia, WrongMethod
from emulator.kernel.journal import Entry
from emulator.kernel.operation import Answer, Call
from emulator.kernel.operation import Operation as Function
from emulator.kernel.request import Receive, Request, Scope, Send, from_scope, read_body
from emulator.kernel.routes import Routes
from emulator.kernel.sandbox import Installed, Sandbox, Sandboxes, World

JSON = b"application/json; charset=utf-8"
READ = ("application/json", "text/json")
MASKED = b"(masked: it carries secrets)"


class Pipeline:
    """An ASGI application: one vendor's API."""

    def __init__(self, installed: Installed, sandboxes: Sandboxes) -> None:
        self._vendor = installed.vendor
        self._sandboxes = sandboxes
        self._functions = bind(installed)
        self._routes: Routes[Operation] = Routes()
        for entry in installed.contract.entries:
            self._routes.add(entry.method, entry.path, entry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = from_scope(scope)
        too_large: TooLarge | None = None
        try:
            request.body = await read_body(request, receive)
        except TooLarge as refusal:
            too_large = refusal
        status, headers, body = self._answer(request, too_large)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _answer(
        self, request: Request, too_large: TooLarge | None
    ) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Walk, word what was refused, and write the journal."""
        operation, path = self._found(request)
        is_login = operation is not None and operation.handler is not None
        credential = oauth.client_id(request) if is_login else request.bearer
        sandbox = self._sandboxes.of(self._vendor.name, credential)
        world = sandbox.worlds[self._vendor.name]
        entry = Entry(
            id=sandbox.journal.next_id(),
            at=sandbox.clock.now(),
            vendor=self._vendor.name,
            method=request.method,
            path=request.prefix + request.path,
            query=request.query.decode("latin-1"),
            headers=request.headers,
            body=MASKED if is_login else request.body,
            operation=operation.id if operation else None,
        )
        try:
            if too_large is not None:
                raise too_large
            answer = self._walk(request, operation, path, sandbox, entry)
        except Refusal as refusal:
            entry.reason = refusal.reason
            refusal.operation = entry.operation or ""
            world.store.commit(refusal.kept)
            answer = self._vendor.refuse(refusal, world.profile)
        except Exception as bug:  # noqa: BLE001 - ours; the journal has the traceback
            entry.reason = f"a bug of the emulator: {type(bug).__name__}: {bug}"
            entry.traceback = traceback.format_exc()
            answer = self._vendor.crash
        return written(answer, entry, sandbox, masked=is_login)

    def _found(self, request: Request) -> tuple[Operation | None, list[tuple[str, str]]]:
        found = self._routes.find(self._vendor.route(request.path))
        leaves, texts = found or ({}, [])
        return leaves.get(request.method), texts

    def _walk(
        self,
        request: Request,
        operation: Operation | None,
        path: list[tuple[str, str]],
        sandbox: Sandbox,
        entry: Entry,
    ) -> Answer:
        world = sandbox.worlds[self._vendor.name]
        for fault in sandbox.faults:
            if (answer := fault(request)) is not None:
                return answer
        if operation is None:
            raise self._no_operation(request)
        if operation.handler is not None:
            return oauth.HANDLERS[operation.handler](world.tokens, request)
        call = self._admitted(request, operation, world, entry)
        call.path.update(operation.path_parameters.bind(path))
        call.query.update(operation.query_parameters.bind_query(request.query))
        if operation.body is not None:
            _check_media(request)
            call.body.update(operation.body.bind(request.body))
        reply = self._functions[operation.id](call)
        world.store.commit(reply.changes, reply.events)
        entry.committed = {
            table: [record[self._vendor.id_field] for record in records]
            for table, records in reply.changes.items()
        }
        entry.events = [event.type for event in reply.events]
        return Answer(reply.status, reply.body)

    def _admitted(
        self, request: Request, operation: Operation, world: World, entry: Entry
    ) -> Call:
        """The call of a caller who is known, within the limits and of the right kind."""
        vendor, now = self._vendor, entry.at
        token = world.logins.bearer(request.bearer, now)
        entry.client_id, entry.caller = token.client_id, token.user_id
        caller = world.caller(token)
        world.throttle.spend(
            world.limits,
            vendor.owners(caller, token.client_id),
            now,
            blocked_extends=world.profile["throttle"]["blocked_calls_extend_window"],
        )
        call = Call(
            records=world.store,
            now=now,
            switches=world.profile["switches"],
            base_url=request.base_url,
            caller=caller,
            client_id=token.client_id,
            path={},
            query={},
            body={},
        )
        vendor.permit(operation.permission, call)
        return call

    def _no_operation(self, request: Request) -> Refusal:
        path = self._vendor.route(request.path)
        asked, url = f"{request.method} {request.path}", request.base_url + request.path
        found = self._routes.find(path)
        if found is None:
            return NoOperation(reason=f"no such operation: {asked}", url=url)
        allow = ", ".join(sorted(found[0]))
        return WrongMethod(
            reason=f"no such operation: {asked}; this route has {allow}",
            url=url,
            method=request.method,
            allow=allow,
        )


def bind(installed: Installed) -> Mapping[str, Function]:
    """The vendor's functions by operation.  Raises Mistake when the contract does not agree."""
    functions = installed.vendor.operations
    declared = {e.id for e in installed.contract.entries if e.handler is None}
    without = [f"{i}: a contract entry without a function" for i in declared - functions.keys()]
    beyond = [f"{i}: a function without a contract entry" for i in functions.keys() - declared]
    if without or beyond:
        raise Mistake(*(f"{installed.vendor.name}: {m}" for m in sorted(without + beyond)))
    return functions


def written(
    answer: Answer, entry: Entry, sandbox: Sandbox, *, masked: bool
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """An answer as bytes, with our own headers beside the vendor's, kept in the journal."""
    body, media = encoded(answer.body)
    headers = [(b"content-length", b"%d" % len(body))]
    if media and "content-type" not in answer.headers:
        headers.append((b"content-type", media))
    headers += [(n.encode(), v.encode("latin-1", "replace")) for n, v in answer.headers.items()]
    headers.append((b"emulator-request-id", b"%d" % entry.id))
    if entry.reason:
        headers.append((b"emulator-reason", one_line(entry.reason)))
    entry.status, entry.answer = answer.status, MASKED if masked else body
    sandbox.journal.record(entry)
    return answer.status, headers, body


def encoded(body: object) -> tuple[bytes, bytes | None]:
    """The bytes of an answer and their media type; nothing has none."""
    if body is None:
        return b"", None
    if isinstance(body, bytes):
        return body, JSON
    if isinstance(body, str):
        return body.encode(), b"text/plain; charset=utf-8"
    return orjson.dumps(body), JSON


def one_line(text: str) -> bytes:
    """A text that is safe as a header's value."""
    return " ".join(text.split())[:500].encode("ascii", "replace")


def _check_media(request: Request) -> None:
    media = (request.header(b"content-type") or READ[0]).partition(";")[0].strip().lower()
    if request.body and media not in READ:
        raise WrongMedia(reason=f"the body is {media}, expected {READ[0]}", media=media)
