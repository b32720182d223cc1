"""Why a provider declines a work order: the vendor's reasons, and which takes words of one's own.

Source: https://developer.servicechannel.com/swagger/ (`PUT /workorders/{id}/decline`).
"""

from collections.abc import Mapping

from emulator.kernel.errors import Invalid
from emulator.vendors.servicechannel.rules import Status

DECLINED = Status("OPEN", "DECLINED")
OTHER = 5
REASONS: Mapping[int, str] = {
    1: "Can't make ETA",
    2: "Trade not serviced",
    3: "Location not serviced",
    4: "Not under warranty",
    OTHER: "Other",
    6: "NTE too low",
}


def reason(reason_id: int | None, custom: str, *, required: bool) -> str:
    """The reason as a note says it; empty without one, where none is required.

    Raises Invalid for a reason that is missing or unknown, and where words of one's own are
    missing or do not belong.
    """
    if reason_id is None:
        if required:
            raise Invalid("decline reason needed", "DeclineReasonId is missing")
        return custom
    if reason_id not in REASONS:
        raise Invalid("unknown decline reason", f"{reason_id} is none of 1 to {max(REASONS)}")
    if reason_id != OTHER and custom:
        raise Invalid("custom decline reason", f"only {OTHER} takes a CustomDeclineReason")
    if reason_id == OTHER and not custom:
        raise Invalid("no custom decline reason", f"{OTHER} takes a CustomDeclineReason")
    return f"{REASONS[reason_id]}: {custom}" if custom else REASONS[reason_id]
