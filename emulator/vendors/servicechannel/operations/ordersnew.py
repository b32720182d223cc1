"""New work orders."""

from collections.abc import Mapping, Sequence

from emulator.kernel.errors import Forbidden, Invalid
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    assets,
    attaching,
    creating,
    files,
    nested,
    new_orders,
    order_fields,
    records,
    status_rules,
)
from emulator.vendors.servicechannel.creating import Asked
from emulator.vendors.servicechannel.rules import Status

CREATE, NTE = "Workorder Create", "NTE Update"


@operation("createWorkOrder")
def create_work_order(call: Call) -> Reply:
    """Make a work order, with all its properties or from an issue list."""
    asked = new_orders.asked(call)
    subscriber = new_orders.subscriber(call, asked.contract)
    asked = new_orders.with_asset(call, asked, subscriber)
    asked = asked._replace(found=new_orders.found(call, asked, subscriber))
    creating.check(asked, creating.COMPANY)
    _check_right(call, asked)
    creating.check(asked, creating.PLACE)
    _check_access(call, asked)
    creating.check(asked, creating.WORK)
    order = new_orders.record(call, asked, _status(call, asked))
    said = f"Work order <b>{order['Id']}</b> created."
    more, events = _with_it(call, asked, order)
    body = {"id": order["Id"]}
    return records.changed(call, order, said, *events, body=body, status=201, more=more)


def _with_it(
    call: Call, asked: Asked, order: Record
) -> tuple[Mapping[str, Sequence[Record]], list[str | Event]]:
    """What a new work order comes with, files and an asset: their records, and what is told."""
    described = [attaching.read(nested.lowered(e)) for e in call.body.get("Attachments", [])]
    added = files.add(call, order, [(one, None) for one in described], None)
    events: list[str | Event] = ["WorkOrderCreated"]
    events += [Event("WorkOrderAttachmentAdded", files.TABLE, row) for row in added.attachments]
    more = {files.TABLE: added.attachments} if described else {}
    if asset := asked.found.asset:
        more = {**more, "workorderassets": [assets.put_on(call, order, asset)]}
        events.append(assets.told("WorkOrderAssetAttached", order, asset["Id"]))
    return more, events


def _check_right(call: Call, asked: Asked) -> None:
    """Raises Forbidden for a provider without the row, or with an NTE that it may not set."""
    pair = {
        "SubscriberId": (asked.found.subscriber or {}).get("Id"),
        "ProviderId": call.caller["ProviderId"],
    }
    if call.caller["SubscriberId"]:
        return
    granted = access.granted(call, pair)
    if CREATE not in granted:
        raise Forbidden(reason=f'"{CREATE}" is off for this pair', rows=[CREATE], pair=pair)
    if call.switches["create_nte_gates"] and call.body.get("Nte") and NTE not in granted:
        said = f'"{NTE}" is off for this pair, and Nte is not 0'
        raise Forbidden(reason=said, rows=[NTE], pair=pair)


def _check_access(call: Call, asked: Asked) -> None:
    """Raises Forbidden for a location or trade that the user has no access to."""
    for limit, found in (("LocationIds", asked.found.location), ("TradeIds", asked.found.trade)):
        within = call.caller.get(limit)
        if within and found is not None and found["Id"] not in within:
            raise Forbidden("location access", f"the user has no access to {found['Name']}")


def _status(call: Call, asked: Asked) -> Status:
    """The status that was asked for, OPEN without one."""
    sent: Record = call.body.get("Status") or {"Primary": "OPEN"}
    subscriber_id = (asked.found.subscriber or {})["Id"]
    configured = access.statuses(call, subscriber_id)
    status = status_rules.asked(sent, Status("OPEN"), configured, keeps=False)
    pair = {"SubscriberId": subscriber_id, "ProviderId": asked.found.provider_id}
    is_provider = bool(call.caller["ProviderId"])
    status_rules.check_permitted(status, access.granted(call, pair), is_provider=is_provider)
    return status


@operation("getIssueInfo")
def get_issue_info(call: Call) -> Reply:
    """Where in the issue list a work order's problem is."""
    order = access.order(call, bad="nowhere", unknown="nowhere", location="nowhere")
    return Reply(order["IssueTicketInfo"])


@operation("changeIssueChoice")
def change_issue_choice(call: Call) -> Reply:
    """Put a work order's problem elsewhere in the issue list."""
    order = access.order(call, bad="invalid issue choice", unknown="invalid issue choice")
    if order["SubscriberId"] != call.query["subscriberId"]:
        raise Invalid("invalid issue choice", "subscriberId is not the work order's")
    order_fields.check_open(order)
    setup_id: int = call.body.get("SetupId", 0)
    lists = call.records.find("issuelists", SubscriberId=order["SubscriberId"])
    chosen_list = next((issue for issue in lists if issue["Id"] == setup_id), None)
    if chosen_list is None:
        raise Invalid("unknown setup", f"the subscriber has no issue list {setup_id}")
    areas = {row["AreaId"]: row["AreaName"] for row in chosen_list["Issues"]}
    area_id = call.body.get("AreaId")
    if area_id is not None and area_id not in areas:
        raise Invalid("invalid issue choice", f"the issue list has no area {area_id}")
    chosen = {
        "AreaId": area_id,
        "AreaName": areas.get(area_id),
        "ProblemGroup": call.body.get("ProblemType"),
        "Equipment": call.body.get("AssetType"),
        "ProblemCode": call.body.get("ProblemCode"),
    }
    new = {name: value for name, value in chosen.items() if value is not None}
    ticket = {**order["IssueTicketInfo"], "SetupId": setup_id} | new
    if ticket == dict(order["IssueTicketInfo"]):
        return Reply()
    order["IssueTicketInfo"] = ticket
    order["ProblemCode"] = new.get("ProblemCode", order["ProblemCode"])
    parts = [str(part) for name, part in new.items() if name != "AreaId"] or [chosen_list["Name"]]
    said = f"Issue changed to <b>{' / '.join(parts)}</b>."
    return records.changed(call, order, said, "WorkOrderIssueChoiceChanged")
