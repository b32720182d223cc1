"""Environments that are wiped every weekend, on the sandbox's clock.

A shared test environment of a vendor's is brought back from production each weekend: whatever was
made there during the week is gone.  A profile can say so, and `fse reset --weekly` goes there.
"""

from datetime import datetime, timedelta

from emulator.kernel.operation import Record
from emulator.kernel.sandbox import Sandbox

SUNDAY = 6


def next_weekend(now: datetime) -> datetime:
    """The end of the Saturday that is on or comes: midnight before Sunday, UTC."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=(SUNDAY - now.weekday()) % 7 or 7)


def wipe(sandbox: Sandbox, before: datetime, after: datetime) -> list[Record]:
    """Wipe what is wiped when the clock goes on over a weekend; what fell due."""
    fell: list[Record] = []
    weekend = next_weekend(before)
    if weekend > after:
        return fell
    for name, world in sandbox.worlds.items():
        if world.vendor.wipes(world.profile):
            sandbox.is_replaced = True
            profile = world.profile, world.profile_name  # which is no record of the vendor's
            world.reset()
            world.use(*profile)
            fell.append({"at": weekend.isoformat(), "what": "weekly wipe", "vendor": name})
    return fell
