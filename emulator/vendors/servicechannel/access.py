"""Who sees which work order, and what a caller may do with it.

A subscriber sees its own work orders, a provider those assigned to it; a user whose locations are
restricted sees no others.  What a subscriber lets a provider do is a record of `permissions`.
Source: https://servicechannel.atlassian.net/wiki/spaces/SCUCP "API Integration".
"""

from collections.abc import Collection, Mapping, Sequence

from emulator.kernel.errors import Forbidden, Invalid, Malformed, NotFound, Unauthenticated
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.rules import INCOMING, IVR, Rights, Status

#: Callers of an operation, by the vendor's `x-access`: the field that such a user has set.
CALLERS = {"Subscribers": "SubscriberId", "Providers": "ProviderId"}


def permit(permission: Mapping[str, object], call: Call) -> None:
    """Raises Unauthenticated, as the vendor does, for a caller of the wrong kind or role."""
    if call.switches["plain_http"] == "refuse" and call.base_url.startswith("http:"):
        raise Malformed("plain http", "plain HTTP is switched off by the profile")
    kind = CALLERS.get(str(permission.get("callers")))
    if kind is not None and call.caller[kind] is None:
        raise Unauthenticated(reason=f"only for {permission['callers']}")
    roles = permission.get("roles")
    if isinstance(roles, list) and call.caller["Role"] not in roles:
        raise Unauthenticated(reason=f"role {call.caller['Role']}; it takes {', '.join(roles)}")


def owners(caller: Record, client_id: str) -> Mapping[str, str]:
    """Whose limits a request counts against: the application's and the company's."""
    return {"client": client_id, "company": str(company(caller))}


def company(user: Record) -> int:
    """The SubscriberId or ProviderId of a user."""
    return int(user["SubscriberId"] or user["ProviderId"])


def is_theirs(user: Record, order: Record) -> bool:
    """Whether a work order is this user's company's."""
    field = "SubscriberId" if user["SubscriberId"] else "ProviderId"
    return bool(user[field] == order[field])


def order(
    call: Call,
    *,
    bad: str = "bad tracking number",
    unknown: str = "workorders",
    location: str = "location access",
) -> Record:
    """The work order of the path.

    bad, unknown, location: the rules that word an id that cannot be one (raises Invalid), an
    unknown or another company's order (NotFound), and a location that this user has no access to
    (Forbidden); the vendor words them differently from operation to operation.
    """
    order_id = call.path["workorderId"]
    if order_id <= 0:
        raise Invalid(bad, f"{order_id} is no tracking number")
    found = call.records.get("workorders", order_id)
    if found is None:
        raise NotFound(unknown, f"no work order {order_id}")
    if not is_theirs(call.caller, found):
        if call.switches["out_of_scope"] == "forbidden":
            raise Forbidden("other company", f"work order {order_id} is another company's")
        raise NotFound(unknown, f"work order {order_id} is another company's")
    allowed = call.caller["LocationIds"]
    if allowed and found["LocationId"] not in allowed:
        raise Forbidden(location, f"the user has no access to location {found['LocationId']}")
    return found


def granted(call: Call, order: Record) -> Collection[str]:
    """The rows of the Permissions table that are on for this provider at this subscriber.

    A subscriber's own users are not bound by it.  With the row Active off the others count as off
    (unknown; switch `inactive_pair`).
    """
    if call.caller["SubscriberId"]:
        return INCOMING
    return rows_on(call, pair(call, order))


def rows_on(call: Call, row: Record | None) -> Collection[str]:
    """The incoming rows that are on in one pair's permissions."""
    incoming: Mapping[str, bool] = row["Incoming"] if row else {}
    return [name for name in incoming if is_on(call, row, name)]


def is_on(call: Call, row: Record | None, name: str) -> bool:
    """Whether one incoming row is on; not while Active is off, unless a switch ignores that."""
    if row is None or not row["Incoming"][name]:
        return False
    return bool(row["Incoming"]["Active"] or call.switches["inactive_pair"] == "ignore")


def pair(call: Call, order: Record) -> Record | None:
    """The permissions that a work order's subscriber gives its provider."""
    rows = call.records.find(
        "permissions", SubscriberId=order["SubscriberId"], ProviderId=order["ProviderId"]
    )
    return rows[0] if rows else None


def rights(call: Call, order: Record, subscriber: Record) -> Rights:
    """Which check-ins this caller may make."""
    if call.caller["SubscriberId"]:
        return Rights(xml=True, gps=True, participates=subscriber["Settings"]["GpsProgramme"])
    row = pair(call, order)
    return Rights(
        xml=is_on(call, row, IVR),
        gps=bool(row and row["GpsCheckInOut"]),
        participates=subscriber["Settings"]["GpsProgramme"],
    )


def statuses(call: Call, subscriber_id: int) -> list[Status]:
    """The statuses that a subscriber has set up."""
    found = call.records.find("statuses", SubscriberId=subscriber_id)
    return [Status(row["Primary"], row["Extended"]) for row in found]


def levels(user: Record) -> Sequence[int]:
    """The visibilities of notes that a user sees: 2 and 3 are not for providers."""
    return range(4) if user["SubscriberId"] else range(2)
