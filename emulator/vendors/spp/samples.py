"""What the test button tells of in a workspace that has no record of the kind (assumed)."""

from collections.abc import Mapping

from emulator.kernel.operation import Call, Record
from emulator.kernel.overlay import Overlay
from emulator.vendors.spp import dates, statuses

#: The id of each, far from those of real records.
ID = 999_999_999
NUMBER = "666AF315"
STAMPS = ("created_at", "updated_at")
#: By table: what has a value of its own, and what is null.
VALUES: Mapping[str, Record] = {
    "users": {
        "is_team": False, "name_f": "Sam", "name_l": "Sample", "email": "sam@sample.example",
        "company": "Sample Stores", "tax_id": "", "phone": "", "note": "", "balance": "0.00",
        "optin": "Yes", "stripe_id": "", "custom_fields": {}, "status_id": 1,
        "affiliate_code": "5A3B1E", "employee_ids": [], "ga_cid": "", "team_owner_ids": [],
        "team_member_ids": [], "has_two_factor": False,
    },
    "orders": {
        "number": NUMBER, "user_id": ID, "service": "Sample service",
        "price": "100.00", "quantity": 1, "currency": "USD",
        "employee_ids": [], "tags": ["sample"], "metadata": {}, "options": {}, "addon_ids": [],
        "ratings": [], "linked_orders": [],
    },
    "messages": {"order_id": ID, "user_id": ID, "message": "A sample message.",
                 "staff_only": False, "files": []},
    "tasks": {"order_id": ID, "name": "Sample task", "employee_ids": [], "sort_order": 1,
              "is_public": True, "for_client": False, "is_complete": False},
    "invoices": {
        "number": "E4A269FC", "number_prefix": "", "user_id": ID,
        "credit": "0.00", "tax": "0.00", "tax_percent": 0, "currency": "USD",
        "loc_confirm": False, "user_data": {}, "secret": "0123456789abcdef0123456789abcdef",
    },
    "items": {
        "invoice_id": ID, "order_id": ID, "name": "Sample service", "amount": "100.00",
        "quantity": 1, "discount": "0.00", "discount2": "0.00", "options": {},
    },
    "subscriptions": {
        "number": "5AB5C01E", "user_id": ID, "invoice_id": ID,
        "r_period_l": 1, "r_period_t": "M", "payments": [], "failures": 0,
    },
    "tickets": {
        "number": "71C4E7A0", "subject": "Sample ticket", "user_id": ID,
        "source": "API", "employee_ids": [], "tags": [],
        "metadata": {},
    },
}  # fmt: skip
#: What the status of a sample means.
MEANT: Mapping[str, tuple[str, str]] = {
    "orders": ("order", statuses.PENDING),
    "invoices": ("invoice", statuses.UNPAID),
    "subscriptions": ("subscription", statuses.ACTIVE),
    "tickets": ("ticket", statuses.OPEN),
}
NULLS: Mapping[str, tuple[str, ...]] = {
    "users": ("address", "role_id", "referrer_user_id"),
    "orders": ("service_id", "invoice_id", "subscription_id", "note", "paysys", "last_message_at",
               "date_started", "date_completed", "date_due", "deleted_at"),
    "messages": ("ticket_id",),
    "tasks": ("description", "completed_by", "completed_at", "deadline", "due_at"),
    "invoices": ("email", "billing_address", "date_due", "date_paid", "tax_type", "tax_name",
                 "reason", "note", "ip_address", "r_period_l", "r_period_t", "coupon_id",
                 "transaction_id", "paysys", "employee_id", "subscription_id"),
    "items": ("service_id", "description"),
    "subscriptions": ("processor_id", "current_period_end", "payment_method_id", "bills_at"),
    "tickets": ("order_id", "note", "last_message_at", "date_closed", "deleted_at"),
}  # fmt: skip


def samples(call: Call, workspace_id: int) -> Mapping[str, Record]:
    """A record of each kind that webhooks tell of, made now."""
    made = {}
    for table, values in VALUES.items():
        stamps = STAMPS[:1] if table == "messages" else STAMPS
        own = {"id": ID, "workspace_id": workspace_id, **dict.fromkeys(stamps, dates.now(call))}
        if table in MEANT:
            own["status_id"] = statuses.code(call, *MEANT[table], workspace_id)
        made[table] = own | dict.fromkeys(NULLS[table]) | dict(values)
    return made


def overlaid(call: Call, workspace_id: int) -> Overlay:
    """The records with the samples among them."""
    made = samples(call, workspace_id)
    return Overlay(call.records, {table: [record] for table, record in made.items()}, "id")
