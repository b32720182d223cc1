"""OData, as the vendor speaks it: collections and single records by entity.

An operation is one line: `return odata.collection(call, WORK_ORDERS, Source(…))`.  Modules of
entities import `odata.model`, not this.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote, urlencode

from emulator.kernel.clock import write_instant
from emulator.kernel.operation import Call, Record, Reply
from emulator.vendors.servicechannel.odata.model import Broken, Entity, Field, Link, Source
from emulator.vendors.servicechannel.odata.paths import of_few, of_ids
from emulator.vendors.servicechannel.odata.plan import PAGE, Query, matching, shown
from emulator.vendors.servicechannel.odata.queries import read

__all__ = ["Broken", "Entity", "Field", "Link", "Source", "collection", "single", "values"]

#: Up to how many records are read whole.
FEW = 200
#: The options of a query.
OPTIONS = (
    "$filter", "$select", "$expand", "$orderby", "$top", "$skip", "$count", "$apply",
)  # fmt: skip


def collection(
    call: Call, entity: Entity, source: Source, options: Mapping[str, object] | None = None
) -> Reply:
    """A page of a collection.  options: those of the query, unless a body has them.

    Raises Invalid for a query that is not valid.
    """
    given = _options(call.query if options is None else options)
    few: dict[int, Record] = {}
    query = read(call, entity, given, of_few(entity, few))
    found = _found(call, source, query)
    if len(found) > FEW:  # single fields, without the rest of the records
        query = read(call, entity, given, of_ids(call, entity, source.table))
    else:
        few |= {i: _record(call, source, i) for i in found}
    rows = _rows(call, source, query, found)
    answer: Record = {"@odata.context": _context(call, entity, query)}
    if query.is_counted:
        answer["@odata.count"] = len(rows)
    stop = query.skip + min(PAGE if query.top is None else query.top, PAGE)
    page = [_record(call, source, row) for row in rows[query.skip : stop]]
    answer["value"] = [shown(call, entity, record, query.shape) for record in page]
    if stop < len(rows) and query.top is None and _links_on(call, entity):
        rest = urlencode({**given, "$skip": str(stop)}, quote_via=quote, safe="$")
        path = source.path or entity.set
        answer["@odata.nextLink"] = f"{call.base_url}/v3/odata/{path}?{rest}"
    return Reply(answer)


def single(call: Call, entity: Entity, record: Record) -> Reply:
    """One record, its fields at the top level."""
    query = read(call, entity, _options(call.query))
    context = f"{_context(call, entity, query)}/$entity"
    return Reply(
        {"@odata.context": context} | shown(call, entity, record, query.shape, in_list=False)
    )


def values(call: Call, entity: Entity, found: Sequence[Record]) -> Reply:
    """A page of values that are no records of a table, such as what a function answers."""
    query = read(call, entity, _options(call.query))
    rows = matching([dict(value) for value in found], query)
    answer: Record = {"@odata.context": _context(call, entity, query)}
    if query.is_counted:
        answer["@odata.count"] = len(rows)
    page = rows[query.skip :][: min(PAGE if query.top is None else query.top, PAGE)]
    answer["value"] = [shown(call, entity, row, query.shape) for row in page]
    return Reply(answer)


def _options(given: Mapping[str, object]) -> dict[str, str]:
    return {name: str(given[name]) for name in OPTIONS if given.get(name) is not None}


def _context(call: Call, entity: Entity, query: Query) -> str:
    return f"{call.base_url}/v3/odata/$metadata#{entity.set}{query.shape.said}"


def _links_on(call: Call, entity: Entity) -> bool:
    which: str = call.switches["odata_next_link"]
    return which == "all" or (which == "invoices" and entity.next_link)


def _rows(call: Call, source: Source, query: Query, found: list[int]) -> list[int]:
    """The ids of what a query leaves of some records, in its order.

    What costs least comes first; `keep` may need to read all of a record, and so comes last.
    """
    if source.window is not None:
        found = _recent(call, source, query, found)
    rows = matching(found, query, int)
    if source.keep is not None:
        keep = source.keep
        rows = [row for row in rows if keep(_record(call, source, row))]
    if source.order is not None and not query.order:
        order = source.order
        rows.sort(key=lambda row: order(_record(call, source, row)))
    return rows


def _found(call: Call, source: Source, query: Query) -> list[int]:
    """The ids of the records with the values that a source and a query ask for."""
    wanted = {**query.equal, **source.where}
    if any(wanted[name] != value for name, value in query.equal.items()):
        return []
    if call.records.id_field not in wanted:
        return sorted(call.records.search(source.table, **wanted))
    record_id = _whole(wanted.pop(call.records.id_field))
    record = None if record_id is None else call.records.get(source.table, record_id)
    found = record is not None and all(record.get(n) == v for n, v in wanted.items())
    return [record[call.records.id_field]] if record is not None and found else []


def _whole(number: object) -> int | None:
    """The id that a number is; 5.0 is 5, and nothing is 5.5."""
    if isinstance(number, float) and number.is_integer():
        return int(number)
    return number if isinstance(number, int) else None


def _recent(call: Call, source: Source, query: Query, found: list[int]) -> list[int]:
    """Those inside the window of days."""
    assert source.window is not None  # noqa: S101 - who calls has looked
    name, usual, most = source.window
    since = write_instant(call.now - timedelta(days=most if query.asks_dates else usual))
    if len(found) <= FEW:
        return [row for row in found if _record(call, source, row)[name] >= since]
    dates = call.records.column(source.table, name)
    return [row for row in found if str(dates[row]) >= since]


def _record(call: Call, source: Source, record_id: int) -> Record:
    return call.load(source.table, record_id)
