"""Users as webhooks write them.

Enumerations are numbers there, though the Swagger names their values: a client's models, made from
the vendor's samples, have numbers
(https://github.com/Field-Advantage/FieldAdv.ServiceChannel.Webhooks).  That they count from 0 in
the Swagger's order is assumed.
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import sight

#: LoginType: with a password, or by the number that a technician keys in on the phone.
CREDENTIALS, PIN = 0, 1


def user(found: Record, login: int = CREDENTIALS) -> Record:
    """Who did it.  found: a user's record."""
    company = "SubscriberId" if found["SubscriberId"] else "ProviderId"
    return {
        "Id": found["Id"],
        "AuthUserId": found["Id"],
        "UserName": found["UserName"],
        "FullName": found["FullName"],
        "Email": found["Email"],
        "LoginType": login,
        company: found[company],
    }


def by(call: Call, field: str) -> Record:
    """The user whose request it was, under this field; nothing when the control plane fires."""
    return {field: user(call.caller)} if call.caller else {}


def user_of(call: Call, user_id: int, login: int = CREDENTIALS) -> Record:
    """A user by id; a technician known by a number only has only that."""
    found = call.records.get("users", user_id)
    return user(found, login) if found else {"Id": user_id}


def author(call: Call, name: str, order: Record) -> Record | None:
    """The user of a company of this work order who signs so; None for the vendor's own notes."""
    if call.caller and call.caller["FullName"] == name:
        return user(call.caller)
    found = call.records.find("users", FullName=name) if name not in ("", ".") else []
    return next((user(u) for u in found if sight.is_theirs(u, order)), None)
