"""Rows of a subscriber's lists by what a query names, and pages of them."""

from collections.abc import Sequence

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record


def named(
    call: Call, table: str, subscriber_id: int, row_id: int | None, name: str | None
) -> Record:
    """The subscriber's row of that id, else of that name in any case.

    Raises Invalid where neither is given, and where there is no such row.
    """
    if row_id is not None:
        row = call.records.get(table, row_id)
        if row is not None and row["SubscriberId"] == subscriber_id:
            return row
        raise Invalid(reason=f"{table} of subscriber {subscriber_id} has no {row_id}")
    for row in call.records.find(table, SubscriberId=subscriber_id):
        if name is not None and row["Name"].casefold() == name.casefold():
            return row
    raise Invalid(reason=f"{table} of subscriber {subscriber_id} has no {name!r}")


def paged(rows: Sequence[Record], page: int | None, size: int) -> Sequence[Record]:
    """One page, from 1.  Raises Invalid for a page or size below that."""
    number = 1 if page is None else page
    if number < 1:
        raise Invalid("bad page", f"there is no page {number}")
    if size < 1:
        raise Invalid("bad page size", f"a page has at least one row, not {size}")
    return rows[(number - 1) * size : number * size]
