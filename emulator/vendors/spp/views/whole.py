"""An order alone, with all that belongs to it."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp.views import invoices, orders, services


def order(call: Call, record: Record) -> Record:
    """An order alone, with what belongs to it."""
    get = call.records.get
    invoice = get("invoices", record["invoice_id"]) if record["invoice_id"] else None
    service = get("services", record["service_id"]) if record["service_id"] else None
    followed = get("subscriptions", record["subscription_id"] or 0)
    addons = [addon for each in record["addon_ids"] if (addon := get("services", each))]
    return {
        **orders.index(call, record),
        "subscription": None if followed is None else followed["number"],
        "options": record["options"],
        "invoice": None if invoice is None else invoices.invoice(call, invoice),
        "order_service": None if service is None else services.service(call, service),
        "addons": [{name: a[name] for name in ("id", "addon_to", "name")} for a in addons],
        "ratings": record["ratings"],
        "messages": [
            orders.note(m) for m in call.records.newest("messages", order_id=record["id"])
        ],
    }
