"""Reads that nothing has changed since are answered with the bytes of the last time.

A client that polls costs little then.  An operation opts in, by telling until when its reply holds
if nothing is committed; every commit, reset and change of profile ends it for all.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime

#: How many replies are kept.
KEPT = 1_000


@dataclass(slots=True)
class Replies:
    """The kept replies of one vendor in one sandbox.

    A key names all that a reply depends on but the records and the time.
    """

    _kept: dict[Hashable, tuple[int, datetime, datetime, bytes]] = field(default_factory=dict)

    def get(self, key: Hashable, version: int, now: datetime) -> bytes | None:
        """The body for a key, if it was made from this version of the records and still holds."""
        made_from, since, until, body = self._kept.get(key, (-1, now, now, b""))
        return body if made_from == version and since <= now < until else None

    def keep(
        self, key: Hashable, version: int, holds: tuple[datetime, datetime], body: bytes
    ) -> None:
        """Keep a body that holds from one instant until another."""
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = (version, *holds, body)
