"""The values of a filter: literals, the functions that are served, and which types go together.

An argument that is null makes the result null.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from emulator.kernel.clock import parse_instant
from emulator.vendors.servicechannel.odata.model import BOOLEAN, DATE, DOUBLE, GUID, INT32, STRING
from emulator.vendors.servicechannel.odata.refusals import refused

#: Types that compare with each other.
NUMBERS = ("Edm.Int32", "Edm.Int64", "Edm.Double", "Edm.Decimal", "Edm.Single")
NUMBER = DOUBLE
DAY = "Edm.Date"
NULL = "null"
#: Characters of the longest whole number that there is.
LONGEST_INTEGER = 20


class Function(NamedTuple):
    """takes: the types of its arguments.  least: how many of them there have to be."""

    takes: Sequence[str]
    gives: str
    compute: Callable[..., object]
    least: int = -1


def moment(text: str) -> str:
    """An instant as a text that sorts: in UTC, without a zone, with no idle zeros."""
    if text.endswith("Z") and "." not in text:
        return text[:-1]
    at = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None).isoformat()
    return at.rstrip("0") if "." in at else at


def written(literal: str) -> str:
    """The moment of a literal; the plus of an offset may have become a space on its way.

    Raises ValueError.
    """
    date, _, time = literal.upper().partition("T")
    return moment(parse_instant(f"{date}T{time.replace(' ', '+') or '00:00:00Z'}").isoformat())


def _part(start: int, stop: int) -> Function:
    return Function((DATE,), INT32, lambda at: int(at[start:stop]))


def _within(find: Callable[[str, str], bool]) -> Function:
    return Function((STRING, STRING), BOOLEAN, find)


def _piece(text: str, start: int, size: int | None = None) -> str:
    first = max(start, 0)
    return text[first:] if size is None else text[first : first + max(size, 0)]


FUNCTIONS: Mapping[str, Function] = {
    "contains": _within(lambda text, part: part in text),
    "startswith": _within(str.startswith),
    "endswith": _within(str.endswith),
    "indexof": Function((STRING, STRING), INT32, str.find),
    "length": Function((STRING,), INT32, len),
    "tolower": Function((STRING,), STRING, str.lower),
    "toupper": Function((STRING,), STRING, str.upper),
    "trim": Function((STRING,), STRING, str.strip),
    "concat": Function((STRING, STRING), STRING, lambda left, right: left + right),
    "substring": Function((STRING, INT32, INT32), STRING, _piece, least=2),
    "year": _part(0, 4),
    "month": _part(5, 7),
    "day": _part(8, 10),
    "hour": _part(11, 13),
    "minute": _part(14, 16),
    "second": _part(17, 19),
    "date": Function((DATE,), DAY, lambda at: f"{at[:10]}T00:00:00"),
}
#: Those that find a text whatever its case, as the vendor's database does.
FIND = ("contains", "startswith", "endswith", "indexof")


def fits(given: str, wanted: str) -> bool:
    """Whether a value of a type can stand where another type is wanted."""
    alike = (DATE, DAY) if given in (DATE, DAY) else NUMBERS if given in NUMBERS else ()
    return given in (NULL, wanted) or wanted in alike


def literal(kind: str, text: str) -> tuple[str, object]:
    """The type and value of a literal of the grammar."""
    if kind == "STRING":
        return STRING, text[1:-1].replace("''", "'")
    if kind == "CONSTANT":
        return (NULL, None) if text == "null" else (BOOLEAN, text == "true")
    if kind == "GUID":
        return GUID, text.lower()
    if kind == "DATE":
        try:
            return DATE if "T" in text.upper() else DAY, written(text)
        except ValueError:
            raise refused(f"Unrecognized 'Edm.DateTimeOffset' literal '{text}'.") from None
    return _number(text)


def _number(text: str) -> tuple[str, object]:
    digits = text.rstrip("mMdDfFlL")
    if digits.lstrip("-").isdecimal() and text[-1] not in "mMdDfF":
        whole = int(digits) if len(digits) <= LONGEST_INTEGER else 2**63
        if not -(2**63) <= whole < 2**63:
            raise refused(f"The value '{text}' is not a valid 'Edm.Int64' literal.")
        return ("Edm.Int32" if -(2**31) <= whole < 2**31 else "Edm.Int64"), whole
    return ("Edm.Decimal" if text[-1] in "mM" else "Edm.Double"), float(digits)
