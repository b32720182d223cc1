"""`fse report`."""

import click

from emulator.cli import show
from emulator.cli.deliveries import printable, same_server
from emulator.cli.http import Server, asks_server
from emulator.kernel.operation import Record
from emulator.kernel.report_words import lines

GRADES = "ABCDEF"


@click.command(
    "report",
    epilog=show.examples(
        "fse report                    what the client did well, and what not",
        "fse report --min-grade B      in CI: exit 1 below that, or if nothing was asked",
        "fse report --json | jq .findings",
    ),
)
@click.option(
    "--min-grade",
    type=click.Choice(list(GRADES), case_sensitive=False),
    help="Exit 1 if the grade is worse, or if there is none.",
)
@asks_server
def command(server: Server, min_grade: str | None) -> None:
    """Grade the client by what it asked of a sandbox.

    A is without a finding; B has warnings; C an error, D several; E what goes wrong in production,
    F several of that.  It looks at all that came since the sandbox was made or reset.
    """
    report = server.get("/_emulator/report")
    if server.as_json:
        show.as_json(report)
    else:
        for line in lines(report):
            click.echo(printable(line))
        if (number := first(report)) is not None:
            click.echo(f"\n`fse explain {number}{same_server(server)}` tells more of a request")
    if min_grade and not reaches(report["grade"], min_grade):
        raise SystemExit(1)


def first(report: Record) -> int | None:
    """The request to look at first: the last of those that show the worst finding."""
    shown = (finding["requests"][-1] for finding in report["findings"] if finding["requests"])
    return next(shown, None)


def reaches(grade: str | None, least: str) -> bool:
    """Whether a grade is as good as another; no grade is not."""
    return grade is not None and GRADES.index(grade) <= GRADES.index(least)
