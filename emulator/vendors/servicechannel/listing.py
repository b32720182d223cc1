"""What a subscriber's lists of trades and priorities mean, without the records.

The vendor keeps one list of primary trades for all subscribers; which ones it has is not public,
so the names here are those of common kinds of work.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from emulator.kernel.errors import Invalid

PRIMARY_TRADES = frozenset(
    {
        "APPLIANCES", "CARPENTRY", "CLEANING", "COOKING EQUIPMENT", "DOORS", "ELECTRICAL",
        "FIRE AND SAFETY", "FLOORING", "GENERAL MAINTENANCE", "GLASS", "HVAC", "LANDSCAPING",
        "LIGHTING", "LOCKSMITH", "PAINTING", "PARKING LOT", "PEST CONTROL", "PLUMBING",
        "REFRIGERATION", "ROOFING", "SECURITY", "SIGNAGE", "SNOW REMOVAL", "WASTE",
    }
)  # fmt: skip
#: Primary trades whose work handles refrigerant.
REFRIGERANT = frozenset({"HVAC", "REFRIGERATION"})
LONGEST_NAME = 50

#: Minutes of one unit of a priority's Eta.
UNITS: Mapping[str, int] = {"Minutes": 1, "Hours": 60, "Days": 24 * 60}
#: The longest Eta, in minutes: a priority is due within ten years.
LONGEST_ETA = 10 * 366 * 24 * 60
#: The hours of a day that count where nights are skipped.
MORNING, EVENING = 8, 18
FRIDAY = 4


def check_trade(name: str, nte: float | None, primary: str | None) -> None:
    """Raises Invalid for a trade's name, limit or primary trade that cannot be one.

    primary: None where it is not to be checked.
    """
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("trade name", f"the name has {len(name)} characters; 1 to {LONGEST_NAME}")
    if nte is not None and nte < 0:
        raise Invalid("trade nte", f"Nte is {nte:g}")
    if primary and primary.upper() not in PRIMARY_TRADES:
        raise Invalid("primary trade", f"{primary} is no primary trade")


def check_name(name: str) -> None:
    """Raises Invalid for what cannot be the name of a category or a priority."""
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(reason=f"Name has {len(name)} characters; 1 to {LONGEST_NAME} are allowed")


def minutes(eta: int, unit: str) -> int:
    """The minutes of a priority.  Raises Invalid unless they are 0 to ten years."""
    total = eta * UNITS[unit]
    if not 0 <= total <= LONGEST_ETA:
        raise Invalid(reason=f"Eta is {eta} {unit.lower()}")
    return total


def eta(hours: int, rest: int) -> str:
    """How a priority's time is told: `4 Hours`, `90 Minutes`."""
    return f"{hours * 60 + rest} Minutes" if rest else f"{hours} Hours"


def scheduled(start: datetime, time: timedelta, *, nights: bool, weekends: bool) -> datetime:
    """When so much time has passed since `start`, which is the location's own time.

    nights, weekends: whether those are skipped.
    """
    at, left = start, time
    while True:
        opens, closes = _open_hours(at, nights=nights, weekends=weekends)
        at = max(at, opens)
        if left <= closes - at:
            return at + left
        left -= max(closes - at, timedelta())
        at = _midnight(at) + timedelta(days=1)


def _open_hours(at: datetime, *, nights: bool, weekends: bool) -> tuple[datetime, datetime]:
    """From when until when the day of an instant counts; an empty span where it does not."""
    day = _midnight(at)
    if weekends and day.weekday() > FRIDAY:
        return at, at - timedelta.resolution
    hours = (MORNING, EVENING) if nights else (0, 24)
    return day + timedelta(hours=hours[0]), day + timedelta(hours=hours[1])


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
