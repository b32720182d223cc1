"""What comes of a payment: the account, the orders and the subscription of an invoice.

Sources: the vendor's API reference of 2024-03-05 (`mark_paid`: orders for the items, a subscription
for a recurring invoice), https://github.com/wayfronthq/wayfront-skills (the client's account).
"""

from collections.abc import Sequence

from emulator.kernel.clock import parse_instant
from emulator.kernel.errors import Conflict
from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import accounts, dates, money, order_rules, statuses
from emulator.vendors.spp.periods import later
from emulator.vendors.spp.saves import Saved, edited
from emulator.vendors.spp.workspaces import new, new_number

#: What an invoice was paid with, by whether there was a card (assumed but for Manual).
BY_CARD, BY_HAND = "Stripe", "Manual"
#: Bytes of a payment's and a subscription's number at the processor.
PROCESSOR_BYTES = 12
#: What of an invoice's `user_data` an account has (assumed).
KNOWN = ("name_f", "name_l", "company", "tax_id", "phone")


def check_payable(call: Call, invoice: Record) -> None:
    """Raises Conflict for an invoice that is paid already, refunded or canceled."""
    meant = statuses.meaning(call, "invoice", invoice)
    if meant == statuses.PAID:
        raise Conflict("paid already", f"invoice {invoice['number']} is paid")
    if meant in (statuses.REFUNDED, statuses.CANCELED):
        raise Conflict("not payable", f"invoice {invoice['number']} is {meant}")


def pay(
    call: Call,
    saved: Saved,
    invoice: Record,
    items: Sequence[Record],
    card: Record | None = None,
    renewed: Record | None = None,
) -> Record:
    """Save that an invoice is paid and what comes of it; the invoice as it is then.

    items: those of the invoice, saved or not.  card: what it is paid with; by hand without one.
    renewed: its subscription, where that has changed already.
    """
    client_id = invoice["user_id"] or _account(call, saved, invoice)
    before = renewed or call.records.get("subscriptions", invoice["subscription_id"] or 0)
    after = _subscription(call, {**invoice, "user_id": client_id}, before, items, card)
    fields = {
        "user_id": client_id,
        "status_id": statuses.code(call, "invoice", statuses.PAID, invoice["workspace_id"]),
        "date_paid": dates.now(call),
        "paysys": BY_HAND if card is None else BY_CARD,
        "transaction_id": None if card is None else processor_id(call, "pi"),
        "subscription_id": after["id"] if after else None,
    }
    paid = edited(call, invoice, fields)
    saved.put("invoices", paid)
    saved.tell("invoice.paid", "invoices", paid)
    is_again = before is not None and before["invoice_id"] != invoice["id"]
    for item in items:
        _order(call, saved, paid, item, is_again=is_again)
    if after is not None:
        saved.put("subscriptions", after)
        saved.tell("subscription.paid", "subscriptions", after)
    return paid


def processor_id(call: Call, kind: str) -> str:
    """A number of the payment processor's, such as `pi_…`."""
    return f"{kind}_{call.random.randbytes(PROCESSOR_BYTES).hex()}"


def _account(call: Call, saved: Saved, invoice: Record) -> int:
    """The client of the invoice's address, new unless there is one by now.  Raises Conflict."""
    if not invoice["email"]:
        raise Conflict("no client", f"invoice {invoice['number']} has neither user nor email")
    known = accounts.owner(call, invoice["email"])
    if known is not None and not known["is_team"]:
        return int(known["id"])
    if known is not None:
        raise Conflict("no client", f"{invoice['email']} is one of the team")
    said = {n: str(v) for n, v in invoice["user_data"].items() if n in KNOWN and v is not None}
    user = accounts.fresh(call, **said, email=invoice["email"])
    saved.put("users", user)
    saved.tell("account.created", "users", user)
    return int(user["id"])


def _order(call: Call, saved: Saved, invoice: Record, item: Record, *, is_again: bool) -> None:
    """The order of an item, unless it has one, or comes again and its service does not recur."""
    service = call.records.get("services", item["service_id"] or 0)
    if item["order_id"] or (is_again and not (service and service["recurring"])):
        return
    said = {
        "service": item["name"],
        "price": money.text(money.item_total(item)),
        "quantity": item["quantity"],
        "options": item["options"],
        "currency": invoice["currency"],
        "paysys": invoice["paysys"],
        "invoice_id": invoice["id"],
        "subscription_id": invoice["subscription_id"],
    }
    order = order_rules.fresh(call, invoice["user_id"], service, said)
    saved.put("orders", order)
    saved.put("items", edited(call, item, {"order_id": order["id"]}))
    saved.tell("order.created", "orders", order)


def _subscription(
    call: Call,
    invoice: Record,
    before: Record | None,
    items: Sequence[Record],
    card: Record | None,
) -> Record | None:
    """The subscription with this payment, new if it is missing; None where nothing recurs."""
    if before is None and invoice["r_period_l"] is None:
        return None
    payment = {
        "invoice_id": invoice["id"],
        "created_at": dates.now(call),
        "amount": money.text(money.total(invoice, items)),
        "paysys": BY_HAND if card is None else BY_CARD,
    }
    if before is not None:
        return edited(call, before, {"payments": [*before["payments"], payment]})
    period = {name: invoice[name] for name in ("r_period_l", "r_period_t")}
    start = parse_instant(dates.now(call))
    end = dates.kept(later(start, period["r_period_l"], period["r_period_t"]))
    own = {
        "user_id": invoice["user_id"],
        "invoice_id": invoice["id"],
        "status_id": statuses.code(call, "subscription", statuses.ACTIVE, invoice["workspace_id"]),
        "processor_id": None if card is None else processor_id(call, "sub"),
        "current_period_end": end,
        "bills_at": end,
        "payment_method_id": None if card is None else card["payment_method_id"],
        "payments": [payment],
        "failures": 0,
    }
    return new(call, "subscriptions", number=new_number(call, "subscriptions"), **own | period)
