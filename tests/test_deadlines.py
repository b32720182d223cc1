"""Connections of a server in the test's own event loop; a second is over when the watch looks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from emulator.deadlines import LIMIT, LOOKS, Watch
from emulator.kernel.request import Request, read_body
from emulator.server import LimitedProtocol, make_server
from tests.world import start

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
LONG = HEAD + b"Content-Length: 10\r\n\r\n"
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LOGIN = LONG.replace(b"/", b"/servicechannel/oauth/token", 1)


class App:
    """Answers with the size of the body.  holds: whether to wait with an answer."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.asked = self.ended = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        try:
            body = await read_body(Request(scope), receive, 100_000_000)
            await self.may_answer.wait()
            await PlainTextResponse(f"{len(body)}")(scope, receive, send)
        finally:
            self.ended += 1


class Client:
    """One connection, from the client's side and from the server's."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: ServerState
    ) -> None:
        self._reader, self._writer, self._connections = reader, writer, state.connections
        self._watch = Watch(state.connections)
        self.server: tuple[str, int] = writer.get_extra_info("peername")

    async def send(self, data: bytes) -> None:
        """Return once the server has read it."""
        self._writer.write(data)
        await self._writer.drain()
        for _ in range(20):
            await asyncio.sleep(0)

    def seconds(self, number: int) -> None:
        for _ in range(number):
            self._watch.look()

    async def rest(self) -> bytes:
        """All that the server says until it closes."""
        return await self._reader.read()

    async def answer(self) -> bytes:
        """What the server says next."""
        return await self._reader.read(65_536)

    @property
    def is_open(self) -> bool:
        return any(not c.transport.is_closing() for c in self._connections)

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def connected(app: Callable[..., Awaitable[None]]) -> AsyncIterator[Client]:
    """A client of a server of this application."""
    server = make_server(app, ready=lambda: None)
    state, loop = server.server_state, asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: LimitedProtocol(server.config, state, {}), "127.0.0.1", 0
    )
    client = Client(*await asyncio.open_connection(*listening.sockets[0].getsockname()), state)
    await client.send(b"")
    try:
        yield client
    finally:
        client.close()
        listening.close()
        await asyncio.gather(*state.tasks)


async def said(*parts: bytes) -> bytes:
    """What the server says to a client that sends one part a second, and then nothing more."""
    async with connected(App()) as client:
        for part in parts:
            await client.send(part)
            client.seconds(1)
        client.seconds(LOOKS - len(parts))
        assert not client.is_open
        return await client.rest()


def is_late(answer: bytes) -> bool:
    """Whether an answer is a 408, whole and with a problem."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\n"), head
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    assert b"content-length: %d" % len(body) in head
    return b'"status":408' in body and b"within %d s" % LIMIT in body


@pytest.mark.parametrize(
    "parts",
    [
        [b"P"],
        [HEAD],
        [HEAD + b"x-drip: ", *[b"a"] * (LOOKS - 1)],
        [LONG],
        [LONG, *[b"a"] * 9],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\na\r\n"] * (LOOKS - 1)],
    ],
    ids=["letter", "head", "dripping-head", "no-body", "dripping-body", "chunks"],
)
def test_a_request_that_does_not_end_is_told_so_and_closed(parts: list[bytes]) -> None:
    assert is_late(asyncio.run(said(*parts)))


def test_a_client_that_was_asked_for_its_body_and_sends_none_is_told_so() -> None:
    answer = asyncio.run(said(HEAD + b"Expect: 100-continue\r\nContent-Length: 10\r\n\r\n"))
    asked, _, rest = answer.partition(b"\r\n\r\n")
    assert asked == b"HTTP/1.1 100 Continue"
    assert is_late(rest)


@pytest.mark.parametrize("data", [b"", b"\r\n"], ids=["nothing", "empty-lines"])
def test_a_connection_that_says_nothing_is_closed_without_a_word(data: bytes) -> None:
    assert asyncio.run(said(data)) == b""


def test_empty_lines_after_a_request_do_not_keep_a_connection() -> None:
    answer = asyncio.run(said(WHOLE, *[b"\r\n"] * (LOOKS - 1), b"\r\n"))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n0")


def test_a_request_that_comes_in_time_is_answered_however_slowly() -> None:
    async def slow() -> bytes:
        async with connected(App()) as client:
            client.seconds(LOOKS - 1)
            for part in (LONG[:20], LONG[20:], b"12345", b"67890"):
                await client.send(part)
                client.seconds(3)
            return await client.answer()

    assert asyncio.run(slow()).endswith(b"\r\n\r\n10")


def test_between_requests_a_connection_is_uvicorns() -> None:
    async def again() -> bytes:
        async with connected(App()) as client:
            await client.send(WHOLE)
            assert (await client.answer()).endswith(b"\r\n\r\n0")
            client.seconds(3 * LOOKS)
            await client.send(WHOLE)
            return await client.answer()

    assert asyncio.run(again()).endswith(b"\r\n\r\n0")


def test_the_second_request_of_a_connection_has_as_long_as_the_first() -> None:
    async def second() -> bytes:
        async with connected(App()) as client:
            await client.send(WHOLE + HEAD)
            await client.answer()
            client.seconds(LOOKS - 1)
            assert client.is_open
            client.seconds(1)
            return await client.rest()

    assert is_late(asyncio.run(second()))


@pytest.mark.parametrize("more", [b"", HEAD, LONG, WHOLE], ids=["none", "head", "body", "whole"])
def test_an_answer_may_take_as_long_as_it_takes_whatever_else_is_asked(more: bytes) -> None:
    async def long() -> bytes:
        app = App()
        async with connected(app) as client:
            app.may_answer.clear()
            await client.send(WHOLE + more)
            client.seconds(10 * LOOKS)
            app.may_answer.set()
            return await client.answer()

    assert asyncio.run(long()).startswith(b"HTTP/1.1 200 ")


def test_a_large_body_is_read_whole() -> None:
    async def upload() -> bytes:
        async with connected(App()) as client:
            await client.send(HEAD + b"Content-Length: 25000000\r\n\r\n")
            for _ in range(LOOKS - 1):
                await client.send(b"x" * 1_000_000)
                client.seconds(1)
            await client.send(b"x" * (26 - LOOKS) * 1_000_000)
            return await client.answer()

    assert asyncio.run(upload()).endswith(b"\r\n\r\n25000000")


def test_an_answer_that_has_begun_is_not_answered_again() -> None:
    async def early(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("no")(scope, receive, send)

    async def rest() -> bytes:
        async with connected(early) as client:
            await client.send(LONG)
            client.seconds(LOOKS)
            return await client.rest()

    assert asyncio.run(rest()).endswith(b"\r\n\r\nno")


def test_who_waits_for_a_body_that_never_comes_ends() -> None:
    app = App()

    async def closed() -> None:
        async with connected(app) as client:
            await client.send(LONG)
            client.seconds(LOOKS)
            await client.rest()

    asyncio.run(closed())
    assert (app.asked, app.ended) == (1, 1)


def test_half_a_request_is_not_looked_at_and_nobody_complains(
    capfd: pytest.CaptureFixture[str],
) -> None:
    emulator = start()

    async def half(request: bytes) -> bytes:
        async with connected(emulator.door) as client:
            await client.send(request)
            client.seconds(LOOKS)
            return await client.rest()

    for request in (LOGIN + b"grant", LONG.replace(b"/", b"/_emulator/clock", 1) + b"{}"):
        assert is_late(asyncio.run(half(request)))
    assert emulator.control("GET", "/requests")["requests"] == []
    assert capfd.readouterr() == ("", "")


def test_a_hundred_that_drip_are_closed_together_and_the_others_stay() -> None:
    async def crowd() -> tuple[list[bytes], bytes]:
        async with connected(App()) as client:
            slow = [await asyncio.open_connection(*client.server) for _ in range(100)]
            for _, writer in slow:
                writer.write(HEAD)
            await client.send(b"")
            for _ in range(LOOKS):
                await client.send(WHOLE)
                assert (await client.answer()).endswith(b"\r\n\r\n0")
                client.seconds(1)
            answers = [await reader.read() for reader, _ in slow]
            for _, writer in slow:
                writer.close()
            await client.send(WHOLE)
            return answers, await client.answer()

    answers, last = asyncio.run(crowd())
    assert [is_late(answer) for answer in answers] == [True] * 100
    assert last.endswith(b"\r\n\r\n0")


def test_somebody_looks_once_a_second() -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(Watch(set()).watch(pause))
    assert pauses == [1, 1, 1]
