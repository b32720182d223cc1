"""ServiceTrade's demo world, as the file has it, beside ServiceChannel's."""

import base64
import json
import re
from typing import Any

import pytest

from emulator.kernel.clock import parse_instant
from emulator.resources import tree

Json = dict[str, Any]

#: In the order of their ranges of ids.
TABLE_NAMES = """accounts clients users companies locations contacts regions servicelines libitems
assetdefinitions assets contracts jobs appointments jobitems servicerequests clockevents invoices
invoiceitems quotes quoteitems deficiencies tags taggings comments attachments files
externalsystems externalids webhooks history"""
TABLES = TABLE_NAMES.split()
#: What leads to a table, without its Id or Ids, where it is not the table's own name.
LEADING = {
    "users": "owner sales manager assignedUser assignedTo reporter author creator preferredTech",
    "companies": "company vendor customer broker preferredVendor",
    "locations": "office",
    "contacts": "primaryContact",
    "assets": "parent",
    "clockevents": "start",
    "deficiencies": "deficiency",
}
REFERENCES = {table.removesuffix("s"): table for table in TABLES} | {
    name.lower(): table for table, names in LEADING.items() for name in names.split()
}
REFERENCES["tech"] = "users"
#: They end like references; entityId has a test of its own.
OTHER_IDS = {"entityId", "clientId", "legacyId", "purposeId"}
ENTITIES = {3: "jobs", 5: "companies", 9: "quotes", 10: "deficiencies", 11: "locations"}
ENTITIES |= {16: "appointments", 101: "assets", 102: "invoices"}
PAST = """created updated completedOn closedOn usedOn eventTime reportedOn latestSubmission
latestAccepted transactionDate"""
ORDERS = """created:updated created:completedOn created:closedOn windowStart:windowEnd
dueAfter:dueBy originalWindowStart:originalWindowEnd transactionDate:dueDate reportedOn:created
created:latestSubmission latestSubmission:latestAccepted latestAccepted:updated"""
STATUSES = {
    "jobs": "new scheduled canceled bidding completed pending_invoice sending_invoice closed",
    "appointments": "unscheduled scheduled completed canceled_by_vendor canceled_by_customer "
    "no_show",
    "servicerequests": "open closed canceled void",
    "invoices": "ok internal_review pending_accounting processed paid sent failed void",
    "quotes": "draft new submitted accepted rejected canceled",
    "deficiencies": "new invalid verified fixed",
}
#: Of a location in ServiceTrade, and of the same one in ServiceChannel.
PLACE = "name storeNumber lat lon phoneNumber addressStreet addressCity addressPostalCode"
OTHER_PLACE = "Name StoreId Latitude Longitude Phone Address1 City Zip"


def demo(vendor: str) -> dict[str, dict[str, Json]]:
    text = (tree("fixtures") / "demo" / f"{vendor}.json").read_text("utf-8")
    return dict(json.loads(text))


WORLD, OTHER = demo("servicetrade"), demo("servicechannel")
EVERY_RECORD = [(table, row) for table in TABLES for row in WORLD[table].values()]


def rows(table: str) -> list[Json]:
    return list(WORLD[table].values())


def record(table: str, record_id: int) -> Json:
    return WORLD[table][str(record_id)]


def epoch(instant: str) -> int:
    return int(parse_instant(instant).timestamp())


def name_of(user_id: int) -> str:
    user = record("users", user_id)
    return f"{user['firstName']} {user['lastName']}"


def values(row: Json, fields: str) -> list[object]:
    return [row[field] for field in fields.split()]


def job_of(order: str) -> Json:
    """The job that has a work order's number as its purchase order."""
    (job,) = [job for job in rows("jobs") if job["customerPo"] == order]
    return job


def clocked(order: str) -> set[tuple[str, int, int]]:
    """Who was at a work order's job, from when to when."""
    job_id = job_of(order)["id"]
    events = [event for event in rows("clockevents") if event["jobId"] == job_id]
    begun = {event["id"]: event["eventTime"] for event in events}
    ends = [event for event in events if not event["isStart"]]
    return {(name_of(e["userId"]), begun[e["startId"]], e["eventTime"]) for e in ends}


def checked_in(order: str) -> set[tuple[str, int, int]]:
    """Who was at a work order in ServiceChannel, from when to when."""
    return {
        (OTHER["users"][str(a["UserId"])]["FullName"], epoch(a["TimeIn"]), epoch(a["TimeOut"]))
        for a in OTHER["workactivities"].values()
        if str(a["WorkOrderId"]) == order and a["TimeOut"]
    }


#: The work orders of ServiceChannel that are jobs here.
MIRRORED = [job["customerPo"] for job in rows("jobs") if job["customerPo"] in OTHER["workorders"]]


def test_the_tables_stand_in_the_order_of_their_ranges_of_ids() -> None:
    assert list(WORLD) == ["_meta", *TABLES]


@pytest.mark.parametrize("table", [table for table in TABLES if WORLD[table]])
def test_every_id_is_inside_its_tables_range_and_equal_to_its_key(table: str) -> None:
    home = "attachments" if table == "files" else table
    first = 1406000000000001 + (TABLES.index(home) + 1) * 10**13
    for key, row in WORLD[table].items():
        assert key == str(row["id"])
        assert first <= row["id"] < first + 10**13


def test_every_reference_leads_to_a_record_of_the_right_table() -> None:
    for table, row in EVERY_RECORD:
        for field in [name for name in row if re.search(r"Ids?$", name)]:
            if field not in OTHER_IDS:
                known = WORLD[REFERENCES[re.sub(r"Ids?$", "", field).lower()]]
                found = row[field] if field.endswith("s") else [row[field]]
                assert {str(i) for i in found if i is not None} <= known.keys(), (table, field)


@pytest.mark.parametrize("table", ["taggings", "comments", "attachments", "history"])
def test_what_belongs_to_any_entity_names_one_that_exists(table: str) -> None:
    for row in rows(table):
        assert str(row["entityId"]) in WORLD[ENTITIES[row["entityType"]]]


def test_an_external_id_is_of_a_known_system_and_no_value_is_given_twice_in_it() -> None:
    known = {system["name"] for system in rows("externalsystems")}
    for row in rows("externalids"):
        assert row["system"] in known
        assert str(row["entityId"]) in WORLD[REFERENCES[row["entityType"]]]
    given = [(row["system"], row["value"]) for row in rows("externalids")]
    assert len(given) == len(set(given))


@pytest.mark.parametrize("order", ORDERS.split())
def test_epochs_are_in_order(order: str) -> None:
    earlier, later = order.split(":")
    both = [(r[earlier], r[later]) for _, r in EVERY_RECORD if r.get(earlier) and r.get(later)]
    assert both
    assert [pair for pair in both if pair[0] > pair[1]] == []


@pytest.mark.parametrize("field", PAST.split())
def test_what_has_happened_is_not_after_the_worlds_day(field: str) -> None:
    now = epoch(WORLD["_meta"]["1"]["now"])
    times = [row[field] for _, row in EVERY_RECORD if row.get(field)]
    assert times
    assert max(times) <= now


@pytest.mark.parametrize("table", STATUSES)
def test_every_status_occurs_and_no_other(table: str) -> None:
    assert {row["status"] for row in rows(table)} == set(STATUSES[table].split())


def test_the_customer_of_a_job_is_the_company_of_its_location() -> None:
    for job in rows("jobs"):
        assert job["customerId"] == record("locations", job["locationId"])["companyId"]


def test_an_appointment_holds_services_of_its_job_and_its_jobs_location() -> None:
    for appointment in rows("appointments"):
        job = record("jobs", appointment["jobId"])
        for service_id in appointment["serviceRequestIds"]:
            service = record("servicerequests", service_id)
            assert service["jobId"] == job["id"]
            assert service["locationId"] == job["locationId"]


def test_only_technicians_are_sent_and_to_nothing_without_a_window() -> None:
    for appointment in rows("appointments"):
        assert all(record("users", tech)["isTech"] for tech in appointment["techIds"])
        is_unscheduled = appointment["status"] == "unscheduled"
        assert is_unscheduled == (appointment["windowStart"] is None)
        assert not (is_unscheduled and appointment["techIds"])


@pytest.mark.parametrize("table", ["servicerequests", "deficiencies"])
def test_an_asset_is_where_its_services_and_deficiencies_are(table: str) -> None:
    for row in rows(table):
        if row["assetId"]:
            assert record("assets", row["assetId"])["locationId"] == row["locationId"]


def test_an_asset_of_a_definition_has_its_type_and_its_properties() -> None:
    for asset in rows("assets"):
        if asset["assetDefinitionId"]:
            definition = record("assetdefinitions", asset["assetDefinitionId"])
            assert asset["type"] == definition["type"]
            assert list(asset["properties"]) == definition["properties"]


def test_a_clock_event_ends_one_of_the_same_visit_and_none_is_ended_twice() -> None:
    same = "jobId appointmentId userId activity source"
    ends = [event for event in rows("clockevents") if not event["isStart"]]
    assert len({event["startId"] for event in ends}) == len(ends)
    for end in ends:
        start = record("clockevents", end["startId"])
        assert start["isStart"]
        assert values(start, same) == values(end, same)
        assert start["eventTime"] < end["eventTime"]


def test_a_clock_event_is_inside_the_window_of_its_appointment() -> None:
    for event in rows("clockevents"):
        appointment = record("appointments", event["appointmentId"])
        assert appointment["jobId"] == event["jobId"]
        assert event["userId"] in appointment["techIds"]
        assert appointment["windowStart"] <= event["eventTime"] <= appointment["windowEnd"]


def test_closed_services_and_completed_jobs_and_no_others_have_their_time() -> None:
    for service in rows("servicerequests"):
        assert (service["status"] == "closed") == (service["closedOn"] is not None)
    done = {"completed", "pending_invoice", "sending_invoice", "closed"}
    for job in rows("jobs"):
        assert (job["status"] in done) == (job["completedOn"] is not None)


def test_an_invoice_is_of_its_jobs_location_and_its_items_of_its_jobs_items() -> None:
    for item in rows("invoiceitems"):
        invoice = record("invoices", item["invoiceId"])
        if item["jobItemId"]:
            assert record("jobitems", item["jobItemId"])["jobId"] == invoice["jobId"]
        if invoice["jobId"]:
            assert invoice["locationId"] == record("jobs", invoice["jobId"])["locationId"]


def test_a_quote_is_for_services_at_its_location() -> None:
    for quote in rows("quotes"):
        for service_id in quote["serviceRequestIds"]:
            assert record("servicerequests", service_id)["locationId"] == quote["locationId"]


def test_every_attachment_has_a_file_of_its_size() -> None:
    sizes = {key: len(base64.b64decode(file["content"])) for key, file in WORLD["files"].items()}
    assert sizes == {key: row["size"] for key, row in WORLD["attachments"].items()}


def test_every_telephone_number_and_address_is_made_up() -> None:
    text = json.dumps(WORLD)
    phones = re.findall(r'"(?:phone|phoneNumber|mobile|alternatePhone)": "([^"]*)', text)
    mails = re.findall(r"[\w.]+@[\w.]+", text)
    assert {phone[6:12] for phone in phones} == {"555-01"}
    assert {mail.rpartition(".")[2] for mail in mails} == {"example"}


def test_every_store_is_the_same_place_in_both_worlds() -> None:
    here = [values(row, PLACE) for row in rows("locations") if row["storeNumber"]]
    assert here == [values(row, OTHER_PLACE) for row in OTHER["locations"].values()]


def test_the_visit_of_work_order_107002896_is_in_both_worlds() -> None:
    order, job = OTHER["workorders"]["107002896"], job_of("107002896")
    (visit,) = [row for row in rows("appointments") if row["jobId"] == job["id"]]
    where = values(record("locations", job["locationId"]), PLACE)
    assert where == values(OTHER["locations"][str(order["LocationId"])], OTHER_PLACE)
    customer = OTHER["subscribers"][str(order["SubscriberId"])]["Name"]
    assert record("companies", job["customerId"])["name"] == customer
    assert [name_of(i) for i in visit["techIds"]] == [OTHER["users"]["1544987"]["FullName"]]
    assert visit["windowStart"] == epoch(order["ScheduledDate"])
    assert (job["status"], visit["status"]) == ("scheduled", "scheduled")
    (service,) = [record("servicerequests", i) for i in visit["serviceRequestIds"]]
    assert service["description"] == "Rooftop unit 2 not cooling"
    assert record("assets", service["assetId"])["name"] == "Rooftop unit 2"
    known = [row["value"] for row in rows("externalids") if row["entityId"] == job["id"]]
    assert known == ["107002896"]


@pytest.mark.parametrize("order", MIRRORED)
def test_a_finished_visit_has_the_same_times_and_place_in_both_worlds(order: str) -> None:
    assert clocked(order) == checked_in(order)
    where = values(record("locations", job_of(order)["locationId"]), PLACE)
    found = OTHER["locations"][str(OTHER["workorders"][order]["LocationId"])]
    assert where == values(found, OTHER_PLACE)


def test_a_finished_visit_of_the_user_1544987_is_in_both_worlds() -> None:
    activity = OTHER["workactivities"]["148797545"]
    assert activity["UserId"] == 1544987
    times = epoch(activity["TimeIn"]), epoch(activity["TimeOut"])
    assert ("Tomas Brandt", *times) in clocked(str(activity["WorkOrderId"]))
