"""Work activities: one row per check-in and check-out pair, or made by hand."""

from datetime import datetime

from emulator.kernel.errors import Forbidden, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import access, labor, odata, records, times
from emulator.vendors.servicechannel.entities.workactivities import WORK_ACTIVITIES
from emulator.vendors.servicechannel.labor import Hand, Span
from emulator.vendors.servicechannel.odata import Source

TABLE = "workactivities"


@operation("getWorkActivities")
def get_work_activities(call: Call) -> Reply:
    """All pairs of a work order; `TimeOut` is null while one is open."""
    order = access.order(call)
    return odata.collection(call, WORK_ACTIVITIES, Source(TABLE, {"WorkOrderId": order["Id"]}))


@operation("getWorkActivity")
def get_work_activity(call: Call) -> Reply:
    """One pair; its id is the MechanicId of the check-in."""
    order = access.order(call)
    return odata.single(call, WORK_ACTIVITIES, _activity(call, order))


def _activity(call: Call, order: Record) -> Record:
    """The activity of the path.  Raises NotFound for none, and for another work order's."""
    activity = call.load(TABLE, call.path["workactivityId"])
    if activity["WorkOrderId"] != order["Id"]:
        raise NotFound("workactivities", "the activity belongs to another work order")
    return activity


@operation("getWorkActivitiesForTimeInterval")
def get_work_activities_for_time_interval(call: Call) -> Reply:
    """The activities that a user of the caller's company made, by when they began."""
    first, last = call.path["dtMin"], call.path["dtMax"]
    user = _colleague(call, call.path["userId"])
    source = Source(
        TABLE,
        {"CreatedBy": user["Id"]},
        keep=lambda activity: first <= times.parse(activity["TimeIn"]) <= last,
    )
    return odata.collection(call, WORK_ACTIVITIES, source)


def _colleague(call: Call, named: int) -> Record:
    """A user of the caller's provider by PIN, else by id.  Raises NotFound."""
    users = call.records.find("users", **access.scope(call))
    by_pin = [user for user in users if user["Pin"] == str(named)]
    by_id = [user for user in users if user["Id"] == named]
    if not by_pin + by_id:
        raise NotFound("no such user", f"the provider has no user {named}")
    return (by_pin + by_id)[0]


def _hand(call: Call, user_id: int | None = None) -> Hand:
    """The caller, or another user; one that is known by a number only has no company."""
    user = call.caller if user_id is None else call.records.get("users", user_id)
    if user is None:
        return Hand(user_id or 0, 0, "", is_provider=True)
    is_provider = user["ProviderId"] is not None
    return Hand(user["Id"], access.company(user), user["Role"], is_provider)


def _providers_too(call: Call) -> bool:
    return bool(call.switches["labor_edits_by_providers"])


@operation("createWorkActivity")
def create_work_activity(call: Call) -> Reply:
    """Add an activity by hand.

    Source: https://developer.servicechannel.com/swagger/ (POST of work activities).
    """
    order = access.order(call)
    name = _name(call)
    labor.check_status(order["Status"]["Primary"])
    work_type = call.body["WorkTypeId"]
    kinds = call.records.find("worktypes", SubscriberId=order["SubscriberId"], WorkTypeId=work_type)
    if not kinds:
        raise NotFound("worktypes", f"the subscriber has no work type {work_type}")
    start, end = _checked(call, order)
    activity = {
        "Id": call.records.next_id(TABLE),
        "WorkOrderId": order["Id"],
        "UserId": call.caller["Id"],
        "WorkTypeId": work_type,
        "WorkType": kinds[0]["Name"],
        "TimeIn": call.written(start),
        "TimeOut": call.written(end),
        "TechsCount": 1,
        "ResolutionCode": None,
        "CallerId": None,
        "IsTimeEdited": False,
        "Name": name,
        "CreatedBy": call.caller["Id"],
    }
    return _changed(call, order, activity, "Added")


@operation("updateWorkActivity")
def update_work_activity(call: Call) -> Reply:
    """Change when an activity was; a time that was changed once is marked for good.

    Source: https://developer.servicechannel.com/swagger/ (PUT of a work activity).
    """
    order = access.order(call)
    activity = _activity(call, order)
    if not labor.may_change(
        _hand(call), _hand(call, activity["CreatedBy"]), providers_too=_providers_too(call)
    ):
        raise Forbidden("activity permission", f"activity {activity['Id']} is another's")
    activity["Name"] = _name(call)
    labor.check_status(order["Status"]["Primary"])
    start, end = _checked(call, order, activity["Id"])
    times = {"TimeIn": call.written(start), "TimeOut": call.written(end)}
    activity["IsTimeEdited"] |= any(activity[name] != time for name, time in times.items())
    return _changed(call, order, activity | times, "Changed")


def _name(call: Call) -> str:
    """The technician's name that is given, else the caller's.  Raises Forbidden."""
    given = call.body.get("Name", "").strip()
    labor.check_name(_hand(call), given, providers_too=_providers_too(call))
    return str(given or call.caller["FullName"])


def _checked(call: Call, order: Record, itself: int = 0) -> tuple[datetime, datetime]:
    """The times of the body, now where there are none.

    itself: the activity that they are for, which they may overlap.
    """
    start = call.instant("CheckInDate") or call.now
    end = call.instant("CheckOutDate") or call.now
    found = call.records.find(TABLE, WorkOrderId=order["Id"])
    others = [
        Span(times.parse(a["TimeIn"]), times.parse(a["TimeOut"]) if a["TimeOut"] else None)
        for a in found
        if a["Id"] != itself
    ]
    labor.check_span(Span(start, end), times.parse(order["ScheduledDate"]), others)
    return start, end


def _changed(call: Call, order: Record, activity: Record, how: str) -> Reply:
    """The reply to an activity that was Added or Changed."""
    kind, start, end = activity["WorkType"], activity["TimeIn"], activity["TimeOut"]
    return records.changed(
        call,
        order,
        f"Work activity ({kind}) {how.lower()}: <b>{start}</b> to <b>{end}</b>.",
        Event(f"WorkOrderWorkActivity{how}", TABLE, activity),
        body={"id": activity["Id"]},
        status=201 if how == "Added" else 200,
        more={TABLE: [activity]},
    )


@operation("deleteWorkActivities")
def delete_work_activities(call: Call) -> Reply:
    """Remove those of the named activities that the work order has; all of them or none.

    Source: https://developer.servicechannel.com/swagger/ (DELETE of work activities).
    """
    order = access.order(call)
    wanted = set(call.query["workactivityIds"])
    found = call.records.find(TABLE, WorkOrderId=order["Id"])
    gone = [activity for activity in found if activity["Id"] in wanted]
    if not gone:
        raise NotFound("workactivities", f"the work order has none of {sorted(wanted)}")
    hand = _hand(call)
    for activity in gone:
        creator = _hand(call, activity["CreatedBy"])
        if not labor.may_change(hand, creator, providers_too=_providers_too(call)):
            raise Forbidden("activity permission", f"activity {activity['Id']} is another's")
    ids = [activity["Id"] for activity in gone]
    visits = [
        row | {"ActivityId": None}
        for activity_id in ids
        for row in call.records.find("checkins", ActivityId=activity_id)
    ]
    return records.changed(
        call,
        order,
        f"Work activities deleted: <b>{len(ids)}</b>.",
        *(Event("WorkOrderWorkActivityDeleted", TABLE, activity) for activity in gone),
        status=204,
        more={"checkins": visits},
        removes={TABLE: ids},
    )
