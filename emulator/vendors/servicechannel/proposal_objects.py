"""What a webhook says of a proposal.

Fields: https://github.com/Field-Advantage/FieldAdv.ServiceChannel.Webhooks.  The status is its
name alone (assumed), files and assets are none: proposals of the emulator have neither.
"""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import people, proposal_forms, views

SAME = ("Id", "Number", "Description", "Comments", "Trade", "LocationId", "SubscriberId",
        "ProviderId", "WorkOrderId", "RfpId", "CurrencyAlphabeticalCode", "ScheduledDate",
        "Amount")  # fmt: skip


def proposal(call: Call, found: Record) -> Record:
    """found: its record, as it is after the commit."""
    order = call.records.get("workorders", found["WorkOrderId"] or 0) or {}
    assignee = found["AssignedToId"]
    return views.without_nulls(
        {
            **{name: found[name] for name in SAME},
            "WorkOrderNumber": order.get("Number"),
            "Category": order.get("Category"),
            "CreatedBy": people.user_of(call, found["CreatedById"]),
            **people.by(call, "UpdatedBy"),
            "AssignedTo": people.user_of(call, assignee) if assignee else None,
            "Status": found["Status"]["Primary"],
            "Attachments": [],
            "AmountCategories": proposal_forms.totals(found["Categories"]),
            "Asset": [],
        }
    )
