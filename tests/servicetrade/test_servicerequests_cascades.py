"""What a save of a service notifies: never itself, but its job, its appointments, its deficiency.

All of it is assumed, from fields that are derived.
"""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, data, fixture, listen, record, state, told, validation
from tests.world import Emulator, Json

JOB = record("jobs", customerPo="107002896")
VISIT = record("appointments", jobId=JOB["id"])
ON_JOB = record("servicerequests", jobId=JOB["id"])
ROWS = fixture()["servicerequests"].values()
#: At the same location, on no job.
WAITING = record("servicerequests", jobId=None, locationId=JOB["locationId"])
OTHER_JOB = next(
    row
    for row in fixture()["jobs"].values()
    if row["locationId"] == JOB["locationId"] and row["id"] != JOB["id"]
)
OTHER_VISIT = record("appointments", jobId=OTHER_JOB["id"])
NEW = {
    "locationId": JOB["locationId"],
    "serviceLineId": record("servicelines")["id"],
    "description": "Replace capacitor",
}
JOB_ONCE = ["job.updated"]
BOTH = ["job.updated", "appointment.updated"]


def path(service: Json) -> str:
    return f"/servicerequest/{service['id']}"


def services_of(emulator: Emulator, appointment: Json) -> list[int]:
    ids: list[int] = state(emulator)["appointments"][str(appointment["id"])]["serviceRequestIds"]
    return ids


def test_a_service_that_waits_for_a_job_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    made = data(trade.post("/servicerequest", NEW | {"estimatedPrice": 90}))
    data(trade.put(path(made), {"estimatedPrice": 120, "status": "closed"}))
    assert trade.delete(path(made)).status_code == 204
    assert trade.get(path(made)).status_code == 404
    assert told(emulator, receiver) == []


@pytest.mark.parametrize("price", [None, 240])
def test_a_service_that_is_added_to_a_job_tells_of_the_job(
    trade: Trade, emulator: Emulator, receiver: Receiver, price: int | None
) -> None:
    listen(trade)
    data(trade.post("/servicerequest", NEW | {"jobId": JOB["id"], "estimatedPrice": price}))
    assert told(emulator, receiver) == JOB_ONCE
    data(trade.put(path(WAITING), {"jobId": JOB["id"]}))
    assert told(emulator, receiver) == JOB_ONCE


def test_a_service_that_is_put_on_an_appointment_tells_of_it_after_the_job(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    visit = {"jobId": JOB["id"], "appointmentIds": [VISIT["id"]]}
    made = data(trade.post("/servicerequest", NEW | visit))
    assert told(emulator, receiver) == BOTH
    data(trade.put(path(WAITING), {"jobId": JOB["id"], "appointmentIds": [str(VISIT["id"])]}))
    assert told(emulator, receiver) == BOTH
    assert services_of(emulator, VISIT) == [ON_JOB["id"], made["id"], WAITING["id"]]


def test_appointment_ids_are_the_whole_list(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    data(trade.put(path(ON_JOB), {"appointmentIds": [VISIT["id"]]}))
    assert told(emulator, receiver) == []
    data(trade.put(path(ON_JOB), {"appointmentIds": []}))
    assert told(emulator, receiver) == ["appointment.updated"]
    assert services_of(emulator, VISIT) == []


@pytest.mark.parametrize(
    ("body", "events"),
    [
        ({"estimatedPrice": 651}, JOB_ONCE),
        ({"estimatedPrice": None}, JOB_ONCE),
        ({"status": "canceled"}, JOB_ONCE),
        ({"status": "void"}, JOB_ONCE),
        ({"status": "closed"}, []),
        ({"description": "Rooftop unit 2 is warm"}, []),
        ({"windowStart": None, "windowEnd": None}, []),
        ({"status": "canceled", "estimatedPrice": 5}, JOB_ONCE),
    ],
    ids=str,
)
def test_the_job_is_told_of_when_its_estimated_price_changes(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json, events: list[str]
) -> None:
    listen(trade)
    data(trade.put(path(ON_JOB), body))
    assert told(emulator, receiver) == events


def test_a_service_that_leaves_its_job_leaves_the_jobs_appointments(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    assert data(trade.put(path(ON_JOB), {"jobId": None}))["job"] is None
    assert told(emulator, receiver) == BOTH
    assert services_of(emulator, VISIT) == []


def test_a_service_that_moves_tells_of_both_jobs_and_of_both_appointments(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    data(trade.put(path(ON_JOB), {"jobId": OTHER_JOB["id"], "appointmentIds": [OTHER_VISIT["id"]]}))
    assert told(emulator, receiver) == [*JOB_ONCE * 2, *["appointment.updated"] * 2]
    assert services_of(emulator, VISIT) == []
    assert ON_JOB["id"] in services_of(emulator, OTHER_VISIT)


@pytest.mark.parametrize(
    "body",
    [
        {"appointmentIds": [VISIT["id"]]},
        {"jobId": JOB["id"], "appointmentIds": [OTHER_VISIT["id"]]},
        {"jobId": JOB["id"], "appointmentIds": [VISIT["id"], 5]},
        {"jobId": JOB["id"], "appointmentIds": ["tomorrow"]},
        {"jobId": JOB["id"], "appointmentIds": VISIT["id"]},
    ],
    ids=["no-job", "another-jobs", "unknown", "text", "no-list"],
)
def test_an_appointment_must_be_of_the_services_job(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    listen(trade)
    before = state(emulator)
    for answer in (
        trade.put(path(WAITING), body),
        trade.post("/servicerequest", NEW | body),
    ):
        assert {name.partition(".")[0] for name in validation(answer)} == {"appointmentIds"}
    assert (state(emulator), told(emulator, receiver)) == (before, [])


def test_a_deficiency_that_a_quoted_service_answers_is_out_for_quote(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    quote = next(
        row
        for row in fixture()["quotes"].values()
        if row["status"] == "submitted"
        and any(r["deficiencyId"] and r["id"] in row["serviceRequestIds"] for r in ROWS)
    )
    service = record("servicerequests", id=quote["serviceRequestIds"][0])
    found = f"/deficiency/{service['deficiencyId']}"
    data(trade.put(path(service), {"deficiencyId": None}))
    data(trade.put(found, {"resolution": "notified"}))
    listen(trade)
    data(trade.put(path(service), {"deficiencyId": service["deficiencyId"]}))
    assert told(emulator, receiver) == ["deficiency.updated"]
    assert trade.read(found)["resolution"] == "out_for_quote"
    data(trade.put(found, {"resolution": "rejected"}))
    told(emulator, receiver)
    data(trade.put(path(service), {"deficiencyId": service["deficiencyId"]}))
    assert (told(emulator, receiver), trade.read(found)["resolution"]) == ([], "rejected")


def test_a_deficiency_keeps_its_resolution_while_no_quote_of_it_is_out(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    before = trade.read(f"/deficiency/{WAITING['deficiencyId']}")
    made = data(trade.post("/servicerequest", NEW | {"deficiencyId": WAITING["deficiencyId"]}))
    assert made["deficiency"]["id"] == before["id"]
    assert trade.read(f"/deficiency/{before['id']}") == before
    assert told(emulator, receiver) == []


@pytest.mark.parametrize(
    ("service", "user"),
    [
        (ON_JOB, f"job {JOB['id']}"),
        (
            record("servicerequests", jobId=None, status="canceled"),
            f"quote {record('quotes', status='rejected')['id']}",
        ),
    ],
    ids=["job", "quote"],
)
def test_a_service_that_is_on_something_is_not_deleted(
    trade: Trade, emulator: Emulator, receiver: Receiver, service: Json, user: str
) -> None:
    listen(trade)
    before = state(emulator)
    answer = trade.delete(path(service))
    assert (answer.status_code, answer.json()["messages"]) == (
        409,
        {"error": ["It is in use and cannot be deleted"]},
    )
    assert answer.headers["emulator-reason"].endswith(f"is on {user}")
    assert (state(emulator), told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize(("table", "owner"), [("invoiceitems", "invoice"), ("quoteitems", "quote")])
def test_a_service_that_an_item_names_is_not_deleted_even_off_its_job(
    trade: Trade, emulator: Emulator, table: str, owner: str
) -> None:
    item = next(row for row in fixture()[table].values() if row["serviceRequestId"])
    service = record("servicerequests", id=item["serviceRequestId"])
    data(trade.put(path(service), {"jobId": None}))
    answer = trade.delete(path(service))
    assert answer.status_code == 409
    assert f"is on {owner} {item[f'{owner}Id']}" in answer.headers["emulator-reason"]
    assert str(service["id"]) in state(emulator)["servicerequests"]
