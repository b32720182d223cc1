"""What a request says of the files that it adds: pure functions.

Source: https://developer.servicechannel.com/swagger/ (AddAttachmentsRequest).
"""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson

from emulator.kernel.errors import Forbidden, Invalid

#: The longest description.
LONGEST = 200
FILE, REMOTE = "1", "2"
#: What a `Type` may be called.
TYPES = {"1": FILE, "file": FILE, "2": REMOTE, "remotestorage": REMOTE}
SPACES = re.compile(r"\s+")
RULE = "invalid attachment"


class Described(NamedTuple):
    """One file, as a request describes it.

    kind: FILE or REMOTE; nothing where it is not said.  visibility: None where it is not said.
    """

    name: str = ""
    description: str = ""
    path: str = ""
    kind: str = ""
    media: str = ""
    visibility: int | None = None
    is_invoice_copy: bool = False


PLAIN = Described()


def described(text: str) -> Sequence[Described]:
    """What AddAttachmentsRequest says; nothing is nothing.  Raises Invalid."""
    if not text.strip():
        return []
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid(RULE, f"AddAttachmentsRequest is not JSON: {error}") from None
    listed = _lower(said).get("attachments")
    if not isinstance(listed, list):
        raise Invalid(RULE, "AddAttachmentsRequest has no list Attachments")
    return [read(_lower(entry)) for entry in listed]


def _lower(value: object) -> Mapping[str, object]:
    """An object's values that are not null, by their names in lower case.  Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid(RULE, f"{type(value).__name__} where an object is expected")
    return {str(name).lower(): v for name, v in value.items() if v is not None}


def read(entry: Mapping[str, object]) -> Described:
    """One file's description, by names in lower case.  Raises Invalid."""
    description = _text(entry, "description")
    if len(description) > LONGEST:
        raise Invalid(RULE, f"Description has {len(description)} characters, {LONGEST} are allowed")
    kind = str(entry.get("type", "")).lower()
    if kind and kind not in TYPES:
        raise Invalid(RULE, f"Type {kind} is neither 1 nor 2")
    copy = str(entry.get("isinvoicedigitalcopy", "false")).lower()
    if copy not in ("true", "false"):
        raise Invalid(RULE, f"IsInvoiceDigitalCopy {copy} is neither true nor false")
    return Described(
        name=_text(entry, "name"),
        description=description,
        path=_text(entry, "path").strip(),
        kind=TYPES.get(kind, ""),
        media=_text(entry, "mediatype"),
        visibility=_visibility(entry.get("visibility")),
        is_invoice_copy=copy == "true",
    )


def _text(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name, "")
    if not isinstance(value, str):
        raise Invalid(RULE, f"{name} is {type(value).__name__}, not a text")
    return value


def _visibility(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or str(value) not in ("0", "1", "2", "3"):
        raise Invalid(RULE, f"Visibility {value} is none of null, 1, 2 and 3")
    return int(str(value))


def joined(said: Sequence[Described], files: int) -> Sequence[tuple[Described, int | None]]:
    """Each description with the number of the file that it is of, in order; None for one elsewhere.

    files: how many there are.  One that is not described is described by nothing.  Raises Invalid
    for a description of a file that was not sent, and without any file.
    """
    left = iter(range(files))
    pairs: list[tuple[Described, int | None]] = []
    for one in said:
        number = None if one.kind == REMOTE else next(left, None)
        if number is None and not one.path:
            raise Invalid(RULE, "what is described has neither a file nor a Path")
        if number is None and one.kind == FILE:
            raise Invalid(RULE, "there is no file for what is described as one")
        pairs.append((one, number))
    pairs += [(PLAIN, number) for number in left]
    if not pairs:
        raise Invalid(RULE, "there is no file")
    return pairs


def decoded(text: str) -> bytes:
    """The bytes of a base64 text, which may have line ends.  Raises Invalid."""
    try:
        return b64decode(SPACES.sub("", text), validate=True)
    except (Error, ValueError) as error:
        raise Invalid(RULE, f"the file is no base64: {error}") from None


def check_size(total: int, limit: int) -> None:
    """Raises Invalid for more bytes than a work order's files may have."""
    if total > limit:
        raise Invalid("attachments size", f"{total} bytes in all, {limit} are allowed")


def check_removal(user_company: str, uploaded_by: str, *, is_provider: bool) -> None:
    """A subscriber removes any file, a provider its own.  Raises Forbidden."""
    if is_provider and user_company != uploaded_by:
        raise Forbidden("attachment right", f"the file is of {uploaded_by or 'nobody known'}")
