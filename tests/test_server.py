"""The server in a thread, spoken to byte by byte."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from emulator.kernel.errors import Mistake
from emulator.server import FIELD_LIMIT, HEAD_LIMIT, listen, make_server

PATIENCE = 20
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the number of bytes of the body."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await PlainTextResponse(f"{scope['method']} {size}")(scope, receive, send)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as number:
        yield number


@contextmanager
def serving() -> Iterator[int]:
    ready = threading.Event()
    server = make_server(echo, ready.set)
    listening = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield listening.getsockname()[1]
    finally:
        server.stop()
        thread.join(PATIENCE)
        listening.close()
        assert not thread.is_alive()


def talk(port: int, *parts: bytes) -> bytes:
    """All that the server says until it closes; what it no longer reads is not sent."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            while piece := connection.recv(65_536):
                got += piece
        except ConnectionError:
            return got
    return got


def fields(number: int) -> bytes:
    """That many headers, the last of which ends the connection."""
    others = b"".join(b"x-%d: 1\r\n" % n for n in range(number - 2))
    return others + b"Connection: close\r\n\r\n"


def test_a_request_is_answered(port: int) -> None:
    answer = talk(port, HEAD + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\nGET 0")


def test_the_servers_name_is_not_told(port: int) -> None:
    answer = talk(port, HEAD + b"Connection: close\r\n\r\n")
    assert b"\r\nserver:" not in answer.lower()


def test_as_many_headers_as_the_limit_are_served(port: int) -> None:
    assert talk(port, HEAD + fields(FIELD_LIMIT)).startswith(b"HTTP/1.1 200 ")


def test_one_header_more_than_the_limit_is_431(port: int) -> None:
    answer = talk(port, HEAD + fields(FIELD_LIMIT + 1))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"content-length: %d" % len(body) in head
    assert b'"status":431' in body


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"x: " + b"a" * HEAD_LIMIT + b"\r\n\r\n",
        b"GET /" + b"a" * HEAD_LIMIT + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        HEAD + b"x" * HEAD_LIMIT + b": 1\r\n\r\n",
    ],
    ids=["a-value", "the-path", "a-name"],
)
def test_a_head_over_the_limit_is_431_whatever_makes_it_large(port: int, head: bytes) -> None:
    assert talk(port, head).startswith(b"HTTP/1.1 431 ")


def test_a_head_that_goes_over_the_limit_is_not_waited_for(port: int) -> None:
    assert talk(port, HEAD + b"x: " + b"a" * HEAD_LIMIT).startswith(b"HTTP/1.1 431 ")


def test_a_second_head_that_goes_over_the_limit_is_not_waited_for(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(HEAD + b"\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(HEAD + b"x: " + b"a" * HEAD_LIMIT)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 431 ")


def test_a_head_just_within_the_limit_is_served(port: int) -> None:
    value = b"a" * (HEAD_LIMIT - 200)
    head = HEAD + b"x: " + value + b"\r\nConnection: close\r\n\r\n"
    assert talk(port, head).startswith(b"HTTP/1.1 200 ")


def test_a_large_body_does_not_count_as_a_head(port: int) -> None:
    body = b"x" * (4 * HEAD_LIMIT)
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    for parts in ([head % len(body) + body], [head % len(body), body]):
        assert talk(port, *parts).endswith(b"POST %d" % len(body))


def test_a_chunked_body_does_not_count_as_a_head(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n%s\r\n" % (HEAD_LIMIT, b"x" * HEAD_LIMIT)
    answer = talk(port, head, chunk, chunk, b"0\r\n\r\n")
    assert answer.endswith(b"POST %d" % (2 * HEAD_LIMIT))


def test_requests_on_one_connection_are_counted_apart(port: int) -> None:
    one = HEAD + b"x: " + b"a" * (HEAD_LIMIT // 2) + b"\r\n\r\n"
    answer = talk(port, one, one, one, HEAD + b"Connection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 ") == 4


def test_what_is_not_http_is_400(port: int) -> None:
    assert talk(port, b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_a_port_that_is_taken_is_told_with_the_way_out() -> None:
    with listen("127.0.0.1", 0) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(Mistake) as refused:
            listen("127.0.0.1", number)
    expected = f"port {number}: is taken by another program; take a free one with --port 0"
    assert str(refused.value) == expected


def test_an_address_that_is_not_this_machines_is_told() -> None:
    with pytest.raises(Mistake, match=r"^port 8080: cannot listen on 192.0.2.1: "):
        listen("192.0.2.1", 8080)


def test_a_name_that_nobody_has_is_told() -> None:
    with pytest.raises(Mistake, match=r"^port 8080: cannot listen on nobody.invalid: "):
        listen("nobody.invalid", 8080)


def test_a_server_that_is_stopped_before_it_runs_ends() -> None:
    server = make_server(echo, lambda: None)
    server.stop()
    with listen("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        thread.join(PATIENCE)
    assert not thread.is_alive()
