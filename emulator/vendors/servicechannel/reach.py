"""Which companies work together, and what a caller reaches beside the work order of a path.

A subscriber reaches what is its own, a provider what is of the subscribers that give it
permissions; a user whose locations are restricted reaches no others.
"""

from emulator.kernel.errors import Invalid, NotFound, Unauthenticated
from emulator.kernel.operation import Call, Record


def are_partners(call: Call, subscriber_id: int | None, provider_id: int | None) -> bool:
    """Whether a provider works for a subscriber."""
    pair = {"SubscriberId": subscriber_id, "ProviderId": provider_id}
    return call.records.count("permissions", **pair) > 0


def subscribers(call: Call) -> list[int]:
    """The caller's own company, or the subscribers that a provider works for."""
    own: int | None = call.caller["SubscriberId"]
    if own:
        return [own]
    rows = call.records.find("permissions", ProviderId=call.caller["ProviderId"])
    return sorted({row["SubscriberId"] for row in rows})


def providers(call: Call, subscriber_id: int) -> list[Record]:
    """Those that work for a subscriber."""
    rows = call.records.find("permissions", SubscriberId=subscriber_id)
    return [call.load("providers", i) for i in sorted({row["ProviderId"] for row in rows})]


def works_with(call: Call, subscriber_id: int | None) -> bool:
    """Whether a subscriber is the caller's company, or one that its provider works for."""
    if call.caller["SubscriberId"]:
        return bool(call.caller["SubscriberId"] == subscriber_id)
    return are_partners(call, subscriber_id, call.caller["ProviderId"])


def check_subscriber(call: Call, subscriber_id: int | None) -> None:
    """Raises Unauthenticated for a subscriber that is not one of the caller's."""
    if not works_with(call, subscriber_id):
        said = f"subscriber {subscriber_id} is not one of the caller's"
        raise Unauthenticated(reason=said, subscriber=subscriber_id)


def subscriber(call: Call, asked: int | None) -> int:
    """The subscriber that a request is about; only a provider has to say which.

    Raises Invalid for a provider that does not, and for one that the caller does not work with.
    """
    found: int | None = call.caller["SubscriberId"] if asked is None else asked
    if found is None:
        raise Invalid("subscriber needed", "a provider has to send subscriberId")
    if not works_with(call, found):
        raise Invalid("unknown subscriber", f"subscriber {found} does not work with this company")
    return found


def subscriber_asked(call: Call) -> int:
    """A subscriber's user asks about its own, whatever the query says; a provider has to say."""
    own: int | None = call.caller["SubscriberId"]
    return own or subscriber(call, call.query.get("subscriberId"))


def is_open(call: Call, location_id: int | None) -> bool:
    """Whether the user's own limits leave a location open; without any, all are."""
    only = call.caller["LocationIds"]
    return not only or location_id in only


def place(call: Call, location_id: int | None) -> Record | None:
    """A location that the caller has access to: a provider to those of its subscribers."""
    found = call.records.get("locations", location_id or 0)
    if found is None or not works_with(call, found["SubscriberId"]):
        return None
    return found if is_open(call, found["Id"]) else None


def location(call: Call, location_id: int, unknown: str = "unknown location") -> Record:
    """A location that the caller has access to.

    Raises NotFound for any other; unknown: the rule that words it.
    """
    found = place(call, location_id)
    if found is None:
        raise NotFound(unknown, f"the caller has no location {location_id}")
    return found


def locations(call: Call) -> list[Record]:
    """All locations that the caller has access to."""
    return [
        row
        for owner in subscribers(call)
        for row in call.records.find("locations", SubscriberId=owner)
        if is_open(call, row["Id"])
    ]
