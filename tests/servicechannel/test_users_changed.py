"""Users that are changed, disabled and enabled again."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.test_users_kept import (
    BAD_NAME,
    EXISTS,
    INCORRECT,
    NO_RIGHTS,
    NOT_FOUND,
    PASSWORD,
    can_log_in,
    create,
    put,
    user,
)
from tests.world import Api, Emulator, Json

REGIONAL = 1544903


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
def test_what_is_not_sent_stays(subscriber: Api, verb: str) -> None:
    number = create(subscriber)
    before = user(subscriber, number)
    response = put(subscriber, number, {"Email": "other@larkfield.example"}, verb)
    assert (response.status_code, response.json()) == (200, {"id": number})
    after = user(subscriber, number)
    assert after["Email"] == "other@larkfield.example"
    assert after["User"] | {"Email": before["Email"]} == before["User"]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("PUT", {"User": {"FullName": "Mo Farr", "Access": {"Locations": []}}}),
        ("PATCH", {"FullName": "Mo Farr", "Access": {"Locations": []}}),
    ],
    ids=["PUT", "PATCH"],
)
def test_put_has_a_user_inside_and_patch_has_its_fields_side_by_side(
    subscriber: Api, verb: str, body: Json
) -> None:
    number = create(subscriber)
    assert put(subscriber, number, body, verb).status_code == 200
    shown = user(subscriber, number)["User"]
    assert (shown["FullName"], shown["Access"]["Locations"]) == ("Mo Farr", [])


def test_a_new_name_and_password_count_at_the_next_login(
    emulator: Emulator, subscriber: Api
) -> None:
    number = create(subscriber)
    put(subscriber, number, {"UserName": "larkfield.renamed", "Password": "another-one"})
    assert not can_log_in(emulator)
    assert can_log_in(emulator, "larkfield.renamed", "another-one")


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"UserName": "nwhvac.admin"}, EXISTS),
        ({"UserName": "two words"}, BAD_NAME),
        ({"Password": ""}, INCORRECT),
    ],
    ids=["the name exists", "a space", "an empty password"],
)
@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
def test_a_change_that_cannot_be_is_refused_and_nothing_changes(
    subscriber: Api, verb: str, body: Json, refused: tuple[int, int, str]
) -> None:
    before = user(subscriber, REGIONAL)
    assert refusal(put(subscriber, REGIONAL, body | {"Email": "x@y"}, verb)) == refused
    assert user(subscriber, REGIONAL) == before


def test_a_user_keeps_its_own_name(subscriber: Api) -> None:
    body = {"UserName": "larkfield.regional", "User": {"FullName": "Marc"}}
    assert put(subscriber, REGIONAL, body).status_code == 200


@pytest.mark.parametrize("number", [demo.BRANDT, 5], ids=["another company's", "none"])
def test_a_user_of_another_company_is_unknown(subscriber: Api, number: int) -> None:
    for verb in ("PUT", "PATCH"):
        assert refusal(put(subscriber, number, {}, verb)) == (400, 502, NOT_FOUND)
    gone = subscriber.request("DELETE", f"/users/{number}")
    assert (gone.status_code, gone.content) == (404, b"")
    assert refusal(subscriber.get(f"/users/{number}/islocked")) == (400, 502, NOT_FOUND)


@pytest.mark.parametrize("username", ["larkfield.regional", "larkfield.nyc", "nwhvac.tbrandt"])
def test_others_than_admins_change_nobody(emulator: Emulator, username: str) -> None:
    api = emulator.login(username)
    for verb in ("PUT", "PATCH", "DELETE"):
        body: Json = {} if verb == "DELETE" else {"json": {}}
        assert refusal(api.request(verb, f"/users/{demo.BRANDT}", **body)) == NO_RIGHTS


def test_a_providers_admin_changes_its_own_people(provider: Api) -> None:
    response = put(provider, demo.CHAU, {"EmployeeId": "N-17", "Roles": ["Super Admin"]}, "PATCH")
    assert response.status_code == 200
    [found] = provider.get("/employees/N-17/users").json()
    assert (found["Id"], found["Roles"]) == (demo.CHAU, ["Technician"])


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
def test_a_disabled_user_is_out_until_it_is_enabled(
    emulator: Emulator, subscriber: Api, verb: str
) -> None:
    number = create(subscriber)
    login = emulator.token("larkfield.new", PASSWORD).json()
    token, refresh = login["access_token"], login["refresh_token"]
    gone = subscriber.request("DELETE", f"/users/{number}")
    assert (gone.status_code, gone.content) == (200, b"")
    assert user(subscriber, number)["User"]["Disabled"] is True
    assert not can_log_in(emulator)
    assert refusal(Api(emulator.http, token).get("/users/features")) == NO_RIGHTS
    assert emulator.refresh(refresh).status_code == 400
    enabled: Json = {"Disabled": False} if verb == "PATCH" else {"User": {"Disabled": False}}
    assert put(subscriber, number, enabled, verb).status_code == 200
    assert can_log_in(emulator)


def test_a_locked_user_is_out_and_said_to_be_locked(emulator: Emulator, subscriber: Api) -> None:
    number = create(subscriber)
    path = f"/users/{number}/islocked"
    assert subscriber.get(path).json() is False
    put(subscriber, number, {"IsLocked": True}, "PATCH")
    assert subscriber.get(path).json() is True
    assert not can_log_in(emulator)
