"""`fse explain`."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

import click

from emulator.cli import show
from emulator.cli.deliveries import moment, printable
from emulator.cli.http import Server, asks_server
from emulator.kernel.errors import Mistake
from emulator.kernel.operation import Record

REQUESTS = "/_emulator/requests"
#: A line that is a control call: method, path, and perhaps a body.
CONTROL = re.compile(r"(GET|POST|PUT|DELETE) (/_emulator/\S+)(?: (\{.*\}))?")
HIGHEST = 999_999_999


@click.command(
    "explain",
    epilog=show.examples(
        "fse explain            the newest request that was refused",
        "fse explain 12         the one whose Emulator-Request-Id is 12",
        "fse explain 12 --json | jq .met",
    ),
)
@click.argument("number", metavar="[ID]", type=click.IntRange(1, HIGHEST), required=False)
@asks_server
def command(server: Server, number: int | None) -> None:
    """Say why a request was answered as it was.

    The rule that refused it, the data that met the rule, what would have been allowed, and how
    that is known.  ID is what the answer's header Emulator-Request-Id says.
    """
    told = server.get(f"{REQUESTS}/{_newest(server) if number is None else number}/explain")
    if server.as_json:
        show.as_json(told)
        return
    for line in worded(told, server):
        click.echo(printable(line))


def _newest(server: Server) -> int:
    """The newest request that was refused.  Raises Mistake without one."""
    found = server.get(REQUESTS, refused="true", limit=1)["requests"]
    if not found:
        raise Mistake("no request was refused; `fse explain ID` explains any")
    return int(found[0]["id"])


def worded(told: Record, server: Server) -> Iterator[str]:
    """An explanation for a person to read."""
    yield f"request {told['id']}: {told['request']}"
    yield from _head(told)
    yield from _section("why", _why(told))
    yield from _section("what met it", _flat(told["met"]))
    yield from _section("what happened", told["did"])
    yield from _section("what would have been allowed", told["allowed"])
    yield from _section("how that is known", _known(told["evidence"]))
    lines = [*told["allowed"], *told["next"]]
    yield from _section("what to do next", [*_advice(told["next"]), *pasted(lines, server)])


def _head(told: Record) -> Iterator[str]:
    answered = f"{told['status']}, {told['outcome']}" if told["status"] else told["outcome"]
    yield f"  at         {moment(told['at'])}, sandbox {told['sandbox']}"
    yield f"  operation  {told['operation'] or 'none'}"
    if told["caller"]:
        known = {**told["caller"]}
        named = [str(known[n]) for n in ("name", "role", "company") if known.get(n)]
        yield f"  caller     {', '.join([str(known['id']), *named])}"
    yield f"  answered   {answered}"
    if told["received"] != "the whole answer":
        yield f"  received   {told['received']}"


def _why(told: Record) -> Iterator[str]:
    if told["reason"]:
        yield told["reason"]
    if told["rule"]:
        kind = "" if told["kind"] == told["rule"] else f" ({told['kind']})"
        yield f"rule: {told['rule']}{kind}"
    for fault in told["faults"]:
        met = f", for {json.dumps(fault['match'])}" if fault["match"] else ""
        yield f"fault {fault['id']}, {fault['effect']}{met}: {fault['did']}"


def _flat(met: Mapping[str, object], before: str = "") -> Iterator[str]:
    """What was met, a line a value."""
    for name, value in met.items():
        if isinstance(value, Mapping) and value.keys() == {"id", "name"}:
            yield f"{before}{name}: {value['id']} {value['name'] or ''}".rstrip()
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}: ")
        else:
            yield f"{before}{name}: {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _known(evidence: Record) -> Iterator[str]:
    for one in evidence.get("behaviours", ())[:1]:
        yield f"{one['evidence']}: {one['says']} {one['source']}"
    for name in ("answer", "operation"):
        if name in evidence:
            yield f"{evidence[name]['evidence']}: the {name}. {evidence[name]['source']}"


def _advice(lines: Sequence[str]) -> Iterator[str]:
    yield from (line for line in lines if not CONTROL.fullmatch(line))


def pasted(lines: Sequence[str], server: Server) -> Iterator[str]:
    """The control calls among some lines, as a shell takes them."""
    for line in lines:
        if found := CONTROL.fullmatch(line):
            method, path, body = found.groups()
            words = ["curl", "-X", method, f"{server.url}{path}"]
            words += ["-d", body] if body else []
            token = ' -H "Authorization: Bearer $EMULATOR_TOKEN"' if server.token else ""
            yield shlex.join(words) + token


def _section(title: str, lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    """Lines under a title, if there are any."""
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)
