"""Tickets, and messages with what they are about."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import statuses
from emulator.vendors.spp.dates import written
from emulator.vendors.spp.views import orders, people
from emulator.vendors.spp.workspaces import shown_id

DATES = ("created_at", "updated_at", "last_message_at", "date_closed")
PLAIN = ("number", "subject", "user_id", "tags", "note", "status_id", "source")


def index(call: Call, record: Record) -> Record:
    """A ticket as lists and messages show it.  Under `/api/v1` its id is its number (assumed)."""
    order = call.records.get("orders", record["order_id"]) if record["order_id"] else None
    return {
        "id": shown_id(call, record),
        **{name: record[name] for name in PLAIN},
        **{name: written(record[name]) for name in DATES},
        "client": people.client(call, record["user_id"]),
        "form_data": orders.form_data(call, ticket_id=record["id"]),
        "employees": people.employees(call, record["employee_ids"]),
        "status": statuses.label(call, "ticket", record),
        "order_id": None if order is None else order["number"],
    }


def whole(call: Call, record: Record) -> Record:
    """A ticket alone, with its messages."""
    newest = call.records.newest("messages", ticket_id=record["id"])
    return {
        **index(call, record),
        "messages": [orders.note(message) for message in newest],
        "metadata": record["metadata"],
    }


def message(call: Call, record: Record) -> Record:
    """A message with its order or its ticket, null the other."""
    get = call.records.get
    order = get("orders", record["order_id"]) if record["order_id"] else None
    ticket = get("tickets", record["ticket_id"]) if record["ticket_id"] else None
    return {
        **orders.note(record),
        "order": None if order is None else orders.index(call, order),
        "ticket": None if ticket is None else index(call, ticket),
    }
