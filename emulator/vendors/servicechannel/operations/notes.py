"""Notes of a work order."""

import re
from collections.abc import Collection
from itertools import islice

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import access, note_views, odata, records, sight, times, views
from emulator.vendors.servicechannel.entities.notes import NOTES
from emulator.vendors.servicechannel.following import (
    FOLLOWER,
    addresses,
    is_told,
    recipient_type,
    user_ids,
)
from emulator.vendors.servicechannel.odata import Source

PAGING = re.compile(r"([0-9]{1,9}):([0-9]{1,9})", re.ASCII)
DEFAULT_PAGE = "1:10"
FOLLOWERS = "notefollowers"
MAIL_TO, NOTE_CREATION = "Allow to use MAIL_TO", "Note Creation"


@operation("getNotes")
def get_notes(call: Call) -> Reply:
    """A page of notes, newest first, with the counts of all that this caller may see."""
    order = access.order(call)
    page, size = _page(call.query.get("paging") or DEFAULT_PAGE)
    levels = sight.levels(call.caller)
    newest = (
        note
        for note in call.records.newest("notes", WorkOrderId=order["Id"])
        if note["Visibility"] in levels
    )
    shown = [note_views.note(call, note) for note in islice(newest, (page - 1) * size, page * size)]
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


@operation("postNote")
def post_note(call: Call) -> Reply:
    """Add a user's note; only `Note` is needed."""
    order = access.order(call, bad="invalid note", unknown="invalid note")
    body = call.body
    if not body["Note"].strip():
        raise Invalid("invalid note", "the note is empty")
    granted = access.granted(call, order)
    if call.switches["note_creation_gates"] and NOTE_CREATION not in granted:
        said = f'"{NOTE_CREATION}" is off for this pair'
        raise Forbidden(reason=said, rows=[NOTE_CREATION])
    _check_pin(call)
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
    reply = _written(call, order, note, moves="ScheduleDate Update" in granted)
    reply.changes = {**reply.changes, "notes": [*_unpinned(call, order), *reply.changes["notes"]]}
    return reply


def _written(call: Call, order: Record, note: Record, *, moves: bool) -> Reply:
    """The reply to a new note.

    moves: whether this caller's `ScheduledDate` moves the work order, where the profile's switch
    `note_scheduled_date` lets it.  Raises Invalid for a date that the work order cannot have.
    """
    body, added = {"id": note["Id"]}, Event("WorkOrderNoteAdded", "notes", note)
    date = call.instant("ScheduledDate")
    if date is None or not moves or call.switches["note_scheduled_date"] == "note":
        order["UpdatedDate"] = call.stamp
        return Reply(body, 201, changes={"workorders": [order], "notes": [note]}, events=[added])
    if not times.parse(order["CallDate"]) < date < times.parse(order["ExpirationDate"]):
        raise Invalid("note scheduled date", f"{date.isoformat()} is not while the work order is")
    before, order["ScheduledDate"] = order["ScheduledDate"], note["ScheduledDate"]
    said = f"Scheduled date changed from <b>{before}</b> to <b>{note['ScheduledDate']}</b>."
    events = (added, "WorkOrderScheduledDateChanged")
    return records.changed(
        call, order, said, *events, body=body, status=201, more={"notes": [note]}
    )


def _mailed_to(call: Call, granted: Collection[str]) -> str:
    """The recipients; dropped without the row "Allow to use MAIL_TO" (unknown, a switch)."""
    keep = call.switches["mail_to_without_permission"] == "keep" or MAIL_TO in granted
    return str(call.body.get("MailedTo", "")) if keep else ""


def _visibility(call: Call) -> int:
    """Who sees the note; a provider cannot write one that it may not see itself."""
    level: int = call.body["Visibility"]
    if level not in sight.levels(call.caller):
        raise Invalid("invalid note", f"a provider cannot write a note of visibility {level}")
    return level


def _check_pin(call: Call) -> None:
    """Pinning is for subscribers."""
    if call.body["IsPinned"] and not call.caller["SubscriberId"]:
        raise Forbidden("pinned", "only subscribers pin notes")


def _unpinned(call: Call, order: Record) -> list[Record]:
    """The notes that a newly pinned one unpins: one of a work order is pinned at the most."""
    if not call.body["IsPinned"]:
        return []
    pinned = call.records.find("notes", WorkOrderId=order["Id"], IsPinned=True)
    return [note | {"IsPinned": False} for note in pinned]


def _attachments(call: Call, order: Record) -> list[int]:
    """Raises NotFound unless every one is a file of this work order that the caller sees."""
    ids: list[int] = call.body.get("AttachmentsIds", [])
    for attachment_id in ids:
        file = call.records.get("attachments", attachment_id)
        if file is None or file["WorkOrderId"] != order["Id"] or not sight.seen(call, [file]):
            raise NotFound("attachments", f"the work order has no attachment {attachment_id}")
    return ids


def _date(call: Call, name: str) -> str | None:
    given = call.instant(name)
    return write_instant(given) if given else None


@operation("getWorkOrderNotes")
def get_work_order_notes(call: Call) -> Reply:
    """A work order's notes by OData; which comes first is not documented."""
    order = access.order(call, unknown="order of list")
    levels = sight.levels(call.caller)
    turn = -1 if call.switches["odata_notes_order"] == "descending" else 1
    source = Source(
        "notes",
        {"WorkOrderId": order["Id"]},
        keep=lambda note: note["Visibility"] in levels,
        order=lambda note: turn * note["Number"],
    )
    return odata.collection(call, NOTES, source)


@operation("getWorkOrderNote")
def get_work_order_note(call: Call) -> Reply:
    """One note by OData."""
    order = access.order(call, unknown="order of list")
    note = call.records.get("notes", call.path["noteId"])
    if note is None or note["WorkOrderId"] != order["Id"]:
        raise NotFound("order of list", f"the work order has no note {call.path['noteId']}")
    if note["Visibility"] not in sight.levels(call.caller):
        raise NotFound("order of list", f"a provider does not see note {note['Id']}")
    return odata.single(call, NOTES, note)


@operation("patchNote")
def patch_note(call: Call) -> Reply:
    """Pin or unpin a note.

    Source: https://developer.servicechannel.com/swagger/ (PATCH of a note).
    """
    order = access.order(call, unknown="nowhere")
    note = call.records.get("notes", call.path["noteId"])
    if note is None or note["WorkOrderId"] != order["Id"]:
        raise NotFound("nowhere", f"the work order has no note {call.path['noteId']}")
    if "IsPinned" not in call.body:
        raise Invalid("nothing to change", "IsPinned is not sent")
    pinned: bool = call.body["IsPinned"]
    if note["IsPinned"] == pinned:
        return Reply({"id": note["Id"]})
    before = _unpinned(call, order)
    note["IsPinned"] = pinned
    kind = "WorkOrderNotePinned" if pinned else "WorkOrderNoteUnpinned"
    return Reply(
        {"id": note["Id"]},
        changes={"notes": [*before, note]},
        events=[
            *(Event("WorkOrderNoteUnpinned", "notes", other) for other in before),
            Event(kind, "notes", note),
        ],
    )


@operation("getNoteRecipients")
def get_note_recipients(call: Call) -> Reply:
    """Users of both companies who have the location, and followers."""
    order = access.order(call, unknown="nowhere")
    followers = call.records.find(FOLLOWERS, WorkOrderId=order["Id"])
    following = {follower["Email"].casefold() for follower in followers}
    users = [u for u in _users(call, order) if _is_told(call, u)]
    shown = [
        {
            "Id": user["Id"],
            "UserName": user["UserName"],
            "Email": user["Email"],
            "RecipientType": recipient_type(
                follows=user["Email"].casefold() in following,
                is_provider=user["ProviderId"] is not None,
            ),
        }
        for user in users
    ]
    known = {user["Email"].casefold() for user in _users(call, order)}
    others = [f["Email"] for f in followers if f["Email"].casefold() not in known]
    return Reply([*shown, *({"Email": e, "RecipientType": FOLLOWER} for e in others)])


def _users(call: Call, order: Record) -> list[Record]:
    """The users of both companies of a work order who have access to it."""
    both = ("SubscriberId", "ProviderId")
    found = [u for field in both for u in call.records.find("users", **{field: order[field]})]
    return [user for user in found if sight.is_within(user, order)]


def _is_told(call: Call, user: Record) -> bool:
    return is_told(call.query["noteVisibility"], is_provider=user["ProviderId"] is not None)


@operation("addNoteFollowers")
def add_note_followers(call: Call) -> Reply:
    """Let addresses and users follow; whoever follows already goes on."""
    order = access.order(call, unknown="nowhere")
    wanted = dict.fromkeys(addresses(call.body.get("FollowersList", "")), 0)
    users = {user["Id"]: user for user in _users(call, order)}
    for user_id in user_ids(call.body.get("UserIds", "")):
        if user_id not in users:
            raise Invalid("bad follower", f"no user {user_id} of either company")
        wanted[users[user_id]["Email"]] = user_id
    if not wanted:
        raise Invalid("no followers")
    found = call.records.find(FOLLOWERS, WorkOrderId=order["Id"])
    following = {follower["Email"].casefold() for follower in found}
    new = [
        {
            "Id": call.records.next_id(FOLLOWERS),
            "WorkOrderId": order["Id"],
            "Email": email,
            "UserId": user_id or None,
        }
        for email, user_id in wanted.items()
        if email.casefold() not in following
    ]
    return Reply({"id": order["Id"]}, 201, changes={FOLLOWERS: new} if new else {})


@operation("removeNoteFollower")
def remove_note_follower(call: Call) -> Reply:
    """Let an address follow no longer."""
    order = access.order(call, unknown="nowhere")
    email = call.query["email"].strip().casefold()
    found = call.records.find(FOLLOWERS, WorkOrderId=order["Id"])
    gone = [follower["Id"] for follower in found if follower["Email"].casefold() == email]
    if not gone:
        raise Invalid("no followers", f"{email or 'nobody'} does not follow")
    return Reply({"id": order["Id"]}, removes={FOLLOWERS: gone})
