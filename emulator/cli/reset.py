"""`fse reset`."""

import click

from emulator.cli import show
from emulator.cli.http import Server, asks_server


@click.command(
    "reset",
    epilog=show.examples(
        "fse reset",
        "fse reset --sandbox mine",
        "fse reset --weekly",
    ),
)
@click.option("--weekly", is_flag=True, help="Go on to the end of the week first.")
@asks_server
def command(server: Server, *, weekly: bool) -> None:
    """Take a sandbox back to its fixtures.

    Records, tokens and limits start afresh; the clock stays where it is.  With --weekly it is the
    wipe of a shared test environment: the clock goes on to midnight before Sunday, UTC, whatever
    falls due until then happens, and then the records are back.
    """
    answer = server.call("POST", "/_emulator/reset", {"weekly": True} if weekly else None)
    if server.as_json:
        show.as_json(answer)
        return
    at = f"; it is {answer['now']}" if weekly else ""
    click.echo(f"{server.sandbox or 'default'} is back at its fixtures{at}")
