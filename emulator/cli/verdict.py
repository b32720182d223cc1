"""`fse webhook verdict`."""

from collections.abc import Iterator, Sequence

import click

from emulator.cli import deliveries, show
from emulator.cli.deliveries import same_server
from emulator.cli.http import Server, asks_server
from emulator.kernel.operation import Record

VERDICT = "/_emulator/webhooks/storm/verdict"
COLUMNS = ("endpoint", "url", "verdict", "events", "acknowledged", "effects", "why")
#: How many deliveries and requests of a finding are named.
NAMED = 8


@click.command(
    epilog=show.examples(
        "fse webhook verdict                  what receivers did with their messages",
        "fse webhook verdict --endpoint 2     only with those to one endpoint",
        "fse webhook verdict --json           with each event; exit code 1 where it is bad",
    ),
)
@click.option("--endpoint", type=click.IntRange(1), metavar="ID", help="Only what went there.")
@click.option("--vendor", help="Only what this vendor told.")
@click.option("--limit", type=click.IntRange(0), default=200, show_default=True, metavar="N",
              help="At most so many events in the JSON.")  # fmt: skip
@asks_server
def verdict(server: Server, endpoint: int | None, vendor: str | None, limit: int) -> None:
    """Say what receivers of webhooks did wrong, from what they called back with.

    Twice the same for one event, work on old news, an answer that is late, a forged message that is
    believed, an event that is lost: each finding names the deliveries and the requests that show
    it.  Exits with 1 if there is one.
    """
    answer = server.get(VERDICT, endpoint=endpoint, vendor=vendor, limit=limit)
    if server.as_json:
        show.as_json(answer)
    else:
        for line in worded(answer, same_server(server)):
            click.echo(line)
        if len(answer["endpoints"]) > 1:
            click.echo()
            show.table(COLUMNS, [row(each) for each in answer["endpoints"]])
    if answer["verdict"] == "bad":
        raise SystemExit(1)


def worded(answer: Record, same: str = "") -> Iterator[str]:
    """The verdict, the numbers beside it, and each finding.

    same: the options with which another command speaks to the same sandbox.
    """
    reason = f": {answer['reason']}" if answer["reason"] else ""
    yield f"verdict: {answer['verdict']}{reason}"
    yield from (f"  {line}" for line in _numbers(answer["totals"]))
    yield from (f"  {line}" for line in _notes(answer))
    for finding in answer["findings"]:
        times = "once" if finding["times"] == 1 else f"{finding['times']} times"
        yield ""
        yield f"{finding['finding']}, {times}: {finding['says']}"
        yield f"  deliveries  {_some(finding['deliveries'])}"
        if finding["requests"]:
            yield f"  requests    {_some(finding['requests'])}"
    if answer["findings"]:
        first = answer["findings"][0]["deliveries"][0]
        yield ""
        yield f"  fse webhook show {first}{same}      what was sent, and what came of it"


def _numbers(totals: Record) -> Iterator[str]:
    copies = f" with {totals['copies']} copies" if totals["copies"] else ""
    forged = f", and {totals['forged']} forged messages" if totals["forged"] else ""
    yield f"{totals['events']} events in {totals['deliveries']} deliveries{copies}{forged}"
    if totals["never_sent"] or totals["waiting"]:
        yield f"{totals['never_sent']} were never sent, {totals['waiting']} wait to be sent"
    silent = totals["without_call_back"]
    yield f"{totals['acknowledged']} acknowledged, {silent} of them without a call back"
    yield f"{totals['effects']} requests changed something"
    seconds = totals["seconds"]
    if seconds["worst"] is not None:
        yield f"time to answer: {seconds['median']:.3f} s, at worst {seconds['worst']:.3f} s"


def _notes(answer: Record) -> Iterator[str]:
    for what, count in answer["dropped"].items():
        if count:
            yield f"{count} older {what} are no longer kept, and not judged"


def _some(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:NAMED])) + (", …" if len(numbers) > NAMED else "")


def row(endpoint: Record) -> Sequence[str]:
    """An endpoint's line, under COLUMNS."""
    totals = endpoint["totals"]
    return (
        str(endpoint["endpoint"]),
        deliveries.printable(endpoint["url"]) or "-",
        endpoint["verdict"],
        *(str(totals[name]) for name in ("events", "acknowledged", "effects")),
        endpoint["reason"],
    )
