"""Work activities that are made, changed and deleted by hand."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import activities, activity, refusal, trace
from tests.world import Api, Emulator, Json

#: In progress, scheduled on 5 June, one activity of Linh Chau's on that day.
ORDER, CHAUS = 106982792, 148797581
FOREIGN = 107071130  # Sparrow's
DAY = {"CheckInDate": "2026-06-06T08:00:00Z", "CheckOutDate": "2026-06-06T10:00:00Z"}
NO_PERMISSION = (403, 804, "User has no permissions to perform this action")
INCORRECT = (400, 503, "Required data missing or incorrect")
OVERLAP = (400, 1186, "Time range is overlapped")
ADDED, CHANGED, DELETED = (f"WorkOrderWorkActivity{h}" for h in ("Added", "Changed", "Deleted"))


def add(api: Api, order: int = ORDER, **fields: object) -> httpx2.Response:
    return api.post(f"/workorders/{order}/workactivities", DAY | fields)


def change(api: Api, key: int, order: int = ORDER, **fields: object) -> httpx2.Response:
    return api.request("PUT", f"/workorders/{order}/workactivities/{key}", json=DAY | fields)


def delete(api: Api, *keys: int, order: int = ORDER) -> httpx2.Response:
    named = "&".join(f"workactivityIds[{n}]={key}" for n, key in enumerate(keys))
    return api.request("DELETE", f"/workorders/{order}/workactivities?{named}")


def added(api: Api, **fields: object) -> Json:
    """The activity as it is read back."""
    answer = add(api, ORDER, **fields)
    assert answer.status_code == 201, answer.text
    return activity(api, answer.json()["id"], ORDER)


def test_an_activity_is_added_as_the_callers(emulator: Emulator, provider: Api) -> None:
    answer = add(provider)
    assert (answer.status_code, answer.json()) == (201, {"id": 148797639})
    assert demo.events(emulator, answer) == [ADDED, "WorkOrderNoteAdded"]
    shown = activity(provider, 148797639, ORDER)
    assert (shown["TimeIn"], shown["TimeOut"]) == (DAY["CheckInDate"], DAY["CheckOutDate"])
    assert (shown["Name"], shown["CreatedBy"]) == ("Renee Castellano", demo.NORWELL_ADMIN)
    assert (shown["WorkType"], shown["IsTimeEdited"], shown["HasCheckInInfo"]) == (
        "Repair", False, False,
    )  # fmt: skip


def test_a_system_note_says_what_was_added(provider: Api) -> None:
    add(provider)
    newest = demo.notes(provider, ORDER)[0]
    assert newest["NoteType"] == "SystemNote"
    said = "<b>2026-06-06T08:00:00Z</b> to <b>2026-06-06T10:00:00Z</b>"
    assert newest["NoteData"] == f"Work activity (Repair) added: {said}."


def test_times_that_are_not_sent_are_now(provider: Api) -> None:
    shown = added(provider, CheckInDate=None, CheckOutDate=None, WorkTypeId="2")
    assert shown["TimeIn"] == shown["TimeOut"] == "2026-06-15T12:00:00Z"
    assert shown["WorkType"] == "Travel"


def test_an_admin_names_the_technician(provider: Api, subscriber: Api) -> None:
    assert added(provider, Name="Ana")["Name"] == "Ana"
    assert added(subscriber, **{n: t.replace("-06T", "-07T") for n, t in DAY.items()}, Name="Bo")[
        "Name"
    ] == "Bo"  # fmt: skip


def test_a_technician_names_nobody(technician: Api) -> None:
    before = trace(technician, ORDER)
    assert refusal(add(technician, Name="Ana")) == NO_PERMISSION
    assert trace(technician, ORDER) == before
    assert added(technician)["Name"] == "Tomas Brandt"


@pytest.mark.parametrize(
    ("order", "fields", "refused"),
    [
        pytest.param(ORDER, {"WorkTypeId": 99}, (400, 503, "Work Type Not Found"), id="type"),
        pytest.param(
            ORDER,
            {"CheckOutDate": "2026-06-06T07:00:00Z"},
            (400, 503, "Date range is incorrect"),
            id="end before beginning",
        ),
        pytest.param(
            ORDER,
            {"CheckInDate": "2026-06-05T02:00:00Z"},
            (400, 503, "Check In/Out is premature"),
            id="before the scheduled date",
        ),
        pytest.param(ORDER, {"CheckInDate": "2026-06-05T17:00:00Z"}, OVERLAP, id="overlap"),
        pytest.param(ORDER, {"CheckInDate": "soon"}, INCORRECT, id="no date"),
        pytest.param(ORDER, {"WorkTypeId": "x"}, INCORRECT, id="no number"),
        pytest.param(demo.ORDER, {}, (400, 904, "Invalid work order status"), id="not in progress"),
        pytest.param(demo.UNKNOWN, {}, (400, 502, "WorkOrder not found"), id="unknown order"),
        pytest.param(FOREIGN, {}, (400, 502, "WorkOrder not found"), id="another company's"),
        pytest.param(0, {}, (400, 917, "Invalid WO tracking number"), id="no tracking number"),
    ],
)
def test_an_activity_that_cannot_be_is_refused_and_changes_nothing(
    provider: Api, order: int, fields: Json, refused: tuple[int, int, str]
) -> None:
    before = trace(provider, ORDER)
    assert refusal(add(provider, order, **fields)) == refused
    assert trace(provider, ORDER) == before


def test_an_activity_behind_an_open_one_overlaps_it(provider: Api) -> None:
    times = {"CheckInDate": "2026-06-14T08:00:00Z", "CheckOutDate": "2026-06-14T09:00:00Z"}
    assert refusal(add(provider, demo.ON_SITE, **times)) == OVERLAP


def test_an_activity_that_is_sent_twice_overlaps_itself(provider: Api) -> None:
    assert add(provider).status_code == 201
    assert refusal(add(provider)) == OVERLAP


def test_a_location_that_the_user_does_not_have_is_refused(emulator: Emulator) -> None:
    stores = emulator.login("larkfield.nyc")
    assert refusal(add(stores)) == (
        400, 100, "You don't have location access to perform this operation",
    )  # fmt: skip


def test_a_change_moves_the_times_and_marks_them(emulator: Emulator, provider: Api) -> None:
    key = added(provider)["Id"]
    answer = change(provider, key, CheckOutDate="2026-06-06T11:00:00Z", Name="Ana")
    assert (answer.status_code, answer.json()) == (200, {"id": key})
    assert demo.events(emulator, answer) == [CHANGED, "WorkOrderNoteAdded"]
    shown = activity(provider, key, ORDER)
    assert (shown["TimeIn"], shown["TimeOut"]) == (DAY["CheckInDate"], "2026-06-06T11:00:00Z")
    assert (shown["IsTimeEdited"], shown["Name"]) == (True, "Ana")


def test_a_change_to_the_same_times_is_no_edit(provider: Api) -> None:
    key = added(provider)["Id"]
    assert change(provider, key).status_code == 200
    assert activity(provider, key, ORDER)["IsTimeEdited"] is False


def test_a_technician_changes_only_what_is_its_own(provider: Api, technician: Api) -> None:
    own = added(technician)["Id"]
    assert change(technician, own).status_code == 200
    assert refusal(change(technician, CHAUS)) == NO_PERMISSION
    assert change(provider, own).status_code == 200


def test_a_providers_admin_does_not_change_what_the_subscriber_made(
    provider: Api, subscriber: Api
) -> None:
    key = added(subscriber)["Id"]
    assert refusal(change(provider, key)) == NO_PERMISSION
    theirs = change(subscriber, CHAUS, CheckInDate="2026-06-07T08:00:00Z",
                    CheckOutDate="2026-06-07T09:00:00Z")  # fmt: skip
    assert theirs.status_code == 200


def test_without_the_feature_a_providers_admin_changes_its_own_only(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    emulator.switch(labor_edits_by_providers=False)
    assert refusal(change(provider, CHAUS)) == NO_PERMISSION
    assert refusal(add(provider, Name="Ana")) == NO_PERMISSION
    assert change(subscriber, CHAUS).status_code == 200


@pytest.mark.parametrize(
    ("key", "order", "fields", "refused"),
    [
        pytest.param(1, ORDER, {}, (400, 503, "Work activity is not found"), id="unknown"),
        pytest.param(
            demo.ON_SITE_SINCE,
            ORDER,
            {},
            (400, 503, "Work activity is not found"),
            id="of another work order",
        ),
        pytest.param(
            148797448, demo.COMPLETED, {}, (400, 904, "Invalid work order status"), id="completed"
        ),
        pytest.param(
            CHAUS,
            ORDER,
            {"CheckInDate": "2026-06-06T12:00:00Z"},
            (400, 503, "Date range is incorrect"),
            id="end before beginning",
        ),
        pytest.param(
            CHAUS,
            ORDER,
            {"CheckInDate": "2026-06-01T12:00:00Z"},
            (400, 503, "Check In/Out is premature"),
            id="before the scheduled date",
        ),
        pytest.param(1, demo.UNKNOWN, {}, (400, 502, "WorkOrder not found"), id="unknown order"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_changes_nothing(
    provider: Api, key: int, order: int, fields: Json, refused: tuple[int, int, str]
) -> None:
    before = trace(provider, ORDER)
    assert refusal(change(provider, key, order, **fields)) == refused
    assert trace(provider, ORDER) == before


def test_a_change_may_overlap_what_it_was_and_not_another(provider: Api) -> None:
    key = added(provider)["Id"]
    assert change(provider, key, CheckInDate="2026-06-06T09:00:00Z").status_code == 200
    assert refusal(change(provider, key, CheckInDate="2026-06-05T16:00:00Z")) == OVERLAP


def test_activities_are_deleted_and_their_visits_stay(emulator: Emulator, provider: Api) -> None:
    key, visits = added(provider)["Id"], demo.visits(provider, ORDER)
    answer = delete(provider, key, CHAUS, 1)
    assert (answer.status_code, answer.content) == (204, b"")
    assert demo.events(emulator, answer) == [DELETED, DELETED, "WorkOrderNoteAdded"]
    assert activities(provider, ORDER) == []
    assert demo.visits(provider, ORDER) == visits != []


def test_a_completed_work_orders_activities_are_deleted_too(provider: Api) -> None:
    assert delete(provider, 148797448, order=demo.COMPLETED).status_code == 204


def test_what_a_technician_may_not_delete_stops_all(technician: Api) -> None:
    own = added(technician)["Id"]
    before = trace(technician, ORDER)
    no_permission = (400, 804, "User has no permissions to perform this action")
    assert refusal(delete(technician, own, CHAUS)) == no_permission
    assert trace(technician, ORDER) == before
    assert delete(technician, own).status_code == 204


@pytest.mark.parametrize(
    ("keys", "order", "refused"),
    [
        pytest.param((1, 2), ORDER, (400, 502, "Work activities are not found"), id="unknown"),
        pytest.param(
            (demo.ON_SITE_SINCE,),
            ORDER,
            (400, 502, "Work activities are not found"),
            id="of another work order",
        ),
        pytest.param((), ORDER, INCORRECT, id="none"),
        pytest.param((CHAUS,), FOREIGN, (400, 502, "WorkOrder not found"), id="another company's"),
    ],
)
def test_a_deletion_of_nothing_is_refused(
    provider: Api, keys: tuple[int, ...], order: int, refused: tuple[int, int, str]
) -> None:
    before = trace(provider, ORDER)
    assert refusal(delete(provider, *keys, order=order)) == refused
    assert trace(provider, ORDER) == before
