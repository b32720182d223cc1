"""Collections by OData: work orders, locations, trades and users.

What the vendor leaves open about who sees what follows the lists that it does document: a company
sees its own, a provider what belongs to the subscribers that it works for.
"""

from collections.abc import Callable

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import access, odata, reach, rules, sight, views
from emulator.vendors.servicechannel.entities.invoices import INVOICES
from emulator.vendors.servicechannel.entities.locations import LOCATIONS
from emulator.vendors.servicechannel.entities.proposals import PROPOSALS, RFPS
from emulator.vendors.servicechannel.entities.providers import PROVIDERS
from emulator.vendors.servicechannel.entities.trades import TRADES
from emulator.vendors.servicechannel.entities.users import USERS
from emulator.vendors.servicechannel.entities.workactivities import WORK_ACTIVITIES
from emulator.vendors.servicechannel.entities.workorders import WORK_ORDERS
from emulator.vendors.servicechannel.odata import metadata, refusals
from emulator.vendors.servicechannel.odata.model import DOUBLE, Field, Source
from emulator.vendors.servicechannel.rules import Position

#: The collections that are served.
SETS = (
    WORK_ORDERS,
    WORK_ACTIVITIES,
    LOCATIONS,
    TRADES,
    USERS,
    PROVIDERS,
    INVOICES,
    PROPOSALS,
    RFPS,
)
#: The primary statuses of work that is not done.
AT_WORK = ("OPEN", "IN PROGRESS")
#: What the body of `workorders/filter` calls the options of a query.
BODY = ("Filter", "Select", "Expand", "Orderby", "Top", "Skip", "Count")


def _orders(call: Call, **where: object) -> Source:
    """The work orders that a caller sees, of the last months."""
    days = call.switches["odata_window_days"], call.switches["odata_window_most_days"]
    return _all_orders(call, **where)._replace(window=("CallDate", *days))


def _all_orders(call: Call, **where: object) -> Source:
    user = call.caller

    def keep(order: Record) -> bool:
        return sight.is_within(user, order) and not sight.is_young(call, order)

    sees_all = not (
        user["LocationIds"] or user.get("TradeIds") or call.switches["replication_lag_seconds"]
    )
    return Source("workorders", access.scope(call) | where, None if sees_all else keep)


@operation("odataWorkOrders")
def odata_work_orders(call: Call) -> Reply:
    """The work orders of the last 90 days, or those that a filter on dates wants."""
    return odata.collection(call, WORK_ORDERS, _orders(call))


@operation("odataFilterWorkOrders")
def odata_filter_work_orders(call: Call) -> Reply:
    """The same with the options in a body, where they may be longer."""
    options = {f"${name.lower()}": call.body[name] for name in BODY if name in call.body}
    return odata.collection(call, WORK_ORDERS, _orders(call), options)


@operation("odataWorkOrder")
def odata_work_order(call: Call) -> Reply:
    order = access.order(call, bad="nowhere", unknown="nowhere", location="nowhere")
    return odata.single(call, WORK_ORDERS, order)


@operation("odataLocationWorkOrders")
def odata_location_work_orders(call: Call) -> Reply:
    place_id = call.path["locationId"]
    source = _orders(call, LocationId=place_id)
    path = f"locations({place_id})/workorders"
    return odata.collection(call, WORK_ORDERS, source._replace(path=path))


@operation("odataDuplicates")
def odata_duplicates(call: Call) -> Reply:
    """Work orders of a location that are not done and have a twin: same trade, same problem."""
    source = _all_orders(call, LocationId=call.path["locationId"])
    counts: dict[tuple[object, object], int] = {}
    for order in call.records.find(source.table, **source.where):
        if order["Status"]["Primary"] in AT_WORK:
            counts[_problem(order)] = counts.get(_problem(order), 0) + 1

    def has_twin(order: Record) -> bool:
        return order["Status"]["Primary"] in AT_WORK and counts.get(_problem(order), 0) > 1

    return odata.collection(call, WORK_ORDERS, _narrowed(source, has_twin))


def _problem(order: Record) -> tuple[object, object]:
    return order["TradeId"], order["ProblemCode"]


@operation("odataRecalls")
def odata_recalls(call: Call) -> Reply:
    """Work orders of a location that call another one back."""
    source = _all_orders(call, LocationId=call.path["locationId"])
    recalls = _narrowed(source, lambda order: order["RecallWorkOrder"] is not None)
    return odata.collection(call, WORK_ORDERS, recalls)


def _narrowed(source: Source, also: Callable[[Record], bool]) -> Source:
    keep = source.keep
    return source._replace(keep=lambda record: also(record) and (keep is None or keep(record)))


@operation("odataWorkOrdersNearBy")
def odata_work_orders_near_by(call: Call) -> Reply:
    """Work orders of places with coordinates, the nearest first."""
    miles: dict[int, float | None] = {}

    def away(order: Record) -> float | None:
        place_id: int = order["LocationId"]
        if place_id not in miles:
            miles[place_id] = _miles(call, call.load("locations", place_id))
        return miles[place_id]

    source = _narrowed(_orders(call), lambda order: away(order) is not None)
    return odata.collection(
        call, WORK_ORDERS, source._replace(order=lambda order: away(order) or 0.0)
    )


def _miles(call: Call, location: Record) -> float | None:
    """How far a location is from the point of the path; None where it has no coordinates."""
    there = views.position_of(location)
    here = Position(call.path["latitude"], call.path["longitude"])
    return None if there is None else rules.distance(here, there)


def _places(call: Call) -> Source:
    """The locations that a caller sees."""
    subscribers = reach.subscribers(call)

    def keep(location: Record) -> bool:
        return location["SubscriberId"] in subscribers and reach.is_open(call, location["Id"])

    where = access.scope(call) if call.caller["SubscriberId"] else {}
    return Source("locations", where, keep)


@operation("odataLocations")
def odata_locations(call: Call) -> Reply:
    return odata.collection(call, LOCATIONS, _places(call))


#: Locations with their distance from a point.
NEAR_BY = LOCATIONS._replace(fields=LOCATIONS.fields | {"Distance": Field(DOUBLE, _miles)})


@operation("odataLocationsNearBy")
def odata_locations_near_by(call: Call) -> Reply:
    """Locations with coordinates, the nearest first; Distance is in miles."""
    source = _narrowed(_places(call), lambda location: _miles(call, location) is not None)
    nearest = source._replace(order=lambda location: _miles(call, location) or 0.0)
    return odata.collection(call, NEAR_BY, nearest)


@operation("odataTrades")
def odata_trades(call: Call) -> Reply:
    subscribers = reach.subscribers(call)
    source = Source("trades", {}, lambda trade: trade["SubscriberId"] in subscribers)
    return odata.collection(call, TRADES, source)


@operation("odataLocationTrades")
def odata_location_trades(call: Call) -> Reply:
    """The trades that somebody has a contract for at the location."""
    place = _location(call)
    own = {"SubscriberId": place["SubscriberId"]}
    ids = {c["TradeId"] for c in call.records.find("contracts", **own, LocationId=place["Id"])}
    return odata.collection(call, TRADES, Source("trades", own, lambda trade: trade["Id"] in ids))


def _location(call: Call) -> Record:
    """The location of the path.  Raises NotFound for one that the caller does not see."""
    return reach.location(call, call.path["locationId"], "NotFound")


@operation("odataUsers")
def odata_users(call: Call) -> Reply:
    """The users of the caller's company."""
    return odata.collection(call, USERS, Source("users", access.scope(call)))


def _check_ambiguous(call: Call, *actions: str) -> None:
    """Raises Invalid where the live system finds several actions for a route."""
    if call.switches["odata_ambiguous_routes"]:
        text = "Multiple actions were found that match the request: " + ", ".join(actions)
        raise refusals.broken(500, text, "odata_ambiguous_routes")


@operation("odataLocation")
def odata_location(call: Call) -> Reply:
    """Broken on the live system, where clients filter the collection by Id instead."""
    _check_ambiguous(call, "GetLocationsObsolete", "GetLocations", "GetUserLocations")
    return odata.single(call, LOCATIONS, _location(call))


@operation("odataUser")
def odata_user(call: Call) -> Reply:
    """As broken as one location."""
    _check_ambiguous(call, "GetUsers", "GetUser")
    found = call.records.get("users", call.path["userId"])
    if found is None or access.company(found) != access.company(call.caller):
        raise NotFound("nowhere", f"no user {call.path['userId']} of this company")
    return odata.single(call, USERS, found)


@operation("odataProviders")
def odata_providers(call: Call) -> Reply:
    """Broken too; otherwise the caller's own company, or those that work for it."""
    _check_ambiguous(call, "GetProviders", "GetRecent", "GetLast")
    own = call.caller["SubscriberId"]
    ids = {provider["Id"] for provider in reach.providers(call, own)} if own else set()
    seen = ids or {call.caller["ProviderId"]}
    return odata.collection(
        call, PROVIDERS, Source("providers", {}, lambda provider: provider["Id"] in seen)
    )


@operation("odataAssets")
def odata_assets(call: Call) -> Reply:
    """Broken too, and there is no such collection otherwise."""
    _check_ambiguous(call, "GetAssets", "Search", "FindAssets")
    raise NotFound("nowhere", "assets are found by functions only")


@operation("odataMetadata")
def odata_metadata(_: Call) -> Reply:
    """Which entities there are, in XML."""
    text = metadata.document(SETS)
    return Reply(text, headers={"content-type": "application/xml; charset=utf-8"})


@operation("odataService")
def odata_service(call: Call) -> Reply:
    """Which collections there are."""
    sets = [{"name": e.set, "kind": "EntitySet", "url": e.set} for e in SETS]
    return Reply({"@odata.context": f"{call.base_url}/v3/odata/$metadata", "value": sets})
