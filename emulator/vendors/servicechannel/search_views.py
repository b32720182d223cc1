"""Work orders as lists show them, and what is computed of one."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import times, views

#: What a list shows of a work order, of its location and of its issue.
#: Source: https://developer.servicechannel.com/swagger/ (the schema of `GET /workorders`).
LISTED = (
    "Id", "Number", "PurchaseNumber", "Subscriber", "Provider", "Location", "LocationId",
    "Status", "IssueTicketInfo", "Caller", "CallerId", "CreatedBy", "CallDate", "CallDate_DTO",
    "ProjectedCompletionDate", "ProjectedCompletionDate_DTO", "OriginalProjectedCompletionDate",
    "OriginalProjectedCompletionDate_DTO", "Priority", "Trade", "TradeId", "ApprovalCode",
    "ScheduledDate", "ScheduledDate_DTO", "CompletedDate", "CompletedDate_DTO",
    "ExpirationDate", "ExpirationDate_DTO", "UpdatedDate", "UpdatedDate_DTO", "CreatedDate",
    "CreatedDate_DTO", "Description", "CategoryId", "Category", "Nte", "Currency",
    "ProblemCode", "Resolution", "AssetCount", "Attachments", "Notes", "PostedId",
    "IsCheckInDenied", "CheckInDeniedReason", "CheckInRange", "IsInvoiced", "IsExpired",
    "IsEnabledForMobile", "HasWorkActivity", "Source", "AutoComplete", "AutoInvoice", "Labels",
)  # fmt: skip
OF_LOCATION = (
    "Id", "SubscriberId", "StoreId", "Name", "Latitude", "Longitude", "Notes", "TimeShiftToEST",
    "AddressTypeId", "IsInternational",
)  # fmt: skip
OF_ISSUE = ("Id", "SetupId")
FIRST_TIME = timedelta(hours=24)


def listed(call: Call, order: Record) -> Record:
    """A work order in a list: the single one with less of it."""
    shown = views.work_order(call, order)
    shown["IssueTicketInfo"] = _only(shown["IssueTicketInfo"], OF_ISSUE)
    shown["Location"] = _only(shown["Location"], OF_LOCATION)
    return _only(shown, LISTED)


def _only(shown: Record, names: Collection[str]) -> Record:
    return {name: value for name, value in shown.items() if name in names}


def category(found: Record) -> Record:
    return {name: found[name] for name in ("Id", "SubscriberId", "Name")} | {"HasDependency": False}


def analytics(order: Record, visits: Sequence[Record]) -> Record:
    """Three flags.  visits: the check-ins and check-outs that passed.

    Source: https://developer.servicechannel.com/swagger/ (`GET /workorders/{id}/analytics`).
    """
    told = sorted((times.parse(row["Date"]), row["Action"] == "Check Out") for row in visits)
    ins = [when for when, is_out in told if not is_out]
    outs = [when for when, is_out in told if is_out]
    eta = order["OriginalEta"]
    once = len(ins) == len(outs) == 1 and ins[0] <= outs[0] <= ins[0] + FIRST_TIME
    return {
        "IVR": bool(ins) and bool(outs) and told[-1][1],
        "SLA": ins[0] <= times.parse(eta) if ins and eta else None,
        "FirstTimeCompletionFlag": int(once and order["CompletedDate"] is not None),
    }
