"""Small files of our own making: thumbnails, and what stands for a file that has no bytes."""

import struct
import zlib
from collections.abc import Mapping

#: Sides of a thumbnail: what is answered where none is asked for, and the longest.
SIDE, LONGEST = 100, 1024
MEDIA: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "txt": "text/plain",
}
OCTETS = "application/octet-stream"
SHADE = 0xC0


def media_of(name: str) -> str:
    """The media type of a file by the ending of its name."""
    return MEDIA.get(name.rpartition(".")[2].lower(), OCTETS)


def side(asked: int | None) -> int:
    """A side of a thumbnail that can be made."""
    return min(asked, LONGEST) if asked and asked > 0 else SIDE


def png(width: int, height: int) -> bytes:
    """A grey picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    line = b"\x00" + bytes([SHADE]) * width
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(line * height)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def jpeg() -> bytes:
    """One grey pixel: each table has one code, and the pixel takes a bit of each."""
    segments = [
        (0xDB, b"\x00" + b"\x01" * 64),
        (0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00"),
        (0xC4, b"\x00\x01" + bytes(15) + b"\x00"),
        (0xC4, b"\x10\x01" + bytes(15) + b"\x00"),
        (0xDA, b"\x01\x01\x00\x00\x3f\x00"),
    ]
    body = b"".join(b"\xff" + bytes([k]) + struct.pack(">H", len(d) + 2) + d for k, d in segments)
    return b"\xff\xd8" + body + b"\x3f\xff\xd9"


def pdf() -> bytes:
    """One empty page."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    ]
    text, places = b"%PDF-1.4\n", []
    for number, what in enumerate(objects, 1):
        places.append(len(text))
        text += b"%d 0 obj\n%b\nendobj\n" % (number, what)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, table)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(text))
    return text + table + end


def standing_for(name: str, media: str) -> bytes:
    """The smallest file of a type, for one of that name whose bytes nobody has."""
    if media == "image/png":
        return png(1, 1)
    made = {"image/jpeg": jpeg, "application/pdf": pdf}.get(media)
    return made() if made else f"{name}\n".encode()
