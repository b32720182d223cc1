"""Contracts: which provider does a trade at a location, and who is asked first."""

from collections.abc import Iterable, Sequence

from emulator.kernel.operation import Call, Event, Record

LOCATION = (
    "Id", "SubscriberId", "StoreId", "Name", "ShortName", "Address1", "City", "State", "Region",
    "District", "Zip", "Country", "Email", "Phone", "Contact", "TimeZoneIanaName", "AddressTypeId",
    "IsInternational",
)  # fmt: skip
#: What a location has only where it is known.
POSITION = ("Latitude", "Longitude", "Radius")
PROVIDER = (
    "Id", "Name", "FullName", "Phone", "Email", "MainContact", "City", "State", "IsInternal",
    "IsOnOffShoreFeatureEnabled",
)  # fmt: skip
SUBSCRIBER = ("Id", "Name", "ShortName", "IsOutsourcedWorkOn")
#: Primary statuses of work orders that are done with.
DONE = frozenset({"COMPLETED", "INVOICED", "VOID"})
#: Rank of the provider that is asked first.
PRIMARY = 1


def at(call: Call, location: Record, trade_id: int) -> list[Record]:
    """The contracts for a trade at a location, the best rank first."""
    place = {"SubscriberId": location["SubscriberId"], "LocationId": location["Id"]}
    return ranked(call.records.find("contracts", **place, TradeId=trade_id))


def has(call: Call, provider_id: int, location: Record, trade_id: int) -> bool:
    """Whether a provider has a contract for a trade at a location."""
    return any(c["ProviderId"] == provider_id for c in at(call, location, trade_id))


def candidates(call: Call, location: Record, trade_id: int) -> list[int]:
    """The providers that get new work, the best in rank first."""
    found = dict.fromkeys(c["ProviderId"] for c in at(call, location, trade_id))
    return [p for p in found if not is_stopped(call, location["SubscriberId"], p)]


def default_provider(call: Call, location: Record, trade_id: int) -> int | None:
    """Whom a new work order goes to: the best in rank that is dispatched; None without any."""
    return next(iter(candidates(call, location, trade_id)), None)


def primary_trade(trade: Record) -> str:
    """The vendor's trade that a subscriber's belongs to; without one it is its own."""
    return str(trade.get("PrimaryTrade") or trade["Name"])


def ranked(contracts: Iterable[Record]) -> list[Record]:
    """By trade, the best rank first."""
    return sorted(contracts, key=lambda row: (row["TradeId"], row["Rank"], row["Id"]))


def is_stopped(call: Call, subscriber_id: int, provider_id: int) -> bool:
    """Whether a provider gets no new work, of this subscriber's or at all."""
    provider = call.load("providers", provider_id)
    stops = call.records.count("dispatchstops", SubscriberId=subscriber_id, ProviderId=provider_id)
    return bool(provider["DoNotDispatch"] or stops)


def provider(call: Call, subscriber_id: int, provider_id: int) -> Record:
    """A provider as one subscriber sees it."""
    found = call.load("providers", provider_id)
    stopped = {"DoNotDispatch": is_stopped(call, subscriber_id, provider_id)}
    return {name: found[name] for name in PROVIDER} | stopped


def location(found: Record) -> Record:
    """A location without what is not known of it."""
    position = {k: found[k] for k in POSITION if found[k] is not None}
    return {name: found[name] for name in LOCATION} | position


def shown(call: Call, contract: Record) -> Record:
    """A contract with everything that it joins."""
    subscriber_id = contract["SubscriberId"]
    client, trade = (
        call.load("subscribers", subscriber_id),
        call.load("trades", contract["TradeId"]),
    )
    joined = {
        "Id": contract["Id"],
        "Rank": contract["Rank"],
        "Contractor": provider(call, subscriber_id, contract["ProviderId"]),
        "Client": {name: client[name] for name in SUBSCRIBER},
        "Trade": {name: trade[name] for name in ("Id", "Name", "SubscriberId")},
        "Location": location(call.load("locations", contract["LocationId"])),
    }
    if contract.get("CategoryId") is None:
        return joined
    category = call.load("categories", contract["CategoryId"])
    same = {name: category[name] for name in ("Id", "Name", "SubscriberId")}
    return joined | {"Category": same | {"HasDependency": False}}


def events_of_loss(call: Call, gone: Sequence[Record], kept: Sequence[Record]) -> list[Event]:
    """What is told when contracts of one provider go: for each trade, the locations concerned.

    kept: the provider's contracts with the same subscriber that stay.
    """
    return [
        _loss(call, [c for c in gone if c["TradeId"] == trade_id], kept)
        for trade_id in dict.fromkeys(c["TradeId"] for c in gone)
    ]


def _loss(call: Call, gone: Sequence[Record], kept: Sequence[Record]) -> Event:
    lost = gone[0]
    left = [c["LocationId"] for c in kept if c["TradeId"] == lost["TradeId"]]
    extra = {
        "SubscriberId": lost["SubscriberId"],
        "TradedId": lost["TradeId"],  # the vendor's spelling
        "LocationIds": left or [c["LocationId"] for c in gone],
    }
    kind = "ProviderTradeUpdated" if left else "ProviderTradeUnassigned"
    return Event(kind, "providers", call.load("providers", lost["ProviderId"]), extra)
