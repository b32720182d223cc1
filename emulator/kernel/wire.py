"""An answer as it goes out: status, headers and bytes."""

import re
from collections.abc import Callable
from http import HTTPStatus

import orjson

from emulator.kernel.journal import BODY, Entry
from emulator.kernel.operation import Answer
from emulator.kernel.paging import rows

#: What a header's value may not hold.
UNSAFE = re.compile(rb"[\x00-\x1f\x7f]")
Headers = list[tuple[bytes, bytes]]
JSON = (b"content-type", b"application/json; charset=utf-8")
TEXT = (b"content-type", b"text/plain; charset=utf-8")


def written(
    answer: Answer, entry: Entry, always: Callable[[int], Headers] | None = None
) -> tuple[Headers, bytes]:
    """The headers and the body of an answer, with our own headers beside the vendor's.

    always: the headers of all answers of the vendor, from the request's number.
    """
    body = answer.body
    headers: Headers = [(b"emulator-request-id", b"%d" % entry.id)]
    encoded = encode(body)
    if len(encoded) > BODY:
        entry.rows = rows(body)
    if body is not None and "content-type" not in answer.headers:
        headers.append(TEXT if isinstance(body, str) else JSON)
    if answer.status != HTTPStatus.NO_CONTENT:  # RFC 9110, 8.6
        headers.append((b"content-length", b"%d" % len(encoded)))
    for name, value in answer.headers.items():
        headers.append((name.encode(), safe(value)))
    if always is not None:
        headers += always(entry.id)
    if entry.reason:
        headers.append((b"emulator-reason", one_line(entry.reason)))
    return headers, encoded


def encode(body: object) -> bytes:
    """The bytes of a body: text and bytes as they are, everything else as JSON.

    Copied once: they are kept in the journal, and orjson's own buffer is larger than its text.
    """
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    return b"" if body is None else bytes(memoryview(orjson.dumps(body)))


def one_line(text: str) -> bytes:
    """A text of any length as one short header."""
    return safe(" ".join(text.split())[:500], "ascii")


def safe(text: str, charset: str = "latin-1") -> bytes:
    """A header's value; uvicorn closes the connection on one with control characters."""
    return UNSAFE.sub(b"?", text.encode(charset, "replace"))
