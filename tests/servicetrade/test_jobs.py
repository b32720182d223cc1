"""Jobs as a resource: what can be made, read and changed, and what is refused."""

from collections.abc import Sequence

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, TECH, Trade, data, log_in, record, validation
from tests.servicetrade.visiting import (
    DEMO,
    GIL,
    NEW,
    VENDOR,
    Office,
    listening,
    reason,
    rows,
    visit_of,
    words,
)
from tests.world import Emulator, Json

HERE = DEMO["locationId"]
CUSTOMER = DEMO["customerId"]
ELSEWHERE = next(r for r in rows("locations") if r["companyId"] not in (CUSTOMER, VENDOR))
#: Services at the demo job's location and at another that are on no job yet.
FREE = record("servicerequests", locationId=HERE, jobId=None)
FAR = next(r for r in rows("servicerequests", jobId=None) if r["locationId"] != HERE)
TAKEN = record("servicerequests", jobId=DEMO["id"])
CONTRACT = record("contracts", companyId=CUSTOMER)
OTHER_CONTRACT = next(r for r in rows("contracts") if r["companyId"] != CUSTOMER)
CONTACT = next(r for r in rows("contacts") if HERE in r["locationIds"])
OTHER_CONTACT = next(r for r in rows("contacts") if CUSTOMER not in r["companyIds"])
NOBODY = 1
BARE = {"locationId": HERE, "type": "repair"}
#: What a reference has to be, by what it may not be.
REFERENCES: list[tuple[Json, str]] = [
    ({"locationId": NOBODY}, "locationId"),
    ({"locationId": NOBODY, "customerId": CUSTOMER}, "locationId"),
    ({"vendorId": NOBODY}, "vendorId"),
    ({"vendorId": CUSTOMER}, "vendorId"),
    ({"customerId": NOBODY}, "customerId"),
    ({"customerId": VENDOR}, "customerId"),
    ({"brokerId": NOBODY}, "brokerId"),
    ({"ownerId": NOBODY}, "ownerId"),
    ({"salesId": NOBODY}, "salesId"),
    ({"contractId": NOBODY}, "contractId"),
    ({"contractId": OTHER_CONTRACT["id"]}, "contractId"),
    ({"primaryContactId": NOBODY}, "primaryContactId"),
    ({"primaryContactId": OTHER_CONTACT["id"]}, "primaryContactId"),
    ({"serviceRequestIds": [NOBODY]}, "serviceRequestIds"),
    ({"serviceRequestIds": [FAR["id"]]}, "serviceRequestIds"),
]
SHAPES: list[tuple[Json, str]] = [
    ({"type": "picnic"}, "type"),
    ({"status": "done"}, "status"),
    ({"customerPo": "x" * 41}, "customerPo"),
    ({"visibility": ["everybody"]}, "visibility.0"),
    ({"description": 5}, "description"),
    ({"dueBy": "tomorrow"}, "dueBy"),
    ({"serviceRequestIds": ["all"]}, "serviceRequestIds.0"),
    ({"vendorId": "us"}, "vendorId"),
]


@pytest.fixture
def office(trade: Trade, emulator: Emulator, receiver: Receiver) -> Office:
    return listening(trade, emulator, receiver)


def test_a_new_job_is_the_next_number_of_the_callers_company_and_the_locations_customer(
    trade: Trade,
) -> None:
    made = data(trade.post("/job", BARE))
    number = max(job["number"] for job in rows("jobs")) + 1
    assert (made["number"], made["refNumber"]) == (number, str(number))
    assert made["name"] == f"Repair Job #{number}"
    assert (made["vendor"]["id"], made["customer"]["id"]) == (VENDOR, CUSTOMER)
    assert (made["status"], made["displayStatus"]) == ("new", "New")
    assert (made["created"], made["updated"]) == (NOON, NOON)
    assert made["description"] == ""
    assert made["visibility"] == ["public", "description", "appointments"]
    assert data(trade.post("/job", BARE))["number"] == number + 1
    assert trade.read(f"/job/{made['id']}") == made


def test_a_number_that_is_taken_is_passed_over(trade: Trade) -> None:
    """Where the newest job has not the highest number."""
    newest = rows("jobs")[-1] | {"number": 118203}
    jobs = {"servicetrade": {"jobs": {str(newest["id"]): newest}}}
    trade.emulator.control("POST", "/fixtures", jobs)
    assert data(trade.post("/job", BARE))["number"] == 118205


def test_a_new_job_has_one_appointment_that_holds_its_services(trade: Trade) -> None:
    made = data(trade.post("/job", BARE | {"serviceRequestIds": [FREE["id"], FREE["id"]]}))
    (visit,) = made["appointments"]
    assert visit == made["currentAppointment"]
    assert (visit["status"], visit["windowStart"], visit["techs"]) == ("unscheduled", None, [])
    assert [service["id"] for service in made["serviceRequests"]] == [FREE["id"]]
    held = trade.read(f"/appointment/{visit['id']}")
    assert [service["id"] for service in held["serviceRequests"]] == [FREE["id"]]
    assert made["estimatedPrice"] == FREE["estimatedPrice"]


def test_a_job_is_made_and_its_appointment_is_scheduled_as_the_php_client_does(
    office: Office,
) -> None:
    """With PHP's lists, which arrive as objects with the keys 0, 1, …"""
    asked = BARE | {"serviceRequestIds": {"0": FREE["id"]}, "vendorId": str(VENDOR)}
    current = data(office.trade.post("/job", asked))["currentAppointment"]["id"]
    window = {"windowStart": NOON + 3600, "windowEnd": NOON + 7200, "status": "scheduled"}
    planned = data(office.trade.put(f"/appointment/{current}", window))
    assert (planned["status"], planned["windowStart"]) == ("scheduled", NOON + 3600)
    job = office.trade.read(f"/job/{planned['job']['id']}")
    assert (job["status"], job["scheduledDate"]) == ("scheduled", NOON + 3600)


def test_everything_writable_is_answered_as_it_was_written(trade: Trade) -> None:
    """`brokerId` is in no answer."""
    asked = {
        "customName": "Roof",
        "customerPo": "y" * 40,
        "description": "Belt",
        "visibility": ["customer"],
        "dueBy": NOON + 5,
        "scheduledDate": NOON + 9,
        "status": "bidding",
    }
    refers = {
        "customer": CUSTOMER,
        "owner": GIL,
        "sales": GIL,
        "contract": CONTRACT["id"],
        "primaryContact": CONTACT["id"],
        "vendor": VENDOR,
    }
    body = BARE | asked | {f"{name}Id": number for name, number in refers.items()}
    made = data(trade.post("/job", body | {"brokerId": VENDOR}))
    assert {name: made[name] for name in asked} == asked
    assert {name: made[name]["id"] for name in refers} == refers
    assert made["name"] == "Roof"
    changed = data(trade.put(f"/job/{made['id']}", {"customName": None, "ownerId": None}))
    assert (changed["customName"], changed["owner"]) == (None, None)
    assert changed["name"] == f"Repair Job #{made['number']}"
    assert {name: changed[name] for name in asked if name != "customName"} == {
        name: asked[name] for name in asked if name != "customName"
    }


@pytest.mark.parametrize(
    ("location", "asked", "contract"),
    [
        (HERE, {"autoAssignContract": True}, CONTRACT["id"]),
        (HERE, {"autoAssignContract": "1", "contractId": None}, None),
        (HERE, {"autoAssignContract": False}, None),
        (HERE, {}, None),
        (next(r["id"] for r in rows("locations", status="pending")), {"autoAssignContract": 1}, 0),
    ],
    ids=["the-only-one", "said-otherwise", "not-wanted", "not-asked", "none"],
)
def test_a_contract_is_taken_only_if_it_is_asked_for(
    trade: Trade, location: int, asked: Json, contract: int | None
) -> None:
    made = data(trade.post("/job", BARE | asked | {"locationId": location}))
    assert (made["contract"] or {}).get("id", 0 if contract == 0 else None) == contract


def test_a_technician_may_make_and_change_jobs(emulator: Emulator) -> None:
    tech = log_in(emulator, TECH)
    made = data(tech.post("/job", BARE))
    assert data(tech.put(f"/job/{made['id']}", {"description": "Belt"}))["description"] == "Belt"


@pytest.mark.parametrize(
    ("missing", "said"),
    [("locationId", "Location is required"), ("type", "Type is required")],
    ids=["locationId", "type"],
)
def test_a_job_needs_its_location_and_type(office: Office, missing: str, said: str) -> None:
    with office.refuses():
        body = {name: value for name, value in BARE.items() if name != missing}
        assert validation(office.trade.post("/job", body)) == {missing: said}


@pytest.mark.parametrize("cases", [REFERENCES, SHAPES], ids=["references", "shapes"])
def test_a_job_with_a_wrong_field_is_not_made(
    office: Office, cases: Sequence[tuple[Json, str]]
) -> None:
    with office.refuses():
        for wrong, field in cases:
            answer = office.trade.post("/job", BARE | wrong)
            assert validation(answer).keys() == {field}, wrong
            assert field.partition(".")[0] in reason(answer), wrong


@pytest.mark.parametrize("cases", [REFERENCES, SHAPES], ids=["references", "shapes"])
def test_a_job_does_not_change_to_a_wrong_field(
    office: Office, cases: Sequence[tuple[Json, str]]
) -> None:
    with office.refuses():
        for wrong, field in cases:
            answer = office.trade.put(f"/job/{DEMO['id']}", {"description": "x"} | wrong)
            assert validation(answer).keys() == {field}, wrong


def test_a_service_that_is_on_another_job_is_not_taken_from_it(office: Office) -> None:
    with office.refuses():
        answer = office.trade.post("/job", BARE | {"serviceRequestIds": [TAKEN["id"]]})
        assert validation(answer) == {"serviceRequestIds": "Service request is invalid"}


def test_services_are_put_on_a_job_and_none_is_taken_off(office: Office) -> None:
    path = f"/job/{DEMO['id']}"
    changed = data(office.trade.put(path, {"serviceRequestIds": [FREE["id"]]}))
    assert [s["id"] for s in changed["serviceRequests"]] == [TAKEN["id"], FREE["id"]]
    assert changed["estimatedPrice"] == TAKEN["estimatedPrice"] + FREE["estimatedPrice"]
    assert office.told() == ["job.updated"]
    again = data(office.trade.put(path, {"serviceRequestIds": [TAKEN["id"]]}))
    assert again["serviceRequests"] == changed["serviceRequests"]


@pytest.mark.parametrize("body", [{}, {"unknown": 1}, {"customerPo": "107002896"}], ids=repr)
def test_a_put_that_changes_nothing_answers_the_job_and_tells_nobody(
    office: Office, body: Json
) -> None:
    before = office.trade.read(f"/job/{DEMO['id']}")
    office.emulator.advance("PT1H")
    with office.refuses():
        assert data(office.trade.put(f"/job/{DEMO['id']}", body)) == before


def test_a_change_is_dated_and_told_once(office: Office) -> None:
    office.emulator.advance("PT1H")
    changed = data(office.trade.put(f"/job/{DEMO['id']}", {"description": "Belt"}))
    assert changed["updated"] == NOON + 3600
    assert changed["created"] == DEMO["created"]
    assert office.told() == ["job.updated"]


def test_a_job_moves_to_another_company_with_all_that_has_to_fit(office: Office) -> None:
    made = data(office.trade.post("/job", BARE | {"contractId": CONTRACT["id"]}))
    office.told()
    path, away = f"/job/{made['id']}", {"locationId": ELSEWHERE["id"]}
    with office.refuses():
        assert validation(office.trade.put(path, away)) == {"contractId": "Contract is invalid"}
    moved = data(office.trade.put(path, away | {"contractId": None}))
    assert moved["customer"]["id"] == ELSEWHERE["companyId"]
    assert moved["location"]["id"] == ELSEWHERE["id"]


def test_a_job_with_services_stays_where_they_are(office: Office) -> None:
    with office.refuses():
        answer = office.trade.put(f"/job/{DEMO['id']}", {"locationId": FAR["locationId"]})
        assert "locationId" in validation(answer)


@pytest.mark.parametrize("method", ["get", "put"])
def test_an_unknown_job_is_not_found(office: Office, method: str) -> None:
    with office.refuses():
        answer = office.trade.request(method.upper(), "/job/1", json={})
        assert words(answer) == (404, ["Not found"])


def test_a_job_cannot_be_deleted(office: Office) -> None:
    with office.refuses():
        answer = office.trade.delete(f"/job/{DEMO['id']}")
        assert words(answer) == (405, ["Method not allowed"])
        assert set(answer.headers["allow"].split(", ")) >= {"GET", "PUT"}


def test_without_a_session_nothing_is_shown(emulator: Emulator) -> None:
    nobody = Trade(emulator, "")
    answers = [nobody.get("/job"), nobody.get(f"/job/{DEMO['id']}"), nobody.post("/job", BARE)]
    assert [(a.status_code, a.content) for a in answers] == [(401, b"")] * 3


def test_a_new_job_of_the_demo_world_waits_for_its_window(trade: Trade) -> None:
    shown = trade.read(f"/job/{NEW['id']}")
    assert shown["currentAppointment"]["id"] == visit_of(NEW)["id"]
    assert shown["scheduledDate"] is None
