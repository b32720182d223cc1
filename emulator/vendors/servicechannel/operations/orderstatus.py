"""The status of a work order."""

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, declining, moving, status_rules, views
from emulator.vendors.servicechannel.rules import Status


@operation("changeStatus")
def change_status(call: Call) -> Reply:
    """Give a work order another status, with a note if one is sent."""
    order = access.order(call)
    granted = access.granted(call, order)
    status_rules.check_gate(granted, gates=call.switches["status_update_gates"])
    before = views.status(order)
    status_rules.check_movable(before, is_invoiced=order["IsInvoiced"])
    after = status_rules.asked(
        call.body["Status"],
        before,
        access.statuses(call, order["SubscriberId"]),
        keeps=call.switches["empty_extended"] == "keep",
    )
    is_provider = bool(call.caller["ProviderId"])
    status_rules.check_permitted(after, granted, is_provider=is_provider)
    why = _declined(call, order, after) if after != before else ""
    comment = call.body.get("Note", "")
    body = {"result": status_rules.result(before, after, comment), "id": order["Id"]}
    return moving.moved(call, order, after, why, body)


def _declined(call: Call, order: Record, after: Status) -> str:
    """The reason, which a declined work order has to have."""
    if after != declining.DECLINED:
        return ""
    reason_id: int | None = call.body.get("DeclineReasonId")
    custom = call.body.get("CustomDeclineReason", "").strip()
    required = call.switches["decline_reason_required"]
    why = declining.reason(reason_id, custom, required=required)
    order["DeclineReasonId"] = reason_id
    return why
