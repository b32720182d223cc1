"""What a client does with its logins: tokens kept, renewed once, and given up when they are dead.

A *renewal* is any request for a token.  It is *needed* when the caller has none, or one that is
over, refused, or near its end, or whose answer was lost.  Of those that are not needed, some are
part of a *storm*: several that follow on what one of them would have answered.  The others are
*needless*.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from emulator.kernel.findings import (
    ERROR,
    SEVERE,
    Checked,
    Finding,
    Seen,
    Who,
    counted,
    has_arrived,
    ids,
    is_dead,
    is_limited,
    passed,
    reactions,
)
from emulator.kernel.journal import Entry
from emulator.kernel.reasons import Issued

#: How long before its end a token may be renewed: a minute, or this share of its life.
MARGIN, SHARE = timedelta(seconds=60), 0.1
#: Within how long renewals belong together; the least time between two logins of a user.
SOON, APART = timedelta(seconds=10), timedelta(seconds=5)
REFRESH, CODE = "refresh_token", "authorization_code"
#: From how many on it is a habit: one more login is a restart.
HABIT = 2
#: How many renewals a storm has that is no slip, and which share of calls with a login of their own
#: means all of them.
STORM, NEARLY_ALL = 5, 0.8


@dataclass(slots=True)
class Held:
    """The newest token of a caller.  refusals: how often it was refused as dead."""

    entry: Entry
    issued: Issued
    refusals: int = 0
    is_over: bool = False

    def is_good(self, entry: Entry) -> bool:
        """Whether its caller, at a later request, could have gone on with it."""
        if self.refusals or self.is_over or self.entry.sent is not None:
            return False
        life = timedelta(seconds=self.issued.seconds)
        left = self.entry.at + life - entry.at
        return left > max(MARGIN, life * SHARE) and entry.at >= self.entry.at

    def is_young(self, entry: Entry) -> bool:
        """Whether it is in the first half of its life."""
        return passed(self.entry, entry) < timedelta(seconds=self.issued.seconds / 2)


@dataclass(slots=True)
class Chain:
    """A renewal, and those that may follow on the same cause.

    waiting: refusals that nobody has answered with a renewal yet.
    """

    entry: Entry
    is_caused: bool
    is_refresh: bool
    waiting: int
    is_used: bool = False

    def takes(self, entry: Entry, *, is_refresh: bool) -> bool:
        """Whether a renewal that is not needed is part of a storm that began here."""
        if passed(self.entry, entry) > SOON:
            return False
        if is_refresh and (self.is_caused or self.is_refresh):
            return True
        return self.is_caused and (self.waiting > 0 or not self.is_used)


@dataclass(slots=True)
class Logins:
    """The renewals of one caller, in order."""

    granted: list[Entry] = field(default_factory=list)
    needless: list[Entry] = field(default_factory=list)
    stormy: list[Entry] = field(default_factory=list)
    causes: list[Entry] = field(default_factory=list)
    limited: list[Entry] = field(default_factory=list)
    #: Of the first login of each caller, which nothing excuses for being soon after another's.
    first: list[Entry] = field(default_factory=list)
    calls: int = 0
    _held: Held | None = None
    _chain: Chain | None = None

    def see(self, entry: Entry) -> None:
        """The next request of the caller."""
        if entry.issued is not None:
            self._renewed(entry, entry.issued)
        elif is_limited(entry) or _is_refused_refresh(entry):
            self._refused(entry)
        elif entry.is_logout:
            if self._held is not None:
                self._held.is_over = True
        elif is_dead(entry):
            self._dead(entry)
        else:
            self.calls += 1
            if self._chain is not None and has_arrived(entry):
                self._chain.is_used = True

    def _renewed(self, entry: Entry, issued: Issued) -> None:
        held, is_refresh = self._held, issued.grant == REFRESH
        self.granted.append(entry)
        if held is None:
            self.first.append(entry)
        if held is None or not held.is_good(entry) or issued.grant == CODE:
            refusals = held.refusals if held else 0
            self._chain = Chain(entry, bool(refusals), is_refresh, refusals - 1)
        elif self._chain is not None and self._chain.takes(entry, is_refresh=is_refresh):
            self.stormy.append(entry)
            self._chain.waiting -= 1
        else:
            if not is_refresh or held.is_young(entry):
                self.needless.append(entry)
            self._chain = Chain(entry, is_caused=False, is_refresh=is_refresh, waiting=0)
        self._held = Held(entry, issued)

    def _refused(self, entry: Entry) -> None:
        """A renewal that was not granted."""
        chain, held = self._chain, self._held
        is_lost = held is not None and held.entry.sent is not None  # so nobody has renewed yet
        if chain is not None and not is_lost and chain.takes(entry, is_refresh=entry.token != 0):
            self.stormy.append(entry)
            chain.waiting -= 1
        elif is_limited(entry):
            self.limited.append(entry)

    def _dead(self, entry: Entry) -> None:
        self.causes.append(entry)
        self.calls += 1
        if self._held is not None and entry.token == self._held.issued.token:
            self._held.refusals += 1
        elif self._chain is not None:
            self._chain.waiting += 1


def _is_refused_refresh(entry: Entry) -> bool:
    is_refused = entry.refused is not None and entry.refused.kind == "OAuth2Error"
    return is_refused and entry.token != 0


def logins(seen: Seen) -> Iterator[tuple[Who, Logins]]:
    """Each caller who is known, with the logins."""
    for who, entries in seen.callers.items():
        if who.user_id is not None:
            found = Logins()
            for entry in entries:
                found.see(entry)
            yield who, found


def reuse(seen: Seen) -> Checked:
    """A token is used until it ends."""
    count, findings = 0, []
    for who, found in logins(seen):
        count += len(found.granted)
        if len(found.needless) >= HABIT:
            findings.append(_needless(who, found))
    return Checked(count, findings)


def _needless(who: Who, found: Logins) -> Finding:
    made = len(found.granted)
    is_always = made > HABIT and made >= NEARLY_ALL * found.calls
    seconds = found.granted[-1].issued.seconds if found.granted[-1].issued else 0
    text = (
        f"{counted(made, 'login')} for {counted(found.calls, 'call')}, {len(found.needless)} of"
        f" them while a token was still good, which lasts {seconds:g} s"
    )
    severity = SEVERE if is_always else ERROR
    return Finding(severity, text, ids([*found.needless, *found.limited]), who=who)


def rate(seen: Seen) -> Checked:
    """No user logs in twice within 5 seconds; those who do it for no reason at all are above."""
    count = 0
    by_user: dict[tuple[str, int | None], list[Logins]] = {}
    named: dict[tuple[str, int | None], Who] = {}
    for who, found in logins(seen):
        count += len(found.granted) + len(found.limited)
        if len(found.needless) < HABIT:
            key = (who.vendor, who.user_id)
            named[key] = who
            by_user.setdefault(key, []).append(found)
    findings = []
    for key, every in by_user.items():
        limited = [entry for found in every for entry in found.limited]
        hasty = [*limited, *_hasty(every)]
        if len(hasty) >= HABIT:
            text = f"{counted(len(hasty), 'login')} less than 5 s after another of the same user"
            text += f", {len(limited)} of them refused" if limited else ""
            findings.append(Finding(ERROR, text, ids(hasty), who=named[key]))
    return Checked(count, findings)


def _hasty(every: Sequence[Logins]) -> list[Entry]:
    """First logins of a user's clients that come too soon after another login of the user."""
    granted = sorted((e for found in every for e in found.granted), key=lambda entry: entry.id)
    first = {entry.id for found in every for entry in found.first}
    return [
        after
        for before, after in pairwise(granted)
        if after.id in first and passed(before, after) < APART
    ]


def storm(seen: Seen) -> Checked:
    """One renewal follows on a token's end, however many requests had met it."""
    count, findings = 0, []
    for who, found in logins(seen):
        count += len(found.granted)
        if found.stormy:
            extra = len(found.stormy)
            text = f"{counted(extra, 'more renewal')} of a token that had just been renewed"
            if found.causes:
                text += f", after {counted(len(found.causes), 'call')} with a dead one"
            severity = SEVERE if extra >= STORM else ERROR
            shown = ids([*found.causes, *found.stormy])
            findings.append(Finding(severity, text, shown, who=who))
    return Checked(count, findings)


def dead(seen: Seen) -> Checked:
    """A token that was refused is not sent again."""
    refused: dict[tuple[str, int], list[Entry]] = {}
    for entry in seen.entries:
        if is_dead(entry):
            refused.setdefault((entry.vendor, entry.token), []).append(entry)
    findings = []
    for entries in refused.values():
        again = list(reactions(entries[0], entries[1:]))
        if len(again) >= HABIT:
            text = f"{counted(len(again), 'call')} with a token that had been refused already"
            who = seen.who(entries[0])
            findings.append(Finding(ERROR, text, ids([entries[0], *again]), who=who))
    return Checked(sum(map(len, refused.values())), findings)
