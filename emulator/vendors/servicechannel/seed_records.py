"""The records of a seeded work order's history, as a call of the API would leave them."""

from datetime import datetime
from typing import NamedTuple

from emulator.kernel.clock import write_instant
from emulator.kernel.operation import Record
from emulator.vendors.servicechannel.rules import Status


class Author(NamedTuple):
    """How a note names who wrote it, and their company."""

    name: str
    company: str


class Channel(NamedTuple):
    """How a technician checks in: the kind of check-in, and the program it comes from."""

    kind: str
    source: str


#: The vendor signs what nobody wrote with a full stop.
SYSTEM = Author(".", "")
GPS, PHONE = Channel("Gps", "SC Provider Mobile"), Channel("Ivr", "IVR")
API = Channel("Common", "API")


class Numbers:
    """The ids of a world: each is greater than all before it in its table."""

    def __init__(self, last: dict[str, int]) -> None:
        self._last = last

    def next(self, table: str, step: int = 1) -> int:
        """step: how much greater."""
        self._last[table] += step
        return self._last[table]


def parts(status: Status) -> Record:
    """A status as records hold it."""
    return {"Primary": status.primary, "Extended": status.extended}


def note(ids: tuple[int, int, int], when: datetime, text: str, author: Author) -> Record:
    """A note of the system.  ids: its own, its work order's, its number there."""
    own, order_id, number = ids
    return {
        "Id": own,
        "WorkOrderId": order_id,
        "Number": number,
        "NoteData": text,
        "NoteType": "SystemNote",
        "DateCreated": write_instant(when),
        "CreatedBy": author.name,
        "CompanyName": author.company,
        "ActionRequired": False,
        "MailedTo": "",
        "ScheduledDate": None,
        "FollowUpDate": None,
        "Visibility": 0,
        "IsPinned": False,
        "AttachmentsIds": [],
        "Actor": None,
    }


def activity(ids: tuple[int, int, int], when: datetime, kind: tuple[int, str]) -> Record:
    """An open work activity.  ids: its own, its work order's, its user's; kind: id and name."""
    own, order_id, user_id = ids
    return {
        "Id": own,
        "WorkOrderId": order_id,
        "UserId": user_id,
        "WorkTypeId": kind[0],
        "WorkType": kind[1],
        "TimeIn": write_instant(when),
        "TimeOut": None,
        "TechsCount": 1,
        "ResolutionCode": None,
        "CallerId": None,
        "IsTimeEdited": False,
        "Name": None,
        "CreatedBy": user_id,
    }


def check_in(own: int, visit: Record, channel: Channel, moved_to: Status | None) -> Record:
    """The row of the end of an activity, or of its beginning while it is open."""
    is_out = visit["TimeOut"] is not None
    return {
        "Id": own,
        "WorkOrderId": visit["WorkOrderId"],
        "ActivityId": visit["Id"],
        "UserId": visit["UserId"],
        "Date": visit["TimeOut"] if is_out else visit["TimeIn"],
        "Action": "Check Out" if is_out else "Check In",
        "CallerId": visit["CallerId"],
        "StatusChangedTo": None if moved_to is None else parts(moved_to),
        "WorkType": visit["WorkType"],
        "CheckInOutType": channel.kind,
        "Source": channel.source,
        "TechsCount": visit["TechsCount"],
        "IsBlocked": False,
        "BlockedReason": None,
        "SignatureAttachmentId": None,
        "UnableObtainSignatureNoteId": None,
        "UnableObtainSignatureNoteDocumentId": None,
    }
