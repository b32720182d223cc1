"""Feedback on work orders, ratings of providers, and what follows from them."""

from collections.abc import Callable, Mapping, Sequence

from emulator.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    feedback_rules,
    feedback_views,
    field_checks,
    lookups,
    reach,
    records,
    rules,
    sight,
    times,
    views,
)

CREATED = 201
SORTS: Mapping[str, Callable[[Record], tuple[object, ...]]] = {
    "Recent": lambda row: (row["ReviewedDate"], row["Id"]),
    "HighestScoreFirst": lambda row: (row["StarScore"], row["ReviewedDate"]),
    "LowestScoreFirst": lambda row: (-row["StarScore"], row["ReviewedDate"]),
}


@operation("leaveFeedback")
def leave_feedback(call: Call) -> Reply:
    """Keep a user's stars for a work order."""
    order = access.order(call)
    _check_judge(call)
    row = _row(call, order)
    if row["UserId"] != call.caller["Id"]:
        raise Conflict("rated by another", f"user {row['UserId']} has rated the work order")
    score = feedback_rules.stars(call.body.get("StarScore"))
    row |= {"StarScore": score, "Comment": _comment(call), "ReviewedDate": call.stamp}
    return Reply(changes={"feedbacks": [row]})


def _check_judge(call: Call) -> None:
    """Raises Forbidden for those whose work is judged."""
    if not call.caller["SubscriberId"]:
        raise Forbidden(reason="feedback is for a subscriber's users")


def _row(call: Call, order: Record) -> Record:
    """The feedback on a work order, or the beginning of some."""
    found = call.records.find("feedbacks", WorkOrderId=order["Id"])
    return found[0] if found else _new(call, order) | {"WorkOrderId": order["Id"]}


def _new(call: Call, about: Record) -> Record:
    """about: a work order, or what names a provider and a location."""
    return {
        "Id": call.records.next_id("feedbacks"),
        "WorkOrderId": None,
        "SubscriberId": call.caller["SubscriberId"],
        "ProviderId": about["ProviderId"],
        "LocationId": about.get("LocationId"),
        "UserId": call.caller["Id"],
        "Answer": None,
        "StarScore": None,
        "Comment": "",
        "ReviewedDate": call.stamp,
    }


def _comment(call: Call) -> str:
    return str(call.body.get("Comment", "")).strip()


@operation("giveFeedback")
def give_feedback(call: Call) -> Reply:
    """Say whether a work order was done well; if not, the provider has to go on."""
    order = access.order(call, bad="feedback order", unknown="feedback order")
    _check_judge(call)
    _check_named(call, order)
    before = views.status(order)
    feedback_rules.check_status(before, is_invoiced=order["IsInvoiced"])
    said = feedback_rules.answer(call.body.get("Answer", ""))
    score = feedback_rules.score(said, call.body.get("StarScore"))
    comment = _comment(call)
    feedback_rules.check_comment(said, score, comment)
    row = _row(call, order)
    row |= {"UserId": call.caller["Id"], "Answer": said, "StarScore": score, "Comment": comment}
    row["ReviewedDate"] = call.stamp
    told, events = _effects(call, order, before, said)
    told = f"Feedback: <b>{said}</b>. {comment} {told}"
    text = " ".join(told.split())
    return records.changed(call, order, text, *events, status=CREATED, more={"feedbacks": [row]})


def _check_named(call: Call, order: Record) -> None:
    """What the body says of the work order has to be so."""
    subscriber, place, setup = (
        call.body.get(name) for name in ("SubscriberId", "LocationId", "SetupId")
    )
    if subscriber is not None and subscriber != order["SubscriberId"]:
        raise Invalid("feedback subscriber", f"{subscriber} is not the work order's subscriber")
    is_elsewhere = place is not None and place != order["LocationId"]
    if is_elsewhere or (setup is not None and setup <= 0):
        raise Invalid("feedback place", f"location {place} or setup {setup} is not right")


def _effects(
    call: Call, order: Record, before: rules.Status, said: str
) -> tuple[str, Sequence[str]]:
    """Moves the work order; returns the sentence for its note, and the events."""
    had = order["Nte"]
    after = feedback_rules.after(said, before, access.statuses(call, order["SubscriberId"]))
    told = records.move(call, order, after)
    events = ["WorkOrderStatusChanged"] if told else []
    if said == feedback_rules.BAD and had and call.switches["unsatisfactory_clears_nte"]:
        order |= field_checks.bare(order, 0.0)
        told += f" NTE changed from <b>{had:.2f}</b> to <b>0.00</b>."
        events.append("WorkOrderNteChanged")
    return told, events


@operation("getFeedbackList")
def get_feedback_list(call: Call) -> Reply:
    """Feedback on some work orders."""
    return Reply(_of_orders(call))


@operation("getFeedbackByWorkOrders")
def get_feedback_by_work_orders(call: Call) -> Reply:
    """The same, in an object."""
    return Reply({"Reviews": _of_orders(call)})


def _of_orders(call: Call) -> list[Record]:
    ids = dict.fromkeys(call.query["workOrdersIds"])
    orders = (call.records.get("workorders", i) for i in ids)
    return [
        feedback_views.review(call, row)
        for order in orders
        if order is not None and sight.sees(call, order) and _is_of(call, order)
        for row in call.records.find("feedbacks", WorkOrderId=order["Id"])
    ]


def _is_of(call: Call, row: Record) -> bool:
    """Whether it is of the subscriber that is asked for, if one is."""
    return call.query.get("subscriberId") in (None, row["SubscriberId"])


@operation("getOrdersForFeedback")
def get_orders_for_feedback(call: Call) -> Reply:
    """Completed work orders that nobody has judged."""
    shown = [feedback_views.waiting(call, order) for order in _waiting(call)]
    field, way = call.query.get("orderByField", "TrackingNumber"), call.query["orderDirection"]
    shown.sort(key=feedback_views.ORDERS[field], reverse=way == "Descending")
    return Reply(shown)


@operation("countOrdersForFeedback")
def count_orders_for_feedback(call: Call) -> Reply:
    """How many there are."""
    return Reply(len(_waiting(call)))


def _waiting(call: Call) -> list[Record]:
    days = call.query.get("showDays")
    tests: Mapping[str, lookups.Test] = {
        "Status/Primary": lambda status: status == "COMPLETED",
        "IsInvoiced": lambda is_invoiced: not is_invoiced,
        "CompletedDate": lambda instant: _is_recent(call, instant, days),
    }
    found = lookups.passing(call, "workorders", access.scope(call), tests)
    return [
        order
        for order in (call.load("workorders", i) for i in found)
        if sight.sees(call, order)
        and _is_asked_for(call, order)
        and not call.records.count("feedbacks", WorkOrderId=order["Id"])
    ]


def _is_asked_for(call: Call, order: Record) -> bool:
    """Whether the filters of the query let a work order pass."""
    query = call.query
    if query.get("showMyWorkOrders") and order["CallerId"] != call.caller["Id"]:
        return False
    if query.get("isMaintenanceOnly") and order["Category"].upper() not in rules.MAINTENANCE:
        return False
    return query.get("locationId") in (None, order["LocationId"]) and _is_of(call, order)


def _is_recent(call: Call, instant: object, days: int | None) -> bool:
    """Whether it was in the last days; a great number of days is any time."""
    if days is None:
        return True
    if not isinstance(instant, str):
        return False
    return (call.now - times.parse(instant)).total_seconds() <= days * 86400


@operation("getReviews")
def get_reviews(call: Call) -> Reply:
    """A page of ratings with stars."""
    query = call.query
    found = [
        row
        for row in call.records.find("feedbacks", **access.scope(call))
        if row["StarScore"] is not None
        and _is_of(call, row)
        and (row["LocationId"] is None or reach.place(call, row["LocationId"]))
        and query.get("providerId") in (None, row["ProviderId"])
    ]
    wanted = query.get("searchWithin", "").casefold()
    kept = [row for row in found if wanted in row["Comment"].casefold()]
    kept.sort(key=SORTS[query["sortBy"]], reverse=True)
    size, offset = query["pageSize"], query["pageOffset"]
    return Reply(
        {
            "Reviews": [feedback_views.review(call, row) for row in kept[offset : offset + size]],
            "TotalCount": len(found),
            "TotalFilteredCount": len(kept),
            "PageSize": size,
            "PageOffset": offset,
        }
    )


@operation("reviewProvider")
def review_provider(call: Call) -> Reply:
    """Rate a provider, or change an own rating."""
    _check_judge(call)
    body, owner = call.body, call.caller["SubscriberId"]
    if body.get("SubscriberId") not in (None, 0, owner):
        raise Invalid("unknown subscriber", "only the caller's own subscriber rates")
    provider_id, place = body.get("ProviderId"), body.get("LocationId")
    if not reach.are_partners(call, owner, provider_id):
        raise Invalid("rated provider", f"provider {provider_id} does not work for {owner}")
    if place is not None and reach.place(call, place) is None:
        raise Invalid("location id", f"no location {place}")
    row = _rating(call, {"ProviderId": provider_id, "LocationId": place})
    row["StarScore"] = feedback_rules.stars(body.get("StarScore"))
    row |= {"Comment": _comment(call), "ReviewedDate": call.stamp, "LocationId": place}
    same = ("LocationId", "ProviderId", "StarScore", "Comment", "Id", "SubscriberId")
    shown = views.without_nulls({name: row[name] for name in same})
    return Reply(shown, changes={"feedbacks": [row]})


def _rating(call: Call, about: Record) -> Record:
    """A new rating, or the caller's own of the id that is given."""
    asked = call.body.get("Id")
    if not asked:
        return _new(call, about)
    found = call.records.get("feedbacks", asked)
    is_own = found is not None and found["UserId"] == call.caller["Id"]
    if found is None or not is_own or found["ProviderId"] != about["ProviderId"]:
        raise NotFound(reason=f"the user has no rating {asked} of this provider")
    if found["WorkOrderId"] is not None:
        raise NotFound(reason=f"{asked} is a work order's")
    return found


@operation("getWorkOrderStatistics")
def get_work_order_statistics(call: Call) -> Reply:
    """What a provider has to do, and what it has to do again."""
    if call.caller["SubscriberId"]:
        raise Invalid("statistics callers", "only providers have statistics")
    days: int = call.query["daysPeriod"]
    tests: Mapping[str, lookups.Test] = {"CallDate": lambda called: _is_recent(call, called, days)}
    recent = lookups.passing(call, "workorders", access.scope(call), tests)
    every = (call.load("workorders", i) for i in recent)
    found = [order for order in every if sight.sees(call, order)]
    rows = call.records.find("feedbacks", **access.scope(call))
    bad = {row["WorkOrderId"] for row in rows if feedback_rules.is_negative(row)}
    return Reply(
        {
            "DaysPeriod": days,
            "OpenWo": sum(o["Status"]["Primary"] in ("OPEN", "IN PROGRESS") for o in found),
            "RecallWo": sum(o["RecallWorkOrder"] is not None for o in found),
            "NegativeFbWo": sum(o["Id"] in bad for o in found),
        }
    )
