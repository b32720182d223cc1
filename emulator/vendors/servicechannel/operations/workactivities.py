"""Work activities: one row per check-in and check-out pair."""

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicechannel import access, views


@operation("getWorkActivities")
def get_work_activities(call: Call) -> Reply:
    """All pairs of a work order; `TimeOut` is null while one is open."""
    order = access.order(call)
    found = call.records.find("workactivities", WorkOrderId=order["Id"])
    shown = [views.work_activity(call, activity) for activity in found]
    return Reply(views.odata(call, "workactivities", shown))


@operation("getWorkActivity")
def get_work_activity(call: Call) -> Reply:
    """One pair; its id is the MechanicId of the check-in."""
    order = access.order(call)
    activity = call.load("workactivities", call.path["workactivityId"])
    if activity["WorkOrderId"] != order["Id"]:
        raise NotFound("workactivities", "the activity belongs to another work order")
    shown = {"@odata.context": views.context(call, "workactivities/$entity")}
    return Reply(shown | views.work_activity(call, activity))
