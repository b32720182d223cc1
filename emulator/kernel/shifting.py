"""Fixtures do not age.

A fixture says for which instant it was written; loading moves every date in it by the same whole
number of days, so that this instant is today on the sandbox's clock.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from emulator.kernel.clock import parse_instant, write_instant
from emulator.kernel.record import Record

Tables = Mapping[str, Mapping[str, Record]]
META = "_meta"
NO_EPOCHS: Mapping[str, Sequence[str]] = MappingProxyType({})
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


def shifted(
    tables: Tables, now: datetime, epochs: Mapping[str, Sequence[str]] = NO_EPOCHS
) -> dict[str, dict[str, Record]]:
    """The records, without `_meta`, every date moved so that the fixture's day is today.

    epochs: the fields of each table that are instants as Unix seconds.
    """
    days = timedelta(days=days_since(tables, now))
    return {
        name: {key: _moved(record, days, epochs.get(name, ())) for key, record in records.items()}
        for name, records in tables.items()
        if name != META
    }


def days_since(tables: Tables, now: datetime) -> int:
    """By how many days the dates of a fixture move; 0 if it does not want that."""
    meta = tables.get(META, {}).get("1", {})
    if not meta.get("shift"):
        return 0
    return (now.astimezone(UTC).date() - parse_instant(meta["now"]).date()).days


def _moved(value: Record, by: timedelta, epochs: Sequence[str] = ()) -> Record:
    if not by:
        return value
    seconds = int(by.total_seconds())
    return {
        key: item + seconds if key in epochs and isinstance(item, int) else _moved_value(item, by)
        for key, item in value.items()
    }


def _moved_value(value: object, by: timedelta) -> object:
    if isinstance(value, str):
        return _moved_text(value, by) if DATE.fullmatch(value) else value
    if isinstance(value, dict):
        return _moved(value, by)
    return [_moved_value(item, by) for item in value] if isinstance(value, list) else value


def _moved_text(text: str, by: timedelta) -> str:
    try:
        return write_instant(parse_instant(text) + by)
    except (ValueError, OverflowError):
        return text  # it only looks like a date, or it would leave the calendar
