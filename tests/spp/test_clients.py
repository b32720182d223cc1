"""Clients: made, read, changed, listed."""

import pytest

from tests.receiver import Receiver
from tests.spp.desk import NOON, Desk, listen, messages, read, record
from tests.world import Emulator

ADDRESS = {"line_1": "8 Pier Road", "city": "Norwell", "postcode": "02061"}
NEW = {
    "email": "noor.aldana@harborlight.example",
    "name_f": "Noor",
    "name_l": "Aldana",
    "company": "Harborlight Bakery",
    "address": ADDRESS | {"planet": "Earth"},
    "balance": 12.5,
    "custom_fields": {"crm": "HB-7"},
    "status_id": 2,
}


def test_a_client_is_made_read_and_listed_first(desk: Desk) -> None:
    made = read(desk.post("/clients", NEW), 201)
    assert made["address"] == dict.fromkeys(made["address"], "") | ADDRESS
    assert (made["name"], made["balance"], made["status"]) == ("Noor Aldana", "12.50", 2)
    assert (made["spent"], made["optin"], made["created_at"]) == (None, "Yes", NOON)
    assert desk.read(f"/clients/{made['id']}") == made
    listed = desk.read("/clients")["data"][0]
    assert listed == {name: made[name] for name in listed}


def test_a_form_makes_the_same_client(desk: Desk, v1: Desk) -> None:
    form = {
        "email": "noor.aldana@harborlight.example",
        "name_f": "Noor",
        "address[city]": "Norwell",
        "custom_fields[crm]": "HB-7",
        "balance": "12.5",
        "status_id": "2",
        "optin": "0",
    }
    made = read(v1.post("/clients", form), 201)
    assert desk.read(f"/clients/{made['id']}") == made
    assert (made["address"]["city"], made["custom_fields"]) == ("Norwell", {"crm": "HB-7"})
    assert (made["balance"], made["status_id"], made["optin"]) == ("12.50", 2, "No")


def test_an_email_is_all_that_a_client_needs(desk: Desk) -> None:
    made = read(desk.post("/clients", {"email": "only@harborlight.example"}), 201)
    assert (made["name"], made["status_id"]) == ("only@harborlight.example", 1)
    assert (made["address"], made["custom_fields"], made["note"]) == (None, {}, "")


def test_a_client_may_have_been_made_earlier(desk: Desk) -> None:
    body = NEW | {"created_at": "2024-02-03T10:00:00+02:00"}
    made = read(desk.post("/clients", body), 201)
    assert made["created_at"] == "2024-02-03T08:00:00+00:00"
    assert desk.ids("/clients")[-1] == made["id"]


@pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")],
)
def test_an_update_leaves_what_it_does_not_name(desk: Desk, verb: str, prefix: str) -> None:
    before = desk.read("/clients/1001")
    desk.prefix = f"/spp{prefix}"
    after = read(desk.send(verb, "/clients/1001", {"phone": "555-0107"}))
    assert after == before | {"phone": "555-0107"}


def test_a_form_gives_a_client_its_managers(desk: Desk, v1: Desk) -> None:
    read(v1.post("/clients/1002", {"employee_id[]": ["2", "1"]}))
    client = desk.read("/clients/1002")
    assert client["employee_id"] == [2, 1]
    assert [manager["id"] for manager in client["managers"]] == [2, 1]


def test_an_address_and_custom_fields_keep_what_is_not_sent(desk: Desk) -> None:
    made = read(desk.post("/clients", NEW), 201)
    change = {"address": {"city": "Scituate"}, "custom_fields": {"vip": True}}
    after = read(desk.put(f"/clients/{made['id']}", change))
    assert after["address"] == made["address"] | {"city": "Scituate"}
    assert after["custom_fields"] == {"crm": "HB-7", "vip": True}


def test_null_empties_a_text_and_takes_an_address_away(desk: Desk) -> None:
    made = read(desk.post("/clients", NEW), 201)
    after = read(desk.put(f"/clients/{made['id']}", {"company": None, "address": None}))
    assert (after["company"], after["address"]) == ("", None)


def test_any_other_null_is_as_if_it_were_not_sent(desk: Desk) -> None:
    before = desk.read("/clients/1001")
    others = ("status_id", "balance", "optin", "custom_fields", "employee_id", "created_at")
    assert read(desk.put("/clients/1001", dict.fromkeys(others))) == before


def test_a_client_keeps_its_own_address_whatever_its_case(desk: Desk) -> None:
    email = record("users", id=1001)["email"].upper()
    assert read(desk.put("/clients/1001", {"email": email}))["email"] == email


def test_the_same_email_is_another_client_in_another_workspace(other: Desk) -> None:
    email = record("users", id=1001)["email"]
    assert read(other.post("/clients", {"email": email}), 201)["email"] == email


@pytest.mark.parametrize(
    "query",
    [
        {"filters[email]": "Dana.Whitfield@larkfield.example"},
        {"filters[email][$eq][]": "dana.whitfield@larkfield.example"},
        {"filters[email][$startsWith]": "dana.w"},
        {"filters[id][$in][]": "1001", "expand[]": "managers"},
    ],
)
def test_clients_are_found_by_what_is_asked(desk: Desk, query: dict[str, str]) -> None:
    assert desk.ids("/clients", **query) == [1001]


def test_clients_come_in_the_order_that_is_asked_for(desk: Desk) -> None:
    rows = desk.read("/clients", sort="email:asc", limit=0)["data"]
    assert rows == sorted(rows, key=lambda row: str(row["email"]))
    assert desk.read("/clients", limit=10_000)["meta"]["per_page"] == 100


def test_lists_hold_clients_of_the_workspace_and_nobody_else(desk: Desk, v1: Desk) -> None:
    ids = desk.ids("/clients", limit=100)
    assert {1001, 1002} <= set(ids)
    assert not {1, 2, 3, 1003} & set(ids)
    assert v1.ids("/clients", limit=100) == ids


def test_webhooks_are_told_of_a_new_client(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    listen(emulator)
    made = read(desk.post("/clients", NEW), 201)
    (message,) = messages(emulator, receiver)
    assert (message["event"], message["data"]["id"]) == ("account.created", made["id"])
    assert message["data"]["email"] == NEW["email"]
