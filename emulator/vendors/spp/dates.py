"""Instants as the vendor writes them, which differs from resource to resource.

Kept are ISO 8601 texts in UTC with a Z, as everywhere.  Sources: the vendor's API reference of
2024-03-05 and https://spp.co/help/knowledgebase/webhooks.
"""

from datetime import datetime
from functools import lru_cache

from emulator.kernel.clock import parse_instant, write_instant
from emulator.kernel.operation import Call

#: `strftime` of each style.  usual: most resources.  fine: form data, logs and activities.
#: short: coupons' creation.  plain: tasks and expiries.  told: webhooks.
STYLES = {
    "usual": "%Y-%m-%dT%H:%M:%S+00:00",
    "fine": "%Y-%m-%dT%H:%M:%S.%fZ",
    "short": "%Y-%m-%dT%H:%M:%SZ",
    "plain": "%Y-%m-%d %H:%M:%S",
    "told": "%Y-%m-%dT%H:%M:%S+0000",
}


@lru_cache(maxsize=4096)
def written(kept: str | None, style: str = "usual") -> str | None:
    """A kept instant on the wire; null stays null."""
    if kept is None:
        return None
    instant = parse_instant(kept)  # whose year has four digits, which `%Y` has not everywhere
    return instant.strftime(STYLES[style].replace("%Y", f"{instant.year:04}"))


def now(call: Call) -> str:
    """The sandbox's time as it is kept: whole seconds."""
    return kept(call.now)


@lru_cache(maxsize=64)
def kept(instant: datetime) -> str:
    """An instant as it is kept: whole seconds."""
    return write_instant(instant.replace(microsecond=0))
