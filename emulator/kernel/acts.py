"""What receivers were told, and what they did because of it: the parts of a `callbacks.Trail`."""

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from emulator.kernel.deliveries import Attempt, Delivery, place
from emulator.kernel.journal import Entry

READS = ("GET", "HEAD", "OPTIONS")
#: A number that stands alone in a path or a query, as ids do.
NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")
SUCCESS = range(200, 300)
#: What a caller has to try again; beside them, whatever the server is to blame for.
AGAIN = (0, HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)

#: What two requests share that do the same: method, operation and path.  Who asks is no part of it:
#: of one that was refused for its token, or by a fault, that is not known.
Key = tuple[str, str | None, str]
#: A record that somebody was told of: vendor and `table/id`.
About = tuple[str, str]


@dataclass(slots=True)
class Act:
    """A request because of an attempt.  is_certain: it came before that was answered."""

    entry: Entry
    is_certain: bool

    @property
    def key(self) -> Key:
        return key_of(self.entry)

    @property
    def is_effect(self) -> bool:
        return bool(self.entry.committed) and self.entry.status in SUCCESS

    @property
    def is_lost(self) -> bool:
        return is_lost(self.entry)


@dataclass(slots=True)
class Told:
    """One event, told to one endpoint.  tries: the attempts in their order, forged ones too.

    numbers: those that its message names, one of them its record's.
    """

    delivery: Delivery
    tries: list["Try"] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)

    @property
    def about(self) -> About:
        return self.delivery.vendor, self.delivery.message.about

    @property
    def acts(self) -> Iterator[Act]:
        return (act for each in self.tries for act in each.acts)

    def has(self, key: Key, after: int = 0) -> bool:
        """Whether something like that succeeded because of it, after a request."""
        return any(
            a.key == key and a.entry.id > after and a.entry.status in SUCCESS for a in self.acts
        )


@dataclass(slots=True)
class Try:
    """An attempt, and what came back."""

    told: Told
    attempt: Attempt
    acts: list[Act] = field(default_factory=list)

    def has(self, key: Key) -> bool:
        return any(act.key == key and act.is_effect for act in self.acts)


class Queue:
    """The events that name one record, as they wait for requests of one kind that come later.

    tries: the attempts to tell of them, in their order.
    """

    def __init__(self, key: Key, tries: Sequence[Try]) -> None:
        self._key, self._tries = key, tries
        firsts: dict[int, Try] = {}
        for each in tries:
            firsts.setdefault(each.told.delivery.id, each)
        self._firsts = deque(firsts.values())
        self._said: dict[bytes, list[Try]] = defaultdict(list)

    def next(self, entry: Entry) -> Try | None:
        """The attempt that a request belongs to; None where nothing had been told before.

        That is of the oldest event that nothing like it came for.  Without such a one it is a
        repetition: of the event that has the very same, or else of the last that was told.
        """
        waiting = self._firsts
        while waiting and any(act.key == self._key for act in waiting[0].told.acts):
            waiting.popleft()
        sent = bisect_left(self._tries, entry.id, key=_after)
        if not sent:
            return None
        chosen = self._tries[sent - 1]
        if waiting and waiting[0].attempt.span.after < entry.id:
            chosen = waiting[0]
        elif entry.body in self._said:
            chosen = self._again(entry, self._said[entry.body], chosen)
        self._said[entry.body].append(chosen)
        return chosen

    def _again(self, entry: Entry, said: Sequence[Try], last: Try) -> Try:
        """The attempt of what was said before; each endpoint may say it once."""
        places = {place(each.told.delivery) for each in said}
        sent = self._tries[: bisect_left(self._tries, entry.id, key=_after)]
        others = (t for t in reversed(sent) if place(t.told.delivery) not in places)
        return next(others, None) or next(self._tries_of(said[0].told, entry), last)

    def _tries_of(self, told: Told, entry: Entry) -> Iterator[Try]:
        """The attempts of an event that a repetition may be because of: first those without one."""
        sent = [
            each
            for each in told.tries
            if each.attempt.span.after < entry.id and not each.attempt.is_forged
        ]
        yield from (each for each in sent if not each.has(self._key))
        yield from reversed(sent)


def key_of(entry: Entry) -> Key:
    return entry.method, entry.operation, entry.path


def kind_of(entry: Entry) -> tuple[str, str | None]:
    return entry.method, entry.operation


def is_lost(entry: Entry) -> bool:
    """Whether it did nothing, and is to be tried again."""
    failed = entry.status in AGAIN or entry.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return failed and not entry.committed


def number_of(about: About) -> str:
    return about[1].rpartition("/")[2]


def told_of(delivery: Delivery) -> Told:
    """A delivery as one event, with all that its message names."""
    made = Told(delivery)
    message = delivery.message
    made.numbers = set(NUMBER.findall(message.body.decode("utf-8", "replace")))
    made.numbers.add(number_of(made.about))
    for attempt in sorted(delivery.attempts, key=lambda one: one.span.turn):
        made.tries.append(Try(made, attempt))
    return made


def _after(one: Try) -> int:
    return one.attempt.span.after
