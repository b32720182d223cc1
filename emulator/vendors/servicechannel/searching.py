"""What a list is asked for: which records, in which order, which page.

Pure: no record is read here.  How dates and orders are written is assumed; the vendor's document
names the parameters and says which compare exactly and which by their beginning.
Source: https://developer.servicechannel.com/swagger/ (`GET /workorders`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Record

LARGEST_PAGE = 50
DAY = timedelta(days=1)

#: Parameters of the search and the record's field that they are about.
EXACT: Mapping[str, str] = {
    "id": "Id",
    "otherLocationId": "LocationId",
    "category": "Category",
    "categoryId": "CategoryId",
    "status": "Primary",
    "extendedStatus": "Extended",
    "priority": "Priority",
    "tradeId": "TradeId",
}
BEGINS: Mapping[str, str] = {
    "number": "Number",
    "serviceId": "ServiceId",
    "purchaseNumber": "PurchaseNumber",
    "trade": "Trade",
}
DATED: Mapping[str, str] = {
    "scheduledDate": "ScheduledDate",
    "expirationDate": "ExpirationDate",
    "callDate": "CallDate",
}
OF_STATUS = ("Primary", "Extended")

Test = Callable[[Record], bool]


def page(query: Record) -> tuple[int, int]:
    """Number and size of a page.  Raises Invalid for a page before the first or an empty one."""
    number: int = query["page"]
    size: int = query["pageSize"]
    if number < 1:
        raise Invalid("bad page", "pages count from 1")
    if size < 1:
        raise Invalid("bad page size", "a page has at least one record")
    return number, min(size, LARGEST_PAGE)


def cut(found: Sequence[Record], number: int, size: int) -> Sequence[Record]:
    return found[(number - 1) * size : number * size]


def tests(query: Record) -> list[Test]:
    """What a work order has to pass.  Raises Invalid for a date that is none."""
    made = [_one_of(field, query[name]) for name, field in EXACT.items() if name in query]
    made += [_begins(field, query[name]) for name, field in BEGINS.items() if name in query]
    made += [_within(field, query[name]) for name, field in DATED.items() if name in query]
    return made


def value(order: Record, field: str) -> object:
    """A field of a work order or of its status, to be compared: texts whatever their case."""
    found = order["Status"][field] if field in OF_STATUS else order.get(field)
    return found.casefold() if isinstance(found, str) else found


def _one_of(field: str, wanted: Sequence[object]) -> Test:
    known = {w.casefold() if isinstance(w, str) else w for w in wanted}
    return lambda order: value(order, field) in known


def _begins(field: str, wanted: Sequence[str]) -> Test:
    beginnings = tuple(w.casefold() for w in wanted)

    def test(order: Record) -> bool:
        found = value(order, field)
        return found is not None and str(found).startswith(beginnings)

    return test


def _within(field: str, wanted: Sequence[str]) -> Test:
    spans = [span(text) for text in wanted]

    def test(order: Record) -> bool:
        when = parse_instant(order[field])
        return any(start <= when < stop for start, stop in spans)

    return test


def span(text: str) -> tuple[datetime, datetime]:
    """A day, or what lies between two days or instants.  Raises Invalid for anything else.

    The end of a day is the next one's beginning; an instant at the end is in it.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    return _bounds(first)[0], _bounds(last if dots else first)[1]


def _bounds(text: str) -> tuple[datetime, datetime]:
    try:
        start = parse_instant(text)
        if len(text) > len("2026-06-15"):
            return start, start + timedelta.resolution
        start = datetime.combine(start.date(), time(), UTC)
        return start, start + DAY
    except (ValueError, OverflowError):
        raise Invalid(reason=f"{text!r} is no date") from None


def order_by(sort: str | None, fields: Sequence[str]) -> Callable[[list[Record]], list[Record]]:
    """Sorts by `Field`, `Field desc` or `-Field`.  Raises Invalid for what is none of the fields.

    Records without a value come first; equal ones stay as they were.
    """
    if sort is None or not sort.strip():
        return lambda found: found
    name, _, way = sort.strip().removeprefix("-").partition(" ")
    field = {f.lower(): f for f in fields}.get(name.lower())
    if field is None or way.strip().lower() not in ("", "asc", "desc"):
        raise Invalid(reason=f"sort={sort!r}; known: {', '.join(fields)}")
    is_down = sort.strip().startswith("-") or way.strip().lower() == "desc"
    return lambda found: sorted(found, key=lambda row: _key(row, field), reverse=is_down)


def _key(row: Record, field: str) -> tuple[bool, object]:
    found = value(row, "Primary") if field == "Status" else value(row, field)
    return found is not None, found
