"""Invoices, as they are written and read."""

import re

import pytest

from tests.receiver import Receiver
from tests.spp.bills import DANA, ITEM, PLAIN, invoiced
from tests.spp.desk import NOON, Desk, listen, messages, read, state, told
from tests.world import Emulator

PERIOD = {"r_period_l": 1, "r_period_t": "M"}


def test_an_invoice_reckons_in_decimals(desk: Desk) -> None:
    items = [ITEM | {"discount": "0.10"}, PLAIN, {"name": "Bolt", "quantity": 3, "amount": "0.1"}]
    made = invoiced(desk, *items, tax="1.05", note="Thanks")
    assert [item["total"] for item in made["items"]] == ["184.90", "15.00", "0.30"]
    assert (made["subtotal"], made["tax"], made["total"]) == ("200.20", "1.05", "201.25")
    assert (made["status"], made["status_id"], made["date_due"]) == ("Unpaid", 1, NOON)
    assert (made["client"]["id"], made["currency"], made["recurring"]) == (DANA, "USD", None)


def test_its_links_have_a_key(desk: Desk) -> None:
    made = invoiced(desk)
    key = re.fullmatch(
        rf"http://[^/]+/spp/invoices/{made['number']}\?key=([0-9a-f]{{32}})", made["view_link"]
    )
    assert key is not None
    assert made["download_link"].endswith(f"/invoices/{made['number']}/download?key={key[1]}")
    assert made["thanks_link"].endswith(f"/thanks/{made['number']}?key={key[1]}")


def test_an_invoice_is_found_by_its_number_and_its_id_and_listed_first(
    desk: Desk, v1: Desk
) -> None:
    made = invoiced(desk)
    assert desk.read(f"/invoices/{made['number']}") == made
    assert desk.read(f"/invoices/{made['id']}") == made
    assert desk.ids("/invoices")[0] == made["id"]
    assert v1.read(f"/invoices/{made['number']}")["id"] == made["number"]
    assert v1.ids("/invoices", limit=5)[0] == made["number"]


def test_invoices_are_filtered_by_their_status_number(desk: Desk) -> None:
    known = desk.ids("/invoices", **{"filters[status][$eq]": 0})
    made = invoiced(desk, status=0)
    invoiced(desk)
    assert desk.ids("/invoices", **{"filters[status][$eq]": 0}) == [made["id"], *known]


@pytest.mark.parametrize("limit", [0, 10_000], ids=str)
def test_an_odd_limit_is_no_error(desk: Desk, limit: int) -> None:
    invoiced(desk)
    meta = desk.read("/invoices", limit=limit)["meta"]
    assert meta["per_page"] == (20 if limit == 0 else 100)


def test_an_address_alone_makes_an_invoice_on_v1(v1: Desk) -> None:
    asked = {"email": "dana.whitfield@larkfield.example"}
    made = read(v1.request("POST", "/invoices", json=asked), 201)
    assert (made["items"], made["total"], made["client"]["id"]) == ([], "0.00", DANA)


def test_an_address_that_nobody_has_is_kept_without_a_client(desk: Desk) -> None:
    made = read(desk.post("/invoices", {"email": "new@larkfield.example", "items": None}), 201)
    assert (made["client"], made["items"]) == (None, [])


def test_a_form_makes_the_same_invoice(desk: Desk, v1: Desk) -> None:
    form = {
        "user_id": "1001",
        "items[0][name]": "Call",
        "items[0][quantity]": "2",
        "items[0][amount]": "92.50",
        "items[0][service_id]": "1",
        "items[0][options][Unit]": "2",
        "recurring": "1",
        "r_period_l": "3",
        "r_period_t": "M",
        "status": "0",
    }
    made = read(v1.post("/invoices", form), 201)
    item = made["items"][0]
    assert (item["quantity"], item["total"], item["options"]) == (2, "185.00", {"Unit": "2"})
    assert (made["status"], made["recurring"]) == ("Draft", {"r_period_l": 3, "r_period_t": "M"})
    assert desk.read(f"/invoices/{made['number']}")["items"] == made["items"]


def test_a_recurring_invoice_without_a_period_has_that_of_its_service(desk: Desk) -> None:
    service = {"name": "Program", "recurring": 1, "currency": "USD", **PERIOD}
    number = read(desk.post("/services", service), 201)["id"]
    made = invoiced(desk, PLAIN, PLAIN | {"service_id": number}, recurring=True)
    assert made["recurring"] == PERIOD


@pytest.mark.parametrize(
    ("verb", "prefix"), [("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")]
)
def test_an_update_leaves_what_it_does_not_name(desk: Desk, verb: str, prefix: str) -> None:
    before = invoiced(desk, **PERIOD)
    path = f"/spp{prefix}/invoices/{before['number']}"
    desk.prefix = ""
    read(desk.request(verb, path, json={"note": "Paid at the door"}))
    desk.prefix = "/spp/api"
    assert desk.read(f"/invoices/{before['id']}") == before | {"note": "Paid at the door"}


def test_a_put_replaces_the_items_but_keeps_those_that_it_names(desk: Desk) -> None:
    before = invoiced(desk, ITEM, PLAIN)
    kept = before["items"][1]
    items = [{"id": kept["id"], "name": "Travel", "quantity": 1, "amount": 20}, PLAIN]
    after = read(desk.put(f"/invoices/{before['id']}", {"items": items}))
    assert after["items"][0] == kept | {"amount": "20.00", "total": "20.00"}
    assert [item["name"] for item in after["items"]] == ["Travel", "Travel"]
    assert after["total"] == "35.00"


def test_null_items_stay_and_no_items_go(desk: Desk) -> None:
    before = invoiced(desk)
    path = f"/invoices/{before['id']}"
    assert read(desk.put(path, {"items": None}))["items"] == before["items"]
    assert read(desk.put(path, {"items": []}))["items"] == []


def test_an_invoice_loses_its_client_and_its_period(desk: Desk) -> None:
    before = invoiced(desk, **PERIOD)
    changed = {"items": None, "user_id": None, "recurring": False}
    after = read(desk.put(f"/invoices/{before['id']}", changed))
    assert (after["client"], after["recurring"]) == (None, None)


def test_a_new_invoice_is_told(emulator: Emulator, desk: Desk, receiver: Receiver) -> None:
    listen(emulator, "invoice.created")
    made = invoiced(desk)
    message = messages(emulator, receiver)[0]
    assert (message["event"], message["data"]["id"]) == ("invoice.created", made["number"])
    items = message["data"]["items"]
    assert [(i["id"], i["total"]) for i in items] == [(i["id"], i["total"]) for i in made["items"]]


def test_a_deleted_invoice_is_gone_for_good_and_its_orders_stay(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    items = state(emulator).get("items", {})
    made = invoiced(desk)
    paid = read(desk.post(f"/invoices/{made['id']}/mark_paid"))
    listen(emulator)
    assert desk.delete(f"/invoices/{made['number']}").status_code == 204
    assert read(desk.get(f"/invoices/{made['id']}"), 404)["message"].endswith(str(made["id"]))
    assert desk.delete(f"/invoices/{made['id']}").status_code == 404
    kept = state(emulator)
    assert kept["orders"][str(paid["items"][0]["order_id"])]["invoice_id"] is None
    assert kept.get("items", {}) == items
    assert told(emulator, receiver) == []
