import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
NOT_ALLOWED = (403, 100, "User has no rights to perform this action")
NEW: Json = {"FullName": "Kit Olsen", "Email": "kit.olsen@norwellhvac.example"}


def test_an_employee_id_finds_all_users_that_have_it(emulator: Emulator, provider: Api) -> None:
    assert provider.get("/employees/N-17/users").json() == []
    for number in (demo.BRANDT, demo.CHAU, demo.MEIER):
        emulator.change("users", number, EmployeeId="N-17")
    found = provider.get("/employees/N-17/users").json()
    assert [user["Id"] for user in found] == [demo.BRANDT, demo.CHAU]


@pytest.mark.parametrize("username", ["nwhvac.tbrandt", "larkfield.facilities"])
def test_employees_are_for_a_providers_admin(emulator: Emulator, username: str) -> None:
    assert refusal(emulator.login(username).get("/employees/N-17/users")) == NO_RIGHTS


def test_a_feed_role_has_every_right_as_yes_or_no(subscriber: Api, provider: Api) -> None:
    store, office = subscriber.get("/roles/FeedRoles").json()
    assert (store["RoleTitle"], store["SubscriberID"]) == ("Store manager", LARKFIELD)
    assert (store["PlaceServiceRequest"], store["AdminUser"]) == (True, False)
    assert sum(isinstance(value, bool) for value in store.values()) == 77
    assert office["Trades"] == [{"Key": 11520, "Value": "HVAC"}]
    assert refusal(provider.get("/roles/FeedRoles")) == NO_RIGHTS


def test_a_created_technician_has_a_pin_and_checks_in(emulator: Emulator, provider: Api) -> None:
    response = provider.post("/tradesmen", NEW | {"MobileNumber": "617 555 0101"})
    assert response.status_code == 201
    number = response.json()["id"]
    state = emulator.control("GET", "/snapshot")["servicechannel.json"]["users"][str(number)]
    assert len(state["Pin"]) == 6
    assert state["Pin"].isdigit()
    assert (state["Role"], state["UserName"]) == ("Technician", NEW["Email"])
    demo.mechanic(demo.check_in(provider, UserId=number))
    assert state["Pin"] not in response.text


@pytest.mark.parametrize("username", ["nwhvac.admin", "nwhvac.dispatch"])
def test_the_office_makes_technicians_and_a_technician_does_not(
    emulator: Emulator, technician: Api, username: str
) -> None:
    assert emulator.login(username).post("/tradesmen", NEW).status_code == 201
    assert refusal(technician.post("/tradesmen", NEW)) == NOT_ALLOWED


def test_a_subscriber_makes_no_technicians(subscriber: Api) -> None:
    assert refusal(subscriber.post("/tradesmen", NEW)) == NO_RIGHTS


@pytest.mark.parametrize(
    "changes",
    [
        {"FullName": None},
        {"FullName": " "},
        {"Email": None},
        {"Email": "kit"},
        {"Email": "kit olsen@norwellhvac.example"},
        {"Email": "nwhvac.admin@taken.example"},
    ],
    ids=["no name", "an empty name", "no mail", "no address", "a space", "in use"],
)
def test_a_technician_that_cannot_be_is_refused(
    emulator: Emulator, provider: Api, changes: Json
) -> None:
    emulator.change("users", demo.CHAU, UserName="nwhvac.admin@taken.example")
    refused = refusal(provider.post("/tradesmen", NEW | changes))
    assert refused == (400, 503, "Invalid request")
