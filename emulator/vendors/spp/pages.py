"""Which page of a list a read was: what `meta` says."""

from emulator.kernel.paging import Listed, Page
from emulator.vendors.spp.lists import USUAL


def page(listed: Listed) -> Page | None:
    """The page; None for what is no list, or one without pages."""
    if not listed.operation.removeprefix("v1").lower().startswith("list"):
        return None
    number, size = max(1, listed.number("page", 1)), listed.number("limit", 0) or USUAL
    answer = listed.answer
    meta = answer.get("meta") if isinstance(answer, dict) else None
    if isinstance(meta, dict):
        return Page(number == 1, meta["per_page"], meta["current_page"] < meta["last_page"])
    if answer is not None:
        return None
    return Page(number == 1, size, listed.rows >= size)
