"""When a work activity may be, and whose may be changed: pure functions.

Source: https://developer.servicechannel.com/swagger/ (POST and PUT of work activities).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from emulator.kernel.errors import Conflict, Forbidden, Invalid

#: Roles with extended permissions; the provider's is tied to a feature.
ADMINS = ("Super Admin", "Admin")
PROVIDER_ADMINS = ("Provider Automation Admin",)
IN_PROGRESS = "IN PROGRESS"


class Span(NamedTuple):
    """From when to when; an activity that is still open has no end."""

    start: datetime
    end: datetime | None


class Hand(NamedTuple):
    """Who would change something.  company: the id of the subscriber or the provider."""

    user_id: int
    company: int
    role: str
    is_provider: bool


def is_admin(hand: Hand, *, providers_too: bool) -> bool:
    """Whether someone names technicians and changes what others have made."""
    return hand.role in ADMINS or (providers_too and hand.role in PROVIDER_ADMINS)


def may_change(hand: Hand, creator: Hand, *, providers_too: bool) -> bool:
    """Whether someone changes or deletes an activity of this creator.

    A provider's admin does so with its own company's only.
    """
    if hand.user_id == creator.user_id:
        return True
    if not is_admin(hand, providers_too=providers_too):
        return False
    return not hand.is_provider or hand.company == creator.company


def check_name(hand: Hand, name: str, *, providers_too: bool) -> None:
    """Raises Forbidden for a technician's name from someone who may give none."""
    if name and not is_admin(hand, providers_too=providers_too):
        raise Forbidden("activity permission", f"{hand.role} names no technician")


def check_status(primary: str) -> None:
    """Raises Conflict unless the work order is in progress."""
    if primary != IN_PROGRESS:
        raise Conflict("not in progress", f"the work order is {primary}, not {IN_PROGRESS}")


def check_span(given: Span, scheduled: datetime, others: Iterable[Span]) -> None:
    """Raises Invalid for an end before the beginning and for a beginning that is too early.

    Raises Conflict if it overlaps another.
    """
    if given.end is not None and given.start > given.end:
        raise Invalid("date range", f"{given.start.isoformat()} is after {given.end.isoformat()}")
    if given.start < scheduled:
        raise Invalid(
            "before scheduled",
            f"{given.start.isoformat()} is before the scheduled date {scheduled.isoformat()}",
        )
    for other in others:
        if overlap(given, other):
            raise Conflict("overlap", f"another activity began at {other.start.isoformat()}")


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have an instant in common, or are the same one; touching is not enough."""
    if one == other:
        return True
    begins_before = one.end is None or other.start < one.end
    return begins_before and (other.end is None or one.start < other.end)
