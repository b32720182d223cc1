"""Orders in lists, their tasks, and messages as an order or a ticket has them."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import statuses
from emulator.vendors.spp.dates import written
from emulator.vendors.spp.views import people
from emulator.vendors.spp.workspaces import shown_id

DATES = ("created_at", "updated_at", "last_message_at", "date_started", "date_completed",
         "date_due")  # fmt: skip
PLAIN = ("number", "status_id", "tags", "quantity", "service", "service_id", "user_id", "note",
         "paysys", "currency", "metadata", "linked_orders")  # fmt: skip
TASK = ("id", "name", "description", "sort_order", "is_public", "for_client", "is_complete",
        "completed_by", "deadline")  # fmt: skip


def index(call: Call, record: Record) -> Record:
    """An order as lists and messages show it.  Under `/api/v1` its id is its number."""
    invoice = call.records.get("invoices", record["invoice_id"]) if record["invoice_id"] else None
    return {
        "id": shown_id(call, record),
        **{name: record[name] for name in PLAIN},
        **{name: written(record[name]) for name in DATES},
        "client": people.client(call, record["user_id"]),
        "status": statuses.label(call, "order", record),
        "price": float(record["price"]),
        "invoice_id": None if invoice is None else invoice["number"],
        "employees": people.employees(call, record["employee_ids"]),
        "form_data": form_data(call, order_id=record["id"]),
    }


def form_data(call: Call, **parent: int) -> Record:
    """What was filled in, by the field's label; of several with one label the last."""
    fields = call.records.find("formfields", **parent)
    return {field["name"]: field["value"] for field in fields}


def note(record: Record) -> Record:
    """A message inside its order or its ticket."""
    fields = ("id", "user_id", "message", "staff_only", "files")
    return {name: record[name] for name in fields} | {"created_at": written(record["created_at"])}


def task(call: Call, record: Record) -> Record:
    """A task of an order, which it names by its number."""
    order = call.records.get("orders", record["order_id"])
    return {
        **{name: record[name] for name in TASK},
        "order_id": "" if order is None else order["number"],
        "completed_at": written(record["completed_at"], "plain"),
        "due_at": written(record["due_at"], "plain"),
    }
