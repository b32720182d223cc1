"""Proposals as operations load and change them; a change tells their work order."""

from collections.abc import Sequence
from typing import NamedTuple

from emulator.kernel.errors import Conflict, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.vendors.servicechannel import access, proposal_rules, records, sight, views
from emulator.vendors.servicechannel.rules import Status


class Remark(NamedTuple):
    """What a user says about a change: it becomes a note of the work order."""

    text: str = ""
    actor: str | None = None
    pin: bool = False


def visible(call: Call, table: str) -> list[Record]:
    """The proposals or RFPs that a caller sees, oldest first."""
    found = call.records.find(table, **access.scope(call))
    return [row for row in found if sight.is_within(call.caller, row)]


def load(call: Call, proposal_id: int, *, absent: str = "proposals") -> Record:
    """A proposal that the caller sees.  Raises NotFound; absent: the rule that words it."""
    found = call.records.get("proposals", proposal_id)
    if not is_seen(call, found) or found is None:
        raise NotFound(absent, f"no proposal {proposal_id}")
    return found


def load_rfp(call: Call, rfp_id: int, *, absent: str = "rfps") -> Record:
    """The same for an RFP."""
    found = call.records.get("rfps", rfp_id)
    if not is_seen(call, found) or found is None:
        raise NotFound(absent, f"no RFP {rfp_id}")
    return found


def is_seen(call: Call, found: Record | None) -> bool:
    """Whether a proposal or an RFP is there for the caller."""
    return (
        found is not None
        and sight.is_theirs(call.caller, found)
        and sight.is_within(call.caller, found)
        and not sight.is_young(call, found)
    )


def order_of(call: Call, proposal: Record) -> Record | None:
    """The work order that a proposal is for."""
    return call.records.get("workorders", proposal["WorkOrderId"] or 0)


def seat(call: Call) -> Record | None:
    """The caller's place on an approval level."""
    found = call.records.find("mlpusers", UserId=call.caller["Id"])
    return found[0] if found else None


def check_decider(call: Call) -> None:
    """Raises Invalid for a user of an approval level, Forbidden without the right to decide."""
    if seat(call) is not None:
        raise Invalid("mlp user", "the user is on an approval level and has to escalate")
    proposal_rules.check_role(call.caller["Role"])


def remark(call: Call, *texts: str) -> Remark:
    """What the body says; texts: its fields, those that are empty are left out."""
    said = [str(call.body[name]).strip() for name in texts if call.body.get(name)]
    return Remark(" ".join(filter(None, said)), call.body.get("Actor"), bool(call.body["PinNote"]))


def move(call: Call, proposal: Record, name: str) -> str:
    """Set a proposal's status; returns the sentence of the system note.  Raises Conflict."""
    before = proposal["Status"]["Primary"]
    after = proposal_rules.step(before, name, final=call.switches["proposal_final"])
    proposal["Status"] = {"Primary": after, "Extended": ""}
    proposal["StatusDate"], proposal["StatusBy"] = call.stamp, call.caller["FullName"]
    return (
        f"Proposal <b>{proposal['Number']}</b> status changed from <b>{before}</b>"
        f" to <b>{after}</b>."
    )


def event(proposal: Record, kind: str = "") -> Event:
    """An event about a proposal; by default that of its status."""
    return Event(
        kind or proposal_rules.EVENTS[proposal["Status"]["Primary"]], "proposals", proposal
    )


def move_order(call: Call, order: Record, to: Status) -> tuple[str, Sequence[str]]:
    """Move a proposal's work order where it can be: the sentence and the event of it."""
    configured = access.statuses(call, order["SubscriberId"])
    after = proposal_rules.order_after(views.status(order), to, configured)
    said = records.move(call, order, after)
    return said, ["WorkOrderStatusChanged"] if said else []


def changed(
    call: Call,
    proposals: Sequence[Record],
    order: Record | None,
    said: str,
    *events: str | Event,
    remark: Remark = Remark(),  # noqa: B008 - a constant
) -> Reply:
    """The reply to a change of proposals: 204, and with a work order its notes.

    said: the system note's text.  events: about the proposals, then types about the work order.
    """
    for proposal in proposals:
        proposal["UpdatedDate"] = call.stamp
    if order is None:
        told = [e for e in events if isinstance(e, Event)]
        return Reply(None, 204, changes={"proposals": proposals}, events=told)
    notes = _noted(call, order, remark)
    added = [Event("WorkOrderNoteAdded", "notes", note) for note in notes[-1:]]
    more = {"proposals": proposals, "notes": notes}
    return records.changed(call, order, said, *events, *added, status=204, more=more)


def _noted(call: Call, order: Record, remark: Remark) -> list[Record]:
    """The user's note last; before it the pinned ones that it takes the pin from."""
    if not remark.text:
        return []
    note = records.note(call, order, remark.text, "UsersNote")
    note |= {"Actor": remark.actor, "IsPinned": remark.pin}
    pinned = call.records.find("notes", WorkOrderId=order["Id"], IsPinned=True)
    return [*(old | {"IsPinned": False} for old in pinned if remark.pin), note]


def moved(call: Call, proposal: Record, name: str, remark: Remark) -> Reply:
    """The reply to any move but an approval."""
    said = move(call, proposal, name)
    order = order_of(call, proposal)
    events: Sequence[str] = ()
    if name == "reject":
        given = call.body.get("RejectReasonCodeId") or 0
        proposal["RejectReasonId"] = check_reason(call, given) if given else None
        if order is not None:
            moved, events = rejected_order(call, order)
            said = f"{said} {moved}".strip()
    told = event(proposal)
    return changed(call, [proposal], order, said, told, *events, remark=remark)


def approve(call: Call, proposal: Record, order: Record | None, remark: Remark) -> Reply:
    """Approve a proposal for its work order, which is paid and goes on.

    Raises Invalid without a work order, Conflict with one that is invoiced.
    """
    said = [move(call, proposal, "approve")]
    if order is None:
        raise Invalid("proposal without order", "the proposal has no work order")
    if order["IsInvoiced"] or views.status(order).primary == "INVOICED":
        raise Conflict("proposal invoiced", f"work order {order['Id']} is invoiced")
    status_said, events = move_order(call, order, proposal_rules.PROPOSAL_APPROVED)
    how = call.switches["proposal_raises_nte"]
    before, nte = order["Nte"], proposal_rules.nte_after(order["Nte"], proposal["Amount"], how)
    nte_said = ""
    if nte != before:
        order["Nte"], events = nte, [*events, "WorkOrderNteChanged"]
        nte_said = f"NTE changed from <b>{before:.2f}</b> to <b>{nte:.2f}</b>."
    text = " ".join(filter(None, [*said, status_said, nte_said]))
    return changed(call, [proposal], order, text, event(proposal), *events, remark=remark)


def rejected_order(call: Call, order: Record) -> tuple[str, Sequence[str]]:
    """What a rejection does to the work order: nothing, unless a switch says so."""
    waits = views.status(order) == proposal_rules.WAITING_FOR_APPROVAL
    if not waits or call.switches["proposal_rejected_order"] == "keep":
        return "", []
    return move_order(call, order, proposal_rules.WAITING_FOR_QUOTE)


def check_reason(call: Call, reason_id: int) -> int:
    """A reason for rejecting that the caller may give.  Raises Invalid."""
    found = call.records.get("proposalreasons", reason_id)
    if found is None or found["Kind"] != "Reject" or not is_offered(call, found):
        raise Invalid("no rejection reason", f"no rejection reason {reason_id}")
    return reason_id


def is_offered(call: Call, reason: Record) -> bool:
    """Whether a reason is everyone's or the caller's; providers see those of all."""
    own = call.caller["SubscriberId"]
    return reason["SubscriberId"] in (None, own) or own is None
