"""Answering one question: what is kept, and what is refused."""

import json

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.told import NORWELL, telling
from tests.world import Api, Emulator, Json

#: Larkfield's repair of HVAC: its questions; one of a checklist that is off, and Juniper's.
SAFE, FOUND, DONE, AIR, PLATE, TOOLS, RULES = range(38410, 38417)
OFF, JUNIPERS = 38440, 38430
WORN, DIRT, LEAK = 9101, 9102, 9103
#: The answer to SAFE on the order that a technician is on, and the file of one on another.
ANSWERED, CONFIRMED_ANSWER, FILE = 51400, 51402, 66100
PICTURE = {"file": ("plate.jpg", b"jpeg", "image/jpeg")}


def said(question: int, order: int, **fields: object) -> Json:
    kept = {"ProviderId": NORWELL, "TechnicianId": demo.BRANDT, "EntityId": order, "Attempt": 1}
    return {"CheckListQuestionId": question, **kept, **fields}


def answer(
    api: Api,
    question: int = SAFE,
    order: int = demo.ORDER,
    /,
    *,
    file: bool = False,
    **fields: object,
) -> httpx2.Response:
    """Answer a question in a form, with a picture or without."""
    return send(
        api, "POST", "/checklists/CheckListResponse", said(question, order, **fields), file=file
    )


def again(
    api: Api, response: int = ANSWERED, query: str = "", /, *, file: bool = False, **fields: object
) -> httpx2.Response:
    body = said(SAFE, demo.ON_SITE, Answer="off") | fields
    return send(api, "PUT", f"/checklists/{response}/CheckListResponse{query}", body, file=file)


def send(api: Api, verb: str, path: str, body: object, *, file: bool) -> httpx2.Response:
    parts = {"CheckListResponseRequest": (None, json.dumps(body), "application/json")}
    return api.request(verb, path, files=parts | (PICTURE if file else {}))


def of_order(api: Api, order: int = demo.ORDER, query: str = "") -> list[Json]:
    response = api.get(f"/workorders/{order}/checklists-responses{query}")
    assert response.status_code == 200, response.text
    found: list[Json] = response.json()["Responses"]
    return found


def test_an_answer_is_kept(emulator: Emulator, provider: Api) -> None:
    made = answer(provider, Answer="on")
    assert made.status_code == 201
    assert demo.events(emulator, made) == ["CheckListResponseAdded"]
    assert made.json()["CheckListResponse"] == {
        "Id": 51404, "Answer": "on", "EntityId": demo.ORDER, "EntityTypeId": 0, "Attempt": 1,
        "ProviderId": NORWELL, "TechnicianId": demo.BRANDT, "CheckListQuestionId": SAFE,
        "QuestionOptions": [], "IsPassed": True, "UpdatedDate": "2026-06-15T08:00:00.000",
        "UpdatedDateStr": "June 15 2026 08:00", "UpdatedDateDto": "2026-06-15T08:00:00-04:00",
    }  # fmt: skip
    (found,) = of_order(provider)
    assert found["Question"]["Question"] == "Is the work area safe?"
    assert (found["IsCurrentChecklist"], found["CreatedBy"]) == (True, demo.NORWELL_ADMIN)


def test_an_option_is_kept_by_its_field_and_several_by_theirs(provider: Api) -> None:
    one = answer(provider, FOUND, CheckListQuestionOptionID=LEAK).json()["CheckListResponse"]
    assert (one["CheckListQuestionOptionId"], one["IsPassed"]) == (LEAK, False)
    several = answer(provider, TOOLS, ChecklistQuestionOptionIds=[9141, "9143", 9141]).json()
    picked = several["CheckListResponse"]["QuestionOptions"]
    assert [option["Answer"] for option in picked] == ["Gauges", "Ladder"]
    shown = {row["Id"]: row for row in of_order(provider)}
    assert shown[one["Id"]]["QuestionOption"]["Answer"] == "Leak"


def test_a_number_outside_of_its_bounds_is_no_failure(provider: Api) -> None:
    inside = answer(provider, AIR, Answer=80, Attempt=1).json()["CheckListResponse"]
    outside = answer(provider, AIR, Answer="57", Attempt=2).json()["CheckListResponse"]
    assert (inside["Answer"], inside["IsPassed"], outside["IsPassed"]) == ("80", False, True)


def test_a_file_comes_along(provider: Api) -> None:
    made = answer(provider, PLATE, file=True, Answer="yes").json()
    picture = made["CheckListResponsePicture"]
    assert picture["DocumentName"] == "plate.jpg"
    assert picture["DocumentPath"].startswith("workorders/")
    assert of_order(provider)[0]["Pictures"] == [picture]


def test_files_that_were_uploaded_before_are_named(provider: Api) -> None:
    path = provider.request("POST", "/checklists/ChecklistResponse/attachments", files=PICTURE)
    files = [{"DocumentName": "a.jpg", **path.json()}, {"DocumentPath": "workorders/b"}]
    body = said(PLATE, demo.ORDER, Answer="on", Attachments=files)
    made = send(provider, "POST", "/checklists/CheckListResponse?version=V2", body, file=False)
    pictures = made.json()["CheckListResponsePictures"]
    assert [p["DocumentPath"] for p in pictures] == [path.json()["DocumentPath"], "workorders/b"]


def test_an_upload_needs_a_file(provider: Api) -> None:
    path = "/checklists/ChecklistResponse/attachments"
    refused = provider.request("POST", path, files={"x": (None, "y")})
    assert refusal(refused) == (400, 503, "No checklist response attachment to upload.")


@pytest.mark.parametrize(
    ("question", "sent", "text"),
    [
        pytest.param(SAFE, {"Answer": "maybe"}, "Checkbox responses only support next values: on,"
                     " off, 1, 0, true, false, yes, no", id="box"),
        pytest.param(RULES, {"Answer": "off"}, "The required URL view acknowledgement checkbox only"
                     " supports the next values: on, 1, true, yes", id="page"),
        pytest.param(DONE, {}, "The answer is required!", id="no answer"),
        pytest.param(DONE, {"Answer": "x" * 501}, "Bad request", id="long text"),
        pytest.param(AIR, {"Answer": "x"}, "The Answer is invalid. It must be a number or a string"
                     " representing a number", id="number"),
        pytest.param(FOUND, {"CheckListQuestionOptionID": WORN}, "The FreeTextAnswer is required",
                     id="comment"),
        pytest.param(FOUND, {}, "The CheckListQuestionOptionID is required", id="option"),
        pytest.param(FOUND, {"CheckListQuestionOptionID": 1},
                     "Question option (id: 1) was not found", id="unknown option"),
        pytest.param(FOUND, {"CheckListQuestionOptionID": 9141},
                     "Question option (id: 9141) is not valid for question (id: 38411)",
                     id="foreign option"),
        pytest.param(FOUND, {"CheckListQuestionOptionID": WORN,
                             "CheckListQuestionOptionIds": [DIRT]},
                     "It is not allowed to use the ChecklistQuestionOptionId parameter and the"
                     " ChecklistQuestionOptionIds parameter together. Use one of these parameters"
                     " instead", id="option and options"),
        pytest.param(SAFE, {"CheckListQuestionOptionIds": [WORN, DIRT]},
                     "Multiple answers are not allowed to a non-selector type question",
                     id="options for a box"),
        pytest.param(PLATE, {"Answer": "on"}, "The picture is required", id="picture"),
        pytest.param(1, {"Answer": "on"}, "Question (id: 1) was not found", id="unknown question"),
        pytest.param(OFF, {"Answer": "on"}, "The active checklist with specified question"
                     f" (questionId: {OFF}) for the specified work order (workOrderId:"
                     f" {demo.ORDER}) is not found", id="inactive question"),
        pytest.param(JUNIPERS, {"Answer": "4"}, f"Question (id: {JUNIPERS}) was not found",
                     id="another subscriber's question"),
        pytest.param(SAFE, {"Attempt": None}, "Not all required parameters were specified",
                     id="no attempt"),
        pytest.param(SAFE, {"ProviderId": 1}, "Bad request", id="another provider"),
        pytest.param(SAFE, {"ProviderId": "x"}, "Required data missing or incorrect", id="letters"),
        pytest.param(SAFE, {"Answer": "on", "Attachments": [{}]},
                     "Not all required parameters were specified", id="file without a path"),
    ],
)  # fmt: skip
def test_these_answers_are_refused_and_nothing_changes(
    provider: Api, question: int, sent: Json, text: str
) -> None:
    assert refusal(answer(provider, question, **sent)) == (400, 503, text)
    assert of_order(provider) == []


@pytest.mark.parametrize("form", ["{", "[]", "7"])
def test_a_form_whose_field_is_no_object_is_refused(provider: Api, form: str) -> None:
    parts = {"CheckListResponseRequest": (None, form)}
    refused = provider.request("POST", "/checklists/CheckListResponse", files=parts)
    assert refusal(refused)[:2] == (400, 503)


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER, 0])
def test_a_work_order_that_is_not_ones_own_is_not_found(provider: Api, order: int) -> None:
    expected = (400, 502, "Work order is not found")
    assert refusal(answer(provider, SAFE, order, Answer="on")) == expected
    assert refusal(provider.get(f"/workorders/{order}/checklists-responses")) == expected


def test_a_work_order_without_checklists_takes_no_answer(gps_only: Api) -> None:
    refused = answer(gps_only, SAFE, demo.GPS_ORDER, Answer="on", ProviderId=2000104772)
    text = f"There are no checklists for the specified work order. WorkOrderId: {demo.GPS_ORDER}"
    assert refusal(refused) == (400, 503, text)


def test_a_question_is_answered_once_an_attempt(provider: Api) -> None:
    text = f"The question has already been answered for this attempt number. QuestionId: {SAFE}"
    assert refusal(answer(provider, SAFE, demo.ON_SITE, Answer="on")) == (400, 503, text)
    assert answer(provider, SAFE, demo.ON_SITE, Answer="on", Attempt=2).status_code == 201


def test_an_answer_is_given_anew(emulator: Emulator, technician: Api) -> None:
    changed = again(technician)
    assert changed.json()["CheckListResponse"]["Answer"] == "off"
    assert demo.events(emulator, changed) == ["CheckListResponseUpdated"]
    assert [row["Answer"] for row in of_order(technician, demo.ON_SITE)] == ["off"]


@pytest.mark.parametrize(
    ("response", "sent", "text"),
    [
        pytest.param(1, {}, "Bad request", id="unknown"),
        pytest.param(ANSWERED, {"TechnicianId": None}, "Not all required parameters were specified",
                     id="no technician"),
        pytest.param(ANSWERED, {"Attempt": 2}, "The Attempt is not valid. An existing checklist"
                     f" response (id: {ANSWERED}) was created for another attempt", id="attempt"),
        pytest.param(ANSWERED, {"CheckListQuestionId": DONE}, "The CheckListQuestionId is not"
                     f" valid. An existing checklist response (id: {ANSWERED}) was created for"
                     " another question", id="question"),
        pytest.param(ANSWERED, {"EntityId": demo.ORDER}, "The EntityId is not valid. An existing"
                     f" checklist response (id: {ANSWERED}) was created for another work order",
                     id="work order"),
    ],
)  # fmt: skip
def test_these_new_answers_are_refused(provider: Api, response: int, sent: Json, text: str) -> None:
    before = of_order(provider, demo.ON_SITE)
    assert refusal(again(provider, response, **sent)) == (400, 503, text)
    assert of_order(provider, demo.ON_SITE) == before


def test_another_companys_answer_is_not_given_anew(gps_only: Api) -> None:
    assert refusal(again(gps_only)) == (400, 503, "Bad request")


def names(response: httpx2.Response) -> list[str]:
    return [p["DocumentName"] for p in response.json()["CheckListResponsePictures"]]


def test_files_are_added_replaced_and_overridden(provider: Api) -> None:
    made = names(again(provider, ANSWERED, "?version=V2", file=True))
    more = again(provider, ANSWERED, "?version=V2", Attachments=[
        {"DocumentName": "b.jpg", "DocumentPath": "workorders/b"}])  # fmt: skip
    first, second = (p["Id"] for p in more.json()["CheckListResponsePictures"])
    replaced = [{"ChecklistResponsePictureId": first, "DocumentName": "c", "DocumentPath": "p"}]
    third = names(again(provider, ANSWERED, "?version=V2", Attachments=replaced))
    last = names(again(provider, ANSWERED, "?version=V2&overrideAttachments=true", file=True))
    assert (made, names(more)) == (["plate.jpg"], ["plate.jpg", "b.jpg"])
    assert (third, last, second > first) == (["c", "b.jpg"], ["plate.jpg"], True)


def test_a_file_of_another_answer_is_not_replaced(provider: Api) -> None:
    files = [{"ChecklistResponsePictureId": FILE, "DocumentPath": "p"}]
    text = f"CheckListResponsePictureId ({FILE}) is not valid for CheckListResponse"
    assert refusal(again(provider, Attachments=files)) == (400, 503, text)


def test_answers_of_other_checklists_come_on_demand(provider: Api) -> None:
    own = of_order(provider, demo.CONFIRMED)
    every = of_order(provider, demo.CONFIRMED, "?getAll=true")
    assert (len(own), len(every)) == (2, 3)
    assert [row["IsCurrentChecklist"] for row in every] == [True, True, False]


def test_a_message_says_what_was_answered() -> None:
    with telling() as told:
        told.listen(NORWELL, "CheckListResponseAdded")
        answer(told.emulator.login(), Answer="on")
        (message,) = told.messages()
    expected = {"WorkOrderId": demo.ORDER, "CheckListQuestionId": SAFE, "Answer": "on"}
    assert message["Object"].items() >= expected.items()
    assert message["Action"] == "NEW"
