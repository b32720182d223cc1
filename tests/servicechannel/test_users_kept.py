"""Users as a subscriber keeps them: listed, created, changed, disabled."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import JUNIPER, LARKFIELD, refusal
from tests.world import Api, Emulator, Json

NO_RIGHTS = (401, 504, "API call rejected by security permissions")
INCORRECT = (400, 503, "Required data missing or incorrect")
NOT_FOUND = "User not found"
PASSWORD = "a-new-password"
NEW: Json = {
    "UserName": "larkfield.new",
    "Password": PASSWORD,
    "Email": "new@larkfield.example",
    "User": {
        "FullName": "Noor Haddad",
        "Roles": ["Admin User", "Invoices"],
        "Access": {"Locations": ["0101", "0102"], "Trades": ["hvac"], "Regions": ["Northeast"]},
        "Limits": {"NteLimit": {"Amount": 900, "CurrencyId": 1}},
    },
}


def create(api: Api, **changes: object) -> int:
    response = api.post("/users", NEW | changes)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert list(answer) == ["id"]
    number: int = answer["id"]
    return number


def put(api: Api, number: int, body: Json, verb: str = "PUT") -> httpx2.Response:
    return api.request(verb, f"/users/{number}", json=body)


def user(api: Api, number: int) -> Json:
    response = api.get(f"/users/{number}")
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def can_log_in(emulator: Emulator, name: str = "larkfield.new", password: str = PASSWORD) -> bool:
    emulator.advance("PT6S")
    return emulator.token(name, password).status_code == 200


def names(api: Api, query: str = "") -> list[str]:
    return [user["UserName"] for user in api.get(f"/users{query}").json()]


def test_a_super_admin_lists_the_users_of_its_subscriber(subscriber: Api) -> None:
    first, *others = subscriber.get("/users").json()
    assert first == {
        "Id": 1544902,
        "SubscriberId": LARKFIELD,
        "UserName": "larkfield.facilities",
        "FullName": "Dana Whitfield",
        "Email": "dana.whitfield@larkfield.example",
        "Disabled": False,
        "IsLocked": False,
        "Roles": ["Super Admin"],
        "Permissions": [],
        "UserType": "Corporate",
        "Access": {"Locations": [], "Districts": [], "Regions": [], "Trades": []},
        "Limits": {
            "NteLimit": {"Amount": 25000, "CurrencyId": 1},
            "ProposalLimit": {"Amount": 50000, "CurrencyId": 1},
            "InvoiceLimit": {"Amount": 25000, "CurrencyId": 1},
        },
    }
    assert len(others) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?startIndex=1&maxCount=1", ["larkfield.regional"]),
        ("?userFilterType=All", ["larkfield.facilities", "larkfield.regional", "larkfield.nyc"]),
        ("?userFilterType=Corporate", ["larkfield.facilities", "larkfield.regional"]),
        ("?userFilterType=All&feedRolesFilter=Store manager", ["larkfield.nyc"]),
        (f"?subscriberId={LARKFIELD}&maxCount=1", ["larkfield.facilities"]),
    ],
    ids=["a page", "all", "corporate", "by feed role", "by subscriber"],
)
def test_users_are_paged_and_filtered(
    emulator: Emulator, subscriber: Api, query: str, expected: list[str]
) -> None:
    emulator.change("users", 1544911, UserType="Dashboard", FeedRole="Store manager")
    assert names(subscriber, query) == expected


@pytest.mark.parametrize("query", ["?startIndex=50", "?maxCount=0", "?feedRolesFilter=None"])
def test_a_list_without_users_is_not_found(subscriber: Api, query: str) -> None:
    assert refusal(subscriber.get(f"/users{query}")) == (404, 502, "Users not found")


def test_the_users_of_another_subscriber_are_refused(subscriber: Api) -> None:
    response = subscriber.get(f"/users?subscriberId={JUNIPER}")
    assert refusal(response) == (400, 401, "Invalid subscriber id")


@pytest.mark.parametrize("username", ["nwhvac.admin", "larkfield.regional", "larkfield.nyc"])
def test_only_a_super_admin_lists_users(emulator: Emulator, username: str) -> None:
    api = emulator.login(username)
    assert refusal(api.get("/users")) == NO_RIGHTS
    assert refusal(api.get("/users/1544902/islocked")) == NO_RIGHTS


def test_a_created_user_logs_in_and_has_the_access_that_was_given(
    emulator: Emulator, subscriber: Api
) -> None:
    shown = user(subscriber, create(subscriber))["User"]
    assert (shown["FullName"], shown["Roles"]) == ("Noor Haddad", ["Admin User", "Invoices"])
    assert shown["Access"] == {
        "Locations": ["0101", "0102"],
        "Districts": [],
        "Regions": ["Northeast"],
        "Trades": ["HVAC"],
    }
    assert shown["Limits"]["NteLimit"]["Amount"] == 900
    token = emulator.token("larkfield.new", PASSWORD).json()["access_token"]
    new = Api(emulator.http, token)
    assert new.get("/users/current/profile").json()["UserProfile"]["Roles"] == ["Admin"]
    assert demo.order_of(new)["Id"] == demo.ORDER
    assert new.get("/workorders/107071130").status_code == 404, "of another store and trade"


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        (["Invoices", "super admin"], "Super Admin"),
        (["Admin"], "Admin"),
        (["Invoices"], "Location User"),
        (None, "Location User"),
    ],
    ids=["super admin", "admin", "neither", "none"],
)
def test_the_roles_make_the_kind_of_user(
    emulator: Emulator, subscriber: Api, roles: object, role: str
) -> None:
    create(subscriber, User={"Roles": roles})
    token = emulator.token("larkfield.new", PASSWORD).json()["access_token"]
    profile = Api(emulator.http, token).get("/users/current/profile").json()["UserProfile"]
    assert (profile["Roles"], profile["FullName"]) == ([role], "larkfield.new")


EXISTS = (400, 806, "User already exists")
BAD_NAME = (400, 802, "Invalid user name")


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        pytest.param({"UserName": "nwhvac.admin"}, EXISTS, id="the name exists"),
        pytest.param({"UserName": "two words"}, BAD_NAME, id="a space"),
        pytest.param({"UserName": "x" * 101}, BAD_NAME, id="101 characters"),
        pytest.param(
            {"UserName": None}, (400, 800, "Missed required argument 'UserId'"), id="no name"
        ),
        pytest.param({"Password": None}, INCORRECT, id="no password"),
        pytest.param({"Password": ""}, INCORRECT, id="an empty password"),
        pytest.param(
            {"InfoSubscriberId": JUNIPER}, (400, 401, "Invalid subscriber id"), id="another's"
        ),
        pytest.param(
            {"User": {"Access": {"Locations": ["K-03"]}}},
            (400, 606, "Location is not found"),
            id="another's store",
        ),
        pytest.param(
            {"User": {"Access": {"Trades": ["REFRIGERATION"]}}},
            (400, 702, "Subscriber has no specified Trade"),
            id="another's trade",
        ),
        pytest.param({"User": {"UserType": "King"}}, INCORRECT, id="an unknown type"),
        pytest.param(
            {"User": {"Limits": {"NteLimit": {"Amount": -1}}}}, INCORRECT, id="a limit below 0"
        ),
    ],
)
def test_a_user_that_cannot_be_is_refused_and_nothing_changes(
    subscriber: Api, changes: Json, refused: tuple[int, int, str]
) -> None:
    before = names(subscriber)
    assert refusal(subscriber.post("/users", NEW | changes)) == refused
    assert names(subscriber) == before


def test_an_admin_creates_users_and_others_do_not(emulator: Emulator) -> None:
    create(emulator.login("larkfield.regional"))
    for username in ("nwhvac.admin", "larkfield.nyc"):
        body = NEW | {"UserName": "one.more"}
        assert refusal(emulator.login(username).post("/users", body)) == NO_RIGHTS


def test_a_password_is_neither_answered_nor_in_the_journal(
    emulator: Emulator, subscriber: Api
) -> None:
    response = subscriber.post("/users", NEW)
    number = response.json()["id"]
    assert PASSWORD not in str(demo.journal(emulator, response))
    answers = [subscriber.get(path) for path in (f"/users/{number}", "/users")]
    assert not [a.text for a in answers if PASSWORD in a.text or "assword" in a.text]


def test_colleagues_are_read_by_their_id_and_nobody_else(
    emulator: Emulator, subscriber: Api, provider: Api
) -> None:
    assert user(provider, demo.BRANDT)["User"]["UserType"] == 0
    assert "InfoSubscriberId" not in user(provider, demo.BRANDT)
    assert user(emulator.login("larkfield.nyc"), 1544902)["InfoSubscriberId"] == LARKFIELD
    for number in (demo.BRANDT, 1544925, 5):
        assert refusal(subscriber.get(f"/users/{number}")) == (404, 502, NOT_FOUND)
