"""The files of work orders: their records and their bytes."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import NamedTuple

from emulator.kernel import uploads
from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Record, Upload
from emulator.vendors.servicechannel import attaching, links, people, pictures, records, sight
from emulator.vendors.servicechannel.attaching import RULE, Described

TABLE, FILES, KEPT = "attachments", "files", "uploads"


class Added(NamedTuple):
    """Records of new attachments, and of the bytes of those that have some of their own."""

    attachments: Sequence[Record]
    files: Sequence[Record]


def add(
    call: Call, order: Record, given: Sequence[tuple[Described, Upload | None]], note: Record | None
) -> Added:
    """The attachments that a request adds to a work order, and to a note if there is one.

    Raises Invalid for a file without a name, one that nobody uploaded, a visibility that the
    caller does not see, and more bytes than the work order may have.
    """
    made = [_made(call, order, one, upload, note) for one, upload in given]
    here = call.records.find(TABLE, WorkOrderId=order["Id"])
    total = sum(record.get("Size") or 0 for record in [*here, *made])
    attaching.check_size(total, call.switches["attachments_bytes"])
    bytes_of = [upload for _, upload in given]
    kept = [
        {"Id": record["Id"], "Content": b64encode(upload.content).decode()}
        for record, upload in zip(made, bytes_of, strict=True)
        if upload is not None
    ]
    return Added(made, kept)


def _made(
    call: Call, order: Record, one: Described, upload: Upload | None, note: Record | None
) -> Record:
    name = named(one, upload)
    source = None if upload else _elsewhere(call, one.path)
    level = one.visibility if one.visibility is not None else (note or {}).get("Visibility", 0)
    if level not in sight.levels(call.caller):
        raise Invalid(RULE, f"a provider cannot add a file of visibility {level}")
    media = upload.media if upload else (source or {}).get("MediaType", "")
    token = call.random.randbytes(8).hex()
    return {
        "Id": call.records.next_id(TABLE),
        "WorkOrderId": order["Id"],
        "Name": name,
        "Description": one.description,
        "TimeStamp": call.stamp,
        "NoteId": note["Id"] if note else None,
        "Visibility": level,
        "UploadBy": call.caller["FullName"],
        "Path": one.path if upload is None else f"workorders/{order['Id']}/{token}/{name}",
        "MediaType": uploads.media_type(one.media or media or pictures.media_of(name)),
        "Size": len(upload.content) if upload else (source or {}).get("Size", 0),
        "Key": call.random.randbytes(16).hex(),
        "IsInvoiceDigitalCopy": one.is_invoice_copy,
        "CompanyName": records.company_name(call),
    }


def named(one: Described, upload: Upload | None) -> str:
    """What a file is called: as it is said, else as it came.  Raises Invalid without a name."""
    for given in (one.name, upload.name if upload else one.path.partition("?")[0]):
        if name := uploads.file_name(given):
            return name
    raise Invalid(RULE, "the file has no name")


def _elsewhere(call: Call, path: str) -> Record:
    """The upload that a Path is of; nothing of a URL's file is known.  Raises Invalid."""
    if links.is_url(path):
        return {}
    found = call.records.find(KEPT, Path=path)
    if not found:
        raise Invalid(RULE, f"no upload has the Path {path}")
    return found[0]


def keep(call: Call, one: Described, upload: Upload) -> Record:
    """A file without a work order.  Raises Invalid without a name, and if it is too large."""
    name = named(one, upload)
    attaching.check_size(len(upload.content), call.switches["attachments_bytes"])
    return {
        "Id": call.records.next_id(KEPT),
        "Path": f"uploads/{call.random.randbytes(16).hex()}/{name}",
        "Name": name,
        "MediaType": uploads.media_type(one.media or upload.media or pictures.media_of(name)),
        "Size": len(upload.content),
        "Content": b64encode(upload.content).decode(),
        "UploadBy": call.caller["FullName"],
    }


def company_of(call: Call, attachment: Record, order: Record) -> str:
    """The name of the company whose user uploaded it; nothing for one that nobody knows."""
    if name := attachment.get("CompanyName"):
        return str(name)
    user = people.author(call, attachment["UploadBy"], order) or {}
    for field, table in (("SubscriberId", "subscribers"), ("ProviderId", "providers")):
        if user.get(field):
            return str(call.load(table, user[field])["Name"])
    return ""


def media(attachment: Record) -> str:
    return str(attachment.get("MediaType") or pictures.media_of(attachment["Name"]))


def content(call: Call, attachment: Record) -> bytes:
    """The bytes of a file: its own, those of the upload that it names, or a small one like it."""
    own = call.records.get(FILES, attachment["Id"])
    if own is None and (path := attachment.get("Path")):
        own = next(iter(call.records.find(KEPT, Path=path)), None)
    if own is None:
        return pictures.standing_for(attachment["Name"], media(attachment))
    return b64decode(own["Content"])
