"""Approval levels: who is on which, and what their users make of proposals."""

from emulator.kernel.errors import Conflict, Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, proposal_rules
from emulator.vendors.servicechannel import proposal_records as proposals
from emulator.vendors.servicechannel.proposal_records import Remark


@operation("getApprovalLevels")
def get_approval_levels(call: Call) -> Reply:
    """A subscriber's levels, from the lowest."""
    return Reply([_shown(level) for level in _levels(call)])


def _shown(level: Record) -> Record:
    return {"LevelId": level["Id"], "LevelName": level["Name"], "Order": level["Order"]}


def _levels(call: Call) -> list[Record]:
    found = call.records.find("mlplevels", SubscriberId=call.caller["SubscriberId"])
    return sorted(found, key=lambda level: level["Order"])


@operation("getUsersOfApprovalLevel")
def get_users_of_approval_level(call: Call) -> Reply:
    """The user names of a level."""
    seats = call.records.find("mlpusers", LevelId=_level(call)["Id"])
    return Reply([call.load("users", seat["UserId"])["UserName"] for seat in seats])


@operation("addUserToApprovalLevel")
def add_user_to_approval_level(call: Call) -> Reply:
    """A user is on one level at the most."""
    user, level = _user(call), _level(call)
    if call.records.count("mlpusers", UserId=user["Id"]):
        raise Conflict("mlp assigned", f"{user['UserName']} is on a level")
    seat = {
        "Id": call.records.next_id("mlpusers"),
        "SubscriberId": call.caller["SubscriberId"],
        "UserId": user["Id"],
        "LevelId": level["Id"],
        "LocationIds": [],
        "Override": False,
    }
    return Reply(changes={"mlpusers": [seat]})


@operation("removeUserFromApprovalLevel")
def remove_user_from_approval_level(call: Call) -> Reply:
    return Reply(removes={"mlpusers": [_seat(call, _user(call))["Id"]]})


@operation("addLocationToApprovalUser")
def add_location_to_approval_user(call: Call) -> Reply:
    """Giving a location that the user has changes nothing."""
    seat, location = _seat(call, _user(call)), _location(call)
    if location not in seat["LocationIds"]:
        seat["LocationIds"] = [*seat["LocationIds"], location]
    return Reply(changes={"mlpusers": [seat]})


@operation("removeLocationFromApprovalUser")
def remove_location_from_approval_user(call: Call) -> Reply:
    seat, location = _seat(call, _user(call)), _location(call)
    if location not in seat["LocationIds"]:
        raise NotFound("mlp location", f"the user does not have location {location}")
    seat["LocationIds"] = [own for own in seat["LocationIds"] if own != location]
    return Reply(changes={"mlpusers": [seat]})


@operation("validateApprovalUserRemoval")
def validate_approval_user_removal(call: Call) -> Reply:
    """Whether nothing waits for this user alone."""
    seat = _seat(call, call.records.get("users", call.query["userId"]))
    level = seat["LevelId"]
    is_last = call.records.count("mlpusers", LevelId=level) == 1
    waiting = any(
        row["LevelId"] == level and row["Status"]["Primary"] in proposal_rules.UNDECIDED
        for row in call.records.find("proposals", SubscriberId=seat["SubscriberId"])
    )
    return Reply(not (is_last and waiting))


def _user(call: Call) -> Record:
    """A user of the caller's company, by the name's very spelling."""
    found = call.records.find("users", UserName=call.query["userName"])
    own = [user for user in found if user["SubscriberId"] == call.caller["SubscriberId"]]
    if not own:
        raise NotFound("bad request", f"no user {call.query['userName']!r}")
    return own[0]


def _seat(call: Call, user: Record | None) -> Record:
    """Where a user of the caller's company sits.  Raises NotFound."""
    found = call.records.find("mlpusers", UserId=user["Id"]) if user else []
    if not found or found[0]["SubscriberId"] != call.caller["SubscriberId"]:
        raise NotFound("bad request", "no such user on a level")
    return found[0]


def _level(call: Call) -> Record:
    wanted = call.query["levelName"].casefold()
    for level in _levels(call):
        if level["Name"].casefold() == wanted:
            return level
    raise NotFound("mlp level", f"no level {call.query['levelName']!r}")


def _location(call: Call) -> int:
    """The id of a location, by the store's."""
    found = call.records.find(
        "locations", SubscriberId=call.caller["SubscriberId"], StoreId=call.query["location"]
    )
    if not found:
        raise NotFound("mlp location", f"no location {call.query['location']!r}")
    return int(found[0]["Id"])


@operation("escalateProposal")
def escalate_proposal(call: Call) -> Reply:
    """Decide on an approval level; what is over its limit goes to the next one with users."""
    proposal = proposals.load(call, call.path["proposalId"])
    seat = proposals.seat(call)
    if seat is None:
        raise Invalid("no mlp user", "the user is on no approval level")
    move = proposal_rules.ACTIONS.get(call.body["Action"].strip().lower())
    if move is None:
        raise Invalid("bad action", f"no action {call.body['Action']!r}")
    own_level = call.load("mlplevels", seat["LevelId"])
    level = call.load("mlplevels", proposal["LevelId"] or own_level["Id"])
    proposal_rules.check_level(seat, own_level, level)
    proposal["LevelId"] = own_level["Id"]
    remark = proposals.remark(call, "Comment", "ReasonString")
    if move != "approve":
        return _escalated(call, proposal, move, own_level, remark)
    order = _escalation_order(call, proposal)
    if proposal["Amount"] <= own_level["Limit"]:
        return proposals.approve(call, proposal, order, remark)
    return _escalated(call, proposal, "review", own_level, remark)


def _escalated(call: Call, proposal: Record, move: str, level: Record, remark: Remark) -> Reply:
    """Anything but the approval: to another level, or an end."""
    if move in ("review", "return"):
        levels = call.records.find("mlplevels", SubscriberId=proposal["SubscriberId"])
        staffed = {x["Id"] for x in levels if call.records.count("mlpusers", LevelId=x["Id"])}
        way = 1 if move == "review" else -1
        proposal["LevelId"] = proposal_rules.neighbour(levels, level, staffed, way)
    return proposals.moved(call, proposal, move, remark)


def _escalation_order(call: Call, proposal: Record) -> Record:
    """The work order of an approval, linked.  Raises Invalid, NotFound, Conflict."""
    kind = call.body["WoType"]
    if kind == proposal_rules.ORIGIN:
        own = proposals.order_of(call, proposal)
        if own is None:
            raise Invalid("no own order", "the proposal has no work order")
        return own
    if kind != proposal_rules.EXISTING:
        raise Invalid("bad order type", f"work order type {kind} is not served")
    wrong = "escalation order"
    number = call.body.get("TrackingNumber") or 0
    order = access.order_with(call, number, bad=wrong, unknown=wrong, location=wrong)
    if not proposal_rules.suits(order, proposal):
        raise Conflict(wrong, "another location, trade or provider")
    proposal["WorkOrderId"] = order["Id"]
    return order
