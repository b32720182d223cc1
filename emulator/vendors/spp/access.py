"""Who may do what: keys act for members of the team, whose role has the rights.

Sources: https://github.com/wayfronthq/wayfront-skills (staff only, roles apply) and the vendor's
API reference of 2024-03-05 (a role's fields); that 0 means no access is assumed.
"""

from collections.abc import Mapping

from emulator.kernel.errors import Forbidden, NotFound, Unauthenticated
from emulator.kernel.operation import Call, Record, Records
from emulator.kernel.request import Request
from emulator.vendors.spp import reading


def admit(records: Records, request: Request) -> None:
    """Raises NotFound for the host of a workspace that there is not."""
    name = reading.subdomain(request.header(b"host") or "")
    if name and not records.find("workspaces", subdomain=name):
        known = ", ".join(sorted(w["subdomain"] for w in records.find("workspaces")))
        raise NotFound("workspaces", f"no workspace {name}; there are {known}", key=name)


def permit(permission: Mapping[str, object], call: Call) -> None:
    """Raises Unauthenticated for the key of another workspace than the host's, and Forbidden."""
    workspace = call.load("workspaces", call.caller["workspace_id"])
    asked = reading.asked(call.base_url)
    if asked not in ("", workspace["subdomain"]):
        raise Unauthenticated(
            reason=f"the key is of workspace {workspace['subdomain']}, the host is of {asked}",
            credential="of another workspace",
        )
    if not workspace["has_api"]:
        raise Forbidden("no API", f"the API module of {workspace['subdomain']} is off")
    if not call.caller["is_team"]:
        raise Forbidden("no staff", f"user {call.caller['id']} is a client; keys act for the team")
    _has_right(str(permission.get("right", "")), call)


def _has_right(needed: str, call: Call) -> None:
    role = call.records.get("roles", call.caller["role_id"] or 0)
    if needed and (role is None or not role[needed]):
        name = role["name"] if role else "none"
        raise Forbidden(
            reason=f"role {name} of user {call.caller['id']} has {needed} 0, it needs at least 1",
            right=needed,
            role=name,
        )


def find_key(records: Records, key: str) -> int | None:
    """The member of the team whom a key acts for; None for an unknown or a deleted one."""
    found = records.find("keys", key=key, is_active=True)
    return found[0]["user_id"] if found else None


def doubt(credential: str) -> str:
    """What is wrong with a key that there is not."""
    if not credential.startswith("spp_api_"):
        return "unknown API key; keys begin with spp_api_"
    return "unknown API key; `fse env` prints one that works"


def owners(caller: Record, client_id: str) -> Mapping[str, str]:
    """A limit counts for the workspace."""
    del client_id
    return {"workspace": f"workspace {caller['workspace_id']}"}
