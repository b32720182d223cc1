"""What a webhook's `data` says of each kind of event: the vendor's older shapes.

The first message of an order in the help has `date_added`, `+0000` and the string number as `id`;
everything else is what the API shows (assumed).  Sources:
https://spp.co/help/knowledgebase/webhooks, https://github.com/serpreach/wayfront-webhook.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from emulator.kernel.operation import Call, Event, Record
from emulator.vendors.spp.dates import written
from emulator.vendors.spp.views import invoices, orders, people, subscriptions, tickets

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
Show = Callable[[Call, Record], Record]


def data(call: Call, event: Event) -> Record:
    """What an event is about, with the string number as its `id` where it has one."""
    return SHOWN[event.table](replace(call, generation="v1"), event.record)


def _order(call: Call, record: Record) -> Record:
    invoice = call.records.get("invoices", record["invoice_id"]) if record["invoice_id"] else None
    shown = None if invoice is None else invoices.invoice(call, invoice)
    dates = {name: written(record[name], "told") for name in orders.DATES}
    named = {} if shown is None else {name: shown[name] for name in ("id", "status", "view_link")}
    return {
        **orders.index(call, record),
        **dates,
        "date_added": dates["created_at"],
        "invoice": named or None,
    }


def _task(call: Call, record: Record) -> Record:
    return orders.task(call, record)


SHOWN: Mapping[str, Show] = {
    "orders": _order,
    "users": people.whole,
    "invoices": invoices.invoice,
    "messages": tickets.message,
    "subscriptions": subscriptions.subscription,
    "tickets": tickets.whole,
    "tasks": _task,
}
