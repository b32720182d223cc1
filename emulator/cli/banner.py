"""What `serve` says once it answers: what runs, and what to paste next."""

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from starlette.types import ASGIApp, Message

from emulator.cli.clock import worded
from emulator.cli.env import quoted
from emulator.cli.first_calls import FIRST_CALLS
from emulator.cli.http import URL
from emulator.kernel.operation import Record
from emulator.settings import Settings


def ask(app: ASGIApp, url: str, token: str) -> Record:
    """What the application answers at `/_emulator/`, asked without a connection."""
    headers = [
        (b"host", url.removeprefix("http://").encode()),
        (b"authorization", f"Bearer {token}".encode()),
    ]
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/_emulator/",
        "raw_path": b"/_emulator/",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(_called(app, scope, receive, send))
    answer: Record = json.loads(b"".join(message.get("body", b"") for message in sent))
    return answer


async def _called(app: ASGIApp, *of_call: object) -> None:
    await app(*of_call)  # type: ignore[arg-type]


def print_start(index: Record, url: str, settings: Settings, *, had_state: bool) -> None:
    """Print the banner.  had_state: the `--data` directory held sandboxes before this start."""
    for line in lines(index, url, settings, had_state=had_state):
        click.echo(line)


def program() -> str:
    """How this program is called from here: `fse` where that is found, else by its path."""
    called = Path(sys.argv[0])
    if called.stem == "__main__":
        return f"{sys.executable} -m emulator"
    found = shutil.which(called.name)
    return called.name if found and Path(found).resolve() == called.resolve() else str(called)


def lines(index: Record, url: str, settings: Settings, *, had_state: bool) -> Iterator[str]:
    """The banner, from what `/_emulator/` answers."""
    yield click.style(f"fieldservice-emulator {index['version']} answers at {url}", bold=True)
    yield ""
    for vendor in index["vendors"].values():
        yield f"  {vendor['title']}  {vendor['base_url']}  profile {vendor['profile']}"
    yield f"  clock {worded(index['clock'])}; seed {index['seed']}; {kept_in(settings)}"
    if (storm := index.get("storm", "none")) != "none":
        yield f"  storm {storm}: webhooks misbehave; `fse webhook storm` says how, and ends it"
    yield f"  control plane {url}/_emulator/"
    if had_state and settings.fixtures:
        yield f"  {settings.data} has state of its own; --fixtures is not read but for a reset"
    if settings.control_token:
        yield from _beyond_loopback(settings)
    yield ""
    yield "Next, in another terminal:"
    yield ""
    if settings.control_token:
        yield f"  export EMULATOR_TOKEN={quoted(settings.control_token)}"
    yield f'  eval "$({program()} env --shell{"" if url == URL else f" --url {url}"})"'
    for name, vendor in index["vendors"].items():
        if name in FIRST_CALLS and all(vendor["environment"].values()):
            yield from (f"  {line}" for line in FIRST_CALLS[name].paste)
    yield ""
    yield "Ctrl-C stops it."


def kept_in(settings: Settings) -> str:
    """Where the state is."""
    return f"state in {settings.data}" if settings.data else "state in memory"


def _beyond_loopback(settings: Settings) -> Iterator[str]:
    yield ""
    yield f"  Listening on {settings.host}: the control plane asks for the token below."
    yield "  A name of this machine is served when it is given with --allow-host."
