"""`fse wait`."""

import time
from dataclasses import replace
from datetime import timedelta

import click

from emulator.cli import show
from emulator.cli.http import Server, asks_server
from emulator.kernel.clock import parse_duration
from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record

#: Seconds between two tries.
PAUSE = 0.1


def _duration(_: click.Context, __: click.Parameter, text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(
    "wait",
    epilog=show.examples(
        "fse serve & fse wait && pytest",
        "fse wait --url http://emulator:8080 --timeout 2m",
    ),
)
@click.option("--timeout", default="30s", callback=_duration, show_default=True, metavar="DURATION",
              help="How long to wait, such as 30s or 2m.")  # fmt: skip
@asks_server
def command(server: Server, timeout: timedelta) -> None:
    """Wait until the server answers."""
    health = until_ready(server, timeout)
    if server.as_json:
        show.as_json(health)
    else:
        click.echo(f"{server.url} answers: {health['version']}, {', '.join(health['vendors'])}")


def until_ready(server: Server, timeout: timedelta) -> Record:
    """What `/healthz` answers, once it does.  Raises Mistake when the time is over."""
    deadline = time.monotonic() + timeout.total_seconds()
    server = replace(server, patience=max(PAUSE, timeout.total_seconds()))
    while True:
        try:
            return server.health()
        except Mistake as mistake:
            if time.monotonic() + PAUSE > deadline:
                seconds = f"{timeout.total_seconds():g} s"
                raise Mistake(f"not ready after {seconds}", *mistake.problems) from None
        time.sleep(PAUSE)
