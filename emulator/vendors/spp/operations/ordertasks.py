"""What is to be done for an order."""

from collections.abc import Sequence

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import checks, dates, errors
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import orders
from emulator.vendors.spp.workspaces import find, get, load, new, numbered

#: What is kept as it is sent.
PLAIN = ("name", "description", "sort_order", "is_public", "for_client", "deadline")
#: Fields that a task has one of, and what each is without one.
EXCLUDING: Sequence[tuple[str, object, str, object]] = (
    ("for_client", False, "employee_ids", []),
    ("deadline", None, "due_at", None),
)
EXCLUDED = "The NAME field is prohibited when OTHER is present."
#: What a task is if nobody says more.
UNSAID: Record = {
    "description": None,
    "employee_ids": [],
    "is_public": False,
    "for_client": False,
    "is_complete": False,
    "completed_by": None,
    "completed_at": None,
    "deadline": None,
    "due_at": None,
}


@operation("listOrderTasks")
def list_order_tasks(call: Call) -> Reply:
    order = numbered(call, "orders", call.path["key"])
    return listed(call, "tasks", orders.task, fields={}, order_id=order["id"])


@operation("createOrderTask")
def create_order_task(call: Call) -> Reply:
    order = numbered(call, "orders", call.path["key"])
    said = _written(call)
    if "sort_order" not in said:
        there = find(call, "tasks", order_id=order["id"])
        said["sort_order"] = max((task["sort_order"] for task in there), default=0) + 1
    task = new(call, "tasks", order_id=order["id"], **UNSAID | said)
    return _saved(call, task, status=201)


@operation("updateOrderTask")
def update_order_task(call: Call) -> Reply:
    """What is not sent stays, but the name is always sent."""
    before = _task(call, call.path["key"])
    return _saved(call, edited(call, before, _written(call)))


@operation("deleteOrderTask")
def delete_order_task(call: Call) -> Reply:
    saved = Saved()
    saved.drop("tasks", _task(call, call.path["key"])["id"])
    return done(call, saved)


@operation("completeOrderTask")
def complete_order_task(call: Call) -> Reply:
    by = {"completed_by": call.caller["id"], "completed_at": dates.now(call)}
    return _turned(call, {"is_complete": True, **by}, "task.completed")


@operation("reopenOrderTask")
def reopen_order_task(call: Call) -> Reply:
    nobody = {"completed_by": None, "completed_at": None}
    return _turned(call, {"is_complete": False, **nobody}, "task.reopened")


def _turned(call: Call, fields: Record, event: str) -> Reply:
    """A task is completed or open again; one that is already stays as it is."""
    before = _task(call, call.path["task"])
    if before["is_complete"] == fields["is_complete"]:
        return Reply(orders.task(call, before))
    return _saved(call, edited(call, before, fields), event)


def _saved(call: Call, task: Record, *events: str, status: int = 200) -> Reply:
    saved = Saved()
    saved.put("tasks", task)
    for event in events:
        saved.tell(event, "tasks", task)
    return done(call, saved, orders.task, task, status=status)


def _task(call: Call, key: object) -> Record:
    """A task by its id, whose order was not deleted.  Raises NotFound."""
    task = load(call, "tasks", key)
    if get(call, "orders", task["order_id"]) is None:
        raise NotFound("tasks", f"the order of task {task['id']} is deleted", key=str(task["id"]))
    return task


def _written(call: Call) -> Record:
    """The fields of the body as they are kept.  Raises Invalid."""
    body = call.body
    fields: Record = {name: body[name] for name in PLAIN if name in body}
    if "employee_ids" in body:
        fields["employee_ids"] = checks.team(call, body["employee_ids"], "employee_ids")
    if "due_at" in body:
        fields["due_at"] = None if body["due_at"] is None else dates.kept(body["due_at"])
    for one, no_one, other, no_other in EXCLUDING:
        is_one, is_other = fields.get(one, no_one) != no_one, bool(fields.get(other))
        if is_one and is_other:
            words = EXCLUDED.replace("OTHER", one.replace("_", " "))
            raise errors.invalid(f"{one} and {other} are both sent", **{other: words})
        fields |= ({other: no_other} if is_one else {}) | ({one: no_one} if is_other else {})
    return fields
