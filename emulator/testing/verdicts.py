"""The verdict on receivers of webhooks, as values."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from emulator.testing.answers import made
from emulator.testing.wire import Record


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that a receiver should not have done.

    finding: its name, such as "no dedupe".  times: with how many events.  deliveries, requests: the
    first of those that show it.
    """

    finding: str
    says: str
    times: int
    deliveries: Sequence[int]
    requests: Sequence[int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What receivers did with their messages.

    verdict: "good", "bad" or "nothing to judge"; reason: why it is that.  totals: how much there
    was of what.  endpoints, events: the same for each, as JSON.
    """

    verdict: str
    reason: str
    findings: Sequence[Wrong]
    totals: Record = field(repr=False)
    endpoints: Sequence[Record] = field(repr=False)
    events: Sequence[Record] = field(repr=False)

    @property
    def is_good(self) -> bool:
        return self.verdict == "good"


def verdict(shown: Record) -> Verdict:
    return made(Verdict, shown, findings=[made(Wrong, each) for each in shown["findings"]])
