"""Who sees which work order, and what a caller may do with it.

A subscriber sees its own work orders, a provider those assigned to it; a user whose locations are
restricted sees no others.  What a subscriber lets a provider do is a record of `permissions`.
Source: https://servicechannel.atlassian.net/wiki/spaces/SCUCP "API Integration".
"""

from collections.abc import Collection, Mapping

from emulator.kernel.errors import Forbidden, Invalid, Malformed, NotFound, Unauthenticated
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import sight
from emulator.vendors.servicechannel.rules import INCOMING, IVR, Rights, Status

#: Callers of an operation, by the vendor's `x-access`: the field that such a user has set.
CALLERS = {"Subscribers": "SubscriberId", "Providers": "ProviderId"}


def grants(operation: Record) -> Record:
    """Who may call an operation of the vendor's own document: its `x-access`."""
    return {"callers": operation.get("x-access", "Any")}


def permit(permission: Mapping[str, object], call: Call) -> None:
    """Raises Unauthenticated, as the vendor does, for a caller of the wrong kind or role.

    refusal: the rule that words it where the operation has a status and code of its own.
    """
    if call.switches["plain_http"] == "refuse" and call.base_url.startswith("http:"):
        raise Malformed("plain http", "plain HTTP is switched off by the profile")
    kind = CALLERS.get(str(permission.get("callers")))
    if kind is not None and call.caller[kind] is None:
        kinds = permission["callers"]
        if "refusal" in permission:
            raise Forbidden(str(permission["refusal"]), f"only for {kinds}", callers=kinds)
        raise Unauthenticated(reason=f"only for {kinds}", callers=kinds)
    roles = permission.get("roles")
    if isinstance(roles, list) and call.caller["Role"] not in roles:
        said = f"role {call.caller['Role']}; it takes {', '.join(roles)}"
        raise Unauthenticated(reason=said, callers=permission.get("callers"), roles=roles)


def owners(caller: Record, client_id: str) -> Mapping[str, str]:
    """Whose limits a request counts against: the application's and the company's."""
    return {"client": client_id, "company": str(company(caller))}


def company(user: Record) -> int:
    """The SubscriberId or ProviderId of a user."""
    return int(user["SubscriberId"] or user["ProviderId"])


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
    return order_with(call, call.path["workorderId"], bad=bad, unknown=unknown, location=location)


def order_with(
    call: Call,
    order_id: int,
    *,
    bad: str = "bad tracking number",
    unknown: str = "workorders",
    location: str = "location access",
) -> Record:
    """The work order of an id that a body or a query names; the rules are those of `order`."""
    if order_id <= 0:
        raise Invalid(bad, f"{order_id} is no tracking number")
    found, fact = call.records.get("workorders", order_id), {"workorder": order_id}
    if found is None or sight.is_young(call, found):
        raise NotFound(unknown, f"no work order {order_id}", **fact)
    if not sight.is_theirs(call.caller, found):
        if call.switches["out_of_scope"] == "forbidden":
            raise Forbidden("other company", f"work order {order_id} is another company's", **fact)
        raise NotFound(unknown, f"work order {order_id} is another company's", **fact)
    if not sight.is_within(call.caller, found):
        place = found["LocationId"]
        said = f"the user has no access to location {place}"
        raise Forbidden(location, said, location=place, **fact)
    return found


def scope(call: Call) -> Record:
    """The field and id that the records of the caller's company have: what lists start from."""
    field = "SubscriberId" if call.caller["SubscriberId"] else "ProviderId"
    return {field: call.caller[field]}


def check_full_edit(call: Call) -> None:
    """Raises Forbidden without WorkOrderFullEdit, which subscribers' users have (assumed)."""
    if not call.caller["SubscriberId"]:
        said = "WorkOrderFullEdit: only a subscriber's users edit work orders"
        raise Forbidden(reason=said, callers="Subscribers")


def granted(call: Call, order: Record) -> Collection[str]:
    """The rows of the Permissions table that are on for this provider at this subscriber.

    A subscriber's own users are not bound by it.  With the row Active off the others count as off
    (unknown; switch `inactive_pair`).
    """
    if call.caller["SubscriberId"]:
        return INCOMING
    return rows_on(call, sight.pair(call, order))


def rows_on(call: Call, row: Record | None) -> Collection[str]:
    """The incoming rows that are on in one pair's permissions."""
    incoming: Mapping[str, bool] = row["Incoming"] if row else {}
    return [name for name in incoming if is_on(call, row, name)]


def is_on(call: Call, row: Record | None, name: str) -> bool:
    """Whether one incoming row is on; not while Active is off, unless a switch ignores that."""
    if row is None or not row["Incoming"][name]:
        return False
    return bool(row["Incoming"]["Active"] or call.switches["inactive_pair"] == "ignore")


def rights(call: Call, order: Record, subscriber: Record) -> Rights:
    """Which check-ins this caller may make."""
    if call.caller["SubscriberId"]:
        return Rights(xml=True, gps=True, participates=subscriber["Settings"]["GpsProgramme"])
    row = sight.pair(call, order)
    return Rights(
        xml=is_on(call, row, IVR),
        gps=bool(row and row["GpsCheckInOut"]),
        participates=subscriber["Settings"]["GpsProgramme"],
    )


def statuses(call: Call, subscriber_id: int) -> list[Status]:
    """The statuses that a subscriber has set up."""
    found = call.records.find("statuses", SubscriberId=subscriber_id)
    return [Status(row["Primary"], row["Extended"]) for row in found]
