"""Which invoice a request is about, and how a new status of it becomes a reply."""

from emulator.kernel.errors import Forbidden, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.vendors.servicechannel import (
    invoice_drafts,
    invoice_rules,
    records,
    sight,
    views,
)
from emulator.vendors.servicechannel.rules import Status


def readable(call: Call) -> Record:
    """The invoice of the path; raises NotFound for any that the caller does not see."""
    found = _own(call, call.path["invoiceId"])
    if found is None or not sight.is_within(call.caller, found):
        raise NotFound("nowhere", f"no invoice {call.path['invoiceId']}")
    return found


def editable(call: Call, invoice_id: int, *, unknown: str = "invoices") -> Record:
    """An invoice that is to change.

    unknown: the rule that words an unknown or another company's invoice (raises NotFound).  Raises
    Forbidden for a location that this user has no access to.
    """
    found = _own(call, invoice_id)
    if found is None:
        raise NotFound(unknown, f"no invoice {invoice_id}")
    if not sight.is_within(call.caller, found):
        raise Forbidden(reason=f"the user has no access to location {found['LocationId']}")
    return found


def _own(call: Call, invoice_id: int) -> Record | None:
    found = call.records.get("invoices", invoice_id)
    if found is None or not sight.is_theirs(call.caller, found):
        return None
    is_young = sight.is_young(call, {"CreatedDate": found["PostedDate"]})
    return None if is_young else found


def moved(call: Call, invoice: Record, status: str, *extra: str, said: str = "") -> Reply:
    """The reply to a new status of an invoice.

    A rejected one gives its work order back, so that it can be invoiced again.
    extra: types of events that come first.  said: what the work order's note adds.
    """
    order = call.load("workorders", invoice["WorkOrderId"])
    before = invoice["Status"]
    invoice |= invoice_drafts.changed(call, invoice, status)
    text = (
        f"Invoice <b>{invoice['Number']}</b> changed from <b>{before}</b> to <b>{status}</b>.{said}"
    )
    told = [Event(kind, "invoices", invoice) for kind in (*extra, invoice_rules.TOLD[status])]
    if status in invoice_rules.GONE:
        returned = give_back(call, order, invoice)
        text += f" {returned}" if returned else ""
        told += [Event("WorkOrderStatusChanged", "workorders", order)] if returned else []
    return records.changed(call, order, text, *told, status=204, more={"invoices": [invoice]})


def give_back(call: Call, order: Record, invoice: Record) -> str:
    """Let a work order be invoiced again; the sentence of its note, if its status changed."""
    order["IsInvoiced"] = False
    if views.status(order).primary != "INVOICED":
        return ""
    before = invoice["WorkOrderStatus"]
    return records.move(call, order, Status(before["Primary"], before["Extended"]))


def take(call: Call, order: Record) -> str:
    """Mark a work order as invoiced; the sentence of its note, if its status changed.

    Whether the status becomes INVOICED is a switch.
    """
    order["IsInvoiced"] = True
    if not call.switches["invoice_moves_status"]:
        return ""
    return records.move(call, order, Status("INVOICED"))
