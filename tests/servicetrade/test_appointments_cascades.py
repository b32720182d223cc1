"""One action and its notifications: the rows 4 to 12 of the table of cascades, and their kin.

Every save notifies on its own, so receivers must debounce.  Source: ServiceTrade help centre,
article 4403396917139.
"""

from collections.abc import Callable

import httpx2
import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, Trade, record
from tests.servicetrade.visiting import (
    AT_TOMAS,
    DEMO,
    LINH,
    NEW,
    TOMAS,
    Office,
    listening,
    rows,
    visit_of,
)
from tests.world import Emulator

Act = Callable[[Trade], httpx2.Response]
WINDOW = {"windowStart": NOON + 3600, "windowEnd": NOON + 7200}
FREE = record("servicerequests", locationId=DEMO["locationId"], jobId=None)
DEMO_VISIT, NEW_VISIT = visit_of(DEMO)["id"], visit_of(NEW)["id"]
#: On a job that is scheduled already.
WAITING = next(
    visit["id"]
    for visit in rows("appointments", status="unscheduled")
    if record("jobs", id=visit["jobId"])["status"] == "scheduled"
)
#: Tomas is clocked in at an appointment of this job, which has one service.
CLOCK = f"/job/{AT_TOMAS['id']}"
SERVICES = [service["id"] for service in rows("servicerequests", jobId=AT_TOMAS["id"])]
#: A job with two appointments to come.
TWICE = next(
    job
    for job in rows("jobs", status="scheduled")
    if len(rows("appointments", jobId=job["id"], status="scheduled")) == 2
)
JOB, VISIT, CLOCKED = "job.updated", "appointment.updated", "clockevent.created"


def put(visit_id: int, **body: object) -> Act:
    return lambda trade: trade.put(f"/appointment/{visit_id}", body)


def change(job_id: int, **body: object) -> Act:
    return lambda trade: trade.put(f"/job/{job_id}", body)


def post(path: str, **body: object) -> Act:
    return lambda trade: trade.post(path, body)


CASCADES: dict[str, tuple[Act, list[str]]] = {
    "4 create a job with services": (
        post("/job", locationId=DEMO["locationId"], type="repair", serviceRequestIds=[FREE["id"]]),
        ["job.created", "appointment.created", JOB, JOB],
    ),
    "5 schedule an appointment, the first of a new job": (
        put(NEW_VISIT, **WINDOW),
        [VISIT, JOB, JOB],
    ),
    "5 schedule an appointment of a scheduled job": (put(WAITING, **WINDOW), [VISIT, JOB]),
    "5 schedule a new appointment of a new job": (
        post("/appointment", jobId=NEW["id"], **WINDOW),
        ["appointment.created", JOB, JOB],
    ),
    "add an appointment without a window": (
        post("/appointment", jobId=NEW["id"]),
        ["appointment.created", JOB],
    ),
    "add an appointment to a scheduled job": (
        post("/appointment", jobId=DEMO["id"], **WINDOW),
        ["appointment.created", JOB],
    ),
    "6 move an appointment": (put(DEMO_VISIT, **WINDOW), [VISIT, JOB]),
    "6 take its window away": (put(DEMO_VISIT, windowStart=None), [VISIT, JOB]),
    "6 move an appointment and its technicians": (
        put(DEMO_VISIT, **WINDOW, techIds=[LINH]),
        [VISIT, JOB],
    ),
    "7 change the technicians": (put(DEMO_VISIT, techIds=[LINH]), [VISIT]),
    "7 release an appointment": (
        put(DEMO_VISIT, released=not visit_of(DEMO)["released"]),
        [VISIT],
    ),
    "nobody was there": (put(DEMO_VISIT, status="no_show"), [VISIT]),
    "8 clock out": (post(f"{CLOCK}/clockout", userId=TOMAS), [CLOCKED, JOB]),
    "9 clock out and complete the appointment": (
        post(
            f"{CLOCK}/clockout",
            userId=TOMAS,
            appointmentComplete=True,
            serviceRequestIds=SERVICES,
        ),
        [CLOCKED, JOB, VISIT, JOB],
    ),
    "9 clock out and close the services": (
        post(f"{CLOCK}/clockout", userId=TOMAS, serviceRequestIds=SERVICES),
        [CLOCKED, JOB],
    ),
    "9 complete an appointment": (put(DEMO_VISIT, status="completed"), [VISIT, JOB]),
    "10 complete a job": (change(DEMO["id"], status="completed"), [JOB, JOB]),
    "10 reopen a job": (
        change(record("jobs", status="completed")["id"], status="scheduled"),
        [JOB],
    ),
    "edit a job": (change(DEMO["id"], description="Belt", customerPo=None), [JOB]),
    "put services on a job": (change(DEMO["id"], serviceRequestIds=[FREE["id"]]), [JOB]),
    "11 cancel an appointment": (put(DEMO_VISIT, status="canceled_by_customer"), [VISIT, JOB]),
    "12 cancel a job": (change(TWICE["id"], status="canceled"), [VISIT, VISIT, JOB]),
    "12 cancel a job with nothing to come": (
        change(record("jobs", status="bidding")["id"], status="canceled"),
        [JOB],
    ),
    "delete an appointment": (
        lambda trade: trade.delete(f"/appointment/{DEMO_VISIT}"),
        ["appointment.deleted", JOB],
    ),
}


@pytest.fixture
def office(trade: Trade, emulator: Emulator, receiver: Receiver) -> Office:
    return listening(trade, emulator, receiver)


@pytest.mark.parametrize("row", CASCADES)
def test_an_action_tells_of_each_save_in_order(office: Office, row: str) -> None:
    act, expected = CASCADES[row]
    answer = act(office.trade)
    assert answer.status_code in (200, 204), answer.text
    assert office.told() == expected


def test_8_a_clock_in_tells_of_the_event_and_the_job(office: Office) -> None:
    office.leave(AT_TOMAS, TOMAS)
    office.told()
    assert office.trade.post(f"/job/{DEMO['id']}/clockin", {"userId": TOMAS}).status_code == 200
    assert office.told() == [CLOCKED, JOB]


def test_changesets_name_what_is_tracked_where_it_changed(office: Office) -> None:
    """Statuses and windows; the second notification of the job has its status."""
    put(NEW_VISIT, **WINDOW)(office.trade)
    assert office.changes() == [
        {
            "status": ("unscheduled", "scheduled"),
            "windowStart": (None, WINDOW["windowStart"]),
            "windowEnd": (None, WINDOW["windowEnd"]),
        },
        {},
        {"status": ("new", "scheduled")},
    ]
    put(NEW_VISIT, windowEnd=NOON + 9000)(office.trade)
    assert office.changes() == [{"windowEnd": (WINDOW["windowEnd"], NOON + 9000)}, {}]
    put(NEW_VISIT, techIds=[LINH])(office.trade)
    assert office.changes() == [{}]


def test_what_was_told_is_so_when_it_is_read(office: Office) -> None:
    put(NEW_VISIT, **WINDOW)(office.trade)
    job = office.trade.read(f"/job/{NEW['id']}")
    assert (job["status"], job["scheduledDate"]) == ("scheduled", WINDOW["windowStart"])
    assert job["updated"] == NOON


def test_what_is_saved_leaves_its_history(office: Office) -> None:
    put(NEW_VISIT, **WINDOW)(office.trade)
    old = {row["id"] for row in rows("history")}
    written = [row for row in office.world()["history"].values() if row["id"] not in old]
    assert {(row["entityType"], row["field"], row["newValue"]) for row in written} == {
        (16, "status", "scheduled"),
        (16, "windowStart", WINDOW["windowStart"]),
        (16, "windowEnd", WINDOW["windowEnd"]),
        (3, "status", "scheduled"),
    }
