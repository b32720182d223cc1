"""A report for people: its data as lines."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from emulator.kernel.record import Record

#: How many numbers of requests are named, and the characters of a line.
NAMED, WIDTH = 8, 100
NOTHING = "nothing to grade: no request came, and no webhook went out"
INDENT = " " * 10


def lines(report: Record) -> Iterator[str]:
    """The report, the worst first."""
    if report["grade"] is None:
        yield f"sandbox {report['sandbox']}: {NOTHING}"
        return
    yield f"sandbox {report['sandbox']}: grade {report['grade']}"
    yield f"  {_counts(report)}"
    gone = report["dropped"]
    if any(gone.values()):
        yield (
            f"  {counted(gone['requests'], 'request')} and"
            f" {counted(gone['deliveries'], 'webhook')} are not in the journal any more: what only"
            " they show is missing here"
        )
    for finding in report["findings"]:
        yield ""
        yield from _finding(finding)
    yield ""
    met = [rule for rule in report["rules"] if rule["checked"]]
    good = [f"{rule['rule']} ({rule['of']}: {rule['checked']})" for rule in met if rule["ok"]]
    yield from _list("fine: ", good)
    yield from _list("never met: ", [r["rule"] for r in report["rules"] if not r["checked"]])


def counted(number: int, one: str) -> str:
    """`1 request`, `2 requests`."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def _counts(report: Record) -> str:
    clients = report["clients"]
    numbers = (
        (report["requests"], "request"),
        (len(clients), "caller"),
        (sum(client["logins"] for client in clients), "login"),
        (report["deliveries"], "webhook"),
    )
    return ", ".join(counted(*each) for each in numbers)


def _list(name: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from wrap(f"{name}{', '.join(items)}", WIDTH, subsequent_indent=" " * len(name))


def _finding(finding: Record) -> Iterator[str]:
    yield f"{finding['severity']:<8}  {finding['rule']}: {finding['by']}"
    said = [finding["text"], f"better: {finding['advice']}"]
    for name in ("deliveries", "requests"):
        if ids := finding[name]:
            said.insert(1, f"{name} {_numbers(ids)}")
    for text in said:
        yield from wrap(
            text,
            WIDTH,
            initial_indent=INDENT,
            subsequent_indent=INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _numbers(ids: Sequence[int]) -> str:
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return ", ".join(map(str, ids[:NAMED])) + more
