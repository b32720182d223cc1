"""Who does the work: providers accept and decline, subscribers give it to another."""

from emulator.kernel.errors import Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    contracting,
    declining,
    dispatch_rules,
    lookups,
    moving,
    reach,
    reassigning,
    views,
)

BAD = "no work order id"
DENIED = "no permission"


@operation("acceptWorkOrder")
def accept_work_order(call: Call) -> Reply:
    """The provider takes the work on."""
    order = access.order(call, bad=BAD, location=DENIED)
    dispatch_rules.check_acceptable(views.status(order))
    return moving.moved(call, order, dispatch_rules.CONFIRMED)


@operation("declineWorkOrder")
def decline_work_order(call: Call) -> Reply:
    """The provider does not take the work on, and says why."""
    order = access.order(call, location=DENIED)
    dispatch_rules.check_waiting(views.status(order))
    reason_id: int | None = call.body.get("DeclineReasonId")
    custom = call.body.get("CustomDeclineReason", "").strip()
    required = call.switches["decline_reason_required"]
    why = declining.reason(reason_id, custom, required=required)
    order["DeclineReasonId"] = reason_id
    return moving.moved(call, order, declining.DECLINED, why)


@operation("reassignWorkOrder")
def reassign_work_order(call: Call) -> Reply:
    """Give a work order to another provider, or to another trade of the same one."""
    order = access.order(call)
    _check_right(call, "no reassign right")
    dispatch_rules.check_reassignable(views.status(order), is_invoiced=order["IsInvoiced"])
    if not call.body:
        raise Invalid("empty request", "the body says nothing")
    why = dispatch_rules.reassign_reason(call.body.get("ReasonId"))
    new = reassigning.chosen(call, order)
    order["ReassignReasonId"] = call.body["ReasonId"]
    return reassigning.reassigned(call, order, new, why)


def _check_right(call: Call, denied: str) -> None:
    """Raises Forbidden for a provider, unless the profile lets providers reassign."""
    dispatch_rules.check_giver(
        is_provider=bool(call.caller["ProviderId"]),
        lets_providers=call.switches["provider_reassign"],
        denied=denied,
    )


@operation("getReassignReasons")
def get_reassign_reasons(call: Call) -> Reply:
    """Why a work order changes hands; a provider says at which subscriber."""
    reach.subscriber_asked(call)
    _check_right(call, "no reassign right")
    rows = dispatch_rules.REASSIGN_REASONS.items()
    return Reply([{"Id": n, "Name": name, "Value": name} for n, name in rows])


@operation("reassignToNext")
def reassign_to_next(call: Call) -> Reply:
    """Give a work order to the provider that is next in line."""
    order = access.order(call, bad="nowhere", unknown="nowhere", location="nowhere")
    if order["SubscriberId"] != call.path["subscriberId"]:
        raise NotFound("nowhere", f"work order {order['Id']} is another subscriber's")
    _check_right(call, "")
    dispatch_rules.check_reassignable(views.status(order), is_invoiced=order["IsInvoiced"])
    place = call.load("locations", order["LocationId"])
    following = _next(call, place, order["TradeId"], order["ProviderId"])
    if following is None:
        raise NotFound("nowhere", "no other provider has a contract")
    return reassigning.reassigned(call, order, {"ProviderId": following}, "Next in line")


def _next(call: Call, location: Record, trade_id: int, provider_id: int) -> int | None:
    """Who is asked after a provider, the first again after the last; None without another."""
    line = contracting.candidates(call, location, trade_id)
    place = line.index(provider_id) + 1 if provider_id in line else 0
    return next((p for p in (*line[place:], *line[:place]) if p != provider_id), None)


@operation("getProviderForReassignment")
def get_provider_for_reassignment(call: Call) -> Reply:
    """The provider that would be next in line for a trade at a location; 204 without any."""
    query = call.query
    order = access.order_with(call, query["workorderId"])
    location = lookups.row(call, "locations", order["SubscriberId"], query["locationId"])
    trade = lookups.row(call, "trades", order["SubscriberId"], None, query["trade"])
    if trade is None or location is None:
        return Reply(status=204)
    following = _next(call, location, trade["Id"], query["providerId"])
    if following is None:
        return Reply(status=204)
    found = call.load("providers", following)
    return Reply({name: found[name] for name in views.PROVIDER})
