"""What came back: the requests that a receiver made because of what it was told.

A request that comes before an attempt is answered is because of that attempt, if it is about the
same record or about nothing else that was told of.  A later one belongs to the oldest event about
its record that nothing like it has come for, and with it all that do the same: who answers first
and works later may well work while the next message comes.  So such a receiver is never blamed for
a repetition that the number of its events explains.
"""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from emulator.kernel.acts import (
    NUMBER,
    READS,
    SUCCESS,
    About,
    Act,
    Key,
    Queue,
    Told,
    Try,
    is_lost,
    key_of,
    kind_of,
    number_of,
    told_of,
)
from emulator.kernel.deliveries import Delivery
from emulator.kernel.journal import Entry


class Trail:
    """What was told in a sandbox, and what came back; both are given oldest first."""

    def __init__(self, deliveries: Iterable[Delivery], entries: Iterable[Entry]) -> None:
        self.told = [told_of(d) for d in deliveries if d.attempts and d.message.endpoint]
        #: Attempts by where they went, and by what they were about, in their order.
        self._lanes: dict[tuple[str, int], list[Try]] = defaultdict(list)
        self._records: dict[About, list[Try]] = defaultdict(list)
        self._abouts: dict[tuple[str, str], set[About]] = defaultdict(set)
        #: Attempts by the numbers that stand in their messages.
        self._named: dict[tuple[str, str], list[Try]] = defaultdict(list)
        #: The requests that read a record, and those of a kind that succeeded.
        self._reads: dict[About, list[int]] = defaultdict(list)
        self._answered: dict[Key, int] = {}
        #: Attempts whose request was lost, by what that was.
        self._lost: dict[tuple[Key, bytes], deque[tuple[Try, int]]] = defaultdict(deque)
        self._queues: dict[tuple[About, Key], Queue] = {}
        #: What is done after the answer, too: method and operation.
        self._at_leisure: set[tuple[str, str | None]] = set()
        tries = (each for told in self.told for each in told.tries)
        for each in sorted(tries, key=lambda one: one.attempt.span.turn):
            self._place(each)
        #: The last request before anybody was told anything.
        self._first = min((lane[0].attempt.span.after for lane in self._lanes.values()), default=0)
        asked = list(entries)
        self._at_leisure = {kind_of(entry) for entry in asked if self._is_late(entry)}
        late = [entry for entry in asked if not self._during(entry)]
        self._hand_back()
        for entry in late:
            self._later(entry)

    def _place(self, each: Try) -> None:
        delivery, about = each.told.delivery, each.told.about
        self._lanes[delivery.vendor, delivery.message.endpoint].append(each)
        if delivery.message.about and not each.attempt.is_forged:
            self._records[about].append(each)
            self._abouts[delivery.vendor, _number(each)].add(about)
            for number in each.told.numbers:
                self._named[delivery.vendor, number].append(each)

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
        if kind_of(entry) in self._at_leisure and not is_lost(entry):
            return False
        if fit := self._fitting(entry, about):
            self._give(fit, entry, is_certain=True)
        return bool(fit)

    def _is_late(self, entry: Entry) -> bool:
        """Whether a request came once what it is about was told of and answered.

        One that names nothing that was told of: whether it came while nobody was told anything.
        """
        if is_lost(entry) or not _counts(entry) or entry.deliveries:
            return False
        about = self._about(entry)
        if not about:
            return self._first < entry.id and not any(self._under_way(entry.id))
        is_told = any(self.first_told(each) < entry.id for each in about)
        return is_told and not self._fitting(entry, about)

    def first_told(self, about: About) -> int:
        """The last request before somebody was told of a record."""
        return self._records[about][0].attempt.span.after

    def _fitting(self, entry: Entry, about: set[About]) -> list[Try]:
        """The attempts under way that a request may be because of."""
        here = list(self._under_way(entry.id))
        fit = [each for each in here if each.told.about in about]
        if fit or entry.deliveries or is_lost(entry):
            return fit
        tables = {record.rpartition("/")[0] for _, record in about}
        return [each for each in here if _table(each) not in tables]

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
                self._queues[about, key] = Queue(key, self._named[about[0], number_of(about)])
            if chosen := self._queues[about, key].next(entry):
                self._give([chosen], entry, is_certain=False)
                return


def _counts(entry: Entry) -> bool:
    """Whether a request does something, or was to be tried again."""
    return is_lost(entry) or (entry.method not in READS and entry.status in SUCCESS)


def _table(each: Try) -> str:
    return each.told.delivery.message.about.rpartition("/")[0]


def _number(each: Try) -> str:
    return number_of(each.told.about)


def _is_beyond(each: Try, act: Act) -> bool:
    """Whether an attempt does not need a request: it is about another record, or one of several."""
    if _number(each) not in NUMBER.findall(act.entry.path):
        return True
    return sum(other.key == act.key and other.is_effect for other in each.acts) > 1
