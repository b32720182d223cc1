"""What was asked and answered, newest last, bounded by bytes.

Secrets never get here: the pipeline masks what a login carries before it records it.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

#: Bytes of bodies kept per sandbox, and of one body.
CAPACITY = 16_000_000
BODY = 65_536
OVERHEAD = 1_000
MASKED = ("authorization", "cookie", "set-cookie")


@dataclass(slots=True)
class Entry:
    """One request and what became of it.  caller: the user's id, once the token told it."""

    id: int
    at: datetime
    vendor: str
    method: str
    path: str
    query: str
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    operation: str | None = None
    client_id: str | None = None
    caller: int | None = None
    status: int = 0
    reason: str = ""
    answer: bytes = b""
    committed: dict[str, list[int]] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    traceback: str = ""

    def size(self) -> int:
        return len(self.body) + len(self.answer) + OVERHEAD

    def brief(self) -> dict[str, object]:
        """The line of a listing."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "vendor": self.vendor,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "reason": self.reason,
            "client_id": self.client_id,
            "caller": self.caller,
        }

    def whole(self) -> dict[str, object]:
        """All that is known, credentials masked."""
        return self.brief() | {
            "headers": [
                [name.decode("latin-1"), _masked(name, value)] for name, value in self.headers
            ],
            "body": self.body.decode("utf-8", "replace"),
            "answer": self.answer.decode("utf-8", "replace"),
            "committed": self.committed,
            "events": self.events,
            "traceback": self.traceback,
        }


def _masked(name: bytes, value: bytes) -> str:
    return "***" if name.decode("latin-1").lower() in MASKED else value.decode("latin-1")


class Journal:
    """One sandbox's requests; the oldest are dropped when they hold more than `capacity` bytes."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._last_id = 0
        self.dropped = 0

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def record(self, entry: Entry) -> None:
        """Keep a finished entry; bodies are cut at 64 KB."""
        entry.body, entry.answer = entry.body[:BODY], entry.answer[:BODY]
        self._entries.append(entry)
        self._bytes += entry.size()
        while self._bytes > self._capacity and len(self._entries) > 1:
            self._bytes -= self._entries.popleft().size()
            self.dropped += 1

    def find(self, entry_id: int) -> Entry | None:
        return next((e for e in self if e.id == entry_id), None)

    def __iter__(self) -> Iterator[Entry]:
        """Newest first."""
        return reversed(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        self._entries.clear()
        self._bytes = 0
        self.dropped = 0
