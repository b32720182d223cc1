"""Limits: so many requests in a window that opens with the first of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from emulator.kernel.errors import Throttled
from emulator.kernel.operation import Balance
from emulator.kernel.vendor import Limit


@dataclass(slots=True)
class Window:
    """One owner's use of one limit, until it closes."""

    closes: datetime
    used: int = 0


@dataclass(slots=True)
class Throttle:
    """The open windows of one vendor in one sandbox, by limit and owner."""

    windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def spend(
        self,
        limits: Sequence[Limit],
        owners: Mapping[str, str],
        now: datetime,
        *,
        blocked_extends: bool = False,
    ) -> Mapping[str, Balance]:
        """Count one request against every limit, or against none; how each stands, by its name.

        Raises Throttled; its facts are the limit's name, its stated and its accepted number, its
        minutes and seconds, whose it is, how much is used, the instant `now` and the seconds to
        `wait`.
        """
        counted = [self._window(limit, owners[limit.owner], now) for limit in limits]
        for limit, window in zip(limits, counted, strict=True):
            if window.used >= limit.accepted:
                if blocked_extends:
                    window.closes = now + timedelta(seconds=limit.seconds)
                raise Throttled(
                    reason=f"{limit.name} limit of {limit.accepted} in {limit.seconds} s used up"
                    f" by {owners[limit.owner]}; it opens again in"
                    f" {(window.closes - now).total_seconds():.0f} s",
                    limit=limit.name,
                    stated=limit.stated,
                    minutes=max(1, limit.seconds // 60),
                    now=now,
                    wait=(window.closes - now).total_seconds(),
                    owner=owners[limit.owner],
                    accepted=limit.accepted,
                    seconds=limit.seconds,
                    used=window.used,
                )
        for limit, window in zip(limits, counted, strict=True):
            window.used += limit.cost
        return {
            limit.name: Balance(max(0, limit.accepted - window.used), limit.cost)
            for limit, window in zip(limits, counted, strict=True)
        }

    def _window(self, limit: Limit, owner: str, now: datetime) -> Window:
        key = (limit.name, owner)
        window = self.windows.get(key)
        if (
            window is None
            or window.closes <= now
            or window.closes - now > timedelta(seconds=limit.seconds)
        ):
            window = self.windows[key] = Window(now + timedelta(seconds=limit.seconds))
        return window
