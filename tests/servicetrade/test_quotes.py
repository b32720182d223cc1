"""Quotes: what one shows, how it is made, how they are listed, and what becomes of them."""

from collections.abc import Callable

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import (
    NOON,
    Trade,
    data,
    fixture,
    listen,
    record,
    told,
    validation,
)
from tests.world import Emulator, Json

ROWS: list[Json] = list(fixture()["quotes"].values())
SUBMITTED = next(r for r in ROWS if r["name"] == "Replace rooftop unit 2")
PATH = f"/quote/{SUBMITTED['id']}"
SERVICE = record("servicerequests", id=SUBMITTED["serviceRequestIds"][0])
DEFICIENCY = record("deficiencies", id=SERVICE["deficiencyId"])
PLACE = record("locations", id=SUBMITTED["locationId"])
ELSEWHERE = next(r for r in fixture()["servicerequests"].values() if r["locationId"] != PLACE["id"])
VENDOR = SUBMITTED["vendorId"]
CONTRACT = record("contracts", companyId=PLACE["companyId"])
FOREIGN = next(r for r in fixture()["contracts"].values() if r["companyId"] != PLACE["companyId"])
NEW = {
    "vendorId": VENDOR,
    "locationId": PLACE["id"],
    "name": "Unit 2",
    "description": "Replace it.",
    "jobType": "installation",
    "serviceRequestIds": [SERVICE["id"]],
}
FIELDS = """id uri name refNumber status substatus notes description jobType customer vendor
location contract quoteRequest assignedTo owner sales deficiencySeverity deficiencyJobs
respondBy expiresOn latestSubmission latestAccepted subtotal taxAmount totalPrice serviceLines
serviceRequests jobs items tags visibility customerPo customerPoRequired terms assignedOffice
taskingDetailLevel quoteLinkAttachmentVisibility quoteLinkCommentVisibility sectionVisibilities
externalIds created updated"""
JOB_TYPES = """unknown repair construction upgrade service_call urgent_service_call
priority_service_call emergency_service_call cleaning inspection priority_inspection survey
preventative_maintenance quality_assurance delivery pickup exchange sales installation warranty"""


def quotes(trade: Trade) -> list[Json]:
    return list(trade.read("/quote")["quotes"])


def test_a_quote_shows_all_fields_and_its_money_as_texts(trade: Trade) -> None:
    shown = trade.read(PATH)
    assert shown.keys() == set(FIELDS.split())
    assert (shown["subtotal"], shown["totalPrice"]) == ("13,840.00", "15,030.24")
    assert shown["items"][0].keys() == {"id", "uri", "description"}
    assert shown["owner"].keys() == {"uri", "id", "email", "legacyId"}
    assert shown in quotes(trade)


def test_a_quote_shows_what_it_is_to_fix(trade: Trade) -> None:
    shown = trade.read(PATH)
    assert shown["deficiencySeverity"] == DEFICIENCY["severity"]
    assert [job["id"] for job in shown["deficiencyJobs"]] == [DEFICIENCY["jobId"]]
    assert [service["id"] for service in shown["serviceRequests"]] == [SERVICE["id"]]
    assert SERVICE["serviceLineId"] in [line["id"] for line in shown["serviceLines"]]


def test_a_quote_shows_the_jobs_of_its_services_each_once(trade: Trade) -> None:
    accepted = record("quotes", status="accepted")
    shown = trade.read(f"/quote/{accepted['id']}")
    jobs = {
        service["jobId"]
        for service in fixture()["servicerequests"].values()
        if service["id"] in accepted["serviceRequestIds"]
    }
    assert [job["id"] for job in shown["jobs"]] == list(jobs)
    assert (shown["deficiencySeverity"], shown["deficiencyJobs"]) == (None, [])


def test_a_quote_is_made_and_only_it_is_told(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    texts = {"vendorId": str(VENDOR), "contractId": str(CONTRACT["id"])}
    made = data(trade.post("/quote", {**NEW, **texts}))
    assert told(emulator, receiver) == ["quote.created"]
    assert (made["status"], made["subtotal"], made["items"]) == ("new", "0.00", [])
    assert (made["customer"]["id"], made["contract"]["name"]) == (
        PLACE["companyId"],
        CONTRACT["name"],
    )
    assert made["refNumber"] == str(int(ROWS[-1]["refNumber"]) + 1)
    assert (made["owner"]["email"], made["created"]) == ("renee@norwellhvac.example", NOON)
    assert (made["latestSubmission"], made["visibility"], made["sales"]) == (None, [], None)
    assert made == trade.read(f"/quote/{made['id']}")


def test_a_quote_takes_all_that_can_be_said_of_it(trade: Trade) -> None:
    user = record("users", status="active")["id"]
    sent = {
        "notes": "n", "substatus": "on_hold", "status": "draft", "respondBy": NOON + 5,
        "expiresOn": NOON + 9, "customerPo": "K-1", "customerPoRequired": True,
        "visibility": ["public", "customer"],
    }  # fmt: skip
    users = {"assignedToId": user, "ownerId": user, "salesId": user}
    customer = record("companies", status="pending")["id"]
    made = data(trade.post("/quote", {**NEW, **sent, **users, "customerId": customer}))
    assert {name: made[name] for name in sent} == sent
    assert {made[name]["id"] for name in ("assignedTo", "owner", "sales")} == {user}
    assert made["customer"]["id"] == customer


def test_a_quotes_number_follows_that_of_the_newest_that_has_one(
    trade: Trade, emulator: Emulator
) -> None:
    def number(*rows: Json) -> str:
        by_id = {str(row["id"]): row for row in rows}
        emulator.control("POST", "/fixtures", {"servicetrade": {"quotes": by_id}})
        return str(data(trade.post("/quote", NEW))["refNumber"])

    assert number(ROWS[-1] | {"refNumber": "A-9"}) == str(int(ROWS[-2]["refNumber"]) + 1)
    newest = quotes(trade)[-1]["id"]
    every = [row | {"refNumber": None} for row in (*ROWS, ROWS[0] | {"id": newest})]
    assert number(*every) == "1001"


@pytest.mark.parametrize("kind", JOB_TYPES.split())
def test_a_quote_is_of_a_job_type_of_the_shorter_list(trade: Trade, kind: str) -> None:
    assert data(trade.post("/quote", {**NEW, "jobType": kind.upper()}))["jobType"] == kind


@pytest.mark.parametrize("name", NEW)
def test_a_quote_without_what_is_required_is_refused(trade: Trade, name: str) -> None:
    body = {key: value for key, value in NEW.items() if key != name}
    said = validation(trade.post("/quote", body))
    assert list(said) == [name]
    assert said[name].endswith(" is required")
    assert len(quotes(trade)) == len(ROWS)


WRONG: dict[str, tuple[Json, Json]] = {
    "services": ({"serviceRequestIds": ""}, {"serviceRequestIds": "Service request is required"}),
    "no-service": ({"serviceRequestIds": [5]}, {"serviceRequestIds": "Service request is invalid"}),
    "elsewhere": (
        {"serviceRequestIds": f"{SERVICE['id']},{ELSEWHERE['id']}"},
        {"serviceRequestIds": "Service request is invalid"},
    ),
    "job-type": ({"jobType": "reinspection"}, {"jobType": "Job type is invalid"}),
    "later-type": ({"jobType": "retrofit"}, {"jobType": "Job type is invalid"}),
    "name": ({"name": ""}, {"name": "Name is invalid"}),
    "status": ({"status": "sent"}, {"status": "Status is invalid"}),
    "substatus": ({"substatus": "ready_to_send"}, {"substatus": "Substatus is invalid"}),
    "contract": ({"contractId": 5}, {"contractId": "Contract is invalid"}),
    "foreign": ({"contractId": FOREIGN["id"]}, {"contractId": "Contract is invalid"}),
    "owner": ({"ownerId": 5}, {"ownerId": "Owner is invalid"}),
    "sales": ({"salesId": 5}, {"salesId": "Sales is invalid"}),
    "assigned": ({"assignedToId": 5}, {"assignedToId": "Assigned to is invalid"}),
    "visibility": ({"visibility": ["all"]}, {"visibility.0": "Visibility.0 is invalid"}),
    "expiry": ({"expiresOn": "soon"}, {"expiresOn": "Expires on is invalid"}),
    "flag": ({"customerPoRequired": 2}, {"customerPoRequired": "Customer po required is invalid"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_quote_is_refused_by_field_and_changes_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, name: str
) -> None:
    body, wrong = WRONG[name]
    listen(trade)
    before = quotes(trade)
    assert validation(trade.post("/quote", {**NEW, **body})) == wrong
    assert validation(trade.put(PATH, body)) == wrong
    assert quotes(trade) == before
    assert told(emulator, receiver) == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"vendorId": PLACE["companyId"]}, {"vendorId": "Vendor is invalid"}),
        ({"locationId": 5}, {"locationId": "Location is invalid"}),
        ({"customerId": 5}, {"customerId": "Customer is invalid"}),
        ({"status": "accepted"}, {"status": "Status is invalid"}),
    ],
    ids=["vendor", "location", "customer", "status"],
)
def test_a_wrong_new_quote_is_refused_by_field(trade: Trade, body: Json, wrong: Json) -> None:
    assert validation(trade.post("/quote", {**NEW, **body})) == wrong
    assert len(quotes(trade)) == len(ROWS)


MIDDLE = sorted(row["created"] for row in ROWS)[4]
LATER = sorted(row["updated"] for row in ROWS)[4]
OFFICE = PLACE["officeIds"][0]
PLACES = fixture()["locations"]
FILTERS: dict[str, tuple[Json, Callable[[Json], bool]]] = {
    "status": ({"status": "draft,new"}, lambda r: r["status"] in ("draft", "new")),
    "location": ({"locationId": PLACE["id"]}, lambda r: r["locationId"] == PLACE["id"]),
    "customer": (
        {"customerId": PLACE["companyId"]},
        lambda r: r["customerId"] == PLACE["companyId"],
    ),
    "vendor": ({"vendorId": PLACE["companyId"]}, lambda _: False),
    "owner": ({"ownerId": SUBMITTED["ownerId"]}, lambda r: r["ownerId"] == SUBMITTED["ownerId"]),
    "assigned": ({"assignedToId": "1,2"}, lambda _: False),
    "sales": ({"salesId": SUBMITTED["salesId"]}, lambda r: r["salesId"] == SUBMITTED["salesId"]),
    "name": ({"name": "ROOFTOP UNIT 2"}, lambda r: r["id"] == SUBMITTED["id"]),
    "search": ({"search": "2065"}, lambda r: r["refNumber"] == "2065"),
    "office": (
        {"officeIds": OFFICE},
        lambda r: OFFICE in PLACES[str(r["locationId"])]["officeIds"],
    ),
    "created-after": ({"createdAfter": MIDDLE}, lambda r: r["created"] >= MIDDLE),
    "created-before": ({"createdBefore": MIDDLE}, lambda r: r["created"] <= MIDDLE),
    "updated-after": ({"updatedAfter": LATER}, lambda r: r["updated"] >= LATER),
    "updated-before": ({"updatedBefore": LATER}, lambda r: r["updated"] <= LATER),
    "tag": ({"tag": "no such tag"}, lambda _: False),
    "unknown": ({"perPage": 2}, lambda _: True),
}


@pytest.mark.parametrize("name", FILTERS)
def test_quotes_are_filtered(trade: Trade, name: str) -> None:
    query, wanted = FILTERS[name]
    assert trade.ids("/quote", "quotes", **query) == [row["id"] for row in ROWS if wanted(row)]


def test_quotes_are_filtered_by_tags(trade: Trade) -> None:
    tagging = record("taggings", entityType=9)
    name = record("tags", id=tagging["tagId"])["name"]
    assert trade.ids("/quote", "quotes", tag=name) == [tagging["entityId"]]


def test_an_unknown_quote_is_not_found(trade: Trade) -> None:
    for answer in (trade.get("/quote/1"), trade.put("/quote/1", {})):
        assert (answer.status_code, answer.json()["messages"]["error"]) == (404, ["Not found"])
