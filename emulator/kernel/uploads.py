"""Files that are handed in and out: what they are called, and how no browser takes them for a page.

What a client says of a file, its name and its type, is not to be trusted.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

#: What is dropped from a file's name: control characters, and all before its last segment.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SEPARATORS = re.compile(r"[/\\]")
#: The longest name of a file.
LONGEST = 255
#: A media type that a header can say again.
MEDIA = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+( *; *[\w-]+=[\w.+-]+)*", re.ASCII)
OCTETS = "application/octet-stream"


def file_name(given: str) -> str:
    """The last segment of a file's path, without control characters; nothing for none."""
    name = CONTROLS.sub("", SEPARATORS.split(given)[-1]).strip()
    return "" if name in (".", "..") else name[-LONGEST:]


def media_type(given: str) -> str:
    """The media type that is said, if it can be one."""
    return given if MEDIA.fullmatch(given) else OCTETS


def headers(name: str, media: str) -> Mapping[str, str]:
    """Those of a file's content: it is saved, under its own name, and never shown as ours."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    named = f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {
        "content-type": media,
        "content-disposition": f"attachment; {named}",
        "x-content-type-options": "nosniff",
    }
