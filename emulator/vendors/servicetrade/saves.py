"""What one action saves: records, their history, and the notifications in their order.

Every save notifies on its own, so one action tells of one entity several times; which, is
`rules.CASCADES`.  Source: ServiceTrade help centre, article 4403396917139.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.kernel.overlay import Overlay
from emulator.vendors.servicetrade import errors, hanging, rules
from emulator.vendors.servicetrade.rules import ENTITIES, Step

#: By entity: what an action is about, as it will be.
Saved = Mapping[str, Record | Sequence[Record]]
#: The records of a table that is no entity's, to put; or ids that go.
Puts = Mapping[str, Sequence[Record]]
Gone = Mapping[str, Sequence[int]]
NOTHING: Mapping[str, Sequence[Record]] = MappingProxyType({})
NO_IDS: Gone = MappingProxyType({})
#: Fields that are no news.
STAMPS = ("created", "updated")


def seconds(call: Call) -> int:
    """The sandbox's time as the vendor writes it: whole Unix seconds."""
    return int(call.now.timestamp())


def new(call: Call, table: str, **fields: object) -> Record:
    """A record that is created now."""
    at = seconds(call)
    return {"id": call.records.next_id(table), **fields, "created": at, "updated": at}


def envelope(call: Call, data: object) -> Record:
    """A body: what is asked for below `data`, and what it cost below `meta`."""
    return {"messages": {}, "data": data, "meta": errors.stats(call.balances)}


def done(
    call: Call,
    deed: str,
    saved: Saved,
    show: Callable[[Call, Record], object] | None = None,
    *,
    more: Puts = NOTHING,
    gone: Gone = NO_IDS,
) -> Reply:
    """The reply to an action: a row of CASCADES, with the records that its steps are about.

    saved: by entity; those that no step names, or that no webhook exists for, are saved without a
    word.  A record of a step `deleted` goes.  An update that changes nothing is no save: nothing is
    notified (a switch).
    show: makes `data` of the first record that stays, from the records as they are afterwards;
    without it the answer is 204.  more, gone: records of other tables that come and go with it;
    what hangs on a record that goes, goes too, unless it is in `more`.
    """
    steps = rules.CASCADES[deed]
    ends = {step.entity for step in steps if step.action == "deleted"}
    dead = {e: _listed(r) for e, r in saved.items() if e in ends}
    alive = {e: _stamped(call, _listed(r)) for e, r in saved.items() if e not in ends}
    differing = list(_history(call, alive, dead))
    is_news = differing or any(more.values()) or any(gone.values())
    if not is_news and call.switches["unchanged_put"] == "ignore":
        return _shown(call, {e: _listed(r) for e, r in saved.items()}, show)
    changes: dict[str, Sequence[Record]] = {ENTITIES[e].table: r for e, r in alive.items() if r}
    changes |= more
    if differing:
        changes["history"] = differing
    removes = _removed(call, dead, more, gone)
    after = replace(call, records=Overlay(call.records, changes, "id", removes))
    reply = _shown(after, alive, show)
    reply.changes, reply.removes = changes, removes
    every = {**alive, **dead}
    told = [step for step in steps if ENTITIES[step.entity].told]
    reply.events = [e for step in told for e in _told(call, step, every.get(step.entity, ()))]
    return reply


def _removed(
    call: Call, dead: Mapping[str, Sequence[Record]], more: Puts, gone: Gone
) -> Mapping[str, Sequence[int]]:
    """The ids that go, by table: the entities, what hangs on them and is not kept, and `gone`."""
    ids = {table: set(going) for table, going in gone.items() if going}
    kept = {table: {record["id"] for record in records} for table, records in more.items()}
    for entity, records in dead.items():
        for record in records:
            ids.setdefault(ENTITIES[entity].table, set()).add(record["id"])
            for table, hung in hanging.ids(call, entity, record["id"]).items():
                ids.setdefault(table, set()).update(set(hung) - kept.get(table, set()))
    return {table: sorted(going) for table, going in ids.items() if going}


def _listed(records: Record | Sequence[Record]) -> Sequence[Record]:
    return [records] if isinstance(records, dict) else records


def _stamped(call: Call, records: Sequence[Record]) -> list[Record]:
    """The records, `updated` now; clock events have no such field."""
    at = seconds(call)
    return [r | {"updated": at} if "updated" in r else r for r in records]


def _shown(
    call: Call,
    alive: Mapping[str, Sequence[Record]],
    show: Callable[[Call, Record], object] | None,
) -> Reply:
    if show is None:
        return Reply(status=204)
    first: Record = next((records[0] for records in alive.values() if records), {})
    return Reply(envelope(call, show(call, first)))


def _told(call: Call, step: Step, records: Sequence[Record]) -> Iterator[Event]:
    """The notifications of one step; with the tracked fields that it changed."""
    entity = ENTITIES[step.entity]
    for record in records:
        names = [n for n in entity.tracked if step.why in ("", n)]
        before = call.records.get(entity.table, record["id"]) if step.action == "updated" else None
        changed = [
            {"field": n, "oldValue": before[n], "newValue": record[n]}
            for n in names
            if before is not None and before[n] != record[n]
        ]
        yield Event(f"{step.entity}.{step.action}", entity.table, record, {"changeset": changed})


def _history(
    call: Call, alive: Mapping[str, Sequence[Record]], dead: Mapping[str, Sequence[Record]]
) -> Iterator[Record]:
    """A row for each field that changes, and one for each record that comes or goes."""
    for entity, records in alive.items():
        for record in records:
            before = call.records.get(ENTITIES[entity].table, record["id"])
            if before is None:
                yield _row(call, entity, record, "created")
                continue
            for field, value in record.items():
                if field not in STAMPS and _plain(value) != _plain(before.get(field)):
                    yield _row(call, entity, record, "updated", (field, before.get(field), value))
    for entity, records in dead.items():
        for record in records:
            yield _row(call, entity, record, "deleted")


def _plain(value: object) -> object:
    """A value to compare: what is read often comes with tuples for its lists."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return {n: _plain(v) for n, v in value.items()} if isinstance(value, dict) else value


def _row(
    call: Call,
    entity: str,
    record: Record,
    action: str,
    change: tuple[str | None, object, object] = (None, None, None),
) -> Record:
    field, old, value = change
    return {
        "id": call.records.next_id("history"),
        "entityType": ENTITIES[entity].number,
        "entityId": record["id"],
        "action": action,
        "userId": call.caller.get("id"),
        "field": field,
        "oldValue": old,
        "newValue": value,
        "created": seconds(call),
    }
