"""What a receiver does with webhooks.  An inbox of the emulator's own is nobody's receiver."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from emulator.kernel.deliveries import Attempt, Delivery
from emulator.kernel.findings import ERROR, WARNING, Checked, Finding, Seen, counted

INBOX = "/_emulator/inbox/"
#: A delivery and one of its attempts.
Tried = tuple[Delivery, Attempt]


def in_time(seen: Seen) -> Checked:
    """A receiver answers, and within the limit."""
    receivers, findings = _receivers(seen), []
    for url, tried in receivers.items():
        left = [each for each in tried if each[1].outcome.status is None]
        slow = [(delivery, attempt) for delivery, attempt in left if _is_slow(attempt)]
        if slow:
            limit = slow[-1][1].sent.timeout
            text = f"{url} did not answer {counted(len(slow), 'attempt')} within {limit:g} s"
            findings.append(_finding(ERROR, text, slow))
        if len(left) > len(slow):
            others = [each for each in left if each not in slow]
            text = f"{url} left {counted(len(others), 'attempt')} without an answer:"
            text += f" {others[-1][1].outcome.error}"
            findings.append(_finding(ERROR, text, others))
    return Checked(sum(map(len, receivers.values())), findings)


def _is_slow(attempt: Attempt) -> bool:
    return attempt.outcome.seconds >= attempt.sent.timeout


def accepted(seen: Seen) -> Checked:
    """A receiver takes what it is sent; one that does in the end has had a bad moment."""
    number, findings = 0, []
    for url, tried in _receivers(seen).items():
        answered = [each for each in tried if each[1].outcome.status is not None]
        number += len(answered)
        refused = [each for each in answered if not _is_accepted(seen, *each)]
        if refused:
            taken = {d.id for d, attempt in tried if _is_accepted(seen, d, attempt)}
            never = {delivery.id for delivery, _ in refused} - taken
            statuses = ", ".join(sorted({str(a.outcome.status) for _, a in refused}))
            text = f"{url} answered {counted(len(refused), 'attempt')} with {statuses}, and "
            lost = f"never took {counted(len(never), 'delivery', 'deliveries')}"
            text += lost if never else "took what it was sent in the end"
            findings.append(_finding(ERROR if never else WARNING, text, refused))
    return Checked(number, findings)


def _is_accepted(seen: Seen, delivery: Delivery, attempt: Attempt) -> bool:
    status = attempt.outcome.status
    return status is not None and seen.vendors[delivery.vendor].webhooks.accepts(status)


def _receivers(seen: Seen) -> Mapping[str, list[Tried]]:
    """The attempts by the URL that they went to, without its query."""
    found: dict[str, list[Tried]] = {}
    for delivery, attempt in _attempts(seen):
        url = urlsplit(attempt.sent.url)
        if not url.path.startswith(INBOX):
            place = url._replace(query="", fragment="").geturl()
            found.setdefault(place, []).append((delivery, attempt))
    return found


def _attempts(seen: Seen) -> Iterator[Tried]:
    """All but forged ones, which are not the vendor's."""
    return ((delivery, attempt) for delivery in seen.deliveries for attempt in delivery.genuine)


def _finding(severity: str, text: str, tried: list[Tried]) -> Finding:
    causes = sorted({d.request for d, _ in tried if d.request is not None})
    return Finding(severity, text, causes, sorted({d.id for d, _ in tried}))
