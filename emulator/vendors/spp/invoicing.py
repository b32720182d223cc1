"""Invoices as they are written: whose they are, what they ask for, and whether they come again.

Source: the vendor's API reference of 2024-03-05; what it leaves open is assumed.
"""

from collections.abc import Iterator, Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import accounts, checks, dates, errors, statuses
from emulator.vendors.spp.workspaces import find, get, new, new_number, workspace, workspace_id

#: What an invoice is if nobody says more.
UNSAID: Record = {
    "number_prefix": "",
    "user_id": None,
    "email": None,
    "billing_address": None,
    "date_paid": None,
    "credit": "0.00",
    "tax": "0.00",
    "tax_type": None,
    "tax_name": None,
    "tax_percent": 0,
    "reason": None,
    "note": None,
    "ip_address": None,
    "loc_confirm": False,
    "r_period_l": None,
    "r_period_t": None,
    "coupon_id": None,
    "transaction_id": None,
    "paysys": None,
    "employee_id": None,
    "subscription_id": None,
    "user_data": {},
}
#: What the invoice of a next period has from the first one.
AGAIN = ("number_prefix", "billing_address", "tax", "tax_type", "tax_name", "tax_percent",
         "currency", "note", "r_period_l", "r_period_t", "employee_id", "user_data")  # fmt: skip
#: Bytes of the key in an invoice's links.
KEY_BYTES = 16
#: Of a service: it is paid for once, again and again, or once more than that at its beginning.
ONCE, RECURS, TRIAL = range(3)
PERIOD = ("r_period_l", "r_period_t")
#: What is said of a period that is missing, or is there by half.
NO_PERIOD = "The NAME field is required when the invoice is recurring."


def fresh(call: Call, **fields: object) -> Record:
    """A new invoice, due at once, with a number and a key of its own."""
    made = new(call, "invoices", number=new_number(call, "invoices"))
    unpaid = statuses.code(call, "invoice", statuses.UNPAID, made["workspace_id"])
    made |= {"date_due": dates.now(call), "currency": workspace(call)["currency"]}
    made["status_id"] = unpaid
    return {**made, **UNSAID, **fields, "secret": call.random.randbytes(KEY_BYTES).hex()}


def again(call: Call, subscription: Record) -> tuple[Record, list[Record]]:
    """The invoice of a subscription's next period, unpaid, and its items."""
    first = call.load("invoices", subscription["invoice_id"])
    whose = {"user_id": subscription["user_id"], "email": first["email"]}
    shared = {name: first[name] for name in AGAIN}
    invoice = fresh(call, **shared | whose | {"subscription_id": subscription["id"]})
    before = find(call, "items", invoice_id=first["id"])
    services = [call.records.get("services", item["service_id"] or 0) for item in before]
    is_mixed = any(service and service["recurring"] != ONCE for service in services)
    items = []
    for item, service in zip(before, services, strict=True):
        asked = _asked_again(service, is_mixed=is_mixed)
        own = {"invoice_id": invoice["id"], "order_id": None, **asked}
        items.append({**item, **new(call, "items", **own)})
    return invoice, items


def _asked_again(service: Record | None, *, is_mixed: bool) -> Record:
    """What else an item costs in the next period: after a trial what its service says.

    is_mixed: whether another's service recurs, so that what is paid for once asks for nothing.
    """
    if service is None:
        return {}
    if service["recurring"] == ONCE and is_mixed:
        return dict.fromkeys(("amount", "discount", "discount2"), "0.00")
    is_other = service["recurring"] == TRIAL and service["r_price"] is not None
    return {"amount": str(service["r_price"])} if is_other else {}


def written(call: Call, before: Record) -> Record:
    """The fields of the body as they are kept, but for the items.  Raises Invalid.

    before: the invoice, or what one is if nobody says more.
    """
    body = call.body
    fields: Record = {name: body[name] for name in ("note", "tax_type") if name in body}
    if "tax" in body:
        fields["tax"] = checks.amount(body["tax"], "tax")
    if "user_data" in body:
        fields["user_data"] = _object(body["user_data"])
    if "coupon_id" in body:
        fields["coupon_id"] = _coupon(call, body["coupon_id"])
    if "status" in body:
        status = checks.status(call, "invoice", body["status"])
        fields["status_id"] = status
        fields["date_paid"] = _paid_at(call, status, before)
    return {**fields, **_whose(call), **_period(call, before)}


def _coupon(call: Call, coupon_id: int | None) -> int | None:
    if coupon_id is not None and get(call, "coupons", coupon_id) is None:
        reason = f"coupon_id: there is no coupon {coupon_id}"
        raise errors.invalid(reason, coupon_id=errors.CHOICE)
    return coupon_id


def _paid_at(call: Call, status: int, before: Record) -> str | None:
    """When an invoice was paid; an invoice that is not paid any more was not."""
    meant = statuses.meanings(call, "invoice", workspace_id(call)).get(status)
    if meant in (statuses.DRAFT, statuses.UNPAID):
        return None
    if meant == statuses.PAID:
        return before["date_paid"] or dates.now(call)
    return str(before["date_paid"]) if before["date_paid"] else None


def _whose(call: Call) -> Record:
    """The client whom the body names, by an id or else by an address, which may be nobody's yet."""
    body = call.body
    if body.get("user_id") is not None:
        return _of(checks.client(call, body["user_id"]))
    email = body.get("email")
    if email is not None:
        known = accounts.owner(call, email)
        if known and known["is_team"]:
            raise errors.invalid(f"email: {email} is one of the team", email=errors.CHOICE)
        return _of(known) if known else {"user_id": None, "email": email}
    return {name: None for name in ("user_id", "email") if name in body}


def _of(client: Record) -> Record:
    return {
        "user_id": client["id"],
        "email": client["email"],
        "billing_address": client["address"],
    }


def _period(call: Call, before: Record) -> Record:
    """How often the invoice comes again; nulls for one that does not.  Raises Invalid."""
    body = call.body
    if body.get("recurring") is False:
        return dict.fromkeys(PERIOD)
    period = {name: body.get(name, before[name]) for name in PERIOD}
    if body.get("recurring") and period == dict.fromkeys(PERIOD):
        period = next(_of_services(call), period)
    if body.get("recurring") or any(value is not None for value in period.values()):
        missing = {name: NO_PERIOD for name, value in period.items() if value is None}
        if missing:
            raise errors.invalid("a recurring invoice needs r_period_l and r_period_t", **missing)
    return period


def _of_services(call: Call) -> Iterator[Record]:
    """The periods of the services that the body's items name."""
    for item in call.body.get("items") or ():
        service = get(call, "services", _whole(item.get("service_id")))
        if service and service["r_period_l"] and service["r_period_t"]:
            yield {name: service[name] for name in PERIOD}


def items(call: Call, invoice_id: int, before: Sequence[Record] = ()) -> list[Record]:
    """The body's items as they are kept.  Raises Invalid.

    before: those that the invoice has; an id names one of them.
    """
    known = {item["id"]: item for item in before}
    return [
        _item(call, invoice_id, sent, place, known)
        for place, sent in enumerate(call.body.get("items") or ())
    ]


def _item(
    call: Call, invoice_id: int, sent: Record, place: int, known: Mapping[int, Record]
) -> Record:
    field = f"items.{place}"
    item_id, service_id = _whole(sent.get("id")), _whole(sent.get("service_id"))
    if item_id is not None and item_id not in known:
        name = f"{field}.id"
        raise errors.invalid(f"{name}: {item_id} is no item of it", **{name: errors.CHOICE})
    if service_id is not None:
        checks.service(call, service_id, f"{field}.service_id")
    discount = sent.get("discount")
    fields: Record = {
        "service_id": service_id,
        "name": sent["name"],
        "description": sent.get("description"),
        "amount": checks.amount(sent["amount"], f"{field}.amount"),
        "quantity": int(sent["quantity"]),
        "discount": "0.00" if discount is None else checks.amount(discount, f"{field}.discount"),
        "options": _object(sent.get("options")),
    }
    if item_id is not None:
        return {**known[item_id], **fields, "updated_at": dates.now(call)}
    return new(call, "items", invoice_id=invoice_id, order_id=None, discount2="0.00", **fields)


def _whole(value: object) -> int | None:
    """A number, which inside of an item of a form is a text."""
    return None if value is None else int(str(value))


def _object(value: object) -> Record:
    """Values by name; those of a list by their places."""
    if isinstance(value, Mapping):
        return dict(value)
    return {str(n): each for n, each in enumerate(value)} if isinstance(value, list) else {}
