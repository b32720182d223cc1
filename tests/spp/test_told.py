"""What a message says of each kind of thing, and what the test button sends."""

import json
import re
from dataclasses import replace

import pytest

from emulator.kernel.operation import Event
from emulator.vendors.spp import VENDOR
from emulator.vendors.spp.samples import ID, samples
from tests.receiver import Receiver
from tests.spp.desk import listen, messages, state
from tests.spp.pasting import catalogue, fire, press
from tests.world import Emulator, Json

FULL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000")


def data(emulator: Emulator, receiver: Receiver, event: str, record: object = "") -> Json:
    """What the first workspace is told."""
    listen(emulator, event)
    fire(emulator, event, record)
    (message,) = messages(emulator, receiver)
    told: Json = message["data"]
    return told


def test_every_message_is_as_the_contract_describes_it(
    emulator: Emulator, receiver: Receiver
) -> None:
    contract = emulator.door.sandboxes.default.worlds["spp"].installed.contract
    schemas = contract.document["components"]["schemas"]
    assert schemas["WebhookData"]["properties"].keys() == catalogue(emulator).keys()
    listen(emulator)
    for event in catalogue(emulator):
        fire(emulator, event)
    for message in messages(emulator, receiver):
        assert not [*contract.problems("WebhookMessage", {"message": message})]
        assert not [*contract.problems("WebhookData", {"": {message["event"]: message["data"]}})]


def test_an_order_has_its_number_as_id_and_what_both_kinds_of_receivers_read(
    emulator: Emulator, receiver: Receiver
) -> None:
    told = data(emulator, receiver, "order.created", "orders/5004")
    assert (told["id"], told["number"], told["status"]) == (told["number"], told["id"], "Complete")
    assert told["client"]["name"] == "Dana Whitfield"
    assert set(told["client"]) >= {"id", "name", "email", "company", "phone"}
    older = {"service", "price", "currency", "paysys", "quantity", "note", "date_due", "form_data"}
    assert set(told) >= older | {"invoice_id", "date_completed", "status_id", "employees", "tags"}
    assert set(told["invoice"]) == {"id", "status", "view_link"}
    assert told["invoice"]["id"] == told["invoice_id"]


def test_an_orders_form_is_a_map_of_labels(emulator: Emulator, receiver: Receiver) -> None:
    told = data(emulator, receiver, "orderform.submitted")
    assert (told["id"], told["form_data"]["Equipment"]) == ("6A1F20C4", "Rooftop unit 2")
    assert told["invoice"] is told["date_completed"] is None


def test_dates_have_offsets_without_a_colon_however_deep(
    emulator: Emulator, receiver: Receiver
) -> None:
    told = data(emulator, receiver, "message.posted")
    for dates in (told, told["order"], told["order"]["client"]):
        assert FULL.fullmatch(dates["created_at"])
    assert told["date_added"] == told["created_at"]
    assert "+00:00" not in json.dumps(told)


def test_what_people_wrote_is_told_as_they_wrote_it(emulator: Emulator, receiver: Receiver) -> None:
    field = state(emulator)["formfields"]["1"]
    names = {"name": "visit_at", "value": "2026-06-15T12:00:00+00:00"}
    changed = {"formfields": {"1": field | names}}
    emulator.control("POST", "/fixtures", {"spp": changed})
    told = data(emulator, receiver, "form.intake.submitted")
    assert told["form_data"]["visit_at"] == "2026-06-15T12:00:00+00:00"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("invoice.paid", {"id": "E4A269FC", "number": "E4A269FC", "status": "Unpaid"}),
        ("account.created", {"id": 1001, "email": "dana.whitfield@larkfield.example"}),
        ("message.posted", {"id": 7001, "ticket": None}),
        ("subscription.paid", {"id": 1, "number": "5D0C77AB", "status": "Active"}),
        ("ticket.created", {"id": "7B3E91D0", "number": "7B3E91D0", "status": "Open"}),
        ("form.contact.submitted", {"id": "7B3E91D0", "form_data": {}}),
        ("task.completed", {"id": 1, "order_id": "6A1F20C4"}),
    ],
)
def test_each_event_tells_of_its_subject(
    emulator: Emulator, receiver: Receiver, event: str, expected: Json
) -> None:
    told = data(emulator, receiver, event)
    assert {name: told[name] for name in expected} == expected


def test_a_client_of_the_account_events_is_told_whole(
    emulator: Emulator, receiver: Receiver
) -> None:
    told = data(emulator, receiver, "account.created")
    assert [manager["id"] for manager in told["managers"]] == told["employee_id"] == [2]


def test_what_no_event_is_about_is_told_as_the_api_shows_it_or_by_its_id_alone(
    emulator: Emulator, receiver: Receiver
) -> None:
    listen(emulator, "order.created")
    tables = {name: rows for name, rows in state(emulator).items() if rows and name != "_meta"}
    for table, rows in tables.items():
        fire(emulator, "order.created", f"{table}/{next(iter(rows))}")
    got = messages(emulator, receiver)
    assert len(got) == len(tables)
    secrets = [row["key"] for row in tables["keys"].values()]
    assert not any(secret in json.dumps(message) for secret in secrets for message in got)


def test_the_test_button_tells_of_the_newest_of_the_first_event(
    emulator: Emulator, receiver: Receiver
) -> None:
    made = listen(emulator, "order.tagged", "account.created")
    press(emulator, made)
    (message,) = messages(emulator, receiver)
    orders = [o for o in state(emulator)["orders"].values() if o["workspace_id"] == 1]
    newest = max(orders, key=lambda order: order["id"])
    assert (message["event"], message["token"]) == ("order.tagged", made["secret"])
    assert message["data"]["id"] == newest["number"]


def test_the_test_button_leaves_out_the_team_and_what_was_deleted(
    emulator: Emulator, receiver: Receiver
) -> None:
    before = state(emulator)
    rows = {k: r for k, r in before["orders"].items() if r["workspace_id"] == 1}
    gone = {key: row | {"deleted_at": "2026-06-15T11:00:00Z"} for key, row in rows.items()}
    team = {str(ID): before["users"]["1"] | {"id": ID, "email": "new@norwell.example"}}
    emulator.control("POST", "/fixtures", {"spp": {"orders": gone, "users": team}})
    for event in ("order.created", "account.created"):
        press(emulator, listen(emulator, event))
    order, account = messages(emulator, receiver)
    assert order["data"]["client"]["name"] == "Sam Sample"
    newest = before["users"][str(account["data"]["id"])]
    assert not newest["is_team"]
    others = [r["id"] for r in before["users"].values() if r["workspace_id"] == 1]
    assert newest["id"] == max(others)


def test_a_workspace_without_a_record_of_the_kind_is_told_of_a_sample(
    emulator: Emulator, receiver: Receiver
) -> None:
    empty = state(emulator)["workspaces"]["2"] | {"id": 3, "subdomain": "empty"}
    emulator.control("POST", "/fixtures", {"spp": {"workspaces": {"3": empty}}})
    made = [listen(emulator, event, owner=3) for event in catalogue(emulator)]
    before = state(emulator)
    for endpoint in made:
        press(emulator, endpoint)
    samples = messages(emulator, receiver)
    assert state(emulator) == before
    listen(emulator)
    for event in catalogue(emulator):
        fire(emulator, event)
    real = messages(emulator, receiver)
    assert [(m["event"], {*m["data"]}) for m in samples] == [
        (m["event"], {*m["data"]}) for m in real
    ]


def test_samples_are_records_as_any_other(emulator: Emulator, receiver: Receiver) -> None:
    call = emulator.door.sandboxes.default.worlds["spp"].call()
    made = samples(call, 1)
    emulator.control("POST", "/fixtures", {"spp": {t: {str(ID): r} for t, r in made.items()}})
    listen(emulator)
    for event, table in catalogue(emulator).items():
        fire(emulator, event, f"{table}/{ID}")
    assert {m["data"].get("user_id", ID) for m in messages(emulator, receiver)} == {ID}


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [("", "https://norwellhvac.spp.co"), ("http://localhost/spp", "http://localhost/spp")],
)
def test_links_are_those_of_the_workspace_where_no_request_names_a_host(
    emulator: Emulator, base_url: str, expected: str
) -> None:
    listen(emulator)
    world = emulator.door.sandboxes.default.worlds["spp"]
    call = replace(world.call(), base_url=base_url)
    record = call.load("invoices", 3001)
    (message,) = VENDOR.webhooks.messages(call, [Event("invoice.paid", "invoices", record)])
    told = json.loads(message.body)["data"]
    assert told["view_link"].startswith(f"{expected}/invoices/E4A269FC?key=")
    assert told["client"]["aff_link"].startswith(f"{expected}/r/")
