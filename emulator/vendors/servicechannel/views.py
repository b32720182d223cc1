"""From records to the shapes that ServiceChannel answers.

REST answers leave unset fields out, OData answers write them as null.  Every instant `X` in UTC
has a twin `X_DTO` with the offset of the work order's location.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import sight, times
from emulator.vendors.servicechannel.rules import BILLABLE, DEFAULT_RADIUS_MILES, Position, Status

#: Instants of a work order that have a twin.
DOUBLED = (
    "CallDate", "ScheduledDate", "ExpirationDate", "CompletedDate", "UpdatedDate", "CreatedDate",
    "OriginalEta", "ReassignDate", "ProjectedCompletionDate", "OriginalProjectedCompletionDate",
)  # fmt: skip
#: Fields of a work order that are stored as they are sent.
PLAIN = (
    "Caller", "CallerId", "CreatedBy", "Category", "CategoryId", "Trade", "TradeId", "Priority",
    "PriorityId", "ProblemCode", "Description", "Resolution", "ApprovalCode", "Source", "Nte",
    "IsInvoiced", "IsEnabledForMobile", "AutoComplete", "AutoInvoice", "RecallWorkOrder",
    "ProjectId", "IssueTicketInfo", "Price", "Tax", "Tax2", "Tax2Type", "ServiceId", "FrequencyId",
)  # fmt: skip
SUBSCRIBER = ("Id", "Name", "ShortName", "IsOutsourcedWorkOn")
PROVIDER = ("Id", "Name", "Phone", "DoNotDispatch", "IsInternal", "IsOnOffShoreFeatureEnabled")
LOCATION = (
    "Id", "SubscriberId", "StoreId", "Name", "Region", "District", "Latitude", "Longitude",
    "AddressTypeId", "IsInternational",
)  # fmt: skip
#: How a subscriber writes dates and numbers, where it has not said otherwise.
FORMATS = {"TimeFormat": "H:mm", "DateFormat": "MMM d, yyyy", "DecimalSeparator": "."}
#: What real answers carry even when there is no label.
NO_LABELS = [{"Id": 0}]


def place_of(call: Call, location: Record) -> ZoneInfo:
    """The zone of the `_DTO` twins: the location's, or US Eastern by the switch `dto_zone`."""
    by_location = call.switches["dto_zone"] == "location"
    return times.zone(location["TimeZoneIanaName"] if by_location else times.EASTERN)


def without_nulls(record: Mapping[str, object]) -> Record:
    """A REST answer leaves unset fields out."""
    return {name: value for name, value in record.items() if value is not None}


def formats(subscriber: Mapping[str, object]) -> Record:
    """How a subscriber writes dates and numbers."""
    return {name: subscriber.get(name, usual) for name, usual in FORMATS.items()}


def status(order: Record) -> Status:
    return Status(order["Status"]["Primary"], order["Status"]["Extended"])


def position_of(location: Record) -> Position | None:
    if location["Latitude"] is None or location["Longitude"] is None:
        return None
    return Position(location["Latitude"], location["Longitude"])


def radius_of(location: Record) -> float:
    """Miles; 2 where the subscriber has set nothing."""
    return float(location["Radius"] or DEFAULT_RADIUS_MILES)


def work_order(call: Call, order: Record) -> Record:
    """`GET /workorders/{id}`: the nested shape that clients index."""
    location = call.load("locations", order["LocationId"])
    subscriber = call.load("subscribers", order["SubscriberId"])
    provider = call.load("providers", order["ProviderId"])
    own = subscriber if call.caller["SubscriberId"] else provider
    denied = denied_reason(call, order, subscriber, location)
    return {
        "Id": order["Id"],
        "Number": order["Number"],
        "PurchaseNumber": order["PurchaseNumber"],
        "Subscriber": {k: subscriber[k] for k in SUBSCRIBER},
        "Provider": {k: provider[k] for k in PROVIDER},
        "Location": _location(call, location),
        "LocationId": 0,  # live: 0 although Location.Id is set
        **_of_order(order, place_of(call, location)),
        "Currency": {"Id": 1, "AlphabeticalCode": order["CurrencyAlphabeticalCode"], "Rate": 0.0},
        "Notes": _notes(call, order, own["Name"]),
        "Attachments": attachments(call, order),
        "AssetCount": call.records.count("workorderassets", WorkOrderId=order["Id"]),
        "PostedId": 0,
        "IsExpired": times.parse(order["ExpirationDate"]) < call.now,
        "HasWorkActivity": call.records.count("workactivities", WorkOrderId=order["Id"]) > 0,
        "IsCheckInDenied": bool(denied),
        "CheckInDeniedReason": denied,
        "CheckInRange": radius_of(location),
        "Labels": order["Labels"] or NO_LABELS,
        "LinkedWorkOrders": [{"Id": i} for i in sight.linked(call, order)],
        "LinkedInWorkOrders": [{"Id": i} for i in sight.linked_in(call, order)],
    }


def _of_order(order: Record, place: tzinfo) -> Record:
    """What a work order's own record says: status, plain fields and doubled dates."""
    current = status(order)
    shown: Record = {
        "Status": {
            "Primary": current.primary,
            "Extended": current.extended,
            "CanCreateInvoice": current in BILLABLE and not order["IsInvoiced"],
        }
    }
    shown |= {name: order[name] for name in PLAIN if order.get(name) is not None}
    for name in DOUBLED:
        if order.get(name) is not None:
            shown[name], shown[f"{name}_DTO"] = order[name], times.local(order[name], place)
    return shown


def holds_until(call: Call, order: Record) -> datetime:
    """When a work order's view changes by itself: at its expiration or at the next full hour."""
    hour = call.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    expired = times.parse(order["ExpirationDate"]) + timedelta.resolution
    return min(hour, expired) if expired > call.now else hour


def _location(call: Call, location: Record) -> Record:
    shown = {k: location[k] for k in LOCATION if location[k] is not None}
    hour = call.now.replace(minute=0, second=0, microsecond=0)
    return shown | {"Notes": [], "TimeShiftToEST": times.shift(location["TimeZoneIanaName"], hour)}


def _notes(call: Call, order: Record, company: str) -> Record:
    levels = sight.levels(call.caller)
    newest = call.records.newest("notes", WorkOrderId=order["Id"])
    last = next((note for note in newest if note["Visibility"] in levels), None)
    total = sum(notes_of(call, order, kind) for kind in ("UsersNote", "SystemNote"))
    own = call.records.count("notes", WorkOrderId=order["Id"], CompanyName=company)
    shown: Record = {"WorkOrderId": 0, "Count": {"Total": total, "Own": own}}
    if last is not None:
        fields = (
            "Id",
            "Number",
            "NoteData",
            "DateCreated",
            "ActionRequired",
            "MailedTo",
            "CreatedBy",
        )
        shown["Last"] = {k: last[k] for k in fields}
    return shown


def notes_of(call: Call, order: Record, note_type: str) -> int:
    """How many notes of a type this caller may see."""
    return sum(
        call.records.count("notes", WorkOrderId=order["Id"], NoteType=note_type, Visibility=level)
        for level in sight.levels(call.caller)
    )


def attachments(call: Call, order: Record) -> Record:
    """Those that the caller sees."""
    total = sum(
        call.records.count("attachments", WorkOrderId=order["Id"], Visibility=level)
        for level in sight.levels(call.caller)
    )
    return {"Count": {"Total": total, "Own": total}}


def denied_reason(call: Call, order: Record, subscriber: Record, location: Record) -> str:
    """What stands in the way of a GPS check-in; empty when nothing does.

    Wording captured live (https://github.com/elithaxxor/ServiceChannel_API).
    """
    pair = sight.pair(call, order)
    gps = subscriber["Settings"]["GpsProgramme"] and bool(pair and pair["GpsCheckInOut"])
    reasons = []
    if not gps:
        reasons.append(
            f'As of now client "{subscriber["Name"]}" is not participating in the GPS CHECK-IN'
            " application. Please continue to use IVR for this client."
        )
    if position_of(location) is None:
        reasons.append("This store does not have GPS coordinates available.")
    return " ".join(reasons)


def user_info(call: Call, user_id: int) -> Record:
    """The user of an activity; a technician known by a number only has only that."""
    user = call.records.get("users", user_id) or {}
    name = user.get("FullName")
    return {
        "Id": user_id,
        "UserName": user.get("UserName"),
        "UserNameOrFullName": name,
        "FullName": name,
        "Email": user.get("Email"),
        "LevelInfo": None,
    }


def odata(call: Call, entity_set: str, values: list[Record]) -> Record:
    """An OData collection."""
    return {"@odata.context": context(call, entity_set), "value": values}


def context(call: Call, entity_set: str) -> str:
    return f"{call.base_url}/v3/odata/$metadata#{entity_set}"


def check_in(call: Call, row: Record, place: tzinfo) -> Record:
    """One row of `Service.CheckInActivity()`; OData writes unset fields as null."""
    changed = row["StatusChangedTo"]
    attachment = _seen(call, "attachments", row["SignatureAttachmentId"])
    note = _seen(call, "notes", row["UnableObtainSignatureNoteId"])
    return {
        "Id": row["Id"],
        "Date": row["Date"],
        "Dto": times.local(row["Date"], place),
        "User": user_info(call, row["UserId"]),
        "CallerId": row["CallerId"],
        "Action": row["Action"],
        "StatusChangedTo": changed,
        "WorkType": row["WorkType"],
        "StatusNew": (changed["Extended"] or changed["Primary"]) if changed else None,
        "Dnis": None,
        "CheckInOutType": row["CheckInOutType"],
        "Source": row["Source"],
        "SignatureAttachmentId": row["SignatureAttachmentId"],
        "SignatureAttachmentName": attachment and attachment["Name"],
        "SignatureAttachmentFullName": attachment and attachment["Name"],
        "UnableObtainSignatureNoteId": row["UnableObtainSignatureNoteId"],
        "UnableObtainSignatureNote": note and note["NoteData"],
        "UnableObtainSignatureNoteDocumentId": row["UnableObtainSignatureNoteDocumentId"],
    }


def _seen(call: Call, table: str, record_id: int | None) -> Record | None:
    """A note or a file, if there is one that the caller sees."""
    found = call.records.get(table, record_id or 0)
    return found if found and sight.seen(call, [found]) else None
