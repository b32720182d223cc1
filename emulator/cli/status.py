"""`fse status`."""

import click

from emulator.cli import show
from emulator.cli.clock import worded
from emulator.cli.http import Server, asks_server


@click.command(
    "status",
    epilog=show.examples(
        "fse status",
        "fse status --json | jq .vendors.servicechannel.profile",
    ),
)
@asks_server
def command(server: Server) -> None:
    """Say what runs: vendors, profile, clock, operations by evidence."""
    index = server.get("/_emulator/")
    if server.as_json:
        show.as_json(index)
        return
    click.echo(f"fieldservice-emulator {index['version']} at {server.url}")
    click.echo(f"sandbox {index['sandbox']}, seed {index['seed']}, clock {worded(index['clock'])}")
    if index["storm"] != "none":
        click.echo(f"storm {index['storm']}: webhooks go wrong, see `fse webhook storm`")
    if count := index["faults"]:
        click.echo(f"{count} fault{'s' * (count > 1)}: requests go wrong, see `fse faults`")
    click.echo()
    rows = [
        (
            vendor["title"],
            vendor["base_url"],
            vendor["profile"],
            ", ".join(f"{count} {kind}" for kind, count in vendor["operations"].items()),
        )
        for vendor in index["vendors"].values()
    ]
    show.table(("vendor", "base URL", "profile", "operations"), rows)
