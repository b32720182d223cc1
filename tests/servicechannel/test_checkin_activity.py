"""`Service.CheckInActivity`: one row for each check-in and each check-out."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import attempts, check_in, check_out, near, refusal, visits
from tests.world import Api, Emulator

PATH = "/odata/workorders({})/Service.CheckInActivity"
FIELDS = (
    "Id", "Date", "Dto", "User", "CallerId", "Action", "StatusChangedTo", "WorkType", "StatusNew",
    "Dnis", "CheckInOutType", "Source", "SignatureAttachmentId", "SignatureAttachmentName",
    "SignatureAttachmentFullName", "UnableObtainSignatureNoteId", "UnableObtainSignatureNote",
    "UnableObtainSignatureNoteDocumentId",
)  # fmt: skip


def test_a_work_order_without_visits_has_no_rows(provider: Api) -> None:
    assert provider.get(PATH.format(demo.ORDER) + "()").json() == {
        "@odata.context": "http://localhost/servicechannel/v3/odata/"
        "$metadata#Collection(CheckInActivity)",
        "value": [],
    }


def test_a_row_has_every_field_with_null_for_what_is_unset(provider: Api) -> None:
    check_in(provider)
    row = visits(provider)[0]
    assert tuple(row) == FIELDS
    unset = {name for name in FIELDS if row[name] is None}
    assert unset == {"CallerId", "Dnis"} | {name for name in FIELDS if "Signature" in name}


def test_a_check_in_and_its_check_out_are_two_rows_oldest_first(
    emulator: Emulator, provider: Api
) -> None:
    check_in(provider)
    emulator.advance("2m")
    check_out(provider, PrimaryStatus="Incomplete")
    seen = [(row["Action"], row["Date"]) for row in visits(provider)]
    assert seen == [
        ("Check In", "2026-06-15T12:00:00Z"),
        ("Check Out", "2026-06-15T12:02:00Z"),
    ]


def test_a_client_that_counts_the_action_check_in_finds_each_visit(provider: Api) -> None:
    """Source: snow-removal scripts compare `Action === "Check In"`."""
    for _ in range(3):
        check_in(provider)
        check_out(provider)
    assert sum(row["Action"] == "Check In" for row in visits(provider)) == 3


def test_a_row_tells_the_user(provider: Api) -> None:
    check_in(provider, UserId=demo.BRANDT)
    assert visits(provider)[0]["User"] == {
        "Id": 1544987,
        "UserName": "nwhvac.tbrandt",
        "UserNameOrFullName": "Tomas Brandt",
        "FullName": "Tomas Brandt",
        "Email": "tomas.brandt@norwellhvac.example",
        "LevelInfo": None,
    }


def test_a_row_tells_the_status_that_it_brought_about(provider: Api) -> None:
    check_in(provider)
    check_out(provider, PrimaryStatus="Completed")
    came, left = visits(provider)
    assert came["StatusChangedTo"] == {"Primary": "IN PROGRESS", "Extended": "ON SITE"}
    assert came["StatusNew"] == "ON SITE"
    assert left["StatusChangedTo"] == {"Primary": "COMPLETED", "Extended": "PENDING CONFIRMATION"}
    assert left["StatusNew"] == "PENDING CONFIRMATION"


def test_the_new_status_is_the_primary_one_where_it_stands_alone(subscriber: Api) -> None:
    check_in(subscriber)
    check_out(subscriber, PrimaryStatus="Completed")
    assert visits(subscriber)[-1]["StatusNew"] == "COMPLETED"


def test_a_row_that_moved_no_status_tells_none(provider: Api) -> None:
    check_in(provider, WorkTypeId=2)
    row = visits(provider)[0]
    assert (row["StatusChangedTo"], row["StatusNew"]) == (None, None)


@pytest.mark.parametrize(
    ("order", "dto"),
    [
        pytest.param(demo.ORDER, "2026-06-15T08:00:00-04:00", id="New York"),
        pytest.param(demo.TEN_MILES, "2026-06-15T05:00:00-07:00", id="Phoenix"),
        pytest.param(106982224, "2026-06-15T02:00:00-10:00", id="Honolulu"),
    ],
)
def test_dto_is_the_date_on_the_stores_clock(provider: Api, order: int, dto: str) -> None:
    check_in(provider, order)
    assert visits(provider, order)[-1]["Dto"] == dto


def test_dto_is_eastern_where_the_profile_says_so(emulator: Emulator, provider: Api) -> None:
    emulator.switch(dto_zone="eastern")
    check_in(provider, demo.TEN_MILES)
    assert visits(provider, demo.TEN_MILES)[-1]["Dto"] == "2026-06-15T08:00:00-04:00"


def test_the_demo_worlds_rows_have_all_three_types(provider: Api, without_rights: Api) -> None:
    rows = visits(provider, demo.ON_SITE) + visits(provider, 107071898)
    rows += visits(without_rights, 107077583)
    assert {row["CheckInOutType"] for row in rows} == {"Common", "Gps", "Ivr"}


@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_visit_over_the_api_is_named_so(gps_only: Api, way: str) -> None:
    check_in(gps_only, demo.GPS_ORDER, **near())
    if way == "Out":
        check_out(gps_only, demo.GPS_ORDER, **near())
    row = visits(gps_only, demo.GPS_ORDER)[-1]
    assert (row["Action"], row["CheckInOutType"], row["Source"]) == (f"Check {way}", "Gps", "API")


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE"])
def test_load_blocked_adds_the_refused_attempts(gps_only: Api, spelling: str) -> None:
    path = f"{PATH.format(demo.GPS_HALF_A_MILE)}(loadBlocked={spelling})"
    assert len(gps_only.get(path).json()["value"]) == 1


@pytest.mark.parametrize("call", ["()", "(loadBlocked=false)", "(LOADBLOCKED=False)"])
def test_without_load_blocked_they_are_left_out(gps_only: Api, call: str) -> None:
    answer = gps_only.get(PATH.format(demo.GPS_HALF_A_MILE) + call)
    assert answer.json()["value"] == []


def test_blocked_and_accepted_attempts_stand_in_the_order_they_were_made(provider: Api) -> None:
    check_out(provider)
    check_in(provider)
    check_in(provider)
    actions = [(row["Action"], row["StatusNew"]) for row in attempts(provider)]
    assert actions == [("Check Out", None), ("Check In", "ON SITE"), ("Check In", None)]


@pytest.mark.parametrize("call", ["(loadBlocked=maybe)", "(loadBlocked=1)"])
def test_a_load_blocked_that_is_no_boolean_is_malformed(provider: Api, call: str) -> None:
    assert refusal(provider.get(PATH.format(demo.ORDER) + call))[:2] == (400, 503)


@pytest.mark.parametrize("call", ["()", "(loadBlocked=true)"])
@pytest.mark.parametrize(
    ("order", "code", "text"),
    [
        pytest.param(demo.UNKNOWN, 502, "WorkOrder not found", id="unknown"),
        pytest.param(0, 917, "Invalid Tracking Number", id="id 0"),
        pytest.param(-1, 917, "Invalid Tracking Number", id="negative"),
    ],
)
def test_the_activity_of_no_work_order_is_refused(
    provider: Api, call: str, order: int, code: int, text: str
) -> None:
    assert refusal(provider.get(PATH.format(order) + call)) == (400, code, text)


def test_both_companies_see_the_same_rows(provider: Api, subscriber: Api) -> None:
    check_in(provider)
    assert visits(subscriber) == visits(provider)
