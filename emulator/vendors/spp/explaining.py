"""What a refusal of Service Provider Pro met, and what would have been allowed instead.

A table from the rule, or else the kind, to the function that knows.  What is named is of the
caller's workspace: examples, not all of it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from emulator.kernel.errors import Refusal
from emulator.kernel.operation import Call, Record
from emulator.kernel.reasons import Explained
from emulator.vendors.spp import reading, statuses
from emulator.vendors.spp.errors import MODELS
from emulator.vendors.spp.views import people
from emulator.vendors.spp.workspaces import as_id, find, numbered, workspace, workspace_id

Explain = Callable[[Refusal, Call], Explained]
#: What may be chosen for a field, a line.
Choice = Callable[[Call], str]
#: How many records are named, and how many are looked at for them.
NAMED, LOOKED_AT = 5, 200
#: Which statuses a resource has, by its place in the path.
KINDS_OF_STATUS: Mapping[str, str] = {
    "orders": "order",
    "tickets": "ticket",
    "clients": "client",
    "invoices": "invoice",
    "subscriptions": "subscription",
}
#: The tables whose records have a number.
NUMBERED = ("orders", "tickets", "invoices")
#: Those whose records have a state that stands in the way.
WITH_STATE = ("invoices", "subscriptions")
#: What a record's state would have to be, by the rule that it broke.
STATES: Mapping[str, str] = {
    "paid already": "an invoice that is Unpaid",
    "not payable": "an invoice that is Unpaid",
    "not refundable": "an invoice that is paid",
    "no client": "an invoice with a user_id, or with the address of a client or of nobody",
    "has subscription": "an invoice that no subscription comes from",
    "declined": "a card that is not declined",
    "subscription over": "a subscription that is not canceled",
    "one parent": "either an order or a ticket, and not both",
}


def explain(refusal: Refusal, call: Call) -> Explained:
    known = RULES.get(refusal.rule) or KINDS.get(type(refusal).__name__)
    return known(refusal, call) if known else Explained()


def who(user: Record) -> Record:
    """Name, side and workspace of a user."""
    side = "team" if user["is_team"] else "client"
    return {"name": people.name(user), "role": side, "workspace": user["workspace_id"]}


def _resource(call: Call) -> str:
    """The first segment behind the prefix: `orders` of `/api/v1/orders/1`."""
    segments = [each for each in call.route.split("/") if each not in ("", "api", "v1")]
    return segments[0] if segments else ""


def _alive(call: Call, table: str, **fields: object) -> Iterator[Record]:
    """The newest of the workspace's records that were not deleted."""
    found = call.records.newest(table, workspace_id=workspace_id(call))
    looked_at = (r for r in islice(found, LOOKED_AT) if not r.get("deleted_at"))
    return (r for r in looked_at if all(r[name] == value for name, value in fields.items()))


def _named(records: Iterator[Record], name: str = "id") -> str:
    """A few of them, by a field."""
    return ", ".join(str(record[name]) for record in islice(records, NAMED)) or "none"


def _statuses(call: Call) -> str:
    kind = KINDS_OF_STATUS.get(_resource(call), "")
    there = statuses.labels(call, kind, workspace_id(call))
    listed = ", ".join(f"{code} {label}" for code, label in there.items())
    return f"a status that the workspace has: {listed or 'none'}"


def _people(call: Call) -> str:
    clients = f"a client: {_named(_alive(call, 'users', is_team=False))}"
    if not _resource(call).endswith("_messages"):
        return clients
    return f"one of the team, or the client whose it is: {_team_ids(call)}"


def _team(call: Call) -> str:
    return f"a member of the team: {_team_ids(call)}"


def _team_ids(call: Call) -> str:
    return _named(_alive(call, "users", is_team=True))


def _services(call: Call) -> str:
    return f"a service: {_named(_alive(call, 'services'))}"


def _orders(call: Call) -> str:
    """Orders of the client whom the body or the ticket in the path names."""
    client = call.body.get("user_id")
    key = str(call.path.get("ticket", ""))
    for ticket in _alive(call, "tickets"):
        if key in (str(ticket["id"]), ticket["number"]):
            client = ticket["user_id"]
    owned = {} if client is None else {"user_id": client}
    return f"an order of the same client: {_named(_alive(call, 'orders', **owned), 'number')}"


def _cards(call: Call) -> str:
    return f"a card: {_named(_alive(call, 'cards', is_declined=False), 'payment_method_id')}"


CHOICES: Mapping[str, Choice] = {
    "status": _statuses,
    "status_id": _statuses,
    "user_id": _people,
    "employees": _team,
    "employee_id": _team,
    "employee_ids": _team,
    "service_id": _services,
    "services": _services,
    "order": _orders,
    "payment_method_id": _cards,
}


def _invalid(refusal: Refusal, call: Call) -> Explained:
    """What was sent for each field, and what there is to choose from."""
    met, allowed = {}, []
    for field in refusal.facts.get("fields", ()):
        parts = field.split(".")
        met[field] = call.body.get(parts[0])
        allowed += [f"{field}: {CHOICES[p](call)}" for p in (parts[0], parts[-1]) if p in CHOICES]
    return Explained(met, list(dict.fromkeys(allowed)))


def _not_found(refusal: Refusal, call: Call) -> Explained:
    """Why a record is not found, and which there are."""
    table, key = refusal.rule, refusal.facts.get("key", "")
    if table not in MODELS:
        return Explained()
    met = {"asked": key, "workspace": workspace(call)["subdomain"], **_elsewhere(call, table, key)}
    side = {"is_team": _resource(call) == "team"} if table == "users" else {}
    name = "number" if table in NUMBERED else "id"
    return Explained(met, [f"{table} there are: {_named(_alive(call, table, **side), name)}"])


def _elsewhere(call: Call, table: str, key: object) -> Record:
    """Where a record is that the caller does not see."""
    text = str(key)
    record_id = as_id(text)
    record = None if record_id is None else call.records.get(table, record_id)
    if record is None and table in NUMBERED:
        owners = call.records.find("workspaces")
        found = [r for w in owners for r in _by_number(call, table, w["id"], text)]
        record = found[0] if found else None
    if record is None:
        return {}
    if record["workspace_id"] != workspace_id(call):
        return {"it is of workspace": _subdomain(call, record["workspace_id"])}
    return {"it was deleted": record["deleted_at"]} if record.get("deleted_at") else {}


def _by_number(call: Call, table: str, owner: int, number: str) -> list[Record]:
    return call.records.find(table, workspace_id=owner, number=number)


def _subdomain(call: Call, owner: int) -> str:
    found = call.records.get("workspaces", owner)
    return found["subdomain"] if found else str(owner)


def _right(refusal: Refusal, call: Call) -> Explained:
    """The right that the role lacks, how it is had, and who has it."""
    needed = refusal.facts.get("right")
    if needed is None:
        return Explained()
    own = call.caller["role_id"]
    met = {"user": people.name(call.caller), "role": refusal.facts.get("role"), "right": needed}
    able = {role["id"] for role in find(call, "roles") if role[needed]}
    members = (u for u in _alive(call, "users", is_team=True) if u["role_id"] in able)
    named = ", ".join(people.name(user) for user in islice(members, NAMED))
    grant = json.dumps({"vendor": "spp", "id": own, str(needed): 1})
    allowed = [f"PUT /_emulator/permissions {grant}"] if own else []
    return Explained(met, [*allowed, f"the key of a user with it: {named or 'nobody has one'}"])


def _no_api(refusal: Refusal, call: Call) -> Explained:
    """How the module is switched on."""
    del refusal
    own = workspace(call)
    on = {"spp": {"workspaces": {str(own["id"]): {**own, "has_api": True}}}}
    met = {"workspace": own["subdomain"], "has_api": False}
    return Explained(met, [f"POST /_emulator/fixtures {json.dumps(on)}"])


def _no_staff(refusal: Refusal, call: Call) -> Explained:
    """Whose keys there are."""
    del refusal
    team = {user["id"]: user for user in find(call, "users", is_team=True)}
    keys = (key for key in find(call, "keys", is_active=True) if key["user_id"] in team)
    named = ", ".join(people.name(team[key["user_id"]]) for key in islice(keys, NAMED))
    return Explained(who(call.caller), [f"the key of one of the team: {named or 'nobody has one'}"])


def _other_workspace(refusal: Refusal, call: Call) -> Explained:
    """Which workspace the key is of, and which the host."""
    del refusal
    own = workspace(call)["subdomain"]
    asked = reading.asked(call.base_url)
    return Explained(
        {"the key is of": own, "the host is of": asked},
        [f"the host {own}.spp.localhost, or the prefix /spp", f"a key of {asked}"],
    )


def _state(refusal: Refusal, call: Call) -> Explained:
    """The record of the path as it is, and how it would have to be."""
    table = _resource(call)
    met: Record = dict(call.path)
    for key in call.path.values() if table in WITH_STATE else ():
        record = numbered(call, table, key)
        met["status"] = statuses.label(call, KINDS_OF_STATUS[table], record)
    needed = STATES.get(refusal.rule)
    return Explained(met, [needed] if needed else [])


RULES: Mapping[str, Explain] = {"no API": _no_api, "no staff": _no_staff}
KINDS: Mapping[str, Explain] = {
    "Invalid": _invalid,
    "NotFound": _not_found,
    "Forbidden": _right,
    "Unauthenticated": _other_workspace,
    "Conflict": _state,
}
