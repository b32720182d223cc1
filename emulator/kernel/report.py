"""The report card of a client: what a sandbox's journal shows of it, rule by rule, and a grade.

    A   no finding
    B   warnings and nothing worse
    C   one error                    D   several errors
    E   one severe finding           F   several severe findings

A *warning* may have its reason; an *error* is wrong even where it went well; what is *severe* goes
wrong in production: the account is locked out, or the same is done twice.  Where nothing was asked
and nothing delivered there is no grade.

A rule is a function over what was `Seen`, in the file of its family, and a row of RULES.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple

from emulator.kernel import report_calls, report_logins, report_pages, report_webhooks
from emulator.kernel.findings import (
    ERROR,
    SEVERE,
    WARNING,
    Checked,
    Finding,
    Seen,
    Who,
)
from emulator.kernel.journal import Entry
from emulator.kernel.record import Record


class Rule(NamedTuple):
    """What a good client does.  of: what is counted.  advice: for a client that does not do it."""

    name: str
    of: str
    check: Callable[[Seen], Checked]
    advice: str


RULES: Sequence[Rule] = (
    Rule(
        "token reuse",
        "logins",
        report_logins.reuse,
        "keep the token and use it until a minute, or a tenth of `expires_in`, is left",
    ),
    Rule(
        "login rate",
        "logins",
        report_logins.rate,
        "share one login between all that work as one user; at most one in 5 seconds is accepted",
    ),
    Rule(
        "refresh storm",
        "logins",
        report_logins.storm,
        "let one worker renew the token while the others wait for it, then use the new one",
    ),
    Rule(
        "dead token",
        "calls with a dead token",
        report_logins.dead,
        "after a 401 renew the token first; it does not come back to life",
    ),
    Rule(
        "retry after",
        "times told to wait",
        report_calls.retry_after,
        "send nothing before the time in Retry-After, and let all workers know",
    ),
    Rule(
        "over the limit",
        "requests",
        report_calls.over_limit,
        "spread the calls, so that they stay below the limit",
    ),
    Rule(
        "pages",
        "pages",
        report_pages.pages,
        "ask for the next page until there is none",
    ),
    Rule(
        "lost answer",
        "lost answers to writes",
        report_calls.lost,
        "after an answer that did not come, read the record first, and write only what is missing",
    ),
    Rule(
        "unknown route",
        "requests",
        report_calls.routes,
        "compare the path and the verb with the vendor's reference",
    ),
    Rule(
        "repeated refusal",
        "requests refused for what they say",
        report_calls.stubborn,
        "what is refused with 4xx is changed, or given up, and not sent again as it was",
    ),
    Rule(
        "webhook in time",
        "attempts",
        report_webhooks.in_time,
        "store the message, answer 200 at once, and do the work afterwards",
    ),
    Rule(
        "webhook accepted",
        "attempts",
        report_webhooks.accepted,
        "answer 200 once a message is stored, also to those that you have no use for",
    ),
)
ORDER = (SEVERE, ERROR, WARNING)


def report(seen: Seen) -> Record:
    """Grade, callers, findings (the worst first) and rules, as data."""
    checked = [(rule, rule.check(seen)) for rule in RULES]
    found = [(rule, finding) for rule, result in checked for finding in result.findings]
    found.sort(key=lambda each: ORDER.index(each[1].severity))
    has_any = bool(seen.entries) or any(delivery.attempts for delivery in seen.deliveries)
    return {
        "grade": grade([finding for _, finding in found]) if has_any else None,
        "requests": len(seen.entries),
        "deliveries": len(seen.deliveries),
        "clients": _clients(seen),
        "findings": [_shown(rule, finding) for rule, finding in found],
        "rules": [
            {
                "rule": rule.name,
                "checked": result.number,
                "of": rule.of,
                "ok": not result.findings,
            }
            for rule, result in checked
        ],
    }


def grade(findings: Sequence[Finding]) -> str:
    """A letter, by the table at the top of this file."""
    severities = [finding.severity for finding in findings]
    if severe := severities.count(SEVERE):
        return "E" if severe == 1 else "F"
    if errors := severities.count(ERROR):
        return "C" if errors == 1 else "D"
    return "B" if severities else "A"


def _shown(rule: Rule, finding: Finding) -> Record:
    return {
        "rule": rule.name,
        "severity": finding.severity,
        "text": finding.text,
        "by": str(finding.who) if finding.who else "the receiver of webhooks",
        "requests": list(finding.requests),
        "deliveries": list(finding.deliveries),
        "advice": rule.advice,
    }


def _clients(seen: Seen) -> list[Record]:
    """Each caller with its numbers; those who are not known are one a vendor."""
    together: dict[Who, list[Entry]] = {}
    for who, entries in seen.callers.items():
        together.setdefault(who._replace(token=0), []).extend(entries)
    return [_numbers(who, entries) for who, entries in together.items()]


def _numbers(who: Who, entries: Sequence[Entry]) -> Record:
    return {
        "vendor": who.vendor,
        "client_id": who.client_id,
        "caller": who.user_id,
        "requests": len(entries),
        "logins": sum(entry.issued is not None for entry in entries),
        "refused": sum(entry.status >= HTTPStatus.BAD_REQUEST for entry in entries),
    }
