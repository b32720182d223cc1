"""A small vendor of its own, with a contract that is written where a test wants it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Self

from emulator.kernel.bodies import read_json
from emulator.kernel.clock import Clock, parse_duration, parse_instant
from emulator.kernel.contract import load
from emulator.kernel.errors import Conflict, Forbidden, Refusal, Throttled
from emulator.kernel.logins import Client
from emulator.kernel.operation import Answer, Call, Event, Operation, Record, Records, Reply
from emulator.kernel.pipeline import Pipeline
from emulator.kernel.sandbox import Sandbox, Sandboxes, Start
from emulator.kernel.vendor import Grant, Limit, OAuth, Vendor
from emulator.kernel.webhooks import Made
from emulator.kernel.world import Installed
from tests.asgi import Http, Loop
from tests.kernel import acme_sessions
from tests.kernel.acme_webhooks import WEBHOOKS
from tests.kernel.topics import Topic, entry, written
from tests.receiver import Receiver

NOON = parse_instant("2026-06-15T12:00:00Z")
FORM = {"client_id": "app", "client_secret": "s3cret", "grant_type": "password"}
USERS = {
    "1": {"Id": 1, "Name": "ada", "Role": "Admin"},
    "2": {"Id": 2, "Name": "bob", "Role": "Guest"},
}
META: Record = {"1": {"format": 1, "now": "2026-06-15T12:00:00Z", "shift": True}}
PROFILE: Record = {
    "throttle": {"blocked_calls_extend_window": False, "calls": 1000},
    "tokens": {
        "access_seconds": 600,
        "refresh_seconds": 3600,
        "code_seconds": 60,
        "login_seconds": 0,
        "login_revokes": False,
        "refresh_expiry": "sliding",
        "refresh_rotation": "keep_old",
        "token_type": "bearer",
        "expires_in": 600,
        "wrong_secret": "invalid_client",
        "session_seconds": 3600,
        "sessions_hard": 3,
        "sessions_soft": 2,
    },
    "webhooks": {
        "timeout_seconds": 5,
        "retry_seconds": [300, 300, 300],
        "breaker_failures": 1000,
        "breaker_seconds": 43200,
    },
    "switches": {},
}
KINDS = {"NoOperation": 404, "WrongMethod": 405, "TooLarge": 413, "WrongMedia": 415}


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
NEW = {"type": "object", "required": ["Text"], "properties": {"Text": {"type": "string"}}}
BODY = {"required": True, "content": {"application/json": {"schema": NEW}}}
CONTRACT: Topic = {
    "openapi": "3.1.0",
    "security": [{"bearer": []}],
    "paths": {
        "/token": {"post": entry("token", **{"x-handler": "token"})},
        "/notes": {
            "get": entry("listNotes"),
            "post": entry("postNote", requestBody=BODY, **{"x-permission": {"role": "Admin"}}),
        },
        "/notes/{id}": {
            "get": entry("getNote", ID),
            "put": entry("putNote", ID, requestBody=BODY, **{"x-permission": {"role": "Admin"}}),
            "delete": entry("deleteNote", ID),
        },
        **acme_sessions.PATHS,
        "/broken": {"get": entry("broken"), "post": entry("unwritable"), "put": entry("wordless")},
    },
    "components": {"schemas": {"Any": {"type": "object"}}},
    "x-tables": {
        "notes": {"record": "Any", "indexed": ["Text"]},
        "users": {"record": "Any", "indexed": ["Name"]},
        "refusals": {"record": "Any"},
        "hooks": {"record": "Any"},
    },
}


def list_notes(call: Call) -> Reply:
    """It holds for a minute."""
    return Reply(call.records.find("notes"), until=call.now + timedelta(minutes=1))


def get_note(call: Call) -> Reply:
    return Reply(call.load("notes", call.path["id"]))


def post_note(call: Call) -> Reply:
    note = {"Id": call.records.next_id("notes"), "Text": call.body["Text"]}
    created = Event("NoteCreated", "notes", note)
    return Reply(note, 201, changes={"notes": [note]}, events=[created])


def put_note(call: Call) -> Reply:
    """Writes half of what it should, for the store refuses the second record."""
    first = {"Id": call.path["id"], "Text": call.body["Text"]}
    second = {"Id": 99, "Text": "x", "Inside": {call.now}}
    changed = Event("NoteChanged", "notes", first)
    return Reply(first, changes={"notes": [first, second]}, events=[changed])


def delete_note(call: Call) -> Reply:
    """Is refused, and leaves a record of it."""
    refusal = Conflict("kept for ever", "notes are never deleted")
    refusal.kept = {"refusals": [{"Id": call.records.next_id("refusals"), "By": call.caller["Id"]}]}
    raise refusal


def broken(call: Call) -> Reply:
    raise LookupError(f"a secret of {call.caller['Name']}")


def unwritable(_: Call) -> Reply:
    return Reply({"not": object()})


def wordless(_: Call) -> Reply:
    raise Conflict("without words")


OPERATIONS: Mapping[str, Operation] = {
    "listNotes": list_notes,
    "getNote": get_note,
    "postNote": post_note,
    "putNote": put_note,
    "deleteNote": delete_note,
    "broken": broken,
    "unwritable": unwritable,
    "wordless": wordless,
    **acme_sessions.OPERATIONS,
}


def permit(permission: Mapping[str, object], call: Call) -> None:
    if permission.get("role", call.caller["Role"]) != call.caller["Role"]:
        raise Forbidden(reason=f"only for {permission['role']}")


def refuse(refusal: Refusal, profile: Record) -> Answer:
    assert profile["throttle"]
    if refusal.rule == "without words":
        raise KeyError(refusal.rule)
    kind = type(refusal).__name__
    words = {"kind": kind, "rule": refusal.rule, "operation": refusal.operation}
    left = {f"x-left-{name}": str(stands.left) for name, stands in refusal.balances.items()}
    return Answer(429 if isinstance(refusal, Throttled) else KINDS.get(kind, 400), words, left)


def client(_: Records, client_id: str) -> Client | None:
    return Client(client_id, "s3cret", (), is_active=True) if client_id.startswith("app") else None


def user(records: Records, name: str) -> Record | None:
    return next(iter(records.find("users", Name=name)), None)


def mint(random: Random, _: Grant) -> tuple[str, str]:
    return f"access-{random.getrandbits(64):x}", f"refresh-{random.getrandbits(64):x}"


LOGIN = OAuth(
    grants=("password", "authorization_code", "refresh_token"),
    find_client=client,
    find_user=user,
    check_password=lambda user, password: password == user["Name"] * 2,
    is_locked=lambda user: user["Role"] == "Locked",
    user_table="users",
    mint=mint,
    sign_in_page=str,
    error_page=str,
    landing_page="",
)


def make_vendor(operations: Mapping[str, Operation] = OPERATIONS, /, **changes: object) -> Vendor:
    fields: dict[str, object] = {
        "name": "acme",
        "title": "Acme",
        "hosts": (),
        "operations": operations,
        "route": str,
        "read": lambda request, _: read_json(request),
        "permit": permit,
        "owners": lambda _, client_id: {"client": client_id},
        "limits": lambda p: [
            Limit("calls", "client", p["throttle"]["calls"], p["throttle"]["calls"], 60)
        ],
        "refuse": refuse,
        "crash": Answer(500, {"Message": "Something is wrong."}),
        "fail": lambda status, _: Answer(status, {"kind": f"fault {status}"}),
        "environment": lambda _, url: {"ACME_URL": url, "ACME_CLIENT": "app"},
        "credentials": ("ACME_CLIENT",),
        "oauth": LOGIN,
        "default_profile": "usual",
        "permissions_table": "users",
        "webhooks": WEBHOOKS,
        "seed": lambda _, count, __: iter([{"notes": []}] * count),
    }
    return Vendor(**(fields | changes))  # type: ignore[arg-type]


def install(folder: Path, vendor: Vendor | None = None, calls: int = 1000) -> Installed:
    """The vendor with its contract, written into a folder.  calls: allowed in a minute."""
    folder.mkdir(exist_ok=True)
    contract = load(written(folder, acme=CONTRACT))
    notes = {"5": {"Id": 5, "Text": "first"}}
    profile = PROFILE | {"throttle": PROFILE["throttle"] | {"calls": calls}}
    return Installed(
        vendor=vendor or make_vendor(),
        contract=contract,
        fixture={"_meta": META, "users": USERS, "notes": notes},
        profiles={"usual": profile},
        profile="usual",
    )


class App:
    """The vendor's API over HTTP, and its default sandbox, whose clock stands at noon."""

    def __init__(self, installed: Installed, seed: int = 0, public_url: str = "") -> None:
        self.receiver = Receiver()
        #: How long answers were held back, in seconds.
        self.waited: list[float] = []
        start = Start(self.receiver, NOON, seed, public_url=public_url, pause=self._pause)
        self.sandboxes = Sandboxes({"acme": installed}, start)
        self.sandbox = self.sandboxes.of("acme", None)
        stop(self.sandbox.clock)
        self.installed = installed
        self.serve(self.sandboxes)

    async def _pause(self, seconds: float) -> None:
        self.waited.append(seconds)

    def serve(self, sandboxes: Sandboxes) -> None:
        """Answer from other sandboxes than the application's own."""
        pipeline = Pipeline(self.installed, sandboxes)
        self.http = Http(pipeline)

    def __enter__(self) -> Self:
        """Keep one event loop for all requests, so that webhooks are on their way between them."""
        self.loop = self.http.loop = Loop()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.loop = None
        self.loop.__exit__()

    def move(self, duration: str = "0s") -> list[Made]:
        """Move the clock, and attempt what falls due."""
        clock = self.sandbox.clock
        to = clock.now() + parse_duration(duration)
        moved = self.loop.call(self.sandbox.courier.move, to)
        assert moved.is_whole
        return list(moved.made)

    def login(self, name: str = "ada", client_id: str = "app") -> dict[str, str]:
        """The headers of a caller."""
        form = FORM | {"username": name, "password": name * 2, "client_id": client_id}
        answer = self.http.post("/token", data=form)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def dump(self, sandbox: Sandbox | None = None) -> Mapping[str, Mapping[str, Record]]:
        return (sandbox or self.sandbox).worlds["acme"].store.dump()


def stop(clock: Clock) -> None:
    clock.freeze()
    clock.set(NOON)
