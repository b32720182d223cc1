"""What a webhook says of a work order.

Most events carry the work order as it is now; some say only whose it is and what was done.
Instants are UTC, with twins in the location's time.
Shapes: https://developer.servicechannel.com/guides/wh/event-objects/ and
https://developer.servicechannel.com/swagger/ (ServiceChannel.Notifications.Objects.WorkOrder);
the links' are from https://github.com/Field-Advantage/FieldAdv.ServiceChannel.Webhooks, the stars'
captured (https://github.com/elithaxxor/ServiceChannel_API).
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

from emulator.kernel.operation import Call, Event, Record
from emulator.vendors.servicechannel import links, people, sight, times, views

#: Visibilities of notes and files that both companies of a work order see.
FOR_ALL = range(2)
#: Attachment.Type, of Undefined, WorkOrder, Invoice, Rfp, Proposal, Asset.
OF_WORK_ORDER = 1
#: Instants that are doubled.
DATED = ("CallDate", "ScheduledDate", "ExpirationDate", "CompletedDate")
NOTED = (
    "WorkOrderNoteAdded", "WorkOrderNotePinned", "WorkOrderNoteUnpinned",
    "WorkOrderNoteActionResolved",
)  # fmt: skip

#: Fields that some events carry beside the whole work order.
BESIDE: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "WorkOrderPriorityChanged": ("PriorityId",),
        "WorkOrderTradeChanged": ("TradeId",),
        "WorkOrderCategoryChanged": ("CategoryId",),
        "WorkOrderNteChanged": ("Tax", "Tax2", "Tax2Type"),
        "WorkOrderMoeNumberChanged": ("MoeNumber",),
        "WorkOrderServiceNowIdChanged": ("ServiceNowId",),
        "RefrigerantWasUsedChanged": ("RefrigerantWasUsed",),
    }
)


def order_of(call: Call, event: Event) -> Record | None:
    """The work order that an event's record is, or belongs to."""
    if event.table == "workorders":
        return event.record
    order_id = event.record.get("WorkOrderId")
    return call.records.get("workorders", order_id) if order_id else None


def work_order(call: Call, event: Event, order: Record) -> Record:
    """The object of an event of a work order."""
    for beginning, rest in ALONE.items():
        if event.type.startswith(beginning):
            return _common(call, order) | rest(call, event, order)
    shown = _whole(call, order)
    shown |= {name: order.get(name) for name in BESIDE.get(event.type, ())}
    if event.type in NOTED:
        shown["Notes"] = _notes(call, event, order)
    elif event.type == "WorkOrderIssueChoiceChanged":
        shown["IssueChoice"] = issue_choice(order)
    return views.without_nulls(shown)


def _common(call: Call, order: Record) -> Record:
    """What every event says: whose work order it is, and who changed it."""
    same = ("Id", "SubscriberId", "ProviderId", "LocationId", "Trade", "Category")
    return {name: order[name] for name in same} | people.by(call, "UpdatedBy")


def _place(call: Call, order: Record) -> ZoneInfo:
    return views.place_of(call, call.load("locations", order["LocationId"]))


def _updated(call: Call, order: Record) -> Record:
    at = order["UpdatedDate"]
    return {"UpdatedDate": at, "UpdatedDate_DTO": times.local(at, _place(call, order))}


def _whole(call: Call, order: Record) -> Record:
    location = call.load("locations", order["LocationId"])
    provider = call.load("providers", order["ProviderId"])
    issue: Record = order["IssueTicketInfo"]
    same = ("Number", "PurchaseNumber", "Status", "Caller", "CreatedBy", "Priority", "Description",
            "Nte", "CurrencyAlphabeticalCode", "ProblemCode", "Source", "RecallWorkOrder",
            "ProjectId")  # fmt: skip
    return {
        "LinkedWorOrderIds": sight.links(call, order),  # the vendor's spelling
        **_common(call, order),
        **{name: order[name] for name in same},
        "ProviderName": provider["Name"],
        "Resolution": order["Resolution"] or None,
        "LocationName": location["Name"],
        "LocationStoreId": location["StoreId"],
        "AreaId": issue.get("AreaId"),
        "AssetType": issue.get("Equipment"),
        "ProblemType": issue.get("ProblemGroup"),
        **_dates(order, views.place_of(call, location)),
        **_updated(call, order),
        "Attachments": _files(call, order),
    }


def _dates(order: Record, place: ZoneInfo) -> Record:
    """The instants that are set, with their twins; the creation has only its twin."""
    shown: Record = {}
    for name in DATED:
        if order[name] is not None:
            shown[name], shown[f"{name}_DTO"] = order[name], times.local(order[name], place)
    return shown | {"CreatedDate_DTO": times.local(order["CreatedDate"], place)}


def _files(call: Call, order: Record) -> list[Record]:
    """The attachments that every receiver may know of."""
    return [_attachment(call, file, order) for file in _files_for_all(call, order)]


def _files_for_all(call: Call, order: Record) -> list[Record]:
    found = call.records.find("attachments", WorkOrderId=order["Id"])
    return [file for file in found if file["Visibility"] in FOR_ALL]


def _attachment(call: Call, found: Record, order: Record) -> Record:
    """A file of a work order."""
    return views.without_nulls(
        {
            "Id": found["Id"],
            "Description": found["Description"],
            "Name": found["Name"],
            "Date": found["TimeStamp"],
            "Uri": links.uri(call, found),
            "Type": OF_WORK_ORDER,
            "CreatedBy": people.author(call, found["UploadBy"], order),
            "Visibility": found["Visibility"],
        }
    )


def _notes(call: Call, event: Event, order: Record) -> list[Record]:
    """The note of the event; the newest that everyone sees, if it is fired for the order."""
    if event.table == "notes":
        found: Record | None = event.record
    else:
        newest = call.records.newest("notes", WorkOrderId=order["Id"])
        found = next((n for n in newest if n["Visibility"] in FOR_ALL), None)
    shown = _note(call, found, order, _place(call, order)) if found else None
    if shown and event.type == "WorkOrderNoteActionResolved":
        shown["ActionResolveDetails"] = {"ResolvedDate": call.stamp, "IsResolved": True}
        if call.caller:
            shown["ActionResolveDetails"]["ResolvedByUserId"] = call.caller["Id"]
    return [shown] if shown else []


def _note(call: Call, found: Record, order: Record, place: ZoneInfo) -> Record:
    seen = {file["Id"] for file in _files_for_all(call, order)}
    same = ("Id", "NoteType", "Number", "NoteData", "DateCreated", "ScheduledDate", "FollowUpDate",
            "ActionRequired", "MailedTo", "CreatedBy", "Visibility")  # fmt: skip
    return views.without_nulls(
        {
            **{name: found[name] for name in same},
            "DateCreated_DTO": times.local(found["DateCreated"], place),
            "CreatedByUser": people.author(call, found["CreatedBy"], order),
            "AttachmentIds": [i for i in found["AttachmentsIds"] if i in seen],
        }
    )


def issue_choice(order: Record) -> Record:
    """What was picked of the issue list."""
    issue: Record = order["IssueTicketInfo"]
    shown = {
        "SetupId": issue.get("SetupId"),
        "AreaId": issue.get("AreaId"),
        "AreaName": issue.get("AreaName"),
        "ProblemType": issue.get("ProblemGroup"),
        "EquipmentType": issue.get("Equipment"),
        "ProblemCode": issue.get("ProblemCode"),
    }
    return views.without_nulls(shown)


def _star(call: Call, _event: Event, order: Record) -> Record:
    """A star leaves the work order as it is: only when it was set is told, and not in UTC."""
    return {"UpdatedDate_DTO": times.local(call.stamp, _place(call, order))}


def _attachments(call: Call, event: Event, order: Record) -> Record:
    """The file of the event; the newest that everyone sees, if it is fired for the order."""
    own = event.table == "attachments"
    shown = [_attachment(call, event.record, order)] if own else _files(call, order)[-1:]
    return _updated(call, order) | {"Attachments": shown}


def _labels(call: Call, _event: Event, order: Record) -> Record:
    labels = [{"Id": label["Id"], "Text": label["Label"]} for label in order["Labels"]]
    return _updated(call, order) | {"Labels": labels}


def _resolution(call: Call, _event: Event, order: Record) -> Record:
    return _updated(call, order) | {"Resolution": order["Resolution"]}


def _resolution_codes(call: Call, _event: Event, order: Record) -> Record:
    return _updated(call, order) | {"ResolutionCodes": _set(call, order, "ResolutionCodes")}


def _root_causes(call: Call, _event: Event, order: Record) -> Record:
    return _updated(call, order) | {"RootCauses": _set(call, order, "RootCauses")}


def _set(call: Call, order: Record, kind: str) -> list[Record]:
    """The codes or causes that are set on a work order."""
    found = call.records.get("resolutions", order["Id"])
    rows: Sequence[Record] = found[kind] if found else ()
    return [
        views.without_nulls(
            {"Id": row["Key"], "Text": row["Text"], "AssetCategoryId": row["AssetCategoryId"]}
        )
        for row in rows
    ]


def _links(call: Call, event: Event, order: Record) -> Record:
    return {
        **_updated(call, order),
        "WorkOrderId": order["Id"],
        "LinkedWorkOrdersIds": sight.links(call, order),
        "UnlinkLinkedWorkOrders": event.type == "WorkOrderLinksDeleted",
        **people.by(call, "User"),
    }


def _technician(call: Call, _event: Event, order: Record) -> Record:
    """The provider's first technician, unless whoever fires the event names another."""
    found = call.records.find("users", ProviderId=order["ProviderId"], Role="Technician")
    shown = _updated(call, order) | {"WorkOrderId": order["Id"]} | people.by(call, "User")
    if found:
        shown["Technician"] = {"Id": found[0]["Id"], "AuthUserId": found[0]["Id"]}
    return shown


#: Events that do not carry the whole work order, by the beginnings of their names, and what they
#: say beside the common fields.
ALONE: Mapping[str, Callable[[Call, Event, Record], Record]] = MappingProxyType(
    {
        "WorkOrderStar": _star,
        "WorkOrderAttachment": _attachments,
        "WorkOrderLabel": _labels,
        "WorkOrderResolutionCode": _resolution_codes,
        "WorkOrderResolution": _resolution,
        "WorkOrderRootCause": _root_causes,
        "WorkOrderLinks": _links,
        "WorkOrderTechnician": _technician,
        "WorkOrderCertifiedTechnician": _technician,
    }
)
