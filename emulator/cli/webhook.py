"""`fse webhook`."""

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from urllib.parse import quote

import click

from emulator.cli import deliveries, show
from emulator.cli.deliveries import same_server
from emulator.cli.http import Server, asks_server
from emulator.cli.storm import storm
from emulator.cli.verdict import verdict
from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record

ROOT = "/_emulator/webhooks"
STATES = ("waiting", "delivered", "failed", "dropped", "lost")
SUCCESS = range(200, 300)


@click.group(
    "webhook",
    epilog=show.examples(
        "fse webhook fire WorkOrderCreated 107002896      tell whoever listens",
        "fse webhook list                                 what was sent, what came of it",
        "fse webhook show 1                               the body, each attempt",
        "fse webhook storm hostile                        misbehave as in production",
        "fse webhook verdict                              what receivers did wrong",
    ),
)
def command() -> None:
    """List, fire and replay webhooks, and let them go wrong.

    A receiver for them is one command away: `fse listen`.
    """


@command.command("list")
@click.option("--event", metavar="EVENT", help="Only this event type.")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N",
              help="At most so many.")  # fmt: skip
@asks_server
def list_(server: Server, event: str | None, state: str | None, limit: int) -> None:
    """List what was to be sent, newest first."""
    answer = server.get(f"{ROOT}/deliveries", event=event, state=state, limit=limit)
    if server.as_json:
        show.as_json(answer)
        return
    found = answer["deliveries"]
    if found:
        show.table(deliveries.COLUMNS, [deliveries.row(brief) for brief in found])
    for line in _notes(server, answer, limit, is_narrowed=bool(event or state)):
        click.echo(line)


def _notes(server: Server, answer: Record, limit: int, *, is_narrowed: bool) -> Sequence[str]:
    """What there is to know beside the table, and what to do next."""
    found, same = answer["deliveries"], same_server(server)
    if not found and is_narrowed:
        return ["no such delivery; without --event and --state all are listed"]
    if not found:
        return [
            "nothing was sent yet: webhooks go to endpoints, see `fse webhook endpoints`",
            f"  fse listen{same}      receives them here",
        ]
    notes = [f"the newest {limit}; more with --limit"] if len(found) == limit else []
    if answer["dropped"]:
        notes.append(f"{answer['dropped']} older ones are no longer kept")
    if coming := [brief["next"] for brief in found if brief["next"]]:
        by = deliveries.advance(server.get("/_emulator/clock")["now"], min(coming))
        due = deliveries.moment(min(coming))
        notes.append(f"the next attempt is due at {due}; to have it now:")
        notes.append(f"  fse clock advance {by}{same}")
    return notes


@command.command("show")
@click.argument("delivery", metavar="ID")
@asks_server
def show_(server: Server, delivery: str) -> None:
    """Print one delivery whole: the body, and each attempt."""
    answer = server.get(f"{ROOT}/deliveries/{quote(delivery, safe='')}")
    if server.as_json:
        show.as_json(answer)
        return
    for line in deliveries.whole(answer):
        click.echo(line)


@command.command()
@asks_server
def endpoints(server: Server) -> None:
    """List where webhooks go, whose they are, whether they are on."""
    answer = server.get(f"{ROOT}/endpoints")
    if server.as_json:
        show.as_json(answer)
        return
    columns = ("vendor", "id", "name", "owner", "url", "state", "events")
    rows = [deliveries.endpoint_row(one) for one in answer["endpoints"]]
    if rows:
        show.table(columns, rows)
        return
    click.echo("there is none: subscribe through the vendor's API, or let this machine receive:")
    click.echo(f"  fse listen{same_server(server)}")


@command.command()
@click.argument("pattern", default="")
@asks_server
def events(server: Server, pattern: str) -> None:
    """List the event types, and the table that each is about.

    PATTERN is a part of the name, or the whole of it with * and ?; without one all are listed.
    """
    catalogues = server.get(f"{ROOT}/events")
    found = {vendor: matching(pattern, known) for vendor, known in catalogues.items()}
    if server.as_json:
        show.as_json(found)
    elif any(found.values()):
        several = len(catalogues) > 1
        rows = [
            (event, table or "-", *([vendor] if several else []))
            for vendor, known in found.items()
            for event, table in known.items()
        ]
        show.table(("event", "about", *(["vendor"] if several else [])), rows)
    if not any(found.values()):
        names = [event for known in catalogues.values() for event in known]
        near = ", ".join(get_close_matches(pattern, names, n=3, cutoff=0.5))
        do = f"near: {near}" if near else "try a shorter part of its name"
        raise Mistake(f"no event is like {pattern}; {do}")


def matching(pattern: str, catalogue: Mapping[str, str]) -> Mapping[str, str]:
    """The event types that a pattern finds, in whatever case."""
    wanted = pattern.lower()
    glob = wanted if set("*?[") & set(wanted) else f"*{wanted}*"
    return {e: table for e, table in catalogue.items() if fnmatchcase(e.lower(), glob)}


def _object(_: click.Context, __: click.Parameter, text: str | None) -> Record | None:
    if text is None:
        return None
    try:
        value = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"no JSON: {error}") from None
    if not isinstance(value, dict):
        raise click.BadParameter(f"""{text}, expected an object such as '{{"Priority": "P1"}}'""")
    return value


@command.command()
@click.argument("event")
@click.argument("record", required=False)
@click.option("--object", "extra", callback=_object, metavar="JSON",
              help="Fields of the message, over those of the record.")  # fmt: skip
@click.option("--vendor", help="Whose event, where there are several vendors.")
@asks_server
def fire(
    server: Server, event: str, record: str | None, extra: Record | None, vendor: str | None
) -> None:
    """Tell of EVENT as if it had happened; nothing else changes.

    RECORD is what it happened to: an id, such as 107002896, or table/id, such as
    workorders/107002896.
    """
    named = int(record) if record and record.isdecimal() else record
    asked = {"event": event, "record": named, "object": extra, "vendor": vendor}
    given = {name: value for name, value in asked.items() if value is not None}
    answer = server.call("POST", f"{ROOT}/fire", given)
    if server.as_json:
        show.as_json(answer)
    elif answer["deliveries"]:
        _print_told(server, event, answer)
    if not answer["deliveries"]:
        same = same_server(server)
        raise Mistake(
            f"nobody was told: {answer['reason']}",
            f"receive it here with `fse listen --events {event}{same}`,"
            f" or see `fse webhook endpoints{same}`",
        )


def _print_told(server: Server, what: str, answer: Record) -> None:
    ids = answer["deliveries"]
    count = "1 delivery" if len(ids) == 1 else f"{len(ids)} deliveries"
    click.echo(f"{what}: {count}, {', '.join(map(str, ids))}")
    click.echo(f"  fse webhook show {ids[0]}{same_server(server)}      what came of it")


@command.command()
@click.argument("delivery", metavar="ID")
@asks_server
def replay(server: Server, delivery: str) -> None:
    """Send the bytes of a delivery once more, now."""
    made = server.call("POST", f"{ROOT}/deliveries/{quote(delivery, safe='')}/replay")
    if server.as_json:
        show.as_json(made)
    else:
        click.echo(f"{deliveries.printable(made['url'])}: {deliveries.outcome(made)}")
        for line in deliveries.answer(made):
            click.echo(line)
    if made["status"] not in SUCCESS:
        raise SystemExit(1)


@command.command()
@click.argument("endpoint", metavar="ID")
@click.option("--vendor", help="Whose endpoint, where there are several vendors.")
@asks_server
def test(server: Server, endpoint: str, vendor: str | None) -> None:
    """Send the vendor's own test message to an endpoint.

    ID is one of `fse webhook endpoints`.
    """
    path = f"{ROOT}/endpoints/{quote(endpoint, safe='')}/test"
    answer = server.call("POST", path, vendor=vendor)
    if server.as_json:
        show.as_json(answer)
    else:
        _print_told(server, f"test of endpoint {endpoint}", answer)


command.add_command(storm)
command.add_command(verdict)
