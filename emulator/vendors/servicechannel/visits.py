"""One attempt to check in or out: what it needs to know, and the rules in the vendor's order.

The order of the checks is not documented; it is: work order, permission, state of the work
order, work type, coordinates, range, time, and then the pairing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from emulator.kernel.errors import Forbidden, NotFound, Refusal
from emulator.kernel.operation import Call, Record, Reply
from emulator.vendors.servicechannel import access, rules, sight, views
from emulator.vendors.servicechannel.rules import Position, Rights, Window

LABELS = {"in": "Check In", "out": "Check Out"}


@dataclass(slots=True)
class Visit:
    """way: "in" or "out".  work_type: its WorkTypeId.  position: what the client sent, if both."""

    call: Call
    way: str
    order: Record
    location: Record
    subscriber: Record
    rights: Rights
    work_type: int
    position: Position | None
    is_gps: bool

    @property
    def outside_ok(self) -> bool:
        """Whether the subscriber lets technicians be out of range."""
        name = "CheckInOutsideGPSAllowed" if self.way == "in" else "CheckOutOutsideGPSAllowed"
        return bool(self.subscriber["Settings"][name])


def begin(call: Call, way: str, given: Record) -> Visit:
    """given: WorkTypeId, Latitude and Longitude, as the contract binds them."""
    order = access.order(call, location="no permission")
    subscriber = call.load("subscribers", order["SubscriberId"])
    location = call.load("locations", order["LocationId"])
    rights = access.rights(call, order, subscriber)
    work_type = given["WorkTypeId"]
    position = _position(given.get("Latitude"), given.get("Longitude"))
    is_gps = rules.goes_by_gps(work_type, rights, position)
    return Visit(call, way, order, location, subscriber, rights, work_type, position, is_gps)


def _position(latitude: float | None, longitude: float | None) -> Position | None:
    return None if latitude is None or longitude is None else Position(latitude, longitude)


def named_user(call: Call) -> int:
    """The `UserId` that the client sent, else the caller's."""
    return int(call.body.get("UserId") or call.caller["Id"])


def attempt(visit: Visit, step: Callable[[Visit], Reply]) -> Reply:
    """A refused attempt changes nothing, but is kept for `CheckInActivity(loadBlocked=true)`."""
    try:
        return step(visit)
    except Refusal as refusal:
        known = work_types(visit)
        name = known[0]["Name"] if known else str(visit.work_type)
        blocked = row(visit, named_user(visit.call), visit.call.now, name)
        blocked["IsBlocked"], blocked["BlockedReason"] = True, refusal.reason
        refusal.kept = {"checkins": [blocked]}
        raise


def check(visit: Visit, *, needs_position: bool = True) -> tuple[Record, int]:
    """Everything up to the time; returns the work type and the technician's user id.

    needs_position: false for a pause.
    """
    switches = visit.call.switches
    rules.check_rights(
        visit.work_type,
        visit.rights,
        way=visit.way,
        code_without=switches["no_check_in_permission"],
    )
    user_id = technician(visit)
    rules.check_usable(
        views.status(visit.order), is_invoiced=visit.order["IsInvoiced"], way=visit.way
    )
    found = work_types(visit)
    if not found:
        raise NotFound("worktypes", f"the subscriber has no work type {visit.work_type}")
    if needs_position:
        check_position(visit)
    return found[0], user_id


def work_types(visit: Visit) -> list[Record]:
    """The subscriber's work type of that WorkTypeId, if there is one."""
    return visit.call.records.find(
        "worktypes", SubscriberId=visit.order["SubscriberId"], WorkTypeId=visit.work_type
    )


def check_position(visit: Visit) -> None:
    if visit.is_gps:
        rules.check_position(
            visit.position,
            views.position_of(visit.location),
            views.radius_of(visit.location),
            way=visit.way,
            outside_ok=visit.outside_ok,
        )
    elif rules.needs_position(visit.work_type, visit.rights, visit.way):
        rules.demand_position(visit.position)


def time(visit: Visit, given: datetime | None) -> datetime:
    """When it happened, as far as this caller may say; checked against the work order's dates."""
    now = visit.call.now
    when = rules.effective_time(
        given,
        now,
        visit.rights,
        refuse_without=visit.call.switches["client_time_without_permission"] == "refuse",
    )
    rules.check_time(when, now, window(visit.order), visit.way)
    return when


def window(order: Record) -> Window:
    return Window(
        called=datetime.fromisoformat(order["CallDate"]),
        expires=datetime.fromisoformat(order["ExpirationDate"]),
        is_maintenance=order["Category"].upper() in rules.MAINTENANCE,
    )


def technician(visit: Visit) -> int:
    """The `UserId` of the pair: the caller by default, else a user of a company of this order.

    Clients also pass a technician's PIN, which stands for the technician.  Raises Forbidden for
    anyone else, unless the switch `foreign_user` accepts every number.
    """
    call = visit.call
    user_id = named_user(call)
    if user_id == call.caller["Id"] or call.switches["foreign_user"] == "accept":
        return user_id
    user = call.records.get("users", user_id)
    if user is not None and sight.is_theirs(user, visit.order):
        return user_id
    provider_id = visit.order["ProviderId"]
    for by_pin in call.records.find("users", ProviderId=provider_id, Pin=str(user_id)):
        return int(by_pin["Id"])
    said = f"UserId {user_id} is no user of a company of this work order"
    raise Forbidden("no permission", said, user=user_id)


def open_activities(visit: Visit, user_id: int) -> list[Record]:
    """The user's check-ins on this work order that have no check-out yet."""
    by_type = visit.call.switches["pairing"] == "work_type"
    found = visit.call.records.find("workactivities", WorkOrderId=visit.order["Id"], TimeOut=None)
    return [
        activity
        for activity in found
        if activity["UserId"] == user_id
        and (not by_type or activity["WorkTypeId"] == visit.work_type)
    ]


def row(visit: Visit, user_id: int, when: datetime, work_type: str) -> Record:
    """The record of one check-in or check-out; what came of it is filled in by the caller."""
    body = visit.call.body
    return {
        "Id": visit.call.records.next_id("checkins"),
        "WorkOrderId": visit.order["Id"],
        "ActivityId": None,
        "UserId": user_id,
        "Date": visit.call.written(when),
        "Action": LABELS[visit.way],
        "CallerId": caller_id(visit),
        "StatusChangedTo": None,
        "WorkType": work_type,
        "CheckInOutType": "Gps" if visit.is_gps and visit.position else "Common",
        "Source": "API",
        "TechsCount": body.get("TechsCount", 1),
        "IsBlocked": False,
        "BlockedReason": None,
        "SignatureAttachmentId": body.get("SignatureAttachmentId"),
        "UnableObtainSignatureNoteId": body.get("UnableObtainSignatureNoteId"),
        "UnableObtainSignatureNoteDocumentId": body.get("UnableObtainSignatureNoteDocumentId"),
    }


def caller_id(visit: Visit) -> str | None:
    """The coordinates of a GPS check-in, as the vendor shows them."""
    if not visit.is_gps or visit.position is None:
        return None
    return f"{visit.position.latitude:.6f},{visit.position.longitude:.6f}"
