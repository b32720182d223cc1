"""What orders refuse; nothing changes, whatever it was."""

import pytest

from tests.spp.desk import OTHER, Desk, errors, read, state
from tests.world import Emulator

NEW: dict[str, object] = {"user_id": 1001, "service_id": 1}
#: What nothing may come of.
TAGS = {"tags": ["never seen"]}
NO_STATUS = {"status": ["The selected status is invalid."]}
NO_CLIENT = {"user_id": ["The selected user id is invalid."]}
NOT_TEAM = {"employees.1": ["The selected employees.1 is invalid."]}
NOT_LINKED = {"linked_orders.0": ["The selected linked orders.0 is invalid."]}
WRONG_NEW: dict[str, tuple[dict[str, object], dict[str, list[str]]]] = {
    "nothing": ({}, {"user_id": ["The user id field is required."]}),
    "no service": (
        {"user_id": 1001},
        {"service": ["The service field is required when service id is not present."]},
    ),
    "unknown client": (NEW | {"user_id": 99}, NO_CLIENT),
    "one of the team": (NEW | {"user_id": 1}, NO_CLIENT),
    "client of another workspace": (NEW | {"user_id": 1003}, NO_CLIENT),
    "unknown service": (
        NEW | {"service_id": 99},
        {"service_id": ["The selected service id is invalid."]},
    ),
    "unknown status": (NEW | {"status": 99}, NO_STATUS),
    "a label": (NEW | {"status": "Working"}, {"status": ["The status is invalid."]}),
    "a client as employee": (NEW | {"employees": [1, 1001]}, NOT_TEAM),
    "a team of another workspace": (NEW | {"employees": [1, 3]}, NOT_TEAM),
    "a number that is taken": (
        NEW | {"number": "6A1F20C4"},
        {"number": ["The number has already been taken."]},
    ),
    "a number that is none": (NEW | {"number": "a/b"}, {"number": ["The number is invalid."]}),
    "no date": (NEW | {"date_due": "soon"}, {"date_due": ["The date due is not a valid date."]}),
    "an order of another workspace": (NEW | {"linked_orders": ["C0FFEE42"]}, NOT_LINKED),
    "tags that are none": (NEW | {"tags": "rooftop"}, {"tags": ["The tags is invalid."]}),
}
WRONG_EDITS: dict[str, tuple[dict[str, object], dict[str, list[str]]]] = {
    "unknown status": ({"status": 99}, NO_STATUS),
    "a client as employee": ({"employees": [1, 1001]}, NOT_TEAM),
    "unknown service": (
        {"service_id": 99},
        {"service_id": ["The selected service id is invalid."]},
    ),
    "itself": ({"linked_orders": ["5001"]}, NOT_LINKED),
    "a field without a name": (
        {"form_data": [{"value": "flat"}]},
        {"form_data.0.name": ["The form data.0.name field is required."]},
    ),
    "a field of an unknown type": (
        {"form_data": [{"name": "Roof", "value": "flat", "type": "colour"}]},
        {"form_data.0.type": ["The selected form data.0.type is invalid."]},
    ),
}


@pytest.mark.parametrize(("body", "wrong"), WRONG_NEW.values(), ids=WRONG_NEW)
def test_a_wrong_order_is_refused_by_field_and_not_made(
    emulator: Emulator, desk: Desk, body: dict[str, object], wrong: dict[str, list[str]]
) -> None:
    before = state(emulator)
    assert errors(desk.post("/orders", TAGS | body)) == wrong
    assert state(emulator) == before


@pytest.mark.parametrize(("body", "wrong"), WRONG_EDITS.values(), ids=WRONG_EDITS)
def test_a_wrong_update_is_refused_by_field_and_changes_nothing(
    emulator: Emulator, desk: Desk, body: dict[str, object], wrong: dict[str, list[str]]
) -> None:
    before = state(emulator)
    for verb in ("PUT", "PATCH"):
        assert errors(desk.send(verb, "/orders/5001", TAGS | body)) == wrong
    assert state(emulator) == before


@pytest.mark.parametrize("verb", ["POST", "PATCH"])
def test_an_unknown_status_of_a_form_changes_nothing(
    emulator: Emulator, v1: Desk, verb: str
) -> None:
    before = state(emulator)
    assert errors(v1.send(verb, "/orders/6A1F20C4", {"status": "24"})) == NO_STATUS
    assert state(emulator) == before


def test_the_number_of_a_deleted_order_stays_taken(desk: Desk) -> None:
    desk.delete("/orders/6A1F20C4")
    assert set(errors(desk.post("/orders", NEW | {"number": "6A1F20C4"}))) == {"number"}


def test_a_number_of_another_workspace_is_free(desk: Desk) -> None:
    made = read(desk.post("/orders", NEW | {"number": "C0FFEE42"}), 201)
    assert desk.read("/orders/C0FFEE42") == made


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("application/json", "user_id=1001&service_id=1"),
        ("application/x-www-form-urlencoded", '{"user_id": 1001, "service_id": 1}'),
        ("multipart/form-data; boundary=b", '{"user_id": 1001, "service_id": 1}'),
        ("application/json", "[1, 2]"),
    ],
    ids=["a form as JSON", "JSON as a form", "JSON as parts", "a list"],
)
def test_a_body_that_is_not_what_it_says_is_not_read(
    emulator: Emulator, desk: Desk, said: str, body: str
) -> None:
    before = state(emulator)
    for verb, path in (("POST", ""), ("PUT", "/5001"), ("PATCH", "/5001")):
        sent = {"content": body, "headers": {"content-type": said}}
        refused = desk.request(verb, f"/orders{path}", **sent)
        assert read(refused, 400) == {"message": "The request body could not be read."}
    assert state(emulator) == before


@pytest.mark.parametrize("verb", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_order_of_another_workspace_and_none_are_not_found(
    emulator: Emulator, desk: Desk, verb: str
) -> None:
    before = state(emulator)
    body = {"status": 2} if verb[0] == "P" else None
    for key in ("C0FFEE42", "5003", "6a1f20c4", "99"):
        words = f"No query results for model [App\\Models\\Order] {key}"
        assert read(desk.request(verb, f"/orders/{key}", json=body), 404) == {"message": words}
    assert state(emulator) == before


@pytest.mark.parametrize(
    ("right", "reads", "writes"),
    [("order_access", 403, 201), ("order_management", 200, 403)],
)
def test_a_role_reads_and_writes_orders_by_two_rights(
    emulator: Emulator, dispatch: Desk, right: str, reads: int, writes: int
) -> None:
    roles = state(emulator)["roles"]
    emulator.control("POST", "/fixtures", {"spp": {"roles": {"2": roles["2"] | {right: 0}}}})
    before = state(emulator)["orders"]
    assert {dispatch.get(p).status_code for p in ("/orders", "/orders/5001")} == {reads}
    assert dispatch.post("/orders", NEW).status_code == writes
    assert (state(emulator)["orders"] == before) == (writes == 403)


@pytest.mark.parametrize("key", ["", "spp_api_nobody", "6A1F20C4"])
def test_without_a_key_that_there_is_nothing_changes(
    emulator: Emulator, desk: Desk, key: str
) -> None:
    before = state(emulator)
    desk.key = key
    assert read(desk.put("/orders/5001", {"status": 2}), 401) == {"message": "Unauthenticated."}
    assert state(emulator) == before


def test_the_key_of_another_workspace_than_the_hosts_changes_nothing(
    emulator: Emulator, desk: Desk
) -> None:
    before = state(emulator)
    desk.key, desk.prefix = OTHER, "http://norwellhvac.spp.localhost/api"
    assert desk.put("/orders/6A1F20C4", {"status": 2}).status_code == 401
    assert state(emulator) == before


def test_v1_does_not_put_and_api_does_not_post_an_update(
    emulator: Emulator, desk: Desk, v1: Desk
) -> None:
    before = state(emulator)
    assert v1.put("/orders/5001", {"status": "2"}).status_code == 405
    assert desk.post("/orders/5001", {"status": 2}).status_code == 405
    assert state(emulator) == before


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/orders/KEY"),
        ("POST", "/order_tasks/KEY/complete"),
        ("DELETE", "/order_messages/KEY"),
        ("GET", "/coupons/KEY"),
    ],
)
def test_a_path_that_names_nothing_is_not_found_whatever_it_is(
    desk: Desk, verb: str, path: str
) -> None:
    for key in ("0", "-1", "none", "9" * 25, "x" * 60):
        refused = desk.request(verb, path.replace("KEY", key))
        assert read(refused, 404)["message"].endswith(f"] {key}")
