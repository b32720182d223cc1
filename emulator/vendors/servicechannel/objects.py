"""The object of an event: what a webhook says of the record.

Fields that are not set are left out.  What whoever causes the event adds (`Event.extra`) comes on
top, so that an event can say what the emulator has no record of yet.
Shapes: https://developer.servicechannel.com/guides/wh/event-objects/ and
https://developer.servicechannel.com/swagger/ (ServiceChannel.Notifications.Objects); the others
from https://github.com/Field-Advantage/FieldAdv.ServiceChannel.Webhooks.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from emulator.kernel.operation import Call, Event, Record
from emulator.vendors.servicechannel import (
    asset_objects,
    checklist_objects,
    invoice_objects,
    order_objects,
    people,
    proposal_objects,
    views,
    visit_objects,
)
from emulator.vendors.servicechannel.events import OBJECT_OF

#: A subscriber and its lists.
LISTS = ("trades", "priorities", "statuses", "categories", "glcodes", "subscribers")
#: What is said of a record of another shape, as far as it has it.
FOUND = ("Id", "SubscriberId", "ProviderId", "LocationId", "WorkOrderId", "Trade", "Category")


def made(call: Call, event: Event) -> Record:
    """What is said of an event, as the caller of the request caused it; {} is nobody."""
    return {**_of_record(call, event), **event.extra}


def _of_record(call: Call, event: Event) -> Record:
    kind = OBJECT_OF[event.type]
    order = order_objects.order_of(call, event)
    if kind == "WorkOrder" and order is not None:
        return order_objects.work_order(call, event, order)
    if kind == "CheckInAndOut" and order is not None:
        row = _visit(call, event, order)
        return visit_objects.visit(call, row, order) if row else _found(call, order)
    if kind == "Location" and event.table == "locations":
        return _location(call, event)
    if kind == "Subscriber" and event.table in LISTS:
        return _of_subscriber(event)
    if kind == "ServiceProvider/Contract" and event.table == "providers":
        return _of_provider(call, event)
    return SHAPES.get((kind, event.table), _found)(call, event.record)


def _visit(call: Call, event: Event, order: Record) -> Record | None:
    """The row of the event; the order's newest that fits, if it is fired for the order."""
    if event.table == "checkins":
        return event.record
    wanted = "Check Out" if event.type == "WorkOrderCheckOut" else "Check In"
    newest = call.records.newest("checkins", WorkOrderId=order["Id"])
    return next((r for r in newest if r["Action"] == wanted and not r["IsBlocked"]), None)


def _found(call: Call, record: Record) -> Record:
    """The fields that every object type has, where the record has them."""
    shown = {name: record[name] for name in FOUND if record.get(name) is not None}
    return shown | people.by(call, "UpdatedBy")


def _location(call: Call, event: Event) -> Record:
    found, kind = event.record, event.type
    if kind.startswith("LocationNote"):
        whose = {"LocationId": found["Id"], "SubscriberId": found["SubscriberId"]}
        changed: Record = {"ChangedValues": []} if kind == "LocationNotesChanged" else {}
        return whose | people.by(call, "User") | changed
    who = {"UpdatedUserName": call.caller["FullName"]} if call.caller else {}
    return visit_objects.location(call, found) | who | {"UpdatedDate": call.stamp}


def _of_subscriber(event: Event) -> Record:
    """A row of one of the subscriber's lists, or the subscriber itself."""
    found = event.record
    name, primary = found.get("Name", found.get("GlCode")), None
    if event.table == "statuses":
        name, primary = found["Extended"] or found["Primary"], found["Primary"]
    elif event.table == "trades":
        primary = found.get("PrimaryTrade") or name
    owner = found["Id"] if event.table == "subscribers" else found["SubscriberId"]
    shown = {"Id": found["Id"], "SubscriberId": owner, "Name": name, "NamePrimary": primary}
    return views.without_nulls(shown)


def _of_provider(call: Call, event: Event) -> Record:
    """A provider's contract; which trade it is for (`TradedId`, the vendor's spelling) is added."""
    shown: Record = {"ProviderId": event.record["Id"]}
    if event.type == "ProviderNameUpdated":
        shown["Name"] = event.record["Name"]
    else:
        shown["LocationIds"] = []
    return shown | people.by(call, "UpdatedBy")


def _issue_list(_call: Call, found: Record) -> Record:
    return {"SubscriberId": found["SubscriberId"], "SetupId": found["Id"]}


#: Shapes that need no more than the record, by object type and table.
SHAPES: Mapping[tuple[str, str], Callable[[Call, Record], Record]] = MappingProxyType(
    {
        ("Asset", "assets"): asset_objects.asset,
        ("Checklist", "checklistresponses"): checklist_objects.response,
        ("Invoice", "invoices"): invoice_objects.invoice,
        ("IssueList", "issuelists"): _issue_list,
        ("Proposal", "proposals"): proposal_objects.proposal,
    }
)
