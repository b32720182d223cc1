"""Orders: made, changed, and deleted so that the vendor could undo it."""

from collections.abc import Iterator

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import checks, dates, errors, filled, labels, order_rules
from emulator.vendors.spp.lists import listed, numbered_fields
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import orders, whole
from emulator.vendors.spp.workspaces import find, get, numbered

#: What is kept as it is sent, and what is an instant.
PLAIN = ("note", "service", "number")
DATES = ("created_at", "date_started", "date_completed", "date_due")
NO_SERVICE = "The NAME field is required when service id is not present."


@operation("listOrders")
def list_orders(call: Call) -> Reply:
    return listed(call, "orders", orders.index, fields=numbered_fields(call))


@operation("createOrder")
def create_order(call: Call) -> Reply:
    client = checks.client(call, call.body["user_id"])
    said = _written(call, None)
    if "service" not in said and "service_id" not in said:
        raise errors.invalid("neither service_id nor service is sent", service=NO_SERVICE)
    if "number" in said and find(call, "orders", number=said["number"]):
        reason = f"number: {said['number']} is an order's already"
        raise errors.invalid(reason, number=errors.TAKEN)
    saved = Saved()
    if "tags" in call.body:
        said["tags"] = labels.tagged(call, saved)
    order = order_rules.fresh(call, client["id"], _service(call, said), said)
    saved.put("orders", order)
    saved.tell("order.created", "orders", order)
    return done(call, saved, whole.order, order, status=201)


@operation("getOrder")
def get_order(call: Call) -> Reply:
    return Reply(whole.order(call, numbered(call, "orders", call.path["order"])))


@operation("updateOrder")
def update_order(call: Call) -> Reply:
    """What is not sent stays."""
    before = numbered(call, "orders", call.path["order"])
    said = _written(call, before)
    saved = Saved()
    if "tags" in call.body:
        said["tags"] = labels.tagged(call, saved, before["tags"])
    if "service_id" in said:
        said["service"] = checks.service(call, said["service_id"])["name"]
    order = edited(call, before, said)
    order |= order_rules.dated(call, before["status_id"], order, _service(call, order), said)
    saved.put("orders", order)
    filled.fill(call, saved, order_id=order["id"])
    for event in _happened(before, order):
        saved.tell(event, "orders", order)
    return done(call, saved, whole.order, order)


@operation("deleteOrder")
def delete_order(call: Call) -> Reply:
    """The order goes from sight with its messages and tasks; nothing of it is dropped."""
    before = numbered(call, "orders", call.path["order"])
    order = edited(call, before, {"deleted_at": dates.now(call)})
    saved = Saved()
    saved.put("orders", order)
    saved.tell("order.deleted", "orders", order)
    return done(call, saved)


def _happened(before: Record, order: Record) -> Iterator[str]:
    """The events of an update, what is special first."""
    if order["status_id"] != before["status_id"]:
        yield "order.status.changed"
    if set(order["tags"]) - set(before["tags"]):
        yield "order.tagged"
    yield "order.updated"


def _service(call: Call, order: Record) -> Record | None:
    return get(call, "services", order.get("service_id"))


def _written(call: Call, before: Record | None) -> Record:
    """The fields of the body as they are kept, but for tags.  Raises Invalid.

    before: the order that is changed.
    """
    body = call.body
    fields: Record = {name: body[name] for name in PLAIN if name in body}
    for name in DATES:
        if name in body:
            fields[name] = None if body[name] is None else dates.kept(body[name])
    if "service_id" in body:
        fields["service_id"] = checks.service(call, body["service_id"])["id"]
    if "status" in body:
        fields["status_id"] = checks.status(call, "order", body["status"])
    if "employees" in body:
        fields["employee_ids"] = checks.team(call, body["employees"])
    if "metadata" in body:
        fields["metadata"] = labels.metadata(call)
    if "linked_orders" in body:
        fields["linked_orders"] = [
            _linked(call, key, place, before) for place, key in enumerate(body["linked_orders"])
        ]
    return fields


def _linked(call: Call, key: str, place: int, before: Record | None) -> str:
    """The number of another order that the body names by its number or its id."""
    field = f"linked_orders.{place}"
    try:
        number: str = numbered(call, "orders", key)["number"]
    except NotFound:
        number = ""
    if not number or (before is not None and number == before["number"]):
        raise errors.invalid(f"{field}: {key} is no other order", **{field: errors.CHOICE})
    return number
