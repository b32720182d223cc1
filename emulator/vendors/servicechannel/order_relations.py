"""What a work order has in other tables: its invoice, and somebody who looks after it."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import sight


def invoice(call: Call, order: Record) -> Record | None:
    """The newest invoice; a provider sees none of another provider's."""
    newest = call.records.newest("invoices", WorkOrderId=order["Id"])
    return next((row for row in newest if sight.is_theirs(call.caller, row)), None)


def assignee(call: Call, order: Record) -> Record | None:
    """The user who looks after a work order; live ones name nobody."""
    user = call.records.get("users", order.get("AssigneeId") or 0)
    return user and {"UserId": user["Id"], "UserName": user["UserName"]}
