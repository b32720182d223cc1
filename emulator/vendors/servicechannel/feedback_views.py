"""Feedback as it is read."""

from collections.abc import Callable, Mapping

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import times, views
from emulator.vendors.servicechannel.rules import BILLABLE


def review(call: Call, row: Record) -> Record:
    """What somebody said; a rating of a provider has no tracking number."""
    place = call.records.get("locations", row["LocationId"] or 0)
    return views.without_nulls(
        {
            "Id": row["Id"],
            "TrackingNumber": row["WorkOrderId"],
            "SubscriberName": call.load("subscribers", row["SubscriberId"])["Name"],
            "LocationName": place and place["StoreId"],
            "UserFullName": call.load("users", row["UserId"])["FullName"],
            "ReviewedDate": row["ReviewedDate"],
            "StarScore": row["StarScore"],
            "Comment": row["Comment"],
        }
    )


def waiting(call: Call, order: Record) -> Record:
    """A work order that waits for feedback."""
    provider = call.load("providers", order["ProviderId"])
    place = views.place_of(call, call.load("locations", order["LocationId"]))
    status = views.status(order)
    is_billable = status in BILLABLE and not order["IsInvoiced"]
    same = ("Description", "Caller", "CreatedBy", "Trade", "Category", "TradeId", "CategoryId",
            "PriorityId", "ProviderId", "CompletedDate")  # fmt: skip
    return views.without_nulls(
        {
            "TrackingNumber": order["Id"],
            **{name: order[name] for name in same},
            "CallDate_DTO": times.local(order["CallDate"], place),
            "ScheduledDate_DTO": times.local(order["ScheduledDate"], place),
            "Vendor": provider["Name"],
            "VendorPhone": provider["Phone"],
            "PrioritySub": order["Priority"],
            "Status": {**order["Status"], "CanCreateInvoice": is_billable},
            "Area": order["IssueTicketInfo"].get("AreaName"),
            "NotesCount": _notes(call, order) if call.query.get("withNotesCount") else None,
            "Resolution": order["Resolution"] if call.query.get("loadResolutions") else None,
        }
    )


def _notes(call: Call, order: Record) -> int:
    return sum(views.notes_of(call, order, kind) for kind in ("UsersNote", "SystemNote"))


#: What waiting work orders are sorted by; `FeedbackLeft` is the same for all.
ORDERS: Mapping[str, Callable[[Record], tuple[object, ...]]] = {
    "TrackingNumber": lambda shown: (shown["TrackingNumber"],),
    "Trade": lambda shown: (shown["Trade"],),
    "ScheduledDate": lambda shown: (times.parse(shown["ScheduledDate_DTO"]),),
    "Vendor": lambda shown: (shown["Vendor"],),
    "Priority": lambda shown: (shown["PrioritySub"],),
    "Caller": lambda shown: (shown["Caller"],),
    "Status": lambda shown: (shown["Status"]["Primary"], shown["Status"]["Extended"]),
    "Area": lambda shown: (shown.get("Area", ""),),
    "CompletionDate": lambda shown: (shown.get("CompletedDate", ""),),
    "FeedbackLeft": lambda shown: (shown["TrackingNumber"],),
}
