"""Work orders.

Unlike REST, OData fills LocationId and writes null for what is unset.
Sources: https://developer.servicechannel.com/swagger/, https://github.com/zwolf25/sc-workorders-mcp
and https://github.com/cjroberts2013/brenk-operating-platform.
"""

from collections.abc import Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import assets, order_relations, sight, times, views
from emulator.vendors.servicechannel.entities.assets import ASSETS
from emulator.vendors.servicechannel.entities.invoices import INVOICES
from emulator.vendors.servicechannel.entities.notes import NOTES
from emulator.vendors.servicechannel.entities.parts import (
    ATTACHMENT_COUNTS,
    ISSUE_TICKET,
    LABELS,
    NOTE_COUNTS,
    STATUS,
    WEATHER,
    identities,
)
from emulator.vendors.servicechannel.entities.places import CURRENCY, PLACE, SUBSCRIBER
from emulator.vendors.servicechannel.entities.providers import PROVIDERS
from emulator.vendors.servicechannel.entities.workactivities import WORK_ACTIVITIES
from emulator.vendors.servicechannel.odata.model import (
    BOOLEAN,
    DATE,
    INT32,
    STRING,
    Broken,
    Entity,
    Field,
    Link,
    Read,
    booleans,
    dates,
    doubles,
    inside,
    ints,
    strings,
    unset,
)


def twins(*names: str) -> dict[str, Field]:
    """Instants, each with one in the zone of the location."""
    made: dict[str, Field] = {}
    for name in names:
        made |= dates(name) | {f"{name}_DTO": Field(DATE, _twin(name))}
    return made


def _twin(name: str) -> Read:
    def get(call: Call, order: Record) -> object:
        place = views.place_of(call, call.load("locations", order["LocationId"]))
        return order.get(name) and times.local(order[name], place)

    return get


def _is_expired(call: Call, order: Record) -> bool:
    return times.parse(order["ExpirationDate"]) < call.now


def _denied(call: Call, order: Record) -> str:
    subscriber = call.load("subscribers", order["SubscriberId"])
    return views.denied_reason(call, order, subscriber, call.load("locations", order["LocationId"]))


def _has_activity(call: Call, order: Record) -> bool:
    return call.records.count("workactivities", WorkOrderId=order["Id"]) > 0


def _provider(call: Call, order: Record) -> Record | None:
    return call.records.get("providers", order["ProviderId"])


def _asset_count(call: Call, order: Record) -> int:
    return call.records.count("workorderassets", WorkOrderId=order["Id"])


def _assets(call: Call, order: Record) -> Sequence[Record]:
    return assets.attached(call, order["Id"])


def _weather(_: Call, order: Record) -> Record | None:
    """Only its id is known."""
    weather = order.get("WeatherTypeId")
    return None if weather is None else {"Id": weather}


def _notes(call: Call, order: Record) -> Sequence[Record]:
    levels = sight.levels(call.caller)
    found = call.records.find("notes", WorkOrderId=order["Id"])
    return [note for note in found if note["Visibility"] in levels]


def _activities(call: Call, order: Record) -> Sequence[Record]:
    return call.records.find("workactivities", WorkOrderId=order["Id"])


ASSIGNEE = inside(
    order_relations.assignee, ints("UserId") | strings("UserName"), own={"UserId": "AssigneeId"}
)
FIELDS: dict[str, Field] = (
    ints("Id")
    | strings("Number", "PurchaseNumber")
    | {"Subscriber": SUBSCRIBER, "Location": PLACE}
    | ints("LocationId")
    | {"Status": STATUS, "IssueTicketInfo": ISSUE_TICKET}
    | strings("Caller", "CreatedBy")
    | twins("CallDate", "ReassignDate")
    | dates("LocationOpenDate", "LocationRemodelDate")
    | unset(DATE, "EstimatedCompletionDate", "OriginalEstimatedCompletionDate")
    | twins("ProjectedCompletionDate", "OriginalProjectedCompletionDate")
    | strings("Priority")
    | ints("PriorityId")
    | strings("Trade")
    | ints("TradeId")
    | strings("ApprovalCode")
    | twins("ScheduledDate", "CompletedDate", "ExpirationDate", "OriginalEta")
    | twins("UpdatedDate", "CreatedDate")
    | strings("Description")
    | ints("CategoryId")
    | strings("Category")
    | doubles("Nte", "Tax", "Tax2")
    | strings("Tax2Type")
    | doubles("Price")
    | {"Currency": CURRENCY}
    | strings("ProblemCode", "Resolution")
    | {"AssetCount": Field(INT32, _asset_count)}
    | {"Attachments": ATTACHMENT_COUNTS, "Notes": NOTE_COUNTS}
    | {"PostedId": Field(INT32, lambda *_: 0)}
    | {"LinkedWorkOrders": identities(sight.linked)}
    | {"LinkedInWorkOrders": identities(sight.linked_in)}
    | {"IsCheckInDenied": Field(BOOLEAN, lambda call, order: bool(_denied(call, order)))}
    | {"CheckInDeniedReason": Field(STRING, _denied)}
    | ints("RecallWorkOrder")
    | booleans("IsInvoiced")
    | {"IsExpired": Field(BOOLEAN, _is_expired)}
    | booleans("IsEnabledForMobile")
    | {"HasWorkActivity": Field(BOOLEAN, _has_activity)}
    | strings("Source")
    | ints("ClosingAuthorizationNumber", "CallerId")
    | booleans("AutoComplete")
    | {"Labels": LABELS}
    | booleans("AutoInvoice")
    | {"Assignee": ASSIGNEE}
    | ints("ProjectId", "FrequencyId", "ServiceId", "WorkFlowType")
)
UNTRANSLATED = "The member 'WorkOrder.{}Collection' has no supported translation to SQL."

WORK_ORDERS = Entity(
    "workorders",
    "WorkOrder",
    FIELDS,
    links={
        "Provider": Link(lambda: PROVIDERS, _provider, {"Id": "ProviderId"}, table="providers"),
        "Invoice": Link(lambda: INVOICES, order_relations.invoice),
        "Assets": Link(lambda: ASSETS, _assets, is_many=True),
        "WeatherEvent": Link(lambda: WEATHER, _weather),
        "NotesCollection": Link(lambda: NOTES, _notes, is_many=True),
        "WorkActivities": Link(lambda: WORK_ACTIVITIES, _activities, is_many=True),
    },
    broken={
        "notes": Broken(500, UNTRANSLATED.format("Notes")),
        "workactivities": Broken(500, UNTRANSLATED.format("WorkActivities")),
    },
)
