"""What is refused of clients changes nothing."""

import pytest

from tests.receiver import Receiver
from tests.spp.desk import Desk, errors, listen, read, record, state, told
from tests.world import Emulator

TAKEN = {"email": ["The email has already been taken."]}
UNFIT = {"email": ["The email is invalid."]}
EMAIL = "noor.aldana@harborlight.example"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"email": ["The email field is required."]}),
        ({"email": "Dana.Whitfield@LARKFIELD.example"}, TAKEN),
        ({"email": record("users", id=2)["email"]}, TAKEN),
        ({"email": "nobody"}, UNFIT),
        ({"email": ""}, UNFIT),
        ({"email": 7}, UNFIT),
        ({"email": EMAIL, "status_id": 77}, {"status_id": ["The selected status id is invalid."]}),
        ({"email": EMAIL, "status_id": "Lead"}, {"status_id": ["The status id is invalid."]}),
        ({"email": EMAIL, "balance": "much"}, {"balance": ["The balance is invalid."]}),
        ({"email": EMAIL, "address": "8 Pier Road"}, {"address": ["The address is invalid."]}),
        ({"email": EMAIL, "custom_fields": ["a"]}, None),
        ({"email": EMAIL, "created_at": "then"}, None),
        ({"email": EMAIL, "company": "x" * 256}, {"company": ["The company is too long."]}),
    ],
)
def test_a_wrong_client_is_refused_by_field_and_not_made(
    emulator: Emulator,
    desk: Desk,
    receiver: Receiver,
    body: dict[str, object],
    wrong: dict[str, list[str]] | None,
) -> None:
    listen(emulator)
    before = state(emulator)
    said = errors(desk.post("/clients", body))
    assert said == wrong if wrong else len(said) == 1
    assert (state(emulator), told(emulator, receiver)) == (before, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "teresa.villanueva@JUNIPERSPOON.example"}, "email"),
        ({"status_id": 77}, "status_id"),
        ({"employee_id": [2, 1002]}, "employee_id.1"),
        ({"employee_id": [3]}, "employee_id.0"),
        ({"balance": "1e30"}, "balance"),
    ],
    ids=["taken", "no status", "a client", "another workspace's", "too much"],
)
def test_a_wrong_change_is_refused_and_changes_nothing(
    emulator: Emulator, desk: Desk, body: dict[str, object], field: str
) -> None:
    before = state(emulator)
    assert list(errors(desk.put("/clients/1001", {"phone": "1"} | body))) == [field]
    assert list(errors(desk.send("PATCH", "/clients/1001", body))) == [field]
    assert state(emulator) == before


@pytest.mark.parametrize("user", [2, 1003, 999_999], ids=["team", "another workspace's", "nobody"])
def test_who_is_no_client_of_the_workspace_is_not_found(
    emulator: Emulator, desk: Desk, v1: Desk, user: int
) -> None:
    before = state(emulator)
    answers = [
        desk.get(f"/clients/{user}"),
        desk.put(f"/clients/{user}", {"phone": "1"}),
        desk.delete(f"/clients/{user}"),
        v1.post(f"/clients/{user}", {"phone": "1"}),
        v1.delete(f"/clients/{user}"),
    ]
    wanted = {"message": f"No query results for model [App\\Models\\User] {user}"}
    assert [read(answer, 404) for answer in answers] == [wanted] * 5
    assert state(emulator) == before


def test_a_role_without_the_right_has_no_clients(emulator: Emulator, dispatch: Desk) -> None:
    emulator.control("PUT", "/permissions", {"vendor": "spp", "id": 2, "clients": 0})
    before = state(emulator)
    for verb, path in [
        ("GET", "/clients"),
        ("POST", "/clients"),
        ("GET", "/clients/1001"),
        ("PUT", "/clients/1001"),
        ("DELETE", "/clients/1001"),
        ("GET", "/login_links/1001"),
        ("POST", "/clients/1001/activities"),
    ]:
        body = {"email": EMAIL, "content": "x"} if verb in ("POST", "PUT") else None
        assert dispatch.send(verb, path, body).status_code == 403, (verb, path)
    assert state(emulator) == before


def test_a_form_that_says_it_is_json_makes_no_client(emulator: Emulator, desk: Desk) -> None:
    before = state(emulator)
    json_type, form_type = "application/json", "application/x-www-form-urlencoded"
    for said, sent in [(json_type, f"email={EMAIL}"), (form_type, f'{{"email": "{EMAIL}"}}')]:
        headers = {"Content-Type": said}
        assert desk.request("POST", "/clients", content=sent, headers=headers).is_client_error
    assert state(emulator) == before
