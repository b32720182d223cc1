"""What came back: the requests that a receiver made because of what it was told.

A request that comes before an attempt is answered is because of that attempt, if it is about the
same record or about nothing else that was told of.  A later one belongs to the oldest event about
its record that nothing like it has come for; so a receiver that answers first and works later is
never blamed for a repetition that the number of its events explains.
"""

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import unquote

from emulator.kernel.deliveries import Attempt, Delivery
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
    """One event, told to one endpoint.  tries: the attempts in their order, forged ones too."""

    delivery: Delivery
    tries: list["Try"] = field(default_factory=list)

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
    """The events about one record, as they wait for requests of one kind that come later.

    tries: the attempts to tell of them, in their order.
    """

    def __init__(self, key: Key, tries: Sequence[Try]) -> None:
        self._key, self._tries = key, tries
        firsts: dict[int, Try] = {}
        for each in tries:
            firsts.setdefault(each.told.delivery.id, each)
        self._firsts = deque(firsts.values())
        self._said: dict[bytes, Try] = {}

    def next(self, entry: Entry) -> Try | None:
        """The attempt that a request belongs to; None where nothing had been told before.

        That is of the oldest event that nothing like it came for.  Without such a one it is a
        repetition: of the event that has the very same, or else of the last that was told.
        """
        waiting = self._firsts
        while waiting and any(act.key == self._key for act in waiting[0].told.acts):
            waiting.popleft()
        sent = bisect_left(self._tries, entry.id, key=lambda one: one.attempt.span.after)
        if not sent:
            return None
        chosen = self._tries[sent - 1]
        if waiting and waiting[0].attempt.span.after < entry.id:
            chosen = waiting[0]
        elif entry.body in self._said:
            chosen = next(self._tries_of(self._said[entry.body].told, entry), chosen)
        self._said.setdefault(entry.body, chosen)
        return chosen

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


def is_lost(entry: Entry) -> bool:
    """Whether it did nothing, and is to be tried again."""
    failed = entry.status in AGAIN or entry.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return failed and not entry.committed


class Trail:
    """What was told in a sandbox, and what came back; both are given oldest first."""

    def __init__(self, deliveries: Iterable[Delivery], entries: Iterable[Entry]) -> None:
        self.told = [_told(d) for d in deliveries if d.attempts and d.message.endpoint]
        #: Attempts by where they went, and by what they were about, in their order.
        self._lanes: dict[tuple[str, int], list[Try]] = defaultdict(list)
        self._records: dict[About, list[Try]] = defaultdict(list)
        self._abouts: dict[tuple[str, str], set[About]] = defaultdict(set)
        #: The requests that read a record, and those of a kind that succeeded.
        self._reads: dict[About, list[int]] = defaultdict(list)
        self._answered: dict[Key, int] = {}
        #: Attempts whose request was lost, by what that was.
        self._lost: dict[tuple[Key, bytes], deque[tuple[Try, int]]] = defaultdict(deque)
        self._queues: dict[tuple[About, Key], Queue] = {}
        tries = (each for told in self.told for each in told.tries)
        for each in sorted(tries, key=lambda one: one.attempt.span.turn):
            self._place(each)
        late = [entry for entry in entries if not self._during(entry)]
        self._hand_back()
        for entry in late:
            self._later(entry)

    def _place(self, each: Try) -> None:
        delivery, about = each.told.delivery, each.told.about
        self._lanes[delivery.vendor, delivery.message.endpoint].append(each)
        if delivery.message.about and not each.attempt.is_forged:
            self._records[about].append(each)
            self._abouts[delivery.vendor, _number(each)].add(about)

    def was_read(self, about: About, after: int, before: int) -> bool:
        """Whether a record was read between two requests."""
        reads = self._reads[about]
        first = bisect_left(reads, after + 1)
        return first < len(reads) and reads[first] < before

    def is_made_good(self, told: Told, act: Act) -> bool:
        """Whether what was lost came again, and was done."""
        if act.entry.method in READS:
            return self._answered.get(act.key, 0) > act.entry.id
        return told.has(act.key, act.entry.id)

    def _about(self, entry: Entry) -> set[About]:
        """The records that a request is about, of those that somebody was told of."""
        vendor, query = entry.vendor, unquote(entry.query.decode("latin-1"))
        numbers = {(vendor, number) for number in NUMBER.findall(f"{entry.path}?{query}")}
        named = [self._abouts[number] for number in numbers & self._abouts.keys()]
        changed = {(vendor, record) for record in entry.committed.split()}
        return (self._records.keys() & changed).union(*named)

    def _during(self, entry: Entry) -> bool:
        """Give a request to the attempt in whose time it came; whether nothing more is to be done.

        Several endpoints may be told at once: one that has nothing like it yet is preferred.
        """
        about = self._about(entry)
        if entry.method in READS and entry.status in SUCCESS:
            for each in about:
                self._reads[each].append(entry.id)
            self._answered[key_of(entry)] = entry.id
        if not _counts(entry):
            return True
        here = list(self._under_way(entry.id))
        fit = [each for each in here if each.told.about in about]
        if not fit and not entry.deliveries and not is_lost(entry):
            tables = {record.rpartition("/")[0] for _, record in about}
            fit = [each for each in here if _table(each) not in tables]
        if fit:
            self._give(fit, entry, is_certain=True)
        return bool(fit)

    def _under_way(self, request: int) -> Iterator[Try]:
        """The attempts that were not answered yet when a request came."""
        for lane in self._lanes.values():
            place = bisect_left(lane, request, key=lambda one: one.attempt.span.after) - 1
            if place >= 0 and lane[place].attempt.span.before >= request:
                yield lane[place]

    def _give(self, fit: Sequence[Try], entry: Entry, *, is_certain: bool) -> None:
        key = key_of(entry)
        chosen = next((each for each in fit if not each.has(key)), fit[-1])
        chosen.acts.append(Act(entry, is_certain))
        if is_lost(entry):
            self._lost[key, entry.body].append((chosen, entry.id))

    def _hand_back(self) -> None:
        """Give what was done twice within one attempt to an earlier one that had lost the same."""
        for told in self.told:
            for each in told.tries:
                for act in list(each.acts):
                    owner = self._loser(act.entry)
                    if owner is None or owner is each or not _is_beyond(each, act):
                        continue
                    each.acts.remove(act)
                    owner.acts.append(Act(act.entry, is_certain=False))

    def _loser(self, entry: Entry) -> Try | None:
        """The oldest attempt that lost this very request and has not made it good."""
        key = key_of(entry)
        losers = self._lost.get((key, entry.body))
        if not losers or entry.status not in SUCCESS:
            return None
        while losers and losers[0][0].told.has(key, losers[0][1]):
            losers.popleft()
        return losers[0][0] if losers and losers[0][1] < entry.id else None

    def _later(self, entry: Entry) -> None:
        """Give a request to an attempt that was answered before it came, if there is one.

        One that causes messages itself is somebody else's: what they are about happened so.
        """
        if owner := self._loser(entry):
            owner.acts.append(Act(entry, is_certain=False))
            return
        if entry.deliveries or entry.method in READS:
            return
        key = key_of(entry)
        for about in sorted(self._about(entry)):
            if (about, key) not in self._queues:
                self._queues[about, key] = Queue(key, self._records[about])
            if chosen := self._queues[about, key].next(entry):
                self._give([chosen], entry, is_certain=False)
                return


def _told(delivery: Delivery) -> Told:
    made = Told(delivery)
    for attempt in sorted(delivery.attempts, key=lambda one: one.span.turn):
        made.tries.append(Try(made, attempt))
    return made


def _counts(entry: Entry) -> bool:
    """Whether a request does something, or was to be tried again."""
    return is_lost(entry) or (entry.method not in READS and entry.status in SUCCESS)


def _table(each: Try) -> str:
    return each.told.delivery.message.about.rpartition("/")[0]


def _number(each: Try) -> str:
    return each.told.delivery.message.about.rpartition("/")[2]


def _is_beyond(each: Try, act: Act) -> bool:
    """Whether an attempt does not need a request: it is about another record, or one of several."""
    if _number(each) not in NUMBER.findall(act.entry.path):
        return True
    return sum(other.key == act.key and other.is_effect for other in each.acts) > 1
