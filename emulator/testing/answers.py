"""What control calls answer, as values; instants are in UTC, and of what was not there is None."""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import httpx2

from emulator.testing.wire import Record

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Fell:
    """Something that fell due while the clock moved.

    what: such as "access token expired" or "webhook attempt".  about: whatever else is known.
    """

    at: datetime
    what: str
    about: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Moved:
    """The clock after it was moved.

    due: what happened on the way, in order; every delivery that fell due has been attempted.
    unfinished: how many deliveries wait, if it took too long to get there.
    """

    now: datetime
    frozen: bool
    due: Sequence[Fell]
    unfinished: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A request of the journal.

    operation: None if there is none at that path.  reason: why it was refused, in the emulator's
    own words, or "".  client_id, caller: whose token it came with; caller is the user's id.
    status: 0 if it was not answered.  faults: those that struck, as `{"id": 1, "effect": "drop"}`.
    """

    id: int
    at: datetime
    vendor: str
    operation: str | None
    method: str
    path: str
    query: str
    status: int
    reason: str
    client_id: str | None
    caller: int | None
    faults: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class WholeEntry(Entry):
    """A request with all that is known of it; credentials are masked.

    committed: ids of the records that changed, by table.  events: their types.  deliveries: the
    numbers of the webhooks that it caused.  received: what of the answer left, in words.
    traceback: of an error of the emulator's own.
    """

    headers: httpx2.Headers
    body: str
    answer: str
    committed: Mapping[str, Sequence[int]]
    events: Sequence[str]
    deliveries: Sequence[int]
    received: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A request explained.

    outcome: answered, refused, a fault, or a bug of the emulator.  rule: of the vendor's wording.
    met: the data that the rule looked at.  allowed: what would have been allowed instead.
    evidence: how the operation and its answer are known.  did: what happened, a line each.
    received: what of the answer left for the client.  next: what to do now.
    """

    id: int
    at: datetime
    request: str
    operation: str | None
    caller: Record | None
    status: int
    outcome: str
    reason: str
    rule: str
    kind: str
    met: Record
    allowed: Sequence[str]
    evidence: Record
    faults: Sequence[Record]
    did: Sequence[str]
    committed: Mapping[str, Sequence[int]]
    events: Sequence[str]
    deliveries: Sequence[int]
    received: str
    next: Sequence[str]


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was issued; access_token: its first characters.  user: the user's id."""

    vendor: str
    access_token: str
    client_id: str
    user: int
    issued: datetime
    expires: datetime
    refresh_expires: datetime


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where webhooks go.  owner: whose it is, in the vendor's numbering.

    secret: what a receiver knows them by.  signature: the header that they are signed in with it;
    "" if they carry it in their body, or nothing.  by_hand: the vendor has no API for endpoints.
    """

    vendor: str
    id: int
    name: str
    url: str
    owner: int | None
    events: Sequence[str]
    active: bool
    state: str
    secret: str
    signature: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one endpoint is told of one event.

    about: `table/id`.  request: the number of the journal's entry that caused it.  state: waiting,
    delivered, failed, dropped or lost.  next: when it is tried next.  attempts: how many there
    were.  status: what the last one was answered with.
    """

    id: int
    vendor: str
    event: str
    about: str
    endpoint: int
    subscription: int
    request: int | None
    created: datetime
    state: str
    reason: str
    url: str
    next: datetime | None
    attempts: int
    status: int | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST of a delivery.  number: from 1.  copy: 1 and up for a storm's duplicate.

    due: when it was planned for, `at`: when it was made, both on the sandbox's clock.  seconds: of
    real time.  error: why there was no answer.  forged: it came with a wrong signature.  turn: the
    how-manieth POST of the sandbox it was.
    """

    number: int
    copy: int
    replay: bool
    due: datetime
    at: datetime
    url: str
    headers: httpx2.Headers
    status: int | None
    seconds: float
    answer: str
    answer_headers: httpx2.Headers
    error: str
    forged: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class WholeDelivery(Delivery):
    """A delivery with the body that is sent; history: each attempt, in order, forged ones too."""

    body: str
    history: Sequence[Attempt]


@dataclass(frozen=True, slots=True)
class Message:
    """What came into an inbox.  path: with its query.  content: the bytes; body: the text."""

    at: datetime
    method: str
    path: str
    headers: httpx2.Headers
    body: str
    content: bytes

    def json(self) -> Record:
        """The body, which is a JSON object."""
        parsed: Record = json.loads(self.body)
        return parsed


def made(kind: type[T], shown: Record, **more: object) -> T:
    """A value of a class from the fields that a JSON object has for it, and from some more.

    What a newer server tells beyond that is left out.
    """
    values = shown | more
    return kind(
        **{f.name: _typed(f.type, values[f.name]) for f in fields(kind) if f.name in values}
    )


def _typed(kind: object, value: object) -> object:
    if kind in (datetime, datetime | None) and isinstance(value, str):
        return datetime.fromisoformat(value)
    if kind is httpx2.Headers and isinstance(value, list):
        return httpx2.Headers([(name, text) for name, text in value])
    return value


def moved(shown: Record) -> Moved:
    """What a move of the clock answers."""
    due = []
    for line in shown.get("due", ()):
        about = {name: value for name, value in line.items() if name not in ("at", "what")}
        due.append(made(Fell, line, about=about))
    return made(Moved, shown, due=due, unfinished=shown.get("unfinished", 0))


def whole_delivery(shown: Record) -> WholeDelivery:
    """A delivery with its attempts."""
    attempts = [made(Attempt, attempt) for attempt in shown["attempts"]]
    genuine = sum(not attempt.forged for attempt in attempts)
    return made(WholeDelivery, shown, attempts=genuine, history=attempts)


def message(shown: Record) -> Message:
    """A message of an inbox; what is no text comes as base64, too."""
    packed = shown.get("base64")
    content = b64decode(packed) if packed is not None else shown["body"].encode()
    return made(Message, shown, content=content)
