"""The only source of time.

A sandbox's clock starts at the host's time, or where it is told to, and ticks with the host's
monotonic clock, so a jump of the host's wall clock has no effect.  It can be moved and frozen.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

DURATION = re.compile(
    r"P?(?:(?P<days>\d+)D)?T?(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?",
    re.IGNORECASE | re.ASCII,
)
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


class Host(NamedTuple):
    """The machine's own clocks.

    wall: the time of day, which somebody may set.  ticks: seconds that only ever go on.
    """

    wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    ticks: Callable[[], float] = time.monotonic


HOST = Host()


class Clock:
    """One sandbox's time.  start: raises ValueError as `set` does.

    host: asked once for the time of day, if there is no start, and then for its ticks only.
    """

    def __init__(self, start: datetime | None = None, host: Host = HOST) -> None:
        self._ticks = host.ticks
        self._base = start or host.wall()
        self._since: float | None = self._ticks()
        self.set(self._base)

    def now(self) -> datetime:
        """The instant, in UTC."""
        if self._since is None:
            return self._base
        return self._base + timedelta(seconds=self._ticks() - self._since)

    @property
    def is_frozen(self) -> bool:
        return self._since is None

    def set(self, instant: datetime) -> None:
        """Move to an instant, forwards or backwards; a running clock runs on from there.

        Raises ValueError as `check_instant` does.
        """
        check_instant(instant)
        self._base = instant
        if self._since is not None:
            self._since = self._ticks()

    def reach(self, instant: datetime) -> None:
        """Move forwards to an instant, unless a running clock has passed it by itself."""
        if instant > self.now():
            self.set(instant)

    def advance(self, by: timedelta) -> None:
        """Move forwards.  Raises ValueError for a negative duration."""
        self.set(later(self.now(), by))

    def go(self, instant: datetime, *, is_frozen: bool) -> None:
        """Stand still at an instant, or run on from it.  Raises ValueError as `set` does."""
        (self.freeze if is_frozen else self.unfreeze)()
        self.set(instant)

    def freeze(self) -> None:
        self._base, self._since = self.now(), None

    def unfreeze(self) -> None:
        self._base, self._since = self.now(), self._ticks()


def check_instant(instant: datetime) -> None:
    """Raises ValueError outside the years 1970 to 9000, where calendars cannot follow."""
    if not EARLIEST <= instant <= LATEST:
        message = f"{instant.isoformat()} is outside 1970 to 9000"
        raise ValueError(message)


def later(instant: datetime, by: timedelta) -> datetime:
    """An instant after another.  Raises ValueError for a negative duration or one too long."""
    if by < timedelta(0):
        message = "the clock only advances forwards; use set to go back"
        raise ValueError(message)
    try:
        return instant + by
    except OverflowError:
        message = f"{by} leads outside 1970 to 9000"
        raise ValueError(message) from None


def parse_instant(text: str) -> datetime:
    """An ISO 8601 date and time; without an offset it is UTC.  Raises ValueError."""
    try:
        instant = datetime.fromisoformat(text.upper())
    except ValueError:
        message = f"{text!r} is no instant; write one such as 2026-06-15T12:00:00Z"
        raise ValueError(message) from None
    try:
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        message = f"{text} is outside the calendar"
        raise ValueError(message) from None


def parse_duration(text: str) -> timedelta:
    """An ISO 8601 duration (`PT11M`, `P1DT2H`) or its short form (`11m`, `12h`, `90s`, `1d2h`)."""
    match = DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        message = f"{text!r} is no duration; write 90s, 11m, 12h, 2d or PT11M"
        raise ValueError(message)
    try:
        return timedelta(**{unit: float(n) for unit, n in match.groupdict().items() if n})
    except OverflowError:
        message = f"{text!r} is too long"
        raise ValueError(message) from None


def write_instant(instant: datetime) -> str:
    """UTC with a trailing Z; fractions of a second without their trailing zeros."""
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    text = instant.isoformat()[: -len("+00:00")]
    return (text.rstrip("0") if instant.microsecond else text) + "Z"
