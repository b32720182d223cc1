"""Which work orders can be accepted, declined and given to another provider.

Source: https://developer.servicechannel.com/swagger/ (accept, decline, reassign).
"""

from collections.abc import Mapping

from emulator.kernel.errors import Conflict, Forbidden, Invalid
from emulator.vendors.servicechannel.declining import DECLINED
from emulator.vendors.servicechannel.rules import Status

OPEN = Status("OPEN")
CONFIRMED = Status("IN PROGRESS", "DISPATCH CONFIRMED")
#: Primary statuses of work that can still change hands.
CHANGING_HANDS = ("OPEN", "IN PROGRESS")
#: Why a work order changes hands; the vendor's own list is not documented.
REASSIGN_REASONS: Mapping[int, str] = {
    1: "Provider declined",
    2: "Provider cannot meet the ETA",
    3: "Wrong trade",
    4: "Wrong provider",
    5: "Poor performance",
    6: "Other",
}


def check_acceptable(status: Status) -> None:
    """Raises Conflict unless the work order waits for its provider's answer."""
    if status == CONFIRMED:
        raise Conflict("already accepted", "the work order was accepted before")
    check_waiting(status)


def check_waiting(status: Status) -> None:
    """Raises Conflict unless the work order is open and not declined."""
    if status.primary != "OPEN" or status == DECLINED:
        raise Conflict("no action in status", f"{status} waits for no answer")


def check_giver(*, is_provider: bool, lets_providers: bool, denied: str) -> None:
    """Raises Forbidden for a provider, unless providers may reassign.  denied: the rule."""
    if is_provider and not lets_providers:
        raise Forbidden(denied, "providers give no work order away", callers="Subscribers")


def check_reassignable(status: Status, *, is_invoiced: bool) -> None:
    """Raises Conflict on a work order that is done with."""
    if is_invoiced or status.primary == "INVOICED":
        raise Conflict("invoiced order", "the work order is invoiced")
    if status.primary not in CHANGING_HANDS:
        raise Conflict("not reassignable", f"{status} stays with its provider")


def reassign_reason(reason_id: int | None) -> str:
    """Raises Invalid for a reason that is missing or unknown."""
    if reason_id is None or reason_id not in REASSIGN_REASONS:
        raise Invalid("unknown reassign reason", f"{reason_id} is no reason")
    return REASSIGN_REASONS[reason_id]
