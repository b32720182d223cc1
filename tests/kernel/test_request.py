import asyncio
from base64 import b64encode
from collections.abc import MutableMapping, Sequence
from typing import Any

import pytest

from emulator.kernel.errors import TooLarge
from emulator.kernel.request import BODY_LIMIT, Gone, Receive, Request, read_body
from tests.kernel.asking import request, scope

BEARER = (b"authorization", b"Bearer abc")


def test_the_path_is_what_comes_after_the_prefix() -> None:
    assert Request(scope(path="/v3/notes", prefix="/acme")).path == "/v3/notes"


def test_the_prefix_alone_is_the_root() -> None:
    assert Request(scope(path="", prefix="/acme")).path == "/"


def test_the_path_stays_undecoded_and_has_no_query() -> None:
    raw = {**scope(), "raw_path": b"/files/a%2Fb?x=1", "path": "/files/a/b"}
    assert Request(raw).path == "/files/a%2Fb"


def test_a_server_that_gives_no_raw_path_is_served() -> None:
    assert Request({**scope(), "raw_path": None, "path": "/files/ä"}).path == "/files/Ã¤"


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        ([(b"host", b"api.acme.test:8443")], "http://api.acme.test:8443/acme"),
        ([], "http://localhost/acme"),
        ([(b"host", b"[::1]:80")], "http://[::1]:80/acme"),
    ],
    ids=["host", "none", "ipv6"],
)
def test_the_base_url_is_as_the_client_wrote_it(
    headers: Sequence[tuple[bytes, bytes]], url: str
) -> None:
    assert Request(scope(path="/x", headers=headers, prefix="/acme")).base_url == url


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ([], None),
        ([BEARER], "abc"),
        ([(b"authorization", b"bEARER abc")], "abc"),
        ([(b"authorization", b"Bearer   abc ")], "abc"),
        ([(b"authorization", b"Bearer")], ""),
        ([(b"authorization", b"Basic abc")], None),
        ([(b"authorization", b"abc")], None),
        ([BEARER, BEARER], None),
        ([BEARER, (b"authorization", b"Basic x")], None),
        ([(b"authorization", b"Basic x"), BEARER], None),
        ([BEARER, (b"x-one", b"1"), (b"x-one", b"2")], "abc"),
    ],
    ids=[
        "none",
        "bearer",
        "any-case",
        "spaces",
        "empty",
        "basic",
        "no-scheme",
        "twice-the-same",
        "then-basic",
        "after-basic",
        "another-header-twice",
    ],
)
def test_only_a_single_bearer_credential_counts(
    headers: Sequence[tuple[bytes, bytes]], token: str | None
) -> None:
    assert Request(scope(headers=headers)).bearer == token


def test_the_last_of_a_repeated_header_counts() -> None:
    asked = request(headers=[(b"x-one", b"1"), (b"x-one", b"2")])
    assert (asked.header(b"x-one"), asked.header(b"x-two")) == ("2", None)


def test_a_forms_fields_are_decoded_and_empty_ones_kept() -> None:
    asked = request(body=b"username=a%40b&password=p+q%26r&empty=&name=1&name=2")
    expected = {"username": "a@b", "password": "p q&r", "empty": "", "name": "2"}
    assert asked.form() == expected


@pytest.mark.parametrize("body", [b'{"username": "a"}', b"\xff\xfe", b""], ids=["json", "b", "no"])
def test_a_body_that_is_no_form_has_no_field_that_counts(body: bytes) -> None:
    assert "username" not in request(body=body).form()


def test_a_querys_parameters_are_decoded() -> None:
    asked = Request(scope(query=b"state=a%20b&empty=&state=c"))
    assert asked.parameters() == {"state": "c", "empty": ""}


def basic(text: str) -> tuple[bytes, bytes]:
    return (b"authorization", b"bASIC " + b64encode(text.encode()))


@pytest.mark.parametrize(
    ("headers", "read"),
    [
        ([basic("app:word")], ("app", "word")),
        ([basic("app:a:b")], ("app", "a:b")),
        ([basic("app")], ("app", "")),
        ([basic("é:ü")], ("é", "ü")),
        ([(b"authorization", b"Basic YXBw!")], (None, None)),
        ([(b"authorization", b"Basic \xff")], (None, None)),
        ([(b"authorization", b"Basic /w==")], (None, None)),
        ([BEARER], (None, None)),
        ([], (None, None)),
    ],
    ids=["both", "colon", "no-colon", "utf-8", "garbled", "latin", "no-utf-8", "bearer", "none"],
)
def test_name_and_password_of_basic_are_read_or_there_are_none(
    headers: Sequence[tuple[bytes, bytes]], read: tuple[str | None, str | None]
) -> None:
    assert request(headers=headers).basic() == read


@pytest.mark.parametrize(
    ("header", "body", "query", "named"),
    [
        (True, b"client_id=form", b"client_id=query", "basic"),
        (False, b"client_id=form", b"client_id=query", "form"),
        (False, b"client_id=", b"client_id=query", "query"),
        (False, b"", b"", None),
    ],
    ids=["basic", "form", "query", "nobody"],
)
def test_a_login_names_its_client_by_basic_or_by_its_form_or_by_its_query(
    header: bool,  # noqa: FBT001 - a column of the table
    body: bytes,
    query: bytes,
    named: str | None,
) -> None:
    asked = Request(scope(headers=[basic("basic:x")] if header else [], query=query))
    asked.body = body
    assert asked.client_id() == named


def test_a_header_is_counted_as_often_as_it_was_sent() -> None:
    asked = request(headers=[(b"x-one", b"1"), (b"x-two", b"1"), (b"x-two", b"1")])
    assert [asked.count(name) for name in (b"x-one", b"x-two", b"x-none")] == [1, 2, 0]
    assert [request(headers=[BEARER]).count(name) for name in (BEARER[0], b"x-none")] == [1, 0]


class Client:
    """Sends a body in parts.  taken: how many of them were asked for."""

    def __init__(self, *parts: bytes, ends: bool = True) -> None:
        self.parts, self.ends, self.taken = parts, ends, 0

    async def __call__(self) -> MutableMapping[str, Any]:
        self.taken += 1
        if self.taken > len(self.parts):
            return {"type": "http.disconnect"}
        last = self.ends and self.taken == len(self.parts)
        return {"type": "http.request", "body": self.parts[self.taken - 1], "more_body": not last}


def body(receive: Receive, *headers: tuple[bytes, bytes]) -> bytes:
    return asyncio.run(read_body(request(headers=headers), receive))


def test_a_body_in_parts_is_read_whole() -> None:
    assert body(Client(b"one ", b"", b"two")) == b"one two"


@pytest.mark.parametrize("client", [Client(), Client(b"one ", ends=False)], ids=["none", "half"])
def test_a_client_that_goes_away_has_sent_nothing(client: Client) -> None:
    with pytest.raises(Gone):
        body(client)


def test_a_body_of_exactly_the_limit_is_read() -> None:
    assert len(body(Client(b"x" * BODY_LIMIT))) == BODY_LIMIT


def test_a_body_announced_over_the_limit_is_refused_unread() -> None:
    client = Client(b"x")
    with pytest.raises(TooLarge, match=r"1048577 bytes, the limit is 1048576"):
        body(client, (b"content-length", b"1048577"))
    assert client.taken == 0


def test_a_body_in_chunks_is_refused_as_soon_as_it_is_over_the_limit() -> None:
    client = Client(*[b"x" * 500_000] * 10)
    with pytest.raises(TooLarge, match="more than 1048576 bytes"):
        body(client)
    assert client.taken == 3


def test_a_limit_of_ones_own_is_held_to_the_byte() -> None:
    asked = request(headers=[(b"content-length", b"5")])
    assert asyncio.run(read_body(asked, Client(b"12345"), 5)) == b"12345"
    for sent, reason in ((asked, "has 5 bytes, the limit is 4"), (request(), "more than 4 bytes")):
        with pytest.raises(TooLarge, match=reason):
            asyncio.run(read_body(sent, Client(b"12345"), 4))


@pytest.mark.parametrize("length", [b"-1", b"many", b""], ids=["negative", "word", "empty"])
def test_a_content_length_that_is_no_number_says_nothing(length: bytes) -> None:
    assert body(Client(b"x"), (b"content-length", length)) == b"x"
