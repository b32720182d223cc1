"""What a job shows that nobody wrote: it follows from appointments, services and the clock."""

import pytest

from tests.servicetrade.trade import NOON, Trade, data, record
from tests.servicetrade.visiting import AT_TOMAS, DEMO, LINH, NEW, TOMAS, rows, visit_of
from tests.world import Json

#: All that a live answer carried.
FIELDS = """uri id name customName type jobTypeWeight status displayStatus substatus
displaySubstatus visibility sectionVisibilities number refNumber customerPo description
scheduledDate latestClockIn ivrOpen ivrActivity serviceLine estimatedPrice dueBy dueAfter
completedOn vendor customer location owner sales primaryContact assignedOffice offices tags
percentComplete isProject budgeted serviceLinkAttachmentVisibility serviceLinkCommentVisibility
serviceLinkAttachmentCategoryVisibility appointments currentAppointment externalIds terms contract
project created updated"""
DETAIL = {"serviceRequests", "notes", "schedulingComments"}
#: A canceled job, both of whose appointments are canceled.
CANCELED = record("jobs", number=118204)
#: A job with a void service beside a closed one.
WITH_VOID = record("jobs", id=record("servicerequests", status="void")["jobId"])
#: Three services, one of them closed.
PARTLY = record("jobs", number=118233)


def shown(trade: Trade, job: Json) -> Json:
    return trade.read(f"/job/{job['id']}")


def test_a_job_alone_has_every_field_and_its_services(trade: Trade) -> None:
    job = shown(trade, DEMO)
    assert job.keys() == set(FIELDS.split()) | DETAIL
    assert (job["notes"], job["schedulingComments"]) == ([], [])
    (service,) = job["serviceRequests"]
    assert service["description"] == "Rooftop unit 2 not cooling"


def test_a_job_in_a_list_has_no_services_unless_the_long_form_is_asked_for(trade: Trade) -> None:
    (brief,) = trade.read("/job", number=DEMO["number"])["jobs"]
    (long,) = trade.read("/job", number=DEMO["number"], longForm=1)["jobs"]
    assert brief.keys() == set(FIELDS.split())
    assert long == shown(trade, DEMO)


def test_the_demo_job_refers_to_what_it_is_about(trade: Trade) -> None:
    job = shown(trade, DEMO)
    assert job["name"] == "Service Call Job #118256"
    assert job["uri"] == f"http://localhost/servicetrade/api/job/{DEMO['id']}"
    assert job["customer"].keys() == {"id", "uri", "name", "status"}
    assert (job["customerPo"], job["externalIds"]) == ("107002896", {"servicechannel": "107002896"})
    assert [tag["name"] for tag in job["tags"]] == ["key account", "PO required"]
    assert job["location"]["distance"] is None
    assert job["assignedOffice"] == job["offices"][0]
    assert job["serviceLine"] == "HVAC"


def test_emergencies_weigh_more(trade: Trade) -> None:
    weights = {
        job["type"]: job["jobTypeWeight"] for job in trade.read("/job", status="all")["jobs"]
    }
    assert weights["emergency_service_call"] > weights["urgent_service_call"] > weights["repair"]


@pytest.mark.parametrize(
    ("substatus", "shown_as"), [("awaiting_parts", "Awaiting Parts"), (None, None)]
)
def test_a_substatus_is_shown_in_words(
    trade: Trade, substatus: str | None, shown_as: str | None
) -> None:
    job = shown(trade, record("jobs", substatus=substatus))
    assert (job["substatus"], job["displaySubstatus"]) == (substatus, shown_as)


def test_a_job_is_planned_for_its_newest_appointment(trade: Trade) -> None:
    """Also where an older one is later."""
    later, newer = NOON + 90_000, NOON + 50_000
    data(trade.put(f"/appointment/{visit_of(DEMO)['id']}", {"windowStart": later,
                                                            "windowEnd": None}))  # fmt: skip
    made = data(trade.post("/appointment", {"jobId": DEMO["id"], "windowStart": newer}))
    job = shown(trade, DEMO)
    assert (job["scheduledDate"], job["currentAppointment"]["id"]) == (newer, made["id"])
    data(trade.put(f"/appointment/{made['id']}", {"status": "canceled_by_vendor"}))
    job = shown(trade, DEMO)
    assert (job["scheduledDate"], job["currentAppointment"]["id"]) == (later, visit_of(DEMO)["id"])


def test_a_job_whose_appointments_are_all_canceled_is_planned_as_its_service_is(
    trade: Trade,
) -> None:
    window = record("servicerequests", jobId=DEMO["id"])["windowStart"]
    path = f"/appointment/{visit_of(DEMO)['id']}"
    data(trade.put(path, {"windowStart": NOON + 5, "windowEnd": NOON + 6}))
    data(trade.put(path, {"status": "canceled_by_customer"}))
    assert shown(trade, DEMO)["scheduledDate"] == window
    assert shown(trade, CANCELED)["scheduledDate"] is None


def test_a_date_that_was_written_shows_until_there_is_a_window(trade: Trade) -> None:
    data(trade.put(f"/job/{NEW['id']}", {"scheduledDate": NOON + 7}))
    assert shown(trade, NEW)["scheduledDate"] == NOON + 7
    data(trade.put(f"/appointment/{visit_of(NEW)['id']}", {"windowStart": NOON + 60}))
    assert shown(trade, NEW)["scheduledDate"] == NOON + 60
    alone = next(j for j in rows("jobs", status="new") if j["scheduledDate"])
    assert shown(trade, alone)["scheduledDate"] == alone["scheduledDate"]


def test_the_estimated_price_leaves_out_services_that_are_canceled_or_void(trade: Trade) -> None:
    prices = {
        s["status"]: s["estimatedPrice"] for s in rows("servicerequests", jobId=WITH_VOID["id"])
    }
    assert shown(trade, WITH_VOID)["estimatedPrice"] == prices["closed"]
    assert shown(trade, CANCELED)["estimatedPrice"] is None


def test_progress_is_the_share_of_services_that_are_closed(trade: Trade) -> None:
    assert shown(trade, PARTLY)["percentComplete"] == 25
    assert shown(trade, WITH_VOID)["percentComplete"] == 100
    assert shown(trade, DEMO)["percentComplete"] == 0


def test_the_clock_of_a_job_is_open_while_its_last_event_is_a_clock_in(trade: Trade) -> None:
    start = max(e["eventTime"] for e in rows("clockevents", jobId=AT_TOMAS["id"], isStart=True))
    clock = ("latestClockIn", "ivrOpen", "ivrActivity")
    path = f"/job/{AT_TOMAS['id']}"
    assert [shown(trade, AT_TOMAS)[name] for name in clock] == [start, True, "onsite"]
    data(trade.post(f"{path}/clockout", {"userId": TOMAS}))
    assert [shown(trade, AT_TOMAS)[name] for name in clock] == [start, False, None]
    assert [shown(trade, DEMO)[name] for name in clock] == [None, False, None]


def test_one_of_two_who_leaves_closes_the_clock_of_the_job(trade: Trade) -> None:
    """It goes by the last event, whoever's it is."""
    other = record("clockevents", userId=LINH, jobId=record("jobs", number=118274)["id"])
    data(trade.post(f"/job/{other['jobId']}/clockout", {"userId": LINH}))
    trade.emulator.advance("PT1M")
    path = f"/job/{AT_TOMAS['id']}"
    data(trade.post(f"{path}/clockin", {"userId": LINH, "activity": "offsite"}))
    assert shown(trade, AT_TOMAS)["ivrActivity"] == "offsite"
    trade.emulator.advance("PT1M")
    data(trade.post(f"{path}/clockout", {"userId": LINH}))
    assert shown(trade, AT_TOMAS)["ivrOpen"] is False
