"""Tickets."""

import pytest

from tests.receiver import Receiver
from tests.spp.desk import NOON, Desk, errors, listen, messages, read, state
from tests.world import Emulator, Json

NEW: Json = {"user_id": 1001, "subject": "Rooftop unit 2 rattles"}


@pytest.fixture
def ticket(desk: Desk) -> Json:
    """A ticket as it was when it was made."""
    return read(desk.post("/tickets", NEW), 201)


def test_a_ticket_is_made_open_from_the_api_read_and_listed_first(desk: Desk, ticket: Json) -> None:
    said = {name: ticket[name] for name in ("status", "status_id", "source", "created_at")}
    assert said == {"status": "Open", "status_id": 1, "source": "API", "created_at": NOON}
    assert (ticket["client"]["id"], ticket["messages"], ticket["metadata"]) == (1001, [], {})
    assert desk.read(f"/tickets/{ticket['number']}") == ticket
    assert desk.ids("/tickets")[0] == ticket["id"]


def test_a_ticket_takes_all_that_the_reference_names(desk: Desk) -> None:
    more = {
        "status": 2,
        "employees": [2, 2, 1],
        "tags": ["rooftop", "noise"],
        "order": "6A1F20C4",
        "metadata": [{"title": "floor", "value": "3"}, "west"],
        "note": "Ask for Dana.",
    }
    made = read(desk.post("/tickets", NEW | more), 201)
    assert [each["id"] for each in made["employees"]] == [2, 1]
    assert made["metadata"] == {"floor": "3", "1": "west"}
    found = {name: made[name] for name in ("status", "tags", "order_id", "note", "date_closed")}
    assert found == {
        "status": "Pending",
        "tags": ["rooftop", "noise"],
        "order_id": "6A1F20C4",
        "note": "Ask for Dana.",
        "date_closed": None,
    }


def test_a_tag_that_is_new_is_saved_and_one_that_is_known_is_not_saved_again(desk: Desk) -> None:
    before = [tag["name"] for tag in desk.get("/tags").json()]
    read(desk.post("/tickets", NEW | {"tags": ["rooftop", "noise", " noise ", ""]}), 201)
    assert [tag["name"] for tag in desk.get("/tags").json()] == ["noise", *before]


def test_a_form_makes_the_same_ticket_whose_id_there_is_its_number(desk: Desk, v1: Desk) -> None:
    form = {"user_id": "1001", "subject": NEW["subject"], "status": "1", "tags[0]": "rooftop"}
    made = read(v1.post("/tickets", form | {"employees[]": "2", "order": "5001", "note": "x"}), 201)
    same = desk.read(f"/tickets/{made['number']}")
    assert made["id"] == made["number"] == same["number"]
    assert (same["tags"], same["order_id"], same["note"]) == (["rooftop"], "6A1F20C4", "x")


def test_a_ticket_is_found_by_its_id_as_well(desk: Desk, ticket: Json) -> None:
    assert desk.read(f"/tickets/{ticket['id']}") == ticket


@pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")],
)
def test_an_update_leaves_what_it_does_not_name(
    desk: Desk, ticket: Json, verb: str, prefix: str
) -> None:
    desk.prefix = f"/spp{prefix}"
    read(desk.send(verb, f"/tickets/{ticket['number']}", {"note": "Called back."}))
    desk.prefix = "/spp/api"
    assert desk.read(f"/tickets/{ticket['number']}") == ticket | {"note": "Called back."}


def test_closing_sets_a_date_which_a_second_time_keeps_and_opening_clears(
    emulator: Emulator, desk: Desk, ticket: Json
) -> None:
    path = f"/tickets/{ticket['id']}"
    assert read(desk.put(path, {"status": 3}))["date_closed"] == NOON
    emulator.advance("PT1H")
    assert read(desk.put(path, {"status": 3, "note": "again"}))["date_closed"] == NOON
    opened = read(desk.put(path, {"status": 1}))
    assert (opened["status"], opened["date_closed"]) == ("Open", None)


@pytest.mark.parametrize(("switch", "after"), [("replace", ["b"]), ("append", ["a", "b"])])
def test_whether_tags_are_replaced_is_a_switch(
    emulator: Emulator, desk: Desk, switch: str, after: list[str]
) -> None:
    emulator.control("PUT", "/profile", {"vendor": "spp", "switches": {"tags_write": switch}})
    made = read(desk.post("/tickets", NEW | {"tags": ["a"]}), 201)
    assert read(desk.put(f"/tickets/{made['id']}", {"tags": ["b"]}))["tags"] == after
    assert read(desk.put(f"/tickets/{made['id']}", {"note": "x"}))["tags"] == after


def test_the_order_and_the_note_of_a_ticket_can_be_taken_off(desk: Desk) -> None:
    made = read(desk.post("/tickets", NEW | {"order": "6A1F20C4", "note": "x"}), 201)
    after = read(desk.put(f"/tickets/{made['id']}", {"order": None, "note": None}))
    assert (after["order_id"], after["note"]) == (None, None)


def test_a_deleted_ticket_is_gone(desk: Desk, ticket: Json) -> None:
    path = f"/tickets/{ticket['number']}"
    assert desk.delete(path).status_code == 204
    assert read(desk.get(path), 404)["message"].endswith(f"Ticket] {ticket['number']}")
    assert desk.get(f"/tickets/{ticket['id']}").status_code == 404
    assert ticket["id"] not in desk.ids("/tickets")
    assert desk.delete(path).status_code == 404
    assert desk.get(f"/ticket_messages/{ticket['number']}").status_code == 404


def test_a_new_ticket_is_told(emulator: Emulator, receiver: Receiver, desk: Desk) -> None:
    endpoint = listen(emulator, "ticket.created")
    made = read(desk.post("/tickets", NEW), 201)
    [message] = messages(emulator, receiver)
    assert (message["event"], message["token"]) == ("ticket.created", endpoint["secret"])
    assert (message["data"]["id"], message["data"]["subject"]) == (made["number"], made["subject"])
    desk.put(f"/tickets/{made['id']}", {"status": 3})
    desk.delete(f"/tickets/{made['id']}")
    assert messages(emulator, receiver) == []


REFUSED: dict[str, tuple[Json, list[str]]] = {
    "nothing": ({"user_id": None, "subject": None}, ["user_id", "subject"]),
    "no subject": ({"subject": ""}, ["subject"]),
    "subject of 256": ({"subject": "x" * 256}, ["subject"]),
    "unknown status": ({"status": 24}, ["status"]),
    "a label as status": ({"status": "Open"}, ["status"]),
    "nobody": ({"user_id": 99}, ["user_id"]),
    "the team as client": ({"user_id": 1}, ["user_id"]),
    "another workspace's client": ({"user_id": 1003}, ["user_id"]),
    "no team": ({"employees": [2, 1001]}, ["employees.1"]),
    "another workspace's team": ({"employees": [3]}, ["employees.0"]),
    "another client's order": ({"order": "B1C2D3E4"}, ["order"]),
    "another workspace's order": ({"order": "C0FFEE42"}, ["order"]),
    "no order": ({"order": "FFFFFFFF"}, ["order"]),
    "tags as a text": ({"tags": "rooftop"}, ["tags"]),
    "tags of numbers": ({"tags": [1]}, ["tags.0"]),
    "metadata as a text": ({"metadata": "x"}, ["metadata"]),
}
ON_PUT = REFUSED.keys() - {
    "nothing", "nobody", "the team as client", "another workspace's client"
}  # fmt: skip


@pytest.mark.parametrize("body", REFUSED)
def test_a_wrong_ticket_is_refused_by_field_and_not_made(
    emulator: Emulator, desk: Desk, body: str
) -> None:
    before, (changes, wrong) = state(emulator), REFUSED[body]
    assert list(errors(desk.post("/tickets", NEW | changes))) == wrong
    assert state(emulator) == before


@pytest.mark.parametrize("body", sorted(ON_PUT))
def test_a_wrong_change_is_refused_without_effect(
    emulator: Emulator, desk: Desk, ticket: Json, body: str
) -> None:
    before = state(emulator)
    errors(desk.put(f"/tickets/{ticket['id']}", REFUSED[body][0] | {"note": "never"}))
    assert state(emulator) == before


def test_tickets_need_a_role_with_the_right(emulator: Emulator, dispatch: Desk) -> None:
    emulator.control("PUT", "/permissions", {"vendor": "spp", "id": 2, "ticket_management": 0})
    before = state(emulator)
    assert dispatch.get("/tickets").status_code == 200
    assert dispatch.post("/tickets", NEW).status_code == 403
    assert dispatch.put("/tickets/4001", {"note": "x"}).status_code == 403
    assert dispatch.delete("/tickets/4001").status_code == 403
    assert state(emulator) == before
    emulator.control("PUT", "/permissions", {"vendor": "spp", "id": 2, "ticket_access": 0})
    assert dispatch.get("/tickets").status_code == 403


def test_a_ticket_of_another_workspace_is_not_found(
    emulator: Emulator, other: Desk, ticket: Json
) -> None:
    before = state(emulator)
    for key in (ticket["id"], ticket["number"]):
        assert other.get(f"/tickets/{key}").status_code == 404
        assert other.put(f"/tickets/{key}", {"subject": "Mine"}).status_code == 404
        assert other.delete(f"/tickets/{key}").status_code == 404
    assert ticket["id"] not in other.ids("/tickets")
    assert state(emulator) == before
