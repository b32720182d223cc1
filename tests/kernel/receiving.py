"""Receivers on loopback that behave as badly as a test wants, and POSTs to them."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext

from emulator.kernel.sender import Sender
from emulator.kernel.sending import Outcome, Outgoing

#: Seconds within which a receiver that behaves has answered, on a busy machine, too.
PATIENCE = 5.0
#: Seconds after which a test gives up on one that does not.
SOON = 0.2

#: What a receiver does once it has read the request.
Behave = Callable[["Receiver", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Receiver:
    """url: where it listens.  got: each request, byte by byte.  wrote: how many bytes it sent."""

    url: str = ""
    got: list[bytes] = field(default_factory=list)
    wrote: int = 0
    #: Done once a request was read.
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    #: Done once the sender has closed the connection.
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def heads(self) -> list[str]:
        return [request.partition(b"\r\n\r\n")[0].decode() for request in self.got]


def says(*parts: bytes) -> Behave:
    """Answers with these bytes and waits for the sender to close."""

    async def behave(_: Receiver, reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        for part in parts:
            to.write(part)
            await to.drain()
        await reader.read()

    return behave


def says_and_closes(*parts: bytes) -> Behave:
    """Answers with these bytes and closes."""

    async def behave(_: Receiver, __: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        to.writelines(parts)
        await to.drain()

    return behave


def repeats(first: bytes, again: bytes) -> Behave:
    """Answers without an end."""

    async def behave(receiver: Receiver, _: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        to.write(first)
        while True:
            to.write(again)
            await to.drain()
            receiver.wrote += len(again)

    return behave


def drips(first: bytes, drop: bytes) -> Behave:
    """Answers with a drop every hundredth of a second, until the sender has closed."""

    async def behave(_: Receiver, reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        to.write(first)
        while not reader.at_eof():
            to.write(drop)
            await to.drain()
            with suppress(TimeoutError):
                async with asyncio.timeout(0.01):
                    await reader.read()

    return behave


async def resets(_: Receiver, __: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    """Drops the connection so that the sender is told of it (RST)."""
    linger = (1).to_bytes(4, "little") + bytes(4)
    to.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


@asynccontextmanager
async def receiving(
    behave: Behave, host: str = "127.0.0.1", tls: SSLContext | None = None
) -> AsyncIterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()
    busy: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        busy.add(asyncio.current_task())
        try:
            receiver.got.append(await _request(reader))
            receiver.asked.set()
            await behave(receiver, reader, writer)
        except (OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            receiver.left.set()
        finally:
            receiver.left.set()
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    where = f"[{host}]" if ":" in host else host
    scheme = "https" if tls else "http"
    receiver.url = f"{scheme}://{where}:{server.sockets[0].getsockname()[1]}"
    try:
        yield receiver
    finally:
        server.close()
        for task in busy:
            if task:
                task.cancel()
        await asyncio.gather(*(task for task in busy if task), return_exceptions=True)


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return head + await reader.readexactly(int(length[1]) if length else 0)


def outgoing(
    url: str,
    body: bytes = b"{}",
    headers: Mapping[str, str] | None = None,
    within: float = PATIENCE,
) -> Outgoing:
    return Outgoing(url, headers or {}, body, within)


async def sent_to(
    behave: Behave,
    path: str = "/",
    body: bytes = b"{}",
    headers: Mapping[str, str] | None = None,
    within: float = PATIENCE,
) -> tuple[Outcome, Receiver]:
    """What comes of one POST to a receiver, and what the receiver has seen."""
    async with receiving(behave) as receiver:
        outcome = await Sender([])(outgoing(receiver.url + path, body, headers, within))
        return outcome, receiver
