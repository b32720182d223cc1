"""Notes of a work order."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel.entities.attachments import ATTACHMENTS, attached, there
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    STRING,
    Entity,
    Field,
    Link,
    booleans,
    dates,
    inside,
    ints,
    longs,
    strings,
    unset,
)


def _resolved(_: Call, note: Record) -> Record | None:
    """No operation resolves an action."""
    return {"IsResolved": False, "ResolvedDate": None} if note["ActionRequired"] else None


NOTES = Entity(
    "notes",
    "Note",
    longs("Id")
    | unset(STRING, "DocumentId")
    | strings("GroupId")
    | ints("Number")
    | strings("NoteData")
    | there("DateCreated", "ScheduledDate", "FollowUpDate")
    | booleans("ActionRequired")
    | strings("MailedTo", "CreatedBy", "CompanyName")
    | booleans("IsPinned")
    | ints("Visibility")
    | strings("NoteType")
    | {
        "IsAttachmentNote": Field(BOOLEAN, lambda call, note: bool(attached(call, note))),
        "ActionResolveDetails": inside(_resolved, booleans("IsResolved") | dates("ResolvedDate")),
    },
    {"Attachments": Link(lambda: ATTACHMENTS, attached, is_many=True)},
)
