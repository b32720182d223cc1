"""Tickets: made, changed, closed, and deleted so that the vendor could undo it."""

from emulator.kernel.errors import NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import checks, dates, errors, labels, statuses
from emulator.vendors.spp.lists import listed, numbered_fields
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import tickets
from emulator.vendors.spp.workspaces import new, new_number, numbered

#: What is taken from the body as it is.
PLAIN = ("subject", "note")
#: What a ticket is if nobody says more.
UNSAID: Record = {
    "status_id": statuses.OPEN,
    "source": "API",
    "order_id": None,
    "employee_ids": [],
    "note": None,
    "metadata": {},
    "last_message_at": None,
    "date_closed": None,
    "deleted_at": None,
}


@operation("listTickets")
def list_tickets(call: Call) -> Reply:
    return listed(call, "tickets", tickets.index, fields=numbered_fields(call))


@operation("createTicket")
def create_ticket(call: Call) -> Reply:
    client = checks.client(call, call.body["user_id"])
    saved = Saved()
    fields = UNSAID | {"user_id": client["id"], "number": new_number(call, "tickets")}
    ticket = new(call, "tickets", **_written(call, saved, fields))
    saved.put("tickets", ticket)
    saved.tell("ticket.created", "tickets", ticket)
    return done(call, saved, tickets.whole, ticket, status=201)


@operation("getTicket")
def get_ticket(call: Call) -> Reply:
    return Reply(tickets.whole(call, numbered(call, "tickets", call.path["ticket"])))


@operation("updateTicket")
def update_ticket(call: Call) -> Reply:
    """What is not sent stays."""
    before = numbered(call, "tickets", call.path["ticket"])
    saved = Saved()
    ticket = edited(call, before, _written(call, saved, before))
    saved.put("tickets", ticket)
    return done(call, saved, tickets.whole, ticket)


@operation("deleteTicket")
def delete_ticket(call: Call) -> Reply:
    ticket = numbered(call, "tickets", call.path["ticket"])
    saved = Saved()
    saved.put("tickets", edited(call, ticket, {"deleted_at": dates.now(call)}))
    return done(call, saved)


def _written(call: Call, saved: Saved, before: Record) -> Record:
    """A ticket's fields once the body is written over them.  Raises Invalid.

    saved: takes the tags that are new.  before: the fields as they are.
    """
    body = call.body
    after = {**before, **{name: body[name] for name in PLAIN if name in body}}
    if "status" in body:
        after["status_id"] = checks.status(call, "ticket", body["status"])
    if "employees" in body:
        after["employee_ids"] = checks.team(call, body["employees"])
    if "order" in body:
        after["order_id"] = _order(call, body["order"], before["user_id"])
    if "metadata" in body:
        after["metadata"] = labels.metadata(call)
    after["tags"] = labels.tagged(call, saved, before.get("tags", ()))
    is_closed = after["status_id"] == statuses.CLOSED
    after["date_closed"] = (before["date_closed"] or dates.now(call)) if is_closed else None
    return after


def _order(call: Call, number: object, client_id: int) -> int | None:
    """The order that a ticket is about: one of its client, by number or id; None for none."""
    if number in (None, ""):
        return None
    try:
        order = numbered(call, "orders", number)
    except NotFound:
        order = None
    if order is None or order["user_id"] != client_id:
        raise errors.invalid(
            f"order: client {client_id} has no order {number}", order=errors.CHOICE
        )
    return int(order["id"])
