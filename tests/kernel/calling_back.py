"""Deliveries and requests as a sandbox has them afterwards."""

from collections.abc import Sequence

from emulator.kernel.deliveries import DELIVERED, FAILED, Attempt, Delivery, Span
from emulator.kernel.journal import Entry
from emulator.kernel.sending import Message, Outcome, Outgoing
from tests.kernel.acme import NOON
from tests.kernel.asking import request

#: Seconds that an answer may take.
TIMEOUT = 5.0
SENT = Outgoing("http://localhost:9/1", {}, b"{}", TIMEOUT)


def tried(  # noqa: PLR0913 - what an attempt has
    turn: int,
    during: Sequence[int] = (),
    *,
    after: int = 0,
    status: int | None = 200,
    seconds: float = 0.1,
    number: int = 1,
    copy: int = 0,
    is_forged: bool = False,
) -> Attempt:
    """The turn-th POST.  during: requests that came before it was answered, else after: the last.

    status: what it was answered with.
    """
    span = Span(turn, min(during) - 1, max(during)) if during else Span(turn, after, after)
    outcome = Outcome(status, seconds)
    return Attempt(number, copy, False, NOON, NOON, SENT, outcome, span, is_forged)


def told(number: int, *attempts: Attempt, about: str = "notes/5", **more: int) -> Delivery:
    """An event that an endpoint was told of."""
    body = b'{"Id": %d}' % more.get("names", 0)
    message = Message(more.get("endpoint", 1), 1, "NoteChanged", about, body)
    made = Delivery(number, "acme", message, more.get("request"), NOON)
    made.attempts += attempts
    is_taken = any(a.outcome.status == 200 for a in made.genuine)
    made.state = DELIVERED if is_taken else FAILED
    return made


def asked(
    number: int,
    path: str = "/acme/notes/5/replies",
    *,
    status: int = 201,
    body: bytes = b"thanks",
    method: str = "POST",
) -> Entry:
    """A request; one that succeeded and is no GET has changed something."""
    prefix, path = "/acme", path.removeprefix("/acme")
    made = Entry(number, NOON, "acme", request(method, path, body=body), "postReply")
    made.path, made.status = prefix + path, status
    if method != "GET" and 200 <= status < 300:
        made.committed = f"replies/{1000 + number}"
    return made


def read(number: int, path: str = "/acme/notes/5", status: int = 200) -> Entry:
    return asked(number, path, status=status, body=b"", method="GET")
