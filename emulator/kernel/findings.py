"""What a report finds, and the requests that it looks at, seen from the side of their callers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from typing import NamedTuple

from emulator.kernel.deliveries import Delivery
from emulator.kernel.journal import Entry
from emulator.kernel.vendor import Vendor

#: How bad a finding is: worth a look; wrong, though it may go well; goes wrong in production.
WARNING, ERROR, SEVERE = "warning", "error", "severe"
#: The refusal of a login that comes too soon after the last.
LOGIN_LIMIT = "login limit"
#: How long after an answer, on the sandbox's clock, and how many requests at most, were under way
#: when it came: their caller did not know it yet.
UNDER_WAY, IN_FLIGHT = timedelta(seconds=1), 20
NO_TIME = timedelta(0)
#: Where a request's path ends that a form of several parts begins with.
PARTS = b"--"


class Who(NamedTuple):
    """Who made a request.  token: of a caller who is not known otherwise; else 0."""

    vendor: str
    client_id: str | None
    user_id: int | None
    token: int = 0

    def __str__(self) -> str:
        if self.user_id is None:
            return f"an unknown caller of {self.vendor}"
        client = f" with client {self.client_id}" if self.client_id else ""
        return f"user {self.user_id} of {self.vendor}{client}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a good client does not do.  requests, deliveries: those that show it."""

    severity: str
    text: str
    requests: Sequence[int]
    deliveries: Sequence[int] = ()
    who: Who | None = None


class Checked(NamedTuple):
    """What came of a rule.  number: how many there were of what it looks at."""

    number: int
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Seen:
    """What a report looks at.  entries: oldest first.  deliveries: oldest first."""

    entries: Sequence[Entry]
    deliveries: Sequence[Delivery] = ()
    vendors: Mapping[str, Vendor] = field(default_factory=dict)

    @cached_property
    def callers(self) -> Mapping[Who, Sequence[Entry]]:
        """The requests of each caller, oldest first."""
        found: dict[Who, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(self.who(entry), []).append(entry)
        return found

    def who(self, entry: Entry) -> Who:
        """Whose request it is, as far as any request with the same token tells."""
        if (named := _named(entry)) is not None:
            return named
        if entry.token:
            stranger = Who(entry.vendor, None, None, entry.token)
            return self._by_token.get((entry.vendor, entry.token), stranger)
        user = entry.refused.facts.get("user") if entry.refused else None
        return self._by_user.get((entry.vendor, user), Who(entry.vendor, None, None))

    @cached_property
    def _by_token(self) -> Mapping[tuple[str, int], Who]:
        known: dict[tuple[str, int], Who] = {}
        for entry in self.entries:
            if (named := _named(entry)) is not None:
                tokens = {entry.token}
                if entry.issued is not None:
                    tokens |= {entry.issued.token, entry.issued.refresh}
                known |= {(entry.vendor, token): named for token in tokens if token}
        return known

    @cached_property
    def _by_user(self) -> Mapping[tuple[str, object], Who]:
        named = (_named(entry) for entry in self.entries)
        return {(who.vendor, who.user_id): who for who in named if who is not None}


def _named(entry: Entry) -> Who | None:
    if entry.issued is not None:
        return Who(entry.vendor, entry.issued.client_id, entry.issued.user_id)
    if entry.caller is not None:
        return Who(entry.vendor, entry.client_id, entry.caller)
    return None


def same(entry: Entry) -> tuple[str, str, bytes, bytes]:
    """What two requests have in common that ask for the same."""
    body = entry.body
    if body.startswith(PARTS):  # whose boundary is another each time
        body = body.replace(body.partition(b"\r\n")[0], PARTS)
    return entry.method, entry.path, entry.query, body


def has_arrived(entry: Entry) -> bool:
    """Whether its caller got a whole answer that is no refusal."""
    return entry.sent is None and 0 < entry.status < HTTPStatus.BAD_REQUEST


def is_limited(entry: Entry) -> bool:
    """Whether it was one login too many."""
    return entry.refused is not None and entry.refused.rule == LOGIN_LIMIT


def is_dead(entry: Entry) -> bool:
    """Whether its token was refused, and not what it asked for."""
    if not entry.token or entry.issued is not None:
        return False
    if entry.refused is None:
        return entry.status == HTTPStatus.UNAUTHORIZED
    return "credential" in entry.refused.facts


def passed(since: Entry, entry: Entry) -> timedelta:
    """The time between two requests; none where the clock was moved backwards."""
    return max(NO_TIME, entry.at - since.at)


def reactions(first: Entry, later: Iterable[Entry]) -> Iterator[Entry]:
    """Those of later requests that were made although an answer had come.

    The same request once more is always one of them; others may have been under way.
    """
    refused, left = {same(first)}, IN_FLIGHT
    for entry in later:
        if same(entry) in refused or passed(first, entry) > UNDER_WAY or left <= 0:
            yield entry
        else:
            left -= 1
        refused.add(same(entry))


def counted(number: int, one: str, many: str = "") -> str:
    """`1 request`, `2 requests`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def ids(entries: Iterable[Entry]) -> Sequence[int]:
    return sorted({entry.id for entry in entries})
