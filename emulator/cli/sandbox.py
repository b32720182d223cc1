"""`fse sandbox`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack
from urllib.parse import quote

import click
from click.core import ParameterSource

from emulator.cli import folder as folders
from emulator.cli import show
from emulator.cli.clock import worded
from emulator.cli.deliveries import same_server
from emulator.cli.folder import SNAPSHOTS
from emulator.cli.http import Server, asks_server
from emulator.kernel.aliases import NAME
from emulator.kernel.operation import Record

SANDBOXES = "/_emulator/sandboxes"
#: Seconds that a sandbox may take to be made: its records are checked.
PATIENCE = 120
COLUMNS = ("name", "clock", "profile", "storm", "from")


class Wishes(TypedDict):
    """The options of `create`: None, empty or False where one is not given."""

    origin: str | None
    snapshot: str | None
    fixtures: str | None
    profile: tuple[str, ...]
    seed: int | None
    clock: str | None
    freeze: bool
    storm: str | None


@click.group(
    "sandbox",
    epilog=show.examples(
        "fse sandbox create t1 --profile relaxed      a world of its own",
        'eval "$(fse env --shell --sandbox t1)"       the credentials that lead there',
        "fse sandbox fork t1 t2                       the same world once more",
        "fse sandbox drop t1                          the end of it",
    ),
)
def command() -> None:
    """Make, copy and end sandboxes: worlds that share a port and nothing else.

    Each has records, tokens, limits, a clock and webhooks of its own.  The credentials decide: a
    client that logs in with those of a sandbox is there, with the same URLs.
    """


def _name(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    if text is not None and not NAME.fullmatch(text):
        raise click.BadParameter(
            f"{text!r}, expected 1 to 40 letters, digits, - and _, the first a letter or digit"
        )
    return text


def _all(server: Server) -> Server:
    """The server, whichever sandbox the person's other commands speak to."""
    source = click.get_current_context().get_parameter_source("sandbox")
    if source is ParameterSource.COMMANDLINE:
        raise click.UsageError("--sandbox is for other commands; here a sandbox is an argument")
    return replace(server, sandbox="", patience=PATIENCE)


@command.command("list")
@asks_server
def list_(server: Server) -> None:
    """List the sandboxes."""
    answer = _all(server).get(SANDBOXES)
    if server.as_json:
        show.as_json(answer)
    else:
        show.table(COLUMNS, [_row(entry) for entry in answer["sandboxes"]])


def _row(entry: Record) -> Sequence[str]:
    profile = profiles(entry["profiles"])
    storm = entry.get("storm", "?")
    return (entry["name"], worded(entry["clock"]), profile, storm, entry["from"])


def profiles(by_vendor: Mapping[str, str]) -> str:
    """The profiles of a sandbox: one name where all vendors have the same."""
    if len(names := set(by_vendor.values())) == 1:
        return names.pop()
    return ", ".join(f"{vendor} {name}" for vendor, name in by_vendor.items())


@command.command(
    epilog=show.examples(
        "fse sandbox create",
        "fse sandbox create t1 --profile relaxed --clock 2026-06-15T12:00:00Z --freeze",
        "fse sandbox create t1 --snapshot before --storm hostile",
        "fse sandbox create t1 --fixtures my-fixtures",
        "fse sandbox create --json | jq -r .vendors.servicechannel.environment.SC_CLIENT_ID",
    )
)
@click.argument("name", required=False, callback=_name)
@click.option("--from", "origin", callback=_name, metavar="SANDBOX",
              help="Copy this sandbox as it is now.")  # fmt: skip
@click.option("--snapshot", metavar="NAME|FOLDER", help="Begin as a snapshot was saved.")
@click.option("--fixtures", metavar="FOLDER", help="Begin with the fixtures of a folder.")
@click.option("--profile", multiple=True, metavar="[VENDOR=]NAME",
              help="Limits, lifetimes and quirks of an environment; repeatable.")  # fmt: skip
@click.option("--seed", type=int, metavar="N", help="Seed of everything random.")
@click.option("--clock", metavar="INSTANT", help="Where its clock starts.")
@click.option("--freeze", is_flag=True, help="Its clock stands still.")
@click.option("--storm", metavar="PRESET", help="What happens to its webhooks on their way.")
@asks_server
def create(server: Server, name: str | None, **wishes: Unpack[Wishes]) -> None:
    """Make a sandbox, and print what to paste next.

    NAME is 1 to 40 letters, digits, - and _; without one it gets one.  It begins with the fixtures
    of the server, unless --from, --snapshot or --fixtures says otherwise.
    """
    server = _all(server)
    _print_made(server, server.call("POST", SANDBOXES, body(name, wishes)))


def body(name: str | None, wishes: Wishes) -> Record:
    """What is asked for, with what was given and nothing else.

    Raises UsageError for two origins, Mistake for files that cannot be read.
    """
    copied, saved, fixtures = wishes["origin"], wishes["snapshot"], wishes["fixtures"]
    if len([origin for origin in (copied, saved, fixtures) if origin is not None]) > 1:
        raise click.UsageError("--from, --snapshot and --fixtures: only one of them")
    asked = {
        "name": name,
        "from": copied,
        "snapshot": None if saved is None else folders.snapshot(folders.existing(saved, SNAPSHOTS)),
        "fixtures": None if fixtures is None else folders.fixtures(Path(fixtures)),
        "profile": list(wishes["profile"]) or None,
        "seed": wishes["seed"],
        "clock": wishes["clock"],
        "frozen": wishes["freeze"] or None,
        "storm": wishes["storm"],
    }
    return {key: value for key, value in asked.items() if value is not None}


@command.command()
@click.argument("sandbox_", metavar="SANDBOX", callback=_name)
@click.argument("name", required=False, callback=_name)
@asks_server
def fork(server: Server, sandbox_: str, name: str | None) -> None:
    """Copy SANDBOX as it is now, as NAME.

    The copy has its own credentials; nobody is logged in there.
    """
    server = _all(server)
    asked = {"from": sandbox_} | ({} if name is None else {"name": name})
    _print_made(server, server.call("POST", SANDBOXES, asked))


def _print_made(server: Server, entry: Record) -> None:
    if server.as_json:
        show.as_json(entry)
        return
    name = entry["name"]
    there = same_server(replace(server, sandbox=name))
    clock, profile = worded(entry["clock"]), profiles(entry["profiles"])
    click.echo(f"{name}, from {entry['from']}: clock {clock}; profile {profile}")
    click.echo("what leads there, for a client in this shell, and for the other commands:")
    click.echo(f'  eval "$(fse env --shell{there})"')
    click.echo(f"  export EMULATOR_SANDBOX={name}")


@command.command()
@click.argument("name", callback=_name)
@asks_server
def drop(server: Server, name: str) -> None:
    """End a sandbox: its records, its tokens, all there is in it."""
    answer = _all(server).call("DELETE", f"{SANDBOXES}/{quote(name, safe='')}")
    if server.as_json:
        show.as_json(answer)
    else:
        click.echo(f"{name} is gone; with its credentials nobody logs in any more")
