"""Rows of a subscriber's lists by what a request names, and pages of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record

#: Whether a field's value is one that is wanted.
Test = Callable[[object], bool]


def by_name(rows: Iterable[Record], name: str) -> Record | None:
    """The row of a name, whatever its case."""
    folded = name.casefold()
    return next((row for row in rows if str(row["Name"]).casefold() == folded), None)


def row(
    call: Call, table: str, subscriber_id: int | None, row_id: int | None, name: str | None = None
) -> Record | None:
    """The subscriber's row of that id, else of that name in any case; None without one."""
    if row_id is not None:
        found = call.records.get(table, row_id)
        return found if found is not None and found["SubscriberId"] == subscriber_id else None
    if not name:
        return None
    return by_name(call.records.find(table, SubscriberId=subscriber_id), name)


def named(
    call: Call, table: str, subscriber_id: int, row_id: int | None, name: str | None
) -> Record:
    """The same.  Raises Invalid where there is no such row."""
    found = row(call, table, subscriber_id, row_id, name)
    if found is None:
        raise Invalid(reason=f"{table} of subscriber {subscriber_id} has no {row_id or name!r}")
    return found


def store(call: Call, subscriber_id: int | None, store_id: object) -> Record | None:
    """The subscriber's location of a store id."""
    found = call.records.find("locations", StoreId=store_id, SubscriberId=subscriber_id)
    return found[0] if found else None


def passing(call: Call, table: str, of: Record, tests: Mapping[str, Test]) -> list[int]:
    """The ids of the records with these values in which each field passes its test, oldest first.

    No record is read for it: of each only the fields.
    """
    ids = call.records.search(table, **of)
    for field, test in tests.items():
        column = call.records.column(table, field)
        ids = [i for i in ids if test(column[i])]
    return ids


def paged(rows: Sequence[Record], page: int | None, size: int) -> Sequence[Record]:
    """One page, from 1.  Raises Invalid for a page or size below that."""
    number = 1 if page is None else page
    if number < 1:
        raise Invalid("bad page", f"there is no page {number}")
    if size < 1:
        raise Invalid("bad page size", f"a page has at least one row, not {size}")
    return rows[(number - 1) * size : number * size]
