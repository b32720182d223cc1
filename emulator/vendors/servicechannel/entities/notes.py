"""Notes of a work order."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import views
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    DATE,
    STRING,
    Entity,
    Field,
    booleans,
    dates,
    ints,
    longs,
    strings,
    unset,
)


def _created(call: Call, note: Record) -> str:
    """With the offset of the work order's location, where REST has UTC."""
    order = call.load("workorders", note["WorkOrderId"])
    place = views.place_of(call, call.load("locations", order["LocationId"]))
    return views.local(note["DateCreated"], place)


NOTES = Entity(
    "notes",
    "Note",
    longs("Id")
    | unset(STRING, "DocumentId", "GroupId")
    | ints("Number")
    | strings("NoteData")
    | {"DateCreated": Field(DATE, _created)}
    | dates("ScheduledDate", "FollowUpDate")
    | booleans("ActionRequired")
    | strings("MailedTo", "CreatedBy", "CompanyName")
    | booleans("IsPinned")
    | ints("Visibility")
    | strings("NoteType")
    | {"IsAttachmentNote": Field(BOOLEAN, lambda _, note: bool(note["AttachmentsIds"]))},
)
