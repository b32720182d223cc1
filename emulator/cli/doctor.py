"""`fse doctor`."""

import importlib.metadata
import platform
import socket
import sys
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from emulator import __version__
from emulator.cli import show
from emulator.cli.first_calls import FIRST_CALLS
from emulator.cli.http import NoAnswer, Refused, Server, asks_server, is_loopback
from emulator.kernel.clock import Clock, parse_instant, write_instant
from emulator.kernel.operation import Record

if TYPE_CHECKING:
    import httpx2

OLDEST_PYTHON = (3, 11)
#: Seconds by which the clock may differ before it surprises.
DRIFT = 60
UNAUTHORIZED, MISDIRECTED, TOO_MANY = 401, 421, 429


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at; `do` says how to mend it, and is empty where all is well."""

    what: str
    do: str = ""


@click.command(
    "doctor",
    epilog=show.examples(
        "fse doctor",
        "fse doctor --url http://emulator:8080",
    ),
)
@asks_server
def command(server: Server) -> None:
    """Check this setup, and say what to do.

    Logs in with the demo credentials and reads a record, which counts against their limits.
    """
    is_well = True
    found: list[Finding] = []
    for finding in findings(server):
        is_well = is_well and not finding.do
        found.append(finding)
        if not server.as_json:
            _print(finding)
    if server.as_json:
        show.as_json([{"ok": not finding.do, **asdict(finding)} for finding in found])
    if not is_well:
        raise SystemExit(1)


def _print(finding: Finding) -> None:
    if finding.do:
        click.echo(click.style("problem", fg="red") + f"  {finding.what}")
        click.echo(f"         do: {finding.do}")
    else:
        click.echo(click.style("ok", fg="green") + f"       {finding.what}")


def findings(server: Server) -> Iterator[Finding]:
    """All there is to say, in the order in which one thing needs the other."""
    yield from _installation()
    health = yield from _reached(server)
    if health is None:
        return
    version = health["version"]
    same = version == __version__
    yield Finding(
        f"the server is {version}, this command {__version__}",
        "" if same else "restart the server, or use the `fse` of its installation",
    )
    try:
        index = server.get("/_emulator/")
        for name, vendor in index["vendors"].items():
            yield from _tried(server, name, vendor)
        yield _clock(server.get("/_emulator/clock"))
        yield from _limits(server)
    except Refused as refused:
        by_token = refused.status == UNAUTHORIZED
        do = "take the one that `fse serve` printed" if by_token else "look at --sandbox and --url"
        yield Finding("; ".join(refused.problems), do)


def _installation() -> Iterator[Finding]:
    oldest = ".".join(map(str, OLDEST_PYTHON))
    is_new = sys.version_info >= OLDEST_PYTHON
    yield Finding(
        f"Python {platform.python_version()}", "" if is_new else f"install Python {oldest} or newer"
    )
    try:
        installed = importlib.metadata.version("fieldservice-emulator")
    except importlib.metadata.PackageNotFoundError:
        yield Finding(
            f"fieldservice-emulator {__version__}, not installed: it runs from its source"
        )
        return
    yield Finding(
        f"fieldservice-emulator {installed}",
        "" if installed == __version__ else f"install it again: its code is {__version__}",
    )


def _reached(server: Server) -> Generator[Finding, None, Record | None]:
    """What `/healthz` answers, if it does."""
    host = urlsplit(server.url).netloc
    try:
        health = server.health()
    except NoAnswer as no_answer:
        yield Finding(no_answer.problems[0], "start it with `fse serve`, or name it with --url")
        if is_loopback(server.url):
            yield _port(urlsplit(server.url).port or 80)
        return None
    except Refused as refused:
        if refused.status == MISDIRECTED:
            do = f"fse serve --allow-host {urlsplit(server.url).hostname}"
            yield Finding(f"the server does not serve the Host {host}", do)
        else:
            yield Finding(refused.problems[0], "name another URL with --url or EMULATOR_URL")
        return None
    yield Finding(f"{server.url} answers")
    yield Finding(f"the Host {host} is served")
    return health


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)):
            return Finding(f"port {port} is free")
    return Finding(f"port {port} is taken by another program", "fse serve --port 0, a free one")


def _tried(server: Server, name: str, vendor: Record) -> Iterator[Finding]:
    """The first calls of a client, over HTTP as a client makes them."""
    title, env = vendor["title"], vendor["environment"]
    if name not in FIRST_CALLS or not all(env.values()):
        yield Finding(f"{title}: no demo credentials in these fixtures, so no login is tried")
        return
    import httpx2

    before: Record = {}
    with server.client() as client:
        try:
            for what, call in FIRST_CALLS[name].tried.items():
                answer = call(client, env, before)
                found = _answered(f"{title}: {what}", answer)
                yield found
                if found.do:
                    return
                before = answer.json()
        except httpx2.HTTPError as error:
            yield Finding(f"{title}: no answer: {error}", "look at what `fse serve` says")


def _answered(what: str, answer: "httpx2.Response") -> Finding:
    if answer.is_success and answer.headers["content-type"].startswith("application/json"):
        return Finding(what)
    reason = answer.headers.get("emulator-reason") or answer.text[:200] or "no reason given"
    if answer.status_code == TOO_MANY:
        do = "wait until the limit reopens, or move the clock: fse clock advance 1m"
    else:
        do = "fse reset, which brings back the fixtures; then compare with `fse env`"
    return Finding(f"not so: {what}: {answer.status_code}, {reason}", do)


def _clock(clock: Record) -> Finding:
    host = Clock().now()
    ahead = (parse_instant(clock["now"]) - host).total_seconds()
    if clock["frozen"]:
        return Finding(f"the clock is frozen at {clock['now']}", "fse clock unfreeze")
    if abs(ahead) > DRIFT:
        differs = f"the clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'}"
        instant = write_instant(host.replace(microsecond=0))
        return Finding(f"{differs} this machine's", f"fse clock set {instant}")
    return Finding("the clock goes with this machine's")


def _limits(server: Server) -> Iterator[Finding]:
    now = parse_instant(server.get("/_emulator/clock")["now"])
    used_up = 0
    for name, throttle in server.get("/_emulator/throttle").items():
        for window in throttle["windows"]:
            is_open = parse_instant(window["closes"]) > now
            if is_open and window["used"] >= window["allowed"]:
                used_up += 1
                yield Finding(
                    f"{name}: the limit {window['limit']} of {window['owner']} is used up until"
                    f" {window['closes']}",
                    "fse clock advance 1m, or fse serve --profile relaxed",
                )
    if not used_up:
        yield Finding("no limit is used up")
