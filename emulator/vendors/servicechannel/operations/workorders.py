"""Work orders, and the statuses and work types that a subscriber has."""

from emulator.kernel.operation import Call, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    assets,
    invoice_views,
    order_relations,
    reach,
    rules,
    views,
)

#: The ids that the vendor gives to primary statuses, and the names it shows.
PRIMARY_IDS = {"OPEN": 1, "IN PROGRESS": 2, "COMPLETED": 3}
#: What a work order leaves out of its invoice.
LEFT_OUT = (
    "InvoiceNumber", "ProviderId", "ProviderName", "SubscriberId", "LocationId", "DisputeReason",
    "RejectionReasonDescription", "ProjectId", "AdditionalApprovalCodes",
)  # fmt: skip


@operation("getWorkOrder")
def get_work_order(call: Call) -> Reply:
    """One work order with everything about it; an unknown one is 404 with no body."""
    order = access.order(call, bad="nowhere", unknown="nowhere", location="nowhere")
    shown = views.work_order(call, order) | _relations(call, order)
    return Reply(shown, until=views.holds_until(call, order))


def _relations(call: Call, order: Record) -> Record:
    """What is in other tables of a work order: nothing of what is not there."""
    said: Record = {}
    if on_it := [assets.shown(call, asset) for asset in assets.attached(call, order["Id"])]:
        said = {"Asset": on_it[0], "Assets": on_it}
    if (found := order_relations.invoice(call, order)) is not None:
        shown = invoice_views.invoice(call, found)
        said["Invoice"] = {k: value for k, value in shown.items() if k not in LEFT_OUT}
    if (user := order_relations.assignee(call, order)) is not None:
        said["Assignee"] = user
    return said


@operation("getStatuses")
def get_statuses(call: Call) -> Reply:
    """The statuses that a subscriber has set up."""
    return Reply(_listed(call, access.statuses(call, reach.subscriber_asked(call))))


@operation("getWorkOrderStatuses")
def get_work_order_statuses(call: Call) -> Reply:
    """The statuses that this caller may give this work order."""
    order = access.order(call)
    granted = access.granted(call, order)
    allowed = [
        status
        for status in access.statuses(call, order["SubscriberId"])
        if rules.may_set(status, granted)
    ]
    return Reply(_listed(call, allowed))


def _listed(call: Call, statuses: list[rules.Status]) -> list[Record]:
    by_primary: dict[str, list[rules.Status]] = {}
    for status in statuses:
        by_primary.setdefault(status.primary, []).append(status)
    return [
        _entry(call, primary, [s for s in by_primary[primary] if s.extended])
        for primary in PRIMARY_IDS
        if primary in by_primary
    ]


def _entry(call: Call, primary: str, extended: list[rules.Status]) -> Record:
    """One primary status with its extended ones; ids are the order in the subscriber's list."""
    names = [status.extended for status in extended]
    return {
        "Id": PRIMARY_IDS[primary],
        "Name": primary,
        "Extended": names,
        "ExtendedStatuses": [{"Id": n, "Name": name} for n, name in enumerate(names, 1)],
        "Constraints": [_constraint(call, name) for name in names],
    }


def _constraint(call: Call, extended: str) -> Record:
    """What a status asks for: numbers for providers, AskForReviews for subscribers."""
    if call.caller["SubscriberId"]:
        return {"Extended": extended, "AskForReviews": False}
    asked = ("IsResolutionTextRequired", "IsShippingInfoRequired", "IsResolutionCodesRequired")
    return {"Extended": extended, "IsScheduledDateRequired": 0} | dict.fromkeys(asked, 0)


@operation("getWorkTypes")
def get_work_types(call: Call) -> Reply:
    """A subscriber's work types; 1 is Repair, 2 is Travel, from 3 on they are its own."""
    types = call.records.find("worktypes", SubscriberId=reach.subscriber_asked(call))
    return Reply([{"Id": kind["WorkTypeId"], "Name": kind["Name"]} for kind in types])
