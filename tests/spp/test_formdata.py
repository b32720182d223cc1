"""Form data: the fields of orders and tickets."""

import pytest

from tests.receiver import Receiver
from tests.spp.desk import Desk, errors, listen, messages, read, state, told
from tests.spp.test_clients_deleted import TICKET
from tests.world import Emulator

NEW = {"order": "B1C2D3E4", "name": "Gate code", "type": "text", "value": "4711"}
ONE = {"message": "Exactly one of order and ticket is required."}


@pytest.fixture
def ticket(emulator: Emulator) -> str:
    """The number of a ticket."""
    row = TICKET | {"id": 90002, "number": "AAAA0006", "user_id": 1002}
    emulator.control("POST", "/fixtures", {"spp": {"tickets": {"90002": row}}})
    return "AAAA0006"


def test_a_field_of_an_order_is_filled_in_read_and_listed(desk: Desk) -> None:
    made = read(desk.post("/form_data", NEW), 201)
    assert (made["order_id"], made["ticket_id"]) == (5002, None)
    assert made["created_at"] == made["submitted_at"] == "2026-06-15T12:00:00.000000Z"
    assert desk.read(f"/form_data/{made['id']}") == made
    assert desk.read("/form_data", order="B1C2D3E4")["data"] == [made]
    assert desk.read("/form_data", order=5002, limit=0)["data"] == [made]


def test_a_form_fills_in_a_field_of_a_ticket(desk: Desk, v1: Desk, ticket: str) -> None:
    form = {"ticket": ticket, "order": "", "name": "Floor", "type": "text", "value": "3"}
    made = read(v1.post("/form_data", form), 201)
    assert (made["order_id"], made["ticket_id"]) == (None, 90002)
    assert desk.read("/form_data", ticket=ticket)["data"] == [made]
    assert v1.ids("/form_data", order="B1C2D3E4") == []


@pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")],
)
def test_only_the_value_of_a_field_changes(desk: Desk, verb: str, prefix: str) -> None:
    made = read(desk.post("/form_data", NEW), 201)
    one = f"/form_data/{made['id']}"
    desk.prefix = f"/spp{prefix}"
    after = read(desk.send(verb, one, {"value": "0815", "name": "Other", "ticket": "X"}))
    assert after == made | {"value": "0815"}
    assert desk.delete(one).status_code == 204
    assert read(desk.get(one), 404)["message"].endswith(f"FormField] {made['id']}")


@pytest.mark.parametrize(
    "query",
    [{}, {"order": "", "ticket": ""}, {"order": "B1C2D3E4", "ticket": "AAAA0006"}],
    ids=["neither", "empty", "both"],
)
def test_exactly_one_of_order_and_ticket_is_listed(desk: Desk, query: dict[str, str]) -> None:
    assert read(desk.get("/form_data", **query), 400) == ONE


def test_the_fields_of_what_is_not_there_are_not_found(desk: Desk, other: Desk) -> None:
    assert read(desk.get("/form_data", order="FFFFFFFF"), 404)["message"].endswith("FFFFFFFF")
    assert desk.get("/form_data", ticket="B1C2D3E4").status_code == 404
    assert other.get("/form_data", order="B1C2D3E4").status_code == 404


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": None}, {"name": ["The name field is required."]}),
        ({"type": "colour"}, {"type": ["The selected type is invalid."]}),
        ({"value": ""}, {"value": ["The value field is required."]}),
        ({"order": "FFFFFFFF"}, {"order": ["The selected order is invalid."]}),
        ({"order": "C0FFEE42"}, {"order": ["The selected order is invalid."]}),
    ],
    ids=["no name", "unknown type", "no value", "no order", "another workspace's"],
)
def test_a_wrong_field_is_refused_by_field_and_not_made(
    emulator: Emulator, desk: Desk, changes: dict[str, object], wrong: dict[str, list[str]]
) -> None:
    before = state(emulator)
    body = {name: value for name, value in (NEW | changes).items() if value is not None}
    assert errors(desk.post("/form_data", body)) == wrong
    assert state(emulator) == before


def test_a_field_of_two_parents_or_of_none_is_refused(
    emulator: Emulator, desk: Desk, ticket: str
) -> None:
    before = state(emulator)
    alone = {name: NEW[name] for name in ("name", "type", "value")}
    assert read(desk.post("/form_data", NEW | {"ticket": ticket}), 400) == ONE
    assert read(desk.post("/form_data", alone), 400) == ONE
    assert state(emulator) == before


def test_a_field_is_of_its_workspace_and_of_who_has_the_right(
    emulator: Emulator, desk: Desk, other: Desk, dispatch: Desk
) -> None:
    one = f"/form_data/{read(desk.post('/form_data', NEW), 201)['id']}"
    emulator.control("PUT", "/permissions", {"vendor": "spp", "id": 2, "forms": 0})
    before = state(emulator)
    for caller, status in ((other, 404), (dispatch, 403)):
        assert caller.get(one).status_code == status
        assert caller.put(one, {"value": "mine"}).status_code == status
        assert caller.delete(one).status_code == status
    assert dispatch.post("/form_data", NEW).status_code == 403
    assert errors(desk.put(one, {})) == {"value": ["The value field is required."]}
    assert state(emulator) == before


def test_filling_in_a_field_is_no_submission(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    listen(emulator)
    before = state(emulator)["orders"]
    read(desk.post("/form_data", NEW), 201)
    assert (state(emulator)["orders"], told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize("event", ["form.intake.submitted", "orderform.submitted"])
def test_a_submitted_form_of_an_order_is_told_with_what_was_filled_in(
    emulator: Emulator, desk: Desk, receiver: Receiver, event: str
) -> None:
    read(desk.post("/form_data", NEW), 201)
    listen(emulator, event)
    emulator.control("POST", "/webhooks/fire", {"event": event, "record": "orders/5002"})
    (message,) = messages(emulator, receiver)
    data = message["data"]
    assert (message["event"], data["id"]) == (event, "B1C2D3E4")
    assert data["form_data"] == {"Gate code": "4711"}


def test_a_submitted_contact_form_is_told_as_its_ticket(
    emulator: Emulator, desk: Desk, receiver: Receiver, ticket: str
) -> None:
    alone = {name: NEW[name] for name in ("name", "type", "value")}
    for value in ("4711", "0815"):
        read(desk.post("/form_data", alone | {"ticket": ticket, "value": value}), 201)
    event = "form.contact.submitted"
    listen(emulator, event)
    emulator.control("POST", "/webhooks/fire", {"event": event, "record": "tickets/90002"})
    (message,) = messages(emulator, receiver)
    assert (message["event"], message["data"]["id"]) == (event, ticket)
    assert message["data"]["form_data"] == {"Gate code": "0815"}


def test_a_field_of_a_deleted_order_is_not_found(emulator: Emulator, desk: Desk) -> None:
    field = read(desk.post("/form_data", NEW), 201)["id"]
    assert desk.delete("/orders/B1C2D3E4").status_code == 204
    before = state(emulator)
    assert read(desk.get(f"/form_data/{field}"), 404)["message"].endswith(f"FormField] {field}")
    assert desk.put(f"/form_data/{field}", {"value": "1234"}).status_code == 404
    assert desk.delete(f"/form_data/{field}").status_code == 404
    assert state(emulator) == before
