"""Checklists and answers as they are shown."""

from collections.abc import Mapping, Sequence

from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import checklist_rules, checklists, times, views
from emulator.vendors.servicechannel.checklist_rules import Given

#: The fields of an answer that only `GET /workorders/{id}/checklists-responses` leaves out.
BY_ITS_QUESTION = ("CheckListQuestionId", "CheckListQuestionOptionId")


def head(row: Record) -> Record:
    same = ("Id", "IsActive", "CreatedDate", "UpdatedDate", "CreatedBy", "UpdatedBy")
    return {"ChecklistName": row["Name"], **{name: row[name] for name in same}}


def detail(call: Call, row: Record) -> Record:
    """A standard checklist with its questions."""
    return head(row) | {
        "Questions": [_question(call, row, question) for question in row["Questions"]],
        "DisplayForEachAsset": row["DisplayForEachAsset"],
    }


def _question(call: Call, row: Record, question: Record) -> Record:
    options = _options(question, [o["Id"] for o in question["Options"]])
    return views.without_nulls(
        _asked(call, row, question)
        | {
            "CheckListQuestionOptions": [o | {"GenerateFollowUpWo": False} for o in options],
            "CheckListQuestionNumericType": _numbers(call, question),
        }
    )


def _asked(call: Call, row: Record, question: Record) -> Record:
    same = ("Id", "Question", "AnswerRequired", "AnswerCanPersist", "AcknowledgeUrl",
            "AllowMultiSelect", "AssetTypeIds")  # fmt: skip
    kinds = ("PictureFlag", "QuestionType", "CheckListTimingType")
    return {name: question[name] for name in same} | {
        "CheckListId": row["Id"],
        "Sequence": 0,
        **{kind: checklists.number(call, kind, question[kind]) for kind in kinds},
    }


def _options(question: Record, picked: Sequence[int]) -> list[Record]:
    return [
        {
            "Id": option["Id"],
            "Answer": option["Answer"],
            "Sequence": 0,
            "IsConditionalFollowUp": option["IsConditionalFollowUp"],
            "ResponseResultInFailure": option["ResponseResultInFailure"],
        }
        for option in question["Options"]
        if option["Id"] in picked
    ]


def _numbers(call: Call, question: Record) -> Record | None:
    numeric: Mapping[str, object] | None = question["Numeric"]
    if numeric is None:
        return None
    kind = checklists.number(call, "Numeric", str(numeric["Type"]))
    return views.without_nulls({**numeric, "Type": kind})


def tasks(call: Call, row: Record) -> Record:
    """A checklist of asset tasks."""
    kind = checklists.number(call, "TaskTypeId", "AssetTask")
    named = {"CheckListId": row["Id"], "TaskTypeId": kind, "TaskTypeName": "AssetTask"}
    return head(row) | {"Tasks": [named | dict(task) for task in row["Tasks"]]}


def response(call: Call, row: Record) -> Record:
    """An answer; what is unset is absent."""
    order = call.load("workorders", row["WorkOrderId"])
    place = views.place_of(call, call.load("locations", order["LocationId"]))
    _, question = checklists.question_of(call, row)
    option_ids: Sequence[int] = row["OptionIds"]
    given = Given(options=option_ids, answer=row["Answer"] or "")
    same = ("Id", "Answer", "FreeTextAnswer", "Attempt", "ProviderId", "TechnicianId",
            "CheckListQuestionId", "AssetId")  # fmt: skip
    is_single = len(option_ids) == 1 and not question["AllowMultiSelect"]
    there = times.parse(row["UpdatedDate"]).astimezone(place)
    eastern = times.parse(row["UpdatedDate"]).astimezone(times.zone(times.EASTERN))
    return views.without_nulls(
        {name: row[name] for name in same}
        | {
            "EntityId": row["WorkOrderId"],
            "EntityTypeId": 0,
            "UpdatedDate": eastern.replace(tzinfo=None).isoformat(timespec="milliseconds"),
            "UpdatedDateStr": there.strftime("%B %d %Y %H:%M"),
            "UpdatedDateDto": times.local(row["UpdatedDate"], place),
            "QuestionOptions": _options(question, () if is_single else option_ids),
            "CheckListQuestionOptionId": option_ids[0] if is_single else None,
            "IsPassed": checklist_rules.passes(checklists.as_rule(question), given),
        }
    )


def pictures(call: Call, row: Record) -> list[Record]:
    found = call.records.find("checklistpictures", CheckListResponseId=row["Id"])
    return [picture(one) for one in found]


def picture(row: Record) -> Record:
    return row | {"HasThumbnail": False}


def answered(call: Call, order: Record, row: Record) -> Record:
    """An answer with its question."""
    checklist, question = checklists.question_of(call, row)
    shown = response(call, row)
    picked = _options(question, row["OptionIds"])
    every = _options(question, [o["Id"] for o in question["Options"]])
    asked = _asked(call, checklist, question) | {
        "CheckListCreatedDate": checklist["CreatedDate"],
        "CheckListName": checklist["Name"],
        "CheckListQuestionOptions": every,
        "ChecklistQuestionNumericType": _numbers(call, question),
    }
    single = picked[0] if "CheckListQuestionOptionId" in shown else None
    kept = {name: value for name, value in shown.items() if name not in BY_ITS_QUESTION}
    return views.without_nulls(
        kept
        | {
            "Pictures": pictures(call, row),
            "Question": views.without_nulls(asked),
            "QuestionOption": single,
            "IsCurrentChecklist": checklists.fits(checklist, order),
            "IsFrequencyChecklist": False,
            "CreatedBy": row["CreatedBy"],
        }
    )
