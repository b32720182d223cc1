"""Checklists as they are found, and several answers at once."""

import re

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.test_checklists import (
    ANSWERED,
    CONFIRMED_ANSWER,
    DONE,
    FOUND,
    LEAK,
    SAFE,
    of_order,
    said,
)
from tests.world import Api, Emulator, Json

BULK = "/checklists/ChecklistResponse/bulk"
REPAIR, UNITS, _, COLD, ROUND = range(3840, 3845)
RUNS = 38420
#: Two rooftop units and a thermostat of the location of MAINTENANCE.
FIRST, SECOND, THERMOSTAT = 48120, 48121, 48123
LARKFIELD = f"subscriberId={demo.LARKFIELD}"


def put(api: Api, *items: Json) -> httpx2.Response:
    return api.post(BULK, list(items))


def item(question: int = SAFE, order: int = demo.ORDER, *assets: int, **fields: object) -> Json:
    given = {"CheckListResponseRequest": said(question, order, **{"Answer": "on"} | fields)}
    return given | ({"AssetIds": assets} if assets else {})


def found(api: Api, kind: str, query: str) -> list[int]:
    answer = api.get(f"/checklists/{kind}?{query}")
    assert answer.status_code == 200, answer.text
    ((_, rows),) = [pair for pair in answer.json().items() if isinstance(pair[1], list)]
    return [row["Id"] for row in rows]


@pytest.fixture
def units(emulator: Emulator) -> None:
    """The rooftop units and the thermostat are on the work order."""
    row = {"WorkOrderId": demo.MAINTENANCE}
    ids = (FIRST, SECOND, THERMOSTAT)
    emulator.merge("workorderassets", *(row | {"Id": i, "AssetId": i} for i in ids))


@pytest.mark.parametrize(
    ("kind", "query", "expected"),
    [
        pytest.param("types", LARKFIELD, [REPAIR, UNITS, ROUND], id="types"),
        pytest.param("detail", LARKFIELD, [REPAIR, UNITS], id="standard"),
        pytest.param("taskslist", LARKFIELD, [ROUND], id="tasks"),
        pytest.param("detail", LARKFIELD + "&tradeid=11521", [], id="trade"),
        pytest.param("detail", LARKFIELD + "&tradeName=hvac&categoryName=repair", [REPAIR],
                     id="names"),
        pytest.param("detail", LARKFIELD + "&storeId=0101&categoryid=7311", [UNITS], id="store"),
        pytest.param("detail", LARKFIELD + "&checkListName=rooftop units&tradeid=1", [UNITS],
                     id="checklist by name"),
        pytest.param("types", LARKFIELD + f"&checklistId={ROUND}", [ROUND], id="checklist by id"),
        pytest.param("detail", f"subscriberId={demo.JUNIPER}", [COLD], id="Juniper's"),
        pytest.param("detail", f"workOrderId={demo.ORDER}", [REPAIR], id="work order"),
    ],
)  # fmt: skip
def test_checklists_are_found(provider: Api, kind: str, query: str, expected: list[int]) -> None:
    assert found(provider, kind, query) == expected


def test_a_subscriber_has_its_own_without_saying_so(subscriber: Api) -> None:
    assert found(subscriber, "types", "") == [REPAIR, UNITS, ROUND]


def test_a_checklist_shows_its_questions(provider: Api) -> None:
    answer = provider.get(f"/checklists/detail?{LARKFIELD}").json()
    assert answer["HasTransferedCheckList"] is False
    safe, what, _, air, plate, tools, rules = answer["CheckListDetails"][0]["Questions"]
    assert (safe["QuestionType"], safe["PictureFlag"], safe["CheckListTimingType"]) == (0, 1, 1)
    assert [o["IsConditionalFollowUp"] for o in what["CheckListQuestionOptions"]] == [
        True, False, False,
    ]  # fmt: skip
    assert air["CheckListQuestionNumericType"] == {
        "Id": 8413, "Type": 2, "MinValue": 75, "MaxValue": 120,
    }  # fmt: skip
    assert (plate["PictureFlag"], tools["AllowMultiSelect"]) == (2, True)
    assert rules["AcknowledgeUrl"]["Required"] is True


def test_kinds_are_names_where_the_profile_says_so(emulator: Emulator, provider: Api) -> None:
    emulator.switch(checklist_enums="names")
    types = provider.get(f"/checklists/types?{LARKFIELD}").json()["ChecklistTypes"]
    assert types[-1] == {"Id": ROUND, "Type": "AssetTask"}


def test_a_checklist_of_tasks_has_them(provider: Api) -> None:
    (row,) = provider.get(f"/checklists/taskslist?{LARKFIELD}").json()["ChecklistWithTasks"]
    assert [task["Name"] for task in row["Tasks"]] == ["Change filters", "Check belts"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("tradeid=1&tradeName=x", "trade .* tradeId or tradeName", id="trade"),
        pytest.param(
            "categoryid=1&categoryName=x", "category .* categoryId or categoryName", id="category"
        ),
        pytest.param(
            "checklistid=1&checkListName=x",
            "checkList .* checkListId or checkListName",
            id="checklist",
        ),
        pytest.param("locationId=1&storeId=x", "location .* locationId or storeId", id="location"),
    ],
)
def test_a_thing_is_named_by_id_or_by_name(provider: Api, query: str, text: str) -> None:
    *code, said = refusal(provider.get(f"/checklists/detail?{LARKFIELD}&{query}"))
    assert code == [400, 503]
    assert re.fullmatch(text.replace(".*", "can be specified with only one parameter: either"),
                        said.removeprefix("A "))  # fmt: skip


def test_a_provider_says_whose_checklists(provider: Api) -> None:
    said = "Subscriber Id should be provided if the api method is called by provider"
    assert refusal(provider.get("/checklists/detail")) == (400, 503, said)
    assert refusal(provider.get("/checklists/types?subscriberId=5"))[:2] == (401, 504)


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER])
def test_a_foreign_work_order_finds_no_checklists(provider: Api, order: int) -> None:
    refused = provider.get(f"/checklists/detail?{LARKFIELD}&workOrderId={order}")
    assert refusal(refused) == (403, 100, "User does not have access to work order")


def test_a_work_order_out_of_the_users_locations_is_no_way_in(emulator: Emulator) -> None:
    api = emulator.login("larkfield.nyc")
    assert refusal(api.get(f"/checklists/detail?workOrderId={demo.ON_SITE}"))[:2] == (403, 100)


def test_several_questions_are_answered_at_once(emulator: Emulator, provider: Api) -> None:
    answer = put(provider, item(), item(DONE, Answer="Cleaned"))
    assert (answer.status_code, answer.json()) == (201, [51404, 51405])
    assert demo.events(emulator, answer) == ["CheckListResponseAdded"] * 2
    assert [row["Answer"] for row in of_order(provider)] == ["on", "Cleaned"]


@pytest.mark.usefixtures("units")
def test_each_asset_has_its_answer(provider: Api) -> None:
    assert put(provider, item(RUNS, demo.MAINTENANCE, FIRST, SECOND)).status_code == 201
    shown = [row["AssetId"] for row in of_order(provider, demo.MAINTENANCE)]
    assert shown == [FIRST, SECOND]
    again = put(provider, item(RUNS, demo.MAINTENANCE, SECOND))
    assert refusal(again)[2].endswith(f"QuestionId: {RUNS}")


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize(
    ("items", "text"),
    [
        pytest.param([item(), item(DONE, demo.ON_SITE)],
                     "Checklist responses should be specified for the same work order",
                     id="orders"),
        pytest.param([item(), item(DONE, Attempt=2)],
                     "Checklist responses should be specified for the same attempt", id="attempts"),
        pytest.param([item(), item()], "The question has already been answered for this attempt"
                     f" number. QuestionId: {SAFE}", id="twice"),
        pytest.param([item(), item(DONE, Answer="")], "The answer is required!", id="one is wrong"),
        pytest.param([item(SAFE, demo.ORDER, FIRST)], "Asset ids are not allowed for the checklist"
                     " which is not displayed for each asset", id="assets not asked for"),
        pytest.param([item(RUNS, demo.MAINTENANCE)],
                     "AssetIds are required for this checklist question", id="no assets"),
        pytest.param([item(RUNS, demo.MAINTENANCE, FIRST, 1)], "Assets not found (asset ids: 1)",
                     id="unknown asset"),
        pytest.param([item(RUNS, demo.MAINTENANCE, 48122)], "Not all assets are associated with the"
                     " work order. Assets not associated with the work order: 48122", id="asset"),
        pytest.param([item(RUNS, demo.MAINTENANCE, THERMOSTAT)], "Not all types of specified assets"
                     " match the asset types specified for the checklist question. Assets with"
                     f" wrong types: {THERMOSTAT}", id="asset of another type"),
        pytest.param([{"CheckListResponseRequest": None}], "Required data missing or incorrect",
                     id="no request"),
    ],
)  # fmt: skip
def test_these_answers_are_refused_together(provider: Api, items: list[Json], text: str) -> None:
    assert refusal(put(provider, *items)) == (400, 503, text)
    assert of_order(provider) == of_order(provider, demo.MAINTENANCE) == []


def change(api: Api, *ids: int, **fields: object) -> httpx2.Response:
    request = said(FOUND, demo.CONFIRMED, CheckListQuestionOptionID=LEAK) | fields
    body = {"ChecklistResponseIds": ids, "ChecklistResponseRequest": request}
    return api.request("PUT", BULK, json=body)


def test_answers_are_given_anew_with_other_files(emulator: Emulator, provider: Api) -> None:
    file = {"DocumentName": "leak.jpg", "DocumentPath": "workorders/l"}
    answer = change(provider, CONFIRMED_ANSWER, OverrideAttachments="true", Attachments=[file])
    assert (answer.status_code, answer.content) == (200, b"")
    assert demo.events(emulator, answer) == ["CheckListResponseUpdated"]
    (row,) = [r for r in of_order(provider, demo.CONFIRMED) if r["Id"] == CONFIRMED_ANSWER]
    assert row["QuestionOption"]["Answer"] == "Leak"
    assert [picture["DocumentName"] for picture in row["Pictures"]] == ["leak.jpg"]


def test_new_answers_need_ids_and_leave_what_is_another_question(provider: Api) -> None:
    assert refusal(change(provider)) == (400, 503, "Checklist response ids are required")
    before = of_order(provider, demo.CONFIRMED)
    assert refusal(change(provider, CONFIRMED_ANSWER, 51401))[2].endswith("another question")
    assert of_order(provider, demo.CONFIRMED) == before


def test_answers_are_found_by_their_ids(provider: Api) -> None:
    path = f"/checklists/ChecklistResponse/get?workOrderId={demo.CONFIRMED}"
    found = provider.post(path, [CONFIRMED_ANSWER, ANSWERED, 1, CONFIRMED_ANSWER]).json()
    assert [row["ChecklistResponse"]["Id"] for row in found] == [CONFIRMED_ANSWER]
    assert [p["DocumentName"] for p in found[0]["ChecklistResponsePictures"]] == ["dirt.jpg"]


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER])
def test_answers_of_a_foreign_work_order_are_a_bad_request(provider: Api, order: int) -> None:
    answer = provider.post(f"/checklists/ChecklistResponse/get?workOrderId={order}", [ANSWERED])
    assert refusal(answer) == (400, 503, "Bad request")


def test_work_activities_tell_that_there_are_answers(provider: Api) -> None:
    shown = {order: demo.activities(provider, order) for order in (demo.ON_SITE, demo.PENDING)}
    told = {order: {a["HasCheckListResponse"] for a in found} for order, found in shown.items()}
    assert told == {demo.ON_SITE: {True}, demo.PENDING: {False}}
