"""Lists: filters, pages and their order, the same for all resources.

Pages are Laravel's: `{"data", "links", "meta"}`.  Source: the vendor's API reference of 2024-03-05.
"""

import math
from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from urllib.parse import parse_qsl, urlencode

from emulator.kernel.operation import Call, Record, Reply
from emulator.kernel.ranks import Ranked, rank
from emulator.vendors.spp import filters, relations
from emulator.vendors.spp.once import still
from emulator.vendors.spp.workspaces import OLDER, workspace_id

Show = Callable[[Call, Record], object]
#: Rows of a page that names no size.
USUAL = 20
#: The highest page that is looked for.
LAST = 10**9
#: What nearly every resource keeps under another name.
FIELDS: Mapping[str, str] = {"status": "status_id", "employees": "employee_ids"}
#: Fields whose order is kept, so that a page costs the same however many records there are.
CREATED = "created_at"
KEPT_IN_ORDER = (CREATED, "id", "last_message_at")
#: Pages on each side of the current one that have a link.
SIDE = 3


def listed(
    call: Call,
    table: str,
    show: Show,
    *,
    fields: Mapping[str, str] = FIELDS,
    **preset: object,
) -> Reply:
    """One page of the workspace's records of a table, the newest first unless `sort` says more.

    fields: by their names on the wire, those that are kept under another.  preset: values that a
    record must have, whatever is asked for.  Deleted ones are left out.
    """
    alive = {"workspace_id": workspace_id(call), **preset, "deleted_at": None}
    names = _names(call, table, call.records.ranked(table, CREATED, **alive))
    asked = call.query.get("filters")
    size, page = paging(call)
    by, is_falling = _order(call, names, fields)
    found = call.records.ranked(table, by if by in KEPT_IN_ORDER else CREATED, **alive)
    if asked or by not in KEPT_IN_ORDER:
        column = partial(_column, call, table, names, fields)
        ids = filters.Search(column).chosen(found.lowest(0, len(found)), asked)
        found = Ranked(_sorted(call, table, ids, by))
    chosen = (found.highest if is_falling else found.lowest)((page - 1) * size, page * size)
    rows = [record for each in chosen if (record := call.records.get(table, each))]
    page_of = still(call)
    return Reply(paged(call, [show(page_of, record) for record in rows], len(found)))


def numbered_fields(call: Call) -> Mapping[str, str]:
    """`fields` of a list whose records have a number, which under `/api/v1` is their id."""
    return {**FIELDS, "id": "number"} if call.generation == OLDER else FIELDS


def _names(call: Call, table: str, found: Ranked) -> Container[str]:
    """The fields that the records of a list have; none for an empty one."""
    first = found.lowest(0, 1)
    return call.records.get(table, first[0]) or () if first else ()


def _order(call: Call, names: Container[str], fields: Mapping[str, str]) -> tuple[str, bool]:
    """The field to order by, and whether the highest come first; by creation if there is none."""
    name, is_falling = filters.order(call.query.get("sort"))
    kept = fields.get(name, name)
    return (kept, is_falling) if kept in names else filters.order(None)


def _column(
    call: Call, table: str, names: Container[str], fields: Mapping[str, str], name: str
) -> Mapping[int, object] | None:
    """The values of a field by record; None for one that there is not."""
    related = relations.column(call, table, name)
    if related is not None:
        return related
    head, _, rest = fields.get(name, name).partition(".")
    if head not in names:
        return None
    kept = call.records.column(table, head)
    return relations.inside(kept, rest) if rest else kept


def _sorted(call: Call, table: str, ids: list[int], by: str) -> list[int]:
    """Ids in the order of a field; they are, if it is one whose order is kept."""
    if by in KEPT_IN_ORDER:
        return ids
    values = call.records.column(table, by)
    return [each for _, each in sorted((rank(values.get(each)), each) for each in ids)]


def paging(call: Call) -> tuple[int, int]:
    """Rows a page and page, from 1.  What is no such number is as if it were not there (assumed).

    A limit over the most of a page is that most (assumed: a switch).
    """
    most = call.switches["limit_most"]
    return min(_positive(call.query.get("limit")) or USUAL, most), min(
        _positive(call.query.get("page")) or 1, LAST
    )


def _positive(text: object) -> int:
    """A number from its text, as PHP reads it; 0 for what is none."""
    digits = str(text or "").strip()
    is_number = digits.isascii() and digits.isdecimal()
    return int(digits[:18]) if is_number else 0


def paged(call: Call, shown: Sequence[object], total: int) -> Record:
    """A page that is chosen already, with its links."""
    size, page = paging(call)
    last = max(1, math.ceil(total / size))
    start = (page - 1) * size
    address = _address(call)
    previous = f"{address}{page - 1}" if page > 1 else None
    following = f"{address}{page + 1}" if page < last else None
    near = [_near(address, number, page) for number in _window(page, last)]
    return {
        "data": shown,
        "links": {
            "first": f"{address}1",
            "last": f"{address}{last}",
            "prev": previous,
            "next": following,
        },
        "meta": {
            "current_page": page,
            "from": start + 1 if shown else None,
            "last_page": last,
            "links": [_link(previous, "Previous"), *near, _link(following, "Next")],
            "path": call.base_url + call.route,
            "per_page": size,
            "to": start + len(shown) if shown else None,
            "total": total,
        },
    }


def _window(page: int, last: int) -> Sequence[int]:
    """The pages that have a link, 0 for a gap: all of a few, else the ends and those around."""
    if last < 2 * SIDE + 8:
        return range(1, last + 1)
    near = SIDE + 4
    if page <= near:
        return [*range(1, near + SIDE + 1), 0, last - 1, last]
    if page > last - near:
        return [1, 2, 0, *range(last - near - SIDE + 1, last + 1)]
    return [1, 2, 0, *range(page - SIDE, page + SIDE + 1), 0, last - 1, last]


def _near(address: str, number: int, page: int) -> Record:
    if number == 0:
        return _link(None, "...")
    return _link(f"{address}{number}", str(number), is_active=number == page)


def _link(url: str | None, label: str, *, is_active: bool = False) -> Record:
    return {"url": url, "label": label, "active": is_active}


def _address(call: Call) -> str:
    """The URL of the same list up to the page's number, its other parameters kept (assumed)."""
    asked = parse_qsl(call.asked.decode("latin-1"), keep_blank_values=True)
    kept = [(name, text) for name, text in asked[: filters.MOST] if name != "page"]
    return f"{call.base_url}{call.route}?{urlencode([*kept, ('page', '')])}"
