"""`fse faults`."""

from collections.abc import Callable
from math import isfinite
from typing import TypedDict, Unpack

import click

from emulator.cli import show
from emulator.cli.clock import ShowsFirst
from emulator.cli.deliveries import same_server
from emulator.cli.http import Server, asks_server
from emulator.kernel.operation import Record

FAULTS = "/_emulator/faults"
COUNT = click.IntRange(1)
COLUMNS = ("id", "meets", "effect", "times", "fitted", "struck")
Kind = click.IntRange | click.FloatRange | type[str]
Decorator = Callable[[Callable[..., None]], Callable[..., None]]


class Fields(TypedDict):
    """The options of `add` that say which requests: None where one is not given."""

    vendor: str | None
    operation: str | None
    method: str | None
    path: str | None
    nth: int | None
    every: int | None
    probability: float | None


@click.group(
    "faults",
    cls=ShowsFirst,
    epilog=show.examples(
        "fse faults                                    what goes wrong, and how often it did",
        "fse faults add lose_answer --operation universalCheckIn --times 1",
        "fse faults add status=503 --every 3",
        "fse faults add latency=2s --vendor servicetrade --probability 0.2",
        "fse faults clear                              all is well again",
    ),
)
def command() -> None:
    """Let requests go wrong: errors, delays, lost answers.

    The same seed and the same requests meet the same faults.  `fse reset` ends them, too.
    """


@command.command("show")
@asks_server
def show_(server: Server) -> None:
    """Print the faults, and how often each struck.

    fitted: how many requests it could have struck, until it was over.
    """
    answer = server.get(FAULTS)
    if server.as_json:
        show.as_json(answer)
    elif answer["faults"]:
        show.table(COLUMNS, [row(fault) for fault in answer["faults"]])
    else:
        same = same_server(server)
        click.echo("no faults; `fse faults add lose_answer --times 1" + same + "` makes one:")
        click.echo("the next request is done, and its answer never comes")
        click.echo(f"effects: {', '.join(answer['effects'])}")


def _option(name: str, kind: Kind, metavar: str, text: str) -> Decorator:
    return click.option(f"--{name}", type=kind, metavar=metavar, help=text)


@command.command(
    epilog=show.examples(
        "fse faults add lose_answer --operation universalCheckIn --times 1",
        "fse faults add throttle=1m --vendor servicechannel --nth 5",
        "fse faults add drop --method POST --path '/v3/workorders/*'",
    )
)
@click.argument("effect", metavar="EFFECT[=VALUE]")
@_option("vendor", str, "NAME", "Only requests to this vendor.")
@_option("operation", str, "ID", "Only this operation, by its operationId.")
@_option("method", str, "METHOD", "Only this method.")
@_option("path", str, "PATH", "Only this path, without the vendor's name; * for any part of it.")
@_option("nth", COUNT, "N", "Only number N of those.")
@_option("every", COUNT, "N", "Only each N-th of those.")
@_option("probability", click.FloatRange(0, 1), "P", "Each of those with this probability, 0 to 1.")
@_option("times", COUNT, "N", "So often at most; without it, always.")
@asks_server
def add(server: Server, effect: str, times: int | None, **fields: Unpack[Fields]) -> None:
    """Let something go wrong.

    It does with the requests that have all that the options say; without options, with all.

    \b
      status=503    that status, in the vendor's words; nothing is done
      throttle=30s  as over a limit, with Retry-After; without a value it is 30 s
      drop          the connection closes; nothing is done
      expire_token  the caller's token ends, as if its time had come
      lose_answer   all is done, and the connection closes
      truncate      all is done, and half of the answer comes
      latency=2s    all is done, and the answer comes so much later
    """  # noqa: D301 - click's own mark
    body: Record = {"effect": parsed(effect)}
    body["match"] = {name: value for name, value in fields.items() if value is not None}
    if times is not None:
        body["times"] = times
    fault = server.call("POST", FAULTS, body)
    if server.as_json:
        show.as_json(fault)
        return
    same = same_server(server)
    often = {0: "", 1: ", once"}.get(fault["times"], f", {fault['times']} times at most")
    meeting = f"{worded(fault['effect'])}, meets {meets(fault['match'])}{often}"
    click.echo(f"fault {fault['id']}: {meeting}")
    end = f"fse faults clear {fault['id']}{same}"
    click.echo(f"  {f'fse faults{same}'.ljust(len(end))}  how often it struck")
    click.echo(f"  {end}  ends it")


@command.command()
@click.argument("number", metavar="[ID]", required=False, type=COUNT)
@asks_server
def clear(server: Server, number: int | None) -> None:
    """End all faults, or one of them."""
    server.call("DELETE", FAULTS if number is None else f"{FAULTS}/{number}")
    if server.as_json:
        show.as_json({"cleared": number or "all"})
    else:
        click.echo("no more faults" if number is None else f"fault {number} is over")


def parsed(text: str) -> Record:
    """An effect as it is sent: `lose_answer`, `status=503`, `latency=2s`; hyphens will do."""
    name, is_given, value = text.partition("=")
    return {name.strip().replace("-", "_"): _value(value.strip()) if is_given else True}


def _value(text: str) -> object:
    """A number as one, and `true`; anything else as it is: the server says what it expected."""
    if text.lower() == "true":
        return True
    if text.isdecimal():
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return text
    return number if isfinite(number) else text


def row(fault: Record) -> tuple[str, ...]:
    """A fault's line, under COLUMNS."""
    times = str(fault["times"] or "always")
    return (
        str(fault["id"]),
        meets(fault["match"]),
        worded(fault["effect"]),
        f"{times}, over" if fault["over"] else times,
        str(fault["fitted"]),
        str(fault["struck"]),
    )


def worded(effect: Record) -> str:
    """An effect as it is typed."""
    ((name, value),) = effect.items()
    if value is True:
        return str(name)
    return f"{name}={value}" if name == "status" else f"{name}={value:g}s"


def meets(match: Record) -> str:
    """The requests that a fault meets."""
    names = [str(match[n]) for n in ("vendor", "operation", "method", "path") if n in match]
    said = [" ".join(names) or "any request"]
    if "nth" in match:
        said.append(f"only number {match['nth']}")
    if "every" in match:
        said.append(f"one in {match['every']}")
    if "probability" in match:
        said.append(f"{match['probability'] * 100:g} % of them")
    return ", ".join(said)
