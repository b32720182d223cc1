"""The kinds of work that a subscriber tells apart."""

from collections.abc import Mapping

from emulator.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import listing, lookups, reach
from emulator.vendors.servicechannel.contracting import primary_trade
from emulator.vendors.servicechannel.wording import WORDING


@operation("getTrades")
def get_trades(call: Call) -> Reply:
    """A subscriber's trades, or those that a provider's contracts are for."""
    return Reply([_shown(trade) for trade in _of_caller(call)])


@operation("getExistsTrades")
def get_exists_trades(call: Call) -> Reply:
    """The same list, for programs that fill it."""
    return get_trades(call)


def _of_caller(call: Call) -> list[Record]:
    if call.caller["SubscriberId"]:
        return call.records.find("trades", SubscriberId=call.caller["SubscriberId"])
    contracts = call.records.find("contracts", ProviderId=call.caller["ProviderId"])
    return [call.load("trades", i) for i in sorted({c["TradeId"] for c in contracts})]


def _shown(trade: Record) -> Record:
    return {name: trade[name] for name in ("Id", "Name", "SubscriberId")}


@operation("createTrade")
def create_trade(call: Call) -> Reply:
    """A new trade; work orders can be of it at once."""
    body = call.body
    trade = _new(call, body, _names(call))
    asked = {
        "Nte": trade.get("Nte"),
        "PrimaryTrade": trade.get("PrimaryTrade"),
        "AutoReassign": trade["AutoReassign"],
        "SkipPrimaryTradeCheck": bool(body.get("SkipPrimaryTradeCheck")),
    }
    shown = {"Id": trade["Id"], "Name": trade["Name"]} | asked
    return Reply(
        {name: value for name, value in shown.items() if value is not None},
        changes={"trades": [trade]},
        events=[Event("SubscriberTradeCreated", "trades", trade)],
    )


@operation("createTrades")
def create_trades(call: Call) -> Reply:
    """Several new trades; one that cannot be leaves the others alone."""
    made: list[Record] = []
    answers: list[Record] = []
    taken = _names(call)
    for given in call.body[""]:
        try:
            trade = _new(call, given, taken)
        except Refusal as refusal:
            if call.switches["failed_trade_of_batch"] == "refuse":
                raise
            row = WORDING[refusal.rule]
            answers.append({"Id": 0, "ErrorCode": row.code, "Message": row.text})
        else:
            taken.add(trade["Name"].casefold())
            made.append(trade)
            answers.append({"Id": trade["Id"], "ErrorCode": 0, "Message": ""})
    events = [Event("SubscriberTradeCreated", "trades", trade) for trade in made]
    return Reply(answers, changes={"trades": made}, events=events)


def _names(call: Call) -> set[str]:
    """The names that are taken."""
    return {trade["Name"].casefold() for trade in _of_caller(call)}


def _new(call: Call, given: Mapping[str, object], taken: set[str]) -> Record:
    """A trade as a request describes it.  Raises Invalid, and Conflict for one that exists."""
    name, primary = str(given.get("Name") or "").strip(), given.get("PrimaryTrade")
    nte = given.get("Nte")
    limit = None if nte is None else float(str(nte))
    is_checked = str(given.get("SkipPrimaryTradeCheck")).lower() != "true"
    listing.check_trade(name, limit, str(primary or "") if is_checked else None)
    if name.casefold() in taken:
        raise Conflict("trade exists", f"the subscriber has a trade {name}")
    trade: Record = {
        "Id": call.records.next_id("trades"),
        "SubscriberId": call.caller["SubscriberId"],
        "Name": name,
        "AutoReassign": str(given.get("AutoReassign")).lower() == "true",
    }
    told = {"Nte": limit, "PrimaryTrade": primary or None}
    return trade | {field: value for field, value in told.items() if value is not None}


@operation("getTradesByPrimaryTrade")
def get_trades_by_primary_trade(call: Call) -> Reply:
    """A subscriber's trades under one of the vendor's."""
    subscriber_id, wanted = call.query["subscriberId"], call.query["primaryTrade"].casefold()
    if not reach.works_with(call, subscriber_id):
        raise Forbidden("foreign trades", f"subscriber {subscriber_id} is not the caller's")
    found = call.records.find("trades", SubscriberId=subscriber_id)
    listed = [_with_primary(trade) for trade in found if primary_trade(trade).casefold() == wanted]
    return Reply({"Trades": listed})


def _with_primary(trade: Record) -> Record:
    return _shown(trade) | {"PrimaryTrade": primary_trade(trade)}


@operation("getPrimaryTrade")
def get_primary_trade(call: Call) -> Reply:
    """The vendor's trade that a subscriber's belongs to; an id goes before a name."""
    name, number = call.query.get("tradeName"), call.query.get("tradeId")
    if not name and (number is None or number < 1):
        raise Invalid("no trade named", "neither tradeName nor tradeId names a trade")
    subscriber_id = reach.subscriber(call, call.query["subscriberId"])
    found = _named(call, subscriber_id)
    if found is None:
        raise NotFound("trade of subscriber", f"subscriber {subscriber_id} has no such trade")
    return Reply(_with_primary(found))


def _named(call: Call, subscriber_id: int) -> Record | None:
    """A subscriber's trade of the id in the query, or of the name where there is none."""
    name, number = call.query.get("tradeName"), call.query.get("tradeId", 0)
    return lookups.row(call, "trades", subscriber_id, number if number > 0 else None, name)


@operation("getLocationProviderTrades")
def get_location_provider_trades(call: Call) -> Reply:
    """The trades that a provider has contracts for at a location."""
    asked = {name: call.body[name] for name in ("LocationId", "ProviderId")}
    own = call.caller["SubscriberId"]
    contracts = call.records.find("contracts", SubscriberId=own, **asked)
    trades = [_shown(call.load("trades", i)) for i in sorted({c["TradeId"] for c in contracts})]
    return Reply(asked | {"Trades": trades})


@operation("checkTradeLocationExclusion")
def check_trade_location_exclusion(call: Call) -> Reply:
    """Whether a location takes no work orders of a trade."""
    location_id, trade_id = call.query["locationId"], call.query["tradeId"]
    own = call.caller["SubscriberId"]
    if lookups.row(call, "locations", own, location_id) is None:
        raise NotFound("location of trade", f"the subscriber has no location {location_id}")
    trade = lookups.row(call, "trades", own, trade_id)
    if trade is None:
        raise NotFound("trade of location", f"the subscriber has no trade {trade_id}")
    return Reply({"IsLocationExcluded": location_id in trade.get("ExcludedLocationIds", ())})


@operation("isRefrigerant")
def is_refrigerant(call: Call) -> Reply:
    """The trades of a name or an id whose work handles refrigerant."""
    subscriber_id = call.query["subscriberId"]
    if not reach.works_with(call, subscriber_id):
        reason = f"subscriber {subscriber_id} is not the caller's"
        raise Forbidden("foreign subscribers", reason, ids=subscriber_id)
    found = _named(call, subscriber_id)
    handles = found is not None and primary_trade(found).upper() in listing.REFRIGERANT
    return Reply([_shown(found)] if found and handles else [])
