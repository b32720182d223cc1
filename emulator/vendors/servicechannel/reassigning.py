"""Giving a work order to another provider: what is asked for, and what changes."""

from collections.abc import Mapping

from emulator.kernel.clock import write_instant
from emulator.kernel.errors import Invalid
from emulator.kernel.operation import Call, Event, Record, Reply
from emulator.vendors.servicechannel import (
    contracting,
    dispatch_rules,
    field_checks,
    lookups,
    moving,
    order_fields,
    records,
    views,
)
from emulator.vendors.servicechannel.field_checks import Facts
from emulator.vendors.servicechannel.order_fields import FIELDS


def chosen(call: Call, order: Record) -> Record:
    """The fields that a request for a reassignment changes.

    Raises Invalid for a provider, trade or amount that does not fit.
    """
    sent = call.body
    provider_id, trade = sent.get("ProviderId"), _trade(call, order)
    if provider_id is None:
        raise Invalid("provider needed", "ProviderId is missing")
    if call.records.get("providers", provider_id) is None:
        raise Invalid("unknown provider", f"there is no provider {provider_id}")
    place = call.load("locations", order["LocationId"])
    if trade is None or not contracting.has(call, provider_id, place, trade["Id"]):
        raise Invalid("provider without contract", f"{provider_id} has no contract for this")
    if (provider_id, trade["Id"]) == (order["ProviderId"], order["TradeId"]):
        raise Invalid("nothing to reassign", "provider and trade are the same")
    new = {"ProviderId": provider_id, "Trade": trade["Name"], "TradeId": trade["Id"]}
    return new | _listed(call, order) | _money(call, order) | _plain(call)


def _trade(call: Call, order: Record) -> Record | None:
    name = str(call.body.get("Trade") or order["Trade"])
    return lookups.row(call, "trades", order["SubscriberId"], None, name)


def _listed(call: Call, order: Record) -> Record:
    """Category and priority, where they are sent."""
    new: Record = {}
    for field, table in (("Category", "categories"), ("Priority", "priorities")):
        if sent := call.body.get(field):
            rows = call.records.find(table, SubscriberId=order["SubscriberId"])
            new |= field_checks.one_of(field, f"invalid {field.lower()}")(sent, Facts(order, rows))
    return new


def _money(call: Call, order: Record) -> Record:
    """The NTE, where one is sent; what it was the sum of is gone."""
    if "Nte" not in call.body:
        return {}
    limit = call.caller["NteLimit"] if call.caller["SubscriberId"] else None
    new = field_checks.nte({"Value": call.body["Nte"]}, Facts({}, limit=limit))
    return field_checks.bare(order, new["Nte"])


def _plain(call: Call) -> Record:
    """Texts and dates that are taken as they are."""
    names = {"Problem": "Description", "ProblemCode": "ProblemCode", "GlCode": "GlCode"}
    dates = {"ScheduledDate": "ScheduledDate", "OriginalETA": "OriginalEta"}
    texts = {field: call.body[name] for name, field in names.items() if call.body.get(name)}
    instants = {
        field: write_instant(when)
        for name, field in dates.items()
        if (when := call.instant(name)) is not None
    }
    return texts | instants


def reassigned(call: Call, order: Record, new: Mapping[str, object], why: str) -> Reply:
    """The reply to a reassignment.

    Another provider finds the work order open, and its technicians have to be assigned anew; what
    was done before stays on it.
    """
    was = order["ProviderId"]
    changed = [field for field in FIELDS.values() if field.name in new]
    sentences = [order_fields.sentences(field, order, new) for field in changed]
    said = "".join(f"{sentence} " for sentence in sentences if sentence)
    kinds = [order_fields.event(f, order.get(f.name), new[f.name]) for f in changed]
    events: list[str | Event] = [*filter(None, kinds)]
    order |= new
    notes = moving.comments(call, order)
    removes = {}
    if order["ProviderId"] != was:
        order["ReassignDate"] = call.stamp
        names = [call.load("providers", p)["Name"] for p in (was, order["ProviderId"])]
        said += f"Provider changed from <b>{names[0]}</b> to <b>{names[1]}</b>. "
        events.append("WorkOrderProviderChanged")
        if views.status(order) != dispatch_rules.OPEN:
            said += f"{records.move(call, order, dispatch_rules.OPEN)} "
            events.append("WorkOrderStatusChanged")
        gone = call.records.find("technicianassignments", WorkOrderId=order["Id"])
        removes = {"technicianassignments": [row["Id"] for row in gone]} if gone else {}
    events += [Event("WorkOrderNoteAdded", "notes", note) for note in notes]
    return records.changed(
        call,
        order,
        f"{said}Reason: {why}.",
        *events,
        body={"id": order["Id"]},
        more={"notes": notes} if notes else {},
        removes=removes,
    )
