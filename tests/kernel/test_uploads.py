"""What files that are handed in are called, and how they are handed out."""

import pytest

from emulator.kernel import uploads


@pytest.mark.parametrize(
    ("given", "name"),
    [
        pytest.param("a.pdf", "a.pdf", id="a name"),
        pytest.param("../../etc/passwd", "passwd", id="a path"),
        pytest.param("C:\\photos\\a.jpg", "a.jpg", id="a path of Windows"),
        pytest.param("a\x00b\r\n.pdf", "ab.pdf", id="control characters"),
        pytest.param("  a.pdf ", "a.pdf", id="blanks around"),
        pytest.param("..", "", id="the folder above"),
        pytest.param("folder/", "", id="a folder"),
        pytest.param("Ünïcode 水.png", "Ünïcode 水.png", id="Unicode"),
        pytest.param("x" * 300 + ".pdf", "x" * 251 + ".pdf", id="too long"),
    ],
)
def test_a_files_name_is_its_last_segment_without_controls(given: str, name: str) -> None:
    assert uploads.file_name(given) == name


@pytest.mark.parametrize(
    ("given", "media"),
    [
        ("image/png", "image/png"),
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("", uploads.OCTETS),
        ("image", uploads.OCTETS),
        ("image/png\r\nx-evil: 1", uploads.OCTETS),
    ],
)
def test_a_media_type_that_is_none_is_octets(given: str, media: str) -> None:
    assert uploads.media_type(given) == media


def test_a_file_is_saved_and_its_name_breaks_no_header() -> None:
    made = uploads.headers('a"b%\\水.pdf', "application/pdf")
    assert made == {
        "content-type": "application/pdf",
        "content-disposition": 'attachment; filename="a_b___.pdf"; '
        "filename*=UTF-8''a%22b%25%5C%E6%B0%B4.pdf",
        "x-content-type-options": "nosniff",
    }
