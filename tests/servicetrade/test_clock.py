"""Clocking in and out: who, where, when, and what a clock-out says to be done."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import (
    ADMIN,
    NOON,
    OTHER_TECH,
    TECH,
    Trade,
    data,
    log_in,
    record,
    validation,
)
from tests.servicetrade.visiting import (
    AT_LINH,
    AT_TOMAS,
    DEMO,
    GIL,
    LINH,
    RETIRED,
    TOMAS,
    Office,
    listening,
    reason,
    rows,
    visit_of,
    words,
)
from tests.world import Emulator, Json

IN, OUT = f"/job/{DEMO['id']}/clockin", f"/job/{DEMO['id']}/clockout"
VISIT = visit_of(DEMO)["id"]
SERVICE = record("servicerequests", jobId=DEMO["id"])
CANCELED_VISIT = record("appointments", status="canceled_by_vendor")
#: Where Tomas is clocked in, and since when.
RUNNING = max(
    rows("clockevents", jobId=AT_TOMAS["id"], userId=TOMAS, isStart=True), key=lambda e: e["id"]
)
PLACE = {"lat": 40.7367, "lon": -73.9902}
SHAPES: list[tuple[Json, str]] = [
    ({"lat": 91}, "lat"),
    ({"lat": "90.5"}, "lat"),
    ({"lon": -181}, "lon"),
    ({"lon": "here"}, "lon"),
    ({"activity": "lunch"}, "activity"),
    ({"eventTime": "now"}, "eventTime"),
    ({"eventTime": NOON + 1}, "eventTime"),
    ({"userId": 1}, "userId"),
    ({"userId": GIL}, "userId"),
    ({"userId": RETIRED}, "userId"),
    ({"appointmentId": "none"}, "appointmentId"),
]


@pytest.fixture
def office(trade: Trade, emulator: Emulator, receiver: Receiver) -> Office:
    """With both technicians free."""
    made = listening(trade, emulator, receiver)
    made.leave(AT_TOMAS, TOMAS)
    made.leave(AT_LINH, LINH)
    made.told()
    return made


@pytest.fixture
def tech(office: Office) -> Trade:
    """Tomas, who has an appointment at the demo job."""
    return log_in(office.emulator, TECH)


def test_a_technician_clocks_in_here_and_now(tech: Trade) -> None:
    event = data(tech.post(IN, PLACE))
    assert event == {
        "id": event["id"],
        "job": {"id": DEMO["id"]},
        "appointment": {"id": VISIT},
        "user": {"id": TOMAS, "name": "Tomas Brandt"},
        "activity": "onsite",
        "eventTime": NOON,
        "source": "mobile",
        **PLACE,
    }
    job = tech.read(f"/job/{DEMO['id']}")
    assert (job["latestClockIn"], job["ivrOpen"], job["ivrActivity"]) == (NOON, True, "onsite")


def test_a_body_may_be_missing_or_a_form(tech: Trade) -> None:
    event = data(tech.request("POST", IN, data={"lat": "40.5", "lon": "-73.5"}))
    assert (event["lat"], event["lon"]) == (40.5, -73.5)
    ended = data(tech.request("POST", OUT))
    assert (ended["lat"], ended["lon"]) == (None, None)


def test_a_technician_without_an_appointment_clocks_in_with_none(office: Office) -> None:
    other = log_in(office.emulator, OTHER_TECH)
    assert data(other.post(IN))["appointment"] is None
    job = other.read(f"/job/{DEMO['id']}")
    assert [tech["id"] for tech in job["appointments"][0]["techs"]] == [TOMAS]


def test_a_technician_with_several_appointments_clocks_in_at_the_nearest(office: Office) -> None:
    window = {"jobId": DEMO["id"], "techIds": [TOMAS]}
    near = data(office.trade.post("/appointment", window | {"windowStart": NOON + 600}))
    far = data(office.trade.post("/appointment", window | {"windowStart": NOON + 90_000_000}))
    assert data(office.trade.post(IN, {"userId": TOMAS}))["appointment"] == {"id": near["id"]}
    data(office.trade.post(OUT, {"userId": TOMAS}))
    named = data(office.trade.post(IN, {"userId": TOMAS, "appointmentId": far["id"]}))
    assert named["appointment"] == {"id": far["id"]}


def test_one_user_may_clock_for_another_and_say_when_and_what(office: Office) -> None:
    said = {"userId": str(LINH), "activity": "enroute", "eventTime": NOON - 60}
    event = data(office.trade.post(IN, said))
    assert (event["user"]["id"], event["activity"]) == (LINH, "enroute")
    assert event["eventTime"] == NOON - 60
    ended = data(office.trade.post(OUT, {"userId": LINH}))
    assert (ended["activity"], ended["eventTime"]) == ("enroute", NOON)


def test_a_wrong_clock_in_is_refused(office: Office) -> None:
    others = [
        ({"appointmentId": 1}, "appointmentId"),
        ({"appointmentId": CANCELED_VISIT["id"]}, "appointmentId"),
        ({"appointmentId": RUNNING["appointmentId"]}, "appointmentId"),
    ]
    with office.refuses():
        for wrong, field in [*SHAPES, *others]:
            answer = office.trade.post(IN, {"userId": TOMAS} | wrong)
            assert validation(answer).keys() == {field}, wrong


def test_a_canceled_appointment_of_the_job_is_no_place_to_clock_in(office: Office) -> None:
    path = f"/job/{CANCELED_VISIT['jobId']}/clockin"
    with office.refuses():
        answer = office.trade.post(path, {"userId": TOMAS, "appointmentId": CANCELED_VISIT["id"]})
        assert validation(answer) == {"appointmentId": "Appointment is invalid"}


def test_who_is_no_technician_does_not_clock_in(office: Office) -> None:
    admin = log_in(office.emulator, ADMIN)
    with office.refuses():
        assert validation(admin.post(IN)) == {"userId": "User is invalid"}


@pytest.mark.parametrize("job", [DEMO, AT_TOMAS], ids=["elsewhere", "here"])
def test_who_is_clocked_in_does_not_clock_in_again(
    trade: Trade, emulator: Emulator, receiver: Receiver, job: Json
) -> None:
    office = listening(trade, emulator, receiver)
    with office.refuses():
        answer = trade.post(f"/job/{job['id']}/clockin", {"userId": TOMAS, "activity": "offsite"})
        assert words(answer) == (409, ["The user is clocked in already"])
        assert f"at job {AT_TOMAS['id']} since {RUNNING['eventTime']}" in reason(answer)


def test_who_is_not_clocked_in_does_not_clock_out(office: Office) -> None:
    data(office.trade.post(IN, {"userId": TOMAS}))
    office.told()
    with office.refuses():
        elsewhere = office.trade.post(f"/job/{AT_LINH['id']}/clockout", {"userId": TOMAS})
        other = office.trade.post(OUT, {"userId": LINH})
        otherwise = office.trade.post(OUT, {"userId": TOMAS, "activity": "enroute"})
        for answer in (elsewhere, other, otherwise):
            assert words(answer) == (409, ["The user is not clocked in"])
    data(office.trade.post(OUT, {"userId": TOMAS}))
    assert office.trade.post(OUT, {"userId": TOMAS}).status_code == 409


def test_a_wrong_clock_out_is_refused(office: Office) -> None:
    data(office.trade.post(IN, {"userId": TOMAS, "eventTime": NOON - 60}))
    office.told()
    far = next(s for s in rows("servicerequests") if s["jobId"] not in (None, DEMO["id"]))
    others = [
        ({"eventTime": NOON - 61}, "eventTime"),
        ({"appointmentId": RUNNING["appointmentId"]}, "appointmentId"),
        ({"serviceRequestIds": [1]}, "serviceRequestIds"),
        ({"serviceRequestIds": [far["id"]]}, "serviceRequestIds"),
        ({"appointmentComplete": "perhaps"}, "appointmentComplete"),
    ]
    with office.refuses():
        for wrong, field in [*SHAPES, *others]:
            answer = office.trade.post(OUT, {"userId": TOMAS, "appointmentComplete": 1} | wrong)
            assert validation(answer).keys() == {field}, wrong


def test_a_clock_out_may_name_the_appointment_of_the_clock_in(tech: Trade) -> None:
    """As a client does that reads it from the open clock events."""
    data(tech.post(IN))
    (event,) = tech.read("/clock", userId=TOMAS, openClockEvents="True")["events"]
    ended = data(tech.post(OUT, {"appointmentId": event["appointment"]["id"]}))
    assert ended["appointment"] == event["appointment"]
    assert tech.read("/clock", userId=TOMAS, openClockEvents=1)["events"] == []


def test_a_clock_out_completes_the_appointment_and_closes_services_but_not_the_job(
    tech: Trade,
) -> None:
    data(tech.post(IN))
    tech.emulator.advance("PT30M")
    said = {"appointmentComplete": "true", "serviceRequestIds": [SERVICE["id"]]}
    data(tech.post(OUT, said))
    job = tech.read(f"/job/{DEMO['id']}")
    assert [visit["status"] for visit in job["appointments"]] == ["completed"]
    assert [(s["status"], s["completion"]) for s in job["serviceRequests"]] == [
        ("closed", "complete")
    ]
    assert (job["status"], job["completedOn"], job["percentComplete"]) == ("scheduled", None, 100)


def test_a_clock_out_without_those_leaves_both_open(tech: Trade) -> None:
    data(tech.post(IN))
    data(tech.post(OUT))
    job = tech.read(f"/job/{DEMO['id']}")
    assert job["appointments"][0]["status"] == "scheduled"
    assert job["serviceRequests"][0]["status"] == "open"


def test_without_an_appointment_there_is_none_to_complete(office: Office) -> None:
    data(office.trade.post(IN, {"userId": LINH}))
    office.told()
    with office.refuses():
        answer = office.trade.post(OUT, {"userId": LINH, "appointmentComplete": True})
        assert validation(answer) == {"appointmentComplete": "Appointment complete is invalid"}


def test_an_appointment_that_was_canceled_meanwhile_is_not_completed(office: Office) -> None:
    data(office.trade.post(IN, {"userId": TOMAS}))
    data(office.trade.put(f"/appointment/{VISIT}", {"status": "canceled_by_customer"}))
    office.told()
    with office.refuses():
        answer = office.trade.post(OUT, {"userId": TOMAS, "appointmentComplete": True})
        assert words(answer) == (409, ["It has to be reopened first"])
    data(office.trade.post(OUT, {"userId": TOMAS}))


def test_what_is_complete_and_closed_already_is_not_told_again(office: Office) -> None:
    said = {"userId": TOMAS, "appointmentComplete": 1, "serviceRequestIds": [SERVICE["id"]]}
    for _ in range(2):
        office.told()
        data(office.trade.post(IN, {"userId": TOMAS, "appointmentId": VISIT}))
        data(office.trade.post(OUT, said))
    assert office.told() == ["clockevent.created", "job.updated"] * 2


@pytest.mark.parametrize("path", ["clockin", "clockout", "clockevent"])
def test_an_unknown_job_has_no_clock(office: Office, path: str) -> None:
    method = "GET" if path == "clockevent" else "POST"
    with office.refuses():
        assert words(office.trade.request(method, f"/job/1/{path}")) == (404, ["Not found"])
