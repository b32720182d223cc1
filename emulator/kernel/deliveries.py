"""Every webhook that was to be sent, with each attempt and what came of it.

Bounded by bytes: of those that are over, the oldest are forgotten first; one that waits is kept.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from emulator.kernel.clock import parse_instant
from emulator.kernel.operation import Record
from emulator.kernel.sending import Message, Outcome, Outgoing

#: Bytes that are kept of a sandbox's deliveries, and what the rest of an entry counts as.
CAPACITY = 16_000_000
OVERHEAD = 1_000
#: Name and password in a URL.
LOGIN = re.compile(r"//[^/#]*@")
#: The states of a delivery.
WAITING, DELIVERED, FAILED, DROPPED, LOST = "waiting", "delivered", "failed", "dropped", "lost"


class Span(NamedTuple):
    """When something was under way, told without a clock: one that stands still tells nothing.

    turn: the how-manieth POST of the sandbox it was.  after, before: the number of the journal's
    last request when it was sent and when it was answered.
    """

    turn: int = 0
    after: int = 0
    before: int = 0


NEVER = Span()


@dataclass(slots=True)
class Attempt:
    """One POST of a delivery.  due: when it was planned for.  at: when it was made.

    number: 1 and up for the delivery and its re-sends.  copy: 1 and up for a storm's duplicate.
    is_forged: it was signed with another key.  line: its number in the feed.
    """

    number: int
    copy: int
    is_replay: bool
    due: datetime
    at: datetime
    sent: Outgoing
    outcome: Outcome
    span: Span = NEVER
    is_forged: bool = False
    line: int = 0

    @property
    def size(self) -> int:
        """Bytes that are kept of it, about."""
        return len(self.outcome.answer) + OVERHEAD

    def shown(self) -> Record:
        outcome, (turn, after, before) = self.outcome, self.span
        return {
            "turn": turn,
            "number": self.number,
            "copy": self.copy,
            "replay": self.is_replay,
            "forged": self.is_forged,
            "due": self.due.isoformat(),
            "at": self.at.isoformat(),
            "url": self.sent.url,
            "headers": [list(pair) for pair in self.sent.headers.items()],
            "status": outcome.status,
            "seconds": round(outcome.seconds, 4),
            "answer": outcome.answer.decode("utf-8", "replace"),
            "answer_headers": [list(pair) for pair in outcome.headers],
            "error": outcome.error,
            "meanwhile": [after + 1, before] if before > after else None,
        }


@dataclass(slots=True)
class Delivery:
    """What one endpoint is told of one event.

    request: the journal's number of the request that caused it.  coming: the sendings that are not
    over, as data, by their serial.  reason: why it is dropped, lost or failed.
    """

    id: int
    vendor: str
    message: Message
    request: int | None
    created: datetime
    state: str = WAITING
    reason: str = ""
    due: datetime | None = None
    coming: dict[int, Record] = field(default_factory=dict)
    url: str = ""
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def genuine(self) -> list[Attempt]:
        """The attempts that the vendor made."""
        return [attempt for attempt in self.attempts if not attempt.is_forged]

    def brief(self) -> Record:
        """The line of a listing; forgeries are none of the delivery's attempts."""
        message, genuine = self.message, self.genuine
        return {
            "id": self.id,
            "vendor": self.vendor,
            "event": message.event,
            "about": message.about,
            "endpoint": message.endpoint,
            "subscription": message.subscription,
            "request": self.request,
            "created": self.created.isoformat(),
            "state": self.state,
            "reason": self.reason,
            "url": self.url,
            "next": self.due.isoformat() if self.due else None,
            "attempts": len(genuine),
            "status": genuine[-1].outcome.status if genuine else None,
        }

    def whole(self) -> Record:
        return self.brief() | {
            "body": self.message.body.decode("utf-8", "replace"),
            "attempts": [attempt.shown() for attempt in self.attempts],
        }

    def saved(self) -> Record:
        """What it is, without its attempts, as data."""
        return {
            "id": self.id,
            "vendor": self.vendor,
            "request": self.request,
            "created": self.created.isoformat(),
            "state": self.state,
            "message": self.message._asdict() | {"body": self.message.body.decode()},
            "sendings": list(self.coming.values()),
        }

    @classmethod
    def restored(cls, saved: Record) -> "Delivery":
        message = Message(**saved["message"] | {"body": saved["message"]["body"].encode()})
        created = parse_instant(saved["created"])
        return cls(saved["id"], saved["vendor"], message, saved["request"], created, saved["state"])

    @property
    def size(self) -> int:
        """Bytes that are kept of it, about."""
        return len(self.message.body) + OVERHEAD + sum(a.size for a in self.attempts)


def place(delivery: Delivery) -> tuple[str, int]:
    """Where a delivery went: vendor and endpoint."""
    return delivery.vendor, delivery.message.endpoint


def told(delivery: Delivery, attempt: Attempt, sandbox: str) -> Record:
    """The line of the live view."""
    message, outcome = delivery.message, attempt.outcome
    return {
        "line": attempt.line,
        "kind": "delivery",
        "sandbox": sandbox,
        "id": delivery.id,
        "at": attempt.at.isoformat(),
        "vendor": delivery.vendor,
        "event": message.event,
        "about": message.about,
        "endpoint": message.endpoint,
        "request": delivery.request,
        "url": _without_secrets(attempt.sent.url),
        "attempt": attempt.number,
        "copy": attempt.copy,
        "replay": attempt.is_replay,
        "forged": attempt.is_forged,
        "status": outcome.status,
        "seconds": round(outcome.seconds, 4),
        "error": outcome.error,
    }


def _without_secrets(url: str) -> str:
    """A URL that names its receiver, and nothing that a receiver may know its senders by."""
    address, mark, _ = url.partition("?")
    return LOGIN.sub("//***@", address) + (f"{mark}***" if mark else "")


class Log:
    """One sandbox's deliveries by their number."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._by_id: dict[int, Delivery] = {}
        #: Those that are over, in the order in which they ended, with the bytes they count.
        self._over: deque[tuple[int, int]] = deque()
        self._bytes = 0
        self.last_id = 0
        self.dropped = 0

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def add(self, delivery: Delivery) -> None:
        self._by_id[delivery.id] = delivery

    def count(self, delivery: Delivery, size: int) -> None:
        """So many bytes are kept of a delivery that is over; it may be forgotten from now on."""
        if self._by_id.get(delivery.id) is not delivery:
            return  # of before a reset
        self._over.append((delivery.id, size))
        self._bytes += size
        while self._bytes > self._capacity and len(self._over) > 1:
            forgotten, gone = self._over.popleft()
            self._bytes -= gone
            self.dropped += self._by_id.pop(forgotten, None) is not None

    @property
    def waiting(self) -> int:
        return sum(delivery.state == WAITING for delivery in self._by_id.values())

    def find(self, delivery_id: int) -> Delivery | None:
        return self._by_id.get(delivery_id)

    def __iter__(self) -> Iterator[Delivery]:
        """Newest first."""
        return reversed(self._by_id.values())


def matches(delivery: Delivery, wanted: Mapping[str, str]) -> bool:
    """Whether a delivery has all these values, as a listing shows them."""
    shown = delivery.brief()
    return all(str(shown[name]).casefold() == text.casefold() for name, text in wanted.items())
