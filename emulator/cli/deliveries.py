"""Deliveries, attempts and storms in words."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from math import ceil

from emulator.cli.http import URL, Server
from emulator.kernel.clock import parse_instant
from emulator.kernel.operation import Record

#: Characters of an instant up to its seconds.
SECONDS = 19
MINUTE = 60
#: The most characters of a receiver's answer that are shown.
SHOWN = 2_000
COLUMNS = ("id", "time", "event", "about", "endpoint", "state", "attempts", "status")


def same_server(server: Server) -> str:
    """The options with which another command speaks to the same sandbox."""
    url = "" if server.url == URL else f" --url {server.url}"
    return url + (f" --sandbox {server.sandbox}" if server.sandbox else "")


def moment(instant: str) -> str:
    """An instant to the second."""
    return f"{instant[:SECONDS]}Z"


def printable(text: str) -> str:
    """What came from elsewhere, without what steers a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def row(brief: Record) -> Sequence[str]:
    """A delivery's line, under COLUMNS."""
    return (
        str(brief["id"]),
        moment(brief["created"]),
        brief["event"],
        brief["about"] or "-",
        printable(brief["url"]) or f"endpoint {brief['endpoint']}",
        brief["state"],
        str(brief["attempts"]),
        last(brief),
    )


def last(brief: Record) -> str:
    """What the last attempt was answered with."""
    if not brief["attempts"]:
        return "-"
    return "no answer" if brief["status"] is None else str(brief["status"])


def advance(now: str, to: str) -> str:
    """How far the clock has to go from one instant to another, as `fse clock advance` takes it."""
    seconds = max(1, ceil((parse_instant(to) - parse_instant(now)) / timedelta(seconds=1)))
    return f"{seconds}s" if seconds <= MINUTE else f"{ceil(seconds / MINUTE)}m"


def pretty(body: str) -> str:
    """JSON with indentation, anything else as it is."""
    try:
        return printable(json.dumps(json.loads(body), indent=2, ensure_ascii=False))
    except (ValueError, RecursionError):
        return printable(body)


def whole(delivery: Record) -> Iterator[str]:
    """One delivery: what became of it, the body, each attempt."""
    about = f" about {delivery['about']}" if delivery["about"] else ""
    request = f" by request {delivery['request']}" if delivery["request"] is not None else ""
    reason = f": {delivery['reason']}" if delivery["reason"] else ""
    yield f"delivery {delivery['id']}: {delivery['event']}{about}"
    yield f"  created  {moment(delivery['created'])}{request}"
    yield f"  to       {printable(delivery['url'])} (endpoint {_endpoint(delivery)})"
    yield f"  state    {delivery['state']}{printable(reason)}"
    if delivery["next"]:
        yield f"  next     {moment(delivery['next'])}"
    yield ""
    yield f"body, {len(delivery['body'].encode())} bytes:"
    yield pretty(delivery["body"])
    headers: object = None
    for made in delivery["attempts"]:
        yield ""
        yield f"{kind(made)} at {moment(made['at'])}: {outcome(made)}"
        yield from answer(made)
        if made["headers"] != headers:
            headers = made["headers"]
            yield "  sent with"
            yield from (f"    {name}: {printable(value)}" for name, value in made["headers"])


def answer(made: Record) -> Iterator[str]:
    """What the receiver said, if anything."""
    if made["answer"]:
        yield f"  it said: {printable(made['answer'][:SHOWN])}"


def _endpoint(delivery: Record) -> str:
    part = f", subscription {delivery['subscription']}" if delivery["subscription"] else ""
    return f"{delivery['endpoint']}{part}"


def kind(made: Record) -> str:
    """Which attempt it is, and whether a storm, a person or nobody we know made it."""
    if made["forged"]:
        return "a forgery with a wrong signature"
    if made["replay"]:
        return "replay"
    named = f"attempt {made['number']}"
    return f"{named}, a storm's copy {made['copy']}" if made["copy"] else named


def outcome(made: Record) -> str:
    """What an attempt was answered, and how soon."""
    seconds = f"{made['seconds']:.3f} s"
    if made["status"] is None:
        return f"no answer after {seconds}: {printable(made['error'])}"
    said = f": {printable(made['error'])}" if made["error"] else ""
    return f"{made['status']} in {seconds}{said}"


def endpoint_row(endpoint: Record) -> Sequence[str]:
    """An endpoint's line: whose, where, whether it is on, how many event types."""
    return (
        endpoint["vendor"],
        str(endpoint["id"]),
        printable(endpoint["name"]),
        str(endpoint["owner"]),
        printable(endpoint["url"]),
        endpoint["state"],
        str(len(endpoint["events"])),
    )
