"""Comments: on anything, and told to nobody."""

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

JOB = record("jobs", customerPo="107002896")
STORE = record("locations", storeNumber="0101")
COMMENT = record("comments", entityType=3, entityId=JOB["id"])
ON_JOB = {"entityType": 3, "entityId": JOB["id"]}
NEW = {**ON_JOB, "content": "Landlord is told."}
PATH = f"/comment/{COMMENT['id']}"
NO_ID = 1656999999999999


def test_a_comment_has_every_field_of_the_vendors(trade: Trade) -> None:
    assert trade.read(PATH) == {
        "id": COMMENT["id"],
        "content": COMMENT["content"],
        "visibility": ["public"],
        "pinned": True,
        "author": trade.read(PATH)["author"],
        "entity": {
            "id": JOB["id"],
            "uri": f"http://localhost/servicetrade/api/job/{JOB['id']}",
            "type": 3,
        },
        "created": COMMENT["created"],
        "updated": COMMENT["updated"],
    }
    assert trade.read(PATH)["author"]["name"] == "Gil Sorensen"


def test_a_comment_is_its_authors_and_told_to_nobody(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    listen(trade)
    tech = log_in(emulator, TECH)
    made = data(tech.post("/comment", NEW))
    assert (made["author"]["name"], made["visibility"]) == ("Tomas Brandt", ["public"])
    assert (made["pinned"], made["created"], made["entity"]["id"]) == (False, NOON, JOB["id"])
    assert trade.read(f"/comment/{made['id']}") == made
    assert told(emulator, receiver) == []


def test_a_comment_is_seen_by_whom_it_says(trade: Trade) -> None:
    for_office = {"visibility": ["tech", "schedule", "billing"], "pinned": 1}
    made = data(trade.post("/comment", NEW | for_office | {"entityId": str(JOB["id"])}))
    assert (made["visibility"], made["pinned"]) == (for_office["visibility"], True)
    in_form = {**NEW, "visibility": "tech,billing", "pinned": "true"}
    assert data(trade.request("POST", "/comment", data=in_form))["visibility"] == [
        "tech",
        "billing",
    ]


@pytest.mark.parametrize("row", fixture()["comments"].values(), ids=lambda row: row["id"])
def test_comments_are_listed_by_what_they_are_on(trade: Trade, row: Json) -> None:
    on = {"entityType": row["entityType"], "entityId": row["entityId"]}
    wanted = [r["id"] for r in fixture()["comments"].values() if on.items() <= r.items()]
    assert trade.ids("/comment", "comments", **on) == wanted


def test_the_oldest_comment_comes_first(trade: Trade) -> None:
    made = data(trade.post("/comment", NEW))["id"]
    sorted_ids = trade.ids("/comment", "comments", sort="created", **ON_JOB)
    assert sorted_ids == trade.ids("/comment", "comments", **ON_JOB)
    assert (sorted_ids[0], sorted_ids[-1]) == (COMMENT["id"], made)
    assert trade.ids("/comment", "comments", limit=1, page=2, **ON_JOB) == sorted_ids[1:2]


def test_a_list_needs_a_type_and_an_id_and_an_id_of_nothing_has_none(trade: Trade) -> None:
    assert validation(trade.get("/comment")) == {
        "entityType": "Entity type is required",
        "entityId": "Entity is required",
    }
    assert validation(trade.get("/comment", entityType=3)) == {"entityId": "Entity is required"}
    unknown = trade.get("/comment", entityType=12, entityId=JOB["id"])
    assert validation(unknown) == {"entityType": "Entity type is invalid"}
    assert trade.ids("/comment", "comments", entityType=3, entityId=NO_ID) == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"content": ""}, {"content": "Content is invalid"}),
        ({"content": ["text"]}, {"content": "Content is invalid"}),
        ({"visibility": 5}, {"visibility": "Visibility is invalid"}),
        ({"visibility": [5]}, {"visibility.0": "Visibility.0 is invalid"}),
        ({"pinned": "perhaps"}, {"pinned": "Pinned is invalid"}),
        ({"entityType": 12}, {"entityType": "Entity type is invalid"}),
        ({"entityType": "job"}, {"entityType": "Entity type is invalid"}),
        ({"entityType": 11}, {"entityId": "Entity is invalid"}),
        ({"entityId": NO_ID}, {"entityId": "Entity is invalid"}),
    ],
)
def test_a_wrong_comment_is_refused_by_field_and_not_made(
    trade: Trade, receiver: Receiver, changes: Json, wrong: Json
) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.post("/comment", NEW | changes)) == wrong


def test_a_comment_needs_an_entity_and_a_text(trade: Trade, receiver: Receiver) -> None:
    with nothing_happens(trade, receiver):
        assert validation(trade.post("/comment", {})).keys() == NEW.keys()


def test_a_put_changes_the_comment_and_not_its_author_or_entity(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    before = trade.read(PATH)
    listen(trade)
    emulator.advance("PT5S")
    other = {"entityType": 11, "entityId": STORE["id"], "authorId": 5}
    changed = data(trade.put(PATH, {"content": "Ring twice.", "pinned": False, **other}))
    news = {"content": "Ring twice.", "pinned": False, "updated": NOON + 5}
    assert changed == before | news
    assert told(emulator, receiver) == []


@pytest.mark.parametrize("body", [{}, {"pinned": "1", "visibility": ["public"]}])
def test_a_put_that_changes_nothing_changes_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    before = [trade.read(PATH) for _ in range(3)][-1]
    emulator.advance("PT5S")
    with nothing_happens(trade, receiver):
        assert data(trade.put(PATH, body)) == before


def test_a_deleted_comment_is_gone_and_nobody_is_told(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    data(trade.post("/tag", {"name": "old", "entityType": 107, "entityId": COMMENT["id"]}))
    listen(trade)
    assert trade.delete(PATH).status_code == 204
    assert told(emulator, receiver) == []
    assert (trade.get(PATH).status_code, trade.delete(PATH).status_code) == (404, 404)
    assert COMMENT["id"] not in trade.ids("/comment", "comments", **ON_JOB)


def test_a_location_lists_and_takes_its_comments(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    path = f"/location/{STORE['id']}/comment"
    listen(trade)
    made = data(trade.post(path, {"content": "Deliveries until ten.", "pinned": True}))
    assert made["entity"]["uri"].endswith(f"/api/location/{STORE['id']}")
    on = {"entityType": 11, "entityId": STORE["id"]}
    assert trade.ids(path, "comments")[-1] == made["id"]
    assert trade.ids(path, "comments") == trade.ids("/comment", "comments", **on)
    assert told(emulator, receiver) == []


def test_comments_of_a_location_that_is_not_there_are_404(trade: Trade, receiver: Receiver) -> None:
    path = f"/location/{NO_ID}/comment"
    with nothing_happens(trade, receiver):
        answers = [trade.get(path), trade.post(path, {"content": "Hello"})]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert trade.put(f"/comment/{NO_ID}", {}).status_code == 404
