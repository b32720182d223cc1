"""Which page of a list a read was: `page` and `limit`, and the totals beside the rows."""

from emulator.kernel.paging import Listed, Page

#: Rows of a page that names no size and is too long to say how many it has.
USUAL = 100


def page(listed: Listed) -> Page | None:
    """The page; None for what is no list."""
    if not listed.operation.startswith("list"):
        return None
    number, size = max(1, listed.number("page", 1)), listed.number("limit", 0)
    answer = listed.answer
    data = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(data, dict) and "totalPages" in data:
        return Page(number == 1, data["pageSize"], number < data["totalPages"])
    if answer is not None:
        return None  # a list that has no pages
    return Page(number == 1, size or USUAL, listed.rows >= (size or USUAL))
