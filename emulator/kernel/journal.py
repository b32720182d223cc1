"""What was asked and answered, newest last, bounded by bytes.

An entry keeps the request as it came and is written out only when somebody looks.  Secrets are
masked: the bodies of a login before they are kept, and whatever else carries a credential (a
header, a query, a login that missed its route) when it is written out.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime

from emulator.kernel.feed import Feed
from emulator.kernel.reasons import Issued, Refused
from emulator.kernel.request import Request

#: Bytes of bodies kept per sandbox, and of one body; what the rest of an entry counts as.
CAPACITY = 16_000_000
BODY = 65_536
OVERHEAD = 1_500
MASKED_HEADERS = (b"authorization", b"cookie")
#: A secret in a query or a form, and in a JSON body: its name, and its value.
NAMES = (
    r"(password|client_secret|access_token|refresh_token|authToken|token|api_?key|PHPSESSID"
    r"|code_verifier|code)"
)
SECRET = re.compile(
    rf"""(?ix)(?<![a-z_]){NAMES}
    (?:(=)[^&\s"]+ | ("\s*:\s*")(?:[^"\\]|\\.)* | ("\s*:\s*)[^"\s,\]}}]+)"""
)
MASKED = b"(masked: it carries secrets)"


class Entry:
    """One request and what became of it.

    operation: its id, if there is one.  caller: the user's id, once the token told it.
    committed: `table/id` of each record that changed, as one text.  events: their types, in order.
    deliveries: the numbers of the webhooks that were queued.  token: tells the tokens apart that
    requests were made with, good ones or not; 0 without one.  refused: why, if it was.  issued: the
    login it granted.  is_logout: whether it asked for the end of its token, and got it.  rows: how
    many rows the list has whose answer is too long to be kept whole.  faults: number and effect of
    those that struck.  sent: how many bytes of the answer's body left before one of them closed the
    connection, -1 if not even its head; None if all did.  line: its number in the feed.
    """

    __slots__ = ("answer", "at", "body", "caller", "client_id", "committed", "deliveries", "events",
                 "faults", "head", "id", "is_logout", "issued", "line", "method", "operation",
                 "path", "query", "reason", "refused", "rows", "sent", "status", "token",
                 "traceback", "vendor")  # fmt: skip

    def __init__(
        self, number: int, at: datetime, vendor: str, request: Request, operation: str | None
    ) -> None:
        self.id, self.at, self.vendor, self.operation = number, at, vendor, operation
        self.method, self.path = request.method, request.prefix + request.path
        self.query, self.body = request.query, request.body
        #: The headers as one text: thousands of entries are kept, and a token is long.
        self.head = b"\n".join(
            [
                name + (b": ***" if name in MASKED_HEADERS else b": " + v)
                for name, v in request.headers
            ]
        )
        self.client_id: str | None = None
        self.caller: int | None = None
        self.status = 0
        self.reason = self.traceback = ""
        self.answer = b""
        self.committed = ""
        self.events: Sequence[str] = ()
        self.deliveries: Sequence[int] = ()
        self.token = 0
        self.refused: Refused | None = None
        self.issued: Issued | None = None
        self.is_logout = False
        self.rows = 0
        self.faults: Sequence[tuple[int, str]] = ()
        self.sent: int | None = None
        self.line = 0

    def mask(self) -> None:
        """Forget the bodies, which carry passwords or tokens."""
        self.body = self.answer = MASKED

    def brief(self) -> dict[str, object]:
        """The line of a listing."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "vendor": self.vendor,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "query": written_out(self.query),
            "status": self.status,
            "reason": self.reason,
            "client_id": self.client_id,
            "caller": self.caller,
            "faults": [{"id": number, "effect": effect} for number, effect in self.faults],
        }

    def told(self, sandbox: str) -> dict[str, object]:
        """The line of the live view."""
        return {"line": self.line, "kind": "request", "sandbox": sandbox, **self.brief()}

    def whole(self) -> dict[str, object]:
        """All that is known, credentials masked."""
        return self.brief() | {
            "headers": [
                line.split(": ", 1) for line in self.head.decode("latin-1").split("\n") if line
            ],
            "body": written_out(self.body),
            "answer": written_out(self.answer),
            "committed": by_table(self.committed),
            "events": self.events,
            "deliveries": self.deliveries,
            "received": received(self),
            "traceback": self.traceback,
        }


def written_out(text: bytes) -> str:
    """A text for a person to read, its secrets masked."""
    return SECRET.sub(r"\1\2\3\4***", text.decode("utf-8", "replace"))


def received(entry: Entry) -> str:
    """What of the answer left for the client, in words."""
    if entry.sent is None:
        return "the whole answer"
    if entry.sent < 0:
        return "nothing: the connection was closed"
    return f"the first {entry.sent} bytes of the body, then the connection was closed"


def by_table(committed: str) -> dict[str, list[int]]:
    """The ids of the records that changed."""
    found: dict[str, list[int]] = {}
    for item in committed.split():
        table, _, record_id = item.rpartition("/")
        found.setdefault(table, []).append(int(record_id))
    return found


class Journal:
    """One sandbox's requests; the oldest are dropped when they hold more than `capacity` bytes.

    feed: who is told of each, and of which sandbox it is.
    """

    def __init__(
        self, capacity: int = CAPACITY, feed: Feed | None = None, sandbox: str = ""
    ) -> None:
        self._capacity = capacity
        self.feed, self.sandbox = feed or Feed(), sandbox
        self._entries: deque[tuple[Entry, int]] = deque()
        self._bytes = 0
        self._last_id = 0
        #: The last number of what is over: another run began after it.
        self.last_of_before = 0
        self.dropped = 0

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def last_id(self) -> int:
        """The number of the last request that has come, answered or not."""
        return self._last_id

    def record(self, entry: Entry) -> None:
        """Keep a finished entry; bodies are cut at 64 KB."""
        if len(entry.body) > BODY:
            entry.body = entry.body[:BODY]
        if len(entry.answer) > BODY:
            entry.answer = entry.answer[:BODY]
        size = len(entry.body) + len(entry.answer) + OVERHEAD
        self._entries.append((entry, size))
        self._bytes += size
        while self._bytes > self._capacity and len(self._entries) > 1:
            self._bytes -= self._entries.popleft()[1]
            self.dropped += 1
        entry.line = next(self.feed.numbers)
        if self.feed.listeners:
            self.feed.tell(entry.told(self.sandbox))

    def begin_run(self) -> None:
        """What comes from now on has nothing to do with what was: everything is another."""
        self.last_of_before = self._last_id

    def run(self) -> list[Entry]:
        """The requests since another run began, oldest first."""
        return sorted((e for e in self if e.id > self.last_of_before), key=lambda entry: entry.id)

    def find(self, entry_id: int) -> Entry | None:
        return next((e for e in self if e.id == entry_id), None)

    def __iter__(self) -> Iterator[Entry]:
        """Newest first."""
        return (entry for entry, _ in reversed(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        self._entries.clear()
        self._bytes = 0
        self.dropped = 0
