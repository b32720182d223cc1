"""`fse clock`."""

import click

from emulator.cli import show
from emulator.cli.http import Server, asks_server
from emulator.kernel.operation import Record

#: Characters of an instant up to its seconds.
SECONDS = 19


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

    All that happens in a sandbox goes by its clock: tokens expire, limits reopen.
    """


@command.command("show")
@asks_server
def show_(server: Server) -> None:
    """Print the clock."""
    _print(server, server.get("/_emulator/clock"))


@command.command()
@click.argument("duration")
@asks_server
def advance(server: Server, duration: str) -> None:
    """Move the clock forwards by DURATION: 90s, 11m, 12h, 2d, 1d2h or PT11M."""
    _print(server, server.call("POST", "/_emulator/clock", {"advance": duration}))


@command.command("set")
@click.argument("instant")
@asks_server
def set_(server: Server, instant: str) -> None:
    """Move the clock to INSTANT, such as 2026-06-15T12:00:00Z, forwards or backwards."""
    _print(server, server.call("POST", "/_emulator/clock", {"set": instant}))


@command.command()
@asks_server
def freeze(server: Server) -> None:
    """Stop the clock; it can still be moved."""
    _print(server, server.call("POST", "/_emulator/clock", {"freeze": True}))


@command.command()
@asks_server
def unfreeze(server: Server) -> None:
    """Let the clock run on from where it stands."""
    _print(server, server.call("POST", "/_emulator/clock", {"freeze": False}))


def _print(server: Server, clock: Record) -> None:
    if server.as_json:
        show.as_json(clock)
        return
    click.echo(worded(clock))
    if due := clock.get("due"):
        rows = [(event["at"][:SECONDS] + "Z", event["what"], _about(event)) for event in due]
        show.table(("at", "what fell due", "whose"), rows)


def worded(clock: Record) -> str:
    """A clock in one line."""
    return f"{clock['now'][:SECONDS]}Z, {'frozen' if clock['frozen'] else 'running'}"


def _about(event: Record) -> str:
    return ", ".join(f"{k} {v}" for k, v in event.items() if k not in ("at", "what"))
