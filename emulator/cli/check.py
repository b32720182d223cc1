"""`fse check`."""

from pathlib import Path

import click

from emulator.cli import show


@click.command(
    "check",
    epilog=show.examples(
        "fse check",
        "fse check my-fixtures/servicechannel.json",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def command(paths: tuple[Path, ...]) -> None:
    """Check contracts, fixtures and profiles; needs no server.

    PATH is a file or a folder of them; without one, those that the emulator comes with.  A fixture
    is named after its vendor, a contract or profile lies in a folder that is.  Every problem is
    one line: what is wrong where, and what was expected.
    """
    from emulator.cli import files

    found = list(files.found(paths))
    if not found:
        raise click.UsageError(f"no .json file in {', '.join(map(str, paths))}")
    problems = list(dict.fromkeys(files.problems(found)))
    for problem in problems:
        click.echo(show.one_line(problem))
    checked = f"{len(found)} file{'s' * (len(found) != 1)}"
    if problems:
        click.echo(f"{checked}, {len(problems)} problem{'s' * (len(problems) != 1)}")
        raise SystemExit(1)
    click.echo(f"{checked}, no problem")
