from datetime import UTC, datetime

import pytest

from emulator.kernel.journal import Entry
from emulator.kernel.operation import Answer
from emulator.kernel.rows import freeze
from emulator.kernel.wire import encode, one_line, safe, written
from tests.kernel.asking import request

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def entry(reason: str = "") -> Entry:
    made = Entry(42, NOON, "acme", request(), "getNote")
    made.reason = reason
    return made


@pytest.mark.parametrize(
    ("body", "encoded", "media"),
    [
        ({"Note": "ä"}, '{"Note":"ä"}'.encode(), b"application/json; charset=utf-8"),
        ([], b"[]", b"application/json; charset=utf-8"),
        (0, b"0", b"application/json; charset=utf-8"),
        (freeze({"a": {"b": [1, 2]}}), b'{"a":{"b":[1,2]}}', b"application/json; charset=utf-8"),
        ("täxt", "täxt".encode(), b"text/plain; charset=utf-8"),
        ("", b"", b"text/plain; charset=utf-8"),
        (b'{"kept": 1}', b'{"kept": 1}', b"application/json; charset=utf-8"),
    ],
    ids=["object", "list", "number", "read-only", "text", "empty-text", "bytes"],
)
def test_a_body_goes_out_with_its_type_and_its_length(
    body: object, encoded: bytes, media: bytes
) -> None:
    headers, out = written(Answer(200, body), entry())
    assert out == encoded
    assert headers == [
        (b"emulator-request-id", b"42"),
        (b"content-type", media),
        (b"content-length", b"%d" % len(encoded)),
    ]


def test_an_answer_without_a_body_has_no_type() -> None:
    headers, out = written(Answer(201), entry())
    assert (headers, out) == (
        [(b"emulator-request-id", b"42"), (b"content-length", b"0")],
        b"",
    )


def test_a_204_has_no_length_either() -> None:
    """RFC 9110, 8.6."""
    assert written(Answer(204), entry()) == ([(b"emulator-request-id", b"42")], b"")


def test_an_answers_own_type_wins() -> None:
    headers, _ = written(Answer(200, "<p>", {"content-type": "text/html"}), entry())
    assert [value for name, value in headers if name == b"content-type"] == [b"text/html"]


def test_an_answers_own_headers_go_out_and_other_characters_as_a_question_mark() -> None:
    headers, _ = written(Answer(429, None, {"retry-after": "5", "x-name": "ä€"}), entry())
    assert (b"retry-after", b"5") in headers
    assert (b"x-name", b"\xe4?") in headers


def test_a_vendors_own_header_has_the_number_of_the_request_too() -> None:
    headers, _ = written(Answer(204), entry(), lambda number: [(b"x-request-id", b"%d" % number)])
    assert headers == [(b"emulator-request-id", b"42"), (b"x-request-id", b"42")]


def test_a_reason_goes_out_beside_the_answer() -> None:
    headers, _ = written(Answer(401), entry("the right is missing"))
    assert headers[-1] == (b"emulator-reason", b"the right is missing")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\r\nSet-Cookie: two", b"one Set-Cookie: two"),
        ("  much\t space ", b"much space"),
        ("Zürich", b"Z?rich"),
        ("x" * 600, b"x" * 500),
    ],
    ids=["lines", "space", "other-characters", "long"],
)
def test_a_reason_is_one_safe_line(text: str, line: bytes) -> None:
    assert one_line(text) == line


def test_what_is_not_json_is_an_error() -> None:
    with pytest.raises(TypeError):
        encode({"a": object()})


def test_a_vendors_header_with_a_control_character_is_made_safe() -> None:
    assert safe("https://x.test/?state=a\x7fb\r\nSet-Cookie: é") == (
        b"https://x.test/?state=a?b??Set-Cookie: \xe9"
    )
