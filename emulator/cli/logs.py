"""`fse logs`."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypedDict, Unpack

import click

from emulator.cli import show
from emulator.cli.deliveries import kind, moment, outcome, printable
from emulator.cli.http import NoAnswer, Server, asks_server
from emulator.kernel.operation import Record

PATH = "/_emulator/logs"
#: A status by its first digit; what has none was not answered.
COLOURS = {"2": "green", "3": "cyan", "4": "yellow"}
NO_ANSWER, BAD = "—", "red"
LOST = "{lost} lines are left out: they came faster than they were read"


class Wishes(TypedDict):
    """The options of `logs`: None, or False, where one is not given."""

    follow: bool
    lines: int
    vendor: str | None
    operation: str | None
    status: str | None
    refused: bool
    kind: str | None


class Event(NamedTuple):
    """One event of a stream."""

    name: str
    content: Record


@click.command(
    "logs",
    epilog=show.examples(
        "fse logs -f                                 what happens, until Ctrl-C",
        "fse logs -n 100 --refused                   what was refused, of the last requests",
        "fse logs -f --status 5xx --sandbox mine     of one sandbox",
        "fse logs -f --json | jq .reason             one object a line, for programs",
    ),
)
@click.option("-f", "--follow", is_flag=True, help="Go on with what happens, until Ctrl-C.")
@click.option("-n", "--lines", type=click.IntRange(0, 10_000), default=20, show_default=True,
              metavar="N", help="So many of what was already, at most.")  # fmt: skip
@click.option("--vendor", help="Only this vendor's.")
@click.option("--operation", metavar="ID", help="Only requests of this operation.")
@click.option("--status", metavar="STATUS",
              help="Only this status: 404, 4xx, or 0 for no answer.")  # fmt: skip
@click.option("--refused", is_flag=True, help="Only requests that were refused.")
@click.option("--kind", type=click.Choice(("request", "delivery")), help="Only one of the two.")
@asks_server
def command(server: Server, **wishes: Unpack[Wishes]) -> None:
    """Print what was asked and sent, one line a request or a delivery's attempt.

    Of all sandboxes, without --sandbox.  A line has the time on the sandbox's clock, the sandbox,
    the request's number there, the caller, what was asked, its operation and status, why it was
    refused, and after a ! the faults that struck it.
    """
    told = json_line if server.as_json else line
    try:
        for event in _events(server, wishes):
            if event.name == "end":
                raise NoAnswer(f"the log ends: {event.content['reason']}")
            if event.name == "lost" and not server.as_json:
                click.echo(LOST.format(**event.content), err=True)
            else:
                click.echo(told(event.content))
    except KeyboardInterrupt:
        return


def _events(server: Server, wishes: Wishes) -> Iterator[Event]:
    """What was, and what comes.  Raises NoAnswer when the server goes away."""
    asked: Record = {
        **{name: wishes[name] for name in ("vendor", "operation", "status", "kind")},
        "limit": wishes["lines"],
        "refused": "true" if wishes["refused"] else None,
    }
    if not wishes["follow"]:
        for known in server.get(PATH, **asked)["lines"]:
            yield Event(known["kind"], known)
        return
    yield from events(server.stream(PATH, follow="true", **asked))
    raise NoAnswer(f"{server.url} has gone")


def events(pieces: Iterable[bytes]) -> Iterator[Event]:
    """The server-sent events of a stream that comes in pieces; comments are left out."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n\n")
        for text in whole:
            fields = dict(line.split(b": ", 1) for line in text.split(b"\n"))
            if b"data" in fields:
                yield Event(fields[b"event"].decode(), json.loads(fields[b"data"]))


def json_line(told: Record) -> str:
    """One object in one line; only ASCII, so that nothing in it steers a terminal."""
    return json.dumps(told if "kind" in told else {"kind": "lost", **told})


def line(told: Record) -> str:
    """A request or an attempt in one line, coloured."""
    parts = _delivery(told) if told["kind"] == "delivery" else _request(told)
    when = click.style(moment(told["at"]), dim=True)
    return "  ".join([when, told["sandbox"], *filter(None, parts)])


def _request(told: Record) -> Iterator[str]:
    query = f"?{told['query']}" if told["query"] else ""
    yield f"#{told['id']}"
    yield _text(str(told["caller"] or told["client_id"] or "-"))
    yield _text(f"{told['method']} {told['path']}{query}")
    yield told["operation"] or "-"
    yield _status(told["status"], str(told["status"] or NO_ANSWER))
    yield _text(told["reason"])
    if told["faults"]:
        yield click.style(f"! {', '.join(f['effect'] for f in told['faults'])}", fg="magenta")


def _delivery(told: Record) -> Iterator[str]:
    about = f" {told['about']}" if told["about"] else ""
    yield f"→ {_text(told['event'] + about)}"
    yield _text(told["url"])
    yield kind({**told, "number": told["attempt"]})
    yield _status(told["status"], _text(outcome(told)))


def _status(status: int | None, text: str) -> str:
    return click.style(text, fg=COLOURS.get(str(status)[:1], BAD))


def _text(text: str) -> str:
    """What came from elsewhere, in one line that steers no terminal."""
    return show.one_line(printable(text))
