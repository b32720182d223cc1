"""What state a work order, an invoice or a proposal was in, and which moves are legal from there.

Which moves are legal is not told here: each is tried on the very rule that refuses it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from emulator.kernel.errors import Conflict, Refusal
from emulator.kernel.operation import Call, Record
from emulator.kernel.reasons import Explained
from emulator.vendors.servicechannel import (
    access,
    dispatch_rules,
    invoice_checks,
    invoice_drafts,
    invoice_rules,
    proposal_rules,
    rules,
    status_rules,
    views,
)
from emulator.vendors.servicechannel.access import CALLERS
from emulator.vendors.servicechannel.explaining_rights import order_of
from emulator.vendors.servicechannel.rules import Status


class Move(NamedTuple):
    """What is done with a work order.  callers: as in the contract.  check: raises a Refusal."""

    callers: str
    check: Callable[[Call, Record], None]


def _visit(call: Call, order: Record, way: str) -> None:
    subscriber = call.load("subscribers", order["SubscriberId"])
    code = call.switches["no_check_in_permission"]
    rights = access.rights(call, order, subscriber)
    rules.check_rights(rules.REPAIR, rights, way=way, code_without=code)
    rules.check_usable(views.status(order), is_invoiced=order["IsInvoiced"], way=way)
    if way == "out" and not call.records.count(
        "workactivities", WorkOrderId=order["Id"], TimeOut=None
    ):
        raise Conflict("not checked in")


def _reassign(call: Call, order: Record) -> None:
    dispatch_rules.check_giver(
        is_provider=bool(call.caller["ProviderId"]),
        lets_providers=call.switches["provider_reassign"],
        denied="no reassign right",
    )
    dispatch_rules.check_reassignable(views.status(order), is_invoiced=order["IsInvoiced"])


def _invoice(call: Call, order: Record) -> None:
    location = call.load("locations", order["LocationId"])
    invoice_checks.check_order(invoice_drafts.ordered(order, location))


#: By the operation.
MOVES: Mapping[str, Move] = {
    "universalCheckIn": Move("Any", partial(_visit, way="in")),
    "universalCheckOut": Move("Any", partial(_visit, way="out")),
    "acceptWorkOrder": Move(
        "Providers", lambda _, order: dispatch_rules.check_acceptable(views.status(order))
    ),
    "declineWorkOrder": Move(
        "Providers", lambda _, order: dispatch_rules.check_waiting(views.status(order))
    ),
    "reassignWorkOrder": Move("Any", _reassign),
    "createInvoice": Move("Any", _invoice),
}


def moves(call: Call, order: Record) -> Iterator[str]:
    """What the caller may do with a work order as it is."""
    for name, move in MOVES.items():
        kind = CALLERS.get(move.callers)
        if (kind is None or call.caller[kind] is not None) and _passes(move.check, call, order):
            yield name
    if may_become := statuses(call, order):
        yield f"changeStatus to {', '.join(may_become)}"


def statuses(call: Call, order: Record) -> list[str]:
    """The statuses that the caller may give a work order."""
    granted, is_provider = access.granted(call, order), bool(call.caller["ProviderId"])

    def may_change(call: Call, order: Record) -> None:
        status_rules.check_gate(granted, gates=call.switches["status_update_gates"])
        status_rules.check_movable(views.status(order), is_invoiced=order["IsInvoiced"])

    def may_become(_: Call, __: Record, status: Status) -> None:
        status_rules.check_permitted(status, granted, is_provider=is_provider)

    if not _passes(may_change, call, order):
        return []
    found = access.statuses(call, order["SubscriberId"])
    return [str(s) for s in found if _passes(partial(may_become, status=s), call, order)]


def _passes(check: Callable[[Call, Record], None], call: Call, order: Record) -> bool:
    try:
        check(call, order)
    except Refusal:
        return False
    return True


def state(refusal: Refusal, call: Call) -> Explained:
    """The state of the records that the request was about, and what they take now."""
    met: Record = {}
    allowed: list[str] = []
    for one in _known(refusal, call):
        met |= one.met
        allowed += one.allowed
    return Explained(met, allowed)


def _known(refusal: Refusal, call: Call) -> Iterator[Explained]:
    for name, told in (("proposalId", _proposal), ("invoiceId", _invoice_state)):
        if name in call.path:
            yield told(call, call.path[name])
    order = order_of(refusal, call)
    if order is not None:
        yield _order(refusal, call, order)


def _order(refusal: Refusal, call: Call, order: Record) -> Explained:
    met: Record = {
        "work order": order["Id"],
        "status": str(views.status(order)),
        "invoiced": order["IsInvoiced"],
    }
    if "way" in refusal.facts:
        usable = ", ".join(str(status) for status, is_usable in rules.USABLE.items() if is_usable)
        met["takes visits in"] = usable
    takes = "; ".join(moves(call, order)) or "nothing: it is the last status"
    return Explained(met, [f"a work order that is {met['status']} takes {takes}"])


def _proposal(call: Call, proposal_id: int) -> Explained:
    found = call.records.get("proposals", proposal_id)
    if found is None:
        return Explained()
    status = found["Status"]["Primary"]
    takes = proposal_rules.moves_of(status, final=call.switches["proposal_final"])
    met = {"proposal": proposal_id, "proposal's status": status, "amount": found["Amount"]}
    return Explained(met, [f"a proposal that is {status} takes {', '.join(takes) or 'nothing'}"])


def _invoice_state(call: Call, invoice_id: int) -> Explained:
    found = call.records.get("invoices", invoice_id)
    if found is None:
        return Explained()
    status = found["Status"]
    takes = ", ".join(invoice_rules.AFTER[status]) or "nothing"
    met = {"invoice": invoice_id, "invoice's status": status, "total": found["InvoiceTotal"]}
    return Explained(met, [f"an invoice that is {status} takes {takes}"])


def configured(refusal: Refusal, call: Call) -> Explained:
    """The statuses that the subscriber has set up, and that can be asked for."""
    order = order_of(refusal, call)
    if order is None:
        return Explained()
    found = access.statuses(call, order["SubscriberId"])
    primary = refusal.facts.get("primary")
    primaries = [primary] if primary else list(status_rules.PRIMARIES.values())
    fitting = [str(status) for status in found if status.primary in primaries]
    met = {"work order": order["Id"], "status": str(views.status(order))}
    return Explained(
        met, [f"the statuses of subscriber {order['SubscriberId']}: {', '.join(fitting)}"]
    )
