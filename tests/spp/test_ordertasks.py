"""Tasks of orders."""

import pytest

from tests.receiver import Receiver
from tests.spp.desk import Desk, errors, listen, messages, read, state, told
from tests.world import Emulator, Json

BELOW = "/order_tasks/6A1F20C4"


@pytest.fixture
def task(desk: Desk) -> Json:
    """A task of an order."""
    return read(desk.post(BELOW, {"name": "Order the filters"}), 201)


def test_a_task_is_the_last_of_its_order_and_names_it(desk: Desk, task: Json) -> None:
    made = read(desk.post(BELOW, {"name": "Change them"}), 201)
    assert made == task | {
        "id": task["id"] + 1,
        "name": "Change them",
        "sort_order": task["sort_order"] + 1,
    }
    assert (made["order_id"], made["is_complete"], made["due_at"]) == ("6A1F20C4", False, None)
    assert desk.read(BELOW)["data"][:2] == [made, task]
    assert made["id"] not in desk.ids("/order_tasks/5002")


def test_a_form_makes_what_json_makes(desk: Desk, v1: Desk) -> None:
    form = {
        "name": "Call ahead",
        "description": "An hour before",
        "employee_ids[]": "2",
        "sort_order": "7",
        "is_public": "1",
        "deadline": "24",
    }
    made = read(v1.post(BELOW, form), 201)
    sent = {
        "name": "Call ahead",
        "description": "An hour before",
        "employee_ids": [2],
        "sort_order": 7,
        "is_public": True,
        "deadline": 24,
    }
    assert made == read(desk.post(BELOW, sent), 201) | {"id": made["id"]}
    assert v1.read(BELOW)["data"] == desk.read(BELOW)["data"]


@pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("PUT", "/api/v1"), ("PATCH", "/api/v1")],
)
def test_an_update_leaves_what_it_does_not_name(
    desk: Desk, task: Json, verb: str, prefix: str
) -> None:
    desk.prefix = f"/spp{prefix}"
    path = f"/order_tasks/{task['id']}"
    changed = read(desk.send(verb, path, {"name": "Wait", "due_at": "2026-06-20T10:00:00Z"}))
    assert changed == task | {"name": "Wait", "due_at": "2026-06-20 10:00:00"}


def test_what_excludes_takes_the_place_of_what_was_there(
    emulator: Emulator, desk: Desk, task: Json
) -> None:
    path, named = f"/order_tasks/{task['id']}", {"name": task["name"]}
    read(desk.put(path, named | {"employee_ids": [2], "deadline": 5}))
    changed = read(desk.put(path, named | {"due_at": "2026-06-20T10:00:00Z", "for_client": True}))
    assert (changed["deadline"], changed["due_at"]) == (None, "2026-06-20 10:00:00")
    assert state(emulator)["tasks"][str(task["id"])]["employee_ids"] == []
    changed = read(desk.put(path, named | {"deadline": 8, "employee_ids": [1]}))
    assert (changed["deadline"], changed["due_at"], changed["for_client"]) == (8, None, False)


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
def test_a_task_is_completed_and_reopened_and_both_are_told(
    emulator: Emulator, receiver: Receiver, desk: Desk, task: Json, prefix: str
) -> None:
    desk.prefix = f"/spp{prefix}"
    listen(emulator)
    path = f"/order_tasks/{task['id']}/complete"
    at = {"is_complete": True, "completed_by": 1, "completed_at": "2026-06-15 12:00:00"}
    assert read(desk.post(path)) == task | at
    (message,) = messages(emulator, receiver)
    assert (message["event"], message["data"]) == ("task.completed", task | at)
    assert read(desk.delete(path)) == task
    assert told(emulator, receiver) == ["task.reopened"]


def test_completing_or_reopening_again_changes_nothing(
    emulator: Emulator, receiver: Receiver, desk: Desk, task: Json
) -> None:
    path = f"/order_tasks/{task['id']}/complete"
    listen(emulator)
    assert read(desk.delete(path)) == task
    complete = read(desk.post(path))
    assert told(emulator, receiver) == ["task.completed"]
    before = state(emulator)
    emulator.advance("PT1H")
    assert read(desk.post(path)) == complete
    assert state(emulator)["tasks"] == before["tasks"]
    assert told(emulator, receiver) == []


def test_an_update_does_not_complete(desk: Desk, task: Json) -> None:
    path = f"/order_tasks/{task['id']}"
    assert read(desk.put(path, {"name": task["name"], "is_complete": True})) == task


def test_a_deleted_task_is_gone(desk: Desk, task: Json) -> None:
    path = f"/order_tasks/{task['id']}"
    assert desk.delete(path).status_code == 204
    assert task["id"] not in desk.ids(BELOW)
    for refused in (
        desk.delete(path),
        desk.put(path, {"name": "x"}),
        desk.post(f"{path}/complete"),
    ):
        assert read(refused, 404)["message"].endswith(f"Task] {task['id']}")


WRONG: dict[str, tuple[dict[str, object], dict[str, list[str]]]] = {
    "no name": ({"sort_order": 1}, {"name": ["The name field is required."]}),
    "an empty name": ({"name": ""}, {"name": ["The name field is required."]}),
    "for the client and for the team": (
        {"name": "x", "for_client": True, "employee_ids": [2]},
        {"employee_ids": ["The employee ids field is prohibited when for client is present."]},
    ),
    "hours and a time": (
        {"name": "x", "deadline": 4, "due_at": "2026-06-20T10:00:00Z"},
        {"due_at": ["The due at field is prohibited when deadline is present."]},
    ),
    "a client": (
        {"name": "x", "employee_ids": [1001]},
        {"employee_ids.0": ["The selected employee ids.0 is invalid."]},
    ),
    "hours below none": ({"name": "x", "deadline": -1}, {"deadline": ["The deadline is invalid."]}),
    "no time": ({"name": "x", "due_at": "soon"}, {"due_at": ["The due at is not a valid date."]}),
}


@pytest.mark.parametrize(("body", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_task_is_refused_by_field_and_neither_made_nor_changed(
    emulator: Emulator,
    desk: Desk,
    task: Json,
    body: dict[str, object],
    wrong: dict[str, list[str]],
) -> None:
    before = state(emulator)
    assert errors(desk.post(BELOW, body)) == wrong
    for verb in ("PUT", "PATCH"):
        assert errors(desk.send(verb, f"/order_tasks/{task['id']}", body)) == wrong
    assert state(emulator) == before


def test_tasks_of_another_workspace_are_not_found(
    emulator: Emulator, other: Desk, task: Json
) -> None:
    before = state(emulator)
    path = f"/order_tasks/{task['id']}"
    for refused in (
        other.get(BELOW),
        other.post(BELOW, {"name": "x"}),
        other.put(path, {"name": "x"}),
        other.delete(path),
        other.post(f"{path}/complete"),
        other.delete(f"{path}/complete"),
    ):
        assert refused.status_code == 404
    assert state(emulator) == before


def test_a_task_of_a_deleted_order_is_not_found(emulator: Emulator, desk: Desk, task: Json) -> None:
    desk.delete("/orders/6A1F20C4")
    before = state(emulator)
    assert desk.post(f"/order_tasks/{task['id']}/complete").status_code == 404
    assert state(emulator) == before


def test_a_role_that_only_reads_orders_changes_no_task(
    emulator: Emulator, dispatch: Desk, task: Json
) -> None:
    role = state(emulator)["roles"]["2"] | {"order_management": 0}
    emulator.control("POST", "/fixtures", {"spp": {"roles": {"2": role}}})
    before = state(emulator)
    path = f"/order_tasks/{task['id']}"
    assert dispatch.read(BELOW)["data"][0] == task
    for refused in (
        dispatch.post(BELOW, {"name": "x"}),
        dispatch.put(path, {"name": "x"}),
        dispatch.delete(path),
        dispatch.post(f"{path}/complete"),
    ):
        assert refused.status_code == 403
    assert state(emulator) == before
