"""Messages of tickets."""

from emulator.kernel.operation import Call, Reply, operation
from emulator.vendors.spp import posting
from emulator.vendors.spp.workspaces import numbered

#: What names a message's ticket.
FIELD = "ticket_id"


@operation("listTicketMessages")
def list_ticket_messages(call: Call) -> Reply:
    return posting.messages(call, FIELD, numbered(call, "tickets", call.path["key"]))


@operation("createTicketMessage")
def create_ticket_message(call: Call) -> Reply:
    return posting.post(call, FIELD, numbered(call, "tickets", call.path["key"]))


@operation("deleteTicketMessage")
def delete_ticket_message(call: Call) -> Reply:
    return posting.remove(call, FIELD, call.path["key"])


@operation("v1DeleteTicketMessage")
def delete_of_ticket(call: Call) -> Reply:
    """The same where the path names the ticket, too."""
    ticket = numbered(call, "tickets", call.path["ticket"])
    return posting.remove(call, FIELD, call.path["message"], ticket)
