"""What one action saves: records, their history, and the notifications in their order.

Every save notifies on its own, so one action tells of one entity several times; which, is
`rules.CASCADES`.  Source: ServiceTrade help centre, article 4403396917139.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.kernel.overlay import Overlay
from emulator.vendors.servicetrade import errors, rules
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
    notified (assumed).
    show: makes `data` of the first record that stays, from the records as they are afterwards;
    without it the answer is 204.  more, gone: records of other tables that come and go with it.
    """
    steps = rules.CASCADES[deed]
    dead = {step.entity for step in steps if step.action == "deleted"}
    alive = {e: _stamped(call, e, _listed(r)) for e, r in saved.items() if e not in dead}
    removed = {ENTITIES[e].table: [r["id"] for r in _listed(saved[e])] for e in dead if e in saved}
    differing = list(_history(call, alive, {e: _listed(saved[e]) for e in dead if e in saved}))
    if not (differing or any(more.values()) or any(gone.values())):
        return _shown(call, {e: _listed(r) for e, r in saved.items()}, show)
    every = {**alive, **{e: _listed(saved[e]) for e in dead if e in saved}}
    changes: dict[str, Sequence[Record]] = {ENTITIES[e].table: r for e, r in alive.items() if r}
    changes |= more
    if differing:
        changes["history"] = differing
    removes = {**removed, **{table: list(ids) for table, ids in gone.items() if ids}}
    after = replace(call, records=Overlay(call.records, changes, "id", removes))
    reply = _shown(after, alive, show)
    reply.changes, reply.removes = changes, removes
    told = [step for step in steps if ENTITIES[step.entity].told]
    reply.events = [e for step in told for e in _told(call, step, every.get(step.entity, ()))]
    return reply


def _listed(records: Record | Sequence[Record]) -> Sequence[Record]:
    return [records] if isinstance(records, dict) else records


def _stamped(call: Call, entity: str, records: Sequence[Record]) -> list[Record]:
    """The records, `updated` now where they are not new; accounts of times have no such field."""
    del entity
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
