"""Tags, logs, coupons, activities, and fields that were filled in."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp.dates import written
from emulator.vendors.spp.views import people

FIELD = ("id", "form_field_id", "field_id", "formable_id", "formable_type", "name", "type", "value",
         "onboarding_field_id", "onboarding_form_id", "order_id", "ticket_id")  # fmt: skip
COUPON = ("id", "code", "type", "description", "discounts", "new_customers", "single_use",
          "single_quantity", "duration", "min_cart_amount", "used_count")  # fmt: skip
LOG = ("id", "loggable_type", "loggable_id", "user_id", "owner_id", "event", "data")


def tag(call: Call, record: Record) -> Record:
    del call
    return {"id": record["id"], "name": record["name"], **_stamps(record, "usual")}


def log(call: Call, record: Record) -> Record:
    """A change that was logged; `data` is a text of JSON."""
    del call
    return {
        **{name: record[name] for name in LOG},
        "time": written(record["time"], "fine"),
        **_stamps(record, "fine"),
    }


def coupon(call: Call, record: Record) -> Record:
    return {
        **{name: record[name] for name in COUPON},
        "date_expires": written(record["date_expires"], "plain"),
        "affiliate": people.client(call, record["affiliate_id"]),
        **_stamps(record, "short"),
    }


def activity(call: Call, record: Record) -> Record:
    """What the team noted of a client."""
    return {
        "id": record["id"],
        "content": record["content"],
        "author": _named(call, record["author_id"]),
        "assignee": _named(call, record["assignee_id"]),
        "scheduled_at": written(record["scheduled_at"], "fine"),
        "completed_at": written(record["completed_at"], "fine"),
        **_stamps(record, "fine"),
    }


def field(call: Call, record: Record) -> Record:
    """A field that was filled in."""
    del call
    submitted = written(record["submitted_at"], "fine")
    return {
        **{name: record[name] for name in FIELD},
        "submitted_at": submitted,
        **_stamps(record, "fine"),
    }


def _named(call: Call, user_id: int | None) -> Record | None:
    found = call.records.get("users", user_id) if user_id else None
    if found is None:
        return None
    return {"id": found["id"], "name": people.name(found), "email": found["email"]}


def _stamps(record: Record, style: str) -> Record:
    return {name: written(record[name], style) for name in ("created_at", "updated_at")}
