"""What one action saves: records, the workspace's log of them, and what webhooks are told.

The log is what `GET /logs` shows.  Source: the vendor's API reference of 2024-03-05.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import orjson

from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.kernel.overlay import Overlay
from emulator.vendors.spp import dates
from emulator.vendors.spp.errors import MODELS
from emulator.vendors.spp.lists import Show
from emulator.vendors.spp.workspaces import workspace_id

NO_RECORDS: Mapping[str, Sequence[Record]] = MappingProxyType({})
NO_IDS: Mapping[str, Sequence[int]] = MappingProxyType({})
#: Fields that are no news.
STAMPS = ("created_at", "updated_at")


@dataclass
class Saved:
    """What an action changes so far: whole records by table, ids that go, events in order."""

    puts: dict[str, dict[int, Record]] = field(default_factory=dict)
    gone: dict[str, list[int]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def put(self, table: str, *records: Record) -> None:
        """Records as they will be; of one that is put twice, the last."""
        self.puts.setdefault(table, {}).update((record["id"], record) for record in records)

    def drop(self, table: str, *ids: int) -> None:
        self.gone.setdefault(table, []).extend(ids)

    def tell(self, event: str, table: str, record: Record) -> None:
        """A webhook's event, about a record as it is after the action."""
        self.events.append(Event(event, table, record))


def done(
    call: Call,
    saved: Saved,
    show: Show | None = None,
    about: Record | None = None,
    *,
    status: int = 200,
) -> Reply:
    """The reply to an action: 204 without a word, or what `show` makes of a record afterwards."""
    changes: dict[str, Sequence[Record]] = {
        table: list(records.values()) for table, records in saved.puts.items() if records
    }
    removes = {table: ids for table, ids in saved.gone.items() if ids}
    rows = _logged(call, changes, removes)
    if rows:
        changes["logs"] = rows
    reply = Reply(status=204, changes=changes, removes=removes, events=saved.events)
    if show is not None and about is not None:
        after = replace(call, records=Overlay(call.records, changes, "id", removes))
        reply.body, reply.status = show(after, about), status
    return reply


def edited(call: Call, record: Record, fields: Mapping[str, object]) -> Record:
    """A record with other values, `updated_at` now."""
    return {**record, **fields, "updated_at": dates.now(call)}


def _logged(
    call: Call,
    changes: Mapping[str, Sequence[Record]],
    removes: Mapping[str, Sequence[int]],
) -> list[Record]:
    """A row for each record of a model that comes, changes or goes."""
    rows = []
    for table in [name for name in MODELS if name in changes]:
        for record in changes[table]:
            before = call.records.get(table, record["id"])
            if before is None:
                rows.append(_row(call, table, record["id"], "created", ({}, record)))
            elif names := _differing(before, record):
                is_deleted = record.get("deleted_at") and not before.get("deleted_at")
                change = {n: before[n] for n in names if n in before}, {n: record[n] for n in names}
                event = "deleted" if is_deleted else "updated"
                rows.append(_row(call, table, record["id"], event, change))
    for table in [name for name in MODELS if name in removes]:
        rows += [
            _row(call, table, each, "deleted", (call.records.get(table, each), {}))
            for each in removes[table]
        ]
    return rows


def _differing(before: Record, after: Record) -> list[str]:
    """The fields with another value than before; most of them are the very same object."""
    return [
        name
        for name, value in after.items()
        if value is not (old := before.get(name))
        and name not in STAMPS
        and _plain(value) != _plain(old)
    ]


def _plain(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=_listed)


def _listed(value: object) -> object:
    """What the store hands out read-only, as plain data."""
    return dict(value) if isinstance(value, Mapping) else list(value)  # type: ignore[call-overload]


def _row(
    call: Call, table: str, record_id: int, event: str, change: tuple[Record | None, Record]
) -> Record:
    at, old = dates.now(call), {k: v for k, v in (change[0] or {}).items() if k != "workspace_id"}
    new = {name: value for name, value in change[1].items() if name != "workspace_id"}
    data = orjson.dumps({"old": old, "new": new}, default=_listed).decode()
    return {
        "id": call.records.next_id("logs"),
        "workspace_id": workspace_id(call),
        "time": at,
        "loggable_type": f"App\\Models\\{MODELS[table]}",
        "loggable_id": record_id,
        "user_id": call.caller.get("id"),
        "owner_id": None,
        "event": event,
        "data": data,
        "created_at": at,
        "updated_at": at,
    }
