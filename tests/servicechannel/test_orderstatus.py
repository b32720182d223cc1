"""Changing the status of a work order."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

COMPLETED_ROW, PENDING_ROW = "Set status to COMPLETED", "Set status to COMPLETED_PENDING"
UNKNOWN_STATUS = (400, 904, "Invalid WorkOrder status")
NOT_PERMITTED = (400, 904, "User has no permission to set selected status")
NO_ACTION = "Work order is in status that does not allow"
STATUS_AND_NOTE = ["WorkOrderStatusChanged", "WorkOrderNoteAdded"]


def move(
    api: Api, primary: object, extended: object = "", order: int = demo.ORDER, **more: object
) -> httpx2.Response:
    body = {"Status": {"Primary": primary, "Extended": extended}} | more
    return api.request("PUT", f"/workorders/{order}/status", json=body)


@pytest.mark.parametrize(
    ("primary", "extended", "expected"),
    [
        pytest.param("IN PROGRESS", "INCOMPLETE", ("IN PROGRESS", "INCOMPLETE"), id="as it is"),
        pytest.param("In Progress", "On Site", ("IN PROGRESS", "ON SITE"), id="any case"),
        pytest.param("InProgress", "", ("IN PROGRESS", ""), id="the name of the enumeration"),
        pytest.param("2", "", ("IN PROGRESS", ""), id="an id as text"),
        pytest.param(2, None, ("IN PROGRESS", ""), id="an id"),
        pytest.param(
            "3", "PENDING CONFIRMATION", ("COMPLETED", "PENDING CONFIRMATION"), id="completed"
        ),
    ],
)
def test_a_status_is_taken_by_name_or_id(
    provider: Api, primary: object, extended: object, expected: tuple[str, str]
) -> None:
    assert move(provider, primary, extended).status_code == 200
    assert demo.status(provider) == expected


def test_names_inside_the_status_match_in_any_case(provider: Api) -> None:
    body = {"status": {"primary": "IN PROGRESS", "extended": "ON SITE"}}
    assert provider.request("PUT", f"/workorders/{demo.ORDER}/status", json=body).status_code == 200
    assert demo.status(provider) == ("IN PROGRESS", "ON SITE")


def test_a_primary_status_may_come_as_the_enumeration(provider: Api) -> None:
    body = {"Status": {"PrimaryStatus": "InProgress"}}
    assert provider.request("PUT", f"/workorders/{demo.ORDER}/status", json=body).status_code == 200
    assert demo.status(provider) == ("IN PROGRESS", "")


def test_the_answer_tells_both_statuses_and_the_comment(provider: Api) -> None:
    answer = move(provider, "COMPLETED", "PENDING CONFIRMATION", Note="all is well")
    assert answer.json() == {
        "result": "Status has been changed from '<b>OPEN</b>' to '<b>COMPLETED / PENDING"
        " CONFIRMATION</b>' with the following comment 'all is well'",
        "id": demo.ORDER,
    }


def test_without_a_note_the_answer_ends_with_the_status(provider: Api) -> None:
    said = move(provider, "IN PROGRESS").json()["result"]
    assert said == "Status has been changed from '<b>OPEN</b>' to '<b>IN PROGRESS</b>'"


def test_a_change_tells_of_itself_and_of_its_notes(emulator: Emulator, provider: Api) -> None:
    assert demo.events(emulator, move(provider, "IN PROGRESS", "ON SITE")) == STATUS_AND_NOTE
    answer = move(provider, "IN PROGRESS", "INCOMPLETE", Note="Back on Monday")
    assert demo.events(emulator, answer) == [*STATUS_AND_NOTE, "WorkOrderNoteAdded"]


def test_a_note_is_written_before_the_system_note(provider: Api) -> None:
    move(provider, "IN PROGRESS", "ON SITE", Note="Arrived", Actor="Sam")
    system, user = demo.notes(provider)[:2]
    assert (user["NoteType"], user["NoteData"]) == ("UsersNote", "Arrived")
    said = "Work order status changed from <b>OPEN</b> to <b>IN PROGRESS/ON SITE</b>."
    assert (system["NoteType"], system["NoteData"]) == ("SystemNote", said)
    assert system["Number"] == user["Number"] + 1


def test_a_note_and_the_system_note_are_of_one_group(emulator: Emulator, provider: Api) -> None:
    move(provider, "IN PROGRESS", "ON SITE", Note="Arrived", Actor="Sam")
    user, system = demo.stored(emulator, "notes")[-2:]
    assert (user["GroupId"], system["GroupId"]) == (str(user["Id"]), str(user["Id"]))
    assert user["Actor"] == "Sam"


def test_a_completion_dates_the_work_order(subscriber: Api) -> None:
    move(subscriber, "COMPLETED")
    assert demo.order_of(subscriber)["CompletedDate"] == "2026-06-15T12:00:00Z"
    move(subscriber, "IN PROGRESS")
    assert "CompletedDate" not in demo.order_of(subscriber)


def test_a_confirmation_leaves_the_date_of_the_completion(
    emulator: Emulator, subscriber: Api
) -> None:
    move(subscriber, "COMPLETED", "PENDING CONFIRMATION")
    emulator.advance("PT5M")
    move(subscriber, "COMPLETED", "CONFIRMED")
    assert demo.order_of(subscriber)["CompletedDate"] == "2026-06-15T12:00:00Z"


def test_the_same_status_again_tells_nothing(emulator: Emulator, provider: Api) -> None:
    before = demo.trace(provider)
    answer = move(provider, "OPEN")
    assert (answer.status_code, demo.events(emulator, answer)) == (200, [])
    assert demo.trace(provider) == before


def test_a_note_with_the_same_status_is_still_written(emulator: Emulator, provider: Api) -> None:
    answer = move(provider, "OPEN", Note="Still waiting")
    assert demo.events(emulator, answer) == ["WorkOrderNoteAdded"]
    assert demo.notes(provider)[0]["NoteData"] == "Still waiting"


@pytest.mark.parametrize(("switch", "kept"), [("clear", ""), ("keep", "ON SITE")])
def test_an_empty_extended_status_clears_or_keeps_the_old_one(
    emulator: Emulator, provider: Api, switch: str, kept: str
) -> None:
    emulator.switch(empty_extended=switch)
    move(provider, "IN PROGRESS", order=demo.ON_SITE)
    assert demo.status(provider, demo.ON_SITE) == ("IN PROGRESS", kept)


def test_what_is_kept_is_of_the_same_primary_status(emulator: Emulator, provider: Api) -> None:
    emulator.switch(empty_extended="keep")
    move(provider, "OPEN", order=demo.ON_SITE)
    assert demo.status(provider, demo.ON_SITE) == ("OPEN", "")


@pytest.mark.parametrize(
    ("primary", "extended"),
    [
        ("DONE", ""),
        ("", ""),
        (None, None),
        ("4", ""),
        ("NotSet", ""),
        ("Incomplete", ""),
        ("INVOICED", ""),
        ("IN PROGRESS", "LOST"),
        ("OPEN", "ON SITE"),
        ("IN PROGRESS", "WAITING FOR PERMIT"),
    ],
)
def test_a_status_that_the_subscriber_does_not_have_is_refused(
    subscriber: Api, primary: object, extended: object
) -> None:
    before = demo.trace(subscriber)
    assert refusal(move(subscriber, primary, extended)) == UNKNOWN_STATUS
    assert demo.trace(subscriber) == before


@pytest.mark.parametrize(
    ("rows", "extended", "passes"),
    [
        ({COMPLETED_ROW: False, PENDING_ROW: True}, "PENDING CONFIRMATION", True),
        ({COMPLETED_ROW: False, PENDING_ROW: True}, "", False),
        ({COMPLETED_ROW: False, PENDING_ROW: True}, "CONFIRMED", False),
        ({COMPLETED_ROW: True, PENDING_ROW: False}, "", True),
        ({COMPLETED_ROW: True, PENDING_ROW: False}, "CONFIRMED", True),
        ({COMPLETED_ROW: True, PENDING_ROW: False}, "PENDING CONFIRMATION", False),
    ],
)
def test_the_completion_rows_decide_what_a_provider_completes(
    emulator: Emulator, provider: Api, rows: dict[str, bool], extended: str, *, passes: bool
) -> None:
    emulator.permit(301, Incoming=rows)
    answer = move(provider, "COMPLETED", extended)
    if passes:
        assert demo.status(provider) == ("COMPLETED", extended)
    else:
        assert refusal(answer) == NOT_PERMITTED
        assert demo.status(provider) == ("OPEN", "")


def test_only_a_subscribers_user_voids(provider: Api, subscriber: Api) -> None:
    assert refusal(move(provider, "VOID")) == NOT_PERMITTED
    assert move(subscriber, "VOID").status_code == 200


@pytest.mark.parametrize(("gates", "status"), [(False, 200), (True, 400)])
def test_the_row_status_update_counts_where_the_profile_says_so(
    emulator: Emulator, provider: Api, status: int, *, gates: bool
) -> None:
    emulator.switch(status_update_gates=gates)
    emulator.permit(301, Incoming={"Status Update": False})
    answer = move(provider, "IN PROGRESS")
    assert answer.status_code == status
    if gates:
        assert refusal(answer)[1:] == (100, "User has no permissions to perform this action")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (demo.INVOICED, (400, 921, "Cannot update invoiced Work order")),
        (demo.VOID, (400, 904, f"{NO_ACTION} to perform this action")),
        (demo.UNKNOWN, (400, 502, "WorkOrder not found")),
        (demo.GPS_ORDER, (400, 502, "WorkOrder not found")),
        (0, (400, 917, "Invalid WO tracking number")),
    ],
    ids=["invoiced", "void", "unknown", "another provider's", "zero"],
)  # fmt: skip
def test_some_work_orders_cannot_be_moved(
    provider: Api, order: int, expected: tuple[int, int, str]
) -> None:
    assert refusal(move(provider, "OPEN", order=order)) == expected


def test_a_location_that_the_user_has_no_access_to_is_refused(emulator: Emulator) -> None:
    api = emulator.login("larkfield.nyc")
    assert refusal(move(api, "OPEN", order=demo.ON_SITE))[:2] == (400, 100)


@pytest.mark.parametrize("body", [None, {}, {"Status": "OPEN"}, {"Status": [1]}])
def test_a_status_is_an_object(provider: Api, body: Json | None) -> None:
    answer = provider.request("PUT", f"/workorders/{demo.ORDER}/status", json=body)
    assert refusal(answer) == (400, 503, "Request data is empty")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, 9001),
        ({"CustomDeclineReason": "Road closed"}, 9001),
        ({"DeclineReasonId": 1, "CustomDeclineReason": "Road closed"}, 9002),
        ({"DeclineReasonId": 7}, 9003),
        ({"DeclineReasonId": 0}, 9003),
        ({"DeclineReasonId": 5}, 503),
    ],
)
def test_declining_takes_a_reason_that_fits(provider: Api, sent: Json, code: int) -> None:
    before = demo.trace(provider)
    assert refusal(move(provider, "OPEN", "DECLINED", **sent))[:2] == (400, code)
    assert demo.trace(provider) == before


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"DeclineReasonId": "6"}, "Reason: NTE too low."),
        ({"DeclineReasonId": 5, "CustomDeclineReason": "Ice"}, "Reason: Other: Ice."),
    ],
    ids=["of the list", "own words"],
)  # fmt: skip
def test_the_system_note_has_the_reason(provider: Api, sent: Json, said: str) -> None:
    assert move(provider, "OPEN", "DECLINED", **sent).status_code == 200
    assert demo.notes(provider)[0]["NoteData"].endswith(said)


def test_a_profile_can_do_without_a_reason(emulator: Emulator, provider: Api) -> None:
    emulator.switch(decline_reason_required=False)
    assert move(provider, "OPEN", "DECLINED").status_code == 200
    assert demo.notes(provider)[0]["NoteData"].endswith("to <b>OPEN/DECLINED</b>.")
