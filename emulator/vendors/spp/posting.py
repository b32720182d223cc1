"""Messages of an order or a ticket: who writes them, their files, and who is told.

What is under an order and what is under a ticket is the same resource.  Sources: the vendor's API
reference of 2024-03-05, https://github.com/pheeque/spp-api; that the key's user writes a message
without an author, and that its parent then has a new `last_message_at`, is assumed.
"""

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply
from emulator.kernel.uploads import file_name
from emulator.vendors.spp import errors
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import tickets
from emulator.vendors.spp.workspaces import get, load, new

#: The table of what a message is under, by the field that names it.
PARENTS = {"order_id": "orders", "ticket_id": "tickets"}
#: What a file is called that came without a name.
UNNAMED = "attachment"


def messages(call: Call, parent_field: str, parent: Record) -> Reply:
    """One page of what was written under an order or a ticket, the newest first."""
    return listed(call, "messages", tickets.message, **{parent_field: parent["id"]})


def post(call: Call, parent_field: str, parent: Record) -> Reply:
    """A new message of the body.  Raises Invalid."""
    author = _author(call, parent)
    message = new(call, "messages") | {
        "order_id": None,
        "ticket_id": None,
        parent_field: parent["id"],
        "user_id": author["id"],
        "message": call.body["message"],
        "staff_only": call.body.get("staff_only", False),
        "files": _files(call),
    }
    del message["updated_at"]
    saved = Saved()
    saved.put("messages", message)
    at = {"last_message_at": message["created_at"]}
    saved.put(PARENTS[parent_field], edited(call, parent, at))
    if not message["staff_only"] or call.switches["staff_messages_told"]:
        saved.tell("message.posted", "messages", message)
    return done(call, saved, tickets.message, message, status=201)


def remove(call: Call, parent_field: str, key: object, parent: Record | None = None) -> Reply:
    """A message goes for good.  key: its id.  parent: what it must be under, if that is named.

    Raises NotFound for a message that is under something else, or under what was deleted.
    """
    message = load(call, "messages", key)
    above = get(call, PARENTS[parent_field], message[parent_field])
    if above is None or (parent is not None and above["id"] != parent["id"]):
        where = parent["number"] if parent else f"any of the {PARENTS[parent_field]}"
        reason = f"message {message['id']} is not of {where}"
        raise NotFound("messages", reason, key=str(message["id"]))
    saved = Saved()
    saved.drop("messages", message["id"])
    return done(call, saved)


def _author(call: Call, parent: Record) -> Record:
    """Who writes: the key's user unless the body names one of the team or the parent's client."""
    if "user_id" not in call.body:
        return call.caller
    named = call.body["user_id"]
    found = get(call, "users", named)
    if found is None or not (found["is_team"] or found["id"] == parent["user_id"]):
        reason = f"user_id: {named} is neither of the team nor the client {parent['user_id']}"
        raise errors.invalid(reason, user_id=errors.CHOICE)
    return found


def _files(call: Call) -> list[str]:
    """The names of the attachments; what is no file is refused (assumed)."""
    files = [f for name, f in call.files.items() if name.partition(".")[0] == "attachments"]
    sent = [name for name in call.body.get("attachments") or () if name]
    if len(sent) != len(files):
        reason = "attachments: only the files of a multipart body are attachments"
        raise errors.invalid(reason, attachments=errors.NO_FILE)
    return [file_name(file.name) or UNNAMED for file in files]
