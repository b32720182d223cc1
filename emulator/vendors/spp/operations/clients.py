"""Clients: whom the workspace works for.  They are deleted for good."""

from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.spp import accounts, cascades, checks, dates, errors
from emulator.vendors.spp.lists import FIELDS, listed
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import people
from emulator.vendors.spp.workspaces import user

TEXTS = ("name_f", "name_l", "company", "tax_id", "phone", "note", "stripe_id")
ADDRESS = ("line_1", "line_2", "city", "country", "state", "postcode", "name_f", "name_l",
           "tax_id", "company_name", "company_vat")  # fmt: skip
#: What is kept under another name than lists know it by.
KEPT = {**FIELDS, "aff_id": "referrer_user_id", "employee_id": "employee_ids"}
OPTIN = {"1": "Yes", "true": "Yes", "0": "No", "false": "No"}


@operation("listClients")
def list_clients(call: Call) -> Reply:
    return listed(call, "users", people.user, fields=KEPT, is_team=False)


@operation("createClient")
def create_client(call: Call) -> Reply:
    client = accounts.fresh(call, **_written(call, accounts.UNSAID))
    saved = Saved()
    saved.put("users", client)
    saved.tell("account.created", "users", client)
    return done(call, saved, people.whole, client, status=201)


@operation("getClient")
def get_client(call: Call) -> Reply:
    return Reply(people.whole(call, _client(call)))


@operation("updateClient")
def update_client(call: Call) -> Reply:
    """What is not sent stays."""
    before = _client(call)
    client = edited(call, before, _written(call, before))
    saved = Saved()
    saved.put("users", client)
    return done(call, saved, people.whole, client)


@operation("deleteClient")
def delete_client(call: Call) -> Reply:
    """It goes with all that is its own; webhooks are told what it was."""
    client = _client(call)
    saved = Saved()
    cascades.drop(call, saved, "users", client["id"])
    spent = people.whole(call, client)["spent"]
    saved.events.append(Event("account.deleted", "users", client, {"spent": spent}))
    return done(call, saved)


def _client(call: Call) -> Record:
    return user(call, call.path["user"], is_team=False)


def _written(call: Call, before: Record) -> Record:
    """The fields of the body as they are kept.  before: what the client is.  Raises Invalid."""
    fields: Record = dict(call.body)
    fields |= {name: fields[name] or "" for name in TEXTS if name in fields}
    if "email" in fields:
        _is_free(call, fields["email"], before.get("id"))
    if fields.get("address") is not None:
        fields["address"] = _address(fields["address"], before["address"])
    if "custom_fields" in fields:
        fields["custom_fields"] = dict(before["custom_fields"]) | dict(fields["custom_fields"])
    if "balance" in fields:
        fields["balance"] = checks.amount(fields["balance"], "balance")
    if "optin" in fields:
        text = str(fields["optin"])
        fields["optin"] = OPTIN.get(text.lower(), text)
    if "status_id" in fields:
        checks.status(call, "client", fields["status_id"], "status_id")
    if "employee_id" in fields:
        fields["employee_ids"] = checks.team(call, fields.pop("employee_id"), "employee_id")
    if (created := call.instant("created_at")) is not None:
        fields["created_at"] = dates.kept(created)
    return fields


def _is_free(call: Call, email: str, own: object) -> None:
    """Raises Invalid for the address of another user of the workspace, whatever its case."""
    known = accounts.owner(call, email, own)
    if known is not None:
        raise errors.invalid(f"email: {email} is user {known['id']}'s", email=errors.TAKEN)


def _address(sent: Record, before: Record | None) -> Record:
    """The address with the parts that are sent; it has no others than the vendor's."""
    parts = dict.fromkeys(ADDRESS, "") | dict(before or {})
    return parts | {name: sent[name] or "" for name in ADDRESS if name in sent}
