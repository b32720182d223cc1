"""Work activities: one row per check-in and check-out pair."""

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicechannel import access, odata
from emulator.vendors.servicechannel.entities.workactivities import WORK_ACTIVITIES
from emulator.vendors.servicechannel.odata.model import Source


@operation("getWorkActivities")
def get_work_activities(call: Call) -> Reply:
    """All pairs of a work order; `TimeOut` is null while one is open."""
    order = access.order(call)
    source = Source("workactivities", {"WorkOrderId": order["Id"]})
    return odata.collection(call, WORK_ACTIVITIES, source)


@operation("getWorkActivity")
def get_work_activity(call: Call) -> Reply:
    """One pair; its id is the MechanicId of the check-in."""
    order = access.order(call)
    activity = call.load("workactivities", call.path["workactivityId"])
    if activity["WorkOrderId"] != order["Id"]:
        raise NotFound("workactivities", "the activity belongs to another work order")
    return odata.single(call, WORK_ACTIVITIES, activity)
