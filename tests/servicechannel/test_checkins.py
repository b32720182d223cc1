"""Checking in and out: what is sent, what is assumed, and what is recorded."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import activity, check_in, check_out, mechanic
from tests.world import NOON, Api, Emulator, Json

ORDER = "/workorders/107002896"


def test_the_documentations_example_checks_in_and_out_under_one_mechanic_id(provider: Api) -> None:
    came = provider.post(f"{ORDER}/universalCheckIn", {"UserId": 1544987, "TechsCount": 2})
    assert came.json() == {"MechanicId": 148797639}
    assert status(provider) == ("IN PROGRESS", "ON SITE")

    leaving = {
        "UserId": 1544987,
        "PrimaryStatus": "PartsOnOrder",
        "Resolution": "We need more screws",
    }
    left = provider.post(f"{ORDER}/universalCheckOut", leaving)
    assert left.json() == came.json()
    assert status(provider) == ("IN PROGRESS", "PARTS ON ORDER")


def status(api: Api) -> tuple[str, str]:
    shown = api.get(ORDER).json()["Status"]
    return shown["Primary"], shown["Extended"]


def test_an_empty_check_in_is_a_repair_by_the_caller_alone_and_now(provider: Api) -> None:
    pair = activity(provider, mechanic(check_in(provider)))
    assert pair["WorkType"] == "Repair"
    assert pair["User"]["Id"] == pair["CreatedBy"] == demo.NORWELL_ADMIN
    assert pair["TechsCount"] == 1
    assert pair["TimeIn"] == NOON
    assert pair["TimeOut"] is None


def test_an_empty_check_out_closes_the_callers_repair_now(
    emulator: Emulator, provider: Api
) -> None:
    came = mechanic(check_in(provider))
    emulator.advance("5m")
    assert mechanic(check_out(provider)) == came
    assert activity(provider, came)["TimeOut"] == "2026-06-15T12:05:00Z"


@pytest.mark.parametrize(
    ("work_type", "name"),
    [
        pytest.param(1, "Repair", id="repair"),
        pytest.param(2, "Travel", id="travel"),
        pytest.param(5, "Research", id="custom"),
    ],
)
@pytest.mark.parametrize("way", ["In", "Out"])
def test_every_type_is_recorded_under_its_name(
    provider: Api, way: str, work_type: int, name: str
) -> None:
    check_in(provider, WorkTypeId=work_type)
    if way == "Out":
        check_out(provider, WorkTypeId=work_type)
    assert [row["WorkType"] for row in demo.visits(provider)] == [name] * (1 + (way == "Out"))


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"WorkTypeId": "2", "TechsCount": "3", "UserId": "1544987"}, id="texts"),
        pytest.param({"WorkTypeId": 2.0, "TechsCount": 3.0, "UserId": 1544987.0}, id="floats"),
        pytest.param({"worktypeid": 2, "TECHSCOUNT": 3, "userId": 1544987}, id="other case"),
        pytest.param(
            {"WorkTypeId": 2, "TechsCount": 3, "UserId": 1544987, "Foo": [1]}, id="unknown field"
        ),
        pytest.param(
            {"WorkTypeId": 2, "TechsCount": 3, "UserId": 1544987, "Actor": "Kiosk"}, id="actor"
        ),
    ],
)
def test_numbers_are_read_from_any_spelling_that_clients_use(provider: Api, sent: Json) -> None:
    pair = activity(provider, mechanic(provider.post(f"{ORDER}/universalCheckIn", sent)))
    assert (pair["WorkType"], pair["TechsCount"], pair["User"]["Id"]) == ("Travel", 3, 1544987)


def test_coordinates_may_be_sent_as_texts(provider: Api) -> None:
    check_in(provider, Latitude="40.736618", Longitude="-73.991806")
    assert demo.visits(provider)[0]["CallerId"] == "40.736618,-73.991806"


@pytest.mark.parametrize("way", ["In", "Out"])
def test_nulls_count_as_absent(provider: Api, way: str) -> None:
    if way == "Out":
        check_in(provider)
    names = (
        "WorkTypeId", "UserId", "TechsCount", "Latitude", "Longitude", "CheckInTime", "Actor",
        "PrimaryStatus", "ExtendedStatus", "ActionStatus", "Resolution", "CheckOutTime",
        "CheckoutAll", "SignatureAttachmentId", "UnableObtainSignatureNoteId",
        "UnableObtainSignatureNoteDocumentId",
    )  # fmt: skip
    pair = activity(
        provider, mechanic(demo.visit(provider, way, demo.ORDER, **dict.fromkeys(names)))
    )
    assert (pair["WorkType"], pair["User"]["Id"]) == ("Repair", demo.NORWELL_ADMIN)
    assert demo.status(provider) == ("IN PROGRESS", "ON SITE")


@pytest.mark.parametrize("sent", ["PartsOnOrder", "partsonorder", "PARTSONORDER"])
def test_an_enumerated_value_is_read_in_any_case(provider: Api, sent: str) -> None:
    check_in(provider)
    mechanic(check_out(provider, PrimaryStatus=sent))
    assert demo.status(provider) == ("IN PROGRESS", "PARTS ON ORDER")


@pytest.mark.parametrize("sent", ["Cancel", "cancel", "CANCEL"])
def test_a_pause_is_read_in_any_case(provider: Api, sent: str) -> None:
    check_in(provider)
    mechanic(check_out(provider, PrimaryStatus="Completed", ActionStatus=sent))
    assert demo.status(provider) == ("IN PROGRESS", "ON SITE")


def test_text_json_is_json(provider: Api) -> None:
    headers = {"content-type": "text/json; charset=utf-8"}
    came = provider.request("POST", f"{ORDER}/universalCheckIn", content=b"{}", headers=headers)
    assert came.status_code == 200


def test_the_techs_count_of_the_check_in_stays_unless_the_check_out_says_another(
    provider: Api,
) -> None:
    first = mechanic(check_in(provider, TechsCount=2))
    check_out(provider)
    second = mechanic(check_in(provider, TechsCount=2))
    check_out(provider, TechsCount=4)
    assert [activity(provider, i)["TechsCount"] for i in (first, second)] == [2, 4]


@pytest.mark.parametrize(
    ("user_id", "full_name"),
    [
        pytest.param(demo.NORWELL_ADMIN, "Renee Castellano", id="the caller"),
        pytest.param(demo.CHAU, "Linh Chau", id="a colleague"),
        pytest.param(1544903, "Marcus Oyelaran", id="a user of the subscriber"),
    ],
)
def test_a_user_of_a_company_of_the_work_order_is_taken(
    provider: Api, user_id: int, full_name: str
) -> None:
    user = activity(provider, mechanic(check_in(provider, UserId=user_id)))["User"]
    assert (user["Id"], user["FullName"]) == (user_id, full_name)


def test_a_technicians_pin_is_taken_as_the_user_id(provider: Api) -> None:
    came = mechanic(check_in(provider, UserId=demo.BRANDTS_PIN))
    assert mechanic(check_out(provider, UserId=demo.BRANDTS_PIN)) == came


@pytest.mark.parametrize(
    "user_id",
    [
        pytest.param(demo.MEIER, id="of another provider"),
        pytest.param(1544925, id="of another subscriber"),
        pytest.param(310548, id="the PIN of another provider's technician"),
        pytest.param(77, id="nobody"),
        pytest.param(-1, id="negative"),
    ],
)
def test_a_foreign_user_id_is_refused(provider: Api, user_id: int) -> None:
    expected = (400, 804, "User has no permission to perform this action")
    assert demo.refusal(check_in(provider, UserId=user_id)) == expected
    assert demo.refusal(check_out(provider, UserId=user_id)) == expected


def test_a_foreign_user_id_is_taken_where_the_profile_accepts_it(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(foreign_user="accept")
    user = activity(provider, mechanic(check_in(provider, UserId=77)))["User"]
    assert user == {
        "Id": 77,
        "UserName": None,
        "UserNameOrFullName": None,
        "FullName": None,
        "Email": None,
        "LevelInfo": None,
    }


def test_a_resolution_is_kept_on_the_work_order_and_in_the_note(provider: Api) -> None:
    check_in(provider)
    check_out(provider, Resolution="Valve replaced <ok>")
    assert demo.order_of(provider)["Resolution"] == "Valve replaced <ok>"
    assert "Valve replaced <ok>" in demo.notes(provider)[0]["NoteData"]


@pytest.mark.parametrize(
    ("work_type", "action"),
    [
        pytest.param(2, "Complete", id="travel"),
        pytest.param(5, "Complete", id="custom"),
        pytest.param(1, "Cancel", id="pause"),
    ],
)
def test_a_resolution_is_ignored_but_at_the_end_of_a_repair(
    provider: Api, work_type: int, action: str
) -> None:
    check_in(provider, WorkTypeId=work_type)
    mechanic(check_out(provider, WorkTypeId=work_type, ActionStatus=action, Resolution="Drove"))
    assert demo.order_of(provider)["Resolution"] == ""


def test_a_first_check_in_turns_has_work_activity_on(provider: Api) -> None:
    assert demo.order_of(provider)["HasWorkActivity"] is False
    check_in(provider, WorkTypeId=2)
    assert demo.order_of(provider)["HasWorkActivity"] is True


def test_the_note_of_a_check_in_has_the_words_that_a_client_counts(provider: Api) -> None:
    check_in(provider)
    note = demo.notes(provider)[0]
    assert "to <b>IN PROGRESS/ON SITE</b>." in note["NoteData"]
    assert note["NoteType"] == "SystemNote"


def test_a_check_in_that_moves_no_status_writes_a_note_without_those_words(provider: Api) -> None:
    before = len(demo.notes(provider))
    check_in(provider, WorkTypeId=2)
    after = demo.notes(provider)
    assert len(after) == before + 1
    assert "<b>" not in after[0]["NoteData"]


MOVED, NOTED = "WorkOrderStatusChanged", "WorkOrderNoteAdded"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, ["WorkOrderCheckIn", MOVED, NOTED], id="repair"),
        pytest.param({"WorkTypeId": 2}, ["WorkOrderCheckIn", NOTED], id="travel"),
        pytest.param({"WorkTypeId": 5}, ["WorkOrderCheckIn", NOTED], id="custom"),
    ],
)
def test_a_check_in_tells_of_a_status_only_when_it_moved(
    emulator: Emulator, provider: Api, sent: Json, expected: list[str]
) -> None:
    assert demo.events(emulator, check_in(provider, **sent)) == expected


def test_a_second_technician_on_site_moves_no_status(emulator: Emulator, provider: Api) -> None:
    check_in(provider)
    second = check_in(provider, UserId=demo.CHAU)
    assert demo.events(emulator, second) == ["WorkOrderCheckIn", NOTED]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, ["WorkOrderCheckOut", NOTED], id="no status change"),
        pytest.param({"PrimaryStatus": "InProgress"}, ["WorkOrderCheckOut", NOTED], id="the same"),
        pytest.param(
            {"PrimaryStatus": "Incomplete"}, ["WorkOrderCheckOut", MOVED, NOTED], id="moved"
        ),
        pytest.param(
            {"PrimaryStatus": "Incomplete", "ActionStatus": "Cancel"},
            ["WorkOrderCheckOut", NOTED],
            id="pause",
        ),
    ],
)
def test_a_check_out_tells_of_a_status_only_when_it_moved(
    emulator: Emulator, provider: Api, sent: Json, expected: list[str]
) -> None:
    check_in(provider)
    assert demo.events(emulator, check_out(provider, **sent)) == expected


def test_the_journal_lists_the_records_that_a_check_in_committed(
    emulator: Emulator, provider: Api
) -> None:
    came = check_in(provider)
    committed = demo.journal(emulator, came)["committed"]
    assert sorted(committed) == ["checkins", "notes", "workactivities", "workorders"]
    assert committed["workorders"] == [demo.ORDER]
    assert committed["workactivities"] == [mechanic(came)]
