"""Making an invoice, and what a subscriber asks of one."""

import json
import re

from emulator.kernel.errors import Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    invoice_access,
    invoice_checks,
    invoice_drafts,
    invoice_rules,
    invoice_settings,
    lookups,
    reach,
    records,
    requirement_views,
    sight,
    views,
)

TRACKING_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)


@operation("createInvoice")
def create_invoice(call: Call) -> Reply:
    """Invoice a work order that is completed; every check is in invoice_checks."""
    order = _order(call)
    location = call.load("locations", order["LocationId"])
    invoice_checks.check_order(invoice_drafts.ordered(order, location))
    asked = invoice_settings.settings(call, order["SubscriberId"])
    when = invoice_drafts.dated(call)
    bill = invoice_drafts.bill(call, when, views.place_of(call, location))
    invoice_checks.check(bill, invoice_drafts.wanted(call, order, location, asked))
    invoice = invoice_drafts.invoice(call, invoice_drafts.Draft(order, bill, when))
    moved = invoice_access.take(call, order)
    told = [
        Event("InvoiceCreated", "invoices", invoice),
        Event(invoice_rules.TOLD[invoice["Status"]], "invoices", invoice),
        *([Event("WorkOrderStatusChanged", "workorders", order)] if moved else []),
    ]
    said = f"Invoice <b>{invoice['Number']}</b> created. {moved}".rstrip()
    body = _created(call, invoice["Id"])
    more = {"invoices": [invoice]}
    return records.changed(call, order, said, *told, body=body, status=201, more=more)


def _created(call: Call, invoice_id: int) -> Record:
    """One client reads `Id`, another `id` (switch)."""
    names = {"Id": ("Id",), "id": ("id",), "both": ("Id", "id")}
    return dict.fromkeys(names[call.switches["invoice_created_body"]], invoice_id)


def _order(call: Call) -> Record:
    """The work order by its tracking number, or by the caller's own number for it.

    A provider's is the work order number, a subscriber's the purchase number; the newest of
    several.  Raises NotFound for none.
    """
    named = str(call.body["WoIdentifier"]).strip()
    own = "PurchaseNumber" if call.caller["SubscriberId"] else "Number"
    found = None
    if TRACKING_NUMBER.fullmatch(named):
        found = call.records.get("workorders", int(named))
    if found is None or not sight.is_theirs(call.caller, found):
        known = call.records.find("workorders", **access.scope(call), **{own: named})
        found = max(known, key=lambda order: int(order["Id"]), default=None)
    if found is None or sight.is_young(call, found) or not sight.is_within(call.caller, found):
        raise NotFound("bad tracking number", f"no work order {named!r}")
    return found


@operation("getInvoiceRequirements")
def get_invoice_requirements(call: Call) -> Reply:
    """What a subscriber asks of invoices."""
    subscriber = _subscriber(call)
    asked = invoice_settings.settings(call, subscriber)
    return Reply(
        {
            **requirement_views.general(call, asked),
            "AvailableTrades": json.dumps(_trades(call, subscriber)),
            "AvailableCategories": json.dumps(_categories(call, subscriber)),
        }
    )


def _subscriber(call: Call) -> int:
    """The subscriber of the path.

    Raises Invalid for one that is not the caller's own, or has no contract with the provider.
    """
    asked: int = call.path["subscriberId"]
    if call.caller["SubscriberId"]:
        if asked != call.caller["SubscriberId"]:
            raise Invalid("no access to subscriber", f"{asked} is not the caller's subscriber")
    elif not reach.works_with(call, asked):
        raise Invalid("no contract", f"subscriber {asked} does not work with this provider")
    return asked


def _trades(call: Call, subscriber: int) -> list[Record]:
    found = call.records.find("trades", SubscriberId=subscriber)
    return [{"Id": t["Id"], "Name": t["Name"], "PrimaryTradeName": t["Name"]} for t in found]


def _categories(call: Call, subscriber: int) -> list[Record]:
    found = call.records.find("categories", SubscriberId=subscriber)
    return [
        {
            "Id": category["Id"],
            "SubscriberId": subscriber,
            "Name": category["Name"],
            "HasDependency": False,
            "PrimaryCategoryID": category["Id"],
            "PrimaryCategoryName": category["Name"],
        }
        for category in found
    ]


@operation("getOtherChargeOptions")
def get_other_charge_options(call: Call) -> Reply:
    """What other charges may be called on work orders of a category."""
    subscriber = _subscriber(call)
    name = call.path["category"].casefold()
    if lookups.row(call, "categories", subscriber, None, name) is None:
        raise Invalid("other charge category", f"no category {call.path['category']!r}")
    options = invoice_settings.settings(call, subscriber)["OtherChargeOptions"]
    return Reply(
        [text for o in options if o["Category"].casefold() == name for text in o["Descriptions"]]
    )


@operation("getInvoiceRejectionReasons")
def get_invoice_rejection_reasons(call: Call) -> Reply:
    """Why a subscriber rejects invoices."""
    subscriber = _subscriber(call)
    return Reply(call.records.find("rejectionreasons", SubscriberId=subscriber))
