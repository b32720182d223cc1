"""New records: the rows that a change of a work order leaves behind."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.vendors.servicechannel.rules import Status


def company_name(call: Call) -> str:
    """The name of the caller's company."""
    if call.caller["SubscriberId"]:
        return str(call.load("subscribers", call.caller["SubscriberId"])["Name"])
    return str(call.load("providers", call.caller["ProviderId"])["Name"])


NOTHING: Mapping[str, Sequence[Record]] = MappingProxyType({})
#: Primary statuses of work that was completed.
DONE = frozenset({"COMPLETED", "INVOICED"})


def changed(  # noqa: PLR0913 - what a change can say
    call: Call,
    order: Record,
    said: str,
    *events: str | Event,
    body: object = None,
    status: int = 200,
    more: Mapping[str, Sequence[Record]] = NOTHING,
    removes: Mapping[str, Sequence[int]] = MappingProxyType({}),
) -> Reply:
    """The reply to a change of a work order; nearly every one writes a system note.

    said: the system note's text.  events: types of events about the work order, or events; then
    comes `WorkOrderNoteAdded`.  more: other records that change, by table; user's notes come
    before the system note and share its `GroupId`.
    """
    order["UpdatedDate"] = call.stamp
    before = list(more.get("notes", ()))
    own = [n for n in before if n["WorkOrderId"] == order["Id"]]
    new = [n for n in own if call.records.get("notes", n["Id"]) is None]
    written = note(call, order, said)
    written["Number"] += len(new)
    if new:
        group = str(new[0]["Id"])
        for one in (*new, written):
            one["GroupId"] = group
    happened = [Event(e, "workorders", order) if isinstance(e, str) else e for e in events]
    return Reply(
        body,
        status,
        changes={**more, "workorders": [order], "notes": [*before, written]},
        events=[*happened, Event("WorkOrderNoteAdded", "notes", written)],
        removes=removes,
    )


def note(call: Call, order: Record, text: str, note_type: str = "SystemNote") -> Record:
    """A note on a work order, seen by everyone.  note_type: SystemNote or UsersNote."""
    return {
        "Id": call.records.next_id("notes"),
        "WorkOrderId": order["Id"],
        "Number": call.records.count("notes", WorkOrderId=order["Id"]) + 1,
        "NoteData": text,
        "NoteType": note_type,
        "DateCreated": call.stamp,
        "CreatedBy": call.caller["FullName"],
        "CompanyName": company_name(call),
        "ActionRequired": False,
        "MailedTo": "",
        "ScheduledDate": None,
        "FollowUpDate": None,
        "Visibility": 0,
        "IsPinned": False,
        "AttachmentsIds": [],
        "Actor": None,
    }


def move(call: Call, order: Record, to: Status) -> str:
    """Set a work order's status and dates; returns the sentence of the system note, if it moved.

    What was completed keeps its date when it is confirmed or invoiced.
    A client counts notes with `to <b>IN PROGRESS/ON SITE</b>.`, without spaces at the slash.
    """
    before = Status(order["Status"]["Primary"], order["Status"]["Extended"])
    order["UpdatedDate"] = call.stamp
    if to == before:
        return ""
    order["Status"] = {"Primary": to.primary, "Extended": to.extended}
    if not {before.primary, to.primary} <= DONE:
        order["CompletedDate"] = call.stamp if to.primary == "COMPLETED" else None
    return f"Work order status changed from <b>{before}</b> to <b>{to}</b>."
