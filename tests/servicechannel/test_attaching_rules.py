"""What a request says of files, without a server."""

import struct
import zlib

import pytest

from emulator.kernel.errors import Forbidden, Invalid
from emulator.vendors.servicechannel import attaching, links, pictures
from emulator.vendors.servicechannel.attaching import FILE, PLAIN, REMOTE, Described


def test_nothing_said_is_nothing_described() -> None:
    assert attaching.described(" ") == []


def test_names_and_types_are_read_whatever_their_case() -> None:
    text = """{"attachments": [{"NAME": "a", "type": "remoteStorage", "path": " p ",
               "visibility": "3", "isInvoiceDigitalCopy": "True", "MediaType": null}, {}]}"""
    assert attaching.described(text) == [
        Described("a", "", "p", REMOTE, "", 3, is_invoice_copy=True),
        PLAIN,
    ]


@pytest.mark.parametrize(
    ("said", "files", "expected"),
    [
        pytest.param([], 2, [(PLAIN, 0), (PLAIN, 1)], id="nothing said"),
        pytest.param([Described("a")], 2, [(Described("a"), 0), (PLAIN, 1)], id="the first"),
        pytest.param(
            [Described("a", path="p", kind=REMOTE), Described("b")],
            1,
            [(Described("a", path="p", kind=REMOTE), None), (Described("b"), 0)],
            id="one elsewhere",
        ),
        pytest.param(
            [Described(path="p")], 0, [(Described(path="p"), None)], id="a path and no type"
        ),
    ],
)
def test_files_get_what_is_said_in_order(
    said: list[Described], files: int, expected: list[tuple[Described, int | None]]
) -> None:
    assert attaching.joined(said, files) == expected


@pytest.mark.parametrize(
    ("said", "files"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([Described("a")], 0, id="a name alone"),
        pytest.param([Described(path="p", kind=FILE)], 0, id="a file that is not there"),
        pytest.param([Described(kind=REMOTE)], 1, id="elsewhere and no path"),
    ],
)
def test_what_is_said_of_no_file_is_refused(said: list[Described], files: int) -> None:
    with pytest.raises(Invalid):
        attaching.joined(said, files)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("https://files.example/a.pdf?x=1", True),
        ("HTTP://files.example", True),
        ("uploads/1/a.pdf", False),
        ("ftp://files.example/a", False),
        ("https:///a", False),
        ("https://files.example/a b", False),
    ],
)
def test_a_url_is_told_from_a_path(path: str, *, expected: bool) -> None:
    assert links.is_url(path) is expected


def test_base64_may_have_line_ends_and_nothing_else() -> None:
    assert attaching.decoded("aGV\r\nsbG8=\n") == b"hello"
    for text in ("a", "aGVsbG8", "äöü=", "aGVs*G8="):
        with pytest.raises(Invalid):
            attaching.decoded(text)


def test_a_limit_is_for_more_than_it() -> None:
    attaching.check_size(10, 10)
    with pytest.raises(Invalid):
        attaching.check_size(11, 10)


def test_a_provider_removes_its_own_files_only() -> None:
    attaching.check_removal("Norwell", "Norwell", is_provider=True)
    attaching.check_removal("Larkfield", "Norwell", is_provider=False)
    for other in ("Larkfield", ""):
        with pytest.raises(Forbidden):
            attaching.check_removal("Norwell", other, is_provider=True)


@pytest.mark.parametrize(
    ("asked", "side"), [(None, 100), (0, 100), (-5, 100), (7, 7), (1024, 1024), (9999, 1024)]
)
def test_a_side_of_a_thumbnail_is_one_that_can_be_made(asked: int | None, side: int) -> None:
    assert pictures.side(asked) == side


def test_a_thumbnail_is_a_png_of_its_size_with_all_its_lines() -> None:
    made = pictures.png(7, 3)
    assert struct.unpack(">II", made[16:24]) == (7, 3)
    start = made.index(b"IDAT") + 4
    length = struct.unpack(">I", made[start - 8 : start - 4])[0]
    assert len(zlib.decompress(made[start : start + length])) == 3 * (7 + 1)


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        ("IMG.JPG", b"\xff\xd8\xff\xdb", b"\xff\xd9"),
        ("a.png", b"\x89PNG", b"IEND\xaeB`\x82"),
        ("a.pdf", b"%PDF-1.4", b"%%EOF\n"),
        ("a.txt", b"a.txt", b"\n"),
        ("a", b"a", b"\n"),
    ],
)
def test_what_stands_for_a_file_is_of_its_type(name: str, begin: bytes, end: bytes) -> None:
    made = pictures.standing_for(name, pictures.media_of(name))
    assert (made[: len(begin)], made[-len(end) :]) == (begin, end)


def test_a_pdf_says_where_its_objects_are() -> None:
    made = pictures.pdf()
    table = int(made.split(b"startxref\n")[1].split(b"\n")[0])
    assert made[table : table + 4] == b"xref"
    first = int(made[table:].split(b"\n")[3].split()[0])
    assert made[first : first + 7] == b"1 0 obj"
