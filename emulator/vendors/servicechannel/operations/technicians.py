"""Which technicians a provider sends to a work order, and what they say to it."""

from emulator.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    declining,
    dispatch_rules,
    reach,
    records,
    sight,
    technician_views,
    views,
)
from emulator.vendors.servicechannel.oauth import is_locked

TABLE = "technicianassignments"
ASSIGNED, ACCEPTED, DECLINED = "Assigned", "Accepted", "Declined"


@operation("getTechniciansAssigned")
def get_technicians_assigned(call: Call) -> Reply:
    """The technicians of a work order, for its subscriber."""
    order = call.records.get("workorders", call.path["workorderId"])
    if order is None:
        raise NotFound("order of technicians", f"no work order {call.path['workorderId']}")
    if not sight.is_theirs(call.caller, order):
        said = f"work order {order['Id']} is another subscriber's"
        raise Forbidden("other company", said, workorder=order["Id"])
    if not sight.is_within(call.caller, order):
        raise Forbidden(reason=f"the user has no access to location {order['LocationId']}")
    return _listed(call, order, ASSIGNED, ACCEPTED)


@operation("getAssignedTechnicians")
def get_assigned_technicians(call: Call) -> Reply:
    return _listed(call, access.order(call), ASSIGNED, ACCEPTED)


@operation("getAcceptedTechnicians")
def get_accepted_technicians(call: Call) -> Reply:
    return _listed(call, access.order(call), ACCEPTED)


def _listed(call: Call, order: Record, *states: str) -> Reply:
    rows = call.records.find(TABLE, WorkOrderId=order["Id"])
    users = [call.load("users", row["UserId"]) for row in rows if row["State"] in states]
    return Reply([technician_views.technician(user) for user in users])


@operation("assignTechnician")
def assign_technician(call: Call) -> Reply:
    """Send a technician; one who is assigned stays so."""
    order = access.order(call)
    _check_underway(order)
    user = _technician(call, order)
    row = _assignment(call, order, user)
    if row["State"] in (ASSIGNED, ACCEPTED):
        return Reply(status=201)
    said = f"Technician <b>{user['FullName']}</b> assigned."
    return _told(call, order, row | {"State": ASSIGNED}, "WorkOrderTechnicianAssigned", said)


@operation("unassignTechnician")
def unassign_technician(call: Call) -> Reply:
    """Send a technician no more."""
    order = access.order(call)
    user = _technician(call, order)
    row = _assignment(call, order, user)
    _check_state(row, ASSIGNED, ACCEPTED)
    said = f"Technician <b>{user['FullName']}</b> unassigned."
    event = _event(order, user, "WorkOrderTechnicianUnassigned")
    return records.changed(call, order, said, event, removes={TABLE: [row["Id"]]})


@operation("acceptForTechnician")
def accept_for_technician(call: Call) -> Reply:
    """A technician takes the work on, and with that the provider."""
    order = access.order(call)
    _check_underway(order)
    user = _technician(call, order)
    row = _assignment(call, order, user)
    if row["State"] == ACCEPTED:
        raise Conflict("technician state", "the technician has accepted before")
    said = f"Technician <b>{user['FullName']}</b> accepted."
    moved = ""
    if order["Status"]["Primary"] == "OPEN":
        moved = records.move(call, order, dispatch_rules.CONFIRMED)
    row["State"] = ACCEPTED
    return _told(call, order, row, "WorkOrderTechnicianAccepted", said, moved)


@operation("declineForTechnician")
def decline_for_technician(call: Call) -> Reply:
    """A technician does not take the work on; the work order is declined."""
    order = access.order(call)
    before = views.status(order)
    if before != dispatch_rules.CONFIRMED:
        dispatch_rules.check_waiting(before)
    user = _technician(call, order)
    row = _assignment(call, order, user)
    _check_state(row, ASSIGNED, ACCEPTED)
    said = f"Technician <b>{user['FullName']}</b> declined."
    row["State"] = DECLINED
    moved = records.move(call, order, declining.DECLINED)
    return _told(call, order, row, "WorkOrderTechnicianDeclined", said, moved)


@operation("rescindAcceptance")
def rescind_acceptance(call: Call) -> Reply:
    """A technician who accepted is only assigned again; not while on site."""
    order = access.order(call)
    user = _technician(call, order)
    row = _assignment(call, order, user)
    _check_state(row, ACCEPTED)
    visits = call.records.find("workactivities", WorkOrderId=order["Id"], UserId=user["Id"])
    if any(visit["TimeOut"] is None for visit in visits):
        raise Conflict("technician on site", "the technician is checked in")
    said = f"Technician <b>{user['FullName']}</b> no longer accepts."
    row["State"] = ASSIGNED
    return records.changed(call, order, said, more={TABLE: [row]})


def _technician(call: Call, order: Record) -> Record:
    """The technician of the query.  Raises Invalid unless it is one of the order's provider."""
    user = call.records.get("users", call.query["userId"])
    is_own = user is not None and user["ProviderId"] == order["ProviderId"]
    if user is None or not is_own or user["Role"] != "Technician" or is_locked(user):
        raise Invalid("no technician", f"{call.query['userId']} is no technician of this provider")
    return user


def _assignment(call: Call, order: Record, user: Record) -> Record:
    """The technician's row on a work order, a new one without a state if there is none."""
    found = call.records.find(TABLE, WorkOrderId=order["Id"], UserId=user["Id"])
    if found:
        return found[0]
    return {"Id": 0, "WorkOrderId": order["Id"], "UserId": user["Id"], "State": ""}


def _check_underway(order: Record) -> None:
    """Raises Conflict on a work order that is done with."""
    if order["Status"]["Primary"] not in dispatch_rules.CHANGING_HANDS:
        raise Conflict("no action in status", f"{order['Status']['Primary']} takes no technician")


def _check_state(row: Record, *states: str) -> None:
    if row["State"] not in states:
        raise Conflict("technician state", f"the technician is not {' or '.join(states)}")


def _event(order: Record, user: Record, kind: str) -> Event:
    technician = {"Id": user["Id"], "AuthUserId": user["Id"]}
    return Event(kind, "workorders", order, {"Technician": technician})


def _told(call: Call, order: Record, row: Record, kind: str, said: str, moved: str = "") -> Reply:
    """The reply to what a technician does.  moved: what is said of the new status, if it moved."""
    row["Id"] = row["Id"] or call.records.next_id(TABLE)
    events: list[str | Event] = [_event(order, call.load("users", row["UserId"]), kind)]
    if moved:
        events.append("WorkOrderStatusChanged")
    more = {TABLE: [row]}
    return records.changed(call, order, f"{said} {moved}".strip(), *events, status=201, more=more)


@operation("getRefrigerantCertifications")
def get_refrigerant_certifications(call: Call) -> Reply:
    """The certificates of a provider's technicians, or of one of them."""
    provider_id, user_id = call.query["providerId"], call.query.get("authUserId")
    if not _works_with(call, provider_id):
        raise Forbidden(reason=f"provider {provider_id} is not the caller's")
    rows = [
        technician_views.certification(row, user)
        for user in call.records.find("users", ProviderId=provider_id)
        if user_id in (None, user["Id"])
        for row in call.records.find("refrigerantcertifications", UserId=user["Id"])
    ]
    return Reply(rows)


def _works_with(call: Call, provider_id: int) -> bool:
    """Whether a provider is the caller's own, or one that its subscriber works with."""
    if call.caller["ProviderId"]:
        return bool(call.caller["ProviderId"] == provider_id)
    return reach.are_partners(call, call.caller["SubscriberId"], provider_id)
