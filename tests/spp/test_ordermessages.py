"""Messages of orders."""

import pytest

from tests.receiver import Receiver
from tests.spp.desk import NOON, Desk, errors, listen, messages, read, state, told
from tests.world import Emulator, Json

HELLO = {"message": "On our way."}
BELOW = "/order_messages/6A1F20C4"
#: A message that is none of an order: below a ticket, which is below no order.
TICKET_MESSAGE: Json = {
    "id": 7900,
    "workspace_id": 1,
    "order_id": None,
    "ticket_id": 4900,
    "user_id": 1001,
    "created_at": "2026-06-12T14:20:00Z",
    "message": "Is this the right place?",
    "staff_only": False,
    "files": [],
}
TICKET: Json = {
    "id": 4900,
    "workspace_id": 1,
    "number": "0FF1CE00",
    "user_id": 1001,
    "subject": "Hours",
    "status_id": 1,
    "source": "API",
    "order_id": None,
    "employee_ids": [],
    "tags": [],
    "note": None,
    "metadata": {},
    "created_at": "2026-06-12T14:20:00Z",
    "updated_at": "2026-06-12T14:20:00Z",
    "last_message_at": None,
    "date_closed": None,
    "deleted_at": None,
}


def test_a_message_is_by_whom_the_key_is_of_and_is_listed_first(desk: Desk) -> None:
    made = read(desk.post(BELOW, HELLO), 201)
    assert (made["user_id"], made["message"], made["staff_only"]) == (1, "On our way.", False)
    assert (made["created_at"], made["files"], made["ticket"]) == (NOON, [], None)
    assert made["order"]["last_message_at"] == NOON
    assert desk.read(BELOW)["data"][0] == made
    assert desk.read("/orders/5001")["messages"][0]["message"] == "On our way."


def test_a_form_posts_what_json_posts(desk: Desk, v1: Desk) -> None:
    form = {"order": "6A1F20C4", "message": "<p>Hi</p>", "user_id": "1001", "staff_only": "1"}
    made = read(v1.post(BELOW, form), 201)
    assert (made["user_id"], made["message"], made["staff_only"]) == (1001, "<p>Hi</p>", True)
    assert made["order"]["id"] == "6A1F20C4"
    assert desk.ids("/order_messages/5001")[0] == made["id"] == v1.ids(BELOW)[0]


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
def test_attachments_are_the_parts_of_a_body(desk: Desk, prefix: str) -> None:
    desk.prefix = f"/spp{prefix}"
    parts = [
        ("attachments[]", ("roof.jpg", b"\xff\xd8\xff", "image/jpeg")),
        ("attachments[]", ("C:\\plans\\unit 2.pdf", b"%PDF", "application/pdf")),
    ]
    made = read(desk.request("POST", BELOW, data={"message": "See these."}, files=parts), 201)
    assert (made["message"], made["files"]) == ("See these.", ["roof.jpg", "unit 2.pdf"])


def test_who_may_write_is_the_team_and_the_orders_client(desk: Desk) -> None:
    for author in (1, 2, 1001):
        assert read(desk.post(BELOW, HELLO | {"user_id": author}), 201)["user_id"] == author


def test_messages_come_in_pages(desk: Desk) -> None:
    before = desk.ids(BELOW)
    newest = read(desk.post(BELOW, HELLO), 201)["id"]
    assert desk.ids(BELOW, limit=1) == [newest]
    assert desk.ids(BELOW, limit=1, page=2) == before[:1]
    assert desk.read(BELOW, limit=1)["links"]["next"].endswith(f"{BELOW}?limit=1&page=2")


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        ("/api", "/order_messages/7001"),
        ("/api/v1", "/order_messages/7001"),
        ("/api/v1", "/order_messages/6A1F20C4/7001"),
        ("/api/v1", "/order_messages/5001/7001"),
        ("/api", "/order_messages/6A1F20C4/7001"),
    ],
)
def test_a_deleted_message_is_gone(desk: Desk, prefix: str, path: str) -> None:
    desk.prefix = f"/spp{prefix}"
    deleted = desk.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert 7001 not in desk.ids(BELOW)
    assert read(desk.delete(path), 404)["message"].endswith("Message] 7001")


def test_a_message_is_told_with_its_order(
    emulator: Emulator, receiver: Receiver, desk: Desk
) -> None:
    listen(emulator)
    made = read(desk.post(BELOW, HELLO), 201)
    (message,) = messages(emulator, receiver)
    assert (message["event"], message["data"]["id"]) == ("message.posted", made["id"])
    assert (message["data"]["order"]["id"], message["data"]["ticket"]) == ("6A1F20C4", None)


def test_whether_a_message_for_the_staff_is_told_is_a_switch(
    emulator: Emulator, receiver: Receiver, desk: Desk
) -> None:
    listen(emulator)
    for switch, events in ((True, ["message.posted"]), (False, [])):
        switches = {"staff_messages_told": switch}
        emulator.control("PUT", "/profile", {"vendor": "spp", "switches": switches})
        read(desk.post(BELOW, HELLO | {"staff_only": True}), 201)
        assert told(emulator, receiver) == events


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
def test_a_client_of_another_order_and_who_is_of_another_workspace_do_not_write(
    emulator: Emulator, receiver: Receiver, desk: Desk, prefix: str
) -> None:
    listen(emulator)
    before = state(emulator)
    desk.prefix = f"/spp{prefix}"
    for author in (1002, 1003, 3, 99):
        refused = desk.post(BELOW, HELLO | {"user_id": author})
        assert errors(refused) == {"user_id": ["The selected user id is invalid."]}
    assert state(emulator) == before
    assert told(emulator, receiver) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": ""}, "message"),
        ({"message": None}, "message"),
        (HELLO | {"user_id": "Dana"}, "user_id"),
        (HELLO | {"staff_only": 2}, "staff_only"),
        (HELLO | {"attachments": ["roof.jpg"]}, "attachments"),
    ],
)
def test_a_wrong_message_is_refused_by_field_and_not_posted(
    emulator: Emulator, desk: Desk, body: dict[str, object], field: str
) -> None:
    before = state(emulator)
    assert set(errors(desk.post(BELOW, body))) == {field}
    assert state(emulator) == before


def test_parts_without_a_message_are_refused(emulator: Emulator, desk: Desk) -> None:
    before = state(emulator)
    parts = [("attachments[]", ("roof.jpg", b"\xff", "image/jpeg"))]
    assert set(errors(desk.request("POST", BELOW, files=parts))) == {"message"}
    assert state(emulator) == before


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
def test_what_is_below_another_order_or_none_is_not_found(
    emulator: Emulator, desk: Desk, prefix: str
) -> None:
    records = {"tickets": {"4900": TICKET}, "messages": {"7900": TICKET_MESSAGE}}
    emulator.control("POST", "/fixtures", {"spp": records})
    before = state(emulator)
    desk.prefix = f"/spp{prefix}"
    for key in ("C0FFEE42", "5003", "DEADBEEF"):
        assert desk.get(f"/order_messages/{key}").status_code == 404
        refused = desk.post(f"/order_messages/{key}", HELLO)
        assert read(refused, 404)["message"].endswith(f"Order] {key}")
    for path in ("7999", "7900", "B1C2D3E4/7001", "C0FFEE42/7001", "6A1F20C4/7900"):
        refused = desk.delete(f"/order_messages/{path}")
        assert read(refused, 404)["message"].startswith("No query results for model"), path
    assert state(emulator) == before


def test_another_workspace_deletes_no_message(emulator: Emulator, other: Desk) -> None:
    before = state(emulator)
    assert other.delete("/order_messages/7001").status_code == 404
    assert other.delete("/order_messages/C0FFEE42/7001").status_code == 404
    assert state(emulator) == before


def test_messages_are_none_of_a_role_without_the_right(emulator: Emulator, dispatch: Desk) -> None:
    role = state(emulator)["roles"]["2"] | {"messaging": 0}
    emulator.control("POST", "/fixtures", {"spp": {"roles": {"2": role}}})
    before = state(emulator)
    assert dispatch.get(BELOW).status_code == 403
    assert dispatch.post(BELOW, HELLO).status_code == 403
    assert dispatch.delete("/order_messages/7001").status_code == 403
    assert state(emulator) == before
