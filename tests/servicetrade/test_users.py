"""Users: who there is, and the little of them that changes."""

import pytest

from tests.receiver import Receiver
from tests.servicetrade.refusing import nothing_happens
from tests.servicetrade.trade import (
    NOON,
    TECH,
    Trade,
    data,
    fixture,
    listen,
    log_in,
    record,
    told,
    validation,
)
from tests.world import Emulator, Json

USER = record("users", firstName="Tomas")
VENDOR = record("companies", name="Norwell HVAC")
PATH = f"/user/{USER['id']}"
NO_ID = 1436999999999999
ALL = [row["firstName"] for row in fixture()["users"].values()]


def names(trade: Trade, **query: object) -> list[str]:
    return [row["firstName"] for row in trade.read("/user", **query)["users"]]


def test_a_user_has_every_field_of_the_vendors_and_no_password(trade: Trade) -> None:
    found = trade.read(PATH)
    assert found.keys() == {
        "id", "uri", "name", "status", "email", "avatar", "isTech", "isHelper", "isSales",
        "firstName", "lastName", "username", "phone", "timezone", "company", "location",
        "account", "manager", "details", "activities", "serviceLines", "roles", "mfaRequired",
        "externalIds", "created", "updated",
    }  # fmt: skip
    assert (found["name"], found["isTech"]) == ("Tomas Brandt", True)
    assert (found["company"]["id"], found["account"]["name"]) == (VENDOR["id"], "Norwell HVAC")
    assert (found["manager"]["name"], found["location"]["name"]) == (
        "Gil Sorensen",
        "Norwell Office",
    )
    assert found["roles"] == [{"id": 1736000000000003, "name": "Technician"}]
    assert found["serviceLines"][0]["abbr"] == "HVAC"
    assert found["externalIds"] == {"fleet": "van-07"}


def test_no_answer_of_a_user_holds_a_password(trade: Trade) -> None:
    texts = [
        trade.get("/user").text,
        trade.put(PATH, {"phone": None}).text,
        trade.get("/externalid/user/fleet/van-07").text,
        trade.get("/history", entityType=4, entityId=USER["id"]).text,
    ]
    assert [text for text in texts if "demo-servicetrade" in text] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ALL),
        ({"isTech": "true"}, ["Tomas", "Linh", "Ray"]),
        ({"isTech": "True", "status": "active"}, ["Tomas", "Linh"]),
        ({"isTech": 0}, ["Renee", "Gil"]),
        ({"status": "inactive"}, ["Ray"]),
        ({"status": "active,inactive"}, ALL),
        ({"company": VENDOR["id"]}, ALL),
        ({"company": 1}, []),
        ({"updatedAfter": NOON}, []),
        ({"createdBefore": USER["created"], "isTech": 1, "status": "active"}, ["Tomas"]),
        ({"limit": 2, "page": 3}, ["Ray"]),
    ],
    ids=str,
)
def test_a_filter_keeps_what_it_asks_for(trade: Trade, query: Json, found: list[str]) -> None:
    assert names(trade, **query) == found


def test_a_put_changes_names_and_phone_and_tells_the_user(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    before = trade.read(PATH)
    emulator.advance("PT5S")
    listen(trade)
    changed = data(trade.put(PATH, {"firstName": "Tom", "phone": None}))
    news = {"firstName": "Tom", "name": "Tom Brandt", "phone": None, "updated": NOON + 5}
    assert changed == before | news
    assert told(emulator, receiver) == ["user.updated"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lastName": "Brandt"},
        {"password": "mine", "username": "tom", "status": "inactive", "isTech": False},
    ],
    ids=["nothing", "the-same", "what-cannot-change"],
)
def test_a_put_that_changes_nothing_tells_nobody(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert data(trade.put(PATH, body)) == trade.read(PATH)
    assert log_in(emulator, TECH).get("/auth").status_code == 200


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"firstName": ""}, {"firstName": "First name is invalid"}),
        ({"lastName": None}, {"lastName": "Last name is invalid"}),
        ({"phone": 6175550172}, {"phone": "Phone is invalid"}),
    ],
)
def test_a_wrong_change_is_refused_and_nothing_changes(
    trade: Trade, receiver: Receiver, body: Json, wrong: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.put(PATH, body)) == wrong


def test_users_are_neither_made_nor_removed(trade: Trade, receiver: Receiver) -> None:
    with nothing_happens(trade, receiver):
        made, removed = trade.post("/user", {"firstName": "Inez"}), trade.delete(PATH)
        assert (made.status_code, removed.status_code) == (405, 405)
        assert (made.headers["allow"], removed.headers["allow"]) == ("GET", "GET, PUT")


def test_a_user_who_is_not_there_is_404(trade: Trade, receiver: Receiver) -> None:
    with nothing_happens(trade, receiver):
        assert trade.get(f"/user/{NO_ID}").status_code == 404
        assert trade.put(f"/user/{NO_ID}", {"firstName": "Inez"}).status_code == 404
