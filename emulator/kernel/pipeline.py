"""The walk of one request, the same for every vendor.

Sandbox from the credential, journal, fault, route, token, throttle, right, contract, operation,
commit with its events, answer.  After the body is read there is no `await` before the answer, so
an operation is atomic; but for one whose reply asks for a delivery first.
"""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from emulator.kernel import effects, keys, oauth
from emulator.kernel.contract import Entry as Operation
from emulator.kernel.effects import Struck
from emulator.kernel.errors import Refusal, TooLarge, Unauthenticated
from emulator.kernel.found import Found, bind, no_operation
from emulator.kernel.journal import Entry
from emulator.kernel.logins import issued
from emulator.kernel.operation import Answer, Ask, Balance, Call, Reply
from emulator.kernel.reasons import Explained, Refused
from emulator.kernel.request import BODY_LIMIT, Gone, Receive, Request, Scope, Send, read_body
from emulator.kernel.sandbox import Sandbox, Sandboxes
from emulator.kernel.wire import Headers, encode, written
from emulator.kernel.world import Installed, World

#: How many paths are remembered.
PATHS = 10_000


@dataclass(slots=True)
class Walk:
    """One request on its way.

    waits: what has to be delivered, and the reply that then counts.  struck: its faults, if any.
    """

    request: Request
    found: Found | None
    operation: Operation | None
    sandbox: Sandbox
    world: World
    entry: Entry
    call: Call | None = None
    balances: Mapping[str, Balance] = field(default_factory=dict)
    waits: tuple[Ask, Reply] | None = None
    struck: Struck | None = None

    def meet_faults(self) -> None:
        """Find the faults that strike; the journal says which, and the disk how often."""
        faults, keeper = self.sandbox.faults, self.sandbox.keeper
        self.struck = effects.meet(faults, self.world, self.request, self.operation, self.entry)
        if keeper is not None and faults.counted:
            keeper.note("faults", counts=faults.counts())


class Pipeline:
    """An ASGI application: one vendor's API."""

    def __init__(self, installed: Installed, sandboxes: Sandboxes) -> None:
        self._vendor = installed.vendor
        self._sandboxes = sandboxes
        self._functions = bind(installed)
        self._routes = installed.contract.routes
        #: Where paths led that were asked for before.
        self._paths: dict[str, Found] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        found = self._find(request)
        operation = found.operations.get(request.method) if found else None
        limit = operation.body_limit if operation else BODY_LIMIT
        try:
            request.body = await read_body(request, receive, limit)
        except TooLarge as refusal:
            request.refused = refusal
        except Gone:
            return  # half a request is none
        walk = self._begun(request, found, operation)
        if walk.sandbox.faults:
            walk.meet_faults()
        answer = self._tried(walk)
        if walk.waits is not None:
            answer = await self._asked(walk, walk.waits[0], walk.waits[1])
        if walk.sandbox.keeper is not None:
            answer = await self._kept(walk, answer)
        status, headers, body = self._finished(walk, answer)
        if request.method == "HEAD":
            body = b""
        if walk.struck is not None:
            pause = walk.sandbox.pause
            await effects.after(walk.struck, pause, scope, send, (status, headers, body))
            return
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _begun(self, request: Request, found: Found | None, operation: Operation | None) -> Walk:
        """In which sandbox a request is; opens the journal's entry."""
        is_open = operation is not None and operation.is_open
        credential = self._vendor.leads(request) if is_open else self._vendor.credential(request)
        sandbox = self._sandboxes.of(self._vendor.name, credential)
        entry = Entry(
            sandbox.journal.next_id(),
            sandbox.agenda.caught_up(),
            self._vendor.name,
            request,
            operation.id if operation else None,
        )
        if credential is not None and not is_open:
            entry.token = hash(credential)
        world = sandbox.worlds[self._vendor.name]
        return Walk(request, found, operation, sandbox, world, entry)

    def _tried(self, walk: Walk) -> Answer:
        """Walk on, and word what was refused."""
        try:
            answer = effects.before(walk.struck) if walk.struck is not None else None
            return answer or self._walk(walk)
        except Refusal as refusal:
            return self._refused(refusal, walk)
        except Exception as bug:  # noqa: BLE001 - ours; the journal has the traceback
            return self._crashed(bug, walk)

    async def _asked(self, walk: Walk, ask: Ask, reply: Reply) -> Answer:
        """Deliver what a reply depends on, then commit it."""
        try:
            why_not = await walk.sandbox.courier.ask(walk.world, ask, walk.entry.id)
            if not why_not:
                return self._committed(reply, walk)
            ask.refusal.reason += f": {why_not}"
            return self._refused(ask.refusal, walk)
        except Exception as bug:  # noqa: BLE001 - ours; the journal has the traceback
            return self._crashed(bug, walk)

    async def _kept(self, walk: Walk, answer: Answer) -> Answer:
        """The answer, once all that it could have read is on disk; 507 if that cannot be."""
        why_not = await walk.sandbox.kept()
        if not why_not:
            return answer
        walk.entry.reason = why_not
        return Answer(HTTPStatus.INSUFFICIENT_STORAGE, self._vendor.crash.body)

    def _finished(self, walk: Walk, answer: Answer) -> tuple[int, Headers, bytes]:
        """Write the answer and the journal."""
        entry = walk.entry
        try:
            headers, entry.answer = written(answer, entry, self._vendor.headers)
        except Exception as bug:  # noqa: BLE001 - ours; the journal has the traceback
            answer = self._crashed(bug, walk)
            headers, entry.answer = written(answer, entry, self._vendor.headers)
        body, entry.status = entry.answer, answer.status
        if walk.struck is not None:
            entry.sent = effects.kept_back(walk.struck)
        if walk.operation is not None and walk.operation.is_open:
            entry.mask()
        walk.sandbox.journal.record(entry)
        return answer.status, headers, body

    def _crashed(self, bug: Exception, walk: Walk) -> Answer:
        walk.entry.reason = f"a bug of the emulator: {type(bug).__name__}: {bug}"
        walk.entry.traceback = "".join(traceback.format_exception(bug))
        return self._vendor.crash

    def _find(self, request: Request) -> Found | None:
        """What the vendor has at a path; a path that it refuses is refused later, with the rest."""
        found = self._paths.get(request.path)
        if found is None:
            try:
                leads = self._routes.find(self._vendor.route(request.path))
                found = Found(*leads) if leads else None
            except Refusal as refusal:
                refusal.facts["url"] = request.base_url + request.path
                request.refused = request.refused or refusal
            if found is not None and len(self._paths) < PATHS:
                self._paths[request.path] = found
        return found

    def _refused(self, refusal: Refusal, walk: Walk) -> Answer:
        """The vendor's words, and what it keeps although it refused."""
        entry = walk.entry
        entry.reason = refusal.reason
        refusal.operation = entry.operation or ""
        entry.refused = self._explained(refusal, walk.call)
        refusal.balances = walk.balances
        try:
            if refusal.kept:
                walk.sandbox.commit(walk.world, Reply(changes=refusal.kept), None, entry)
            return self._vendor.refuse(refusal, walk.world.profile)
        except Exception as bug:  # noqa: BLE001 - ours; the journal has the traceback
            return self._crashed(bug, walk)

    def _explained(self, refusal: Refusal, call: Call | None) -> Refused:
        """A refusal for the journal, with what the vendor has to say of it."""
        explained = Explained()
        try:
            if call is not None:
                explained = self._vendor.explain(refusal, call)
        except Exception as bug:  # noqa: BLE001 - ours; it must not change the answer
            explained = Explained({"a bug of the emulator": repr(bug)})
        return Refused(type(refusal).__name__, refusal.rule, refusal.facts, explained)

    def _walk(self, walk: Walk) -> Answer:
        request, found, operation, world = walk.request, walk.found, walk.operation, walk.world
        if request.refused is not None:
            raise request.refused
        if self._vendor.admit is not None:
            self._vendor.admit(world.store, request)
        if found is None or operation is None:
            raise no_operation(request, found.operations if found else {})
        if operation.handler is not None:
            oauth.begin(walk.entry, world.tokens, request)
            answer = oauth.HANDLERS[operation.handler](world.tokens, request)
            world.note_logins()
            oauth.note(walk.entry, world.tokens, request, answer)
            return answer
        call = self._admitted(walk, operation)
        key = None
        if request.method == "GET":
            key = (operation.id, request.path, request.query, walk.entry.caller, call.base_url)
            kept = world.replies.get(key, world.store.version, call.now)
            if kept is not None:
                return Answer(HTTPStatus.OK, kept)
        self._bind(call, request, found, operation)
        reply = self._functions[operation.id](call)
        if reply.ask is not None:
            walk.waits = (reply.ask, reply)
        elif reply.changes or reply.removes or reply.opens or reply.closes:
            return self._committed(reply, walk)
        elif key is not None and reply.until is not None and not reply.headers:
            reply.body = encode(reply.body)
            world.replies.keep(key, world.store.version, (call.now, reply.until), reply.body)
        return Answer(reply.status, reply.body, reply.headers)

    def _bind(self, call: Call, request: Request, found: Found, operation: Operation) -> None:
        """Fill in what the request says, as its contract declares it.  Raises Malformed."""
        call.generation, call.route, call.asked = operation.generation, request.path, request.query
        call.path = found.path(operation)
        call.query = operation.query_parameters.bind_query(request.query)
        if operation.body is not None:
            given = self._vendor.read(request, operation.media)
            call.files = given.files
            is_sent = given.fields or request.body.strip() or self._vendor.nothing_is_object
            call.body = operation.body.bind(given.fields) if is_sent else operation.body.absent()

    def _committed(self, reply: Reply, walk: Walk) -> Answer:
        """Commit and answer; what cannot be written is found before anything has changed."""
        body = reply.body
        if body is not None and not isinstance(body, str):
            body = encode(body)
        walk.sandbox.commit(walk.world, reply, walk.call, walk.entry)
        if reply.opens is not None:
            walk.entry.issued = issued(walk.world.logins, "session", reply.opens.credential)
        walk.entry.is_logout = bool(reply.closes)
        return Answer(reply.status, body, reply.headers)

    def _admitted(self, walk: Walk, operation: Operation) -> Call:
        """The call of a caller who is known, within the limits and of the right kind.

        Nobody has to be known where no token is asked for.
        """
        vendor, world, entry, request = self._vendor, walk.world, walk.entry, walk.request
        if operation.is_open:
            walk.call = replace(world.call(request.base_url), now=entry.at)
            return walk.call
        credential = vendor.credential(request)
        if credential is None:
            raise Unauthenticated(reason=f"no single {vendor.takes}", credential="missing")
        token = keys.bearer(world.tokens, credential, entry.at)
        entry.client_id, entry.caller = token.client_id, token.user_id
        caller = world.caller(token)
        if world.limits:
            walk.balances = world.throttle.spend(
                world.limits,
                vendor.owners(caller, token.client_id),
                entry.at,
                blocked_extends=world.profile["throttle"].get("blocked_calls_extend_window", False),
            )
        call = walk.call = Call(
            world.store,
            entry.at,
            world.profile["switches"],
            request.base_url,
            caller,
            token.client_id,
            world.random,
            world.tokens,
            credential=token.access,
            balances=walk.balances,
        )
        vendor.permit(operation.permission, call)
        return call
