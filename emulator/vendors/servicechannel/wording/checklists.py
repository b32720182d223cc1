"""Checklists and the answers to their questions."""

from collections.abc import Mapping

from emulator.vendors.servicechannel.wording.row import Row

BAD = "Bad request"


def _row(text: str) -> Row:
    return Row(400, 503, text)


WORDING: Mapping[str, Row] = {
    "checklist order": Row(400, 502, "Work order is not found"),
    "checklist access": Row(403, 100, "User does not have access to work order"),
    "checklist request": _row(BAD),
    "checklist subscriber": _row(
        "Subscriber Id should be provided if the api method is called by provider"
    ),
    "trade twice": _row(
        "A trade can be specified with only one parameter: either tradeId or tradeName"
    ),
    "category twice": _row(
        "A category can be specified with only one parameter: either categoryId or categoryName"
    ),
    "checklist twice": _row(
        "A checkList can be specified with only one parameter: either checkListId or checkListName"
    ),
    "location twice": _row(
        "A location can be specified with only one parameter: either locationId or storeId"
    ),
    "checklist parameters": _row("Not all required parameters were specified"),
    "no checklists": _row(
        "There are no checklists for the specified work order. WorkOrderId: {order}"
    ),
    "unknown question": _row("Question (id: {question}) was not found"),
    "inactive question": _row(
        "The active checklist with specified question (questionId: {question}) for the specified"
        " work order (workOrderId: {order}) is not found"
    ),
    "option and options": _row(
        "It is not allowed to use the ChecklistQuestionOptionId parameter and the"
        " ChecklistQuestionOptionIds parameter together. Use one of these parameters instead"
    ),
    "answers to one question": _row(
        "Multiple answers are not allowed to a non-selector type question"
    ),
    "answers to a selector": _row(
        "Multiple answer is not allowed to selector type question where AllowMultiSelect is"
        " disabled"
    ),
    "unknown option": _row("Question option (id: {option}) was not found"),
    "foreign option": _row(
        "Question option (id: {option}) is not valid for question (id: {question})"
    ),
    "options needed": _row(
        "The ChecklistQuestionOptionIds is required for the selector type question where"
        " AllowMultiSelect and AnswerRequired is enabled"
    ),
    "option needed": _row("The CheckListQuestionOptionID is required"),
    "comment needed": _row("The FreeTextAnswer is required"),
    "answer needed": _row("The answer is required!"),
    "page not opened": _row(
        "The required URL view acknowledgement checkbox only supports the next values: on, 1,"
        " true, yes"
    ),
    "bad acknowledgement": _row(
        "Checkbox responses only support next values: on, off, 1, 0, true, false, yes, no"
    ),
    "bad number answer": _row(
        "The Answer is invalid. It must be a number or a string representing a number"
    ),
    "picture needed": _row("The picture is required"),
    "answered already": _row(
        "The question has already been answered for this attempt number. QuestionId: {question}"
    ),
    "assets needed": _row("AssetIds are required for this checklist question"),
    "assets not allowed": _row(
        "Asset ids are not allowed for the checklist which is not displayed for each asset"
    ),
    "unknown assets": _row("Assets not found (asset ids: {assets})"),
    "assets elsewhere": _row(
        "Not all assets are associated with the work order. Assets not associated with the work"
        " order: {assets}"
    ),
    "assets of other types": _row(
        "Not all types of specified assets match the asset types specified for the checklist"
        " question. Assets with wrong types: {assets}"
    ),
    "several orders": _row("Checklist responses should be specified for the same work order"),
    "several attempts": _row("Checklist responses should be specified for the same attempt"),
    "no responses": _row("Checklist response ids are required"),
    "another order": _row(
        "The EntityId is not valid. An existing checklist response (id: {response}) was created"
        " for another work order"
    ),
    "another attempt": _row(
        "The Attempt is not valid. An existing checklist response (id: {response}) was created"
        " for another attempt"
    ),
    "another question": _row(
        "The CheckListQuestionId is not valid. An existing checklist response (id: {response})"
        " was created for another question"
    ),
    "foreign picture": _row(
        "CheckListResponsePictureId ({picture}) is not valid for CheckListResponse"
    ),
    "no upload": _row("No checklist response attachment to upload."),
}

BY_OPERATION: Mapping[str, Mapping[str, Row]] = {
    "getChecklistFailureState": {"workorders": Row(404, 502, "Data not found")},
}
