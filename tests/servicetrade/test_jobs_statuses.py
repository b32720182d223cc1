"""The statuses of a job: which follow which, and what follows from them."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, Trade, data, record, validation
from tests.servicetrade.visiting import DEMO, NEW, Office, listening, reason, rows, visit_of, words
from tests.world import Emulator, Json

DONE = ["completed", "pending_invoice", "sending_invoice", "closed"]
#: A scheduled job with a canceled and a scheduled appointment.
MIXED = next(
    job
    for job in rows("jobs", status="scheduled")
    if {a["status"] for a in rows("appointments", jobId=job["id"])}
    == {"canceled_by_customer", "scheduled"}
)


@pytest.fixture
def office(trade: Trade, emulator: Emulator, receiver: Receiver) -> Office:
    return listening(trade, emulator, receiver)


def move(office: Office, job: Json, status: str) -> Json:
    return data(office.trade.put(f"/job/{job['id']}", {"status": status}))


@pytest.mark.parametrize("status", DONE)
def test_a_job_that_is_done_has_to_be_reopened_before_it_is_canceled(
    office: Office, status: str
) -> None:
    job = record("jobs", status=status)
    with office.refuses():
        answer = office.trade.put(f"/job/{job['id']}", {"status": "canceled", "description": "x"})
        assert words(answer) == (409, ["It has to be reopened first"])
        assert "scheduled" in reason(answer)
    assert move(office, job, "scheduled")["completedOn"] is None
    assert move(office, job, "canceled")["status"] == "canceled"


def test_a_canceled_job_has_to_be_reopened_before_it_is_completed(office: Office) -> None:
    job = record("jobs", status="canceled")
    with office.refuses():
        answer = office.trade.put(f"/job/{job['id']}", {"status": "completed"})
        assert answer.status_code == 409
    assert move(office, job, "new")["status"] == "new"
    assert move(office, job, "completed")["completedOn"] == NOON


def test_completing_a_job_dates_it_and_tells_of_it_twice(office: Office) -> None:
    assert move(office, DEMO, "completed")["completedOn"] == NOON
    assert office.changes() == [{"status": ("scheduled", "completed")}, {}]
    office.emulator.advance("PT1H")
    assert move(office, DEMO, "pending_invoice")["completedOn"] == NOON
    assert office.changes() == [{"status": ("completed", "pending_invoice")}]
    assert move(office, DEMO, "scheduled")["completedOn"] is None
    assert move(office, DEMO, "closed")["completedOn"] == NOON + 3600


def test_completing_a_job_leaves_its_appointments_and_services(office: Office) -> None:
    before = office.trade.read(f"/job/{DEMO['id']}")
    after = move(office, DEMO, "completed")
    assert after["appointments"] == before["appointments"]
    assert after["serviceRequests"] == before["serviceRequests"]


def test_canceling_a_job_cancels_its_open_appointments_only(office: Office) -> None:
    canceled = move(office, MIXED, "canceled")
    assert sorted(visit["status"] for visit in canceled["appointments"]) == [
        "canceled_by_customer", "canceled_by_vendor",
    ]  # fmt: skip
    assert canceled["currentAppointment"] is None
    assert [service["status"] for service in canceled["serviceRequests"]] == ["open"]
    assert office.changes() == [
        {"status": ("scheduled", "canceled_by_vendor")},
        {"status": ("scheduled", "canceled")},
    ]


def test_reopening_a_canceled_job_leaves_its_appointments_canceled(office: Office) -> None:
    move(office, DEMO, "canceled")
    again = move(office, DEMO, "scheduled")
    assert [visit["status"] for visit in again["appointments"]] == ["canceled_by_vendor"]


def test_the_deprecated_status_can_be_set_and_counts_as_done(office: Office) -> None:
    after = move(office, DEMO, "invoiced")
    assert (after["status"], after["completedOn"]) == ("invoiced", NOON)
    assert office.trade.put(f"/job/{DEMO['id']}", {"status": "canceled"}).status_code == 409


@pytest.mark.parametrize("status", ["bidding", "scheduled", "completed", "canceled"])
def test_a_job_is_made_in_the_status_that_is_given(office: Office, status: str) -> None:
    body = {"locationId": DEMO["locationId"], "type": "repair", "status": status}
    made = data(office.trade.post("/job", body))
    assert made["status"] == status
    assert made["completedOn"] == (NOON if status == "completed" else None)


def test_statuses_match_whatever_their_case(office: Office) -> None:
    assert move(office, DEMO, "Completed")["status"] == "completed"


def test_an_unknown_status_is_refused(office: Office) -> None:
    with office.refuses():
        answer = office.trade.put(f"/job/{DEMO['id']}", {"status": "paused"})
        assert validation(answer) == {"status": "Status is invalid"}


@pytest.mark.parametrize("last", ["canceled_by_vendor", "canceled_by_customer", "completed"])
def test_what_becomes_of_every_appointment_leaves_the_jobs_status(
    office: Office, last: str
) -> None:
    visit = visit_of(DEMO)
    data(office.trade.put(f"/appointment/{visit['id']}", {"status": last}))
    assert office.trade.read(f"/job/{DEMO['id']}")["status"] == "scheduled"


def test_planning_a_visit_schedules_a_new_job_once(office: Office) -> None:
    path = f"/appointment/{visit_of(NEW)['id']}"
    data(office.trade.put(path, {"windowStart": NOON + 60}))
    assert office.trade.read(f"/job/{NEW['id']}")["status"] == "scheduled"
    assert {"status": ("new", "scheduled")} in office.changes()
    move(office, NEW, "bidding")
    data(office.trade.put(path, {"windowStart": None}))
    data(office.trade.put(path, {"windowStart": NOON + 60}))
    assert office.trade.read(f"/job/{NEW['id']}")["status"] == "bidding"
