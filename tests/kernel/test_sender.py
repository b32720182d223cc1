"""What is sent, byte by byte, and what becomes of each kind of answer."""

import asyncio
import gzip
from collections.abc import Callable, Coroutine, Iterator

import pytest
import uvloop

from emulator.kernel.sender import ANSWER_LIMIT, Sender
from emulator.kernel.sending import Outcome
from tests.kernel.receiving import (
    SOON,
    Receiver,
    drips,
    outgoing,
    receiving,
    repeats,
    resets,
    says,
    says_and_closes,
    sent_to,
)

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"

Story = Coroutine[object, object, tuple[Outcome, Receiver]]
Run = Callable[[Story], tuple[Outcome, Receiver]]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs a story on each event loop that serves people."""
    with asyncio.Runner(loop_factory=request.param) as runner:
        yield runner.run


def lines(receiver: Receiver) -> list[str]:
    return receiver.heads[0].split("\r\n")


def test_nothing_is_sent_but_what_was_given_with_host_and_length(run: Run) -> None:
    given = {"Content-Type": "application/json", "X-Signature": "abc="}
    outcome, receiver = run(sent_to(says(OK), "/hook", b'{"a": 1}', given))
    assert receiver.got == [
        b"POST /hook HTTP/1.1\r\nHost: " + receiver.url.removeprefix("http://").encode() + b"\r\n"
        b"Content-Type: application/json\r\nX-Signature: abc=\r\nContent-Length: 8\r\n\r\n"
        b'{"a": 1}'
    ]
    assert (outcome.status, outcome.answer, outcome.error) == (200, b"ok", "")


@pytest.mark.parametrize(
    "path",
    [
        "/a?b=c&d",
        "/a%2Fb;c//d/../e?x=%7E&y=a+b&&z='[]",
        "/?",
        "/~a?q=https://example.com/?a=b",
        "/%zz?%",
    ],
)
def test_path_and_query_are_sent_as_they_are_written(run: Run, path: str) -> None:
    _, receiver = run(sent_to(says(OK), path))
    assert lines(receiver)[0] == f"POST {path} HTTP/1.1"


@pytest.mark.parametrize(
    ("written", "sent"),
    [("", "/"), ("?a=1", "/?a=1"), ("/a#b?c", "/a"), ("/ü?ß", "/%C3%BC?%C3%9F")],
)
def test_what_cannot_be_written_in_a_request_is_sent_as_every_client_does(
    run: Run, written: str, sent: str
) -> None:
    _, receiver = run(sent_to(says(OK), written))
    assert lines(receiver)[0] == f"POST {sent} HTTP/1.1"


def test_an_empty_body_has_its_length(run: Run) -> None:
    outcome, receiver = run(sent_to(says(OK), body=b""))
    assert lines(receiver)[-1] == "Content-Length: 0"
    assert outcome.status == 200


def test_a_body_of_megabytes_arrives_whole(run: Run) -> None:
    body = b"0123456789abcdef" * 200_000
    outcome, receiver = run(sent_to(says(OK), body=body))
    assert receiver.got[0].endswith(b"\r\n\r\n" + body)
    assert outcome.status == 200


def test_headers_that_frame_a_message_are_the_senders_alone(run: Run) -> None:
    given = {"content-length": "1", "Transfer-Encoding": "chunked", "Expect": "100-continue"}
    outcome, receiver = run(sent_to(says(OK), body=b"whole", headers=given))
    assert lines(receiver)[2:] == ["Content-Length: 5"]
    assert receiver.got[0].endswith(b"whole")
    assert outcome.status == 200


def test_a_host_that_is_given_is_sent_in_place_of_the_urls(run: Run) -> None:
    _, receiver = run(sent_to(says(OK), headers={"host": "hooks.example"}))
    assert lines(receiver)[1:] == ["host: hooks.example", "Content-Length: 2"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-A", "1\r\nX-B: 2"), ("X-A", "1\n"), ("X-A\r\nX-B", "1"), ("X-A: 1", "2"), ("", "1")],
)
def test_a_header_that_would_be_another_is_not_sent(run: Run, name: str, value: str) -> None:
    outcome, receiver = run(sent_to(says(OK), headers={name: value}))
    assert receiver.got == []
    assert outcome.status is None
    assert outcome.error == f"the header {name!r} has a character that is not sent"


def test_the_environments_proxy_is_not_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert run(sent_to(says(OK)))[0].status == 200


@pytest.mark.parametrize("status", [200, 201, 204, 304, 400, 404, 410, 429, 500, 503])
def test_any_status_is_an_answer(run: Run, status: int) -> None:
    outcome, _ = run(sent_to(says(b"HTTP/1.1 %d X\r\ncontent-length: 0\r\n\r\n" % status)))
    assert (outcome.status, outcome.answer, outcome.error) == (status, b"", "")


def test_the_answers_headers_are_told_as_they_came(run: Run) -> None:
    head = b"HTTP/1.1 200 OK\r\nX-Two: 1\r\nx-two: \xfc\r\nContent-Length: 0\r\n\r\n"
    outcome, _ = run(sent_to(says(head)))
    assert outcome.headers == [("X-Two", "1"), ("x-two", "ü"), ("Content-Length", "0")]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
        b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
        CHUNKED + b"5\r\nuntil\r\n8\r\n the end\r\n0\r\n\r\n",
        INTERIM + b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nuntil the end",
    ],
    ids=["1.0", "closed", "chunked", "after-1xx"],
)
def test_a_body_may_end_in_every_way_of_http(run: Run, answer: bytes) -> None:
    outcome, _ = run(sent_to(says_and_closes(answer)))
    assert (outcome.status, outcome.answer) == (200, b"until the end")


def test_a_redirect_is_told_and_not_followed(run: Run) -> None:
    async def story() -> tuple[Outcome, Receiver]:
        async with receiving(says(OK)) as elsewhere:
            moved = b"HTTP/1.1 307 X\r\nContent-Length: 0\r\nLocation: %s/\r\n\r\n"
            outcome, _ = await sent_to(says(moved % elsewhere.url.encode()))
            return outcome, elsewhere

    outcome, elsewhere = run(story())
    assert outcome.status == 307
    assert ("Location", f"{elsewhere.url}/") in outcome.headers
    assert elsewhere.got == []


def test_a_bomb_stays_packed(run: Run) -> None:
    bomb = gzip.compress(bytes(10_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    outcome, _ = run(sent_to(says(head % len(bomb), bomb)))
    assert outcome.answer == bomb


def test_cookies_are_not_kept(run: Run) -> None:
    async def story() -> tuple[Outcome, Receiver]:
        head = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
        async with receiving(says(head)) as receiver:
            send = Sender([])
            await send(outgoing(receiver.url))
            return await send(outgoing(receiver.url)), receiver

    _, receiver = run(story())
    assert receiver.got[0] == receiver.got[1]


def test_the_seconds_are_those_until_the_answer_was_whole(run: Run) -> None:
    async def story() -> tuple[Outcome, Receiver]:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        outcome, receiver = await sent_to(says(OK))
        assert 0 <= outcome.seconds <= loop.time() - begun
        return outcome, receiver

    run(story())


def test_a_connection_is_used_once_whatever_loop_is_running(run: Run) -> None:
    send = Sender([])

    async def story() -> tuple[Outcome, Receiver]:
        async with receiving(says(OK)) as receiver:
            outcome = await send(outgoing(receiver.url))
            await receiver.left.wait()
            return outcome, receiver

    outcomes = [run(story())[0], asyncio.run(story())[0], run(story())[0]]
    assert [outcome.status for outcome in outcomes] == [200] * 3


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (ENDLESS, b"x" * 65_536),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1000\r\n%b\r\n" % (b"x" * 4096),
        ),
    ],
    ids=["a-gigabyte", "until-it-closes", "chunks"],
)
def test_an_endless_answer_counts_and_is_hung_up_on_after_64_kb(
    run: Run, first: bytes, again: bytes
) -> None:
    async def story() -> tuple[Outcome, Receiver]:
        async with receiving(repeats(first, again)) as receiver:
            outcome = await Sender([])(outgoing(receiver.url))
            await receiver.left.wait()
            return outcome, receiver

    outcome, receiver = run(story())
    assert (outcome.status, outcome.answer) == (200, b"x" * ANSWER_LIMIT)
    assert receiver.wrote < 16_000_000  # what the sockets on the way hold


def test_an_answer_of_just_64_kb_is_whole(run: Run) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n"
    assert len(run(sent_to(says(head, b"x" * 65_536)))[0].answer) == 65_536


@pytest.mark.parametrize(
    ("behave", "error"),
    [
        (says(), "did not answer within 0.2 s"),
        (says(b"HTTP/1.1 200 OK\r\nX:"), "did not answer within 0.2 s"),
        (drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), "did not answer within 0.2 s"),
        (drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "did not answer within 0.2 s"),
        (says(b"HTTP/1.1 200 OK\r\n\r\n"), "the answer did not end within 0.2 s"),
        (drips(ENDLESS, b"x"), "the answer did not end within 0.2 s"),
        (says_and_closes(), "closes the connection without an answer"),
        (says_and_closes(b"HTTP/1.1 200"), "closes the connection without an answer"),
        (says_and_closes(ENDLESS), "breaks off its answer"),
        (resets, "breaks the connection"),
        (says(b"\x15\x03\x03\x00\x02\x02\x0a"), "answers what is not HTTP"),
        (says(b"SSH-2.0-OpenSSH_9.6\r\n"), "answers what is not HTTP: 'Bad status line"),
        (says(b"HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n"), "answers with the status 0"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), "answers what is not HTTP"),
        (says(b"HTTP/1.1 200 OK\r\nX: %b\r\n\r\n" % (b"y" * 100_000)), "answers what is not HTTP"),
        (says(b"HTTP/1.1 200 OK\r\n%b\r\n" % (b"X: y\r\n" * 1_000)), "answers what is not HTTP"),
    ],
    ids=[
        "hangs",
        "half-a-header",
        "drips-headers",
        "drips-1xx",
        "body-without-end",
        "drips-body",
        "closes",
        "closes-early",
        "cut-off",
        "resets",
        "tls-alert",
        "ssh",
        "status-0",
        "negative-length",
        "long-header",
        "many-headers",
    ],
)  # fmt: skip
def test_what_is_no_whole_answer_is_none(
    run: Run, behave: Callable[..., Coroutine[object, object, None]], error: str
) -> None:
    outcome, _ = run(sent_to(behave, within=SOON if "within" in error else 5))
    assert error in outcome.error
    assert (outcome.status, outcome.answer, outcome.headers) == (None, b"", ())
