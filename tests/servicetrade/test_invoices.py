"""Invoices: what one shows, how it is made, and how they are listed."""

import json
from collections.abc import Callable

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import (
    NOON,
    TECH,
    Trade,
    data,
    fixture,
    listen,
    log_in,
    record,
    told,
    validation,
)
from tests.world import Emulator, Json

JOB = record("jobs", status="completed")
ITEMS = [row for row in fixture()["jobitems"].values() if row["jobId"] == JOB["id"]]
CONTRACT = next(r for r in fixture()["contracts"].values() if r["companyId"] == JOB["customerId"])
FOREIGN = next(r for r in fixture()["contracts"].values() if r["companyId"] != JOB["customerId"])
VENDOR = record("companies", vendor=True)["id"]
PLACE = record("locations", companyId=JOB["customerId"])
WHO = {"locationId": PLACE["id"], "customerId": PLACE["companyId"], "vendorId": VENDOR}
FIELDS = """id uri name type status substatus invoiceNumber refNumber taxAmount subtotal totalPrice
totalPaidAmount location terms job visibility assignedUser customer vendor customerPo notes partial
paid sent items tags transactionDate contract assignedOffice paymentTerms dueDate created updated"""


def everything(trade: Trade) -> tuple[list[Json], list[Json]]:
    listed = trade.read("/invoice")["invoices"]
    return listed, [item for invoice in listed for item in invoice["items"]]


def test_an_invoice_shows_all_fields_and_sums_its_items(trade: Trade) -> None:
    stored = record("invoices", status="paid")
    shown = trade.read(f"/invoice/{stored['id']}")
    assert shown.keys() == set(FIELDS.split())
    for name in ("subtotal", "taxAmount", "totalPrice"):
        assert shown[name] == round(sum(item[name] for item in shown["items"]), 2)
    assert shown["totalPrice"] == stored["totalPaidAmount"] == 587.75
    assert (shown["paid"], shown["sent"]) == (True, False)
    assert shown["uri"].endswith(f"/servicetrade/api/invoice/{stored['id']}")
    assert trade.emulator.http.get(shown["uri"], headers={"Cookie": f"PHPSESSID={trade.token}"})


def test_the_customer_and_the_location_of_an_invoice_have_their_external_ids(trade: Trade) -> None:
    known = record("externalids", entityType="company")
    stored = record("invoices", customerId=known["entityId"])
    shown = trade.read(f"/invoice/{stored['id']}")
    assert shown["customer"]["externalIds"][known["system"]] == known["value"]
    assert "externalIds" in shown["location"]
    assert "externalIds" not in shown["vendor"]


def test_an_unknown_invoice_is_not_found(trade: Trade) -> None:
    for answer in (trade.get("/invoice/1"), trade.put("/invoice/1", {})):
        assert (answer.status_code, answer.json()["messages"]["error"]) == (404, ["Not found"])


def test_an_invoice_of_a_job_bills_the_jobs_items_and_tells_of_both(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    made = data(trade.post("/invoice", {"jobId": str(JOB["id"])}))
    assert told(emulator, receiver) == ["invoice.created", "invoice.updated", "job.updated"]
    assert [i["jobItem"]["id"] for i in made["items"]] == [row["id"] for row in ITEMS]
    billed = [(i["description"], i["quantity"], i["price"], i["taxRate"]) for i in made["items"]]
    assert billed == [(row["name"], row["quantity"], row["price"], 0) for row in ITEMS]
    assert made["totalPrice"] == sum(row["quantity"] * row["price"] for row in ITEMS)
    assert (made["job"]["id"], made["location"]["id"]) == (JOB["id"], JOB["locationId"])
    assert (made["customer"]["id"], made["vendor"]["id"]) == (JOB["customerId"], JOB["vendorId"])
    assert (made["status"], made["type"], made["transactionDate"]) == ("ok", "invoice", NOON)
    assert (made["totalPaidAmount"], made["partial"], made["dueDate"]) == (0, False, None)
    assert made == trade.read(f"/invoice/{made['id']}")


def test_a_jobs_location_customer_and_vendor_win_over_those_that_are_sent(trade: Trade) -> None:
    other = {"locationId": 1, "customerId": 1, "vendorId": 1}
    made = data(trade.post("/invoice", {"jobId": JOB["id"], **other}))
    assert made["location"]["id"] == JOB["locationId"]


def test_an_invoice_without_a_job_is_of_a_location_a_customer_and_a_vendor(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    made = data(trade.post("/invoice", {**WHO, "type": "external", "transactionDate": 1}))
    assert told(emulator, receiver) == ["invoice.created", "invoice.updated"]
    assert (made["job"], made["items"], made["totalPrice"]) == (None, [], 0)
    assert (made["customer"]["id"], made["transactionDate"]) == (WHO["customerId"], 1)


def test_items_that_are_sent_are_billed_instead_of_the_jobs(trade: Trade) -> None:
    lib_item = record("libitems", type="labor")
    sent = [
        {"description": "Crane", "quantity": "2", "price": "10.005", "taxRate": "6.25"},
        {"libItemId": str(lib_item["id"]), "jobItemId": ITEMS[0]["id"], "serviceLineId": None},
    ]
    made = data(trade.post("/invoice", {"jobId": JOB["id"], "items": sent}))
    crane, labor = made["items"]
    assert (crane["subtotal"], crane["taxAmount"], crane["totalPrice"]) == (20.01, 1.25, 21.26)
    assert (labor["description"], labor["price"]) == (lib_item["name"], lib_item["price"])
    assert (labor["quantity"], labor["jobItem"]["id"]) == (1, ITEMS[0]["id"])
    assert made["totalPrice"] == 21.26 + lib_item["price"]
    assert data(trade.post("/invoice", {"jobId": JOB["id"], "items": []}))["items"] == []


def test_a_job_item_without_a_price_is_billed_at_the_lib_items(
    trade: Trade, emulator: Emulator
) -> None:
    lib_item = record("libitems", type="fee")
    first = ITEMS[0] | {"price": None, "libItemId": lib_item["id"]}
    second = ITEMS[1] | {"price": None, "libItemId": None}
    rows = {str(row["id"]): row for row in (first, second)}
    emulator.control("POST", "/fixtures", {"servicetrade": {"jobitems": rows}})
    made = data(trade.post("/invoice", {"jobId": JOB["id"]}))
    assert [item["price"] for item in made["items"]][:2] == [lib_item["price"], 0]


def test_an_invoice_that_a_technician_makes_is_reviewed_first(emulator: Emulator) -> None:
    made = data(log_in(emulator, TECH).post("/invoice", {"jobId": JOB["id"]}))
    assert made["status"] == "internal_review"


def test_an_invoice_is_under_the_jobs_contract_unless_it_says_another(trade: Trade) -> None:
    job = next(r for r in fixture()["jobs"].values() if r["contractId"])
    made = data(trade.post("/invoice", {"jobId": job["id"]}))
    assert made["contract"]["id"] == job["contractId"]
    made = data(trade.post("/invoice", {"jobId": JOB["id"], "contractId": CONTRACT["id"]}))
    assert made["contract"]["name"] == CONTRACT["name"]
    assert data(trade.put(f"/invoice/{made['id']}", {"contractId": None}))["contract"] is None


def test_a_contract_of_another_customer_is_a_conflict(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    made = data(trade.post("/invoice", {"jobId": JOB["id"]}))
    listen(trade)
    before = everything(trade)
    body = {"jobId": JOB["id"], "contractId": FOREIGN["id"]}
    for answer in (trade.post("/invoice", body), trade.put(f"/invoice/{made['id']}", body)):
        assert answer.status_code == 409
        said = answer.json()["messages"]
        assert said == {"error": ["The contract does not apply to the job"]}
        assert str(FOREIGN["companyId"]) in answer.headers["emulator-reason"]
    assert everything(trade) == before
    assert told(emulator, receiver) == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"jobId": "Job is required"}),
        ({"jobId": None, "locationId": 5}, {"customerId": "Customer is required"}),
        ({**WHO, "vendorId": None}, {"vendorId": "Vendor is invalid"}),
        ({"jobId": 5}, {"jobId": "Job is invalid"}),
        ({"jobId": "x"}, {"jobId": "Job is invalid"}),
        ({**WHO, "locationId": 5}, {"locationId": "Location is invalid"}),
        ({**WHO, "customerId": 5}, {"customerId": "Customer is invalid"}),
        ({**WHO, "vendorId": WHO["customerId"]}, {"vendorId": "Vendor is invalid"}),
        ({**WHO, "contractId": 5}, {"contractId": "Contract is invalid"}),
        ({**WHO, "assignedUserId": 5}, {"assignedUserId": "Assigned user is invalid"}),
        ({**WHO, "type": "bill"}, {"type": "Type is invalid"}),
        ({**WHO, "status": "draft"}, {"status": "Status is invalid"}),
        ({**WHO, "applyTax": "perhaps"}, {"applyTax": "Apply tax is invalid"}),
        ({**WHO, "transactionDate": "today"}, {"transactionDate": "Transaction date is invalid"}),
        ({**WHO, "items": "all"}, {"items": "Items is invalid"}),
        (
            {**WHO, "items": [{}, {"taxRate": 101}]},
            {"items.1.taxRate": "Items.1.tax rate is invalid"},
        ),
        ({**WHO, "items": [{"price": 1}]}, {"items.0.description": "Description is required"}),
        ({**WHO, "items": [{"description": "x"}]}, {"items.0.price": "Price is required"}),
        (
            {**WHO, "items": [{"description": "x", "price": 1, "jobItemId": ITEMS[0]["id"]}]},
            {"items.0.jobItemId": "Job item is invalid"},
        ),
    ],
    ids=["none", "one", "two", "no-job", "text", "no-location", "no-customer", "no-vendor",
         "no-contract", "no-user", "type", "status", "flag", "date", "items", "tax", "nameless",
         "priceless", "foreign-item"],
)  # fmt: skip
def test_a_wrong_invoice_is_refused_by_field_and_not_made(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json, wrong: Json
) -> None:
    listen(trade)
    before = everything(trade)
    assert validation(trade.post("/invoice", body)) == wrong
    assert everything(trade) == before
    assert told(emulator, receiver) == []


ROWS: list[Json] = list(fixture()["invoices"].values())
MIDDLE = sorted(row["transactionDate"] for row in ROWS)[5]
ASSIGNED = record("invoices", status="internal_review")["assignedUserId"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"jobId": ROWS[0]["jobId"]}, lambda r: r["jobId"] == ROWS[0]["jobId"]),
        ({"customerId": ROWS[0]["customerId"]}, lambda r: r["customerId"] == ROWS[0]["customerId"]),
        ({"assignedUserId": ASSIGNED}, lambda r: r["assignedUserId"] == ASSIGNED),
        ({"contractId": CONTRACT["id"]}, lambda r: r["contractId"] == CONTRACT["id"]),
        ({"type": "external,vendorbill"}, lambda r: r["type"] != "invoice"),
        ({"status": "paid,void"}, lambda r: r["status"] in ("paid", "void")),
        ({"partial": "1"}, lambda r: r["partial"]),
        ({"partial": "False"}, lambda r: not r["partial"]),
        ({"invoiceRecurrenceId": 1}, lambda _: False),
        ({"transactionDateAfter": MIDDLE}, lambda r: r["transactionDate"] >= MIDDLE),
        ({"transactionDateBefore": MIDDLE}, lambda r: r["transactionDate"] <= MIDDLE),
        ({"createdAfter": MIDDLE}, lambda r: r["created"] >= MIDDLE),
        ({"createdBefore": MIDDLE}, lambda r: r["created"] <= MIDDLE),
        ({"updatedAfter": MIDDLE}, lambda r: r["updated"] >= MIDDLE),
        ({"updatedBefore": MIDDLE}, lambda r: r["updated"] <= MIDDLE),
        ({"per_page": 3, "customer_id": 1}, lambda _: True),
    ],
    ids=["job", "customer", "user", "contract", "type", "status", "partial", "final", "recurrence",
         "transacted-after", "transacted-before", "created-after", "created-before",
         "updated-after", "updated-before", "unknown"],
)  # fmt: skip
def test_invoices_are_filtered(trade: Trade, query: Json, wanted: Callable[[Json], bool]) -> None:
    found = sorted(trade.ids("/invoice", "invoices", **query))
    assert found == [row["id"] for row in ROWS if wanted(row)]


def test_invoices_are_filtered_by_tags_that_all_have_to_be_there(trade: Trade) -> None:
    tagging = record("taggings", entityType=102)
    name = record("tags", id=tagging["tagId"])["name"]
    assert trade.ids("/invoice", "invoices", tag=name.upper()) == [tagging["entityId"]]
    assert trade.ids("/invoice", "invoices", tag=f"{name},other") == []


def test_invoices_come_by_name_or_by_their_date(trade: Trade) -> None:
    names = {ROWS[0]["id"]: "beta", ROWS[1]["id"]: "Alpha"}
    for invoice_id, name in names.items():
        data(trade.put(f"/invoice/{invoice_id}", {"name": name}))
    for query in ({}, {"sort": "name"}):
        shown = [row["name"] for row in trade.read("/invoice", **query)["invoices"]]
        assert [name for name in shown if name][:2] == ["Alpha", "beta"]
        assert not any(shown[: shown.index("Alpha")])
    dates = [
        r["transactionDate"] for r in trade.read("/invoice", sort="transactionDate")["invoices"]
    ]
    assert dates == sorted(dates)
    assert validation(trade.get("/invoice", sort="price")) == {"sort": "Sort is invalid"}


def test_invoices_come_in_pages(trade: Trade) -> None:
    first, last = (trade.read("/invoice", limit=10, page=page) for page in (1, 2))
    assert (first["totalCount"], first["totalPages"], first["pageSize"]) == (len(ROWS), 2, 10)
    assert len({json.dumps(r) for r in (*first["invoices"], *last["invoices"])}) == len(ROWS)
