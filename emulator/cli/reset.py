"""`fse reset`."""

import click

from emulator.cli import show
from emulator.cli.http import Server, asks_server


@click.command(
    "reset",
    epilog=show.examples(
        "fse reset",
        "fse reset --sandbox mine",
    ),
)
@asks_server
def command(server: Server) -> None:
    """Take a sandbox back to its fixtures.

    Records, tokens and limits start afresh; the clock stays where it is.
    """
    answer = server.call("POST", "/_emulator/reset")
    if server.as_json:
        show.as_json(answer)
    else:
        click.echo(f"{server.sandbox or 'default'} is back at its fixtures")
