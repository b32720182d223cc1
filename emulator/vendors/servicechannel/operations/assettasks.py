"""Tasks on the assets of a work order, by the clock."""

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, assets, views

TABLE = "assettaskresponses"


@operation("getAssetTasks")
def get_asset_tasks(call: Call) -> Reply:
    """All tasks that were begun on a work order, oldest first."""
    order = _order(call)
    return Reply([_shown(row) for row in call.records.find(TABLE, WorkOrderId=order["Id"])])


@operation("startAssetTask")
def start_asset_task(call: Call) -> Reply:
    """Begin a task of an asset's type; the asset is on the work order.  Raises NotFound."""
    order, task_id, asset_id = _order(call), call.body.get("AssetTaskId"), call.body.get("AssetId")
    on_it = {asset["Id"]: asset for asset in assets.attached(call, order["Id"])}
    task = _task(call, order, task_id)
    if asset_id not in on_it or task is None or task["TypeId"] != on_it[asset_id]["AssetTypeId"]:
        raise NotFound("nowhere", f"there is no task {task_id} for asset {asset_id} here")
    row = {
        "Id": call.records.next_id(TABLE),
        "WorkOrderId": order["Id"],
        "AssetTaskId": task_id,
        "AssetId": asset_id,
        "UserId": call.caller["Id"],
        "StartTime": call.stamp,
        "EndTime": None,
        "IsEndedBySystem": False,
    }
    return Reply(_shown(row), changes={TABLE: [row]})


@operation("getAssetTask")
def get_asset_task(call: Call) -> Reply:
    """One of them."""
    return Reply(_shown(_response(call)))


@operation("endAssetTask")
def end_asset_task(call: Call) -> Reply:
    """End a task; one that is ended stays as it is."""
    row = _response(call)
    if row["EndTime"] is not None:
        return Reply(_shown(row))
    row["EndTime"] = call.stamp
    return Reply(_shown(row), changes={TABLE: [row]})


@operation("endAssetTasks")
def end_asset_tasks(call: Call) -> Reply:
    """End all that are not ended; the system did it."""
    order = _order(call)
    found = call.records.find(TABLE, WorkOrderId=order["Id"])
    ended = [
        row | {"EndTime": call.stamp, "IsEndedBySystem": True}
        for row in found
        if row["EndTime"] is None
    ]
    return Reply([_shown(row) for row in ended], changes={TABLE: ended})


def _order(call: Call) -> Record:
    return access.order(call, bad="nowhere", unknown="nowhere", location="Forbidden")


def _response(call: Call) -> Record:
    order, response_id = _order(call), call.path["responseId"]
    row = call.records.get(TABLE, response_id)
    if row is None or row["WorkOrderId"] != order["Id"]:
        raise NotFound("nowhere", f"the work order has no asset task response {response_id}")
    return row


def _task(call: Call, order: Record, task_id: object) -> Record | None:
    """A task of an active checklist of the subscriber's."""
    for checklist in call.records.find("checklists", SubscriberId=order["SubscriberId"]):
        for task in checklist["Tasks"] if checklist["IsActive"] else ():
            if task["Id"] == task_id and task["IsActive"]:
                return dict(task)
    return None


def _shown(row: Record) -> Record:
    return views.without_nulls(row)
