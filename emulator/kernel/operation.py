"""All that a vendor's operation is written against: `Call` in, `Reply` out.

An operation reads and decides; it never writes.  What should change, and which events that
causes, is in its Reply; the pipeline commits both or neither.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import NotFound

#: A record, a request body or an answer, in the vendor's own field names.
Record = dict[str, Any]


class Event(NamedTuple):
    """Something a webhook can tell: the vendor's event type, and the record it is about."""

    type: str
    table: str
    record: Record


@dataclass(slots=True)
class Reply:
    """What an operation answers, and what it changes: whole records by table, and events.

    until: for a read, until when it is the same as long as no record changes; None if unknown.
    """

    body: object = None
    status: int = 200
    changes: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    events: Sequence[Event] = ()
    until: datetime | None = None


@dataclass(slots=True)
class Answer:
    """An HTTP answer: body is bytes as they are, None for nothing, anything else as JSON."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Records(Protocol):
    """What an operation may ask of the store.

    Every record is the caller's own to change, field by field; what is inside a field is read-only
    (a mapping or a tuple) and is replaced whole.
    """

    def get(self, table: str, record_id: int) -> Record | None: ...
    def find(self, table: str, **fields: object) -> list[Record]: ...
    def count(self, table: str, **fields: object) -> int: ...
    def newest(self, table: str, **fields: object) -> Iterator[Record]: ...
    def next_id(self, table: str) -> int: ...


@dataclass(slots=True)
class Call:
    """One checked request.

    path, query, body: values of the types that the contract declares, defaults filled in.
    caller: the user's record.  client_id: whose token it is.  now: the sandbox's time, UTC.
    base_url: scheme, host and vendor prefix of this very request, without a final slash.
    """

    records: Records
    now: datetime
    switches: Record
    base_url: str
    caller: Record
    client_id: str
    path: Record = field(default_factory=dict)
    query: Record = field(default_factory=dict)
    body: Record = field(default_factory=dict)
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
