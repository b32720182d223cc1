"""Messages of tickets."""

import pytest

from tests.receiver import Receiver
from tests.spp.desk import NOON, Desk, errors, listen, messages, read, state
from tests.world import Emulator, Json

NEW: Json = {"user_id": 1001, "subject": "Rooftop unit 2 rattles"}


@pytest.fixture
def ticket(desk: Desk) -> Json:
    return read(desk.post("/tickets", NEW), 201)


@pytest.fixture
def path(ticket: Json) -> str:
    return f"/ticket_messages/{ticket['number']}"


def test_a_message_by_the_keys_user_is_made_listed_and_shown_in_its_ticket(
    emulator: Emulator, desk: Desk, ticket: Json, path: str
) -> None:
    emulator.advance("PT1H")
    made = read(desk.post(path, {"message": "<p>On our way.</p>"}), 201)
    said = {name: made[name] for name in ("user_id", "message", "staff_only", "files", "order")}
    assert said == {
        "user_id": 1,
        "message": "<p>On our way.</p>",
        "staff_only": False,
        "files": [],
        "order": None,
    }
    after = desk.read(f"/tickets/{ticket['id']}")
    assert made["ticket"]["number"] == ticket["number"]
    assert desk.read(path)["data"] == [made]
    assert [each["id"] for each in after["messages"]] == [made["id"]]
    assert after["last_message_at"] == made["created_at"] == "2026-06-15T13:00:00+00:00"


@pytest.mark.parametrize("author", [1, 2, 1001], ids=["owner", "dispatch", "the client"])
def test_who_is_of_the_team_or_the_ticket_is_an_author(desk: Desk, path: str, author: int) -> None:
    made = read(desk.post(path, {"message": "x", "user_id": author}), 201)
    assert made["user_id"] == author


def test_a_form_posts_with_0_and_1(v1: Desk, path: str) -> None:
    form = {"message": "For us.", "user_id": "2", "staff_only": "1", "ticket": "whatever"}
    made = read(v1.post(path, form), 201)
    assert (made["staff_only"], made["user_id"]) == (True, 2)
    assert made["ticket"]["id"] == made["ticket"]["number"]


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
@pytest.mark.parametrize("name", ["attachments[]", "attachments[0]", "attachments"])
def test_a_multipart_body_posts_its_files_by_name(
    desk: Desk, path: str, prefix: str, name: str
) -> None:
    desk.prefix = f"/spp{prefix}"
    files = [(name, ("before.jpg", b"\xff\xd8", "image/jpeg"))]
    if name != "attachments[0]":
        files.append((name, ("../report.pdf", b"%PDF", "application/pdf")))
    made = read(desk.request("POST", path, data={"message": "See."}, files=files), 201)
    assert made["files"] == [f[1][0].rpartition("/")[2] for f in files]
    assert desk.read(path)["data"][0]["files"] == made["files"]


def test_a_file_input_that_nobody_filled_in_is_none(desk: Desk, path: str) -> None:
    files = [("attachments[]", ("", b"", "application/octet-stream"))]
    made = read(desk.request("POST", path, data={"message": "x"}, files=files), 201)
    assert made["files"] == []


@pytest.mark.parametrize(("limit", "ids"), [(2, 2), (0, 3), (None, 3)])
def test_messages_are_listed_newest_first_and_in_pages(
    desk: Desk, path: str, limit: int | None, ids: int
) -> None:
    made = [read(desk.post(path, {"message": f"{n}"}), 201)["id"] for n in range(3)]
    query = {} if limit is None else {"limit": limit}
    assert desk.ids(path, **query) == made[::-1][:ids]


def test_a_message_is_told_with_its_ticket(
    emulator: Emulator, receiver: Receiver, desk: Desk, ticket: Json, path: str
) -> None:
    listen(emulator, "message.posted")
    made = read(desk.post(path, {"message": "x", "staff_only": True}), 201)
    [message] = messages(emulator, receiver)
    data = message["data"]
    assert (data["id"], data["ticket"]["id"]) == (made["id"], ticket["number"])
    assert data["ticket"]["last_message_at"][:19] == NOON[:19]


@pytest.mark.parametrize(("staff_only", "is_told"), [(True, False), (False, True)])
def test_whether_messages_for_the_staff_are_told_is_a_switch(
    emulator: Emulator,
    receiver: Receiver,
    desk: Desk,
    path: str,
    *,
    staff_only: bool,
    is_told: bool,
) -> None:
    turned = {"vendor": "spp", "switches": {"staff_messages_told": False}}
    emulator.control("PUT", "/profile", turned)
    listen(emulator, "message.posted")
    read(desk.post(path, {"message": "x", "staff_only": staff_only}), 201)
    assert bool(messages(emulator, receiver)) is is_told


@pytest.mark.parametrize("prefix", ["/spp/api", "/spp/api/v1"])
@pytest.mark.parametrize("way", ["{message}", "{number}/{message}", "{id}/{message}"])
def test_a_message_is_deleted_by_its_id_alone_and_by_its_ticket_and_id(
    desk: Desk, ticket: Json, path: str, prefix: str, way: str
) -> None:
    made, desk.prefix = read(desk.post(path, {"message": "x"}), 201), prefix
    where = "/ticket_messages/" + way.format(message=made["id"], **ticket)
    gone = desk.delete(where)
    assert (gone.status_code, gone.content) == (204, b"")
    assert desk.ids(path) == []
    assert read(desk.delete(where), 404)["message"].endswith(f"Message] {made['id']}")


def test_a_message_of_a_ticket_that_was_deleted_is_not_found(
    emulator: Emulator, desk: Desk, path: str
) -> None:
    made = read(desk.post(path, {"message": "x"}), 201)
    assert desk.delete(path.replace("ticket_messages", "tickets")).status_code == 204
    before = state(emulator)
    refused = desk.delete(f"/ticket_messages/{made['id']}")
    assert read(refused, 404)["message"].endswith(f"Message] {made['id']}")
    assert state(emulator) == before


def test_a_message_that_is_of_another_ticket_or_of_an_order_is_not_found(
    emulator: Emulator, desk: Desk, v1: Desk, path: str
) -> None:
    second = read(desk.post("/tickets", NEW), 201)
    made = read(desk.post(path, {"message": "x"}), 201)
    before = state(emulator)
    assert v1.delete(f"/ticket_messages/{second['number']}/{made['id']}").status_code == 404
    assert v1.delete(f"{path}/7001").status_code == 404
    assert desk.delete("/ticket_messages/7001").status_code == 404
    assert desk.delete(f"/ticket_messages/{second['number']}/{made['id']}").status_code == 404
    assert state(emulator) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": ""}, "message"),
        ({"message": 5}, "message"),
        ({"message": "x", "user_id": 1002}, "user_id"),
        ({"message": "x", "user_id": 3}, "user_id"),
        ({"message": "x", "user_id": 99}, "user_id"),
        ({"message": "x", "user_id": "Dana"}, "user_id"),
        ({"message": "x", "staff_only": "maybe"}, "staff_only"),
        ({"message": "x", "attachments": ["report.pdf"]}, "attachments"),
        ({"message": "x", "attachments": "report.pdf"}, "attachments"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wrong_message_is_refused_by_field_without_effect(
    emulator: Emulator, receiver: Receiver, desk: Desk, path: str, body: Json, field: str
) -> None:
    listen(emulator)
    before = state(emulator)
    assert list(errors(desk.post(path, body))) == [field]
    assert state(emulator) == before
    assert messages(emulator, receiver) == []


def test_messages_of_a_ticket_of_another_workspace_are_not_found(
    emulator: Emulator, desk: Desk, other: Desk, path: str
) -> None:
    made = read(desk.post(path, {"message": "x"}), 201)
    before = state(emulator)
    assert other.get(path).status_code == 404
    assert other.post(path, {"message": "x"}).status_code == 404
    assert other.delete(f"/ticket_messages/{made['id']}").status_code == 404
    assert state(emulator) == before


def test_messages_need_a_role_with_the_right(
    emulator: Emulator, desk: Desk, dispatch: Desk, path: str
) -> None:
    made = read(desk.post(path, {"message": "x"}), 201)
    emulator.control("PUT", "/permissions", {"vendor": "spp", "id": 2, "messaging": 0})
    before = state(emulator)
    assert dispatch.get(path).status_code == 403
    assert dispatch.post(path, {"message": "x"}).status_code == 403
    assert dispatch.delete(f"/ticket_messages/{made['id']}").status_code == 403
    assert state(emulator) == before
