"""Bodies as clients really send them; multipart ones as httpx2 encodes them."""

from collections.abc import Mapping

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.kernel.bodies import (
    MOST_PARTS,
    media,
    parse_object,
    read_json,
    read_multipart,
)
from emulator.kernel.errors import Malformed, WrongMedia
from emulator.kernel.operation import Given, Upload
from emulator.kernel.request import Request
from tests.kernel.asking import request

#: What httpx2 takes for a file: its name, its content and its media type.
Sent = tuple[str, bytes, str]


def said(kind: str, body: bytes) -> Request:
    return request("POST", headers=[(b"content-type", kind.encode("latin-1"))], body=body)


def encoded(
    fields: Mapping[str, str | list[str]], files: Mapping[str, Sent], boundary: str = ""
) -> tuple[str, bytes]:
    """The content type and the body of an upload."""
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"} if boundary else {}
    made = httpx2.Request("POST", "http://x/", data=fields, files=files, headers=headers)
    return made.headers["content-type"], made.read()


def uploaded(
    fields: Mapping[str, str | list[str]], files: Mapping[str, Sent], boundary: str = ""
) -> Given:
    return read_multipart(said(*encoded(fields, files, boundary)))


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        (" TEXT/JSON ;x=1", "text/json"),
        ("multipart/form-data; boundary=x", "multipart/form-data"),
        ("", "application/json"),
    ],
    ids=["plain", "parameter", "case-and-spaces", "multipart", "empty"],
)
def test_a_media_type_is_read_without_its_parameters(kind: str, read: str) -> None:
    assert media(said(kind, b"")) == read


def test_a_body_without_a_media_type_is_taken_for_json() -> None:
    assert media(request()) == "application/json"
    assert read_json(request(body=b'{"a": 1}')) == ({"a": 1}, {})


@pytest.mark.parametrize("kind", ["text/xml", "multipart/form-data; boundary=x", "json"])
def test_a_body_that_is_said_to_be_something_else_than_json_is_of_the_wrong_media(
    kind: str,
) -> None:
    with pytest.raises(WrongMedia, match=r"expected application/json$") as refused:
        read_json(said(kind, b"{}"))
    assert refused.value.facts["media"] == kind.partition(";")[0]


def test_no_body_is_of_no_wrong_media() -> None:
    assert read_json(said("text/xml", b"")) == ({}, {})


@pytest.mark.parametrize("raw", [b"", b" \r\n\t"], ids=["empty", "blank"])
def test_nothing_is_an_object_without_fields(raw: bytes) -> None:
    assert parse_object(raw) == {}


NOT_JSON = {
    "cut-off": b'{"Note": "x"',
    "quotes": b"{'Note': 'x'}",
    "not-utf-8": b'{"Note": "\xff"}',
    "surrogate": b'{"Note": "\\ud800"}',
    "nan": b'{"Count": NaN}',
    "infinity": b'{"Count": 1e400}',
    "too-deep": b'{"Note": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "two": b"{}{}",
    "form": b"Note=x",
}


@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON)
def test_a_body_that_is_not_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed, match=r"^the body is not JSON: "):
        parse_object(raw)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [(b"[]", "list"), (b'"x"', "str"), (b"5", "int"), (b"null", "NoneType")],
    ids=["list", "text", "number", "null"],
)
def test_a_body_that_is_no_object_is_malformed_and_named(raw: bytes, kind: str) -> None:
    with pytest.raises(Malformed, match=f"^the body is {kind}, not an object$"):
        parse_object(raw)


def test_the_fields_and_files_of_an_upload_are_told_apart() -> None:
    read = uploaded({"Title": "two\r\nlines", "Empty": ""}, {"File": ("a.txt", b"hi", "text/x")})
    assert read.fields == {"Title": "two\r\nlines", "Empty": "", "File": "a.txt"}
    assert read.files == {"File": Upload("a.txt", "text/x", b"hi")}


def test_an_upload_may_have_several_files_and_no_field() -> None:
    read = uploaded({}, {"One": ("1", b"1", "a/b"), "Two": ("2", b"", "c/d")})
    assert read.files == {"One": Upload("1", "a/b", b"1"), "Two": Upload("2", "c/d", b"")}
    assert read.fields == {"One": "1", "Two": "2"}


def test_the_last_of_several_parts_of_a_name_counts() -> None:
    assert uploaded({"Tag": ["a", "b"]}, {"File": ("x", b"", "a/b")}).fields["Tag"] == "b"


def test_what_parts_of_a_name_become_may_be_said() -> None:
    sent = said(*encoded({"Tag": ["a", "b"]}, {"File": ("x", b"", "a/b")}))
    read = read_multipart(sent, lambda texts: {"sent": list(texts)})
    assert read.fields == {"sent": [("Tag", "a"), ("Tag", "b")], "File": "x"}


def test_of_several_files_of_a_name_those_before_the_last_are_numbered() -> None:
    part = '--x\r\nContent-Disposition: form-data; name="{}"; filename="{}"\r\n\r\n{}\r\n'
    sent = "".join(part.format(name, f"{n}.txt", n) for n, name in enumerate(("a", "b", "a", "a")))
    read = read_multipart(said("multipart/form-data; boundary=x", f"{sent}--x--\r\n".encode()))
    assert {name: file.content for name, file in read.files.items()} == {
        "b": b"1", "a[0]": b"0", "a[1]": b"2", "a": b"3",
    }  # fmt: skip
    assert read.fields["a"] == "3.txt"


def test_names_and_values_are_utf_8() -> None:
    read = uploaded({"Größe": "5 €"}, {"File": ("Zähler №1.jpg", b"", "image/jpeg")})
    assert read.fields == {"Größe": "5 €", "File": "Zähler №1.jpg"}


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("C:\\photos\\pump.jpg", "pump.jpg"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("a;b=c.txt", "a;b=c.txt"),
        ("a b.txt", "a b.txt"),
    ],
    ids=["windows", "unix", "separators", "space"],
)
def test_a_files_name_is_as_it_was_sent_but_for_the_path_of_old_browsers(
    sent: str, name: str
) -> None:
    """The emulator never opens a file of that name."""
    assert uploaded({}, {"File": (sent, b"", "a/b")}).files["File"].name == name


CONTENTS = {
    "lines": b"\r\n\r\nline\r\n\n\r",
    "boundary-like": b"\r\n--edg\r\n--edge\r\n\r\n--edg",
    "dashes": b"--\r\n----\r\n--",
    "every-byte": bytes(range(256)) * 3,
    "headers": b"Content-Disposition: form-data; name=x\r\n\r\n",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_the_content_of_a_file_is_what_was_sent_to_the_byte(content: bytes) -> None:
    """Its boundary begins as some of the contents do."""
    read = uploaded({"After": "1"}, {"File": ("x", content, "a/b")}, boundary="edge-of-it")
    assert read.files["File"].content == content
    assert read.fields["After"] == "1"


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_any_content_arrives_as_it_was_sent(content: bytes) -> None:
    assert uploaded({}, {"File": ("x", content, "a/b")}).files["File"].content == content


def part(headers: bytes, content: bytes = b"hi") -> bytes:
    return b"--x\r\n" + headers + b"\r\n\r\n" + content + b"\r\n--x--\r\n"


def test_a_file_without_a_media_type_is_bytes() -> None:
    body = part(b'content-disposition: form-data; name="File"; filename="a"')
    read = read_multipart(said("multipart/form-data; boundary=x", body))
    assert read.files == {"File": Upload("a", "application/octet-stream", b"hi")}


def test_a_part_says_nothing_of_the_next() -> None:
    disposition = b'Content-Disposition: form-data; name="%s"; filename="f"\r\n'
    one = disposition % b"One" + b"Content-Type: image/png"
    two = b"--x\r\n" + disposition % b"Two" + b"\r\n2\r\n--x--"
    body = part(one, b"1").removesuffix(b"--x--\r\n") + two
    read = read_multipart(said("multipart/form-data; boundary=x", body))
    assert read.files["One"] == ("f", "image/png", b"1")
    assert read.files["Two"] == ("f", "application/octet-stream", b"2")


def test_a_file_input_that_was_left_empty_is_a_file_without_name_and_content() -> None:
    """As browsers send it."""
    body = part(b'Content-Disposition: form-data; name="File"; filename=""', b"")
    read = read_multipart(said("multipart/form-data; boundary=x", body))
    assert read.files["File"] == ("", "application/octet-stream", b"")


def test_bytes_that_are_no_utf_8_are_replaced_in_fields_and_names() -> None:
    body = part(b'Content-Disposition: form-data; name="F\xff"', b"\xff")
    read = read_multipart(said("multipart/form-data; boundary=x", body))
    assert read == ({"F\ufffd": "\ufffd"}, {})


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary="])
def test_an_upload_without_a_boundary_is_malformed(kind: str) -> None:
    with pytest.raises(Malformed, match="has no boundary"):
        read_multipart(said(kind, part(b"A: b")))


@pytest.mark.parametrize(
    ("boundary", "body"),
    [("y", part(b"A: b")), ("x", b"nothing"), ("x", b"{}"), ("z" * 300, b"--z--")],
    ids=["another", "no-part", "json", "too-long"],
)
def test_an_upload_that_its_boundary_does_not_part_is_malformed(boundary: str, body: bytes) -> None:
    with pytest.raises(Malformed, match=r"^the body is not multipart: "):
        read_multipart(said(f"multipart/form-data; boundary={boundary}", body))


def test_an_upload_that_is_cut_off_anywhere_is_malformed() -> None:
    kind, body = encoded({"Title": "t"}, {"File": ("a.txt", b"content", "text/x")})
    ends = len(body) - len(b"\r\n")
    assert read_multipart(said(kind, body[:ends])).fields == {"Title": "t", "File": "a.txt"}
    for length in range(1, ends):
        with pytest.raises(Malformed, match=r"^the multipart body is cut off$"):
            read_multipart(said(kind, body[:length]))


@pytest.mark.parametrize("body", [b"", b"\r\n"], ids=["empty", "blank"])
def test_an_upload_of_nothing_says_nothing(body: bytes) -> None:
    assert read_multipart(said("multipart/form-data; boundary=x", body)) == ({}, {})


def test_an_upload_has_so_many_parts_and_no_more() -> None:
    fields: dict[str, str | list[str]] = {f"f{number}": "" for number in range(MOST_PARTS - 1)}
    file = {"File": ("x", b"", "a/b")}
    assert len(uploaded(fields, file).fields) == MOST_PARTS
    with pytest.raises(Malformed, match=f"^the body has more than {MOST_PARTS} parts$"):
        uploaded({**fields, "one": "more"}, file)


PIECES = (
    b"--x", b"--", b"\r\n", b"\r", b":", b";", b"=", b'"', b"a", b"\xff", b"Content-Disposition: ",
    b"form-data", b"name", b"filename", b"Content-Type", b"*=utf-8''%ff",
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["; boundary=x", '; boundary="x', "; boundary=x; boundary*=utf-8''%ff", "x"]),
    st.text(st.characters(codec="latin-1"), max_size=5),
    st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join),
)
def test_an_upload_is_read_or_malformed_and_nothing_else(kind: str, rest: str, body: bytes) -> None:
    try:
        read = read_multipart(said(f"multipart/form-data{kind}{rest}", b"--x\r\n" + body))
    except Malformed:
        return
    assert read.files.keys() <= read.fields.keys()
