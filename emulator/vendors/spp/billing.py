"""Subscriptions on the clock: charged at the end of each period, tried again, ended.

The five states are the vendor's, how a period ends is assumed.  Source:
https://github.com/wayfronthq/wayfront-skills.
"""

from dataclasses import replace
from datetime import datetime

from emulator.kernel.clock import parse_instant
from emulator.kernel.operation import Call, Record, Records, Reply
from emulator.kernel.vendor import Chores
from emulator.vendors.spp import dates, statuses
from emulator.vendors.spp.invoicing import again
from emulator.vendors.spp.paying import pay
from emulator.vendors.spp.periods import later
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.standing import KIND, TABLE, WHEN, next_try
from emulator.vendors.spp.workspaces import find

#: The states in which the end of a period is charged.
CHARGED = (statuses.ACTIVE, statuses.PAST_DUE)


def next_due(records: Records) -> datetime | None:
    """When the next subscription is charged or ends."""
    first = _first(records)
    return None if first is None else parse_instant(first[WHEN])


def happen(call: Call) -> Reply:
    """What the clock does to the first subscription that is due."""
    before = _first(call.records)
    assert before is not None  # noqa: S101 - it is what is due
    call = replace(call, caller={"workspace_id": before["workspace_id"]})
    saved = Saved()
    meant = statuses.meaning(call, KIND, before)
    if meant in CHARGED:
        what = _charge(call, saved, before)
    elif meant == statuses.PENDING_END:
        _end(call, saved, before)
        what = "subscription canceled"
    else:
        saved.put(TABLE, edited(call, before, {WHEN: None}))
        what = "subscription not charged"
    reply = done(call, saved)
    reply.body = what
    return reply


def _first(records: Records) -> Record | None:
    """The subscription that is due first, from an index."""
    in_order = records.ranked(TABLE, WHEN)
    first = in_order.lowest(in_order.nulls, in_order.nulls + 1)
    return records.get(TABLE, first[0]) if first else None


def _charge(call: Call, saved: Saved, before: Record) -> str:
    """The end of a period, or another try: a new invoice, paid if there is a good card."""
    card_id = before["payment_method_id"]
    cards = find(call, "cards", payment_method_id=card_id) if card_id else []
    good = [c for c in cards if c["user_id"] == before["user_id"] and not c["is_declined"]]
    if card_id and not good:
        return _fail(call, saved, before)
    invoice, items = again(call, before)
    after = edited(call, before, _next_period(call, before))
    saved.put("items", *items)
    saved.tell("invoice.created", "invoices", invoice)
    if good:
        pay(call, saved, invoice, items, good[0], after)
        return "subscription renewed"
    saved.put("invoices", invoice)
    saved.put(TABLE, after)
    return "subscription invoiced"


def _next_period(call: Call, before: Record) -> Record:
    """The first period that ends after now; the one before it is settled."""
    end = parse_instant(before["current_period_end"] or dates.now(call))
    begun = parse_instant(before["created_at"])
    end = later(end, before["r_period_l"], before["r_period_t"], begun.day)
    while end <= call.now:
        end = later(end, before["r_period_l"], before["r_period_t"], begun.day)
    kept = dates.kept(end)
    active = statuses.code(call, KIND, statuses.ACTIVE, before["workspace_id"])
    settled = {"status_id": active, "failures": 0}
    return {"current_period_end": kept, WHEN: kept, **settled}


def _fail(call: Call, saved: Saved, before: Record) -> str:
    """A charge that failed: there is another one days later, or the subscription ends."""
    failures = before["failures"] + 1
    at = next_try(call, failures)
    past_due = statuses.code(call, KIND, statuses.PAST_DUE, before["workspace_id"])
    fields = {"status_id": past_due, "failures": failures, WHEN: at}
    after = edited(call, before, fields)
    saved.tell("subscription.failed", TABLE, after)
    if at is None:
        _end(call, saved, after)
        return "subscription failed and canceled"
    saved.put(TABLE, after)
    return "subscription failed"


def _end(call: Call, saved: Saved, before: Record) -> None:
    over = statuses.code(call, KIND, statuses.CANCELED, before["workspace_id"])
    after = edited(call, before, {"status_id": over, WHEN: None})
    saved.put(TABLE, after)
    saved.tell("subscription.canceled", TABLE, after)


CHORES = Chores(next=next_due, happen=happen)
