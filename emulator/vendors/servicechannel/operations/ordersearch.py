"""Searching work orders, and what is asked about them."""

from collections.abc import Iterable, Sequence
from itertools import islice

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, reach, search_views, searching, sight

#: What a list of work orders can be sorted by.
SORTED_BY = (
    "Id", "Number", "PurchaseNumber", "SubscriberId", "ProviderId", "LocationId", "Status",
    "Category", "CategoryId", "Trade", "TradeId", "Priority", "PriorityId", "Caller", "CallerId",
    "CreatedBy", "CallDate", "ScheduledDate", "ExpirationDate", "CompletedDate", "UpdatedDate",
    "CreatedDate", "OriginalEta", "Description", "ProblemCode", "Nte", "ApprovalCode", "Source",
)  # fmt: skip


@operation("getWorkOrders")
def get_work_orders(call: Call) -> Reply:
    """A page of the caller's work orders, newest first; a bare list."""
    number, size = searching.page(call.query)
    shown = _page(call, number, size)
    return Reply([search_views.listed(call, order) for order in shown])


def _page(call: Call, number: int, size: int) -> Sequence[Record]:
    """Reads no more work orders than it has to."""
    tests = searching.tests(call.query)
    sort = searching.order_by(call.query.get("sort"), SORTED_BY)
    place = _place(call)
    is_plain = not tests and place is None and not _is_restricted(call)
    if "sort" not in call.query and is_plain:
        return _newest(call, number, size)
    kept = (
        order
        for order in _candidates(call, place)
        if sight.sees(call, order) and all(test(order) for test in tests)
    )
    if "sort" in call.query:
        return searching.cut(sort(list(kept)), number, size)
    return list(islice(kept, (number - 1) * size, number * size))


def _is_restricted(call: Call) -> bool:
    """Whether some of the company's work orders are not for this caller, or not yet."""
    limits = call.caller["LocationIds"], call.caller.get("TradeIds")
    return any(limits) or call.switches["replication_lag_seconds"] > 0


def _newest(call: Call, number: int, size: int) -> Sequence[Record]:
    """A page of all: only its own records are read."""
    scope = access.scope(call)
    stop = call.records.count("workorders", **scope) - (number - 1) * size
    if stop <= 0:
        return []
    return call.records.span("workorders", max(0, stop - size), stop, **scope)[::-1]


def _candidates(call: Call, place: int | None) -> Iterable[Record]:
    """Where to look: by id, at a location, or at all that the company has."""
    ids: Sequence[int] = call.query.get("id", ())
    if ids:
        found = (call.records.get("workorders", i) for i in sorted(set(ids), reverse=True))
        return (o for o in found if o is not None and place in (None, o["LocationId"]))
    where = access.scope(call) if place is None else {"LocationId": place}
    return call.records.newest("workorders", **where)


def _place(call: Call) -> int | None:
    """The location that is asked for.  Raises Invalid for one that the caller has no access to."""
    asked: int | None = call.query.get("locationId")
    if asked is not None and reach.place(call, asked) is None:
        raise Invalid("location id", f"no location {asked}")
    store = call.query.get("storeId")
    if store is None or not call.caller["SubscriberId"]:
        return asked
    found = call.records.find("locations", StoreId=store, **access.scope(call))
    within = [row["Id"] for row in found if reach.place(call, row["Id"])]
    if not within or asked not in (None, within[0]):
        raise Invalid("store id", f"no store {store!r}")
    return int(within[0])


@operation("getWorkOrderCategories")
def get_work_order_categories(call: Call) -> Reply:
    """All categories of a subscriber."""
    sort = searching.order_by(call.query.get("sortExpr"), ("Id", "Name"))
    found = call.records.find("categories", SubscriberId=reach.subscriber_asked(call))
    return Reply([search_views.category(row) for row in sort(found)])


@operation("getStarredWorkOrders")
def get_starred_work_orders(call: Call) -> Reply:
    """The ids of the work orders that this user has starred."""
    stars = call.records.find("stars", UserId=call.caller["Id"])
    found = (call.records.get("workorders", star["WorkOrderId"]) for star in stars)
    seen = {o["Id"] for o in found if o is not None and sight.sees(call, o)}
    return Reply(sorted(seen))


@operation("getWorkOrderFeatures")
def get_work_order_features(call: Call) -> Reply:
    """Of the features that are asked about, those that the subscriber has on."""
    order = access.order(call)
    settings: Record = call.load("subscribers", order["SubscriberId"])["Settings"]
    on = {name.casefold() for name, state in settings.items() if state is True}
    return Reply({"Features": [name for name in call.query["features"] if name.casefold() in on]})


@operation("getWorkOrderAnalytics")
def get_work_order_analytics(call: Call) -> Reply:
    """Whether its visits were complete, in time, and one only."""
    order = access.order(call, bad="nowhere", unknown="nowhere", location="nowhere")
    rows = call.records.find("checkins", WorkOrderId=order["Id"])
    return Reply(search_views.analytics(order, [row for row in rows if not row["IsBlocked"]]))


@operation("getWeatherEvent")
def get_weather_event(call: Call) -> Reply:
    """The weather type of a work order, if it has one; only its id is known."""
    order = access.order(call)
    if reach.subscriber_asked(call) != order["SubscriberId"]:
        raise Invalid("unknown subscriber", "the work order is another subscriber's")
    weather = order.get("WeatherTypeId")
    return Reply({} if weather is None else {"Id": weather})
