"""The report card of the client that a sandbox has met."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.testing.wire import Record

#: The grades, the best first.
GRADES = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a good client does not do.

    severity: warning, error or severe.  by: who did it.  requests, deliveries: the numbers of those
    that show it.
    """

    rule: str
    severity: str
    by: str
    text: str
    requests: Sequence[int]
    deliveries: Sequence[int]
    advice: str

    def __str__(self) -> str:
        lines = [f"{self.severity}: {self.rule}: {self.by}: {self.text}"]
        for name, ids in (("requests", self.requests), ("deliveries", self.deliveries)):
            if ids:
                lines.append(f"  {name} {', '.join(map(str, ids))}")
        return "\n".join([*lines, f"  better: {self.advice}"])


@dataclass(frozen=True, slots=True)
class Report:
    """grade: `A` to `F`, None where nothing was asked.  findings: the worst first.

    requests, deliveries: how many it is about.  dropped: how many the journal has no more.
    checked: by rule, how many there were of what it looks at.
    """

    grade: str | None
    findings: Sequence[Finding]
    requests: int
    deliveries: int
    dropped: int
    checked: dict[str, int]

    def reaches(self, least: str) -> bool:
        """Whether the grade is that one or better; no grade is not.

        Raises ValueError for what is no grade.
        """
        least = least.upper()
        if least not in tuple(GRADES):
            raise ValueError(f"{least!r}, expected one of {', '.join(GRADES)}")
        return self.grade is not None and GRADES.index(self.grade) <= GRADES.index(least)

    def __str__(self) -> str:
        return "\n".join([f"grade {self.grade or '-'}", *map(str, self.findings)])


def report(shown: Record) -> Report:
    """A report from what the control plane answers; what a newer server tells more is left out."""
    names = Finding.__dataclass_fields__
    return Report(
        grade=shown["grade"],
        findings=[Finding(**{n: found[n] for n in names}) for found in shown["findings"]],
        requests=shown["requests"],
        deliveries=shown["deliveries"],
        dropped=sum(shown["dropped"].values()),
        checked={rule["rule"]: rule["checked"] for rule in shown["rules"]},
    )
