"""Receivers for those who have none: `/_emulator/inbox/{name}` takes anything, as often as asked.

What is sent there is kept, and read with a wait until it has come; the sender is answered 200, or
as it was told.
"""

import asyncio
import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from emulator.control.problems import Asked, ControlCall, Problem
from emulator.kernel.clock import parse_duration
from emulator.kernel.inbox import MESSAGE_LIMIT, Received, Telling
from emulator.kernel.operation import Record

NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: The most seconds that anybody waits or is kept waiting.
PATIENCE = 60
REDIRECTS = range(300, 400)
BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT, HTTPStatus.NOT_MODIFIED}


class Held(Response):
    """No answer until the client goes away, or a 504 once nobody should have waited for so long."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while (await receive())["type"] != "http.disconnect":
                    pass
                return
        await Response(status_code=HTTPStatus.GATEWAY_TIMEOUT)(scope, receive, send)


async def receive(asked: Asked) -> object:
    """Keep a message, whatever it is, and answer 200 or as told."""
    name = _name(asked)
    now = asked.sandbox.clock.now()
    received = Received(now, asked.method, asked.target, asked.headers, asked.raw)
    told = asked.sandbox.inbox.put(name, received)
    if told.hang:
        return Held()
    if told.delay:
        await asyncio.sleep(told.delay)
    headers = {"location": told.redirect} if told.redirect else None
    media = "text/plain" if told.body else None
    return Response(told.body, told.status, headers, media)


#: `receive` for every method that a receiver may be called with; HEAD goes with GET.
ANY: Mapping[str, ControlCall] = dict.fromkeys(
    ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"), receive
)


def listing(asked: Asked) -> object:
    """How many messages there are, by name."""
    inbox = asked.sandbox.inbox
    return {"inboxes": inbox.counts(), "dropped": inbox.dropped}


async def messages(asked: Asked) -> object:
    """All messages of a name, oldest first; with `wait`, once there are `count` or it is over."""
    name, inbox = _name(asked), asked.sandbox.inbox
    count = asked.query.get("count", "1")
    if not re.fullmatch(r"[0-9]{1,4}", count) or not 1 <= int(count) <= MESSAGE_LIMIT:
        raise Problem(400, "count", f"{count!r}, expected a whole number from 1 to {MESSAGE_LIMIT}")
    if "wait" in asked.query:
        await inbox.wait(name, int(count), _seconds("wait", asked.query["wait"]))
    shown = [_shown(received) for received in inbox.messages(name)]
    return {"messages": shown, "dropped": inbox.dropped_of(name)}


def empty(asked: Asked) -> None:
    """Forget the messages of a name."""
    asked.sandbox.inbox.empty(_name(asked))


def answer(asked: Asked) -> object:
    """What the next message of a name is answered with."""
    told = asked.sandbox.inbox.telling(_name(asked))
    return {
        "status": told.status,
        "body": told.body,
        "delay": f"{told.delay:g}s",
        "hang": told.hang,
        "redirect": told.redirect or None,
        "times": told.times,
    }


def tell(asked: Asked) -> object:
    """Change what is answered: the fields of `answer`; one that is left out is as it was at first.

    times: after so many messages it is 200 again.
    """
    name = _name(asked)
    given = asked.take("status", "body", "delay", "hang", "redirect", "times")
    redirect = _redirect(given)
    status = _status(given, redirect)
    hang = given.get("hang", False)
    if not isinstance(hang, bool):
        raise Problem(400, "hang", f"{hang!r}, expected true or false")
    times = None if given.get("times") is None else _whole(given, "times", 1, 1, 1_000_000)
    delay = _seconds("delay", given.get("delay", "0s"))
    told = Telling(status, _body(given, status), delay, hang, redirect, times)
    asked.sandbox.inbox.tell(name, told)
    return answer(asked)


def _name(asked: Asked) -> str:
    name = asked.path["name"]
    if not NAME.fullmatch(name):
        known = "1 to 64 letters, digits, dots, hyphens and underscores"
        raise Problem(400, "no such inbox", f"{name[:80]!r}, expected {known}")
    return name


def _redirect(given: Record) -> str:
    url = given.get("redirect")
    if url is None:
        return ""
    if not isinstance(url, str) or not re.fullmatch(r"[!-~]+", url):
        raise Problem(400, "redirect", f"{url!r}, expected a URL")
    return url


def _status(given: Record, redirect: str) -> int:
    status = _whole(given, "status", 302 if redirect else 200, 200, 599)
    if redirect and status not in REDIRECTS:
        raise Problem(400, "status", f"{status}, expected 300 to 399 with a redirect")
    return status


def _body(given: Record, status: int) -> str:
    body = given.get("body", "")
    if not isinstance(body, str):
        raise Problem(400, "body", f"{body!r}, expected a text")
    if body and status in BODILESS:
        raise Problem(400, "body", f"{body!r}, expected none with {status}")
    return body


def _whole(given: Record, key: str, default: int, least: int, most: int) -> int:
    value = given.get(key, default)
    if type(value) is not int or not least <= value <= most:
        raise Problem(400, key, f"{value!r}, expected a whole number from {least} to {most}")
    return value


def _seconds(key: str, text: object) -> float:
    try:
        seconds = parse_duration(str(text)).total_seconds()
    except ValueError as error:
        raise Problem(400, key, str(error)) from None
    if seconds > PATIENCE:
        raise Problem(400, key, f"{text!r}, expected at most {PATIENCE}s")
    return seconds


def _shown(received: Received) -> Record:
    """body: the exact text; of bytes that are no text, `base64` has them and `body` what it can."""
    text = received.body.decode("utf-8", "replace")
    packed = {} if text.encode() == received.body else {"base64": b64encode(received.body).decode()}
    return {
        "at": received.at.isoformat(),
        "method": received.method,
        "path": received.path,
        "headers": received.headers,
        "body": text,
        **packed,
    }
