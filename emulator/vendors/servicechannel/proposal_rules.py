"""What ServiceChannel decides about proposals.

All that decides whether a proposal may be approved, rejected, put on hold, opened or escalated,
and what becomes of its work order, is in this file.  It reads no record and no clock.

A provider offers to do something for a price.  The subscriber answers with a *move*, and the move
that a status does not take is the missing key of `AFTER`.  Documented are the moves, and the
refusal of one that changes nothing; that a decision can be changed is assumed.  Users on an
approval level do not move a proposal but escalate it: what is over their level's limit goes up.

Source: https://developer.servicechannel.com/swagger/ (Proposals) and
https://developer.servicechannel.com/guides/proposals/assign-or-escalate-a-proposal/.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from emulator.kernel.errors import Conflict, Forbidden, Invalid
from emulator.kernel.operation import Record
from emulator.vendors.servicechannel.rules import Status

OPEN, ON_HOLD, REVIEWED = "Open", "On Hold", "Reviewed"
APPROVED, REJECTED, VOID = "Approved", "Rejected", "Void"
STATUSES = (OPEN, ON_HOLD, REVIEWED, APPROVED, REJECTED, VOID)
#: Nobody has said yes or no.
UNDECIDED = (OPEN, ON_HOLD, REVIEWED)

#: What each move makes of a proposal.  `review` and `return` are escalations, up and down.
TARGETS: Mapping[str, str] = {
    "approve": APPROVED,
    "reject": REJECTED,
    "hold": ON_HOLD,
    "open": OPEN,
    "review": REVIEWED,
    "return": OPEN,
}
#: The status after a move, by the status before it.
AFTER: Mapping[str, Mapping[str, str]] = {
    OPEN: {
        "approve": APPROVED, "reject": REJECTED, "hold": ON_HOLD, "review": REVIEWED,
        "return": OPEN,
    },
    ON_HOLD: {
        "approve": APPROVED, "reject": REJECTED, "open": OPEN, "review": REVIEWED, "return": OPEN,
    },
    REVIEWED: {
        "approve": APPROVED, "reject": REJECTED, "hold": ON_HOLD, "open": OPEN,
        "review": REVIEWED, "return": OPEN,
    },
    APPROVED: {"reject": REJECTED, "hold": ON_HOLD, "open": OPEN},
    REJECTED: {"approve": APPROVED, "hold": ON_HOLD, "open": OPEN},
    VOID: {},
}  # fmt: skip
#: The event of each status that a proposal comes into.
EVENTS: Mapping[str, str] = {
    OPEN: "ProposalOpen",
    ON_HOLD: "ProposalOnHold",
    REVIEWED: "ProposalReviewed",
    APPROVED: "ProposalApproved",
    REJECTED: "ProposalRejected",
}

WAITING_FOR_QUOTE = Status("IN PROGRESS", "WAITING FOR QUOTE")
WAITING_FOR_APPROVAL = Status("IN PROGRESS", "WAITING FOR APPROVAL")
PROPOSAL_APPROVED = Status("IN PROGRESS", "PROPOSAL APPROVED")
#: Primary statuses of work orders that a proposal moves.
MOVABLE = ("OPEN", "IN PROGRESS")

#: Who decides for a subscriber and can be assigned a proposal, and who never makes one.
DECIDERS = frozenset({"Super Admin", "Admin"})
NO_AUTHORS = frozenset({"Location User", "Technician"})

#: What escalating may be called, and the move that it is.
ACTIONS: Mapping[str, str] = {
    "approve": "approve", "reject": "reject", "onhold": "hold", "return": "return",
}  # fmt: skip
#: The work order of an escalation: the proposal's own, or one that is named.
ORIGIN, EXISTING = 0, 2

DUE_HOURS, MOST_HOURS = 48.0, 99999.0


def step(status: str, move: str, *, final: bool) -> str:
    """The status after a move.

    final: decided proposals take no move any more.  Raises Conflict for a move that the status
    does not take; one that would change nothing is worded apart.
    """
    after = AFTER[status].get(move)
    if after is None and TARGETS[move] == status:
        raise Conflict("proposal already", f"{status} takes no {move}", status=status)
    if after is None or (final and status not in UNDECIDED):
        raise Conflict("proposal finalized", f"{status} takes no {move}")
    return after


def moves_of(status: str, *, final: bool) -> Collection[str]:
    """The moves that a status takes of users who are on no level."""
    if final and status not in UNDECIDED:
        return ()
    return [move for move in AFTER[status] if move not in ("review", "return")]


def check_role(role: str) -> None:
    """Raises Forbidden for a role that decides nothing."""
    if role not in DECIDERS:
        raise Forbidden(reason=f"{role} decides no proposals")


def check_limit(amount: float, limit: float) -> None:
    """A user approves up to the own limit.  Raises Forbidden."""
    if amount > limit:
        raise Forbidden("proposal limit", f"{amount:.2f} is over the user's {limit:.2f}")


def nte_after(nte: float, amount: float, how: str) -> float:
    """The NTE of a work order whose proposal is approved; how: raise, set or keep."""
    return {"raise": max(nte, amount), "set": amount, "keep": nte}[how]


def order_after(before: Status, to: Status, configured: Collection[Status]) -> Status:
    """A proposal moves work orders that are open or in progress, to statuses that there are."""
    return to if before.primary in MOVABLE and to in configured else before


def suits(order: Record, proposal: Record) -> bool:
    """Whether a work order can be a proposal's: of the same location, trade and provider."""
    return all(order[name] == proposal[name] for name in ("LocationId", "TradeId", "ProviderId"))


def check_level(own: Record, own_level: Record, level: Record) -> None:
    """Raises Conflict unless a user's level is the proposal's, or above it with Override."""
    if own_level["Order"] < level["Order"]:
        raise Conflict("level too low", f"{own_level['Name']} is below {level['Name']}")
    if own_level["Order"] > level["Order"] and not own["Override"]:
        raise Conflict("no override", f"{own_level['Name']} is above {level['Name']}")


def neighbour(levels: Sequence[Record], level: Record, staffed: Collection[int], way: int) -> int:
    """The id of the nearest level with users: above with way 1, below with -1.

    Raises Conflict where there is none.
    """
    ahead = [x for x in levels if (x["Order"] - level["Order"]) * way > 0 and x["Id"] in staffed]
    if not ahead:
        raise Conflict("no further level", f"no level with users beyond {level['Name']}")
    return int(min(ahead, key=lambda x: abs(x["Order"] - level["Order"]))["Id"])


def due(date: datetime, hours: float | None, given: datetime | None) -> tuple[float, datetime]:
    """In how many hours and when an answer to an RFP is due.  Raises Invalid out of all time."""
    if hours is None and given is not None:
        hours = (given - date).total_seconds() / 3600
    hours = DUE_HOURS if hours is None else hours
    if not 0 <= hours <= MOST_HOURS or date.year > 9000:  # noqa: PLR2004 - as far as instants go
        raise Invalid("bad date", f"{hours:g} h from {date.isoformat()}")
    return hours, date + timedelta(hours=hours)
