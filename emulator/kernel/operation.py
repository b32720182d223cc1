"""All that a vendor's operation is written against: `Call` in, `Reply` out.

An operation reads and decides; it never writes.  What should change, and which events that
causes, is in its Reply; the pipeline commits both or neither.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from types import MappingProxyType
from typing import NamedTuple, Protocol

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import NotFound, Refusal
from emulator.kernel.ranks import Ranked
from emulator.kernel.record import Record

__all__ = [
    "Accounts", "Answer", "Ask", "Balance", "Call", "Event", "Given", "Ledger", "Opened",
    "Operation", "Record", "Records", "Reply", "Upload", "collect", "operation",
]  # fmt: skip


class Event(NamedTuple):
    """Something a webhook can tell: the vendor's event type, and the record it is about.

    extra: what the message says beside what follows from the record, or instead of it.
    """

    type: str
    table: str
    record: Record
    extra: Mapping[str, object] = MappingProxyType({})


class Ask(NamedTuple):
    """A message that its receiver has to accept before a reply counts, such as a webhook's test.

    refusal: what is raised when it does not.
    """

    event: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    refusal: Refusal


class Balance(NamedTuple):
    """What is left of a limit, and what the request used up of it."""

    left: int
    cost: int


class Opened(NamedTuple):
    """A session that begins: whose it is, and what it is known by."""

    user_id: int
    credential: str


class Upload(NamedTuple):
    """A file of a multipart body."""

    name: str
    media: str
    content: bytes


class Given(NamedTuple):
    """What a body says.  A file is in `fields` by its name, and in `files` whole."""

    fields: Record
    files: Mapping[str, Upload] = MappingProxyType({})


@dataclass(slots=True)
class Reply:
    """What an operation answers, and what it changes: whole records by table, and events.

    removes: the ids of the records that go, by table.
    until: for a read, until when it is the same as long as no record changes; None if unknown.
    ask: what has to be delivered before anything is committed.
    opens: a session that begins with this; closes: the credential of one that ends.
    """

    body: object = None
    status: int = 200
    changes: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    events: Sequence[Event] = ()
    until: datetime | None = None
    removes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    ask: Ask | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    opens: Opened | None = None
    closes: str = ""


@dataclass(slots=True)
class Answer:
    """An HTTP answer: body is bytes as they are, None for nothing, anything else as JSON.

    reason: our own explanation, where it refuses something in words of its own.
    """

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


class Records(Protocol):
    """What an operation may ask of the store.

    Every record is the caller's own to change, field by field; what is inside a field is read-only
    (a mapping or a tuple) and is replaced whole.  id_field: what a record's id is called.
    search and column: ids, and one field's values by id, for what looks at very many records.
    ranked: ids in the order of a field, for one page of very many.
    """

    @property
    def id_field(self) -> str: ...
    def get(self, table: str, record_id: int) -> Record | None: ...
    def find(self, table: str, **fields: object) -> list[Record]: ...
    def count(self, table: str, **fields: object) -> int: ...
    def span(self, table: str, start: int, stop: int, **fields: object) -> list[Record]: ...
    def newest(self, table: str, **fields: object) -> Iterator[Record]: ...
    def search(self, table: str, **fields: object) -> list[int]: ...
    def column(self, table: str, name: str) -> Mapping[int, object]: ...
    def ranked(self, table: str, by: str, **fields: object) -> Ranked: ...
    def next_id(self, table: str) -> int: ...


class Ledger(Records, Protocol):
    """Records that can be changed."""

    def commit(self, changes: Mapping[str, Sequence[Record]]) -> None: ...


class Accounts(Protocol):
    """Who can log in."""

    def named(self, username: str) -> Record | None:
        """The user whom a user name, or its alias in this sandbox, names."""
        ...

    def new_session(self) -> str: ...

    def alias(self, credential: str) -> str:
        """What is handed out for a credential that leads to this sandbox."""
        ...


@dataclass(slots=True)
class Call:
    """One checked request.

    path, query, body: values of the types that the contract declares, defaults filled in.  files:
    those of a multipart body, by the body's field.
    caller: the user's record; empty where no token is asked for.  credential: the token's `access`.
    client_id: whose token it is.  balances: how each limit stands, by its name.
    now: the sandbox's time, UTC.
    base_url: scheme, host and vendor prefix of this very request, without a final slash.
    random: the sandbox's own, seeded: the same requests draw the same.
    generation: that of the vendor's API which the caller speaks, where there are several.
    route, asked: the path and the query as they were sent, for links to the same list.
    """

    records: Records
    now: datetime
    switches: Record
    base_url: str
    caller: Record
    client_id: str
    random: Random
    accounts: Accounts
    path: Record = field(default_factory=dict)
    query: Record = field(default_factory=dict)
    body: Record = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    credential: str = ""
    balances: Mapping[str, Balance] = field(default_factory=dict)
    generation: str = ""
    route: str = ""
    asked: bytes = b""
    _stamp: str = ""

    @property
    def stamp(self) -> str:
        """`now`, as it is written."""
        if not self._stamp:
            self._stamp = write_instant(self.now)
        return self._stamp

    def written(self, when: datetime) -> str:
        """An instant, as it is written; mostly it is `now`."""
        return self.stamp if when is self.now else write_instant(when)

    def load(self, table: str, record_id: int) -> Record:
        """A record that must exist.  Raises NotFound, whose rule is the table's name."""
        record = self.records.get(table, record_id)
        if record is None:
            raise NotFound(table, f"{table} has no record {record_id}")
        return record

    def instant(self, name: str) -> datetime | None:
        """A date-time of the body that may be absent."""
        value = self.body.get(name)
        return value if isinstance(value, datetime) else None


Operation = Callable[[Call], Reply]


def operation(operation_id: str) -> Callable[[Operation], Operation]:
    """Mark a function as the contract's operation of that id."""

    def mark(function: Operation) -> Operation:
        setattr(function, "operation_id", operation_id)  # noqa: B010 - a function has no such field
        return function

    return mark


def collect(*modules: object) -> dict[str, Operation]:
    """The operations of some modules, by id."""
    functions = [f for module in modules for f in vars(module).values() if callable(f)]
    return {f.operation_id: f for f in functions if hasattr(f, "operation_id")}
