"""What may be changed of a work order, field by field.

One table: which field of the record, what its value has to be, who may change it, which event tells
of it and how the system note calls it.

Source: https://developer.servicechannel.com/swagger/ (the operations `PUT /workorders/{id}/…`).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from emulator.kernel.errors import Conflict
from emulator.vendors.servicechannel import field_checks as checks
from emulator.vendors.servicechannel.field_checks import Check

#: Rights: everybody's, a subscriber's users' only, and a row of the Permissions table.
ANYONE, FULL_EDIT, SCHEDULE = "", "WorkOrderFullEdit", "ScheduleDate Update"
#: Fields of a record, or some of them.
Values = Mapping[str, object]
#: What an NTE may be the sum of, as the system note calls it.
DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "Price": "Subtotal",
        "Tax": "Tax",
        "Tax2": "Second tax",
        "Tax2Type": "Type of the second tax",
    }
)


def check_open(order: Mapping[str, object]) -> None:
    """Raises Conflict on an invoiced work order."""
    if is_invoiced(order):
        raise Conflict("invoiced order", "the work order is invoiced")


def check_resolvable(order: Mapping[str, object]) -> None:
    """Raises Conflict on a work order that is on hold, invoiced or void."""
    if order.get("IsOnHold"):
        raise Conflict("on hold", "the work order is on hold")
    if is_invoiced(order) or primary(order) == "VOID":
        raise Conflict("no action in status", f"{primary(order)} takes no resolution")


def is_invoiced(order: Mapping[str, object]) -> bool:
    return bool(order["IsInvoiced"]) or primary(order) == "INVOICED"


def primary(order: Mapping[str, object]) -> str:
    status = order["Status"]
    return str(status["Primary"]) if isinstance(status, Mapping) else ""


class Field(NamedTuple):
    """A field that an operation changes.

    said: as the system note calls it.  check: from a value to the fields of the record; raises
    Invalid.  event, first, removed: what happens when it changes, is set for the first time, is
    cleared.  right: who may change it; denied: the rule of everybody else.  listed: the
    subscriber's list that the value is of.  unique: within which company no other order has it.
    state: raises Conflict where the order takes no change.  answer: what the answer calls the id.
    also: fields that may change with it, as the system note calls them.
    """

    name: str
    said: str
    check: Check
    event: str = ""
    first: str = ""
    removed: str = ""
    right: str = FULL_EDIT
    denied: str = ""
    listed: str = ""
    unique: str = ""
    state: Callable[[Mapping[str, object]], None] = check_open
    answer: str = "id"
    also: Mapping[str, str] = MappingProxyType({})


#: By the last part of the operation's path.
FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "priority": Field(
            "Priority",
            "Priority",
            checks.one_of("Priority", "invalid priority"),
            "WorkOrderPriorityChanged",
            listed="priorities",
        ),
        "category": Field(
            "Category",
            "Category",
            checks.category,
            "WorkOrderCategoryChanged",
            denied="no rights",
            listed="categories",
        ),
        "trade": Field(
            "Trade",
            "Trade",
            checks.one_of("Trade", "invalid trade", 50),
            "WorkOrderTradeChanged",
            listed="trades",
        ),
        "nte": Field("Nte", "NTE", checks.nte, "WorkOrderNteChanged", also=DETAILS),
        "scheduledate": Field(
            "ScheduledDate",
            "Scheduled date",
            checks.scheduled,
            "WorkOrderScheduledDateChanged",
            right=SCHEDULE,
        ),
        "description": Field(
            "Description",
            "Description",
            checks.text("Description", "invalid description", 8000),
            "WorkOrderDescriptionChanged",
        ),
        "caller": Field(
            "Caller",
            "Caller",
            checks.text("Caller", "invalid caller", 100),
            "WorkOrderCallerChanged",
        ),
        "ponumber": Field(
            "PurchaseNumber",
            "Purchase number",
            checks.text("PurchaseNumber", "invalid purchase number", 20),
            unique="SubscriberId",
        ),
        "wonumber": Field(
            "Number",
            "Work order number",
            checks.text("Number", "invalid number", 20),
            "WorkOrderNumberChanged",
            unique="ProviderId",
        ),
        "projectid": Field(
            "ProjectId",
            "Project",
            checks.identity("ProjectId"),
            "WorkOrderProjectLink",
        ),
        "projectid/unlink": Field(
            "ProjectId",
            "Project",
            checks.plain("ProjectId"),
            removed="WorkOrderProjectUnlink",
        ),
        "projectedCompletionDate": Field(
            "ProjectedCompletionDate",
            "Projected completion date",
            checks.projected,
            right=ANYONE,
            answer="WorkOrderId",
        ),
        "weatherTypeId": Field(
            "WeatherTypeId",
            "Weather type",
            checks.identity("WeatherTypeId", clears=True),
            "WorkOrderWeatherTypeChanged",
            removed="WorkOrderWeatherTypeDeleted",
        ),
        "servicenowid": Field(
            "ServiceNowId",
            "ServiceNow id",
            checks.kept("ServiceNowId"),
            "WorkOrderServiceNowIdChanged",
            removed="WorkOrderServiceNowIdChanged",
            denied="no permissions",
        ),
        "SetMoeNumber": Field(
            "MoeNumber",
            "MOE number",
            checks.kept("MoeNumber", 20),
            "WorkOrderMoeNumberChanged",
            removed="WorkOrderMoeNumberChanged",
            right=ANYONE,
        ),
        "resolution": Field(
            "Resolution",
            "Resolution",
            checks.text("Resolution", "no resolution"),
            "WorkOrderResolutionUpdated",
            first="WorkOrderResolutionCreated",
            right=ANYONE,
            state=check_resolvable,
        ),
        "markRefrigerantUse": Field(
            "RefrigerantWasUsed",
            "Refrigerant was used",
            checks.plain("RefrigerantWasUsed"),
            "RefrigerantWasUsedChanged",
            removed="RefrigerantWasUsedChanged",
            right=ANYONE,
        ),
        "UpdateWorkOrderLeakInspectionInfo": Field(
            "RefrigerantWasUsed",
            "Refrigerant was used",
            checks.leak,
            "RefrigerantWasUsedChanged",
            right=ANYONE,
            also=MappingProxyType({"LeakWasDetected": "Leak was detected"}),
        ),
    }
)


def event(field: Field, before: object, after: object) -> str:
    """Which event a change of a field is; empty for none."""
    if before == after:
        return ""
    if after is None:
        return field.removed
    return field.first if field.first and not before else field.event


def sentences(field: Field, before: Values, after: Values) -> str:
    """What the system note says: of each field that is another; nothing where none is."""
    said = {field.name: field.said, **field.also}
    told = [name for name in said if name in after and before.get(name) != after[name]]
    return " ".join(sentence(said[name], before.get(name), after[name]) for name in told)


def sentence(said: str, before: object, after: object) -> str:
    """What the system note says of one field."""
    if after is None:
        return f"{said} <b>{shown(before)}</b> removed."
    if before in (None, ""):
        return f"{said} set to <b>{shown(after)}</b>."
    return f"{said} changed from <b>{shown(before)}</b> to <b>{shown(after)}</b>."


def shown(value: object) -> str:
    """A value as a note writes it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
