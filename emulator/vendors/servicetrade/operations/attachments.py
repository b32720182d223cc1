"""Attachments: files on jobs and on whatever else has an entity type.

Sources: https://github.com/servicetrade/servicetrade-nodejs-sdk and
https://github.com/logicalproof/servicetrade.
"""

from base64 import b64decode, b64encode

from emulator.kernel import uploads
from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.servicetrade import errors
from emulator.vendors.servicetrade.lists import STAMPS, Filters, listed
from emulator.vendors.servicetrade.references import required
from emulator.vendors.servicetrade.rules import BY_NUMBER, ENTITIES
from emulator.vendors.servicetrade.saves import done, envelope, new
from emulator.vendors.servicetrade.views import attachments as views

TABLE, FILES = "attachments", "files"
FILTERS = Filters(tests=STAMPS)


def _entity(given: object) -> str:
    """The entity of an `entityType`, by number or by name.  Raises Invalid."""
    name = BY_NUMBER.get(given, "") if isinstance(given, int) else str(given).lower()
    if name not in ENTITIES:
        known = ", ".join(f"{n} {e.number}" for n, e in ENTITIES.items())
        raise errors.unfit("entityType", given, f"one of {known}")
    return name


@operation("uploadAttachment")
def upload_attachment(call: Call) -> Reply:
    """Keep a file, for one purpose, with one entity; neither can change.

    Raises Invalid without a file, and for an unknown purpose or entity.
    """
    body, upload = call.body, call.files.get("uploadedFile")
    name = uploads.file_name(upload.name) if upload else ""
    if upload is None or not name:
        raise required("uploadedFile", "there is no part with a file of that name")
    if body["purposeId"] not in views.PURPOSES:
        known = ", ".join(f"{number} {label}" for number, label in views.PURPOSES.items())
        raise errors.unfit("purposeId", body["purposeId"], f"one of {known}")
    entity = ENTITIES[_entity(body["entityType"])]
    if call.records.get(entity.table, body["entityId"]) is None:
        raise errors.unfit("entityId", body["entityId"], f"one of {entity.table}")
    attachment = new(
        call,
        TABLE,
        entityType=entity.number,
        entityId=body["entityId"],
        purposeId=body["purposeId"],
        fileName=name,
        contentType=uploads.media_type(upload.media),
        description=body.get("description"),
        visibility=body["visibility"],
        size=len(upload.content),
        creatorId=call.caller["id"],
        key=call.random.randbytes(16).hex(),
    )
    file = {"id": attachment["id"], "content": b64encode(upload.content).decode()}
    return done(
        call,
        "upload attachment",
        {"attachment": attachment},
        views.attachment,
        more={FILES: [file]},
    )


@operation("listAttachments")
def list_attachments(call: Call) -> Reply:
    """Those of one entity; without one, all (assumed)."""
    query, chosen = call.query, {}
    if "entityType" in query:
        chosen["entityType"] = ENTITIES[_entity(query["entityType"])].number
    if "entityId" in query:
        chosen["entityId"] = query["entityId"]
    return listed(call, "attachment", views.attachment, FILTERS, preset=chosen)


@operation("listJobAttachments")
def list_job_attachments(call: Call) -> Reply:
    job = call.load("jobs", call.path["id"])
    chosen = {"entityType": ENTITIES["job"].number, "entityId": job["id"]}
    return listed(call, "attachment", views.attachment, FILTERS, preset=chosen)


@operation("getAttachment")
def get_attachment(call: Call) -> Reply:
    attachment = call.load(TABLE, call.path["id"])
    return Reply(envelope(call, views.attachment(call, attachment)))


@operation("updateAttachment")
def update_attachment(call: Call) -> Reply:
    """Change its description or who sees it; all else is fixed, and ignored if it is sent."""
    attachment = call.load(TABLE, call.path["id"])
    names = [name for name in ("description", "visibility") if name in call.body]
    attachment |= {name: call.body[name] for name in names}
    return done(call, "edit attachment", {"attachment": attachment}, views.attachment)


@operation("deleteAttachment")
def delete_attachment(call: Call) -> Reply:
    attachment = call.load(TABLE, call.path["id"])
    gone = {FILES: [attachment["id"]]}
    return done(call, "delete attachment", {"attachment": attachment}, gone=gone)


@operation("getAttachmentContent")
def get_attachment_content(call: Call) -> Reply:
    """The file itself, for whoever has its key.  Raises NotFound without."""
    attachment = call.load(TABLE, call.path["id"])
    if call.query.get("key") != call.accounts.alias(attachment["key"]):
        raise NotFound(TABLE, f"the key does not open attachment {attachment['id']}")
    content = b64decode(call.load(FILES, attachment["id"])["content"])
    return Reply(
        content, headers=uploads.headers(attachment["fileName"], attachment["contentType"])
    )
