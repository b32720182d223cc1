"""Services: made, changed, and deleted so that the vendor could undo it."""

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.spp import checks, dates, labels
from emulator.vendors.spp.lists import listed
from emulator.vendors.spp.saves import Saved, done, edited
from emulator.vendors.spp.views import services
from emulator.vendors.spp.workspaces import load, new

#: What a service is if nobody says more.
UNSAID: Record = {
    "description": None,
    "image": None,
    "price": None,
    "f_price": None,
    "f_period_l": None,
    "f_period_t": None,
    "r_price": None,
    "r_period_l": None,
    "r_period_t": None,
    "recurring_action": 0,
    "multi_order": False,
    "request_orders": False,
    "max_active_requests": None,
    "option_categories": [],
    "option_variants": [],
    "deadline": None,
    "public": True,
    "sort_order": 0,
    "braintree_plan_id": None,
    "group_quantities": False,
    "addon_to": [],
    "folder_id": None,
    "metadata": {},
    "employee_ids": [],
    "parent_ids": [],
    "hoth_product_key": None,
    "hoth_package_name": None,
    "provider_id": None,
    "provider_service_id": None,
    "media": [],
    "has_intake_form": False,
    "deleted_at": None,
}
PRICES = ("price", "f_price", "r_price")
#: Fields of the body that are no fields of a record, or are kept in another form.
OTHERS = ("employees", "parent_services", "clear_variants", "metadata", "currency", *PRICES)


@operation("listServices")
def list_services(call: Call) -> Reply:
    return listed(call, "services", services.service, fields={})


@operation("createService")
def create_service(call: Call) -> Reply:
    service = new(call, "services", **(UNSAID | _written(call)))
    saved = Saved()
    saved.put("services", service)
    return done(call, saved, services.service, service, status=201)


@operation("getService")
def get_service(call: Call) -> Reply:
    return Reply(services.service(call, _named(call)))


@operation("updateService")
def update_service(call: Call) -> Reply:
    """What is not sent stays; the answer is 201, as the reference has it."""
    service = edited(call, _named(call), _written(call))
    saved = Saved()
    saved.put("services", service)
    return done(call, saved, services.service, service, status=201)


@operation("deleteService")
def delete_service(call: Call) -> Reply:
    saved = Saved()
    saved.put("services", edited(call, _named(call), {"deleted_at": dates.now(call)}))
    return done(call, saved)


def _named(call: Call) -> Record:
    return load(call, "services", call.path["service"])


def _written(call: Call) -> Record:
    """The fields of the body as they are kept.  Raises Invalid."""
    body = call.body
    fields: Record = {name: value for name, value in body.items() if name not in OTHERS}
    for name in PRICES:
        if name in body:
            fields[name] = None if body[name] is None else checks.amount(body[name], name)
    if "currency" in body:
        fields["currency"] = body["currency"].upper()
    if "employees" in body:
        fields["employee_ids"] = checks.team(call, body["employees"])
    if "parent_services" in body:
        parents = [
            checks.service(call, p, "parent_services")["id"] for p in body["parent_services"]
        ]
        fields |= {"parent_ids": parents, "addon_to": parents}
    if body.get("clear_variants"):
        fields["option_variants"] = []
    if "metadata" in body:
        fields["metadata"] = labels.metadata(call)
    return fields
