"""What goes along with a record that goes for good, and what names it no longer.

No source says what the vendor does; here nothing is left that leads nowhere (assumed).
"""

from collections.abc import Collection, Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.spp.saves import Saved

#: A table and a field of it that names a record of another.
Fields = Mapping[str, Sequence[tuple[str, str]]]
#: What is a record's own and goes with it, by the record's table.
OWN: Fields = {
    "users": (
        ("orders", "user_id"),
        ("tickets", "user_id"),
        ("invoices", "user_id"),
        ("subscriptions", "user_id"),
        ("messages", "user_id"),
        ("activities", "user_id"),
        ("cards", "user_id"),
        ("loginlinks", "user_id"),
    ),
    "orders": (("messages", "order_id"), ("tasks", "order_id"), ("formfields", "order_id")),
    "tickets": (("messages", "ticket_id"), ("formfields", "ticket_id")),
    "invoices": (("items", "invoice_id"), ("subscriptions", "invoice_id")),
}
#: What stays, and names nothing afterwards.
NAMES: Fields = {
    "users": (
        ("coupons", "affiliate_id"),
        ("users", "referrer_user_id"),
        ("users", "team_owner_ids"),
        ("users", "team_member_ids"),
        ("tasks", "completed_by"),
        ("activities", "assignee_id"),
    ),
    "orders": (("items", "order_id"), ("tickets", "order_id")),
    "invoices": (("orders", "invoice_id"),),
    "subscriptions": (("orders", "subscription_id"), ("invoices", "subscription_id")),
}


def drop(call: Call, saved: Saved, table: str, record_id: int) -> None:
    """Let a record go for good, with all that is its own."""
    goes = _going(call, table, record_id)
    changed: dict[str, dict[int, Record]] = {}
    for name, ids in goes.items():
        for other, field in NAMES.get(name, ()):
            stays = changed.setdefault(other, {})
            for each, value in call.records.column(other, field).items():
                if each not in goes.get(other, ()) and _names(value, ids):
                    record = stays.get(each) or call.load(other, each)
                    stays[each] = {**record, field: _without(value, ids)}
    for name, ids in goes.items():
        saved.drop(name, *ids)
    for name, records in changed.items():
        saved.put(name, *records.values())


def _going(call: Call, table: str, record_id: int) -> dict[str, dict[int, None]]:
    """The ids of a record and of all that is its own, by table, in the order of their finding."""
    goes: dict[str, dict[int, None]] = {table: {record_id: None}}
    found = [(table, record_id)]
    for name, each in found:
        for other, field in OWN.get(name, ()):
            known = goes.setdefault(other, {})
            new = [i for i in call.records.search(other, **{field: each}) if i not in known]
            known.update(dict.fromkeys(new))
            found += [(other, i) for i in new]
    return goes


def _names(value: object, ids: Collection[int]) -> bool:
    return any(i in ids for i in value) if isinstance(value, list | tuple) else value in ids


def _without(value: object, ids: Collection[int]) -> object:
    return [i for i in value if i not in ids] if isinstance(value, list | tuple) else None
