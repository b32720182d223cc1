"""What people and programs read: examples, tables and JSON."""

import json
import sys
from collections.abc import Sequence

import click

#: The most characters of a problem's line, and those of its end that are kept.
LONGEST, END = 300, 100


def examples(*lines: str) -> str:
    """The end of a command's help."""
    return "\b\n" + "\n  ".join(("Examples:", *lines))


def one_line(problem: str) -> str:
    """A problem in one line, cut in its middle where it quotes a whole record."""
    line = " ".join(problem.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - END]} … {line[-END:]}"


def as_json(answer: object) -> None:
    """Print an answer for programs."""
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their columns' names: lines and colours on a terminal, else plain text."""
    if sys.stdout.isatty():
        from rich import box
        from rich.console import Console
        from rich.table import Column, Table

        drawn = Table(*(Column(name, overflow="fold") for name in columns), box=box.SIMPLE_HEAD)
        for row in rows:
            drawn.add_row(*row)
        Console(highlight=False, markup=False).print(drawn)
        return
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
