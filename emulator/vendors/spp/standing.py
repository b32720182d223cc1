"""How a subscription stands: what another status means for when it is charged.

The five states are the vendor's, what they lead to is assumed.  Source:
https://github.com/wayfronthq/wayfront-skills.
"""

from datetime import timedelta

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import dates, statuses
from emulator.vendors.spp.saves import Saved, edited

#: Where subscriptions are, and the field that says when the next thing happens to one.
TABLE, WHEN = "subscriptions", "bills_at"
#: What their statuses are of.
KIND = "subscription"
#: What a status that somebody sets is told as; of any other that it was updated.
TOLD = {statuses.CANCELED: "subscription.canceled", statuses.PAST_DUE: "subscription.failed"}


def changed(call: Call, saved: Saved, before: Record, status: int) -> Record:
    """Save that somebody sets another status; the subscription as it is then.

    One that is active again when its period is over is charged at once (assumed).
    """
    meant = statuses.meanings(call, KIND, before["workspace_id"]).get(status, "")
    end = before["current_period_end"]
    due = max(end, dates.now(call)) if end else dates.now(call)
    fields: Record = {"status_id": status, WHEN: None, "failures": 0}
    if meant in (statuses.ACTIVE, statuses.PENDING_END):
        fields[WHEN] = due
    elif meant == statuses.PAST_DUE and before["payment_method_id"]:
        fields |= {"failures": 1, WHEN: next_try(call, 1)}
    after = edited(call, before, fields)
    saved.put(TABLE, after)
    saved.tell(TOLD.get(meant, "subscription.updated"), TABLE, after)
    return after


def next_try(call: Call, failures: int) -> str | None:
    """When a card is tried again; None once it has failed too often."""
    days = call.switches["retry_days"]
    if failures > len(days):
        return None
    return dates.kept(call.now + timedelta(days=days[failures - 1]))
