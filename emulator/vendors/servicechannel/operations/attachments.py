"""Attachments: files of work orders and their notes."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from emulator.kernel import uploads
from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, Upload, operation
from emulator.vendors.servicechannel import (
    access,
    attaching,
    files,
    links,
    odata,
    pictures,
    records,
    sight,
)
from emulator.vendors.servicechannel.attaching import Described
from emulator.vendors.servicechannel.entities.attachments import ATTACHMENTS, attached
from emulator.vendors.servicechannel.files import FILES, KEPT, TABLE
from emulator.vendors.servicechannel.odata import Source

#: In the place of a work order: the file is kept without one.
NO_ORDER = -1
DESCRIPTION = "AddAttachmentsRequest"
Given = Sequence[tuple[Described, Upload | None]]


@operation("postAttachments")
def post_attachments(call: Call) -> Reply:
    """Add files to a work order, or keep them without one.

    Source: https://developer.servicechannel.com/swagger/ (POST of attachments).
    """
    if call.path["workorderId"] == NO_ORDER:
        return _kept(call, _given(call))
    order = access.order(call)
    return _added(call, order, _given(call), call.query.get("actor", ""))


def _given(call: Call) -> Given:
    """The files of a multipart body, each with what is said of it.  Raises Invalid."""
    sent = {name: f for name, f in call.files.items() if name.lower() != DESCRIPTION.lower()}
    parts = [upload for upload in sent.values() if upload.name or upload.content]
    described = [f for name, f in call.files.items() if name.lower() == DESCRIPTION.lower()]
    text = described[-1].content.decode("utf-8", "replace") if described else None
    said = attaching.described(call.body.get(DESCRIPTION, "") if text is None else text)
    pairs = attaching.joined(said, len(parts))
    return [(one, None if number is None else parts[number]) for one, number in pairs]


def _kept(call: Call, given: Given) -> Reply:
    """Files without a work order; later requests name them by their Path."""
    kept = []
    for one, upload in given:
        if upload is None:
            raise Invalid("invalid attachment", "without a work order there has to be a file")
        kept.append((one, files.keep(call, one, upload)))
    shown = [
        {"Id": 0, "Name": r["Name"], "Path": r["Path"], "Description": one.description}
        for one, r in kept
    ]
    body = {"Attachments": shown, "Warning": ""}
    return Reply(body, 201, changes={KEPT: [record for _, record in kept]})


def _added(
    call: Call, order: Record, given: Given, actor: str, note: Record | None = None
) -> Reply:
    added = files.add(call, order, given, note)
    names = ", ".join(f"<b>{record['Name']}</b>" for record in added.attachments)
    said = f"Attachment added: {names}." + (f" On behalf of {actor}." if actor else "")
    reply = records.changed(
        call,
        order,
        said,
        *(Event("WorkOrderAttachmentAdded", TABLE, record) for record in added.attachments),
        body={"Attachments": [_shown(call, r) for r in added.attachments], "Warning": ""},
        status=201,
        more={TABLE: added.attachments, FILES: added.files},
    )
    return _hidden(reply, added.attachments)


def _hidden(reply: Reply, named: Sequence[Record]) -> Reply:
    """The reply, its system note for no more eyes than the files that it names."""
    reply.changes["notes"][-1]["Visibility"] = max(record["Visibility"] for record in named)
    return reply


def _shown(call: Call, record: Record) -> Record:
    same = ("Id", "Name", "Path", "Description")
    return {name: record[name] for name in same} | {"Uri": links.uri(call, record)}


@operation("postNoteAttachments")
def post_note_attachments(call: Call) -> Reply:
    """Add files to a note; answers their ids."""
    order = access.order(call, unknown="attachment note")
    note = _note(call, order, "attachment note")
    reply = _added(call, order, _given(call), "", note)
    added = reply.changes[TABLE]
    ids = [record["Id"] for record in added]
    note["AttachmentsIds"] = [*note["AttachmentsIds"], *ids]
    reply.body = ids
    reply.changes = {**reply.changes, "notes": [note, *reply.changes["notes"]]}
    return reply


def _note(call: Call, order: Record, missing: str) -> Record:
    """The note of the path, if the caller sees it; missing: the rule of the NotFound otherwise."""
    note = call.records.get("notes", call.path["noteId"])
    if note is None or note["WorkOrderId"] != order["Id"]:
        raise NotFound(missing, f"the work order has no note {call.path['noteId']}")
    if note["Visibility"] not in sight.levels(call.caller):
        raise NotFound(missing, f"a provider does not see note {note['Id']}")
    return note


@operation("postAttachmentsByPoNumber")
def post_attachments_by_po_number(call: Call) -> Reply:
    """Add files to the work order of a purchase number."""
    order = _of_purchase(call, call.path["poNumber"])
    return _added(call, order, _given(call), call.query.get("actor", ""))


def _of_purchase(call: Call, number: str) -> Record:
    """The subscriber's work order of a purchase number.  Raises Invalid, NotFound and Forbidden."""
    if not number.strip():
        raise Invalid("no purchase number")
    found = call.records.find("workorders", **access.scope(call), PurchaseNumber=number)
    if not found:
        raise NotFound("workorders", f"no work order has the purchase number {number}")
    if len(found) > 1:
        raise Invalid("several purchases", f"{len(found)} work orders have that number")
    return access.order_with(call, found[0]["Id"])


@operation("postAttachmentAsBase64")
def post_attachment_as_base64(call: Call) -> Reply:
    """Add a file that is sent as text to the work order of a purchase number."""
    body = call.body
    order = _of_purchase(call, body.get("poNumber", ""))
    name = body.get("fileName", "").strip()
    if not name:
        guid = UUID(bytes=call.random.randbytes(16), version=4)
        ending = body.get("extension", "").strip().removeprefix(".")
        name = f"{guid}.{ending}" if ending else str(guid)
    one = attaching.read({"description": body.get("description", "")})
    one = one._replace(is_invoice_copy=body["isInvoiceDigitalCopy"])
    upload = Upload(name, pictures.media_of(name), attaching.decoded(body["file"]))
    return _added(call, order, [(one, upload)], body.get("actor", ""))


@operation("deleteWorkOrderAttachment")
def delete_work_order_attachment(call: Call) -> Reply:
    """Remove a file from a work order, and from its notes."""
    order = access.order(call, unknown="attachment or order")
    attachment = _attachment(call, order, "attachment or order")
    attaching.check_removal(
        records.company_name(call),
        files.company_of(call, attachment, order),
        is_provider=call.caller["ProviderId"] is not None,
    )
    gone = attachment["Id"]
    reply = records.changed(
        call,
        order,
        f"Attachment deleted: <b>{attachment['Name']}</b>.",
        Event("WorkOrderAttachmentDeleted", TABLE, attachment),
        body={"WorkOrderId": order["Id"]},
        removes={TABLE: [gone], FILES: [gone] if call.records.get(FILES, gone) else []},
    )
    reply = _hidden(reply, [attachment])
    notes = call.records.find("notes", WorkOrderId=order["Id"])
    without = [
        note | {"AttachmentsIds": [i for i in note["AttachmentsIds"] if i != gone]}
        for note in notes
        if gone in note["AttachmentsIds"]
    ]
    reply.changes = {**reply.changes, "notes": [*without, *reply.changes["notes"]]}
    return reply


def _attachment(call: Call, order: Record, missing: str) -> Record:
    """The attachment of the path, if the caller sees it; missing as with a note."""
    attachment = call.records.get(TABLE, call.path["attachmentId"])
    if attachment is None or attachment["WorkOrderId"] != order["Id"]:
        raise NotFound(missing, f"the work order has no attachment {call.path['attachmentId']}")
    if attachment["Visibility"] not in sight.levels(call.caller):
        raise NotFound(missing, f"a provider does not see attachment {attachment['Id']}")
    return attachment


@operation("getAttachmentThumbnail")
def get_attachment_thumbnail(call: Call) -> Reply:
    """A picture of the size that is asked for."""
    return _thumbnail(call, call.query.get("width"), call.query.get("height"))


@operation("getThumbnail")
def get_thumbnail(call: Call) -> Reply:
    """The same, asked for by OData."""
    return _thumbnail(call, call.path["width"], call.path["height"])


def _thumbnail(call: Call, width: int | None, height: int | None) -> Reply:
    order = access.order(call, bad="nowhere", unknown="nowhere", location="nowhere")
    _attachment(call, order, "nowhere")
    picture = pictures.png(pictures.side(width), pictures.side(height))
    return Reply(picture, headers={"content-type": "image/png"})


@operation("getAttachmentContent")
def get_attachment_content(call: Call) -> Reply:
    """The file itself, for whoever has a link that holds.  Raises NotFound, Forbidden."""
    attachment = call.records.get(TABLE, call.path["attachmentId"])
    if attachment is None:
        raise NotFound("no such file", f"no attachment {call.path['attachmentId']}")
    expires = call.query.get("expires", "")
    if call.query.get("key") != call.accounts.alias(links.signature(attachment, expires)):
        raise Forbidden("bad link", "the key is not that of this file until then")
    if call.now >= parse_instant("1970-01-01") + timedelta(seconds=int(expires)):
        raise Forbidden("bad link", "the link has expired")
    content = files.content(call, attachment)
    return Reply(content, headers=uploads.headers(attachment["Name"], files.media(attachment)))


@operation("getWorkOrderAttachments")
def get_work_order_attachments(call: Call) -> Reply:
    """The files of a work order."""
    order = access.order(call, unknown="order of list")
    levels = sight.levels(call.caller)
    source = Source(
        TABLE, {"WorkOrderId": order["Id"]}, keep=lambda record: record["Visibility"] in levels
    )
    return odata.collection(call, ATTACHMENTS, source)


@operation("getNoteAttachments")
def get_note_attachments(call: Call) -> Reply:
    """The files that a note names."""
    order = access.order(call, unknown="order of list")
    ids = {record["Id"] for record in attached(call, _note(call, order, "order of list"))}
    source = Source(TABLE, {"WorkOrderId": order["Id"]}, keep=lambda record: record["Id"] in ids)
    return odata.collection(call, ATTACHMENTS, source)
