"""`fse clock`."""

from dataclasses import replace

import click

from emulator.cli import show
from emulator.cli.http import Server, asks_server
from emulator.kernel.operation import Record

#: Characters of an instant up to its seconds.
SECONDS = 19
#: Seconds that a move may take: it waits for the receivers of webhooks.
PATIENCE = 330


class ShowsFirst(click.Group):
    """A group whose first word may be left out: then it is `show`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_help = bool(args) and args[0] in ctx.help_option_names
        if not args or (args[0].startswith("-") and not asks_help):
            args.insert(0, "show")
        return super().parse_args(ctx, args)


@click.group(
    "clock",
    cls=ShowsFirst,
    epilog=show.examples(
        "fse clock                        what time it is there",
        "fse clock advance 11m            let the access tokens expire",
        "fse clock freeze                 stop it, so that a test is repeatable",
    ),
)
def command() -> None:
    """Read the clock, move it, stop it; prints what fell due.

    All that happens in a sandbox goes by its clock: tokens expire, limits reopen, webhooks are
    tried again.
    """


@command.command("show")
@asks_server
def show_(server: Server) -> None:
    """Print the clock."""
    _print(server, server.get("/_emulator/clock"))


@command.command(context_settings={"ignore_unknown_options": True})
@click.argument("duration")
@asks_server
def advance(server: Server, duration: str) -> None:
    """Move the clock forwards by DURATION: 90s, 11m, 12h, 2d, 1d2h or PT11M."""
    _move(server, {"advance": duration}, nothing="nothing fell due")


@command.command("set")
@click.argument("instant")
@asks_server
def set_(server: Server, instant: str) -> None:
    """Move the clock to INSTANT, such as 2026-06-15T12:00:00Z, forwards or backwards."""
    _move(server, {"set": instant}, nothing="nothing fell due")


@command.command()
@asks_server
def freeze(server: Server) -> None:
    """Stop the clock; it can still be moved."""
    _move(server, {"freeze": True})


@command.command()
@asks_server
def unfreeze(server: Server) -> None:
    """Let the clock run on from where it stands."""
    _move(server, {"freeze": False})


def _move(server: Server, how: Record, nothing: str = "") -> None:
    patient = replace(server, patience=PATIENCE)
    _print(server, patient.call("POST", "/_emulator/clock", how), nothing)


def _print(server: Server, clock: Record, nothing: str = "") -> None:
    """Print a clock and what fell due.  nothing: what is said if nothing did."""
    if server.as_json:
        show.as_json(clock)
        return
    click.echo(worded(clock))
    if due := clock.get("due"):
        rows = [(event["at"][:SECONDS] + "Z", event["what"], _about(event)) for event in due]
        show.table(("at", "what fell due", "whose"), rows)
    elif nothing:
        click.echo(nothing)
    if "unfinished" in clock:
        waiting = clock["unfinished"]
        click.echo(
            f"it took too long to get there: {waiting} messages wait; see `fse webhook list`"
        )


def worded(clock: Record) -> str:
    """A clock in one line."""
    return f"{clock['now'][:SECONDS]}Z, {'frozen' if clock['frozen'] else 'running'}"


def _about(event: Record) -> str:
    if "delivery" in event:
        return attempt(event)
    about = {name: value for name, value in event.items() if name not in ("at", "what")}
    return show.one_line(", ".join(f"{name} {_written(value)}" for name, value in about.items()))


def _written(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def attempt(event: Record) -> str:
    """An attempt to deliver a webhook, and what came of it."""
    came = f"answered {event['status']}" if "status" in event else f"no answer: {event['error']}"
    copy = ", forged" if event.get("forged") else ", a storm's copy" if event.get("copy") else ""
    told = f"delivery {event['delivery']}, {event['event']}, attempt {event['attempt']}{copy}"
    return show.one_line(f"{told}: {came}")
