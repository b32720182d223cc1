"""Which page of a list a read was: every way of paging that the vendor has.

A bare list does not say how many there are, so that a full page is one with more behind it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from emulator.kernel.paging import Listed, Page
from emulator.vendors.servicechannel.odata.plan import PAGE
from emulator.vendors.servicechannel.searching import LARGEST_PAGE


class Way(NamedTuple):
    """How an operation pages.  place: the parameter that says where; first: its first value.

    size: the parameter that says how many; usual: how many without it; most: how many at most, 0
    for any number.  total: the field of the answer that counts all, if one does.
    """

    place: str
    size: str
    usual: int
    first: int = 1
    most: int = 0
    total: str = ""


WAYS: Mapping[str, Way] = {
    "getWorkOrders": Way("page", "pagesize", 50, most=LARGEST_PAGE),
    "getLocations": Way("page", "pagesize", 50, most=LARGEST_PAGE),
    "getStores": Way("page", "pagesize", 50, most=LARGEST_PAGE),
    "getResolutionCodes": Way("page", "pagesize", 10),
    "getRootCauses": Way("page", "pagesize", 10),
    "getLocationDistricts": Way("page", "pagesize", 50, total="TotalElements"),
    "getUserDistricts": Way("page", "pagesize", 50, total="TotalCount"),
    "getUserRegions": Way("page", "pagesize", 50, total="TotalCount"),
    "getLabels": Way("page", "pagesize", 50, most=LARGEST_PAGE, total="Total"),
    "getReviews": Way("pageoffset", "pagesize", 10, first=0, total="TotalFilteredCount"),
    "getProposals": Way("skip", "top", 50, first=0),
}
NOTES, NOTES_USUAL = "getNotes", 10
ODATA = "/v3/odata/"


def page(listed: Listed) -> Page | None:
    """The page; None for what is no list, or no list that has pages."""
    if listed.operation == NOTES:
        return _of_notes(listed)
    if listed.operation in WAYS:
        return _of(listed, WAYS[listed.operation])
    return _of_odata(listed) if ODATA in listed.path else None


def _of(listed: Listed, way: Way) -> Page:
    number, size = listed.number(way.place, way.first), listed.number(way.size, way.usual)
    size = min(size, way.most or size)
    before = number if way.first == 0 else (number - 1) * size
    return _page(listed, before, size, _total(listed, way.total))


def _page(listed: Listed, before: int, size: int, total: int | None) -> Page:
    """A page after so many rows, of so many in all if that is known."""
    if total is None:
        return Page(before == 0, size, listed.rows >= size)
    return Page(before == 0, size, before + size < total)


def _total(listed: Listed, name: str) -> int | None:
    """What the answer says of how many there are; labels come in a list of one."""
    answer = listed.answer
    if name == "Total" and isinstance(answer, list) and answer:
        answer = answer[0]
    total = answer.get(name) if isinstance(answer, dict) else None
    return total if isinstance(total, int) else None


def _of_notes(listed: Listed) -> Page:
    """`paging=2:10` is the second page of ten."""
    number, _, size = listed.query.get("paging", f"1:{NOTES_USUAL}").partition(":")
    rows = int(size) if size.isdecimal() else NOTES_USUAL
    before = (int(number) - 1) * rows if number.isdecimal() else 0
    return _page(listed, before, rows, _total(listed, "AllNotesCount"))


def _of_odata(listed: Listed) -> Page | None:
    """`$skip` and `$top`, a link to the rest where the vendor gives one, and a count if asked."""
    answer = listed.answer
    if isinstance(answer, dict) and not isinstance(answer.get("value"), list):
        return None  # one record
    before, top = listed.number("$skip", 0), listed.number("$top", PAGE)
    size = min(top, PAGE)
    if isinstance(answer, dict) and "@odata.nextLink" in answer:
        return Page(before == 0, size, has_more=True)
    return _page(listed, before, size, _total(listed, "@odata.count"))
