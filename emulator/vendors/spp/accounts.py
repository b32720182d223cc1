"""Accounts of clients that begin, by a call or by a payment, and whose an address is."""

from bisect import bisect_left, bisect_right

from emulator.kernel.operation import Call, Record
from emulator.kernel.ranks import Rank, rank
from emulator.vendors.spp import statuses
from emulator.vendors.spp.workspaces import new, workspace_id

#: What a client is if nobody says more.
UNSAID: Record = {
    "is_team": False,
    "name_f": "",
    "name_l": "",
    "company": "",
    "tax_id": "",
    "phone": "",
    "address": None,
    "note": "",
    "balance": "0.00",
    "optin": "Yes",
    "stripe_id": "",
    "custom_fields": {},
    "role_id": None,
    "referrer_user_id": None,
    "employee_ids": [],
    "ga_cid": "",
    "team_owner_ids": [],
    "team_member_ids": [],
    "has_two_factor": False,
}


def fresh(call: Call, **fields: object) -> Record:
    """A new client, with a code of its own for those whom it sends."""
    client = new(call, "users", **(UNSAID | {"status_id": _first_status(call)} | fields))
    return {**client, "affiliate_code": f"{client['id']:06X}"}


def _first_status(call: Call) -> int:
    """What a new client's status is: the lowest of the workspace's."""
    codes: list[int] = sorted(statuses.labels(call, "client", workspace_id(call)))
    return codes[0] if codes else 1


def owner(call: Call, email: str, but: object = None) -> Record | None:
    """Who of the workspace has an address, whatever its case.  but: an id that does not count."""
    in_order = call.records.ranked("users", "email", workspace_id=workspace_id(call))
    emails, wanted = call.records.column("users", "email"), rank(email)
    places = range(len(in_order))

    def at(place: int) -> Rank:
        return rank(emails[in_order.lowest(place, place + 1)[0]])

    same = bisect_left(places, wanted, key=at), bisect_right(places, wanted, key=at)
    others = [each for each in in_order.lowest(*same) if each != but]
    return call.records.get("users", others[0]) if others else None
