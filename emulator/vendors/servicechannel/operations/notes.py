"""Notes of a work order."""

import re
from collections.abc import Collection
from itertools import islice

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import access, files, links, records, views

PAGING = re.compile(r"([0-9]{1,9}):([0-9]{1,9})", re.ASCII)
DEFAULT_PAGE = "1:10"
MAIL_TO, NOTE_CREATION = "Allow to use MAIL_TO", "Note Creation"


@operation("getNotes")
def get_notes(call: Call) -> Reply:
    """A page of notes, newest first, with the counts of all that this caller may see."""
    order = access.order(call)
    page, size = _page(call.query.get("paging") or DEFAULT_PAGE)
    levels = access.levels(call.caller)
    newest = (
        note
        for note in call.records.newest("notes", WorkOrderId=order["Id"])
        if note["Visibility"] in levels
    )
    shown = [_note(call, note) for note in islice(newest, (page - 1) * size, page * size)]
    users, system = (views.notes_of(call, order, kind) for kind in ("UsersNote", "SystemNote"))
    return Reply(
        {
            "Notes": shown,
            "AllNotesCount": users + system,
            "UserNotesCount": users,
            "SystemNotesCount": system,
        }
    )


def _page(paging: str) -> tuple[int, int]:
    """Page number and size.  Raises Invalid, as the vendor tells the three mistakes apart."""
    match = PAGING.fullmatch(paging)
    if match is None:
        raise Invalid("bad paging", f"{paging!r} is not page:size, such as 1:10")
    page, size = int(match[1]), int(match[2])
    if page == 0:
        raise Invalid("bad page", "pages count from 1")
    if size == 0:
        raise Invalid("bad page size", "a page has at least one note")
    return page, size


def _note(call: Call, note: Record) -> Record:
    found = [call.records.get("attachments", i) for i in note["AttachmentsIds"]]
    dates = {k: note[k] for k in ("ScheduledDate", "FollowUpDate")}
    same = ("Id", "Number", "NoteData", "DateCreated", "ActionRequired", "MailedTo", "CreatedBy",
            "CompanyName", "Visibility", "NoteType", "IsPinned")  # fmt: skip
    return views.without_nulls(
        {k: note[k] for k in same}
        | dates
        | {
            "Attachments": [
                _attachment(call, file) for file in files.seen(call, [f for f in found if f])
            ],
            "IsAttachmentNote": bool(note["AttachmentsIds"]),
        }
    )


def _attachment(call: Call, file: Record) -> Record:
    same = ("Id", "Description", "Name", "TimeStamp", "NoteId", "Visibility")
    shown = {k: file[k] for k in same} | {
        "Uri": links.uri(call, file),
        "IsInvoiceDigitalCopy": bool(file.get("IsInvoiceDigitalCopy")),
    }
    return views.without_nulls(shown)


@operation("postNote")
def post_note(call: Call) -> Reply:
    """Add a user's note; only `Note` is needed."""
    order = access.order(call, bad="invalid note", unknown="invalid note")
    body = call.body
    if not body["Note"].strip():
        raise Invalid("invalid note", "the note is empty")
    granted = access.granted(call, order)
    if call.switches["note_creation_gates"] and NOTE_CREATION not in granted:
        raise Forbidden(reason=f'"{NOTE_CREATION}" is off for this pair')
    note = records.note(call, order, body["Note"], "UsersNote") | {
        "ActionRequired": body["ActionRequired"],
        "MailedTo": _mailed_to(call, granted),
        "ScheduledDate": _date(call, "ScheduledDate"),
        "FollowUpDate": _date(call, "FollowUpDate"),
        "Visibility": _visibility(call),
        "IsPinned": body["IsPinned"],
        "AttachmentsIds": _attachments(call, order),
        "Actor": body.get("Actor"),
    }
    order["UpdatedDate"] = call.stamp
    return Reply(
        {"id": note["Id"]},
        status=201,
        changes={"workorders": [order], "notes": [*_unpinned(call, order), note]},
        events=[Event("WorkOrderNoteAdded", "notes", note)],
    )


def _mailed_to(call: Call, granted: Collection[str]) -> str:
    """The recipients; dropped without the row "Allow to use MAIL_TO" (unknown, a switch)."""
    keep = call.switches["mail_to_without_permission"] == "keep" or MAIL_TO in granted
    return str(call.body.get("MailedTo", "")) if keep else ""


def _visibility(call: Call) -> int:
    """Who sees the note; a provider cannot write one that it may not see itself."""
    level: int = call.body["Visibility"]
    if level not in access.levels(call.caller):
        raise Invalid("invalid note", f"a provider cannot write a note of visibility {level}")
    return level


def _unpinned(call: Call, order: Record) -> list[Record]:
    """Pinning is for subscribers, and one note of a work order is pinned at the most."""
    if not call.body["IsPinned"]:
        return []
    if not call.caller["SubscriberId"]:
        raise Forbidden("pinned", "only subscribers pin notes")
    pinned = call.records.find("notes", WorkOrderId=order["Id"], IsPinned=True)
    return [note | {"IsPinned": False} for note in pinned]


def _attachments(call: Call, order: Record) -> list[int]:
    """Raises NotFound unless every one is an attachment of this work order."""
    ids: list[int] = call.body.get("AttachmentsIds", [])
    for attachment_id in ids:
        file = call.records.get("attachments", attachment_id)
        if file is None or file["WorkOrderId"] != order["Id"]:
            raise NotFound("attachments", f"the work order has no attachment {attachment_id}")
    return ids


def _date(call: Call, name: str) -> str | None:
    given = call.instant(name)
    return write_instant(given) if given else None
