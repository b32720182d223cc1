"""What a webhook says of an answer to a checklist's question (assumed: no sample is known)."""

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import people, views

SHOWN = ("Id", "WorkOrderId", "ProviderId", "CheckListId", "CheckListQuestionId", "Answer",
         "FreeTextAnswer", "Attempt", "AssetId", "UpdatedDate")  # fmt: skip


def response(call: Call, found: Record) -> Record:
    shown = views.without_nulls({name: found[name] for name in SHOWN})
    return shown | people.by(call, "UpdatedBy")
