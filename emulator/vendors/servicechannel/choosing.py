"""Which provider does a trade at a location.

Every provider that a subscriber gives permissions to may do any trade at any of its locations; the
first one whose permissions are active is the default.  Ranks and trades of contracts have their
place here.
"""

from emulator.kernel.operation import Call


def default_provider(call: Call, subscriber_id: int, location_id: int, trade_id: int) -> int | None:
    """Whom a new work order goes to; None without any."""
    return next(iter(candidates(call, subscriber_id, location_id, trade_id)), None)


def candidates(call: Call, subscriber_id: int, location_id: int, trade_id: int) -> list[int]:
    """The providers that may get new work, the one that is asked first at the top."""
    del location_id, trade_id
    pairs = call.records.find("permissions", SubscriberId=subscriber_id)
    active = [pair["ProviderId"] for pair in pairs if pair["Incoming"]["Active"]]
    return [p for p in active if not call.load("providers", p)["DoNotDispatch"]]


def has_contract(
    call: Call, subscriber_id: int, provider_id: int, location_id: int, trade_id: int
) -> bool:
    """Whether a provider works for a subscriber, for this trade at this location."""
    del location_id, trade_id
    pair = {"SubscriberId": subscriber_id, "ProviderId": provider_id}
    return call.records.count("permissions", **pair) > 0
