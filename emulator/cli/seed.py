"""`fse seed`."""

import re
import shlex
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from random import Random

import click

from emulator.cli import show
from emulator.kernel.operation import Record

#: The most work orders: a server keeps them all in memory.
MOST = 200_000
#: Work orders between two looks at the progress.
LOOKS = 250
NEGATIVE = re.compile(r"-\d+", re.ASCII)


class _Counted(click.Command):
    """A negative number is a wrong N, not an unknown option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for before, text in pairwise(["", *args]):
            if NEGATIVE.fullmatch(text) and not before.startswith("-"):
                wrong = f"{text} is not in the range 1<=x<={MOST}."
                raise click.BadParameter(wrong, ctx, param_hint="'N'")
        return super().parse_args(ctx, args)


@click.command(
    "seed",
    cls=_Counted,
    epilog=show.examples(
        "fse seed 500 && fse serve --fixtures seeded",
        "fse seed 20000 --out big --seed 7",
    ),
)
@click.argument("number", metavar="N", type=click.IntRange(1, MOST))
@click.option("--out", default="seeded", show_default=True, metavar="FOLDER",
              type=click.Path(file_okay=False, path_type=Path),
              help="Where VENDOR.json is written.")  # fmt: skip
@click.option("--seed", "start", default=0, show_default=True, type=click.IntRange(0),
              metavar="NUMBER", help="Seed of everything random.")  # fmt: skip
@click.option("--vendor", default="servicechannel", show_default=True, metavar="NAME",
              help="Whose world.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file that is there.")
def command(number: int, out: Path, start: int, vendor: str, *, force: bool) -> None:
    """Write fixtures with N more work orders; needs no server.

    They come on top of the demo world, with locations, technicians, notes, work activities and
    check-ins.  The same N and seed make the same bytes everywhere, and a larger N begins with the
    same work orders.
    """
    import orjson

    from emulator.app import VENDORS
    from emulator.cli import seeded
    from emulator.resources import tree

    by_name = {known.name: known for known in VENDORS}
    if vendor not in by_name:
        wrong = f"{vendor}, expected one of {', '.join(by_name)}"
        raise click.BadParameter(wrong, param_hint="'--vendor'")
    file = out / f"{vendor}.json"
    demo = orjson.loads((tree("fixtures") / "demo" / file.name).read_bytes())
    seed = by_name[vendor].seed
    if seed is None:
        able = ", ".join(name for name, known in by_name.items() if known.seed)
        raise click.BadParameter(
            f"{vendor} has no seed, expected one of {able}", param_hint="'--vendor'"
        )
    made = seed(demo, number, Random(start))  # noqa: S311 - repeatable on purpose
    with closing(watched(made, number)) as batches:
        counts = seeded.write(file, demo, batches, may_replace=force)
    told = [f"{counts[table]} {table}" for table in counts if table != "_meta"]
    click.echo(f"{file}: {', '.join(told)}")
    click.echo(f"load it: fse serve --fixtures {shlex.quote(str(out))}")


def watched(
    batches: Iterable[Mapping[str, Sequence[Record]]], number: int
) -> Generator[Mapping[str, Sequence[Record]], None, None]:
    """The same, with a bar on a terminal that says how far it is."""
    if not sys.stderr.isatty():
        yield from batches
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=number)
        for done, batch in enumerate(batches):
            if done % LOOKS == 0:
                progress.update(bar, completed=done)
            yield batch
