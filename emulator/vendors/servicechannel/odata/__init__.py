"""OData, as the vendor speaks it: collections and single records by entity.

An operation is one line: `return odata.collection(call, WORK_ORDERS, Source(…))`.  Modules of
entities import `odata.model`, not this.
"""

from collections.abc import Mapping
from datetime import timedelta

from emulator.kernel.clock import write_instant
from emulator.kernel.operation import Call, Record, Reply
from emulator.vendors.servicechannel.odata.model import Broken, Entity, Field, Link, Source
from emulator.vendors.servicechannel.odata.paths import of_ids
from emulator.vendors.servicechannel.odata.plan import PAGE, Query, matching, shown
from emulator.vendors.servicechannel.odata.queries import read

__all__ = ["Broken", "Entity", "Field", "Link", "Source", "collection", "single"]

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
    root = of_ids(call, entity, source.table)
    query = read(call, entity, _options(call.query if options is None else options), root)
    rows = _rows(call, source, query)
    answer: Record = {"@odata.context": _context(call, entity, query)}
    if query.is_counted:
        answer["@odata.count"] = len(rows)
    stop = query.skip + min(PAGE if query.top is None else query.top, PAGE)
    page = [_record(call, source, row) for row in rows[query.skip : stop]]
    answer["value"] = [shown(call, entity, record, query.shape) for record in page]
    if stop < len(rows) and query.top is None and _links_on(call, entity):
        answer["@odata.nextLink"] = f"{call.base_url}/v3/odata/{entity.set}?$skip={stop}"
    return Reply(answer)


def single(call: Call, entity: Entity, record: Record) -> Reply:
    """One record, its fields at the top level."""
    query = read(call, entity, _options(call.query))
    context = f"{_context(call, entity, query)}/$entity"
    return Reply(
        {"@odata.context": context} | shown(call, entity, record, query.shape, in_list=False)
    )


def _options(given: Mapping[str, object]) -> dict[str, str]:
    return {name: str(given[name]) for name in OPTIONS if given.get(name) is not None}


def _context(call: Call, entity: Entity, query: Query) -> str:
    return f"{call.base_url}/v3/odata/$metadata#{entity.set}{query.shape.said}"


def _links_on(call: Call, entity: Entity) -> bool:
    which: str = call.switches["odata_next_link"]
    return which == "all" or (which == "invoices" and entity.next_link)


def _rows(call: Call, source: Source, query: Query) -> list[int]:
    """The ids of all records of a source that a query matches, in its order.

    What costs least comes first; `keep` may need to read all of a record, and so comes last.
    """
    rows = _found(call, source, query)
    if source.window is not None:
        name, usual, most = source.window
        days = most if query.asks_dates else usual
        since = write_instant(call.now - timedelta(days=days))
        dates = call.records.column(source.table, name)
        rows = [row for row in rows if str(dates[row]) >= since]
    rows = matching(rows, query, int)
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
    record_id = wanted.pop(call.records.id_field, None)
    if record_id is None:
        return sorted(call.records.search(source.table, **wanted))
    record = call.records.get(source.table, record_id) if isinstance(record_id, int) else None
    found = record is not None and all(record.get(n) == v for n, v in wanted.items())
    return [record[call.records.id_field]] if record is not None and found else []


def _record(call: Call, source: Source, record_id: int) -> Record:
    return call.load(source.table, record_id)
