"""Messages of orders."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.spp import posting
from emulator.vendors.spp.workspaces import numbered

#: What names a message's order.
FIELD = "order_id"


@operation("listOrderMessages")
def list_order_messages(call: Call) -> Reply:
    return posting.messages(call, FIELD, numbered(call, "orders", call.path["key"]))


@operation("createOrderMessage")
def create_order_message(call: Call) -> Reply:
    return posting.post(call, FIELD, numbered(call, "orders", call.path["key"]))


@operation("deleteOrderMessage")
def delete_order_message(call: Call) -> Reply:
    return posting.remove(call, FIELD, call.path["key"])


@operation("v1DeleteOrderMessage")
def delete_of_order(call: Call) -> Reply:
    """The same where the path names the order, too."""
    order = numbered(call, "orders", call.path["order"])
    return posting.remove(call, FIELD, call.path["message"], order)
