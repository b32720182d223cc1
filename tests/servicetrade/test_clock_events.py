"""Clock events by their id, in lists and in pairs."""

from collections.abc import Callable

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, Trade, data, record, validation
from tests.servicetrade.visiting import (
    AT_LINH,
    AT_TOMAS,
    DEMO,
    LINH,
    TOMAS,
    Office,
    listening,
    rows,
    words,
)
from tests.world import Emulator, Json

EVENTS = rows("clockevents")
#: Where Tomas and Linh are clocked in, and since when.
RUNNING, OTHER = (
    max(rows("clockevents", jobId=job["id"], isStart=True), key=lambda e: int(e["id"]))
    for job in (AT_TOMAS, AT_LINH)
)
SINCE = RUNNING["eventTime"]
JOB = f"/job/{AT_TOMAS['id']}"
#: A pair that has ended, of the job where Tomas is now.
EARLIER = record("clockevents", jobId=AT_TOMAS["id"], isStart=True, activity="enroute")
EARLIER_END = record("clockevents", startId=EARLIER["id"])


@pytest.fixture
def office(trade: Trade, emulator: Emulator, receiver: Receiver) -> Office:
    return listening(trade, emulator, receiver)


def test_a_clock_in_is_ended_by_its_id_whoevers_it_is(office: Office) -> None:
    said = {"eventTime": NOON - 1, "appointmentComplete": True}
    ended = data(office.trade.post(f"{JOB}/clockout/{RUNNING['id']}", said))
    assert (ended["user"]["id"], ended["eventTime"]) == (TOMAS, NOON - 1)
    assert office.told() == [
        "clockevent.created", "job.updated", "appointment.updated", "job.updated",
    ]  # fmt: skip
    with office.refuses():
        answer = office.trade.post(f"{JOB}/clockout/{RUNNING['id']}")
        assert words(answer) == (409, ["The user is not clocked in"])


@pytest.mark.parametrize("way", ["clockin", "clockout"])
@pytest.mark.parametrize("event", [1, OTHER["id"], EARLIER_END["id"]], ids=str)
def test_an_event_that_is_no_clock_in_at_the_job_is_not_found(
    office: Office, way: str, event: int
) -> None:
    with office.refuses():
        answer = office.trade.post(f"{JOB}/{way}/{event}", {"lat": 1})
        assert words(answer) == (404, ["Not found"])


def test_a_clock_in_is_corrected_by_its_id_and_its_end_with_it(office: Office) -> None:
    said = {"activity": "offsite", "lat": 1.5, "eventTime": EARLIER["eventTime"] - 60}
    after = data(office.trade.post(f"{JOB}/clockin/{EARLIER['id']}", said))
    assert {name: after[name] for name in said} == said
    assert after["lon"] == EARLIER["lon"]
    assert office.told() == ["clockevent.updated", "clockevent.updated", "job.updated"]
    pair = office.trade.read(f"{JOB}/clockevent", activity="offsite")["pairedEvents"][0]
    assert (pair["start"]["id"], pair["end"]["activity"]) == (EARLIER["id"], "offsite")
    assert pair["elapsedTime"] == EARLIER_END["eventTime"] - EARLIER["eventTime"] + 60


def test_a_correction_that_corrects_nothing_tells_nobody(office: Office) -> None:
    with office.refuses():
        same = {"activity": EARLIER["activity"], "lat": EARLIER["lat"]}
        assert data(office.trade.post(f"{JOB}/clockin/{EARLIER['id']}", same))["lat"] == same["lat"]
        data(office.trade.post(f"{JOB}/clockin/{EARLIER['id']}"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"eventTime": EARLIER_END["eventTime"] + 1}, "eventTime"),
        ({"appointmentId": OTHER["appointmentId"]}, "appointmentId"),
        ({"activity": "lunch"}, "activity"),
    ],
    ids=["after-its-end", "other-job", "unknown"],
)
def test_a_wrong_correction_is_refused(office: Office, wrong: Json, field: str) -> None:
    with office.refuses():
        answer = office.trade.post(f"{JOB}/clockin/{EARLIER['id']}", {"lat": 1} | wrong)
        assert validation(answer).keys() == {field}


def is_open(event: Json) -> bool:
    return event["isStart"] and not rows("clockevents", startId=event["id"])


FILTERS: dict[str, tuple[Json, Callable[[Json], bool]]] = {
    "none": ({}, lambda e: e["id"] > 0),
    "userId": ({"userId": LINH}, lambda e: e["userId"] == LINH),
    "userIds": ({"userIds": f"{LINH},1"}, lambda e: e["userId"] == LINH),
    "startTime": ({"startTime": NOON - 999999}, lambda e: e["eventTime"] >= NOON - 999999),
    "endTime": (
        {"endTime": SINCE},
        lambda e: e["eventTime"] <= RUNNING["eventTime"],
    ),
    "source": ({"source": "ivr"}, lambda e: e["source"] == "ivr"),
    "activity": (
        {"activity": "enroute,offsite"},
        lambda e: e["activity"] in ("enroute", "offsite"),
    ),
    "open": ({"openClockEvents": 1, "userId": TOMAS}, lambda e: e["id"] == RUNNING["id"]),
    "open-of-some": ({"openClockEvents": "true", "userIds": f"{TOMAS},{LINH}"}, is_open),
    "not-open": ({"openClockEvents": 0}, lambda e: e["id"] > 0),
    "jobId": ({"jobId": AT_TOMAS["id"]}, lambda e: e["jobId"] == AT_TOMAS["id"]),
    "appointmentId": (
        {"jobId": AT_TOMAS["id"], "appointmentId": RUNNING["appointmentId"]},
        lambda e: e["appointmentId"] == RUNNING["appointmentId"],
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_the_events_that_it_asks_for(trade: Trade, name: str) -> None:
    query, wanted = FILTERS[name]
    found = trade.ids("/clock", "events", **query)
    assert found == [event["id"] for event in EVENTS if wanted(event)]
    assert bool(found) == (name != "source" or any(e["source"] == "ivr" for e in EVENTS))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"openClockEvents": 1}, {"userId": "User is required"}),
        ({"appointmentId": RUNNING["appointmentId"]}, {"jobId": "Job is required"}),
        ({"activity": "lunch"}, {"activity.0": "Activity is invalid"}),
        ({"source": "web"}, {"source.0": "Source is invalid"}),
    ],
    ids=["open", "appointment", "activity", "source"],
)
def test_a_list_of_events_that_asks_wrongly_is_refused(
    trade: Trade, query: Json, said: Json
) -> None:
    assert validation(trade.get("/clock", **query)).keys() == said.keys()


def test_events_come_in_pages(trade: Trade) -> None:
    page = trade.read("/clock", limit=70, page=2)
    assert [event["id"] for event in page["events"]] == [e["id"] for e in EVENTS[70:]]
    assert (page["totalCount"], page["totalPages"]) == (len(EVENTS), 2)


def test_the_clock_of_a_job_is_in_pairs_with_the_seconds_of_each_activity(trade: Trade) -> None:
    clock = trade.read(f"{JOB}/clockevent")
    assert clock.keys() == {"pairedEvents", "activityTime"}
    travel, work = clock["pairedEvents"]
    elapsed = EARLIER_END["eventTime"] - EARLIER["eventTime"]
    assert (travel["start"]["id"], travel["end"]["id"]) == (EARLIER["id"], EARLIER_END["id"])
    assert travel["elapsedTime"] == elapsed
    assert travel["start"]["user"] == {"id": TOMAS, "name": "Tomas Brandt"}
    assert (work["start"]["id"], work["end"], work["elapsedTime"]) == (RUNNING["id"], None, None)
    assert clock["activityTime"] == {"onsite": 0, "enroute": elapsed, "offsite": 0, "onbreak": 0}


def test_an_activity_shows_its_pairs_and_its_time_only(trade: Trade) -> None:
    data(trade.post(f"{JOB}/clockout", {"userId": TOMAS}))
    clock = trade.read(f"{JOB}/clockevent", activity="onsite")
    (work,) = clock["pairedEvents"]
    assert work["elapsedTime"] == NOON - RUNNING["eventTime"]
    assert clock["activityTime"]["onsite"] == work["elapsedTime"]
    assert clock["activityTime"]["enroute"] == 0
    assert len(trade.read(f"{JOB}/clockevent", activity="")["pairedEvents"]) == 2


def test_a_job_that_nobody_came_to_has_no_pairs(trade: Trade) -> None:
    clock = trade.read(f"/job/{DEMO['id']}/clockevent")
    assert clock["pairedEvents"] == []
    assert set(clock["activityTime"].values()) == {0}
