"""What a client does with refusals and with answers that never came."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from emulator.kernel.findings import (
    ERROR,
    SEVERE,
    WARNING,
    Checked,
    Finding,
    Seen,
    Who,
    counted,
    has_arrived,
    ids,
    is_dead,
    is_limited,
    reactions,
    same,
)
from emulator.kernel.journal import MASKED, Entry

#: Verbs that do something more when they are sent again.
TWICE = {"POST", "PATCH"}
#: Refusals of what was asked for, which the same request meets again.
WRONG = {"Malformed", "Invalid", "WrongMedia", "TooLarge", "WrongVersion", "Forbidden"}
RIGHTS = "Unauthenticated"
NOWHERE = {"NoOperation", "WrongMethod"}
#: How many identical refusals, and how many times at a limit, are more than a slip.
STUBBORN, OFTEN = 3, 3
#: Calls before the time from which on it is no slip.
HASTY = 3
#: How many routes are named in a sentence.
NAMED = 3
HALF, SECOND = 0.5, 1.0
WORD, NUMBER = re.compile(r"[a-z]+"), re.compile(r"(?<![a-z0-9])[0-9]+")
#: Words of paths that say nothing of what they lead to.
COMMON = {"v", "api", "odata"}
PREFLIGHT = "OPTIONS"


def wait(entry: Entry) -> float | None:
    """How many seconds a request was told to wait; None if it was not."""
    if entry.refused is None or entry.refused.kind != "Throttled" or is_limited(entry):
        return None
    told = entry.refused.facts.get("wait")
    return float(told) if isinstance(told, int | float) else None


def opens(entry: Entry, told: float) -> datetime:
    """From when on a call is in time; what is rounded is forgiven."""
    return entry.at + timedelta(seconds=told - min(SECOND, told * HALF))


def told_to_wait(entries: Sequence[Entry]) -> Iterator[tuple[Entry, list[Entry]]]:
    """Each time that a caller was told to wait, with the calls that came nevertheless."""
    place = 0
    while place < len(entries):
        first = entries[place]
        place += 1
        told = wait(first)
        if told is None:
            continue
        until, later = opens(first, told), []
        while place < len(entries) and first.at <= entries[place].at < until:
            entry = entries[place]
            place += 1
            if entry.issued is None and not is_limited(entry):
                later.append(entry)
            if (more := wait(entry)) is not None:
                until = max(until, opens(entry, more))
        yield first, list(reactions(first, later))


def retry_after(seen: Seen) -> Checked:
    """Nobody calls before the time that a refusal named."""
    count, findings = 0, []
    for who, entries in seen.callers.items():
        waits = list(told_to_wait(entries))
        count += len(waits)
        early = [entry for _, again in waits for entry in again]
        if early:
            first = next(entry for entry, again in waits if again)
            text = (
                f"{counted(len(early), 'call')} before the time that Retry-After had named:"
                f" request {first.id} was told to wait {wait(first):.0f} s"
            )
            severity = SEVERE if len(early) >= HASTY else ERROR
            shown = ids([*(entry for entry, again in waits if again), *early])
            findings.append(Finding(severity, text, shown, who=who))
    return Checked(count, findings)


def over_limit(seen: Seen) -> Checked:
    """A client that knows its limits seldom meets them; one that is told to wait and waits, may."""
    findings = []
    for who, entries in seen.callers.items():
        waits = list(told_to_wait(entries))
        met = [first for first, _ in waits if not first.faults]
        is_patient = not any(again for _, again in waits)
        if len(met) >= OFTEN and is_patient:
            text = f"ran into a limit {len(met)} times, and waited each time until it opened"
            findings.append(Finding(WARNING, text, ids(met), who=who))
    return Checked(len(seen.entries), findings)


def lost(seen: Seen) -> Checked:
    """After an answer that was lost, a client looks before it does the same again."""
    count, findings = 0, []
    for who, entries in seen.callers.items():
        for place, entry in enumerate(entries):
            if entry.sent is None or entry.method not in TWICE or not _has_acted(entry):
                continue
            count += 1
            if (again := _repeated(entry, entries[place + 1 :])) is not None:
                findings.append(_blind(who, entry, again))
    return Checked(count, findings)


def _has_acted(entry: Entry) -> bool:
    """Whether what was asked for happened; what is kept of a refused attempt is not that."""
    return entry.refused is None and bool(entry.committed or entry.events)


def _repeated(entry: Entry, later: Sequence[Entry]) -> Entry | None:
    """The same request once more, if nobody has looked before."""
    for other in later:
        if same(other) == same(entry):
            return other
        if other.method == "GET" and other.sent is None and _is_about(other, entry):
            return None
    return None


def _is_about(read: Entry, entry: Entry) -> bool:
    """Whether a read could have shown what became of a request: it names a record of it.

    Or the same kind of record, where the request's path names none.
    """
    numbers = set(NUMBER.findall(f"{_route(entry)} {entry.committed}"))
    if numbers & set(NUMBER.findall(f"{_route(read)}?{read.query.decode('latin-1')}")):
        return True
    if NUMBER.search(_route(entry)):
        return False
    words = set(WORD.findall(_route(entry))) - COMMON
    return bool(words & set(WORD.findall(_route(read))))


def _route(entry: Entry) -> str:
    """A path after the vendor's prefix."""
    return entry.path.lower().removeprefix(f"/{entry.vendor}")


def _blind(who: Who, entry: Entry, again: Entry) -> Finding:
    what = entry.operation or entry.path
    outcome = "and did it twice" if _has_acted(again) else f"and was answered {again.status}"
    text = (
        f"the answer to {what} (request {entry.id}) was lost, what it asked for had happened; the"
        f" same was sent again without a look (request {again.id}), {outcome}"
    )
    severity = SEVERE if _has_acted(again) else ERROR
    return Finding(severity, text, [entry.id, again.id], entry.deliveries, who=who)


def routes(seen: Seen) -> Checked:
    """Every call is to a route that there is."""
    findings = []
    for who, entries in seen.callers.items():
        stray = [entry for entry in entries if _is_stray(entry) and entry.method != PREFLIGHT]
        if stray:
            asked = Counter(f"{entry.method} {entry.path}" for entry in stray)
            shown = ", ".join(list(asked)[:NAMED]) + (", …" if len(asked) > NAMED else "")
            text = f"{counted(len(stray), 'call')} to no operation of the API: {shown}"
            findings.append(Finding(ERROR, text, ids(stray), who=who))
    return Checked(len(seen.entries), findings)


def _is_stray(entry: Entry) -> bool:
    """Whether there is no such route; a rule of a route's own may be answered so, too."""
    return entry.refused is not None and entry.refused.rule in NOWHERE


def _is_refused_as(entry: Entry, kinds: set[str]) -> bool:
    return entry.refused is not None and entry.refused.kind in kinds


def stubborn(seen: Seen) -> Checked:
    """What is refused for what it says is not sent again as it was."""
    count, findings = 0, []
    for who, entries in seen.callers.items():
        row: dict[object, list[Entry]] = {}
        found: dict[object, list[Entry]] = {}
        for entry in entries:
            if _has_acted(entry):
                row.clear()  # the same may be right now
            elif _is_wrong(entry):
                count += 1
                again = row.setdefault(same(entry), [])
                again.append(entry)
                if len(again) >= STUBBORN:
                    found[same(entry)] = again
            elif has_arrived(entry):
                row.pop(same(entry), None)
        for again in found.values():
            text = (
                f"{again[0].operation or again[0].path} was refused {len(again)} times for the"
                f" same reason: {again[0].reason}"
            )
            findings.append(Finding(WARNING, text, ids(again), who=who))
    return Checked(count, findings)


def _is_wrong(entry: Entry) -> bool:
    """Whether a request was refused for what it says, or for a right that is missing."""
    if entry.body == MASKED:
        return False
    return _is_refused_as(entry, WRONG) or (_is_refused_as(entry, {RIGHTS}) and not is_dead(entry))
