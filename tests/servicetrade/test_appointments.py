"""Appointments as a resource: what can be made, read, changed and taken away."""

from collections.abc import Callable

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, TECH, Trade, data, log_in, record, validation
from tests.servicetrade.visiting import (
    DEMO,
    GIL,
    LINH,
    NEW,
    RETIRED,
    TOMAS,
    VENDOR,
    Office,
    listening,
    rows,
    visit_of,
    words,
)
from tests.world import Emulator, Json

VISITS = rows("appointments")
VISIT = visit_of(DEMO)
WINDOW = {"windowStart": NOON + 3600, "windowEnd": NOON + 7200}
FREE = record("servicerequests", locationId=DEMO["locationId"], jobId=None)
FAR = next(r for r in rows("servicerequests", jobId=None) if r["locationId"] != DEMO["locationId"])
TAKEN = record("servicerequests", jobId=NEW["id"])
WRONG: list[tuple[Json, str]] = [
    ({"techIds": [1]}, "techIds"),
    ({"techIds": [TOMAS, GIL]}, "techIds"),
    ({"techIds": [RETIRED]}, "techIds"),
    ({"techIds": "all"}, "techIds"),
    ({"windowStart": NOON, "windowEnd": NOON - 1}, "windowEnd"),
    ({"windowStart": None, "windowEnd": NOON}, "windowStart"),
    ({"windowStart": "soon"}, "windowStart"),
    ({"status": "scheduled", "windowStart": None}, "windowStart"),
    ({"status": "unscheduled", "windowStart": VISIT["windowStart"]}, "status"),
    ({"status": "late"}, "status"),
    ({"released": "perhaps"}, "released"),
]


@pytest.fixture
def office(trade: Trade, emulator: Emulator, receiver: Receiver) -> Office:
    return listening(trade, emulator, receiver)


def test_an_appointment_shows_its_job_place_services_and_technicians(trade: Trade) -> None:
    shown = trade.read(f"/appointment/{VISIT['id']}")
    assert shown.keys() == {
        "id", "uri", "name", "status", "windowStart", "windowEnd", "location", "vendor", "job",
        "dueBy", "serviceRequests", "techs", "offices", "released", "created", "updated",
    }  # fmt: skip
    assert shown["job"].keys() == {
        "id", "uri", "number", "name", "customName", "type", "primaryContact", "isProject",
        "description", "dueBy", "tags", "estimatedPrice", "jobTypeWeight",
    }  # fmt: skip
    assert shown["name"] == shown["job"]["name"] == "Service Call Job #118256"
    assert [tech["name"] for tech in shown["techs"]] == ["Tomas Brandt"]
    assert [s["description"] for s in shown["serviceRequests"]] == ["Rooftop unit 2 not cooling"]
    assert (shown["location"]["id"], shown["dueBy"]) == (DEMO["locationId"], DEMO["dueBy"])
    assert (shown["windowStart"], shown["status"]) == (VISIT["windowStart"], "scheduled")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, "unscheduled"),
        ({"windowStart": NOON}, "scheduled"),
        (WINDOW, "scheduled"),
        (WINDOW | {"status": "completed"}, "completed"),
        ({"status": "canceled_by_customer"}, "canceled_by_customer"),
    ],
    ids=["nothing", "beginning", "window", "completed", "canceled"],
)
def test_a_new_appointment_is_scheduled_by_its_window(
    trade: Trade, sent: Json, status: str
) -> None:
    made = data(trade.post("/appointment", {"jobId": DEMO["id"]} | sent))
    assert (made["status"], made["released"], made["techs"]) == (status, False, [])
    assert made["windowEnd"] == sent.get("windowEnd")
    assert trade.read(f"/appointment/{made['id']}") == made
    assert made["id"] in [visit["id"] for visit in trade.read(f"/job/{DEMO['id']}")["appointments"]]


def test_a_new_appointment_takes_technicians_and_services(trade: Trade) -> None:
    sent = {"jobId": str(DEMO["id"]), "techIds": {"0": LINH, "1": str(TOMAS)}, "released": 1}
    made = data(trade.post("/appointment", sent | {"serviceRequestIds": [FREE["id"]]}))
    assert [tech["id"] for tech in made["techs"]] == [LINH, TOMAS]
    assert [service["id"] for service in made["serviceRequests"]] == [FREE["id"]]
    assert made["released"] is True
    services = trade.read(f"/job/{DEMO['id']}")["serviceRequests"]
    assert FREE["id"] in [service["id"] for service in services]


def test_one_service_may_sit_on_several_appointments(trade: Trade) -> None:
    shared = VISIT["serviceRequestIds"]
    made = data(trade.post("/appointment", {"jobId": DEMO["id"], "serviceRequestIds": shared}))
    assert [service["id"] for service in made["serviceRequests"]] == list(shared)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, {"jobId": "Job is required"}),
        ({"jobId": 1}, {"jobId": "Job is invalid"}),
        ({"jobId": "first"}, {"jobId": "Job is invalid"}),
    ],
    ids=["none", "unknown", "text"],
)
def test_an_appointment_needs_its_job(office: Office, sent: Json, said: Json) -> None:
    with office.refuses():
        assert validation(office.trade.post("/appointment", WINDOW | sent)) == said


def test_a_wrong_appointment_is_not_made(office: Office) -> None:
    services = [({"serviceRequestIds": [s]}, "serviceRequestIds") for s in (1, FAR["id"])]
    with office.refuses():
        for wrong, field in [*WRONG, *services, ({"serviceRequestIds": [TAKEN["id"]]},
                                                 "serviceRequestIds")]:  # fmt: skip
            answer = office.trade.post("/appointment", {"jobId": DEMO["id"]} | wrong)
            assert [name.partition(".")[0] for name in validation(answer)] == [field], wrong


def test_an_appointment_does_not_change_to_a_wrong_field(office: Office) -> None:
    with office.refuses():
        for wrong, field in WRONG:
            body = {"released": not VISIT["released"]} | wrong
            answer = office.trade.put(f"/appointment/{VISIT['id']}", body)
            assert [name.partition(".")[0] for name in validation(answer)] == [field], wrong


def test_a_window_ends_after_the_beginning_that_is_stored(office: Office) -> None:
    with office.refuses():
        body = {"windowEnd": VISIT["windowStart"] - 1}
        answer = office.trade.put(f"/appointment/{VISIT['id']}", body)
        assert validation(answer) == {"windowEnd": "Window end is invalid"}


def test_a_put_changes_what_is_sent_and_nothing_else(office: Office) -> None:
    office.emulator.advance("PT1H")
    before = office.trade.read(f"/appointment/{VISIT['id']}")
    after = data(office.trade.put(f"/appointment/{VISIT['id']}", {"techIds": f"{LINH}"}))
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"techs", "updated"}
    assert (after["techs"][0]["id"], after["updated"]) == (LINH, NOON + 3600)
    assert data(office.trade.put(f"/appointment/{VISIT['id']}", {"techIds": []}))["techs"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"techIds": VISIT["techIds"]}, {"status": "scheduled"}, {"serviceRequestIds": []}],
    ids=["nothing", "same-techs", "same-status", "not-writable"],
)
def test_a_put_that_changes_nothing_tells_nobody(office: Office, body: Json) -> None:
    before = office.trade.read(f"/appointment/{VISIT['id']}")
    with office.refuses():
        assert data(office.trade.put(f"/appointment/{VISIT['id']}", body)) == before


@pytest.mark.parametrize("body", [{"windowStart": None}, {"status": "unscheduled"}], ids=str)
def test_an_appointment_without_a_window_is_unscheduled(office: Office, body: Json) -> None:
    after = data(office.trade.put(f"/appointment/{VISIT['id']}", body))
    assert (after["status"], after["windowStart"], after["windowEnd"]) == (
        "unscheduled", None, None,
    )  # fmt: skip
    assert office.trade.read(f"/job/{DEMO['id']}")["status"] == "scheduled"


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("completed", "canceled_by_vendor"),
        ("completed", "canceled_by_customer"),
        ("completed", "no_show"),
        ("canceled_by_vendor", "completed"),
        ("canceled_by_customer", "no_show"),
        ("no_show", "completed"),
    ],
)
def test_an_appointment_is_reopened_before_it_ends_in_another_way(
    office: Office, status: str, wanted: str
) -> None:
    path = f"/appointment/{record('appointments', status=status)['id']}"
    with office.refuses():
        answer = office.trade.put(path, {"status": wanted, "released": True})
        assert words(answer) == (409, ["It has to be reopened first"])
    assert data(office.trade.put(path, {"status": "scheduled"}))["status"] == "scheduled"
    assert data(office.trade.put(path, {"status": wanted}))["status"] == wanted


def test_a_deleted_appointment_is_gone_from_its_job(office: Office) -> None:
    path = f"/appointment/{VISIT['id']}"
    answer = office.trade.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert office.told() == ["appointment.deleted", "job.updated"]
    job = office.trade.read(f"/job/{DEMO['id']}")
    assert (job["appointments"], job["currentAppointment"]) == ([], None)
    assert [service["id"] for service in job["serviceRequests"]] == VISIT["serviceRequestIds"]
    with office.refuses():
        answers = [office.trade.get(path), office.trade.put(path, {}), office.trade.delete(path)]
        assert [words(a) for a in answers] == [(404, ["Not found"])] * 3


def test_what_was_clocked_at_a_deleted_appointment_stays_on_the_job(office: Office) -> None:
    """And the world can still be saved and loaded: nothing refers to what is gone."""
    event = record("clockevents")
    assert office.trade.delete(f"/appointment/{event['appointmentId']}").status_code == 204
    events = office.trade.read("/clock", jobId=event["jobId"])["events"]
    freed = next(shown for shown in events if shown["id"] == event["id"])
    assert freed["appointment"] is None
    snapshot = office.emulator.control("GET", "/snapshot")
    office.emulator.control("PUT", "/snapshot", snapshot)


def test_a_technician_may_complete_an_appointment(emulator: Emulator) -> None:
    tech = log_in(emulator, TECH)
    done = data(tech.put(f"/appointment/{VISIT['id']}", {"status": "completed"}))
    assert done["status"] == "completed"


def job_of(visit: Json) -> Json:
    return record("jobs", id=visit["jobId"])


FILTERS: dict[str, tuple[Json, Callable[[Json], bool]]] = {
    "none": ({}, lambda v: v["id"] > 0),
    "jobId": ({"jobId": DEMO["id"]}, lambda v: v["jobId"] == DEMO["id"]),
    "status": ({"status": "no_show"}, lambda v: v["status"] == "no_show"),
    "statuses": (
        {"status": "unscheduled,canceled_by_vendor"},
        lambda v: v["status"] in ("unscheduled", "canceled_by_vendor"),
    ),
    "vendorId": ({"vendorId": VENDOR}, lambda v: job_of(v)["vendorId"] == VENDOR),
    "customerId": (
        {"customerId": DEMO["customerId"]},
        lambda v: job_of(v)["customerId"] == DEMO["customerId"],
    ),
    "locationId": (
        {"locationId": f"{DEMO['locationId']},{NEW['locationId']}"},
        lambda v: job_of(v)["locationId"] in (DEMO["locationId"], NEW["locationId"]),
    ),
    "windowBeginsAfter": (
        {"windowBeginsAfter": VISIT["windowStart"]},
        lambda v: (v["windowStart"] or 0) >= VISIT["windowStart"],
    ),
    "windowEndsBefore": (
        {"windowEndsBefore": VISIT["windowEnd"]},
        lambda v: 0 < (v["windowEnd"] or 0) <= VISIT["windowEnd"],
    ),
    "updatedAfter": (
        {"updatedAfter": VISIT["updated"]},
        lambda v: v["updated"] >= VISIT["updated"],
    ),
    "createdBefore": (
        {"createdBefore": VISIT["created"]},
        lambda v: v["created"] <= VISIT["created"],
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_the_appointments_that_it_asks_for(trade: Trade, name: str) -> None:
    query, wanted = FILTERS[name]
    found = trade.ids("/appointment", "appointments", **query)
    assert found == [visit["id"] for visit in VISITS if wanted(visit)]
    assert found


def test_appointments_come_in_pages_of_at_most_two_thousand(trade: Trade) -> None:
    assert trade.read("/appointment", limit=9999)["pageSize"] == 2000
    page = trade.read("/appointment", limit=60, page=2)
    assert [visit["id"] for visit in page["appointments"]] == [v["id"] for v in VISITS[60:]]
    assert (page["totalCount"], page["totalPages"]) == (len(VISITS), 2)
