"""What ServiceChannel tells: 128 event types of thirteen object types.

The names are those of the vendor's Swagger (https://developer.servicechannel.com/swagger/), which
lists them without their object types.  Those are the guide's where it has them
(https://developer.servicechannel.com/guides/wh/types-of-events/); RefrigerantWasUsedChanged,
BadgeScanRequired and Calendar are placed by their names.  The guide also has
WorOrderAttachmentAdded, a slip of the pen, and WorkOrderRootCauseCodeCreated; the API takes
neither.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType


def _prefixed(prefix: str, names: str) -> Sequence[str]:
    return tuple(prefix + name for name in names.split())


WORK_ORDER = _prefixed(
    "WorkOrder",
    """
    Created NoteAdded NotePinned NoteUnpinned NoteActionResolved StatusChanged AttachmentAdded
    AttachmentDeleted NumberChanged CallerChanged MoeNumberChanged ServiceNowIdChanged
    PriorityChanged ScheduledDateChanged TradeChanged NteChanged CategoryChanged ProviderChanged
    DescriptionChanged ResolutionCreated ResolutionUpdated ResolutionCodeUpdated
    RootCauseCodeUpdated AssetAttached AssetDetached AssetValidated LabelAdded LabelDeleted
    WeatherTypeChanged WeatherTypeDeleted VerbalApprovalChanged GLCodeChanged
    AdditionalApprovalCodesChanged FeedbackRequested AssigneeChanged AssigneeDeleted ProjectLink
    ProjectUnlink RecallChanged RecallDeleted IssueChoiceChanged TechnicianAssigned
    TechnicianUnassigned TechnicianAccepted TechnicianDeclined CertifiedTechnicianAssigned
    LinksAdded LinksDeleted StarAdded StarRemoved WorkActivityAdded WorkActivityDeleted
    WorkActivityChanged
    """,
)
INVOICE = _prefixed(
    "Invoice",
    """
    Created Open Approved OnHold Reviewed Rejected ApprovalCodeChanged
    AdditionalApprovalCodesChanged StarAdded StarRemoved Disputed Voided Paid
    """,
)
PROPOSAL = _prefixed(
    "Proposal",
    """
    Created Open Approved OnHold Rejected Reviewed UserAssigned WorkOrderAssigned AttachmentAdded
    Scheduled Voided PendingExternalApproval
    """,
)
LOCATION = _prefixed(
    "Location",
    "Created Updated Deleted NoteHeaderCreated NoteHeaderUpdated NoteHeaderDeleted NotesChanged",
)
SUBSCRIBER = _prefixed(
    "Subscriber",
    """
    TradeCreated TradeUpdated TradeDeleted PriorityCreated PriorityUpdated PriorityDeleted
    StatusCreated StatusUpdated StatusDeleted CategoryCreated CategoryUpdated CategoryDeleted
    GlCodeCreated GlCodeUpdated GlCodeDeleted AdditionalApprovalCodeCreated
    AdditionalApprovalCodeUpdated NameUpdated
    """,
)

#: Object types, each with its event types.  A subscription's event types are of one object type.
OBJECTS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "WorkOrder": (*WORK_ORDER, "RefrigerantWasUsedChanged"),
        "CheckInAndOut": ("WorkOrderCheckIn", "WorkOrderCheckOut", "BadgeScanRequired"),
        "Invoice": INVOICE,
        "Proposal": PROPOSAL,
        "Private Invitation Events": ("FbInvitationAccepted",),
        "Calendar": ("CalendarIntegrationAdded", "CalendarIntegrationUpdated"),
        "Location": LOCATION,
        "Subscriber": SUBSCRIBER,
        "ServiceProvider/Contract": _prefixed(
            "Provider", "TradeAssigned TradeUnassigned TradeUpdated NameUpdated"
        ),
        "LeakRecord": _prefixed("LeakRecord", "Created Updated Deleted"),
        "Checklist": _prefixed(
            "CheckList", "ResponseAdded ResponseUpdated Created Updated Deleted"
        ),
        "IssueList": ("IssueListAssigned",),
        "Asset": _prefixed(
            "Asset", "Created Updated AttachmentAdded AttachmentDeleted RefrigerantChanged"
        ),
    }
)

#: The object type of each event type.
OBJECT_OF: Mapping[str, str] = MappingProxyType(
    {event: kind for kind, events in OBJECTS.items() for event in events}
)

#: Tables of records, by the longest beginning of an event's name that is here.
_TABLE_BY_BEGINNING: Mapping[str, str] = MappingProxyType(
    {
        "WorkOrder": "workorders",
        "RefrigerantWasUsedChanged": "workorders",
        "WorkOrderCheckIn": "checkins",
        "WorkOrderCheckOut": "checkins",
        "BadgeScanRequired": "checkins",
        "Location": "locations",
        "Proposal": "proposals",
        "SubscriberTrade": "trades",
        "SubscriberPriority": "priorities",
        "SubscriberStatus": "statuses",
        "SubscriberCategory": "categories",
        "SubscriberName": "subscribers",
        "SubscriberGlCode": "glcodes",
        "Invoice": "invoices",
        "Provider": "providers",
        "Asset": "assets",
        "CheckList": "checklists",
        "CheckListResponse": "checklistresponses",
        "IssueList": "issuelists",
    }
)


def _table(event: str) -> str:
    beginnings = [b for b in _TABLE_BY_BEGINNING if event.startswith(b)]
    return _TABLE_BY_BEGINNING[max(beginnings, key=len)] if beginnings else ""


#: The table of the record that an event is about; empty where the emulator keeps none.
TABLES: Mapping[str, str] = MappingProxyType({event: _table(event) for event in OBJECT_OF})


def action(event: str) -> str:
    """What became of the object: NEW, UPDATE or DELETE.

    A work order is new once; whatever is added to it or deleted from it later updates it, as a
    star that was added is an UPDATE (https://github.com/elithaxxor/ServiceChannel_API).  For the
    other object types it is assumed from the name.
    """
    kind = OBJECT_OF[event]
    if kind == "WorkOrder":
        return "NEW" if event == "WorkOrderCreated" else "UPDATE"
    if event.endswith(("AttachmentAdded", "AttachmentDeleted", "StarAdded")):
        return "UPDATE"
    if kind == "CheckInAndOut" or event.endswith(("Created", "Added")):
        return "NEW"
    return "DELETE" if event.endswith("Deleted") else "UPDATE"


def root(event: str) -> str:
    """The `Type` of the message: work orders and check-ins have one of their own."""
    own = OBJECT_OF[event] in ("WorkOrder", "CheckInAndOut")
    return "WoRootNotification" if own else "GenericRootNotification"
