"""`fse webhook storm`."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypedDict, Unpack

import click

from emulator.cli import show
from emulator.cli.deliveries import same_server
from emulator.cli.http import Server, asks_server
from emulator.kernel.operation import Record

STORM = "/_emulator/webhooks/storm"
PROBABILITY = click.FloatRange(0, 1)
WHOLE = click.IntRange(0)
#: The kind of an option's value, and what adds the option.
Kind = click.FloatRange | click.IntRange
Decorator = Callable[[Callable[..., None]], Callable[..., None]]
NO_STORM = "each message goes out once, in order, at once"


#: What a preset does, for the help.
PRESETS = """\b
Presets:
  duplicates   each message comes twice, within a second
  shuffled     up to 20 messages of an endpoint change places
  lossy        one in ten is lost, the others wait up to 30 s
  late         each waits one to ten minutes
  hostile      all of that, with up to four copies, and one in twenty comes forged, too
  none         each goes out once, in order, at once

"""


class Fields(TypedDict):
    """The options of `storm`: None where one is not given."""

    duplicates: float | None
    copies: int | None
    spacing: int | None
    shuffle: int | None
    delay: int | None
    drop: float | None
    late: float | None
    forged: float | None


def _field(name: str, kind: Kind, metavar: str, text: str) -> Decorator:
    return click.option(f"--{name}", type=kind, metavar=metavar, help=text)


@click.command(
    epilog=PRESETS
    + show.examples(
        "fse webhook storm                           what the weather is",
        "fse webhook storm duplicates                a preset",
        "fse webhook storm --drop 0.2 --shuffle 5    field by field",
        "fse webhook storm none                      it is over",
        "fse webhook verdict                         what receivers did in it",
    ),
)
@click.argument("preset", required=False)
@_field("duplicates", PROBABILITY, "P", "The probability, 0 to 1, that a message is duplicated.")
@_field("copies", WHOLE, "N", "How many copies follow at most.")
@_field("spacing", WHOLE, "MS", "Within how long each copy follows.")
@_field("shuffle", WHOLE, "N", "How many messages of an endpoint change places.")
@_field("delay", WHOLE, "MS", "How long each message waits at most.")
@_field("drop", PROBABILITY, "P", "The probability that a message is never sent.")
@_field("late", PROBABILITY, "P", "The probability that a message waits for minutes.")
@_field("forged", PROBABILITY, "P", "The probability that a message with a wrong signature comes.")
@asks_server
def storm(server: Server, preset: str | None, **fields: Unpack[Fields]) -> None:
    """Print or change what goes wrong with messages on their way.

    Without an argument nothing is changed.  PRESET replaces all; options change what they name,
    on top of it.  Delays go by the sandbox's clock; the same seed and the same requests give the
    same storm.
    """
    change = changed(preset, fields)
    weather = server.call("PUT", STORM, change) if change else server.get(STORM)
    if more := missing(fields, weather):
        weather = server.call("PUT", STORM, more)
    if server.as_json:
        show.as_json(weather)
        return
    for line in worded(weather):
        click.echo(line)
    if not change:
        click.echo(f"presets: {', '.join(weather['presets'])}; or field by field, see --help")
    elif weather["preset"] != "none":
        click.echo(f"`fse webhook storm none{same_server(server)}` ends it")


def changed(preset: str | None, fields: Fields) -> Record:
    """The body that changes a storm, with what was given and nothing else."""
    duplicates = {
        "probability": fields["duplicates"],
        "copies": fields["copies"],
        "spacing_ms": fields["spacing"],
    }
    body = {
        "preset": preset,
        "duplicates": _given(duplicates) or None,
        "shuffle": fields["shuffle"],
        "delay": None if fields["delay"] is None else {"max_ms": fields["delay"]},
        "drop": fields["drop"],
        "late": None if fields["late"] is None else {"probability": fields["late"]},
        "forged": fields["forged"],
    }
    return _given(body)


def _given(values: Mapping[str, object]) -> Record:
    return {name: value for name, value in values.items() if value is not None}


def missing(fields: Fields, weather: Record) -> Record:
    """The change without which what was asked for would do nothing: copies need a probability."""
    twice = weather["duplicates"]
    if fields["duplicates"] and fields["copies"] is None and not twice["copies"]:
        return {"duplicates": {"copies": 1}}
    if fields["copies"] and fields["duplicates"] is None and not twice["probability"]:
        return {"duplicates": {"probability": 1}}
    return {}


def worded(weather: Record) -> Iterator[str]:
    """What happens to messages on their way, one line a kind of trouble."""
    yield f"storm {weather['preset']}"
    troubles = list(_troubles(weather))
    yield from (f"  {trouble}" for trouble in troubles or [NO_STORM])


def _troubles(weather: Record) -> Iterator[str]:
    twice, late = weather["duplicates"], weather["late"]
    if twice["probability"] and twice["copies"]:
        copies = "one copy" if twice["copies"] == 1 else f"up to {twice['copies']} copies"
        within = duration(twice["spacing_ms"])
        when = f"within {within}" if twice["copies"] == 1 else f"each within {within} of the last"
        yield f"duplicates: {share(twice['probability'])} get {copies}, {when}"
    if weather["shuffle"]:
        yield f"shuffle: {weather['shuffle']} messages change places"
    if weather["delay"]["max_ms"]:
        yield f"delay: each waits up to {duration(weather['delay']['max_ms'])}"
    if weather["drop"]:
        yield f"drop: {share(weather['drop'])} are never sent"
    if late["probability"]:
        between = f"{duration(late['min_ms'])} to {duration(late['max_ms'])}"
        yield f"late: {share(late['probability'])} wait {between} longer"
    if weather["forged"]:
        yield f"forged: {share(weather['forged'])} come with a wrong signature, too"


def share(probability: float) -> str:
    return "all messages" if probability >= 1 else f"{probability * 100:.3g} % of the messages"


def duration(milliseconds: float) -> str:
    """Milliseconds as a person says them."""
    for unit, size in (("h", 3_600_000), ("min", 60_000), ("s", 1_000)):
        if milliseconds >= size and milliseconds % size == 0:
            return f"{milliseconds // size:g} {unit}"
    return f"{milliseconds:g} ms"
