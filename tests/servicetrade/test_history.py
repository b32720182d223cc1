"""What happened to an entity."""

import pytest

from tests.servicetrade.trade import (
    DISPATCH,
    NOON,
    Trade,
    data,
    log_in,
    record,
    validation,
)
from tests.world import Emulator, Json

JOB = record("jobs", customerPo="107002896")
STORE = record("locations", storeNumber="0101")
ON_STORE = {"entityType": 11, "entityId": STORE["id"]}


def rows(trade: Trade, **query: object) -> list[Json]:
    found: list[Json] = trade.read("/history", **query)["history"]
    return found


def test_history_says_who_did_what_and_when(trade: Trade) -> None:
    made, changed = rows(trade, entityType=3, entityId=JOB["id"])
    assert made.keys() == {"id", "created", "user", "action", "field", "oldValue", "newValue"}
    assert (made["action"], made["field"], made["user"]["name"]) == (
        "created",
        None,
        "Gil Sorensen",
    )
    named = [changed[name] for name in ("field", "oldValue", "newValue")]
    assert named == ["status", "new", "scheduled"]
    assert made["created"] < changed["created"]


def test_each_field_that_changes_is_a_row_of_its_users(trade: Trade, emulator: Emulator) -> None:
    path = f"/location/{STORE['id']}"
    dispatcher = log_in(emulator, DISPATCH)
    data(dispatcher.put(path, {"status": "on_hold", "officeIds": [], "email": STORE["email"]}))
    found = rows(trade, **ON_STORE)
    assert [(r["field"], r["oldValue"], r["newValue"]) for r in found] == [
        ("status", "active", "on_hold"),
        ("officeIds", STORE["officeIds"], []),
    ]
    assert {(r["user"]["name"], r["created"]) for r in found} == {("Gil Sorensen", NOON)}


def test_a_list_that_is_sent_again_is_no_change_however_often_it_was_read(trade: Trade) -> None:
    for _ in range(4):
        data(trade.put(f"/location/{STORE['id']}", {"officeIds": STORE["officeIds"]}))
    assert rows(trade, **ON_STORE) == []


def test_history_is_paged_and_the_oldest_comes_first(trade: Trade) -> None:
    for status in ("on_hold", "inactive", "active"):
        data(trade.put(f"/location/{STORE['id']}", {"status": status}))
    found = rows(trade, **ON_STORE)
    assert [row["newValue"] for row in found] == ["on_hold", "inactive", "active"]
    assert rows(trade, limit=2, page=2, **ON_STORE) == found[2:]


def test_an_entity_without_history_has_an_empty_one(trade: Trade) -> None:
    assert rows(trade, entityType=5, entityId=1) == []


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({}, {"entityType": "Entity type is required", "entityId": "Entity is required"}),
        ({"entityType": 3}, {"entityId": "Entity is required"}),
        ({"entityId": 3}, {"entityType": "Entity type is required"}),
        ({"entityType": 12, "entityId": 3}, {"entityType": "Entity type is invalid"}),
        ({"entityType": "job", "entityId": 3}, {"entityType": "Entity type is invalid"}),
    ],
    ids=str,
)
def test_history_needs_a_type_and_an_id(trade: Trade, query: Json, wrong: Json) -> None:
    assert validation(trade.get("/history", **query)) == wrong
