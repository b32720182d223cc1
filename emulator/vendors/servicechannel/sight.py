"""What of a work order a caller sees: notes and files by visibility, and the pair's permissions."""

from collections.abc import Sequence

from emulator.kernel.operation import Call, Record


def levels(user: Record) -> Sequence[int]:
    """The visibilities of notes that a user sees: 2 and 3 are not for providers."""
    return range(4) if user["SubscriberId"] else range(2)


def seen(call: Call, found: Sequence[Record]) -> list[Record]:
    """Those of some notes or files that the caller sees."""
    visible = levels(call.caller)
    return [record for record in found if record["Visibility"] in visible]


def pair(call: Call, order: Record) -> Record | None:
    """The permissions that a work order's subscriber gives its provider."""
    rows = call.records.find(
        "permissions", SubscriberId=order["SubscriberId"], ProviderId=order["ProviderId"]
    )
    return rows[0] if rows else None
