"""Lists: filters, pages and their order, the same for all resources.

Pages are Laravel's: `{"data", "links", "meta"}`.  Source: the vendor's API reference of 2024-03-05.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

from emulator.kernel.operation import Call, Record, Reply
from emulator.vendors.spp import filters
from emulator.vendors.spp.once import still
from emulator.vendors.spp.workspaces import workspace_id

Show = Callable[[Call, Record], object]
#: Rows of a page that names no size.
USUAL = 20
#: The highest page that is looked for.
LAST = 10**9
#: What nearly every resource keeps under another name.
FIELDS: Mapping[str, str] = {"status": "status_id"}


def listed(
    call: Call,
    table: str,
    show: Show,
    *,
    fields: Mapping[str, str] = FIELDS,
    style: Callable[[Record], Record] = dict,
    **preset: object,
) -> Reply:
    """One page of the workspace's records of a table, the newest first unless `sort` says more.

    fields: by their names on the wire, those that are kept under another.  style: what filters and
    orders see of a record, if that is more than what is kept.  preset: values that a record must
    have, whatever is asked for.  Deleted ones are left out.
    """
    ids = _alive(call, table, preset)
    asked = call.query.get("filters")
    if asked:
        records = [call.records.get(table, each) or {} for each in ids]
        ids = [r["id"] for r in records if filters.passes(style(r), asked, fields)]
    size, page = paging(call)
    chosen = _sorted(call, table, ids, fields)[(page - 1) * size : page * size]
    rows = [record for each in chosen if (record := call.records.get(table, each))]
    page_of = still(call)
    return Reply(paged(call, [show(page_of, record) for record in rows], len(ids)))


def _alive(call: Call, table: str, preset: Mapping[str, object]) -> list[int]:
    """The ids of the workspace's records that were not deleted."""
    ids = call.records.search(table, workspace_id=workspace_id(call), **preset)
    deleted = call.records.column(table, "deleted_at")
    return [each for each in ids if deleted.get(each) is None]


def _sorted(call: Call, table: str, ids: list[int], fields: Mapping[str, str]) -> list[int]:
    """Ids in the order that is asked for; by creation where that is by no field (assumed)."""
    name, is_falling = filters.order(call.query.get("sort"))
    first = call.records.get(table, ids[0]) if ids else None
    if first is None or fields.get(name, name) not in first:
        name, is_falling = filters.order(None)
    values = call.records.column(table, fields.get(name, name))
    return sorted(ids, key=lambda each: (_rank(values.get(each)), each), reverse=is_falling)


def _rank(value: object) -> tuple[int, float, str]:
    """What a value is sorted by: nulls, then numbers, then texts whatever their case."""
    if isinstance(value, int | float):
        return 1, value, ""
    return (0, 0, "") if value is None else (2, 0, str(value).casefold())


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
    previous = _url(call, page - 1) if 1 < page <= last + 1 else None
    following = _url(call, page + 1) if page < last else None
    links = [_link(previous, "Previous")]
    links += [_link(_url(call, n), str(n), is_active=n == page) for n in _near(page, last)]
    links.append(_link(following, "Next"))
    return {
        "data": shown,
        "links": {
            "first": _url(call, 1),
            "last": _url(call, last),
            "prev": previous,
            "next": following,
        },
        "meta": {
            "current_page": page,
            "from": start + 1 if shown else None,
            "last_page": last,
            "links": links,
            "path": call.base_url + call.route,
            "per_page": size,
            "to": start + len(shown) if shown else None,
            "total": total,
        },
    }


def _near(page: int, last: int) -> Sequence[int]:
    """The pages that have a link: all of a few, else the ends and those around the page."""
    if last <= 13:  # noqa: PLR2004 - as the paginator has it
        return range(1, last + 1)
    near = {1, 2, last - 1, last, *range(page - 3, page + 4)}
    return sorted(number for number in near if 1 <= number <= last)


def _link(url: str | None, label: str, *, is_active: bool = False) -> Record:
    return {"url": url, "label": label, "active": is_active}


def _url(call: Call, page: int) -> str:
    """The URL of the same list at a page, its other parameters kept (assumed)."""
    asked = parse_qsl(call.asked.decode("latin-1"), keep_blank_values=True)
    kept = [(name, text) for name, text in asked if name != "page"]
    return f"{call.base_url}{call.route}?{urlencode([*kept, ('page', page)])}"
