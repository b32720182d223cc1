"""What one save of a job item notifies: the item, its job's list of items, its job's total.

Source: ServiceTrade help centre, article 4403396917139.
"""

import json

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, Trade, data, fixture, listen, record, state, told
from tests.world import Emulator, Json

ITEM = record("jobitems")
PATH = f"/jobitem/{ITEM['id']}"
JOB = ITEM["jobId"]
JOB_TWICE = ["job.updated", "job.updated"]
BILLED = {row["jobItemId"] for row in fixture()["invoiceitems"].values()}
#: An item that no invoice has.
FREE = next(row for row in fixture()["jobitems"].values() if row["id"] not in BILLED)


def messages(emulator: Emulator, receiver: Receiver) -> list[Json]:
    """The messages that arrive now, in order; forgotten once they are read."""
    emulator.settle()
    bodies = [json.loads(body) for body in receiver.bodies]
    receiver.got.clear()
    return bodies


def entities(arrived: list[Json]) -> list[tuple[str, str, int]]:
    """Each message's only item: type, action and id."""
    assert [len(m["data"]) for m in arrived] == [1] * len(arrived)
    items = [m["data"][0] for m in arrived]
    return [(i["entity"]["type"], i["action"], i["entity"]["id"]) for i in items]


def test_editing_an_item_tells_of_the_item_then_twice_of_its_job(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    data(trade.put(PATH, {"quantity": 4}))
    arrived = messages(emulator, receiver)
    assert entities(arrived) == [
        ("jobitem", "updated", ITEM["id"]),
        ("job", "updated", JOB),
        ("job", "updated", JOB),
    ]
    assert len({m["messageId"] for m in arrived}) == 3
    assert messages(emulator, receiver) == []


def test_the_two_messages_about_the_job_have_no_changeset_even_if_it_is_asked_for(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade, includeChangesets=True)
    data(trade.put(PATH, {"quantity": 4}))
    item, first, second = messages(emulator, receiver)
    for message in (item, first, second):
        assert "changeset" not in message["data"][0]
    assert first["data"] == second["data"]
    assert first["messageId"] != second["messageId"]


def test_editing_an_item_tells_every_webhook_three_times(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    listen(trade)
    data(trade.put(PATH, {"cost": None}))
    arrived = messages(emulator, receiver)
    assert sorted(entities(arrived)) == sorted(
        2 * [("jobitem", "updated", ITEM["id"]), ("job", "updated", JOB), ("job", "updated", JOB)]
    )
    assert len({m["messageId"] for m in arrived}) == 6


def test_a_webhook_for_jobs_only_is_told_twice(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade, entityEvents=[{"entityType": 3, "actions": ["updated"]}])
    data(trade.put(PATH, {"name": "Lift"}))
    assert told(emulator, receiver) == JOB_TWICE


def test_one_message_for_the_whole_action_is_a_switch(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    switched = {"vendor": "servicetrade", "switches": {"webhook_batch": "action"}}
    emulator.control("PUT", "/profile", switched)
    listen(trade)
    data(trade.put(PATH, {"quantity": 4}))
    (message,) = messages(emulator, receiver)
    names = [f"{i['entity']['type']}.{i['action']}" for i in message["data"]]
    assert names == ["jobitem.updated", *JOB_TWICE]


def test_adding_an_item_tells_of_the_item_then_twice_of_its_job(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    made = data(trade.post("/jobitem", {"jobId": JOB, "name": "Belt"}))
    assert entities(messages(emulator, receiver)) == [
        ("jobitem", "created", made["id"]),
        ("job", "updated", JOB),
        ("job", "updated", JOB),
    ]


def test_deleting_an_item_tells_of_the_item_then_twice_of_its_job(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    assert trade.delete(f"/jobitem/{FREE['id']}").status_code == 204
    arrived = messages(emulator, receiver)
    assert entities(arrived) == [
        ("jobitem", "deleted", FREE["id"]),
        ("job", "updated", FREE["jobId"]),
        ("job", "updated", FREE["jobId"]),
    ]
    uri = arrived[0]["data"][0]["entity"]["uri"]
    assert trade.get(uri.partition("/api")[2]).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"quantity": ITEM["quantity"], "name": ITEM["name"], "cost": ITEM["cost"]},
        {"quantity": str(ITEM["quantity"]), "usedOn": str(ITEM["usedOn"])},
        {"source": {"type": "tech", "userId": ITEM["source"]["userId"]}},
        {"libitemId": ITEM["libItemId"], "color": "red", "jobId": 5},
    ],
    ids=["nothing", "the-same", "the-same-as-texts", "the-same-source", "what-cannot-change"],
)
def test_an_edit_that_changes_nothing_saves_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    listen(trade)
    before = state(emulator)
    assert data(trade.put(PATH, body))["updated"] == ITEM["updated"]
    assert told(emulator, receiver) == []
    assert state(emulator) == before


def test_the_job_of_a_saved_item_is_saved_too(trade: Trade, emulator: Emulator) -> None:
    """Whoever polls jobs by updatedAfter finds it."""
    emulator.advance("PT5M")
    assert data(trade.put(PATH, {"quantity": 4}))["updated"] == NOON + 300
    assert state(emulator)["jobs"][str(JOB)]["updated"] == NOON + 300
