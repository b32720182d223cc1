"""Which companies work together: a provider's subscribers, and whose records a caller may name."""

from collections.abc import Mapping

from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record

#: How a subscriber writes dates and numbers, where it has not said otherwise.
FORMATS = {"TimeFormat": "H:mm", "DateFormat": "MMM d, yyyy", "DecimalSeparator": "."}


def subscribers(call: Call) -> list[int]:
    """The subscribers that the caller acts for: its own, or all that its provider works for."""
    own: int | None = call.caller["SubscriberId"]
    if own:
        return [own]
    pairs = call.records.find("permissions", ProviderId=call.caller["ProviderId"])
    return [pair["SubscriberId"] for pair in pairs]


def is_partner(call: Call, subscriber_id: int) -> bool:
    """Whether a subscriber is the caller's own, or one that its provider works for."""
    return subscriber_id in subscribers(call)


def subscriber(call: Call, asked: int | None) -> int:
    """The subscriber that a request is about; only a provider has to say which.

    Raises Invalid for a provider that does not, and for one that the caller does not work with.
    """
    own: int | None = call.caller["SubscriberId"]
    if asked is None and own is None:
        raise Invalid("subscriber needed", "a provider has to send subscriberId")
    found = own if asked is None else asked
    if found is None or not is_partner(call, found):
        raise Invalid("unknown subscriber", f"subscriber {found} does not work with this company")
    return found


def formats(subscriber: Mapping[str, object]) -> Record:
    """How a subscriber writes dates and numbers."""
    return {name: subscriber.get(name, usual) for name, usual in FORMATS.items()}
