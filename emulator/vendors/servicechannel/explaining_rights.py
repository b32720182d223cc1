"""Whom a refusal was about.

The pair of companies with its row of permissions, the caller's kind and role, the company that a
record belongs to, the locations that a user is limited to.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from emulator.kernel.errors import Refusal
from emulator.kernel.operation import Call, Record
from emulator.kernel.reasons import Explained
from emulator.vendors.servicechannel import access, reach, sight
from emulator.vendors.servicechannel.access import CALLERS

#: The field of a pair's permissions that is no incoming row.
GPS = "GpsCheckInOut"
#: Where a work order's number is in a request, and which table other numbers are of.
ORDER = ("workorderId", "trackingNumber", "WorkOrderId", "WorkorderId", "WoIdentifier")
PATHS: Mapping[str, str] = {"invoiceId": "invoices", "proposalId": "proposals", "rfpId": "rfps"}
#: How many users are looked at for examples, and how many are named.
LOOKED_AT, NAMED = 200, 3


def order_of(refusal: Refusal, call: Call) -> Record | None:
    """The work order that a request was about, whoever sees it."""
    named = refusal.facts.get("workorder")
    for place in (call.path, call.query, call.body):
        named = named or next((place[name] for name in ORDER if name in place), None)
    text = str(named)
    return call.records.get("workorders", int(text)) if text.isdecimal() else None


def pair(refusal: Refusal, call: Call, names: Collection[str]) -> Explained:
    """The pair's row of permissions; names: what had to be on, any of them."""
    companies = refusal.facts.get("pair") or order_of(refusal, call)
    if not isinstance(companies, Mapping):
        return Explained({"rows": list(names)})
    row = sight.pair(call, dict(companies))
    met: Record = {
        "row of permissions": row["Id"] if row else None,
        "rows": {name: _state(row, name) for name in (*names, "Active")},
        "subscriber": company(call, "subscribers", companies["SubscriberId"]),
        "provider": company(call, "providers", companies["ProviderId"]),
    }
    return Explained(met, list(_switching_on(call, row, names)))


def _state(row: Record | None, name: str) -> bool:
    return bool(row and (row[GPS] if name == GPS else row["Incoming"][name]))


def _switching_on(call: Call, row: Record | None, names: Collection[str]) -> Iterator[str]:
    """The control calls after which the request passes this rule."""
    if row is None:
        yield "a record of `permissions` for this pair: there is none"
        return
    for name in names:
        change: Record = {GPS: True} if name == GPS else {"Incoming": {name: True}}
        on = row | {"Incoming": {**row["Incoming"], name: True}}
        if name != GPS and not access.is_on(call, on, name):
            change["Incoming"] = {"Active": True, name: True}
        yield f"PUT /_emulator/permissions {json.dumps({'Id': row['Id'], **change})}"


def company(call: Call, table: str, company_id: object) -> Record:
    """A subscriber or provider as a person knows it."""
    found = call.records.get(table, company_id) if isinstance(company_id, int) else None
    return {"id": company_id, "name": found["Name"] if found else None}


def own(call: Call) -> Record:
    """The caller's company."""
    user = call.caller
    table = "subscribers" if user["SubscriberId"] else "providers"
    return {table.removesuffix("s"): company(call, table, access.company(user))}


def caller(refusal: Refusal, call: Call) -> Explained:
    """The caller, and who would have been let in."""
    user, facts = call.caller, refusal.facts
    if not user:
        return Explained()
    met: Record = {"role": user["Role"], **own(call)}
    if "location" in facts:
        return _limited(refusal, call, met)
    if "subscriber" in facts:
        met["works with subscribers"] = reach.subscribers(call)
        return Explained(met, [f"a subscriber of these: {_listed(reach.subscribers(call))}"])
    if "user" in facts:
        return _foreign_user(refusal, call, met)
    kind, roles = CALLERS.get(str(facts.get("callers"))), facts.get("roles")
    if kind is None and not roles:
        return Explained(met)
    said = f"only {facts['callers']}" if kind else "anybody"
    wanted = f"{said} of the role {' or '.join(roles)}" if roles else said
    fitting = (u for u in _some(call) if kind is None or u[kind] is not None)
    return Explained(
        met, [_such_as(wanted, (u for u in fitting if not roles or u["Role"] in roles))]
    )


def _foreign_user(refusal: Refusal, call: Call, met: Record) -> Explained:
    """UserId has to be a user of one of the order's companies."""
    order = order_of(refusal, call) or {}
    fitting = (u for u in _some(call) if sight.is_theirs(u, order)) if order else iter(())
    ids = [f"{user['Id']} ({user['UserName']})" for user in islice(fitting, NAMED)]
    return Explained(
        met | {"UserId": refusal.facts["user"]},
        [f"a UserId of the work order's subscriber or provider: {_listed(ids)}"],
    )


def _limited(refusal: Refusal, call: Call, met: Record) -> Explained:
    """A user who is kept to some locations or trades."""
    order, user = order_of(refusal, call), call.caller
    place = refusal.facts["location"]
    found = call.records.get("locations", place) if isinstance(place, int) else None
    met |= {
        "location": {"id": place, "name": found["Name"] if found else None},
        "locations of the user": list(user["LocationIds"]) or "all",
        "trades of the user": list(user.get("TradeIds") or ()) or "all",
    }
    if order is None:
        return Explained(met)
    fitting = (u for u in _some(call) if sight.is_theirs(u, order) and sight.is_within(u, order))
    return Explained(met, [_such_as("a user with access to this location and trade", fitting)])


def hidden(refusal: Refusal, call: Call) -> Explained:
    """Whose record it is that the caller does not see, or that there is none of that number."""
    found = order_of(refusal, call)
    for name, table in PATHS.items():
        if name in call.path:
            found = call.records.get(table, call.path[name])
    if found is None or not call.caller:
        return Explained({"exists": found is not None})
    if sight.is_theirs(call.caller, found) and sight.is_within(call.caller, found):
        lag = call.switches["replication_lag_seconds"]
        return Explained(
            {"created": found.get("CreatedDate"), "replication lag in seconds": lag},
            ["the same request once the replica that is read has it"],
        )
    met: Record = {
        "belongs to": {
            "subscriber": company(call, "subscribers", found["SubscriberId"]),
            "provider": company(call, "providers", found.get("ProviderId")),
        },
        "caller of": own(call),
    }
    users = (u for u in _some(call) if sight.is_theirs(u, found) and sight.is_within(u, found))
    return Explained(met, [_such_as("a user of one of these companies", users)])


def _some(call: Call) -> list[Record]:
    return call.records.span("users", 0, LOOKED_AT)


def _such_as(wanted: str, users: Iterator[Record]) -> str:
    """Who is wanted, with users of this sandbox who are that."""
    named = [f"{user['UserName']} ({user['Role']})" for user in islice(users, NAMED)]
    return f"{wanted}, such as {_listed(named)}" if named else wanted


def _listed(items: Collection[object]) -> str:
    return ", ".join(map(str, items)) or "none"
