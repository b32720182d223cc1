"""What of work orders a caller sees: whose and where, notes and files, and what is linked.

Nothing here refuses; it asks and filters.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from emulator.kernel.clock import parse_instant
from emulator.kernel.operation import Call, Record


def is_theirs(user: Record, order: Record) -> bool:
    """Whether a work order is this user's company's."""
    field = "SubscriberId" if user["SubscriberId"] else "ProviderId"
    return bool(user[field] == order[field])


def is_within(user: Record, order: Record) -> bool:
    """Whether a user has access to a work order's location and trade; without limits, to all."""
    places, trades = user["LocationIds"], user.get("TradeIds")
    return (not places or order["LocationId"] in places) and (
        not trades or order["TradeId"] in trades
    )


def is_young(call: Call, record: Record) -> bool:
    """Whether a record is so new that the replica which is read does not have it yet.

    The profile's switch `replication_lag_seconds`; off by default.
    Source: https://developer.servicechannel.com/basics/general/environments/
    """
    seconds: float = call.switches["replication_lag_seconds"]
    return seconds > 0 and call.now < parse_instant(record["CreatedDate"]) + timedelta(
        seconds=seconds
    )


def sees(call: Call, order: Record) -> bool:
    """Whether a work order is one that the caller can read."""
    theirs = is_theirs(call.caller, order) and is_within(call.caller, order)
    return theirs and not is_young(call, order)


def levels(user: Record) -> Sequence[int]:
    """The visibilities of notes that a user sees: 2 and 3 are not for providers."""
    return range(4) if user["SubscriberId"] else range(2)


def seen(call: Call, found: Sequence[Record]) -> list[Record]:
    """Those of some notes or files that the caller sees."""
    visible = levels(call.caller)
    return [record for record in found if record["Visibility"] in visible]


def pair(call: Call, order: Record) -> Record | None:
    """The permissions that a work order's subscriber gives its provider."""
    rows = call.records.find(
        "permissions", SubscriberId=order["SubscriberId"], ProviderId=order["ProviderId"]
    )
    return rows[0] if rows else None


def links(call: Call, order: Record) -> list[int]:
    """The work orders that this one is linked to, whoever sees them."""
    return [row["LinkedWorkOrderId"] for row in call.records.find("links", WorkOrderId=order["Id"])]


def linked(call: Call, order: Record) -> list[int]:
    """The work orders that this one is linked to, as far as the caller sees them."""
    return _seen_orders(call, links(call, order))


def linked_in(call: Call, order: Record) -> list[int]:
    """The work orders that are linked to this one, as far as the caller sees them."""
    rows = call.records.find("links", LinkedWorkOrderId=order["Id"])
    return _seen_orders(call, (row["WorkOrderId"] for row in rows))


def _seen_orders(call: Call, ids: Iterable[int]) -> list[int]:
    found = [call.records.get("workorders", i) for i in ids]
    return [order["Id"] for order in found if order is not None and sees(call, order)]
