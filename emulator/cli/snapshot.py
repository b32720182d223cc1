"""`fse snapshot`."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from emulator.cli import folder as folders
from emulator.cli import show
from emulator.cli.clock import worded
from emulator.cli.deliveries import moment, same_server
from emulator.cli.folder import OWN, SNAPSHOTS, located
from emulator.cli.http import Server, asks_server
from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record

STATE = "/_emulator/snapshot"
#: Seconds that the whole state may take, out or in.
PATIENCE = 120
Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def _under() -> Decorator:
    return click.option("--dir", "under", type=click.Path(path_type=Path), default=SNAPSHOTS,
                        show_default=True, metavar="FOLDER",
                        help="The folder of the snapshots that have a name.")  # fmt: skip


def _json() -> Decorator:
    return click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


@click.group(
    "snapshot",
    epilog=show.examples(
        "fse snapshot save before                     keep all there is, in snapshots/before",
        "fse snapshot load before                     back to it, as often as you like",
        "fse sandbox create t1 --snapshot before      another world that begins there",
        "fse serve --fixtures snapshots/before        a server with its records",
    ),
)
def command() -> None:
    """Save a sandbox whole, and bring it back.

    Records, tokens, the clock and the webhooks on their way are in a folder, as JSON to read, to
    edit and to commit: one file a vendor, one record a line.  Its files are fixtures.
    """


@command.command()
@click.argument("name")
@_under()
@click.option("--force", is_flag=True, help="Replace a snapshot that is there already.")
@asks_server
def save(server: Server, name: str, under: Path, force: bool) -> None:  # noqa: FBT001 - click's
    """Save the sandbox as NAME, or to a folder: a path with a slash."""
    folder = located(name, under)
    folders.check_free(folder, is_forced=force)
    files = replace(server, patience=PATIENCE).get(STATE)
    told = _told(folder, files)
    folders.write(folder, files)
    _print(server, told, f"{folder}: ")
    if not server.as_json:
        there = "" if folder == located(name, SNAPSHOTS) else f" --dir {shlex.quote(str(under))}"
        click.echo(f"back to it: fse snapshot load {shlex.quote(name)}{there}{same_server(server)}")


@command.command()
@click.argument("name", metavar="NAME|FOLDER")
@_under()
@asks_server
def load(server: Server, name: str, under: Path) -> None:
    """Make the sandbox what was saved.

    All of it is checked first: where anything is wrong, every problem is told and nothing changed.
    """
    folder = folders.existing(name, under)
    files = folders.snapshot(folder)
    replace(server, patience=PATIENCE).call("PUT", STATE, files)
    _print(server, _told(folder, files), f"{server.sandbox or 'default'} is as saved in {folder}: ")


def _print(server: Server, told: Record, what: str) -> None:
    if server.as_json:
        show.as_json(told)
        return
    records = ", ".join(f"{n} records of {vendor}" for vendor, n in told["records"].items())
    click.echo(f"{what}{records}; clock {worded(told['clock'])}")


def _told(folder: Path, files: Mapping[str, Record]) -> Record:
    """A snapshot in short.  Raises Mistake where it does not look like one."""
    try:
        clock = {name: files[OWN]["clock"][name] for name in ("now", "frozen")}
        worded(clock)
        records = folders.count(files)
    except (LookupError, TypeError, AttributeError) as error:
        raise Mistake(f"{folder}: no snapshot: {type(error).__name__} {error}") from None
    return {
        "name": folder.name,
        "folder": str(folder),
        "clock": clock,
        "records": records,
    }


@command.command("list")
@_under()
@_json()
def list_(under: Path, as_json: bool) -> None:  # noqa: FBT001 - click's
    """List the snapshots that have a name; needs no server."""
    with folders.disk():
        found = sorted(under.iterdir()) if under.exists() else []
        named = [(f, (f / OWN).stat().st_mtime) for f in found if (f / OWN).is_file()]
    listed = [_entry(folder, changed) for folder, changed in named]
    if as_json:
        show.as_json({"snapshots": listed})
    elif listed:
        show.table(("name", "when", "vendors", "records", "clock in it"), [*map(_row, listed)])
    else:
        click.echo(f"no snapshot in {under}; to have one: fse snapshot save NAME")


def _entry(folder: Path, changed: float) -> Record:
    """A snapshot in short; `problem` says why one cannot be read."""
    when = {"saved": write_instant(datetime.fromtimestamp(int(changed), UTC))}
    try:
        return _told(folder, folders.snapshot(folder)) | when
    except Mistake as mistake:
        problem = mistake.problems[0].removeprefix(f"{folder}: ").removeprefix(f"{folder}/")
        return {"name": folder.name, "folder": str(folder), "problem": problem} | when


def _row(entry: Record) -> Sequence[str]:
    when = moment(entry["saved"])
    if "problem" in entry:
        return (entry["name"], when, "-", "-", show.one_line(entry["problem"]))
    records = entry["records"]
    total = str(sum(records.values()))
    return (entry["name"], when, ", ".join(records), total, worded(entry["clock"]))


@command.command()
@click.argument("name", metavar="NAME|FOLDER")
@_under()
@_json()
def rm(name: str, under: Path, as_json: bool) -> None:  # noqa: FBT001 - click's
    """Remove a snapshot, and nothing that is none; needs no server."""
    folder = folders.existing(name, under)
    folders.remove(folder)
    if as_json:
        show.as_json({"removed": str(folder)})
    else:
        click.echo(f"removed: {folder}")
