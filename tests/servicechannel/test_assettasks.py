"""Tasks on the assets of a work order: begun, read, ended, and what there is none of."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

#: The rooftop unit that the technician is at, and the task that is begun there.
ORDER, UNIT, BEGUN = demo.ON_SITE, 48126, 7701
FILTERS, BELTS = 4410, 4411
NOW = "2026-06-15T12:00:00Z"


def path(order: int = ORDER, rest: object = "") -> str:
    return f"/workorders/{order}/asset-tasks{rest and f'/{rest}'}"


def start(api: Api, order: int = ORDER, **fields: object) -> httpx2.Response:
    return api.post(path(order), {"AssetTaskId": BELTS, "AssetId": UNIT} | fields)


def end(api: Api, rest: object, order: int = ORDER) -> httpx2.Response:
    return api.request("PUT", path(order, rest))


def test_a_task_is_begun_and_ended(emulator: Emulator, technician: Api) -> None:
    begun = start(technician)
    response: Json = begun.json()
    assert (begun.status_code, response) == (200, {
        "Id": 7702, "WorkOrderId": ORDER, "AssetTaskId": BELTS, "AssetId": UNIT,
        "UserId": demo.BRANDT, "StartTime": NOW, "IsEndedBySystem": False,
    })  # fmt: skip
    emulator.advance("2m")
    ended = end(technician, 7702).json()
    assert ended == response | {"EndTime": "2026-06-15T12:02:00Z"}
    emulator.advance("2m")
    assert end(technician, 7702).json() == ended
    assert technician.get(path(rest=7702)).json() == ended


def test_all_that_are_not_ended_are_ended_by_the_system(technician: Api) -> None:
    start(technician)
    end(technician, 7702)
    assert [row["Id"] for row in end(technician, "end-all").json()] == [BEGUN]
    shown = technician.get(path()).json()
    assert [(row["Id"], row["IsEndedBySystem"]) for row in shown] == [(BEGUN, True), (7702, False)]
    assert end(technician, "end-all").json() == []


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"AssetTaskId": 1}, id="unknown task"),
        pytest.param({"AssetTaskId": None}, id="no task"),
        pytest.param({"AssetId": 1}, id="unknown asset"),
        pytest.param({"AssetId": 48127}, id="asset that is not on the work order"),
        pytest.param({"AssetId": None}, id="no asset"),
    ],
)
def test_these_tasks_are_not_begun(technician: Api, sent: Json) -> None:
    refused = start(technician, **sent)
    assert (refused.status_code, refused.content) == (404, b"")
    assert len(technician.get(path()).json()) == 1


def test_a_task_is_of_the_assets_type(technician: Api) -> None:
    assert start(technician, demo.PENDING, AssetId=48123).status_code == 404


def test_a_task_of_a_checklist_that_is_off_is_not_begun(
    emulator: Emulator, technician: Api
) -> None:
    emulator.change("checklists", 3844, IsActive=False)
    assert start(technician).status_code == 404


@pytest.mark.parametrize("order", [demo.UNKNOWN, demo.GPS_ORDER, 0])
def test_a_work_order_that_is_not_ones_own_is_404(provider: Api, order: int) -> None:
    answers = (provider.get(path(order)), start(provider, order), end(provider, "end-all", order))
    assert [answer.status_code for answer in answers] == [404] * 3


@pytest.mark.parametrize("response", [1, BEGUN])
def test_a_response_of_another_work_order_is_404(provider: Api, response: int) -> None:
    answers = (provider.get(path(demo.ORDER, response)), end(provider, response, demo.ORDER))
    assert [answer.status_code for answer in answers] == [404] * 2


def test_tasks_out_of_the_users_locations_are_not_for_it(emulator: Emulator) -> None:
    assert refusal(emulator.login("larkfield.nyc").get(path()))[:2] == (401, 504)


def test_a_response_id_of_letters_is_malformed(provider: Api) -> None:
    assert refusal(provider.get(path(rest="x")))[:2] == (400, 503)
