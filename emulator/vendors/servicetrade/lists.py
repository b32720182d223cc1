"""Lists: filters, pages and their order, the same for all resources.

What a filter compares is a table beside each resource's operations; unknown parameters are ignored.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from emulator.kernel.operation import Call, Record, Reply
from emulator.vendors.servicetrade import rules
from emulator.vendors.servicetrade.rules import ENTITIES
from emulator.vendors.servicetrade.saves import envelope

#: Whether a record is wanted, by the value of one parameter.
Test = Callable[[Call, Record, object], bool]
Show = Callable[[Call, Record], object]
Order = Callable[[Call, Record], object]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list can be asked for.

    equal: parameters that name the value of a field, which the store compares.
    tests: parameters that need more than that.  orders: what `sort` may name.
    """

    equal: Mapping[str, str] = field(default_factory=dict)
    tests: Mapping[str, Test] = field(default_factory=dict)
    orders: Mapping[str, Order] = field(default_factory=dict)


def since(name: str) -> Test:
    """An instant that is not before the one asked for; null is never."""
    return lambda _, record, at: record[name] is not None and record[name] >= at


def until(name: str) -> Test:
    """An instant that is not after the one asked for; null is never."""
    return lambda _, record, at: record[name] is not None and record[name] <= at


def one_of(name: str) -> Test:
    """A value among those asked for."""
    return lambda _, record, wanted: record[name] in _values(wanted)


def any_of(name: str) -> Test:
    """A list that has one of the values asked for."""
    return lambda _, record, wanted: not set(record[name]).isdisjoint(_values(wanted))


def contains(*names: str) -> Test:
    """A text inside one of some fields, whatever its case."""

    def test(_: Call, record: Record, text: object) -> bool:
        wanted = str(text).lower()
        return any(wanted in str(record[name] or "").lower() for name in names)

    return test


def tagged(entity: str) -> Test:
    """All of the tags asked for, by name."""

    def test(call: Call, record: Record, wanted: object) -> bool:
        number = ENTITIES[entity].number
        rows = call.records.find("taggings", entityType=number, entityId=record["id"])
        tags = [call.records.get("tags", row["tagId"]) for row in rows]
        names = {tag["name"].lower() for tag in tags if tag}
        return all(str(name).lower() in names for name in _values(wanted))

    return test


def _values(wanted: object) -> Iterable[object]:
    return wanted if isinstance(wanted, list) else [wanted]


#: What nearly every list can be asked for.
STAMPS: Mapping[str, Test] = {
    "createdAfter": since("created"),
    "createdBefore": until("created"),
    "updatedAfter": since("updated"),
    "updatedBefore": until("updated"),
}


def listed(
    call: Call,
    resource: str,
    show: Show,
    filters: Filters | None = None,
    *,
    preset: Mapping[str, object] | None = None,
    tests: Sequence[Callable[[Record], bool]] = (),
) -> Reply:
    """One page of a resource, as `rules.LISTS` pages it, oldest first unless `sort` says more.

    preset: fields that have to have a value, whatever is asked for.  tests: the same, as functions.
    """
    filters, pages = filters or Filters(), rules.LISTS[resource]
    query = call.query
    fields = {f: query[p] for p, f in filters.equal.items() if p in query} | dict(preset or {})
    asked = [(test, query[p]) for p, test in filters.tests.items() if p in query]
    order = filters.orders.get(str(query.get("sort", "")))
    page, size = paging(call, pages.usual, pages.most)
    start = (page - 1) * size
    if not (asked or tests or order):
        total = call.records.count(pages.table, **fields)
        chosen = call.records.span(pages.table, start, start + size, **fields)
    else:
        found = [
            record
            for record in call.records.find(pages.table, **fields)
            if all(test(call, record, value) for test, value in asked)
            and all(test(record) for test in tests)
        ]
        if order is not None:
            found.sort(key=lambda record: order(call, record))  # type: ignore[arg-type,return-value]
        total, chosen = len(found), found[start : start + size]
    return paged(call, pages.key, [show(call, record) for record in chosen], total)


def paging(call: Call, usual: int, most: int) -> tuple[int, int]:
    """Page, from 1, and rows a page; page 0 is the first, and too many rows are cut (assumed)."""
    size = call.query.get("limit") or usual
    return max(1, call.query.get("page", 1)), min(size, most)


def paged(call: Call, key: str, shown: Sequence[object], total: int) -> Reply:
    """A page that is chosen already; a page past the end is empty (assumed)."""
    usual, most = next(
        ((p.usual, p.most) for p in rules.LISTS.values() if p.key == key), (100, 1000)
    )
    page, size = paging(call, usual, most)
    data = {
        key: shown,
        "page": page,
        "totalPages": max(1, math.ceil(total / size)),
        "totalCount": total,
        "pageSize": size,
    }
    return Reply(envelope(call, data))
