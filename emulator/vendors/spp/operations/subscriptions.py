"""Subscriptions: read, and given another status; the clock does the rest (`billing`)."""

from emulator.kernel.errors import Conflict
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import checks, standing, statuses
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.saves import Saved, done
from emulator.vendors.spp.views import subscriptions
from emulator.vendors.spp.workspaces import load


@operation("listSubscriptions")
def list_subscriptions(call: Call) -> Reply:
    return listed(call, "subscriptions", subscriptions.subscription)


@operation("getSubscription")
def get_subscription(call: Call) -> Reply:
    return Reply(subscriptions.subscription(call, _named(call)))


@operation("updateSubscription")
def update_subscription(call: Call) -> Reply:
    """Raises Conflict for one that is canceled, which it stays."""
    before = _named(call)
    status = checks.status(call, "subscription", call.body["status"])
    if statuses.meaning(call, standing.KIND, before) == statuses.CANCELED:
        raise Conflict("subscription over", f"subscription {before['id']} is canceled for good")
    saved = Saved()
    after = before
    if status != before["status_id"]:
        after = standing.changed(call, saved, before, status)
    return done(call, saved, subscriptions.subscription, after)


def _named(call: Call) -> Record:
    return load(call, "subscriptions", call.path["subscription"])
