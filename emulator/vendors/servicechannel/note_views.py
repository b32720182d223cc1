"""Notes as REST shows them."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import links, views
from emulator.vendors.servicechannel.entities.attachments import attached


def note(call: Call, found: Record) -> Record:
    """One note with its files; what is unset is left out."""
    dates = {k: found[k] for k in ("ScheduledDate", "FollowUpDate")}
    same = ("Id", "Number", "NoteData", "DateCreated", "ActionRequired", "MailedTo", "CreatedBy",
            "CompanyName", "Visibility", "NoteType", "IsPinned")  # fmt: skip
    files = [_attachment(call, file) for file in attached(call, found)]
    return views.without_nulls(
        {k: found[k] for k in same}
        | dates
        | {"Attachments": files, "IsAttachmentNote": bool(files)}
    )


def _attachment(call: Call, file: Record) -> Record:
    same = ("Id", "Description", "Name", "TimeStamp", "NoteId", "Visibility")
    shown = {k: file[k] for k in same} | {
        "Uri": links.uri(call, file),
        "IsInvoiceDigitalCopy": bool(file.get("IsInvoiceDigitalCopy")),
    }
    return views.without_nulls(shown)
