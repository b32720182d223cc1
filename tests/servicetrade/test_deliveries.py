"""The firehose: what is sent for one change, to whom, and how often."""

import json

import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import (
    NOON,
    RECEIVER,
    TECH,
    Trade,
    data,
    fixture,
    listen,
    log_in,
    record,
    told,
)
from tests.world import Emulator, Json

BILLED = {line["jobItemId"] for line in fixture()["invoiceitems"].values()}
ITEM = next(item for item in fixture()["jobitems"].values() if item["id"] not in BILLED)


def edit(trade: Trade, quantity: int = 90) -> None:
    data(trade.put(f"/jobitem/{ITEM['id']}", {"quantity": quantity}))


def bodies(emulator: Emulator, receiver: Receiver) -> list[Json]:
    emulator.settle()
    return [json.loads(body) for body in receiver.bodies]


def test_one_edit_of_a_job_item_is_three_messages_in_order(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    """The job twice: its item list changed, then its total did; nothing tells them apart."""
    listen(trade, includeChangesets=True)
    edit(trade)
    sent = bodies(emulator, receiver)
    said = [[(i["entity"]["type"], i["action"]) for i in body["data"]] for body in sent]
    assert said == [[("jobitem", "updated")], [("job", "updated")], [("job", "updated")]]
    first, second = sent[1]["data"], sent[2]["data"]
    assert first == second
    assert len({body["messageId"] for body in sent}) == 3


def test_a_message_says_which_record_and_who_but_no_values(
    emulator: Emulator, receiver: Receiver
) -> None:
    listen(log_in(emulator))
    tech = log_in(emulator, TECH)
    edit(tech)
    message = bodies(emulator, receiver)[0]
    assert message.keys() == {"messageId", "timestamp", "data"}
    assert message["timestamp"] == str(NOON)
    uri = f"http://localhost/servicetrade/api/jobitem/{ITEM['id']}"
    assert message["data"] == [
        {
            "action": "updated",
            "timestamp": NOON,
            "userId": tech.read("/auth")["user"]["id"],
            "entity": {"type": "jobitem", "id": ITEM["id"], "uri": uri},
        }
    ]
    assert tech.get(uri.partition("/api")[2]).status_code == 200


def test_messages_are_unsigned_json(emulator: Emulator, trade: Trade, receiver: Receiver) -> None:
    listen(trade)
    edit(trade)
    emulator.settle()
    names = {name.lower() for name in receiver.got[0].headers}
    assert receiver.got[0].headers["content-type"] == "application/json"
    assert not [name for name in names if "sign" in name or "auth" in name]


def test_a_profile_can_send_one_message_for_all_that_an_action_saves(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    switches = {"vendor": "servicetrade", "switches": {"webhook_batch": "action"}}
    emulator.control("PUT", "/profile", switches)
    listen(trade)
    edit(trade)
    [message] = bodies(emulator, receiver)
    assert [item["entity"]["type"] for item in message["data"]] == ["jobitem", "job", "job"]


def test_a_filter_chooses_entities_and_actions(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    listen(trade, entityEvents=[{"entityType": 23, "actions": ["created", "deleted"]}])
    edit(trade)
    assert told(emulator, receiver) == []
    trade.delete(f"/jobitem/{ITEM['id']}")
    assert told(emulator, receiver) == ["jobitem.deleted"]


def test_each_webhook_is_sent_its_own_messages(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    listen(trade)
    listen(trade)
    edit(trade)
    sent = bodies(emulator, receiver)
    assert len(sent) == len({body["messageId"] for body in sent}) == 6


def test_a_disabled_webhook_is_sent_nothing_then_or_later(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    hook = data(trade.post("/webhook", {"hookUrl": RECEIVER, "enabled": False}))
    edit(trade)
    data(trade.put(f"/webhook/{hook['id']}", {"enabled": True}))
    emulator.advance("PT10M")
    assert receiver.got == []


def test_a_webhook_is_told_nothing_of_what_was_before_it(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    edit(trade)
    listen(trade)
    assert told(emulator, receiver) == []


def test_an_edit_that_changes_nothing_is_no_save(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    listen(trade)
    before = trade.read(f"/jobitem/{ITEM['id']}")
    edit(trade, before["quantity"])
    assert told(emulator, receiver) == []
    assert trade.read(f"/jobitem/{ITEM['id']}") == before


def test_a_profile_can_make_it_one(emulator: Emulator, trade: Trade, receiver: Receiver) -> None:
    emulator.switch(unchanged_put="save")
    listen(trade)
    edit(trade, trade.read(f"/jobitem/{ITEM['id']}")["quantity"])
    assert told(emulator, receiver) == ["jobitem.updated", "job.updated", "job.updated"]


@pytest.mark.parametrize("status", [200, 204, 302, 400, 404, 410, 499])
def test_any_answer_below_500_is_a_success_and_not_sent_again(
    emulator: Emulator, trade: Trade, receiver: Receiver, status: int
) -> None:
    receiver.script([status])
    listen(trade, entityEvents=[{"entityType": 23, "actions": ["updated"]}])
    edit(trade)
    emulator.advance("PT1H")
    assert len(receiver.got) == 1


@pytest.mark.parametrize("answer", [500, 503, "connection refused", "no answer within 5 s"])
def test_a_failure_is_sent_three_times_in_all_the_same_bytes_each(
    emulator: Emulator, trade: Trade, receiver: Receiver, answer: int | str
) -> None:
    receiver.script([answer])
    listen(trade, entityEvents=[{"entityType": 23, "actions": ["updated"]}])
    edit(trade)
    for wait, attempts in (("PT0S", 1), ("PT29S", 1), ("PT1S", 2), ("PT119S", 2), ("PT1S", 3)):
        emulator.advance(wait)
        assert len(receiver.got) == attempts
    emulator.advance("P1D")
    assert len(receiver.got) == 3
    assert len(set(receiver.bodies)) == 1


def test_a_webhook_that_always_fails_is_never_switched_off(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    receiver.script([500])
    listen(trade)
    for quantity in range(50):
        edit(trade, 100 + quantity)
    emulator.advance("P1D")
    assert trade.read("/webhook")["webhooks"][0]["enabled"] is True


def test_messages_to_a_webhook_that_is_deleted_are_dropped(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    receiver.script([500])
    hook = data(trade.post("/webhook", {"hookUrl": RECEIVER}))
    edit(trade)
    emulator.settle()
    trade.delete(f"/webhook/{hook['id']}")
    emulator.advance("PT1H")
    assert len(receiver.got) == 3


def test_a_changeset_names_the_tracked_fields_where_it_is_asked_for(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    job = record("jobs", status="scheduled")
    listen(trade, includeChangesets=True, entityEvents=[{"entityType": 3, "actions": ["updated"]}])
    data(trade.put(f"/job/{job['id']}", {"description": "Changed", "status": "bidding"}))
    change = {"field": "status", "oldValue": "scheduled", "newValue": "bidding"}
    [message] = bodies(emulator, receiver)
    assert message["data"][0]["changeset"] == [change]


def test_a_profile_can_send_a_changeset_of_one_as_an_object(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    switches = {"vendor": "servicetrade", "switches": {"changeset": "object"}}
    emulator.control("PUT", "/profile", switches)
    job = record("jobs", status="scheduled")
    listen(trade, includeChangesets=True, entityEvents=[{"entityType": 3, "actions": ["updated"]}])
    data(trade.put(f"/job/{job['id']}", {"status": "bidding"}))
    assert bodies(emulator, receiver)[0]["data"][0]["changeset"]["field"] == "status"


def test_a_storm_doubles_each_message_byte_for_byte(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    emulator.control("PUT", "/webhooks/storm", {"preset": "duplicates"})
    listen(trade)
    edit(trade)
    emulator.advance("PT1M")
    assert len(receiver.bodies) == 6
    assert sorted(receiver.bodies.count(body) for body in set(receiver.bodies)) == [2, 2, 2]


def test_any_event_can_be_fired_for_any_record(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    listen(trade)
    fire = {"vendor": "servicetrade", "event": "job.updated", "record": record("jobs")["id"]}
    emulator.control("POST", "/webhooks/fire", fire)
    [message] = bodies(emulator, receiver)
    assert message["data"][0]["entity"]["id"] == record("jobs")["id"]
    assert message["data"][0]["userId"] is None


def test_nothing_is_forged_where_messages_are_unsigned(
    emulator: Emulator, trade: Trade, receiver: Receiver
) -> None:
    emulator.control("PUT", "/webhooks/storm", {"forged": 1})
    listen(trade)
    edit(trade)
    assert len(bodies(emulator, receiver)) == 3
    assert len(set(receiver.bodies)) == 3
