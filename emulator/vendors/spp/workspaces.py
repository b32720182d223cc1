"""Whose records a call sees: those of its caller's workspace, and no others."""

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import dates

#: The older API, on which a record with a number has that as its id.
OLDER = "v1"
#: Bytes of an order's, ticket's or invoice's number.
NUMBER_BYTES = 4
#: Characters of a token, an endpoint's or a login link's.
TOKEN_LENGTH = 32
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def workspace_id(call: Call) -> int:
    """The caller's; of a call without one, which nobody made, the first."""
    return int(call.caller.get("workspace_id") or 1)


def workspace(call: Call) -> Record:
    return call.load("workspaces", workspace_id(call))


def find(call: Call, table: str, **fields: object) -> list[Record]:
    """The workspace's records with these values, oldest first, those that were deleted too."""
    return call.records.find(table, workspace_id=workspace_id(call), **fields)


def get(call: Call, table: str, record_id: object) -> Record | None:
    """A record by its id; None if there is none, if it is another workspace's or was deleted."""
    record = call.records.get(table, record_id) if isinstance(record_id, int) else None
    if record is None or record["workspace_id"] != workspace_id(call):
        return None
    return None if record.get("deleted_at") else record


def load(call: Call, table: str, record_id: object) -> Record:
    """The same.  Raises NotFound, whose rule is the table."""
    record = get(call, table, record_id)
    if record is None:
        raise NotFound(table, f"{table} has no record {record_id}", key=str(record_id))
    return record


def shown_id(call: Call, record: Record) -> object:
    """What an order, a ticket or an invoice shows as its id: under `/api/v1` its number."""
    return record["number"] if call.generation == OLDER else record["id"]


def numbered(call: Call, table: str, key: object) -> Record:
    """An order, a ticket or an invoice by its number, or by its id (clients send both).

    Raises NotFound.
    """
    text = str(key)
    found = [r for r in find(call, table, number=text) if not r.get("deleted_at")]
    if found:
        return found[0]
    record_id = as_id(text)
    return load(call, table, text if record_id is None else record_id)


def as_id(text: str) -> int | None:
    """The id that a text is; None for a text that is none."""
    is_id = text.isascii() and text.isdecimal() and len(text) < 16  # noqa: PLR2004 - of a number
    return int(text) if is_id else None


def user(call: Call, user_id: object, *, is_team: bool) -> Record:
    """A client, or a member of the team.  Raises NotFound."""
    found = get(call, "users", user_id)
    if found is None or found["is_team"] != is_team:
        kind = "team member" if is_team else "client"
        raise NotFound("users", f"{user_id} is no {kind}", key=str(user_id))
    return found


def new(call: Call, table: str, **fields: object) -> Record:
    """A record of the workspace that is created now."""
    at = dates.now(call)
    stamps = {"created_at": at, "updated_at": at}
    own = {"id": call.records.next_id(table), "workspace_id": workspace_id(call)}
    return {**own, **stamps, **fields}


def new_number(call: Call, table: str) -> str:
    """Eight upper-case hex digits that no other of the table has."""
    while True:
        number = call.random.randbytes(NUMBER_BYTES).hex().upper()
        if not number.isdecimal() and not find(call, table, number=number):
            return number


def new_secret(call: Call) -> str:
    """A token that nobody guesses."""
    return "".join(LETTERS[b % len(LETTERS)] for b in call.random.randbytes(TOKEN_LENGTH))
