"""Periods: so many days, weeks, months or years, as calendars count them."""

from calendar import monthrange
from datetime import datetime, timedelta

DAYS = {"D": 1, "W": 7}
MONTHS = {"M": 1, "Y": 12}


def later(start: datetime, length: int, unit: str, day: int = 0) -> datetime:
    """The instant a period after another.

    day: of the month on which all began; a shorter month ends it on its last (31 January, 28
    February, 31 March).
    """
    if unit in DAYS:
        return start + timedelta(days=length * DAYS[unit])
    years, month = divmod(start.month - 1 + length * MONTHS[unit], 12)
    year, month = start.year + years, month + 1
    last = monthrange(year, month)[1]
    is_short = start.day == monthrange(start.year, start.month)[1]
    wanted = max(day, start.day) if is_short else start.day
    return start.replace(year=year, month=month, day=min(wanted, last))
