"""Checklists: questions that technicians answer on site, and their answers."""

from collections.abc import Sequence

from emulator.kernel.errors import Forbidden, Invalid, NotFound
from emulator.kernel.operation import Call, Event, Record, Reply, operation
from emulator.vendors.servicechannel import (
    access,
    checklist_pictures,
    checklist_rules,
    checklist_saves,
    checklist_views,
    checklists,
    nested,
    sight,
)
from emulator.vendors.servicechannel.checklist_pictures import Kept
from emulator.vendors.servicechannel.checklist_saves import Asked

RESPONSES, PICTURES = "checklistresponses", "checklistpictures"
ADDED, UPDATED = "CheckListResponseAdded", "CheckListResponseUpdated"


@operation("getChecklistTypes")
def get_checklist_types(call: Call) -> Reply:
    """Checklists of every type."""
    rows = checklists.found(call, "")
    shown = [{"Id": r["Id"], "Type": checklists.number(call, "Type", r["Type"])} for r in rows]
    return Reply({"ChecklistTypes": shown})


@operation("getChecklists")
def get_checklists(call: Call) -> Reply:
    """Standard checklists with their questions; a work order stands for what it is about."""
    order_id = call.query.get("workOrderId")
    if order_id is None:
        rows = checklists.found(call, "Checklist")
    else:
        rows = checklists.of_order(call, _seen(call, order_id))
    shown = [checklist_views.detail(call, row) for row in rows]
    return Reply({"CheckListDetails": shown, "HasTransferedCheckList": False})


def _seen(call: Call, order_id: int) -> Record:
    order = call.records.get("workorders", order_id)
    if not order or not sight.is_theirs(call.caller, order):
        raise Forbidden("checklist access", f"the caller has no work order {order_id}")
    if not sight.is_within(call.caller, order):
        raise Forbidden("checklist access", "the user has no access to the location")
    return order


@operation("getChecklistTasks")
def get_checklist_tasks(call: Call) -> Reply:
    """Checklists of asset tasks."""
    rows = checklists.found(call, "AssetTask")
    return Reply({"ChecklistWithTasks": [checklist_views.tasks(call, row) for row in rows]})


@operation("getOrderChecklistResponses")
def get_order_checklist_responses(call: Call) -> Reply:
    """The answers of a work order; of checklists that are not its own any more on demand."""
    order = checklist_saves.order(call, call.path["workorderId"])
    rows = call.records.find(RESPONSES, WorkOrderId=order["Id"])
    shown = [checklist_views.answered(call, order, row) for row in rows]
    every = call.query["getAll"]
    return Reply({"Responses": [row for row in shown if every or row["IsCurrentChecklist"]]})


@operation("getChecklistFailureState")
def get_checklist_failure_state(call: Call) -> Reply:
    """Of each checklist of a work order that has answers whether all of them pass."""
    order = access.order(call, bad="workorders", location="workorders")
    passed: dict[int, bool] = {}
    for row in call.records.find(RESPONSES, WorkOrderId=order["Id"]):
        shown = checklist_views.answered(call, order, row)
        if shown["IsCurrentChecklist"]:
            before = passed.get(row["CheckListId"], True)
            passed[row["CheckListId"]] = before and shown["IsPassed"]
    return Reply([{"IsPassed": state} for state in passed.values()])


@operation("findChecklistResponses")
def find_checklist_responses(call: Call) -> Reply:
    """Answers of a work order by their ids."""
    rule = "checklist request"
    order_id = call.query["workOrderId"]
    order = access.order_with(call, order_id, bad=rule, unknown=rule, location="Forbidden")
    found = (call.records.get(RESPONSES, i) for i in dict.fromkeys(call.body[""]))
    rows = [row for row in found if row and row["WorkOrderId"] == order["Id"]]
    return Reply(
        [
            {
                "ChecklistResponse": checklist_views.response(call, row),
                "ChecklistResponsePictures": checklist_views.pictures(call, row),
            }
            for row in rows
        ]
    )


@operation("createChecklistResponse")
def create_checklist_response(call: Call) -> Reply:
    """Answer a question, with a file."""
    new = checklist_saves.asked(call, checklist_saves.form(call))
    (asset_id,) = checklist_saves.assets_of(call, new, ())
    checklist_saves.check_first(call, new, asset_id)
    files = checklist_pictures.sent(call, new.said)
    checklist_rules.check_picture(checklists.as_rule(new.question), len(files))
    row = new.record(call, call.records.next_id(RESPONSES), asset_id)
    kept = checklist_pictures.kept(call, row["Id"], files)
    return _answered(call, row, kept, 201)


@operation("updateChecklistResponse")
def update_checklist_response(call: Call) -> Reply:
    """Answer a question anew; files are added, or take the place of those before."""
    before = checklist_saves.existing(call, call.path["checkListResponseId"])
    new = checklist_saves.asked(call, checklist_saves.form(call))
    row = checklist_saves.again(call, before, new)
    named = int(call.body.get("CheckListResponsePictureId", 0))
    files = checklist_pictures.sent(call, new.said, named or None)
    stays = named if call.query["overrideAttachments"] else None
    kept = checklist_pictures.kept(call, row["Id"], files, stays=stays)
    checklist_rules.check_picture(checklists.as_rule(new.question), len(kept.every))
    return _answered(call, row, kept, 200)


def _answered(call: Call, row: Record, kept: Kept, status: int) -> Reply:
    """An answer with its first file, or with all of them in version V2."""
    shown: Record = {"CheckListResponse": checklist_views.response(call, row)}
    pictures = [checklist_views.picture(one) for one in kept.every]
    if call.query["version"] == "V2":
        shown["CheckListResponsePictures"] = pictures
    elif pictures:
        shown["CheckListResponsePicture"] = pictures[0]
    return _saved([row], [kept], shown, status)


def _saved(rows: Sequence[Record], kept: Sequence[Kept], body: object, status: int) -> Reply:
    event = ADDED if status == 201 else UPDATED  # noqa: PLR2004 - the HTTP status
    return Reply(
        body,
        status,
        changes={RESPONSES: rows, PICTURES: [row for one in kept for row in one.written]},
        removes={PICTURES: [gone for one in kept for gone in one.gone]},
        events=[Event(event, RESPONSES, row) for row in rows],
    )


@operation("createChecklistResponses")
def create_checklist_responses(call: Call) -> Reply:
    """Answer several questions of one work order and attempt, each for several assets."""
    kinds = {
        "AssetIds": nested.wholes,
        "Attachments": nested.anything,
        "CheckListResponseRequest": nested.anything,
    }
    items = nested.objects(call.body[""], kinds)
    said = [nested.fields(i.get("CheckListResponseRequest"), checklist_saves.ANSWER) for i in items]
    _check_one(said)
    rows: list[Record] = []
    kept: list[Kept] = []
    for item, answer in zip(items, said, strict=True):
        new = checklist_saves.asked(call, answer)
        files = checklist_pictures.listed(item.get("Attachments"))
        checklist_rules.check_picture(checklists.as_rule(new.question), len(files))
        for row in _rows(call, new, item.get("AssetIds", ())):
            kept.append(checklist_pictures.kept(call, row["Id"], files))
            rows.append(row)
    _check_once(rows)
    return _saved(rows, kept, [row["Id"] for row in rows], 201)


def _rows(call: Call, new: Asked, asset_ids: Sequence[int]) -> list[Record]:
    rows = []
    for asset_id in checklist_saves.assets_of(call, new, list(dict.fromkeys(asset_ids))):
        checklist_saves.check_first(call, new, asset_id)
        rows.append(new.record(call, call.records.next_id(RESPONSES), asset_id))
    return rows


def _check_one(said: Sequence[Record]) -> None:
    """Answers in bulk are for one work order and one attempt."""
    if len({answer.get("EntityId") for answer in said}) > 1:
        raise Invalid("several orders")
    if len({answer.get("Attempt") for answer in said}) > 1:
        raise Invalid("several attempts")


def _check_once(rows: Sequence[Record]) -> None:
    """No question is answered twice by one request, for one asset."""
    seen: set[tuple[int, int | None]] = set()
    for row in rows:
        key = (row["CheckListQuestionId"], row["AssetId"])
        if key in seen:
            raise Invalid("answered already", question=row["CheckListQuestionId"])
        seen.add(key)


@operation("updateChecklistResponses")
def update_checklist_responses(call: Call) -> Reply:
    """Give several answers anew, all the same."""
    ids: Sequence[int] = call.body.get("ChecklistResponseIds", ())
    if not ids:
        raise Invalid("no responses")
    said = nested.fields(call.body.get("ChecklistResponseRequest", {}), checklist_saves.ANSWER)
    rows, kept = [], []
    for response_id in dict.fromkeys(ids):
        before = checklist_saves.existing(call, response_id)
        new = checklist_saves.asked(call, said)
        rows.append(checklist_saves.again(call, before, new))
        files = checklist_pictures.listed(said.get("Attachments"))
        stays = 0 if said.get("OverrideAttachments") else None
        kept.append(checklist_pictures.kept(call, response_id, files, stays=stays))
        checklist_rules.check_picture(checklists.as_rule(new.question), len(kept[-1].every))
    return _saved(rows, kept, None, 200)


@operation("uploadChecklistAttachment")
def upload_checklist_attachment(call: Call) -> Reply:
    """Say where a file is; it may be named in an answer."""
    if "file" not in call.files:
        raise NotFound("no upload", "there is no part with a file")
    return Reply({"DocumentPath": checklist_pictures.stored(call)})
