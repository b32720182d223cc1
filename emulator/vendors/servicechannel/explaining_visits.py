"""What a visit met: where the store is, when the work order may be worked on, who is on site."""

from datetime import datetime

from emulator.kernel.errors import Refusal
from emulator.kernel.operation import Call, Record
from emulator.kernel.reasons import Explained
from emulator.vendors.servicechannel import rules, views, visits
from emulator.vendors.servicechannel.explaining_rights import order_of
from emulator.vendors.servicechannel.rules import Position


def position(refusal: Refusal, call: Call) -> Explained:
    """Where the technician said to be, where the store is, and how near is near enough."""
    order = order_of(refusal, call)
    if order is None:
        return Explained()
    location = call.load("locations", order["LocationId"])
    store, radius = views.position_of(location), views.radius_of(location)
    sent = _sent(call)
    met: Record = {
        "location": {"id": location["Id"], "name": location["Name"]},
        "store": list(store) if store else None,
        "sent": list(sent) if sent else None,
        "radius in miles": radius,
    }
    if store is None:
        return Explained(met, ["a caller with the row IVR Check IN/OUT needs no coordinates"])
    if sent is not None:
        met["miles away"] = round(rules.distance(sent, store), 2)
    at = f"Latitude {store.latitude}, Longitude {store.longitude}"
    return Explained(met, [f"coordinates within {radius:g} miles of {at}"])


def _sent(call: Call) -> Position | None:
    """The coordinates of a body, or of the query of a question."""
    given = {
        name.lower(): value for place in (call.query, call.body) for name, value in place.items()
    }
    latitude, longitude = given.get("latitude"), given.get("longitude")
    return None if latitude is None or longitude is None else Position(latitude, longitude)


def time(refusal: Refusal, call: Call) -> Explained:
    """When the visit was said to be, and when it could have been."""
    order = order_of(refusal, call)
    if order is None:
        return Explained()
    window = visits.window(order)
    sent = call.instant("CheckInTime") or call.instant("CheckOutTime")
    earliest = max(window.called, call.now - rules.BEHIND)
    latest = call.now + rules.AHEAD
    if window.is_maintenance:
        latest = min(latest, window.expires)
    met: Record = {
        "sent": sent.isoformat() if isinstance(sent, datetime) else None,
        "now": call.now.isoformat(),
        "call date": window.called.isoformat(),
    }
    if window.is_maintenance:
        met["expires"] = window.expires.isoformat()
    if earliest > latest:
        return Explained(met, ["no time any more: the work order's window is over"])
    return Explained(met, [f"a time from {earliest.isoformat()} to {latest.isoformat()}"])


def work_types(refusal: Refusal, call: Call) -> Explained:
    """The work types that the subscriber has."""
    order = order_of(refusal, call)
    if order is None:
        return Explained()
    found = call.records.find("worktypes", SubscriberId=order["SubscriberId"])
    known = [f"{row['WorkTypeId']} {row['Name']}" for row in found]
    sent = call.body.get("WorkTypeId", call.query.get("workTypeId"))
    return Explained({"WorkTypeId": sent}, [f"a WorkTypeId of {', '.join(known)}"])


def pairs(refusal: Refusal, call: Call) -> Explained:
    """Who is on site at the work order, since when and with which work type."""
    order = order_of(refusal, call)
    if order is None:
        return Explained()
    found = call.records.find("workactivities", WorkOrderId=order["Id"], TimeOut=None)
    on_site = [
        {
            "MechanicId": a["Id"],
            "UserId": a["UserId"],
            "WorkTypeId": a["WorkTypeId"],
            "since": a["TimeIn"],
        }
        for a in found
    ]
    met: Record = {
        "UserId": visits.named_user(call),
        "WorkTypeId": call.body.get("WorkTypeId"),
        "open check-ins": on_site,
    }
    if refusal.rule == "not checked in":
        takes = [
            f"a check-out with UserId {a['UserId']} and WorkTypeId {a['WorkTypeId']}" for a in found
        ]
        return Explained(met, takes or ["a check-in first: nobody is on site"])
    since = f" after {found[0]['TimeIn']}" if found else ""
    return Explained(met, [f"a check-out{since} first"])
