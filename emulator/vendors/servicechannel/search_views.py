"""Work orders as lists show them, and what is computed of one."""

from collections.abc import Sequence
from datetime import timedelta

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import views

#: What a single work order shows and a list does not.
#: Source: https://developer.servicechannel.com/swagger/ (the schemas of both answers).
ONLY_SINGLE = (
    "PriorityId", "OriginalEta", "OriginalEta_DTO", "RecallWorkOrder", "ProjectId", "CheckInRange",
    "LinkedWorkOrders", "LinkedInWorkOrders", "ReassignDate", "ReassignDate_DTO", "Price", "Tax",
    "Tax2", "Tax2Type", "ServiceId", "FrequencyId", "WorkFlowType", "ClosingAuthorizationNumber",
    "Assignee", "Asset", "Assets", "Invoice", "WeatherEvent",
)  # fmt: skip
#: The same of a location.
OF_LOCATION = ("Region", "District")
FIRST_TIME = timedelta(hours=24)


def listed(call: Call, order: Record) -> Record:
    """A work order in a list: the single one with less of it."""
    shown = views.work_order(call, order)
    issue: Record = shown["IssueTicketInfo"]
    shown["IssueTicketInfo"] = {name: issue[name] for name in ("Id", "SetupId")}
    shown["Location"] = {n: v for n, v in shown["Location"].items() if n not in OF_LOCATION}
    return {name: v for name, v in shown.items() if name not in ONLY_SINGLE}


def category(found: Record) -> Record:
    return {name: found[name] for name in ("Id", "SubscriberId", "Name")} | {"HasDependency": False}


def analytics(order: Record, visits: Sequence[Record]) -> Record:
    """Three flags.  visits: the check-ins and check-outs that passed.

    Source: https://developer.servicechannel.com/swagger/ (`GET /workorders/{id}/analytics`).
    """
    told = sorted((views.parse(row["Date"]), row["Action"] == "Check Out") for row in visits)
    ins = [when for when, is_out in told if not is_out]
    outs = [when for when, is_out in told if is_out]
    eta = order["OriginalEta"]
    once = len(ins) == len(outs) == 1 and ins[0] <= outs[0] <= ins[0] + FIRST_TIME
    return {
        "IVR": bool(ins) and bool(outs) and told[-1][1],
        "SLA": ins[0] <= views.parse(eta) if ins and eta else None,
        "FirstTimeCompletionFlag": int(once and order["CompletedDate"] is not None),
    }
