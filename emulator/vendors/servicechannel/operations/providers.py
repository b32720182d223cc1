"""The companies that do the work, as subscribers see them and as they see themselves."""

from collections.abc import Collection, Iterable, Mapping

from emulator.kernel.errors import Conflict, Invalid, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import contracting, lookups, reach, times, views
from emulator.vendors.servicechannel.contracting import DONE, PRIMARY

STARS = range(1, 6)


@operation("getProvidersByTradeId")
def get_providers_by_trade_id(call: Call) -> Reply:
    """Who has contracts for a trade of the subscriber's."""
    return Reply({"Providers": _with_trade(call, call.query["tradeId"])})


@operation("getProvidersByTrade")
def get_providers_by_trade(call: Call) -> Reply:
    """The same by the trade's name."""
    trade = lookups.row(call, "trades", call.caller["SubscriberId"], None, call.query["trade"])
    return Reply(_with_trade(call, trade["Id"]) if trade else [])


def _with_trade(call: Call, trade_id: int) -> list[Record]:
    own = call.caller["SubscriberId"]
    found = call.records.find("contracts", SubscriberId=own)
    ids = sorted({c["ProviderId"] for c in found if c["TradeId"] == trade_id})
    seen = [contracting.provider(call, own, i) for i in ids]
    return [{name: row[name] for name in ("Id", "Name", "DoNotDispatch")} for row in seen]


@operation("getProviderInfo")
def get_provider_info(call: Call) -> Reply:
    """A provider that works for the subscriber."""
    provider_id = _partner(call, call.path["id"])
    return Reply(contracting.provider(call, call.caller["SubscriberId"], provider_id))


def _partner(call: Call, provider_id: int) -> int:
    """Raises NotFound for a provider that does not work for the caller."""
    own = call.caller["SubscriberId"]
    if not reach.are_partners(call, own, provider_id):
        raise NotFound("providers", f"no provider {provider_id} works for subscriber {own}")
    return provider_id


@operation("rateProvider")
def rate_provider(call: Call) -> Reply:
    """One to five stars; the user's last word counts."""
    provider_id = _partner(call, call.path["providerId"])
    score = call.body["StarScore"]
    if score not in STARS:
        raise Invalid(reason=f"StarScore is {score}; it is 1 to 5")
    user_id = call.caller["Id"]
    before = call.records.find("providerfeedback", UserId=user_id, ProviderId=provider_id)
    rating = {
        "Id": before[0]["Id"] if before else call.records.next_id("providerfeedback"),
        "SubscriberId": call.caller["SubscriberId"],
        "ProviderId": provider_id,
        "UserId": user_id,
        "StarScore": score,
        "Comment": call.body.get("Comment", ""),
        "Date": call.stamp,
    }
    return Reply({"id": rating["Id"]}, changes={"providerfeedback": [rating]})


@operation("updateDispatchSetting")
def update_dispatch_setting(call: Call) -> Reply:
    """Whether new work goes to providers, pair by pair."""
    pairs = dict.fromkeys(_pairs(call))
    stops = {pair: _stop(call, pair) for pair in pairs}
    if not call.body["DoNotDispatch"]:
        return Reply(
            {"result": True}, removes={"dispatchstops": [s["Id"] for s in stops.values() if s]}
        )
    made = [
        {"Id": call.records.next_id("dispatchstops"), "SubscriberId": whose, "ProviderId": who}
        for (whose, who), stop in stops.items()
        if stop is None
    ]
    return Reply({"result": True}, changes={"dispatchstops": made})


def _stop(call: Call, pair: tuple[int, int]) -> Record | None:
    found = call.records.find("dispatchstops", SubscriberId=pair[0], ProviderId=pair[1])
    return found[0] if found else None


def _pairs(call: Call) -> Iterable[tuple[int, int]]:
    """Raises Invalid for a subscriber that is not the caller's, NotFound for a provider of none."""
    own = call.caller["SubscriberId"]
    if call.body["SubscriberId"] != own:
        raise Invalid("unknown subscriber", f"{call.body['SubscriberId']} is not the caller's")
    for named in call.body["SubscriberIdProviderIds"]:
        whose = call.records.get("subscribers", named["SubscriberId"])
        if whose is None or own not in (whose["Id"], whose.get("ParentId")):
            raise Invalid("unknown subscriber", f"{named['SubscriberId']} is not below {own}")
        for provider_id in named["ProviderIds"]:
            if call.records.get("providers", provider_id) is None:
                raise NotFound("providers", f"there is no provider {provider_id}")
            yield whose["Id"], provider_id


@operation("removeProviderSubscriberLink")
def remove_provider_subscriber_link(call: Call) -> Reply:
    """A provider works for the subscriber no more: its permissions and contracts go."""
    own, provider_id = call.body["SubscriberId"], call.body["ProviderId"]
    if call.records.get("providers", provider_id) is None:
        raise NotFound("linked provider", f"there is no provider {provider_id}")
    if own != call.caller["SubscriberId"]:
        raise Invalid("linked subscriber", f"{own} is not the caller's")
    pair = {"SubscriberId": own, "ProviderId": provider_id}
    links = call.records.find("permissions", **pair)
    if not links:
        raise NotFound("no link", f"provider {provider_id} does not work for {own}")
    tests: Mapping[str, lookups.Test] = {"Status/Primary": lambda status: status not in DONE}
    if running := lookups.passing(call, "workorders", pair, tests):
        raise Conflict("link in use", f"work orders {running[:3]} are not done")
    contracts = call.records.find("contracts", **pair)
    gone = {"permissions": links, "contracts": contracts}
    return Reply(
        {"ProviderId": provider_id, "UserId": call.caller["Id"]},
        removes={table: [row["Id"] for row in rows] for table, rows in gone.items()},
        events=contracting.events_of_loss(call, contracts, []),
    )


@operation("getServiceRequestProviders")
def get_service_request_providers(call: Call) -> Reply:
    """Who can take a work order of a trade at a location."""
    query, number = call.query, call.query.get("tradeId")
    if query.get("locationId") is None or (number is None and not query.get("trade")):
        raise Invalid(reason="a location and a trade are needed")
    location = call.records.get("locations", query["locationId"])
    if location is None or not reach.works_with(call, location["SubscriberId"]):
        raise NotFound("requested location", f"there is no location {query['locationId']}")
    trade = _requested(call, location["SubscriberId"])
    found, own = contracting.at(call, location, trade["Id"]), call.caller["ProviderId"]
    seen = [c for c in found if own in (None, c["ProviderId"])]
    if (rank := query.get("providerRank")) is None:
        first = contracting.default_provider(call, location, trade["Id"])
        defaults = [c["Id"] for c in seen if c["ProviderId"] == first]
    else:
        defaults = [c["Id"] for c in seen if c["Rank"] == rank]
    return Reply({"Providers": [_offered(call, c, trade["Name"], defaults) for c in seen]})


def _requested(call: Call, subscriber_id: int) -> Record:
    number, name = call.query.get("tradeId"), call.query.get("trade")
    found = lookups.row(call, "trades", subscriber_id, number, name)
    if found is None:
        raise NotFound("requested trade", f"the subscriber has no trade {number or name}")
    return found


def _offered(call: Call, contract: Record, trade: str, defaults: list[int]) -> Record:
    provider = contracting.provider(call, contract["SubscriberId"], contract["ProviderId"])
    category, priority = (
        call.load(table, contract[field])["Name"] if contract.get(field) else None
        for table, field in (("categories", "CategoryId"), ("priorities", "PriorityId"))
    )
    is_default = contract["Id"] in defaults
    ranked = {"Rank": contract["Rank"], "IsDefault": is_default, "Trade": trade}
    terms = {"Category": category, "Priority": priority, "Nte": contract.get("Nte")}
    return views.without_nulls(provider | ranked | terms | {"GeneralEmail": provider["Email"]})


@operation("getProvidersRankingStatus")
def get_providers_ranking_status(call: Call) -> Reply:
    """In which rank providers stand for a primary trade, location by location."""
    name = call.body["Trade"]
    trades = call.records.find("trades", SubscriberId=call.caller["SubscriberId"])
    wanted = {t["Id"] for t in trades if contracting.primary_trade(t).casefold() == name.casefold()}
    if not wanted:
        raise NotFound("requested trade", f"the subscriber has no trade under {name}")
    return Reply(
        {"Trade": name, "Providers": [_ranks(call, row, wanted) for row in call.body["Providers"]]}
    )


def _ranks(call: Call, asked: Record, trades: Collection[int]) -> Record:
    own, places = call.caller["SubscriberId"], asked["LocationIds"]
    found = call.records.find("contracts", SubscriberId=own, ProviderId=asked["ProviderId"])
    held = [c for c in found if c["TradeId"] in trades and c["LocationId"] in places]
    ranks = [{"LocationId": c["LocationId"], "Rank": c["Rank"]} for c in held]
    return {"ProviderId": asked["ProviderId"], "LocationIds": list(places), "Ranks": ranks}


@operation("getProviderLocationAssignments")
def get_provider_location_assignments(call: Call) -> Reply:
    """The locations that the provider has contracts for."""
    by_place: dict[int, list[Record]] = {}
    for contract in call.records.find("contracts", ProviderId=call.caller["ProviderId"]):
        by_place.setdefault(contract["LocationId"], []).append(contract)
    return Reply([_assigned(call, place, held) for place, held in sorted(by_place.items())])


def _assigned(call: Call, location_id: int, held: list[Record]) -> Record:
    first = min(held, key=lambda c: (times.parse(c["CreatedDate"]), c["Id"]))
    return {
        "SubscriberId": first["SubscriberId"],
        "LocationId": location_id,
        "StoreId": call.load("locations", location_id)["StoreId"],
        "CreatedDate": first["CreatedDate"],
        "IsPrimary": any(c["Rank"] == PRIMARY for c in held),
    }


@operation("getPrimaryLocationAssignments")
def get_primary_location_assignments(call: Call) -> Reply:
    """The locations that providers became first for in a span of time."""
    start, stop = call.query["dateFrom"], call.query["dateTo"]
    if stop < start:
        raise Invalid(reason="dateTo is before dateFrom")
    side = "SubscriberId" if call.caller["SubscriberId"] else "ProviderId"
    own = call.records.find("contracts", **{side: call.caller[side]}, Rank=PRIMARY)
    rows: dict[tuple[int, int], Record] = {}
    for c in own:
        made = start <= times.parse(c["CreatedDate"]) <= stop
        if made and c["ProviderId"] in call.query["providerIds"]:
            rows.setdefault((c["ProviderId"], c["LocationId"]), c)
    return Reply([_became(call, contract) for contract in rows.values()])


def _became(call: Call, contract: Record) -> Record:
    store = call.load("locations", contract["LocationId"])["StoreId"]
    same = {name: contract[name] for name in ("ProviderId", "LocationId", "CreatedDate")}
    return same | {"StoreId": store}
