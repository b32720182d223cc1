"""Fields of a list that are not kept in its records: those of the client, and what was filled in.

`filters[client.email]` and `filters[client][email]` ask for the same.  Sources:
https://github.com/wayfronthq/wayfront-skills (relations), public code of a live client, repository
not named (`form_data.Email`); that the API takes them is assumed.
"""

from collections.abc import Callable, Mapping

from emulator.kernel.columns import picked
from emulator.kernel.operation import Call

#: The values of a field inside another, by record.
Column = Mapping[int, object]
Relation = Callable[[Call, str, str], Column | None]


def _client(call: Call, table: str, field: str) -> Column | None:
    """A field of the client; None for one that no user has."""
    users = call.records.column("users", field) if field in USER else None
    if users is None:
        return None
    clients = call.records.column(table, "user_id")
    return {i: users.get(user) for i, user in clients.items() if isinstance(user, int)}


def _filled(call: Call, table: str, field: str) -> Column:
    """What was filled in under a label; of several the last."""
    column = call.records.column
    parents = column("formfields", f"{table[:-1]}_id")
    values = column("formfields", "value")
    return {
        parent: values[each]
        for each, name in column("formfields", "name").items()
        if name == field and isinstance(parent := parents[each], int)
    }


def _number_of(above: str, name: str) -> Relation:
    """The number of the record that a field names, as it is read."""

    def numbers(call: Call, table: str, field: str) -> Column | None:
        if field:
            return None
        known = call.records.column(above, "number")
        ids = call.records.column(table, name)
        return {i: known.get(other) for i, other in ids.items() if isinstance(other, int)}

    return numbers


#: Fields of a client that are asked for.
USER = frozenset(
    {"id", "email", "name_f", "name_l", "company", "phone", "status_id", "tax_id", "note", "optin"}
)
CLIENT: Mapping[str, Relation] = {"client": _client}
FILLED: Mapping[str, Relation] = {**CLIENT, "form_data": _filled}
RELATIONS: Mapping[str, Mapping[str, Relation]] = {
    "orders": {**FILLED, "invoice_id": _number_of("invoices", "invoice_id")},
    "tickets": {**FILLED, "order_id": _number_of("orders", "order_id")},
    "invoices": CLIENT,
    "subscriptions": CLIENT,
}


def column(call: Call, table: str, field: str) -> Column | None:
    """The values of such a field by record; None if the table has none of this name."""
    head, _, rest = field.partition(".")
    relation = RELATIONS.get(table, {}).get(head)
    return relation(call, table, rest) if relation else None


def inside(kept: Column, path: str) -> Column:
    """The values of a field inside another that is kept."""
    return {i: picked(value, path.replace(".", "/")) for i, value in kept.items()}
