"""Links between work orders, as far as the caller sees both ends."""

from collections.abc import Iterable

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import reach


def linked(call: Call, order: Record) -> list[int]:
    """The work orders that this one is linked to."""
    return _seen(call, order["LinkedWorkOrderIds"])


def linked_in(call: Call, order: Record) -> list[int]:
    """The work orders that are linked to this one."""
    rows = call.records.find("links", LinkedWorkOrderId=order["Id"])
    return _seen(call, (row["WorkOrderId"] for row in rows))


def _seen(call: Call, ids: Iterable[int]) -> list[int]:
    found = ((i, call.records.get("workorders", i)) for i in ids)
    return [i for i, order in found if order is not None and reach.sees(call, order)]
