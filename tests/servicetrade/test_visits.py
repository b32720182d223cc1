"""The rules of visits, without HTTP."""

import pytest

from emulator.kernel.errors import Conflict, Invalid
from emulator.kernel.record import Record
from emulator.vendors.servicetrade import visits
from emulator.vendors.servicetrade.visits import DONE, JOB_AFTER, PENDING, VISIT_AFTER
from tests.servicetrade.trade import fixture

CANCELED = sorted(visits.CANCELED_VISIT)


def test_every_status_that_occurs_has_its_row() -> None:
    assert {job["status"] for job in fixture()["jobs"].values()} <= JOB_AFTER.keys()
    assert {a["status"] for a in fixture()["appointments"].values()} == VISIT_AFTER.keys()


@pytest.mark.parametrize("done", sorted(DONE))
def test_what_is_done_is_reopened_before_it_is_canceled(done: str) -> None:
    with pytest.raises(Conflict) as refused:
        visits.step(JOB_AFTER, done, "canceled")
    assert refused.value.rule == "reopen first"
    assert visits.step(JOB_AFTER, visits.step(JOB_AFTER, done, "scheduled"), "canceled")


@pytest.mark.parametrize("done", sorted(DONE))
def test_what_is_canceled_is_reopened_before_it_is_done(done: str) -> None:
    with pytest.raises(Conflict):
        visits.step(JOB_AFTER, "canceled", done)


@pytest.mark.parametrize("pending", sorted(PENDING))
def test_a_job_that_is_pending_may_become_anything(pending: str) -> None:
    assert JOB_AFTER[pending] == JOB_AFTER.keys()


@pytest.mark.parametrize("status", sorted(JOB_AFTER))
def test_a_job_may_stay_what_it_is(status: str) -> None:
    assert visits.step(JOB_AFTER, status, status) == status


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        *[("completed", canceled) for canceled in CANCELED],
        *[(canceled, "completed") for canceled in CANCELED],
        *[(canceled, "no_show") for canceled in CANCELED],
        ("completed", "no_show"),
        ("no_show", "completed"),
    ],
)
def test_an_appointment_is_reopened_before_it_ends_in_another_way(before: str, asked: str) -> None:
    with pytest.raises(Conflict):
        visits.visit_status(before, asked, 100)
    assert visits.visit_status(before, "scheduled", 100) == "scheduled"


@pytest.mark.parametrize(
    ("before", "after", "stored", "found"),
    [
        ("scheduled", "completed", None, 50),
        ("completed", "pending_invoice", 7, 7),
        ("completed", "scheduled", 7, None),
        ("scheduled", "canceled", None, None),
        ("new", "closed", None, 50),
    ],
)
def test_completed_on_is_when_a_job_was_first_done(
    before: str, after: str, stored: int | None, found: int | None
) -> None:
    assert visits.completed_on(before, after, stored, 50) == found


@pytest.mark.parametrize(
    ("before", "start", "after"),
    [
        ("unscheduled", 100, "scheduled"),
        ("unscheduled", None, "unscheduled"),
        ("scheduled", None, "unscheduled"),
        ("scheduled", 100, "scheduled"),
        ("completed", 100, "completed"),
        ("canceled_by_vendor", None, "canceled_by_vendor"),
    ],
)
def test_a_window_schedules_what_is_open(before: str, start: int | None, after: str) -> None:
    assert visits.visit_status(before, None, start) == after


@pytest.mark.parametrize(
    ("asked", "start", "field"),
    [("scheduled", None, "windowStart"), ("unscheduled", 100, "status")],
)
def test_a_status_does_not_contradict_the_window(asked: str, start: int | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        visits.visit_status("scheduled", asked, start)
    assert list(refused.value.facts["fields"]) == [field]


@pytest.mark.parametrize(
    ("start", "end", "field"), [(100, 99, "windowEnd"), (None, 100, "windowStart")]
)
def test_a_window_ends_when_it_begins_or_later(
    start: int | None, end: int | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        visits.check_window(start, end)
    assert list(refused.value.facts["fields"]) == [field]


@pytest.mark.parametrize(("start", "end"), [(100, 100), (100, None), (None, None)])
def test_a_window_may_be_an_instant_or_open(start: int | None, end: int | None) -> None:
    visits.check_window(start, end)


@pytest.mark.parametrize(
    ("before", "after", "moved", "new", "deed"),
    [
        ("unscheduled", "scheduled", True, True, "schedule appointment first"),
        ("unscheduled", "scheduled", True, False, "schedule appointment"),
        ("canceled_by_vendor", "scheduled", False, False, "schedule appointment"),
        ("scheduled", "unscheduled", True, False, "move appointment"),
        ("scheduled", "scheduled", True, True, "move appointment"),
        ("scheduled", "scheduled", False, False, "edit appointment"),
        ("scheduled", "completed", True, False, "complete appointment"),
        ("scheduled", "canceled_by_customer", False, False, "cancel appointment"),
        ("scheduled", "no_show", False, False, "edit appointment"),
    ],
)
def test_what_is_saved_decides_what_is_told(
    before: str,
    after: str,
    moved: bool,  # noqa: FBT001 - a case of the table
    new: bool,  # noqa: FBT001 - a case of the table
    deed: str,
) -> None:
    assert visits.visit_deed(before, after, is_moved=moved, of_new_job=new) == deed


def visit(number: int, status: str, start: int | None) -> Record:
    return {"id": number, "status": status, "windowStart": start}


@pytest.mark.parametrize(
    ("appointments", "services", "planned"),
    [
        ([visit(1, "completed", 10), visit(2, "scheduled", 20)], [], 20),
        ([visit(1, "scheduled", 30), visit(2, "scheduled", 20)], [], 20),
        ([visit(1, "scheduled", 10), visit(2, "canceled_by_vendor", 20)], [], 10),
        ([visit(1, "no_show", 10)], [], 10),
        ([visit(1, "canceled_by_customer", 10)], [None, 40], 40),
        ([visit(1, "canceled_by_customer", 10)], [None], 99),
        ([visit(1, "completed", 10), visit(2, "unscheduled", None)], [40], 99),
        ([], [40], 99),
    ],
    ids=[
        "the-newest", "newest-by-id", "canceled-passed-over", "no-show-counts", "all-canceled",
        "no-window-at-all", "newest-without-window", "no-appointment",
    ],
)  # fmt: skip
def test_a_job_is_planned_for_its_newest_visit_that_is_not_canceled(
    appointments: list[Record], services: list[int | None], planned: int
) -> None:
    starts: list[Record] = [{"windowStart": start} for start in services]
    assert visits.scheduled_date(appointments, starts, 99) == planned


def service(status: str, price: float | None) -> Record:
    return {"status": status, "estimatedPrice": price}


def test_canceled_and_void_services_cost_nothing() -> None:
    services = [service("open", 10.5), service("closed", 1), service("canceled", 5)]
    assert visits.estimated_price([*services, service("void", 7), service("open", None)]) == 11.5


def test_without_a_price_the_estimate_is_unknown_and_not_nothing() -> None:
    assert visits.estimated_price([service("open", None), service("canceled", 5)]) is None
    assert visits.estimated_price([service("open", 0)]) == 0


def test_progress_is_the_share_of_closed_services() -> None:
    services = [service("closed", 1), service("open", 1), service("open", 1)]
    assert visits.percent_complete([*services, service("canceled", 1)]) == 33
    assert visits.percent_complete([service("canceled", 1)]) == 0


def event(number: int, at: int, activity: str = "onsite", start: int | None = None) -> Record:
    return {
        "id": number,
        "isStart": start is None,
        "startId": start,
        "eventTime": at,
        "activity": activity,
        "userId": 1,
        "jobId": 1,
    }


def test_a_clock_in_and_its_end_are_a_pair_whatever_lies_between() -> None:
    events = [event(4, 90, start=1), event(1, 10), event(2, 20, "enroute"), event(3, 50, start=2)]
    found = visits.pairs(events)
    assert [(pair.start["id"], pair.seconds) for pair in found] == [(1, 80), (2, 30)]
    assert visits.activity_time(found) == {"onsite": 80, "enroute": 30, "offsite": 0, "onbreak": 0}


def test_a_clock_in_that_runs_has_no_end_and_counts_nothing() -> None:
    (pair,) = visits.pairs([event(1, 10)])
    assert (pair.end, pair.seconds) == (None, None)
    assert visits.activity_time([pair])["onsite"] == 0
    assert visits.running([event(1, 10), event(2, 20), event(3, 30, start=1)]) == [event(2, 20)]


def test_the_last_event_is_the_latest_and_then_the_newest() -> None:
    events = [event(1, 10), event(2, 30), event(3, 30, start=1)]
    assert visits.last(events) == events[2]
    assert visits.last(events, starts_only=True) == events[1]
    assert visits.last([]) is None


def test_nobody_is_clocked_in_twice() -> None:
    visits.check_free(None)
    with pytest.raises(Conflict) as refused:
        visits.check_free(event(1, 10))
    assert "at job 1 since 10" in refused.value.reason


@pytest.mark.parametrize("asked", [101, 49], ids=["to-come", "before-its-clock-in"])
def test_an_event_is_between_its_beginning_and_now(asked: int) -> None:
    with pytest.raises(Invalid):
        visits.event_time(asked, 100, 50)


def test_an_event_is_now_unless_it_is_said() -> None:
    assert visits.event_time(None, 100, 50) == 100
    assert visits.event_time(50, 100, 50) == 50
    assert visits.event_time(100, 100) == 100


@pytest.mark.parametrize(
    ("status", "shown"), [("pending_invoice", "Pending Invoice"), ("new", "New"), (None, None)]
)
def test_a_status_is_shown_as_people_read_it(status: str | None, shown: str | None) -> None:
    assert visits.displayed(status) == shown
