"""What ServiceChannel decides about assets.

An asset is of one type, whose trade is its own, at one location.  A work order gets an asset of
its own location and trade.
Source: https://developer.servicechannel.com/swagger/ (Assets).
"""

from collections.abc import Collection, Mapping, Sequence

from emulator.kernel.errors import Conflict, Forbidden, Invalid

#: The repair statuses by number, in the vendor's order.
STATUSES: Sequence[str] = (
    "In Use", "Out For Repair", "Replacement Recommended", "Repaired", "Down", "Inactive",
)  # fmt: skip
CONDITIONS: Mapping[int, str] = {
    0: "broken",
    25: "poor",
    50: "average",
    75: "good",
    100: "excellent",
}


def check_status(status: int | None) -> int:
    """A status that there is.  Raises Invalid."""
    if status is None or not 0 <= status < len(STATUSES):
        raise Invalid(reason=f"{status} is no status; they go from 0 to {len(STATUSES) - 1}")
    return status


def check_condition(condition: int | None) -> int | None:
    if condition is not None and condition not in CONDITIONS:
        raise Invalid(
            reason=f"{condition} is no condition; known: {', '.join(map(str, CONDITIONS))}"
        )
    return condition


def check_trade(wanted: int | None, of_type: int) -> None:
    """The trade that is named is the type's."""
    if wanted not in (None, of_type):
        raise Invalid("other trade in type", f"the type is of trade {of_type}, not {wanted}")


def fits(asset: Mapping[str, object], order: Mapping[str, object]) -> bool:
    """Whether an asset and a work order are of one subscriber, location and trade."""
    return all(asset[name] == order[name] for name in ("SubscriberId", "LocationId", "TradeId"))


def check_replaces(asset_id: int, attached: Collection[int], order_id: int) -> None:
    """At most one asset is on the work order, and it is another one."""
    if len(attached) > 1:
        raise Conflict("several assets", f"the work order has {len(attached)} assets")
    if asset_id in attached:
        raise Forbidden("asset attached", order=order_id)
