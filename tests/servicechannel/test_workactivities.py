"""Work activities: one row for each pair of check-in and check-out."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import activities, activity, check_in, check_out, mechanic, refusal
from tests.world import NOON, Api

LIST = "/odata/workorders({})/workactivities"
FIELDS = {
    "Id", "WorkOrderId", "TimeIn", "TimeOut", "IsTimeEdited", "User", "CallerId", "ResolutionCode",
    "WorkType", "HasCheckInInfo", "HasCheckListResponse", "TechsCount", "Name", "CreatedBy",
}  # fmt: skip


def test_a_work_order_without_visits_has_an_empty_list(provider: Api) -> None:
    assert provider.get(LIST.format(demo.ORDER)).json() == {
        "@odata.context": "http://localhost/servicechannel/v3/odata/$metadata#workactivities",
        "value": [],
    }


def test_an_open_pair_is_shown_whole_with_nulls(provider: Api) -> None:
    came = mechanic(check_in(provider, UserId=demo.CHAU, TechsCount=2))
    (shown,) = activities(provider)
    assert shown == {
        "Id": came,
        "WorkOrderId": demo.ORDER,
        "TimeIn": NOON,
        "TimeOut": None,
        "IsTimeEdited": False,
        "User": {
            "Id": 1544988,
            "UserName": "nwhvac.lchau",
            "UserNameOrFullName": "Linh Chau",
            "FullName": "Linh Chau",
            "Email": "linh.chau@norwellhvac.example",
            "LevelInfo": None,
        },
        "CallerId": None,
        "ResolutionCode": None,
        "WorkType": "Repair",
        "HasCheckInInfo": True,
        "HasCheckListResponse": False,
        "TechsCount": 2,
        "Name": None,
        "CreatedBy": demo.NORWELL_ADMIN,
    }


def test_a_closed_pair_has_both_times_and_the_status_it_left(provider: Api) -> None:
    came = mechanic(check_in(provider, CheckInTime="2026-06-15T10:00:00Z"))
    check_out(provider, PrimaryStatus="PartsOnOrder")
    pair = activity(provider, came)
    times = pair["TimeIn"], pair["TimeOut"], pair["ResolutionCode"]
    assert times == ("2026-06-15T10:00:00Z", NOON, "PARTS ON ORDER")


def test_a_pair_is_one_row_although_it_is_two_visits(provider: Api) -> None:
    check_in(provider)
    check_out(provider)
    assert len(activities(provider)) == 1
    assert len(demo.visits(provider)) == 2


def test_the_mechanic_id_leads_to_the_pair(provider: Api) -> None:
    came = mechanic(check_in(provider))
    shown = provider.get(f"{LIST.format(demo.ORDER)}({came})").json()
    context = "http://localhost/servicechannel/v3/odata/$metadata#workactivities/$entity"
    assert shown == {"@odata.context": context} | activity(provider, came)


def test_a_list_stands_in_the_order_of_the_check_ins(provider: Api) -> None:
    ids = [mechanic(check_in(provider, WorkTypeId=kind)) for kind in (2, 1, 5)]
    assert [row["Id"] for row in activities(provider)] == ids


def test_the_demo_worlds_open_pairs_are_shown(provider: Api, gps_only: Api) -> None:
    travel, repair = activities(provider, demo.ON_SITE)
    assert (travel["WorkType"], travel["TimeOut"]) == ("Travel", "2026-06-12T17:21:33Z")
    assert (repair["User"]["FullName"], repair["TimeOut"]) == ("Tomas Brandt", None)
    (sparrows,) = activities(gps_only, 107071130)
    assert (sparrows["User"]["Id"], sparrows["TimeOut"]) == (demo.MEIER, None)


@pytest.mark.parametrize("order", [demo.COMPLETED, demo.INVOICED, demo.PENDING, demo.ON_SITE])
def test_every_row_of_the_demo_world_has_every_field(provider: Api, order: int) -> None:
    shown = activities(provider, order)
    assert shown
    assert all(row.keys() == FIELDS for row in shown)


@pytest.mark.parametrize(
    ("order", "code", "text"),
    [
        pytest.param(demo.UNKNOWN, 502, "WorkOrder not found", id="unknown"),
        pytest.param(demo.GPS_ORDER, 502, "WorkOrder not found", id="another provider's"),
        pytest.param(0, 917, "Invalid Tracking Number", id="id 0"),
        pytest.param(-1, 917, "Invalid Tracking Number", id="negative"),
        pytest.param("abc", 503, "Required data missing or incorrect", id="text"),
        pytest.param(2**31, 503, "Required data missing or incorrect", id="over int32"),
    ],
)
@pytest.mark.parametrize("key", ["", "(148797614)"], ids=["list", "one"])
def test_the_activities_of_no_work_order_are_refused(
    provider: Api, key: str, order: object, code: int, text: str
) -> None:
    assert refusal(provider.get(LIST.format(order) + key)) == (400, code, text)


@pytest.mark.parametrize(
    ("key", "code", "text"),
    [
        pytest.param(1, 502, "Work activity is not found", id="unknown"),
        pytest.param(0, 502, "Work activity is not found", id="id 0"),
        pytest.param(-1, 502, "Work activity is not found", id="negative"),
        pytest.param(
            demo.ON_SITE_SINCE, 502, "Work activity is not found", id="of another work order"
        ),
        pytest.param("abc", 503, "Required data missing or incorrect", id="text"),
        pytest.param(2**31, 503, "Required data missing or incorrect", id="over int32"),
    ],
)
def test_an_activity_that_the_work_order_lacks_is_refused(
    provider: Api, key: object, code: int, text: str
) -> None:
    answer = provider.get(f"{LIST.format(demo.ORDER)}({key})")
    assert refusal(answer) == (400, code, text)


def test_a_visit_of_a_pair_edited_by_hand_is_marked(provider: Api) -> None:
    edited = activity(provider, 148797581, 106982792)
    assert edited["IsTimeEdited"] is True


def test_reading_activities_changes_nothing(provider: Api) -> None:
    before = demo.trace(provider, demo.ON_SITE)
    provider.get(LIST.format(demo.ON_SITE))
    assert demo.trace(provider, demo.ON_SITE) == before


INTERVAL = "/odata/workactivities/Service.ForTimeInterval(dtMin={},{}dtMax={},{}userId={})"


def between(api: Api, first: str, last: str, user: object, blank: str = "") -> list[int]:
    """The ids of a user's activities in an interval."""
    answer = api.get(INTERVAL.format(first, blank, last, blank, user))
    assert answer.status_code == 200, answer.text
    return [found["Id"] for found in answer.json()["value"]]


@pytest.mark.parametrize("user", [demo.BRANDTS_PIN, demo.BRANDT], ids=["PIN", "id"])
@pytest.mark.parametrize("blank", ["", "%20"], ids=["no blank", "a blank"])
def test_a_providers_user_made_these_in_an_interval(provider: Api, user: int, blank: str) -> None:
    assert between(provider, "2026-06-08", "2026-06-12T17:00:00Z", user, blank) == [
        148797609, 148797611,
    ]  # fmt: skip


def test_both_ends_of_an_interval_count_and_a_turned_one_is_empty(provider: Api) -> None:
    instant = "2026-06-08T14:49:04Z"
    assert between(provider, instant, instant, demo.BRANDT) == [148797609]
    assert between(provider, "2026-06-12", "2026-06-08", demo.BRANDT) == []


@pytest.mark.parametrize("user", [1, 310548, 1544902], ids=["none", "Sparrow's", "Larkfield's"])
def test_an_interval_of_nobody_of_the_provider_is_refused(provider: Api, user: int) -> None:
    answer = provider.get(INTERVAL.format("2026-06-08", "", "2026-06-12", "", user))
    assert refusal(answer) == (400, 504, "User not found")


def test_intervals_are_for_providers_and_have_dates(provider: Api, subscriber: Api) -> None:
    asked = INTERVAL.format("2026-06-08", "", "2026-06-12", "", demo.BRANDTS_PIN)
    assert refusal(subscriber.get(asked))[:2] == (401, 504)
    asked = INTERVAL.format("then", "", "2026-06-12", "", demo.BRANDTS_PIN)
    assert refusal(provider.get(asked)) == (400, 503, "Required data missing or incorrect")
