"""What a caller reaches beside the work order of a path: lists, subscribers, locations."""

from emulator.kernel.errors import Invalid, NotFound
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.access import is_theirs, is_within, is_young


def subscriber_asked(call: Call) -> int:
    """A subscriber's user asks about its own; a provider has to say about whom.

    Raises Invalid for a provider who does not, or who names one that it does not work for.
    """
    own: int | None = call.caller["SubscriberId"]
    if own:
        return own
    asked: int | None = call.query.get("subscriberId")
    if asked is None:
        raise Invalid("subscriber needed", "a provider has to send subscriberId")
    if not works_with(call, asked):
        raise Invalid("unknown subscriber", f"subscriber {asked} does not work with this provider")
    return asked


def sees(call: Call, order: Record) -> bool:
    """Whether a work order is one that the caller can read."""
    theirs = is_theirs(call.caller, order) and is_within(call.caller, order)
    return theirs and not is_young(call, order)


def works_with(call: Call, subscriber_id: int) -> bool:
    """Whether a subscriber is the caller's company, or one that has dealings with it."""
    if call.caller["SubscriberId"]:
        return bool(call.caller["SubscriberId"] == subscriber_id)
    provider_id = call.caller["ProviderId"]
    return call.records.count("permissions", SubscriberId=subscriber_id, ProviderId=provider_id) > 0


def place(call: Call, location_id: int) -> Record | None:
    """A location that the caller has access to: a provider to those of its subscribers."""
    found = call.records.get("locations", location_id)
    if found is None or not works_with(call, found["SubscriberId"]):
        return None
    only = call.caller["LocationIds"]
    return None if only and location_id not in only else found


def subscribers(call: Call) -> list[int]:
    """The caller's own company, or the subscribers that a provider works with."""
    own = call.caller["SubscriberId"]
    if own:
        return [own]
    rows = call.records.find("permissions", ProviderId=call.caller["ProviderId"])
    return sorted({row["SubscriberId"] for row in rows})


def location(call: Call, location_id: int) -> Record:
    """A location that the caller has access to.  Raises NotFound for any other."""
    found = place(call, location_id)
    if found is None:
        raise NotFound("unknown location", f"the caller has no location {location_id}")
    return found


def locations(call: Call) -> list[Record]:
    """All locations that the caller has access to."""
    only = call.caller["LocationIds"]
    return [
        row
        for owner in subscribers(call)
        for row in call.records.find("locations", SubscriberId=owner)
        if not only or row["Id"] in only
    ]
