"""Invoices and their items."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import money, statuses
from emulator.vendors.spp.dates import written
from emulator.vendors.spp.views import people
from emulator.vendors.spp.workspaces import shown_id

PLAIN = (
    "number", "number_prefix", "billing_address", "credit", "tax", "tax_name", "tax_percent",
    "currency", "reason", "note", "ip_address", "loc_confirm", "coupon_id", "transaction_id",
    "paysys", "employee_id",
)  # fmt: skip
ITEM = (
    "id", "invoice_id", "order_id", "service_id", "name", "description", "amount", "quantity",
    "discount", "discount2", "options",
)  # fmt: skip


def invoice(call: Call, record: Record) -> Record:
    """An invoice with its items.  Under `/api/v1` its id is its number (assumed)."""
    parts = call.records.find("items", invoice_id=record["id"])
    at = f"{call.base_url}/invoices/{record['number']}"
    key = record["secret"]
    return {
        "id": shown_id(call, record),
        **{name: record[name] for name in PLAIN},
        "client": people.client(call, record["user_id"]),
        "items": [item(part) for part in parts],
        "status": statuses.label(call, "invoice", record),
        "status_id": record["status_id"],
        "created_at": written(record["created_at"]),
        "date_due": written(record["date_due"]),
        "date_paid": written(record["date_paid"]),
        "recurring": recurring(record),
        "subtotal": money.text(money.subtotal(parts)),
        "total": money.text(money.total(record, parts)),
        "view_link": f"{at}?key={key}",
        "download_link": f"{at}/download?key={key}",
        "thanks_link": f"{call.base_url}/thanks/{record['number']}?key={key}",
    }


def recurring(record: Record) -> Record | None:
    """How often an invoice comes again; None for one that does not."""
    if record["r_period_l"] is None:
        return None
    return {"r_period_l": record["r_period_l"], "r_period_t": record["r_period_t"]}


def item(record: Record) -> Record:
    return {
        **{name: record[name] for name in ITEM},
        "total": money.text(money.item_total(record)),
        "created_at": written(record["created_at"]),
        "updated_at": written(record["updated_at"]),
    }
