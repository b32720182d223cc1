"""Bodies as clients send them: JSON, a form, or the parts of a multipart one.

What a body means is the contract's; here it only becomes fields, and files.
"""

from collections import Counter
from collections.abc import Callable, Iterable

import orjson
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from emulator.kernel.binding import WHOLE
from emulator.kernel.errors import Malformed, WrongMedia
from emulator.kernel.operation import Given, Upload
from emulator.kernel.record import Record
from emulator.kernel.request import Request

JSON = ("application/json", "text/json")
MULTIPART = "multipart/form-data"
#: The most parts of a multipart body.
MOST_PARTS = 100


def media(request: Request) -> str:
    """The media type that a request says its body is; JSON if it says nothing."""
    given = request.header(b"content-type") or JSON[0]
    return given if given == JSON[0] else given.partition(";")[0].strip().lower()


def read_json(request: Request) -> Given:
    """A JSON object.  Raises WrongMedia for a body that is said to be something else."""
    _check_json(request)
    return Given(parse_object(request.body))


def read_any_json(request: Request) -> Given:
    """A JSON value: an object's fields, anything else under WHOLE.  Raises as `read_json`."""
    _check_json(request)
    value = _parsed(request.body)
    return Given(value if isinstance(value, dict) else {WHOLE: value})


def _check_json(request: Request) -> None:
    said = media(request)
    if request.body and said not in JSON:
        raise WrongMedia(reason=f"the body is {said}, expected {JSON[0]}", media=said)


def parse_object(raw: bytes) -> Record:
    """A JSON object; nothing is an empty one.  Raises Malformed for anything else."""
    value = _parsed(raw)
    if not isinstance(value, dict):
        raise Malformed(reason=f"the body is {type(value).__name__}, not an object")
    return value


def _parsed(raw: bytes) -> object:
    if not raw.strip():
        return {}
    try:
        value: object = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed(reason=f"the body is not JSON: {error}") from None
    return value


class _Parts:
    """What the parser finds, part by part."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, object]] = []
        self.names: Record = {}
        self.files: dict[str, Upload] = {}
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._content: list[bytes] = []
        self._parts = 0
        self._before: Counter[str] = Counter()
        self.is_whole = False

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._ended,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise Malformed(reason=f"the body has more than {MOST_PARTS} parts")
        self._headers, self._content = {}, []

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._content.append(data[start:end])

    def _end(self) -> None:
        _, said = parse_options_header(self._headers.get(b"content-disposition"))
        name = said.get(b"name", b"").decode("utf-8", "replace")
        content = b"".join(self._content)
        if b"filename" not in said:
            self.texts.append((name, content.decode("utf-8", "replace")))
            return
        file = said[b"filename"].decode("utf-8", "replace")
        kind = self._headers.get(b"content-type", b"application/octet-stream").decode("latin-1")
        self.names[name] = file
        if (before := self.files.pop(name, None)) is not None:
            place = f"{name}[{self._before[name]}]"
            self.names[place], self.files[place] = before.name, before
            self._before[name] += 1
        self.files[name] = Upload(file, kind, content)

    def _ended(self) -> None:
        self.is_whole = True


def read_multipart(
    request: Request, join: Callable[[Iterable[tuple[str, object]]], Record] = dict
) -> Given:
    """The fields and files of a multipart body.  Raises Malformed for one that is none.

    Of several files under one name the last has it; those before are under `name[0]`, `name[1]`, ….
    join: makes the fields of the names and values of the parts that are no files.
    """
    _, said = parse_options_header(request.header(b"content-type"))
    boundary = said.get(b"boundary")
    if not boundary:
        raise Malformed(reason="the multipart body has no boundary")
    parts = _Parts()
    try:
        parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
        parser.write(request.body)
        parser.finalize()
    except FormParserError as error:
        raise Malformed(reason=f"the body is not multipart: {error}") from None
    if not parts.is_whole and request.body.strip():
        raise Malformed(reason="the multipart body is cut off")
    return Given(join(parts.texts) | parts.names, parts.files)
