"""`fse`: the command line.

A command is loaded when it is asked for; only `serve` and `check` load the server's libraries.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from emulator import __version__
from emulator.cli import show
from emulator.kernel.errors import Mistake
from emulator.settings import WrongSetting

#: The commands, each in the module of its name as `command`.
SECTIONS: Mapping[str, Sequence[str]] = {
    "Run it": ("serve", "env", "wait", "seed"),
    "Look at it": ("status", "logs", "explain", "report", "doctor", "check"),
    "Time and state": ("clock", "reset", "sandbox", "snapshot"),
    "Break it": ("faults",),
    "Webhooks": ("listen", "webhook"),
}

HELP = """The field-service APIs that integrators cannot test against, on localhost.

\b
The first three things to do:
  fse serve                        run the emulator; it prints what to paste next
  eval "$(fse env --shell)"        the URLs and demo credentials, in another terminal
  fse doctor                       when something is not as it should be

Exit codes: 0 fine, 1 a problem found, 2 wrong usage.
"""


class Commands(click.Group):
    """Loads commands late, lists them by section, and words a person's mistakes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [name for names in SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"emulator.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, names in SECTIONS.items():
            with formatter.section(section):
                commands = [(name, self.get_command(ctx, name)) for name in names]
                formatter.write_dl([(n, c.get_short_help_str(64)) for n, c in commands if c])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a Mistake is one line a problem, and never a traceback."""
        try:
            return super().invoke(ctx)
        except Mistake as mistake:
            for problem in mistake.problems:
                click.echo(show.one_line(problem), err=True)
            raise SystemExit(2 if isinstance(mistake, WrongSetting) else 1) from None


@click.group(cls=Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__, prog_name="fieldservice-emulator", message="%(prog)s %(version)s"
)
def main() -> None:
    """Run the program."""
