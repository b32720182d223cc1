"""A change of a work order's status, with what the caller says about it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.vendors.servicechannel import records
from emulator.vendors.servicechannel.rules import Status

NOTHING: Mapping[str, Sequence[Record]] = MappingProxyType({})


def moved(
    call: Call,
    order: Record,
    to: Status,
    why: str = "",
    body: object = None,
    more: Mapping[str, Sequence[Record]] = NOTHING,
) -> Reply:
    """The reply to a change of the status: the caller's note, then the system's, in one group.

    why: the reason that the system note ends with.  more: other records that change, by table.
    """
    notes = comments(call, order)
    written = [Event("WorkOrderNoteAdded", "notes", note) for note in notes]
    sentence = records.move(call, order, to)
    if sentence:
        said = f"{sentence} Reason: {why}." if why else sentence
        told = Event("WorkOrderStatusChanged", "workorders", order)
        more = {**more, "notes": notes}
        return records.changed(call, order, said, told, *written, body=body, more=more)
    changes = {**more, "workorders": [order], "notes": notes} if notes else more
    return Reply(body, changes=changes, events=written)


def comments(call: Call, order: Record) -> list[Record]:
    """The note that came with a request, if one did."""
    text = call.body.get("Note", "")
    if not text:
        return []
    return [records.note(call, order, text, "UsersNote") | {"Actor": call.body.get("Actor")}]
