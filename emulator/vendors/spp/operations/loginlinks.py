"""Login links: a client is logged in by following one."""

from datetime import timedelta

from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Forbidden
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import dates
from emulator.vendors.spp.saves import Saved, done
from emulator.vendors.spp.workspaces import load, new_secret, workspace_id

#: How long a link is valid.  Source: the vendor's API reference of 2024-03-05.
LIFETIME = timedelta(hours=2)


@operation("getLoginLink")
def get_login_link(call: Call) -> Reply:
    """The client's link; a new one once the last has expired."""
    client = load(call, "users", call.path["user"])
    _may_have_one(client)
    before = call.records.find("loginlinks", user_id=client["id"])
    for link in before:
        if parse_instant(link["expires_at"]) > call.now:
            return Reply(_shown(call, link))
    link = {
        "id": call.records.next_id("loginlinks"),
        "workspace_id": workspace_id(call),
        "user_id": client["id"],
        "token": new_secret(call),
        "expires_at": dates.kept(call.now + LIFETIME),
    }
    saved = Saved()
    saved.drop("loginlinks", *[each["id"] for each in before])
    saved.put("loginlinks", link)
    return done(call, saved, _shown, link)


def _may_have_one(client: Record) -> None:
    """Raises Forbidden for the team, and for who logs in with a second factor."""
    if client["is_team"]:
        raise Forbidden(reason=f"user {client['id']} is of the team; links are for clients")
    if client["has_two_factor"]:
        raise Forbidden(reason=f"client {client['id']} logs in with two factors, not by a link")


def _shown(call: Call, link: Record) -> Record:
    return {"link": f"{call.base_url}/login?token={link['token']}"}
