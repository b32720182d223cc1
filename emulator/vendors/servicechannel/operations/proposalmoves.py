"""What subscribers make of proposals: approve, reject, hold, open, link, assign."""

from emulator.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import access, proposal_rules, sight
from emulator.vendors.servicechannel import proposal_records as proposals
from emulator.vendors.servicechannel.proposal_records import Remark

#: Of a change of status: the comment, as it is spelt in the schema and in the examples.
SAID = ("Comment", "Comments", "ReasonString")


@operation("approveProposal")
def approve_proposal(call: Call) -> Reply:
    """Approve up to the own limit; the work order goes on, with its NTE raised."""
    proposal = _decided(call)
    proposal_rules.check_limit(proposal["Amount"], call.caller[call.switches["proposal_limit"]])
    order = proposals.order_of(call, proposal)
    return proposals.approve(call, proposal, order, proposals.remark(call, *SAID))


@operation("rejectProposal")
def reject_proposal(call: Call) -> Reply:
    proposal = _decided(call)
    return proposals.moved(call, proposal, "reject", proposals.remark(call, *SAID))


@operation("holdProposal")
def hold_proposal(call: Call) -> Reply:
    return proposals.moved(call, _decided(call), "hold", proposals.remark(call, *SAID))


@operation("openProposal")
def open_proposal(call: Call) -> Reply:
    return proposals.moved(call, _decided(call), "open", proposals.remark(call, *SAID))


def _decided(call: Call) -> Record:
    """The proposal of the path, for a user who decides."""
    proposal = proposals.load(call, call.path["proposalId"])
    proposals.check_decider(call)
    return proposal


@operation("rejectProposals")
def reject_proposals(call: Call) -> Reply:
    """All of them or none; they are of one work order."""
    given: list[Record] = call.body[""]
    if not given:
        raise Invalid("no rejections", "the list is empty")
    _check_distinct(given)
    found = [_to_reject(call, row) for row in given]
    if call.caller["Role"] not in proposal_rules.DECIDERS:
        raise Forbidden("no rejecting", f"{call.caller['Role']} decides no proposals")
    order = _common_order(call, found)
    sentences = [_reject(call, one, row) for one, row in zip(found, given, strict=True)]
    moved, events = proposals.rejected_order(call, order)
    said = " ".join(filter(None, [*sentences, moved]))
    told: list[Event] = [proposals.event(one) for one in found]
    comments = " ".join(row["Comments"].strip() for row in given if row.get("Comments"))
    remark = Remark(comments.strip())
    return proposals.changed(call, found, order, said, *told, *events, remark=remark)


def _check_distinct(given: list[Record]) -> None:
    ids = [row.get("ProposalId") for row in given]
    if len(set(ids)) < len(ids):
        raise Invalid("proposal twice", "a proposal is named twice")


def _to_reject(call: Call, row: Record) -> Record:
    """Raises NotFound for what is no proposal of the caller's, Conflict if it is rejected."""
    proposal_id = row.get("ProposalId") or 0
    if proposal_id <= 0:
        raise NotFound("bad proposal id", f"{proposal_id} is no proposal's id")
    found = proposals.load(call, proposal_id)
    if proposals.seat(call) is not None:
        raise Conflict("no mlp proposal", "a user of an approval level has to escalate")
    if found["Status"]["Primary"] == proposal_rules.REJECTED:
        raise Conflict("proposal rejected", f"proposal {proposal_id} is rejected")
    return found


def _common_order(call: Call, found: list[Record]) -> Record:
    orders = {one["WorkOrderId"] for one in found}
    if None in orders:
        raise Conflict("proposal has no order", "a proposal has no work order")
    if len(orders) > 1:
        raise Conflict("other order", "the proposals are of several work orders")
    return call.load("workorders", orders.pop())


def _reject(call: Call, proposal: Record, row: Record) -> str:
    said = proposals.move(call, proposal, "reject")
    proposal["RejectReasonId"] = proposals.check_reason(call, row.get("RejectReasonCode") or 0)
    return said


@operation("assignProposalWorkOrder")
def assign_proposal_work_order(call: Call) -> Reply:
    """Link a work order of the same location, trade and provider; it waits for the approval."""
    proposal = _decided(call)
    status = proposal["Status"]["Primary"]
    if status == proposal_rules.APPROVED:
        raise Conflict("proposal approved", "the proposal is approved")
    if status == proposal_rules.VOID:
        raise Conflict("proposal finalized", "the proposal is void")
    wrong = "proposal order"
    order = access.order_with(call, call.body[""], bad=wrong, unknown=wrong, location=wrong)
    if not proposal_rules.suits(order, proposal):
        raise Conflict("order mismatch", "another location, trade or provider")
    proposal["WorkOrderId"] = order["Id"]
    said, events = "", list[str]()
    if status in proposal_rules.UNDECIDED:
        said, moved = proposals.move_order(call, order, proposal_rules.WAITING_FOR_APPROVAL)
        events = [*moved]
    said = f"Proposal <b>{proposal['Number']}</b> was linked. {said}".strip()
    told = proposals.event(proposal, "ProposalWorkOrderAssigned")
    return proposals.changed(call, [proposal], order, said, told, *events)


@operation("assignProposalUser")
def assign_proposal_user(call: Call) -> Reply:
    """Assign an undecided proposal to a user who may decide it."""
    proposal = proposals.load(call, call.path["proposalId"])
    proposal_rules.check_role(call.caller["Role"])
    if proposal["Status"]["Primary"] not in proposal_rules.UNDECIDED:
        raise Conflict("proposal finalized", f"it is {proposal['Status']['Primary']}")
    user = call.records.get("users", call.body["UserId"])
    if user is None or user["SubscriberId"] != proposal["SubscriberId"]:
        raise NotFound("assignee", f"no user {call.body['UserId']}")
    if user["Role"] not in proposal_rules.DECIDERS:
        raise Invalid("assignee rights", f"{user['Role']} decides no proposals")
    if not sight.is_within(user, proposal):
        raise Invalid("assignee access", "the user has no access to the location or the trade")
    proposal["AssignedToId"] = user["Id"]
    said = f"Proposal <b>{proposal['Number']}</b> was assigned to <b>{user['FullName']}</b>."
    told = proposals.event(proposal, "ProposalUserAssigned")
    remark = proposals.remark(call, "Comments", "ReasonString", "Note")
    order = proposals.order_of(call, proposal)
    return proposals.changed(call, [proposal], order, said, told, remark=remark)


@operation("removeRfpProject")
def remove_rfp_project(call: Call) -> Reply:
    """Neither the RFP nor its proposals are in a project any more."""
    rfp = proposals.load_rfp(call, call.path["rfpId"], absent="bad request")
    found = call.records.find("proposals", RfpId=rfp["Id"])
    return _with_project(call, [rfp], found, None)


@operation("assignProposalProject")
def assign_proposal_project(call: Call) -> Reply:
    project = call.query["projectId"]
    found = proposals.load(call, call.query["proposalId"], absent="bad request")
    if project <= 0:
        raise NotFound("bad request", f"no project {project}")
    rfp = call.records.get("rfps", found["RfpId"] or 0)
    return _with_project(call, [rfp] if rfp else [], [found], project)


def _with_project(
    call: Call, rfps: list[Record], found: list[Record], project: int | None
) -> Reply:
    for row in (*rfps, *found):
        row["ProjectId"], row["UpdatedDate"] = project, call.stamp
    return Reply(changes={"rfps": rfps, "proposals": found})
