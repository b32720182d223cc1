"""The head of a request has a limit; a connection that goes over it is told so and closed.

Those that drip are in the way of nobody; when they are closed, tests/test_deadlines.py tells.
"""

import socket
from contextlib import ExitStack

import pytest

from tests.cli.serving import PATIENCE, Served

HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
#: Bytes that a client may send before it must have been stopped.
ENOUGH = 4_000_000


@pytest.mark.parametrize(
    "fields",
    [b"".join(b"x-%d: 1\r\n" % n for n in range(10_000)), b"x-long: " + b"a" * 40_960 + b"\r\n"],
    ids=["10,000-headers", "a-header-of-40-KB"],
)
def test_too_large_a_head_is_431(served: Served, fields: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as connection:
        _send(connection, HEAD + fields + b"\r\n")
        assert _answer(connection).startswith(b"HTTP/1.1 431 ")


def test_a_header_without_end_is_431_or_closed(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as connection:
        _send(connection, HEAD + b"x-endless: ")
        sent = 0
        while sent < ENOUGH and _send(connection, b"a" * 1_000):
            sent += 1_000
        assert sent < ENOUGH
        answer = _answer(connection)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")


def test_100_headers_of_usual_size_are_served(served: Served) -> None:
    fields = b"".join(b"x-%d: %s\r\n" % (n, b"v" * 100) for n in range(98))
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as connection:
        _send(connection, HEAD + fields + b"Connection: close\r\n\r\n")
        assert _answer(connection).startswith(b"HTTP/1.1 200 ")


def test_500_that_drip_do_not_keep_others_from_their_answers(served: Served) -> None:
    address = ("127.0.0.1", served.port)
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(address, PATIENCE)) for _ in range(500)
        ]
        for turn, connection in enumerate(slow):
            if turn % 2:
                connection.sendall(HEAD)
        assert served.fse("doctor").exit_code == 0
        for connection in slow:
            connection.sendall(b"x")
        assert served.get("/healthz").status_code == 200


def test_the_server_still_answers_afterwards(served: Served) -> None:
    assert served.get("/healthz").status_code == 200


def _send(connection: socket.socket, data: bytes) -> bool:
    try:
        connection.sendall(data)
    except ConnectionError:
        return False
    return True


def _answer(connection: socket.socket) -> bytes:
    got = b""
    try:
        while piece := connection.recv(65_536):
            got += piece
    except ConnectionError:
        return got
    return got
