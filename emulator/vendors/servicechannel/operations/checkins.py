"""Checking in and out, asking beforehand whether it would pass, and reading what happened."""

from datetime import timedelta

from emulator.kernel.errors import Conflict, Invalid, Refusal
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import access, records, rules, sight, times, views, visits
from emulator.vendors.servicechannel.rules import Status
from emulator.vendors.servicechannel.visits import Visit


@operation("universalCheckIn")
def universal_check_in(call: Call) -> Reply:
    """Open a work activity; a repair puts the work order on site.

    Source: https://developer.servicechannel.com/guides/checkin/about-check-in-out/
    """
    return visits.attempt(visits.begin(call, "in", call.body), _check_in)


def _check_in(visit: Visit) -> Reply:
    call = visit.call
    work_type, user_id = visits.check(visit)
    when = visits.time(visit, call.instant("CheckInTime"))
    already = visits.open_activities(visit, user_id)
    if already and call.switches["second_check_in"] == "refuse":
        raise Conflict("already checked in", f"user {user_id} has an open check-in")
    if already:
        return Reply({"MechanicId": already[0]["Id"]})
    activity = {
        "Id": call.records.next_id("workactivities"),
        "WorkOrderId": visit.order["Id"],
        "UserId": user_id,
        "WorkTypeId": visit.work_type,
        "WorkType": work_type["Name"],
        "TimeIn": call.written(when),
        "TimeOut": None,
        "TechsCount": call.body["TechsCount"],
        "ResolutionCode": None,
        "CallerId": visits.caller_id(visit),
        "IsTimeEdited": False,
        "Name": None,
        "CreatedBy": call.caller["Id"],
    }
    row = visits.row(visit, user_id, when, work_type["Name"])
    row["ActivityId"] = activity["Id"]
    after = rules.ON_SITE if visit.work_type == rules.REPAIR else views.status(visit.order)
    said = f"Check-in ({work_type['Name']}, technicians: {activity['TechsCount']})."
    return _moved(visit, after, said, [activity], [row])


@operation("universalCheckOut")
def universal_check_out(call: Call) -> Reply:
    """Close a work activity; a repair moves the status as the technician says.

    Source: https://developer.servicechannel.com/guides/checkin/about-check-in-out/
    """
    return visits.attempt(visits.begin(call, "out", call.body), _check_out)


def _check_out(visit: Visit) -> Reply:
    call, body = visit.call, visit.call.body
    is_pause = body["ActionStatus"] == "Cancel"
    work_type, user_id = visits.check(visit, needs_position=not is_pause)
    when = visits.time(visit, call.instant("CheckOutTime"))
    activities = _to_close(visit, user_id)
    text = call.written(when)
    early = [a for a in activities if _after(a["TimeIn"], text)]
    if early and call.switches["check_out_before_check_in"] == "refuse":
        raise Invalid(
            "check-out before check-in", f"{text} is before the check-in {early[0]['TimeIn']}"
        )
    _check_signature(visit)
    before = views.status(visit.order)
    counts = visit.work_type == rules.REPAIR and not is_pause
    after = _status_after(visit, before) if counts else before
    said = f"Check-out ({work_type['Name']})."
    if counts and body.get("Resolution"):
        visit.order["Resolution"] = body["Resolution"]
        said += f" Resolution: {body['Resolution']}"
    for activity in activities:
        activity["TimeOut"] = text
        activity["TechsCount"] = body.get("TechsCount", activity["TechsCount"])
        activity["CallerId"] = visits.caller_id(visit) or activity["CallerId"]
        activity["ResolutionCode"] = (after.extended or after.primary) if counts else None
    rows = []
    for activity in activities:
        row = visits.row(visit, activity["UserId"], when, work_type["Name"])
        row["ActivityId"], row["TechsCount"] = activity["Id"], activity["TechsCount"]
        rows.append(row)
    return _moved(visit, after, said, activities, rows)


def _to_close(visit: Visit, user_id: int) -> list[Record]:
    """The pairs that a check-out closes, its own first; with CheckoutAll all of that type."""
    own = visits.open_activities(visit, user_id)
    others: list[Record] = []
    if visit.call.body.get("CheckoutAll"):
        found = visit.call.records.find(
            "workactivities", WorkOrderId=visit.order["Id"], TimeOut=None
        )
        others = [a for a in found if a["WorkTypeId"] == visit.work_type and a not in own[:1]]
    if not own and not others:
        raise Conflict("not checked in", f"user {user_id} has no open check-in of this work type")
    return own[:1] + others


def _after(one: str, other: str) -> bool:
    """Whether an instant is later than another, both as stored."""
    return times.parse(one) > times.parse(other)


def _check_signature(visit: Visit) -> None:
    body = visit.call.body
    attachment, note = (
        body.get("SignatureAttachmentId"),
        body.get("UnableObtainSignatureNoteId"),
    )
    table, named = ("attachments", attachment) if attachment is not None else ("notes", note)
    found = visit.call.records.get(table, named) if named is not None else None
    is_here = found is not None and found["WorkOrderId"] == visit.order["Id"]
    rules.check_signature(
        attachment,
        note,
        found=found is not None and is_here and bool(sight.seen(visit.call, [found])),
        allowed=visit.subscriber["Settings"]["ElectronicSignatures"],
    )


def _status_after(visit: Visit, before: Status) -> Status:
    call, choice = visit.call, visit.call.body["PrimaryStatus"]
    if choice == "Completed":
        return rules.completed(
            access.granted(call, visit.order),
            visit.subscriber["Settings"]["CompletedExtended"],
            pending_without=call.switches["completed_without_permission"] == "pending",
        )
    extended = call.body.get("ExtendedStatus", "")
    configured = access.statuses(call, visit.order["SubscriberId"]) if extended else []
    return rules.after_check_out(before, choice, extended, configured)


def _moved(
    visit: Visit, after: Status, said: str, activities: list[Record], rows: list[Record]
) -> Reply:
    """The reply to a check-in or check-out that passed, with everything that it changes."""
    call, order = visit.call, visit.order
    sentence = records.move(call, order, after)
    if sentence:
        for row in rows:
            row["StatusChangedTo"] = {"Primary": after.primary, "Extended": after.extended}
    note = records.note(call, order, f"{said} {sentence}".strip())
    kind = "WorkOrderCheckIn" if visit.way == "in" else "WorkOrderCheckOut"
    events = [Event(kind, "checkins", row) for row in rows]
    if sentence:
        events.append(Event("WorkOrderStatusChanged", "workorders", order))
    return Reply(
        {"MechanicId": activities[0]["Id"]},
        changes={
            "workorders": [order],
            "workactivities": activities,
            "checkins": rows,
            "notes": [note],
        },
        events=[*events, Event("WorkOrderNoteAdded", "notes", note)],
    )


@operation("validateCheckIn")
def validate_check_in(call: Call) -> Reply:
    """Whether a check-in from here and now would pass, without making it."""
    return Reply(_validated(call, "in"))


@operation("validateCheckOut")
def validate_check_out(call: Call) -> Reply:
    """Whether a check-out from here and now would pass, without making it."""
    return Reply(_validated(call, "out"))


def _validated(call: Call, way: str) -> Record:
    query = call.query
    given = {
        "WorkTypeId": query.get("workTypeId", rules.REPAIR),
        "Latitude": query.get("latitude"),
        "Longitude": query.get("longitude"),
    }
    visit = visits.begin(call, way, given)
    position = rules.demand_position(visit.position)
    visits.check(visit)
    settings = visit.subscriber["Settings"]
    store = views.position_of(visit.location)
    far = store is not None and rules.distance(position, store) > views.radius_of(visit.location)
    return {
        "IsBadgeScanRequired": settings["IsBadgeScanRequired"],
        "IsLoginTypeAllowed": visit.rights.xml or visit.rights.gps,
        "IsOutsideAcceptableTimeframe": _outside_timeframe(visit),
        "IsOutsideGeolocation": far,
        "IsMaskRequired": settings["IsMaskRequired"],
        "CheckInOutsideGPSAllowed": settings["CheckInOutsideGPSAllowed"],
        "CheckOutOutsideGPSAllowed": settings["CheckOutOutsideGPSAllowed"],
        "IsCompliantNonCompliantCheckInEnabled": settings["IsCompliantNonCompliantCheckInEnabled"],
    }


def _outside_timeframe(visit: Visit) -> bool:
    """Whether now is further from the scheduled date than the subscriber wants, or not allowed."""
    try:
        visits.time(visit, None)
    except Refusal:
        return True
    hours = visit.subscriber["Settings"]["CheckInTimeframeHours"]
    away = abs(visit.call.now - times.parse(visit.order["ScheduledDate"]))
    return hours is not None and away > timedelta(hours=hours)


@operation("gpsRadius")
def gps_radius(call: Call) -> Reply:
    """Where the store is, and how near a GPS check-in has to be; clients send this back."""
    order = access.order(call)
    location = call.load("locations", order["LocationId"])
    shown = {
        "WorkorderId": order["Id"],
        "LocationID": location["Id"],
        "LocLatitude": location["Latitude"],
        "LocLongitude": location["Longitude"],
        "GPSRadius": views.radius_of(location),
    }
    return Reply(views.without_nulls(shown))


@operation("checkInActivity")
def check_in_activity(call: Call) -> Reply:
    """One row per check-in or check-out, oldest first."""
    return _activity(call, with_blocked=False)


@operation("checkInActivityWithBlocked")
def check_in_activity_with_blocked(call: Call) -> Reply:
    """The same, with the attempts that were refused where `loadBlocked` is true."""
    return _activity(call, with_blocked=call.path["loadBlocked"])


def _activity(call: Call, *, with_blocked: bool) -> Reply:
    order = access.order(call)
    location = call.load("locations", order["LocationId"])
    place = views.place_of(call, location)
    rows = call.records.find("checkins", WorkOrderId=order["Id"])
    shown = [
        views.check_in(call, row, place) for row in rows if with_blocked or not row["IsBlocked"]
    ]
    return Reply(views.odata(call, "Collection(CheckInActivity)", shown))
