"""Clients, the team and their roles."""

from collections.abc import Mapping

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp import money, statuses
from emulator.vendors.spp.dates import written
from emulator.vendors.spp.once import once

#: Fields of a user that are shown as they are kept.
PLAIN = ("name_f", "name_l", "email", "company", "tax_id", "phone", "address", "note", "balance",
         "optin", "stripe_id", "custom_fields")  # fmt: skip
#: Those that only a user alone shows.
MORE = ("ga_cid", "team_owner_ids", "team_member_ids")
#: Of a role; the rest is shown as it is kept.
HIDDEN = ("workspace_id",)


def user(call: Call, record: Record) -> Record:
    """A client or a member of the team, as lists and other resources show it."""
    host = call.base_url
    code = record["affiliate_code"]
    role_of = call.records.get("roles", record["role_id"]) if record["role_id"] else None
    return {
        "id": record["id"],
        "aff_id": record["referrer_user_id"],
        "aff_link": f"{host}/r/{code}",
        "created_at": written(record["created_at"]),
        **{name: record[name] for name in PLAIN},
        "status": record["status_id"],
        "status_id": record["status_id"],
        "referrer_user_id": record["referrer_user_id"],
        "role_id": record["role_id"],
        "role": None if role_of is None else role(call, role_of),
        "name": name(record),
        "spent": _spent(call, record["id"]),
    }


def whole(call: Call, record: Record) -> Record:
    """The same with its managers and teams."""
    found = [call.records.get("users", each) for each in record["employee_ids"]]
    return {
        **user(call, record),
        "employee_id": record["employee_ids"],
        "managers": [_manager(manager) for manager in found if manager],
        **{field: record[field] for field in MORE},
    }


def employee(call: Call, user_id: int) -> Record | None:
    """A member of the team, as orders and tickets show those who are assigned."""
    found = call.records.get("users", user_id)
    if found is None:
        return None
    role_of = call.records.get("roles", found["role_id"]) if found["role_id"] else None
    return {
        "id": found["id"],
        "name_f": found["name_f"],
        "name_l": found["name_l"],
        "group_id": None if role_of is None else role_of["id"],
        "role_id": found["role_id"],
    }


def employees(call: Call, ids: list[int]) -> list[Record]:
    return [shown for each in ids if (shown := employee(call, each))]


def client(call: Call, user_id: int | None) -> Record | None:
    """The client of an order, an invoice, …; None once it is gone."""
    found = call.records.get("users", user_id) if user_id else None
    return None if found is None else once(call, ("client", user_id), lambda: user(call, found))


def role(call: Call, record: Record) -> Record:
    del call
    shown = {field: value for field, value in record.items() if field not in HIDDEN}
    return shown | {stamp: written(record[stamp]) for stamp in ("created_at", "updated_at")}


def name(record: Mapping[str, str]) -> str:
    """Both names; the address of a user who has none."""
    return f"{record['name_f']} {record['name_l']}".strip() or record["email"]


def _spent(call: Call, user_id: int) -> str | None:
    """The sum of a client's invoices with the status of paid ones; None if there are none.

    A client is in every row of most lists: what is not paid is not read.
    """
    records = call.records
    states = records.column("invoices", "status_id")
    paid = [i for i in records.search("invoices", user_id=user_id) if states[i] == statuses.PAID]
    totals = [
        money.total(invoice, records.find("items", invoice_id=each))
        for each in paid
        if (invoice := records.get("invoices", each))
    ]
    return money.text(sum(totals)) if totals else None


def _manager(record: Record) -> Record:
    fields = ("id", "name_f", "name_l", "email", "role_id")
    return {"name": name(record)} | {field: record[field] for field in fields}
