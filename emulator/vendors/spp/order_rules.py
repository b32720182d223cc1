"""What an order is before anybody says more, and what its status does to its dates.

Sources: https://spp.co/help/knowledgebase/orders (Pending with an intake form, else Submitted;
`date_due` counts from Submitted or Working until Complete).  What else sets a date is assumed.
"""

from collections.abc import Collection
from datetime import timedelta

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import dates
from emulator.vendors.spp.statuses import COMPLETE, PENDING, SUBMITTED, WORKING, code, meanings
from emulator.vendors.spp.workspaces import new, new_number, workspace, workspace_id

#: The statuses in which the time until an order is due counts.
COUNTING = (SUBMITTED, WORKING)
#: What an order is if nobody says more.
UNSAID: Record = {
    "service_id": None,
    "price": "0.00",
    "quantity": 1,
    "invoice_id": None,
    "subscription_id": None,
    "employee_ids": [],
    "tags": [],
    "note": None,
    "metadata": {},
    "options": {},
    "paysys": None,
    "addon_ids": [],
    "ratings": [],
    "linked_orders": [],
    "last_message_at": None,
    "date_started": None,
    "date_completed": None,
    "date_due": None,
    "deleted_at": None,
}


def fresh(call: Call, client_id: int, service: Record | None, said: Record) -> Record:
    """A new order of a client.

    service: what is ordered; None for a title alone.  said: fields as they are kept, which go
    before those of the service.
    """
    currency = workspace(call)["currency"]
    own = {} if service is None else ordered(service)
    begins = PENDING if service is not None and service["has_intake_form"] else SUBMITTED
    begun = {"status_id": code(call, "order", begins, workspace_id(call)), "currency": currency}
    fields = {**UNSAID, **begun, **own, **said, "user_id": client_id}
    fields |= dated(call, None, fields, service, said)
    number = fields.get("number") or new_number(call, "orders")
    return new(call, "orders", **fields | {"number": number})


def ordered(service: Record) -> Record:
    """What an order has of its service; that it has the service's team is assumed."""
    return {
        "service_id": service["id"],
        "service": service["name"],
        "price": service["price"] or UNSAID["price"],
        "currency": service["currency"],
        "employee_ids": service["employee_ids"],
    }


def dated(
    call: Call,
    before: int | None,
    order: Record,
    service: Record | None,
    said: Collection[str],
) -> Record:
    """The dates that an order has because of its status.

    before: the status that it had, None for a new one.  order: as it is now.  said: the fields that
    the caller sets, which stay as they are.
    """
    found: Record = {}
    if order["status_id"] == before:
        return {}
    known = meanings(call, "order", workspace_id(call))
    was, status = "" if before is None else known.get(before), known.get(order["status_id"])
    if status == WORKING and order["date_started"] is None:
        found["date_started"] = dates.now(call)
    if COMPLETE in (was, status):
        found["date_completed"] = dates.now(call) if status == COMPLETE else None
    if status in COUNTING and order["date_due"] is None and service is not None:
        found["date_due"] = _due(call, service["deadline"])
    return {name: value for name, value in found.items() if name not in said}


def _due(call: Call, hours: int | None) -> str | None:
    """So many hours from now; None without a deadline, or for one that no calendar has."""
    try:
        return dates.kept(call.now + timedelta(hours=hours)) if hours else None
    except OverflowError:
        return None
