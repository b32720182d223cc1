"""`fse env`."""

import click

from emulator.cli import show
from emulator.cli.http import Server, asks_server
from emulator.kernel.operation import Record


@click.command(
    "env",
    epilog=show.examples(
        'eval "$(fse env --shell)"        into this shell',
        'eval "$(fse env --shell --sandbox t1)"      those that lead to a sandbox',
        "fse env > .env                   into a file of KEY=VALUE lines",
        "fse env --json | jq -r .SC_TOKEN_URL",
    ),
)
@click.option("--shell", is_flag=True, help="Print `export` lines, for `eval`.")
@asks_server
def command(server: Server, shell: bool) -> None:  # noqa: FBT001 - click's
    """Print the URLs and demo credentials to paste."""
    if shell and server.as_json:
        raise click.UsageError("--shell and --json: only one of them")
    found = variables(server.get("/_emulator/"))
    if server.as_json:
        show.as_json(found)
        return
    for name, value in found.items():
        click.echo(f"export {name}={quoted(value)}" if shell else f"{name}={value}")


def variables(index: Record) -> dict[str, str]:
    """The variables of all vendors, from what `/_emulator/` answers."""
    found: dict[str, str] = {}
    for vendor in index["vendors"].values():
        found |= vendor["environment"]
    return found


def quoted(value: str) -> str:
    """A value that a shell takes as it is."""
    return "'" + value.replace("'", "'\\''") + "'"
