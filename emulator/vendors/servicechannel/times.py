"""Instants as ServiceChannel writes them: in UTC, and with the offset of a place."""

from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

EASTERN = "America/New_York"
MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def local(instant: str, place: tzinfo) -> str:
    """The same instant with a place's offset in whole minutes; UTC's at the calendar's ends."""
    at = parse(instant)
    with suppress(OverflowError):
        at = at.astimezone(place)
        apart = at.utcoffset() or timedelta()
        at = at.astimezone(timezone(apart - apart % MINUTE)) if apart % MINUTE else at
    text = at.isoformat()
    head, sign, offset = text[:-6], text[-6], text[-5:]
    return (head.rstrip("0") if "." in head else head) + sign + offset


def parse(instant: str) -> datetime:
    """A stored instant."""
    return datetime.fromisoformat(instant)


@lru_cache(maxsize=256)
def shift(name: str, at: datetime) -> int:
    """Hours between a zone and US Eastern at an instant."""
    there, eastern = at.astimezone(zone(name)), at.astimezone(zone(EASTERN))
    apart = there.replace(tzinfo=None) - eastern.replace(tzinfo=None)
    return int(apart.total_seconds() // 3600)
