"""Proposals as they are read: lists, counts, reasons, who may decide."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    proposal_rules,
    proposal_search,
    proposal_views,
    sight,
    times,
)
from emulator.vendors.servicechannel import proposal_records as proposals
from emulator.vendors.servicechannel.oauth import is_locked

LONGEST_PERIOD = 36500
#: What the moves of a status are called where its actions are listed.
ACTIONS = {"open": "Open", "hold": "On hold", "approve": "Approve", "reject": "Reject"}


@operation("getProposalStatistics")
def get_proposal_statistics(call: Call) -> Reply:
    """A provider's proposals of a period by status, and the RFPs that wait for one."""
    if not call.caller["ProviderId"]:
        raise Forbidden("only providers", "the caller is a subscriber's user")
    days = call.query["daysPeriod"]
    since = call.now - timedelta(days=max(-LONGEST_PERIOD, min(days, LONGEST_PERIOD)))
    made, rfps = (
        [row for row in proposals.visible(call, table) if times.parse(row["CreatedDate"]) >= since]
        for table in ("proposals", "rfps")
    )

    def count(*statuses: str) -> int:
        return sum(row["Status"]["Primary"] in statuses for row in made)

    return Reply(
        {
            "DaysPeriod": days,
            "RFPsWaitingForApproval": sum(row["Status"] == "Open" for row in rfps),
            "OpenProposals": count(proposal_rules.OPEN),
            "ApprovedProposalsDaysPeriod": days,
            "ApprovedProposals": count(proposal_rules.APPROVED),
            "WaitingReviewProposals": count(proposal_rules.ON_HOLD, proposal_rules.REVIEWED),
            "RejectedProposals": count(proposal_rules.REJECTED),
        }
    )


@operation("getProposalRecipients")
def get_proposal_recipients(call: Call) -> Reply:
    """The subscriber's users with an address, and the provider."""
    found = proposals.load(call, call.path["proposalId"], absent="bad proposal")
    users = call.records.find("users", SubscriberId=found["SubscriberId"])
    provider = call.load("providers", found["ProviderId"])
    regular = [
        _recipient(user["Id"], user["UserName"], user["Email"], "RegularRecipient")
        for user in users
        if user["Email"]
    ]
    named = (provider["Id"], provider["Name"], provider["Email"], "Provider")
    return Reply([*regular, _recipient(*named)])


def _recipient(user_id: int, name: str, email: str, kind: str) -> Record:
    return {"Id": user_id, "UserName": name, "Email": email, "RecipientType": kind}


@operation("validateProposal")
def validate_proposal(call: Call) -> Reply:
    proposals.load(call, call.path["proposalId"])
    return Reply()


@operation("getProposalsToReject")
def get_proposals_to_reject(call: Call) -> Reply:
    """The undecided proposals of a work order."""
    wrong = "bad wo identifier"
    number = call.query["trackingNumber"]
    order = access.order_with(call, number, bad=wrong, unknown=wrong, location=wrong)
    found = call.records.find("proposals", WorkOrderId=order["Id"])
    open_ones = [row for row in found if row["Status"]["Primary"] in proposal_rules.UNDECIDED]
    if not open_ones:
        raise NotFound("nothing to reject", "the work order has no undecided proposal")
    return Reply([proposal_views.of_work_order(call, row) for row in open_ones])


@operation("getProposals")
def get_proposals(call: Call) -> Reply:
    """A page of the caller's proposals, newest first."""
    query = call.query
    wanted = _statuses(query.get("statuses", ""))
    found = [
        row
        for row in reversed(proposals.visible(call, "proposals"))
        if (not wanted or row["Status"]["Primary"] in wanted)
        and query.get("assignedTo") in (None, row["AssignedToId"])
    ]
    page = found[query["skip"] : query["skip"] + query["top"]]
    return Reply([proposal_views.proposal(call, row) for row in page])


def _statuses(text: str) -> Sequence[str]:
    """Statuses by their names, whatever their case.  Raises Invalid for another one."""
    known = {name.lower(): name for name in proposal_rules.STATUSES}
    asked = [part.strip().lower() for part in text.split(",") if part.strip()]
    for name in asked:
        if name not in known:
            raise Invalid("bad status list", f"no status {name!r}")
    return [known[name] for name in asked]


@operation("searchProposals")
def search_proposals(call: Call) -> Reply:
    """The caller's proposals that meet all criteria."""
    found = proposal_search.found(call, proposals.visible(call, "proposals"))
    return Reply([proposal_views.proposal(call, row) for row in found])


@operation("getProposalUsers")
def get_proposal_users(call: Call) -> Reply:
    """Who may be assigned a proposal."""
    found = proposals.load(call, call.path["proposalId"])
    users = [
        user
        for user in call.records.find("users", SubscriberId=found["SubscriberId"])
        if user["Role"] in proposal_rules.DECIDERS
        and sight.is_within(user, found)
        and not is_locked(user)
    ]
    return Reply([proposal_views.user(call, user["Id"]) for user in users])


@operation("getRejectionReasons")
def get_rejection_reasons(call: Call) -> Reply:
    return _reasons(call, "Reject")


@operation("getApprovalReasons")
def get_approval_reasons(call: Call) -> Reply:
    return _reasons(call, "Approve")


@operation("getAssignReasons")
def get_assign_reasons(call: Call) -> Reply:
    return _reasons(call, "Assign")


def _reasons(call: Call, kind: str) -> Reply:
    """The caller's reasons; those of another trade or category are left out."""
    found = [
        row
        for row in call.records.find("proposalreasons", Kind=kind)
        if proposals.is_offered(call, row)
        and _fits(call, row, "Trade", "trades")
        and _fits(call, row, "Category", "categories")
    ]
    return Reply([{"Id": row["Id"], "Description": row["Description"]} for row in found])


def _fits(call: Call, reason: Record, field: str, table: str) -> bool:
    """Whether a reason is for the trade or category that is asked for, by id or by name."""
    own, asked, name = (
        reason[f"{field}Id"], call.query.get(f"{field}Id"), call.query.get(field)
    )  # fmt: skip
    if own is None:
        return True
    if asked is not None:
        return bool(own == asked)
    return not name or str(call.load(table, own)["Name"]).casefold() == name.casefold()


@operation("getProposalActions")
def get_proposal_actions(call: Call) -> Reply:
    """What the caller can do with proposals; ids that are none of the caller's are left out."""
    seen = {row["Id"]: row for row in proposals.visible(call, "proposals")}
    asked = [seen[i] for i in dict.fromkeys(call.query["proposalIds"]) if i in seen]
    return Reply([{"ProposalId": row["Id"], "Actions": _actions(call, row)} for row in asked])


def _actions(call: Call, proposal: Record) -> Sequence[str]:
    status = proposal["Status"]["Primary"]
    if call.caller["ProviderId"]:
        return ["Edit"] if status == proposal_rules.OPEN else []
    if call.caller["Role"] not in proposal_rules.DECIDERS or proposals.seat(call):
        return []
    moves = proposal_rules.moves_of(status, final=call.switches["proposal_final"])
    named = [name for move, name in ACTIONS.items() if move in moves]
    return [*named, "Assign"] if status in proposal_rules.UNDECIDED else named


@operation("getProposalsWithoutRfp")
def get_proposals_without_rfp(call: Call) -> Reply:
    return _of_work_order(call, lambda row: row["RfpId"] is None)


@operation("getProposalsOfWorkOrder")
def get_proposals_of_work_order(call: Call) -> Reply:
    return _of_work_order(call, bool)


def _of_work_order(call: Call, keep: Callable[[Record], bool]) -> Reply:
    wrong = "bad request"
    number = call.query["trackingNumber"]
    order = access.order_with(call, number, bad=wrong, unknown=wrong, location=wrong)
    found = call.records.find("proposals", WorkOrderId=order["Id"])
    return Reply([proposal_views.of_work_order(call, row) for row in found if keep(row)])
