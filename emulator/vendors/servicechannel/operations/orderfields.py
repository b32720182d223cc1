"""One field of a work order at a time: what `PUT /workorders/{id}/…` changes.

Which fields there are, and what each asks for, is the table of `order_fields`; here a change is
made once for all of them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from emulator.kernel.errors import Forbidden, Invalid
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import access, field_checks, order_fields, records
from emulator.vendors.servicechannel.field_checks import Facts
from emulator.vendors.servicechannel.order_fields import FIELDS, Field
from emulator.vendors.servicechannel.rules import INCOMING

#: Unknown work orders are 404 where the vendor declares it.
NOWHERE: Record = {"bad": "nowhere", "unknown": "nowhere"}


#: What an event says that says no more than usual.
NOTHING: Mapping[str, object] = MappingProxyType({})


def change_field(
    call: Call,
    field: Field,
    value: object,
    order: Record | None = None,
    told: Mapping[str, object] = NOTHING,
) -> Reply:
    """Change one field: the right, the state, then the value; what is the same changes nothing.

    order: the work order, where it is loaded with refusals of its own.  told: what the event says
    besides.
    """
    order = order or access.order(call)
    check_right(call, order, field)
    field.state(order)
    new = field.check(value, facts(call, order, field, value))
    body = {field.answer: order["Id"]}
    said = order_fields.sentences(field, order, new)
    if not said:
        return Reply(body)
    kind = order_fields.event(field, order.get(field.name), new[field.name])
    order |= new
    events = [Event(kind, "workorders", order, told)] if kind else []
    return records.changed(call, order, said, *events, body=body)


def check_right(call: Call, order: Record, field: Field) -> None:
    """Raises Forbidden for a provider's user, unless everybody may or the field's row is on."""
    if call.caller["SubscriberId"] or not field.right:
        return
    if field.right not in access.granted(call, order):
        is_row = field.right in INCOMING
        facts: Record = {"rows": [field.right]} if is_row else {"callers": "Subscribers"}
        raise Forbidden(field.denied, f'a provider needs "{field.right}"', **facts)


def facts(call: Call, order: Record, field: Field, value: object) -> Facts:
    """What the field's check has to know: the subscriber's list, other orders, the user's limit."""
    rows = (
        call.records.find(field.listed, SubscriberId=order["SubscriberId"]) if field.listed else []
    )
    taken = False
    if field.unique:
        same = {field.unique: order[field.unique], field.name: field_checks.written(value).strip()}
        found = call.records.find("workorders", **same)
        taken = any(other["Id"] != order["Id"] for other in found)
    return Facts(order, rows, taken, call.caller["NteLimit"])


def empty(reply: Reply, status: int = 200) -> Reply:
    """The same without a body."""
    reply.body, reply.status = None, status
    return reply


@operation("changePriority")
def change_priority(call: Call) -> Reply:
    return change_field(call, FIELDS["priority"], call.body.get("Value"))


@operation("changeCategory")
def change_category(call: Call) -> Reply:
    return change_field(call, FIELDS["category"], call.body)


@operation("changeNte")
def change_nte(call: Call) -> Reply:
    return change_field(call, FIELDS["nte"], call.body)


@operation("changeScheduledDate")
def change_scheduled_date(call: Call) -> Reply:
    """The reason's code is told with the event."""
    code = call.query.get("rescheduleReasonCode")
    told: Record = {} if code is None else {"RescheduleReason": str(code)}
    return change_field(call, FIELDS["scheduledate"], call.body.get("Value"), told=told)


@operation("changeDescription")
def change_description(call: Call) -> Reply:
    return change_field(call, FIELDS["description"], call.body.get("Value"))


@operation("changeTrade")
def change_trade(call: Call) -> Reply:
    return change_field(call, FIELDS["trade"], call.body.get("Value"))


@operation("changeCaller")
def change_caller(call: Call) -> Reply:
    return change_field(call, FIELDS["caller"], call.body.get("Value"))


@operation("changePurchaseNumber")
def change_purchase_number(call: Call) -> Reply:
    return change_field(call, FIELDS["ponumber"], call.body.get("Value"))


@operation("changeNumber")
def change_number(call: Call) -> Reply:
    return change_field(call, FIELDS["wonumber"], call.body.get("Value"))


@operation("linkProject")
def link_project(call: Call) -> Reply:
    return change_field(call, FIELDS["projectid"], call.body.get("Value"))


@operation("unlinkProject")
def unlink_project(call: Call) -> Reply:
    return change_field(call, FIELDS["projectid/unlink"], None)


@operation("changeProjectedCompletionDate")
def change_projected_completion_date(call: Call) -> Reply:
    date = call.body.get("ProjectedCompletionDate")
    return change_field(call, FIELDS["projectedCompletionDate"], date)


@operation("changeWeatherType")
def change_weather_type(call: Call) -> Reply:
    return change_field(call, FIELDS["weatherTypeId"], call.body.get("Value"))


@operation("changeServiceNowId")
def change_service_now_id(call: Call) -> Reply:
    return change_field(call, FIELDS["servicenowid"], call.body.get("ServiceNowId"))


@operation("setMoeNumber")
def set_moe_number(call: Call) -> Reply:
    order = access.order(call, **NOWHERE)
    return empty(change_field(call, FIELDS["SetMoeNumber"], call.query["moeNumber"], order))


@operation("postResolution")
def post_resolution(call: Call) -> Reply:
    reply = change_field(call, FIELDS["resolution"], call.body.get("Resolution"))
    reply.status = 201
    return reply


@operation("markRefrigerantUse")
def mark_refrigerant_use(call: Call) -> Reply:
    order = access.order(call, **NOWHERE)
    used = call.query.get("refrigerantWasUsed")
    return empty(change_field(call, FIELDS["markRefrigerantUse"], used, order), 204)


@operation("updateLeakInspection")
def update_leak_inspection(call: Call) -> Reply:
    order = access.order(call, **NOWHERE)
    new = {
        "LeakWasDetected": call.query["leakWasDetected"],
        "RefrigerantWasUsed": call.query["refrigerantWasUsed"],
    }
    field = FIELDS["UpdateWorkOrderLeakInspectionInfo"]
    return empty(change_field(call, field, new, order), 204)


@operation("getRefrigerantUseStatus")
def get_refrigerant_use_status(call: Call) -> Reply:
    """true, false, or null where nobody has said."""
    return _flag(access.order(call, **NOWHERE), "RefrigerantWasUsed")


@operation("getLeakWasDetected")
def get_leak_was_detected(call: Call) -> Reply:
    """true, false, or null where nobody has said."""
    return _flag(access.order(call), "LeakWasDetected")


def _flag(order: Record, name: str) -> Reply:
    value = order.get(name)
    return Reply(b"null" if value is None else value)


@operation("createProjectApproval")
def create_project_approval(call: Call) -> Reply:
    """Ask a project to approve an NTE; it is set when the project does."""
    order = _for_project(call)
    nte = field_checks.amount(call.body.get("Nte"))
    if nte is None:
        raise Invalid("invalid value", "Nte is no amount")
    asked = {"ProjectId": call.body["ProjectId"], "Nte": nte}
    order["ProjectApproval"] = asked
    said = f"Project <b>{asked['ProjectId']}</b> asked to approve an NTE of <b>{nte:.2f}</b>."
    return records.changed(call, order, said, body={"id": order["Id"]})


@operation("updateProjectApproval")
def update_project_approval(call: Call) -> Reply:
    """A project's answer: the NTE that was asked for, or the end of the matter."""
    order = _for_project(call)
    asked = order.get("ProjectApproval")
    if not asked or asked["ProjectId"] != call.body["ProjectId"]:
        raise Invalid("invalid value", "nothing was asked of this project")
    order["ProjectApproval"] = None
    project, body = asked["ProjectId"], {"id": order["Id"]}
    if not call.body["IsApproved"]:
        return records.changed(call, order, f"Project <b>{project}</b> approved no NTE.", body=body)
    new = field_checks.bare(order, asked["Nte"]) | {"ProjectId": project}
    changed = [FIELDS[name] for name in ("nte", "projectid")]
    said = [order_fields.sentences(field, order, new) for field in changed]
    events = [order_fields.event(f, order.get(f.name), new[f.name]) for f in changed]
    order |= new
    text = " ".join(["Approved by project.", *filter(None, said)])
    return records.changed(call, order, text, *filter(None, events), body=body)


def _for_project(call: Call) -> Record:
    """The work order, for a user who may edit it."""
    order = access.order(call)
    access.check_full_edit(call)
    order_fields.check_open(order)
    if call.body["ProjectId"] < 1:
        raise Invalid("invalid value", "ProjectId counts from 1")
    return order
