"""What a client has spent: the totals of its paid invoices.

Clients are in every row of most lists and in every answer to a message, so only what is paid is
read whole.
"""

from emulator.kernel.operation import Call
from emulator.vendors.spp import money
from emulator.vendors.spp.statuses import PAID


def spent(call: Call, user_id: int) -> str | None:
    """The sum of a client's invoices with the status of paid ones; None if there are none."""
    records = call.records
    states = records.column("invoices", "status_id")
    paid = [i for i in records.search("invoices", user_id=user_id) if states[i] == PAID]
    totals = [
        money.total(invoice, records.find("items", invoice_id=each))
        for each in paid
        if (invoice := records.get("invoices", each))
    ]
    return money.text(sum(totals)) if totals else None
