"""An answer to a question of a checklist, from what a request says of it."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from emulator.kernel.errors import Conflict, Invalid, Malformed, NotFound
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import (
    access,
    assets,
    checklist_rules,
    checklists,
    nested,
    sight,
)
from emulator.vendors.servicechannel.checklist_rules import Given

ANSWER: Mapping[str, nested.Convert] = {
    **dict.fromkeys(
        ("CheckListQuestionId", "CheckListQuestionOptionID", "EntityId", "EntityTypeId",
         "ProviderId", "Attempt", "TechnicianId", "AuthUserId"), nested.whole,
    ),
    "ChecklistQuestionOptionIds": nested.wholes,
    "Answer": nested.written,
    "FreeTextAnswer": nested.text,
    "OverrideAttachments": nested.flag,
    "Attachments": nested.anything,
}  # fmt: skip
NEEDED = ("CheckListQuestionId", "EntityId", "ProviderId", "Attempt")


class Asked(NamedTuple):
    """A request that fits: its work order, its checklist and question, what it says."""

    order: Record
    checklist: Record
    question: Record
    said: Record
    given: Given

    def record(self, call: Call, response_id: int, asset_id: int | None) -> Record:
        """The answer as it is kept."""
        return {
            "Id": response_id,
            "WorkOrderId": self.order["Id"],
            "CheckListId": self.checklist["Id"],
            "CheckListQuestionId": self.question["Id"],
            "OptionIds": list(self.given.picked),
            "Answer": self.said.get("Answer"),
            "FreeTextAnswer": self.said.get("FreeTextAnswer"),
            "Attempt": self.said["Attempt"],
            "ProviderId": self.order["ProviderId"],
            "TechnicianId": technician(self.said),
            "AssetId": asset_id,
            "UpdatedDate": call.stamp,
            "CreatedBy": call.caller["Id"],
        }


def form(call: Call) -> Record:
    """What the JSON in a form's field says.  Raises Malformed."""
    try:
        found: object = json.loads(call.body["CheckListResponseRequest"])
    except ValueError as error:
        raise Malformed("checklist request", f"CheckListResponseRequest: {error}") from None
    return nested.fields(found, ANSWER)


def order(call: Call, order_id: int) -> Record:
    rule = "checklist order"
    return access.order_with(call, order_id, bad=rule, unknown=rule, location="Forbidden")


def technician(said: Record) -> int | None:
    """By id, or by the id that they sign on with."""
    found: int | None = said.get("TechnicianId", said.get("AuthUserId"))
    return found


def asked(call: Call, said: Record) -> Asked:
    """A request whose answer fits its question.  Raises Invalid, NotFound."""
    if missing := [name for name in NEEDED if name not in said]:
        raise Invalid("checklist parameters", f"missing: {', '.join(missing)}")
    found = order(call, said["EntityId"])
    if said["ProviderId"] != found["ProviderId"]:
        raise Invalid("checklist request", "ProviderId is not the work order's")
    checklist, question = checklists.asked(call, found, said["CheckListQuestionId"])
    given = Given(
        said.get("CheckListQuestionOptionID") or None,  # clients send 0 for none
        tuple(dict.fromkeys(said.get("ChecklistQuestionOptionIds", ()))),
        said.get("Answer", ""),
        said.get("FreeTextAnswer", ""),
    )
    known = checklists.options(call, found["SubscriberId"])
    checklist_rules.check(checklists.as_rule(question), given, known)
    return Asked(found, checklist, question, said, given)


def check_first(call: Call, new: Asked, asset_id: int | None) -> None:
    """Raises Conflict where the question is answered for this attempt, and this asset."""
    for row in call.records.find("checklistresponses", WorkOrderId=new.order["Id"]):
        same = (new.question["Id"], new.said["Attempt"], asset_id)
        if (row["CheckListQuestionId"], row["Attempt"], row["AssetId"]) == same:
            raise Conflict("answered already", question=new.question["Id"])


def assets_of(call: Call, new: Asked, asset_ids: Sequence[int]) -> Sequence[int | None]:
    """For which assets there is an answer each; None is for the work order itself."""
    each: bool = new.checklist["DisplayForEachAsset"]
    checklist_rules.check_assets(each=each, asset_ids=asset_ids)
    if not each:
        return [None]
    found = {i: call.records.get("assets", i) for i in asset_ids}
    if unknown := [i for i, asset in found.items() if asset is None]:
        raise NotFound("unknown assets", assets=_listed(unknown))
    on_it = {asset["Id"] for asset in assets.attached(call, new.order["Id"])}
    if elsewhere := [i for i in found if i not in on_it]:
        raise Invalid("assets elsewhere", assets=_listed(elsewhere))
    types = new.question["AssetTypeIds"]
    other = [i for i, a in found.items() if a and types and a["AssetTypeId"] not in types]
    if other:
        raise Invalid("assets of other types", assets=_listed(other))
    return list(found)


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids))


def existing(call: Call, response_id: int) -> Record:
    """An answer on one of the caller's work orders.  Raises NotFound."""
    row = call.records.get("checklistresponses", response_id)
    found = row and call.records.get("workorders", row["WorkOrderId"])
    if not row or not found or not sight.is_theirs(call.caller, found):
        raise NotFound("checklist request", f"the caller has no checklist response {response_id}")
    return row


def again(call: Call, before: Record, new: Asked) -> Record:
    """An answer in the place of another to the same question, at the same attempt."""
    was = {
        "EntityId": before["WorkOrderId"],
        "Attempt": before["Attempt"],
        "CheckListQuestionId": before["CheckListQuestionId"],
    }
    checklist_rules.check_same(before["Id"], was, new.said)
    if technician(new.said) is None:
        raise Invalid("checklist parameters", "missing: TechnicianId")
    kept = {"AssetId": before["AssetId"], "CreatedBy": before["CreatedBy"]}
    return new.record(call, before["Id"], None) | kept
