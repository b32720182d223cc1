"""The team: whom keys act for.  It is only read."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.spp import workspaces
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.views import people


@operation("listTeam")
def list_team(call: Call) -> Reply:
    return listed(call, "users", people.user, is_team=True)


@operation("getTeamMember")
def get_team_member(call: Call) -> Reply:
    return Reply(people.whole(call, workspaces.user(call, call.path["user"], is_team=True)))
