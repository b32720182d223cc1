"""What webhooks are told of orders, and what the log has."""

import json

from tests.receiver import Receiver
from tests.spp.desk import Desk, listen, messages, read, told
from tests.world import Emulator


def test_a_new_order_is_told_by_its_number(
    emulator: Emulator, receiver: Receiver, desk: Desk
) -> None:
    listen(emulator)
    made = read(desk.post("/orders", {"user_id": 1001, "service_id": 1, "tags": ["night"]}), 201)
    (message,) = messages(emulator, receiver)
    data = message["data"]
    assert (message["event"], data["id"]) == ("order.created", made["number"])
    assert (data["status"], data["tags"]) == ("Pending", ["night"])
    assert data["date_added"] == "2026-06-15T12:00:00+0000"


def test_an_update_is_told_after_what_it_changed(
    emulator: Emulator, receiver: Receiver, desk: Desk
) -> None:
    listen(emulator)
    changes: list[tuple[dict[str, object], list[str]]] = [
        ({"status": 2}, ["order.status.changed", "order.updated"]),
        ({"status": 2}, ["order.updated"]),
        ({"tags": ["rooftop", "night"]}, ["order.tagged", "order.updated"]),
        ({"tags": ["night"]}, ["order.updated"]),
        ({"note": "ladder"}, ["order.updated"]),
        (
            {"status": 3, "tags": ["done"]},
            ["order.status.changed", "order.tagged", "order.updated"],
        ),
    ]
    for body, events in changes:
        read(desk.put("/orders/6A1F20C4", body))
        assert told(emulator, receiver) == events


def test_a_deleted_order_is_told_as_it_was_last(
    emulator: Emulator, receiver: Receiver, desk: Desk
) -> None:
    listen(emulator)
    desk.delete("/orders/6A1F20C4")
    (message,) = messages(emulator, receiver)
    assert (message["event"], message["data"]["id"]) == ("order.deleted", "6A1F20C4")


def test_what_is_refused_is_not_told(emulator: Emulator, receiver: Receiver, desk: Desk) -> None:
    listen(emulator)
    desk.post("/orders", {"user_id": 1001})
    desk.put("/orders/6A1F20C4", {"status": 99, "tags": ["night"]})
    desk.delete("/orders/C0FFEE42")
    assert told(emulator, receiver) == []


def test_another_workspace_is_not_told(emulator: Emulator, receiver: Receiver, desk: Desk) -> None:
    listen(emulator, owner=2)
    desk.put("/orders/6A1F20C4", {"status": 2})
    assert told(emulator, receiver) == []


def test_the_log_has_what_an_update_changed(desk: Desk) -> None:
    desk.put("/orders/6A1F20C4", {"note": "ladder"})
    row = desk.read("/logs")["data"][0]
    assert (row["loggable_type"], row["loggable_id"], row["event"]) == (
        "App\\Models\\Order", 5001, "updated",
    )  # fmt: skip
    assert json.loads(row["data"])["new"] == {"note": "ladder"}
