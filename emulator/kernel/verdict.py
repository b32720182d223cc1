"""The verdict on receivers, from what they were sent and what they asked for in turn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

from emulator.kernel.acts import Act, Told
from emulator.kernel.callbacks import Trail
from emulator.kernel.deliveries import WAITING, Delivery, place
from emulator.kernel.flaws import FINDINGS, Accepts, Seen, is_slow
from emulator.kernel.journal import Entry
from emulator.kernel.operation import Record

GOOD, BAD, NOTHING = "good", "bad", "nothing to judge"
#: How many deliveries and requests a finding names.
NAMED = 20


@dataclass(slots=True)
class Finding:
    """deliveries, requests: those that show it, oldest first."""

    name: str
    deliveries: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)

    def shown(self) -> Record:
        return {
            "finding": self.name,
            "says": FINDINGS[self.name][1],
            "times": len(self.deliveries),
            "deliveries": self.deliveries[:NAMED],
            "requests": self.requests[:NAMED],
        }


@dataclass(slots=True)
class Case:
    """Some events.  found: the acts that show each finding, by the delivery's number.

    unsent: the deliveries that were never attempted.
    """

    seen: Seen
    told: Sequence[Told]
    unsent: Sequence[Delivery]
    found: Mapping[int, Mapping[str, Sequence[Act]]]

    def where(self, wanted: Callable[[Delivery], bool]) -> "Case":
        """Of these deliveries only; what came back stays with whom it belongs to."""
        told = [one for one in self.told if wanted(one.delivery)]
        unsent = [delivery for delivery in self.unsent if wanted(delivery)]
        return Case(self.seen, told, unsent, self.found)

    def findings(self) -> list[Finding]:
        """What is found, in the order of FINDINGS."""
        by_name = {name: Finding(name) for name in FINDINGS}
        for number in (one.delivery.id for one in self.told):
            for name, acts in self.found[number].items():
                by_name[name].deliveries.append(number)
                by_name[name].requests += sorted({act.entry.id for act in acts})
        return [finding for finding in by_name.values() if finding.deliveries]

    def endpoints(self) -> list[tuple[str, int]]:
        """Where the deliveries went: vendor and number."""
        return sorted({place(d) for d in [*self.unsent, *(one.delivery for one in self.told)]})


def case(deliveries: Iterable[Delivery], entries: Iterable[Entry], accepts: Accepts) -> Case:
    """Look at everything; both are given oldest first.

    accepts: whether a vendor takes a status for an acknowledgement.
    """
    meant = [delivery for delivery in deliveries if delivery.message.endpoint]
    seen = Seen(Trail(meant, entries), accepts)
    told = seen.trail.told
    found = {}
    for one in told:
        checked = ((name, check(seen, one)) for name, (check, _) in FINDINGS.items())
        found[one.delivery.id] = {name: acts for name, acts in checked if acts is not None}
    return Case(seen, told, [delivery for delivery in meant if not delivery.attempts], found)


def shown(given: Case, limit: int) -> Record:
    """The verdict whole, with so many of the events at most."""
    events = (event(given.seen, one, given.found[one.delivery.id]) for one in given.told)
    return summary(given) | {
        "findings": [finding.shown() for finding in given.findings()],
        "endpoints": [part(given, *where) for where in given.endpoints()],
        "events": list(islice(events, limit)),
    }


def summary(given: Case) -> Record:
    """The verdict, why it is that, and how much there was of what."""
    totals, found = numbers(given), [finding.name for finding in given.findings()]
    said, reason = verdict(found, totals)
    return {"verdict": said, "reason": reason, "findings": found, "totals": totals}


def part(given: Case, vendor: str, endpoint: int) -> Record:
    """The verdict on one endpoint.  url: where its messages were sent last."""
    own = given.where(lambda delivery: place(delivery) == (vendor, endpoint))
    url = own.told[-1].delivery.url if own.told else ""
    return {"vendor": vendor, "endpoint": endpoint, "url": url} | summary(own)


def verdict(found: Sequence[str], totals: Record) -> tuple[str, str]:
    """Good, bad or nothing to judge, and why it is that."""
    if found:
        return BAD, ", ".join(found)
    if not totals["deliveries"]:
        return NOTHING, "nothing was delivered yet"
    if totals["without_call_back"] == totals["acknowledged"]:
        return NOTHING, "nobody called back, or not so that it can be told because of which message"
    return GOOD, "each event was acknowledged in time and acted on once at most"


def numbers(given: Case) -> Record:
    """How much there was of what; forged messages are no deliveries."""
    told, seen = given.told, given.seen
    tries = [each for one in told for each in one.tries]
    made = [each.attempt for each in tries if not each.attempt.is_forged]
    seconds = [attempt.outcome.seconds for attempt in made]
    taken = [one for one in told if any(map(seen.is_taken, one.tries))]
    every = [*given.unsent, *(one.delivery for one in told)]
    return {
        "events": len(every),
        "waiting": sum(delivery.state == WAITING for delivery in every),
        "never_sent": sum(delivery.state != WAITING for delivery in given.unsent),
        "deliveries": len(made),
        "copies": sum(attempt.copy > 0 for attempt in made),
        "forged": len(tries) - len(made),
        "acknowledged": len(taken),
        "without_call_back": sum(not any(True for _ in one.acts) for one in taken),
        "effects": sum(act.is_effect for one in told for act in one.acts),
        "seconds": {
            "median": round(median(seconds), 4) if seconds else None,
            "worst": round(max(seconds), 4) if seconds else None,
        },
    }


def event(seen: Seen, told: Told, found: Mapping[str, Sequence[Act]]) -> Record:
    """The line of one event.  effects: the requests that changed something because of it."""
    attempts = [each.attempt for each in told.tries]
    genuine = [attempt for attempt in attempts if not attempt.is_forged]
    return {
        "delivery": told.delivery.id,
        "endpoint": told.delivery.message.endpoint,
        "event": told.delivery.message.event,
        "about": told.delivery.message.about,
        "deliveries": len(genuine),
        "copies": sum(attempt.copy > 0 for attempt in genuine),
        "forged": len(attempts) - len(genuine),
        "acknowledged": any(map(seen.is_taken, told.tries)),
        "in_time": not any(map(is_slow, attempts)),
        "seconds": round(max((a.outcome.seconds for a in genuine), default=0.0), 4),
        "effects": sorted(act.entry.id for act in told.acts if act.is_effect),
        "findings": list(found),
    }
