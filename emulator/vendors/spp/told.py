"""What a webhook's `data` says of each kind of event: the vendor's older shapes.

The sample of the help has `date_added`, offsets as `+0000` and an order's string number as `id`;
all else is what the API shows (assumed), so that both kinds of receivers find what they read.
Sources: https://spp.co/help/knowledgebase/webhooks, https://github.com/serpreach/wayfront-webhook.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from emulator.kernel.operation import Call, Event, Record
from emulator.vendors.spp.views import (
    invoices,
    lookups,
    orders,
    people,
    services,
    subscriptions,
    tickets,
)
from emulator.vendors.spp.workspaces import OLDER

#: Every event and the table of what it is about.
CATALOGUE: Mapping[str, str] = {
    "order.created": "orders",
    "order.status.changed": "orders",
    "order.tagged": "orders",
    "order.updated": "orders",
    "order.deleted": "orders",
    "form.contact.submitted": "tickets",
    "form.intake.submitted": "orders",
    "orderform.submitted": "orders",
    "account.created": "users",
    "account.deleted": "users",
    "invoice.created": "invoices",
    "invoice.paid": "invoices",
    "invoice.refunded": "invoices",
    "message.posted": "messages",
    "subscription.paid": "subscriptions",
    "subscription.failed": "subscriptions",
    "subscription.canceled": "subscriptions",
    "subscription.updated": "subscriptions",
    "ticket.created": "tickets",
    "task.completed": "tasks",
    "task.reopened": "tasks",
}
#: Fields that hold what people have named themselves.
FREE = ("form_data", "metadata", "custom_fields", "options")
OFFSET = "+00:00"
Show = Callable[[Call, Record], Record]


def data(call: Call, event: Event) -> Record:
    """What an event is about, with the string number as its `id` where it has one."""
    show = SHOWN.get(event.table, _named)
    shown = _older(show(replace(call, generation=OLDER), event.record))
    assert isinstance(shown, dict)  # noqa: S101 - as every view is
    if "created_at" in shown:
        shown["date_added"] = shown["created_at"]
    return shown


def _order(call: Call, record: Record) -> Record:
    """An order as lists show it, with a part of its invoice."""
    invoice = call.records.get("invoices", record["invoice_id"] or 0)
    shown = {} if invoice is None else invoices.invoice(call, invoice)
    named = {name: shown[name] for name in ("id", "status", "view_link") if shown}
    return {**orders.index(call, record), "invoice": named or None}


def _named(call: Call, record: Record) -> Record:
    """Of what no event is about: keys and tokens may be in it."""
    del call
    return {"id": record["id"]}


def _older(value: object, name: str = "") -> object:
    """The same with dates as webhooks write them.  name: the field's."""
    if isinstance(value, Mapping):
        return {n: _older(each, name if name in FREE else n) for n, each in value.items()}
    if isinstance(value, str):
        is_date = name.startswith("date_") or name.endswith(("_at", "_end"))
        return value.replace(OFFSET, "+0000") if is_date else value
    if isinstance(value, Sequence):
        return [_older(each, name) for each in value]
    return value


SHOWN: Mapping[str, Show] = {
    "orders": _order,
    "users": people.whole,
    "invoices": invoices.invoice,
    "messages": tickets.message,
    "subscriptions": subscriptions.subscription,
    "tickets": tickets.whole,
    "tasks": orders.task,
    "services": services.service,
    "coupons": lookups.coupon,
    "activities": lookups.activity,
    "formfields": lookups.field,
    "tags": lookups.tag,
}
