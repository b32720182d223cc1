"""Form data: the fields of an order or a ticket that were filled in.

Clients fill in forms in the vendor's portal, which is no API; what the team fills in here is no
submission (assumed).
"""

from collections.abc import Mapping

from emulator.kernel.errors import Conflict, NotFound
from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import dates, errors, filled
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import lookups
from emulator.vendors.spp.workspaces import get, load, new, numbered

#: What a field may belong to, by the name that a request has for it.
PARENTS = {"order": "orders", "ticket": "tickets"}


@operation("listFormData")
def list_form_data(call: Call) -> Reply:
    """The fields of an order or of a ticket.  Raises NotFound if there is none."""
    name, key = _one(call.query)
    parent = numbered(call, PARENTS[name], key)
    return listed(call, "formfields", lookups.field, **{f"{name}_id": parent["id"]})


@operation("createFormData")
def create_form_data(call: Call) -> Reply:
    said = {name: call.body[name] for name in ("name", "type", "value")}
    said["submitted_at"] = dates.now(call)
    field = new(call, "formfields", **filled.UNSAID | _parent(call) | said)
    saved = Saved()
    saved.put("formfields", field)
    return done(call, saved, lookups.field, field, status=201)


@operation("getFormData")
def get_form_data(call: Call) -> Reply:
    return Reply(lookups.field(call, _field(call)))


@operation("updateFormData")
def update_form_data(call: Call) -> Reply:
    said = {"value": call.body["value"], "submitted_at": dates.now(call)}
    field = edited(call, _field(call), said)
    saved = Saved()
    saved.put("formfields", field)
    return done(call, saved, lookups.field, field)


@operation("deleteFormData")
def delete_form_data(call: Call) -> Reply:
    saved = Saved()
    saved.drop("formfields", _field(call)["id"])
    return done(call, saved)


def _one(asked: Mapping[str, object]) -> tuple[str, object]:
    """What is named, order or ticket, and its number.  Raises Conflict for both or neither."""
    named = [(name, asked[name]) for name in PARENTS if asked.get(name) not in (None, "")]
    if len(named) != 1:
        found = " and ".join(name for name, _ in named) or "neither"
        raise Conflict("one parent", f"{found} named, expected order or ticket")
    return named[0]


def _parent(call: Call) -> Record:
    """What a new field belongs to, by its `order_id` or its `ticket_id`.

    Raises Invalid for an order or a ticket that there is not.
    """
    name, key = _one(call.body)
    try:
        parent = numbered(call, PARENTS[name], key)
    except NotFound as missing:
        raise errors.invalid(f"{name}: {missing.reason}", **{name: errors.CHOICE}) from None
    return {f"{name}_id": parent["id"]}


def _field(call: Call) -> Record:
    """A field whose order or ticket was not deleted.  Raises NotFound."""
    field = load(call, "formfields", call.path["field"])
    if not any(get(call, table, field[f"{name}_id"]) for name, table in PARENTS.items()):
        key = str(field["id"])
        raise NotFound("formfields", f"what field {key} belongs to was deleted", key=key)
    return field
