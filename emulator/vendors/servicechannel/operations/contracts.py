"""Contracts: which provider does which trade at which location."""

from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import contracting, lookups, reach
from emulator.vendors.servicechannel.contracting import DONE, PRIMARY


@operation("getContracts")
def get_contracts(call: Call) -> Reply:
    """The contracts for a location, of one provider and trade where they are named."""
    query, own = call.query, call.caller["SubscriberId"]
    location = _location(call)
    found = call.records.find("contracts", SubscriberId=own, LocationId=location["Id"])
    if (provider_id := query.get("providerId")) is not None:
        _check_provider(call, provider_id)
        found = [c for c in found if c["ProviderId"] == provider_id]
    trade = _trade(call, query.get("tradeId"), query.get("trade"))
    if trade is not None:
        found = [c for c in found if c["TradeId"] == trade["Id"]]
    listed = [contracting.shown(call, contract) for contract in contracting.ranked(found)]
    return Reply({"Contracts": listed})


def _location(call: Call) -> Record:
    """Raises Invalid without one, NotFound for an unknown one, Forbidden for one out of reach."""
    number, store = call.query.get("locationDbId"), call.query.get("locationId")
    if number is None and not store:
        raise Invalid("contract without location", "locationId or locationDbId is needed")
    own = call.caller["SubscriberId"]
    by_id = lookups.row(call, "locations", own, number)
    found = lookups.store(call, own, store) if number is None else by_id
    if found is None:
        raise NotFound("contract location", f"the subscriber has no location {number or store}")
    if not reach.is_open(call, found["Id"]):
        raise Forbidden("contract location access", f"location {found['Id']} is out of reach")
    return found


def _check_provider(call: Call, provider_id: int) -> None:
    if call.records.get("providers", provider_id) is None:
        raise NotFound("contract provider", f"there is no provider {provider_id}")


def _trade(call: Call, number: int | None, name: str | None) -> Record | None:
    """The trade that is named, by its id or else by its name.  Raises NotFound."""
    if number is None and not name:
        return None
    found = lookups.row(call, "trades", call.caller["SubscriberId"], number, name)
    if found is None:
        raise NotFound("contract trade", f"the subscriber has no trade {number or name}")
    return found


@operation("retireContract")
def retire_contract(call: Call) -> Reply:
    """Take a provider's contracts away: of a store, of a trade, or all of them."""
    body, own = call.body, call.caller["SubscriberId"]
    _check_provider(call, body["ProviderId"])
    trade, store = _trade(call, None, body.get("Trade")), body.get("StoreId")
    location = lookups.store(call, own, store) if store else None
    if store and location is None:
        raise NotFound("contract location", f"the subscriber has no location {store}")
    held = call.records.find("contracts", SubscriberId=own, ProviderId=body["ProviderId"])
    gone = [
        c
        for c in held
        if (trade is None or c["TradeId"] == trade["Id"])
        and (location is None or c["LocationId"] == location["Id"])
    ]
    kept = [c for c in held if c not in gone]
    return Reply(
        {"result": True},
        removes={"contracts": [c["Id"] for c in gone]},
        events=contracting.events_of_loss(call, gone, kept),
    )


@operation("getPrimaryRankedProviders")
def get_primary_ranked_providers(call: Call) -> Reply:
    """Who is first for each of a subscriber's trades."""
    found = call.records.find("contracts", SubscriberId=_subscriber(call), Rank=PRIMARY)
    pairs = sorted({(c["TradeId"], c["ProviderId"]) for c in found})
    return Reply([_first(call, provider_id) | _of(call, trade) for trade, provider_id in pairs])


def _subscriber(call: Call) -> int:
    return reach.subscriber(call, call.path["subscriberId"])


def _first(call: Call, provider_id: int) -> Record:
    return {"ProviderId": provider_id, "ProviderName": call.load("providers", provider_id)["Name"]}


def _of(call: Call, trade_id: int) -> Record:
    return {"TradeId": trade_id, "Trade": call.load("trades", trade_id)["Name"]}


@operation("getPrimaryRankedProviderTrades")
def get_primary_ranked_provider_trades(call: Call) -> Reply:
    """The trades that a provider is first for at a subscriber's locations."""
    return Reply([_of(call, i) for i in sorted({c["TradeId"] for c in _primary(call)})])


@operation("getPrimaryRankedProviderLocations")
def get_primary_ranked_provider_locations(call: Call) -> Reply:
    """The locations where a provider is first for a trade."""
    found = [c for c in _primary(call) if c["TradeId"] == call.path["tradeId"]]
    places = [call.load("locations", c["LocationId"]) for c in found]
    return Reply(
        [{"LocationId": p["Id"], "StoreId": p["StoreId"], "Name": p["Name"]} for p in places]
    )


def _primary(call: Call) -> list[Record]:
    """A provider's contracts with a subscriber in which it is first."""
    own, provider_id = _subscriber(call), call.path["providerId"]
    found = call.records.find("contracts", SubscriberId=own, ProviderId=provider_id)
    return [c for c in found if c["Rank"] == PRIMARY]


@operation("getUnassignedContracts")
def get_unassigned_contracts(call: Call) -> Reply:
    """The locations where a trade of the subscriber's has no provider."""
    own = call.caller["SubscriberId"]
    trades = {trade["Id"] for trade in call.records.find("trades", SubscriberId=own)}
    listed = []
    for location in call.records.find("locations", SubscriberId=own):
        if not reach.is_open(call, location["Id"]):
            continue
        found = call.records.find("contracts", SubscriberId=own, LocationId=location["Id"])
        if trades - {c["TradeId"] for c in found}:
            listed.append(_unassigned(call, location, found))
    counts = dict.fromkeys(("TrucksCount", "WarehousesCount", "SupplyHousesCount"), 0)
    totals = {"AllLocationsCount": len(listed), "LocationsCount": len(listed)}
    return Reply({"Locations": listed} | totals | counts)


def _unassigned(call: Call, location: Record, contracts: list[Record]) -> Record:
    orders = call.records.find("workorders", LocationId=location["Id"])
    number = sum(order["Status"]["Primary"] not in DONE for order in orders)
    shown = [contracting.shown(call, contract) for contract in contracting.ranked(contracts)]
    return contracting.location(location) | {"WorkOrdersCount": number, "Contracts": shown}
