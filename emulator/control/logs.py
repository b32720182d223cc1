"""The live view: what happens in all sandboxes, line by line, or as a stream of server-sent events.

    id: 17
    event: request            or delivery, lost (lines that were read too slowly), end
    data: {"line": 17, "kind": "request", "sandbox": "default", "status": 200, …}

Between events there are comments, as signs of life.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing
from heapq import merge
from itertools import islice, takewhile
from typing import NamedTuple

import orjson
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from emulator.control.problems import Asked, Problem
from emulator.kernel.deliveries import told
from emulator.kernel.feed import Feed, Listener
from emulator.kernel.operation import Record
from emulator.kernel.sandbox import Sandbox

#: How many lines are shown of what was, and the most that are.
SHOWN, MOST = 20, 10_000
#: Of a number that may be asked for.
DIGITS = 15
#: Seconds between two signs of life of a stream in which nothing happens.
HEARTBEAT = 10
KINDS = ("request", "delivery")
#: A status, a class of them, or 0 for no answer at all.
STATUS = re.compile(r"0|[1-5](?:[0-9]{2}|xx)")
PARAMETERS = ("sandbox", "follow", "limit", "since", "kind", "vendor", "operation", "status",
              "refused")  # fmt: skip

Wanted = Callable[[Record], bool]


class Wish(NamedTuple):
    """wants: which lines.  since: only those with a higher number.  limit: of what was already."""

    sandboxes: list[Sandbox]
    wants: Wanted
    since: int
    limit: int

    def past(self) -> list[Record]:
        """What was already, oldest first."""
        lines = merge(*map(_backwards, self.sandboxes), key=_number, reverse=True)
        later = takewhile(lambda line: _number(line) > self.since, lines)
        return list(islice(filter(self.wants, later), self.limit))[::-1]


class Following(StreamingResponse):
    """A stream whose listener leaves with its client, however that happens."""

    def __init__(self, stream: AsyncGenerator[bytes, None]) -> None:
        super().__init__(
            stream, media_type="text/event-stream", headers={"cache-control": "no-store"}
        )
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._stream):
            await super().__call__(scope, receive, send)


def read(asked: Asked) -> object:
    """The last lines of all sandboxes, or of `sandbox`, oldest first; with `follow`, what comes.

    Filters: `kind` (request or delivery), `vendor`, `operation`, `status` (404, 4xx, or 0 for no
    answer), `refused`; `limit`; `since`, a line's number.
    """
    unknown = sorted(asked.query.keys() - set(PARAMETERS))
    if unknown:
        known = f"known: {', '.join(PARAMETERS)}"
        raise Problem(400, f"unknown {', '.join(unknown)}", known)
    is_one = "sandbox" in asked.query
    since = _whole(asked.query, "since", 0, 10**DIGITS)
    limit = _whole(asked.query, "limit", MOST if since else SHOWN, MOST)
    sandboxes = [asked.sandbox] if is_one else list(asked.sandboxes)
    wish = Wish(sandboxes, _wants(asked, is_one=is_one), since, limit)
    if _flag(asked.query, "follow") and asked.method == "GET":
        listener = Listener(wish.wants, asked.sandbox.name if is_one else None)
        return Following(events(asked.sandboxes.start.feed, listener, wish.past))
    return {"lines": wish.past()}


async def events(
    feed: Feed, listener: Listener, past: Callable[[], list[Record]], heartbeat: float = HEARTBEAT
) -> AsyncGenerator[bytes, None]:
    """What was, and then what happens, until the listener is told that it is over."""
    with feed.listening(listener):
        yield b": following\n\n" + b"".join(map(_line, past()))
        over = ""
        while not over:
            try:
                async with asyncio.timeout(heartbeat):
                    lost, lines = await listener.news()
            except TimeoutError:
                yield b": nothing new\n\n"
                continue
            over = listener.ended
            gap = [_event("lost", {"lost": lost})] if lost else []
            yield b"".join([*gap, *map(_line, lines)])
        yield _event("end", {"reason": over})


def _line(line: Record) -> bytes:
    return b"id: %d\n" % _number(line) + _event(line["kind"], line)


def _event(kind: str, content: Record) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(content))


def _number(line: Record) -> int:
    number: int = line["line"]
    return number


def _backwards(sandbox: Sandbox) -> Iterator[Record]:
    """The lines of a sandbox, newest first."""
    deliveries = sandbox.courier.log
    made = [(delivery, attempt) for delivery in deliveries for attempt in delivery.attempts]
    made.sort(key=lambda pair: pair[1].line, reverse=True)
    requests = (entry.told(sandbox.name) for entry in sandbox.journal)
    attempts = (told(delivery, attempt, sandbox.name) for delivery, attempt in made)
    return merge(requests, attempts, key=_number, reverse=True)


def _wants(asked: Asked, *, is_one: bool) -> Wanted:
    """Which lines are asked for.  Raises Problem for what no line can be."""
    query = asked.query
    asked.check_operation(query.get("vendor"), query.get("operation"))
    if (kind := query.get("kind", "request")) not in KINDS:
        raise Problem(400, "kind", f"{kind!r}, expected one of {', '.join(KINDS)}")
    same = {name: query[name] for name in ("kind", "vendor", "operation") if name in query}
    if is_one:
        same["sandbox"] = asked.sandbox.name
    tests: list[Wanted] = [lambda line: all(line.get(n) == text for n, text in same.items())]
    if "status" in query:
        status = _status(query["status"])
        tests.append(lambda line: status.fullmatch(str(line["status"] or 0)) is not None)
    if "refused" in query:
        is_refused = _flag(query, "refused")
        tests.append(lambda line: "reason" in line and bool(line["reason"]) == is_refused)
    return lambda line: all(test(line) for test in tests)


def _status(text: str) -> re.Pattern[str]:
    if not STATUS.fullmatch(text.lower()):
        raise Problem(400, "status", f"{text!r}, expected one such as 404, 4xx, or 0 for no answer")
    return re.compile(text.lower().replace("x", "[0-9]"))


def _flag(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "false").lower()
    if text not in ("true", "false"):
        raise Problem(400, name, f"{query[name]!r}, expected true or false")
    return text == "true"


def _whole(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, str(default))
    is_number = text.isascii() and text.isdecimal() and len(text) <= DIGITS
    if not is_number or int(text) > most:
        raise Problem(400, name, f"{text!r}, expected a whole number from 0 to {most}")
    return int(text)
