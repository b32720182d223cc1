"""Activities: what the team notes of a client."""

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import lookups
from emulator.vendors.spp.workspaces import load, new, user

#: What an activity is if nobody says more, which nobody can.
UNSAID: Record = {"scheduled_at": None, "completed_at": None, "assignee_id": None}


@operation("listActivities")
def list_activities(call: Call) -> Reply:
    return listed(call, "activities", lookups.activity, user_id=_client_id(call))


@operation("createActivity")
def create_activity(call: Call) -> Reply:
    own = {"user_id": _client_id(call), "author_id": call.caller["id"]}
    activity = new(call, "activities", **UNSAID, **own, content=call.body["content"])
    saved = Saved()
    saved.put("activities", activity)
    return done(call, saved, lookups.activity, activity, status=201)


@operation("getActivity")
def get_activity(call: Call) -> Reply:
    return Reply(lookups.activity(call, _activity(call)))


@operation("updateActivity")
def update_activity(call: Call) -> Reply:
    activity = edited(call, _activity(call), {"content": call.body["content"]})
    saved = Saved()
    saved.put("activities", activity)
    return done(call, saved, lookups.activity, activity)


@operation("deleteActivity")
def delete_activity(call: Call) -> Reply:
    saved = Saved()
    saved.drop("activities", _activity(call)["id"])
    return done(call, saved)


def _client_id(call: Call) -> int:
    return int(user(call, call.path["user"], is_team=False)["id"])


def _activity(call: Call) -> Record:
    """The client's activity.  Raises NotFound for another client's."""
    client_id, activity = _client_id(call), load(call, "activities", call.path["activity"])
    if activity["user_id"] != client_id:
        reason = f"activity {activity['id']} is of client {activity['user_id']}, not {client_id}"
        raise NotFound("activities", reason, key=str(activity["id"]))
    return activity
