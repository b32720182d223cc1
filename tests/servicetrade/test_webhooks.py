"""Webhooks as a resource: what can be made, read and changed, and by whom."""

import pytest

from tests.servicetrade.trade import DISPATCH, RECEIVER, Trade, data, log_in, validation
from tests.world import Emulator

JOB_UPDATES = [{"entityType": 3, "actions": ["updated"]}]


def test_a_webhook_is_told_of_everything_unless_it_filters(trade: Trade) -> None:
    made = data(trade.post("/webhook", {"hookUrl": RECEIVER}))
    assert made.keys() == {
        "id", "uri", "hookUrl", "enabled", "confirmed", "includeChangesets", "entityEvents",
    }  # fmt: skip
    assert (made["enabled"], made["includeChangesets"], made["entityEvents"]) == (True, False, None)


def test_a_webhook_is_confirmed_a_second_later_whatever_its_url(
    trade: Trade, emulator: Emulator
) -> None:
    made = data(trade.post("/webhook", {"hookUrl": "http://no.such.host.example/"}))
    assert made["confirmed"] is False
    emulator.advance("PT1S")
    assert trade.read(f"/webhook/{made['id']}")["confirmed"] is True


def test_webhooks_may_have_one_url_and_are_listed(trade: Trade) -> None:
    made = [data(trade.post("/webhook", {"hookUrl": RECEIVER}))["id"] for _ in range(2)]
    assert trade.ids("/webhook", "webhooks") == made


def test_a_put_changes_what_is_sent_and_never_the_url(trade: Trade) -> None:
    made = data(trade.post("/webhook", {"hookUrl": RECEIVER, "entityEvents": JOB_UPDATES}))
    other = {"hookUrl": "http://127.0.0.1:1/other", "enabled": 0}
    changed = data(trade.put(f"/webhook/{made['id']}", other))
    assert changed["hookUrl"] == RECEIVER
    assert (changed["enabled"], changed["entityEvents"]) == (False, JOB_UPDATES)
    cleared = data(trade.put(f"/webhook/{made['id']}", {"entityEvents": None}))
    assert (cleared["enabled"], cleared["entityEvents"]) == (False, None)


def test_a_deleted_webhook_is_gone(trade: Trade) -> None:
    path = f"/webhook/{data(trade.post('/webhook', {'hookUrl': RECEIVER}))['id']}"
    answer = trade.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (trade.get(path).status_code, trade.delete(path).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"hookUrl": "Hook url is required"}),
        ({"hookUrl": 5}, {"hookUrl": "Hook url is invalid"}),
        ({"hookUrl": "ftp://127.0.0.1/"}, {"hookUrl": "Hook url is invalid"}),
        ({"hookUrl": "//127.0.0.1/"}, {"hookUrl": "Hook url is invalid"}),
        ({"hookUrl": "http://[::1"}, {"hookUrl": "Hook url is invalid"}),
        (
            {"hookUrl": RECEIVER, "entityEvents": [{"entityType": 18, "actions": ["updated"]}]},
            {"entityEvents": "Entity type is not supported"},
        ),
        (
            {"hookUrl": RECEIVER, "entityEvents": [{"entityType": 999, "actions": ["updated"]}]},
            {"entityEvents": "Entity type is not supported"},
        ),
        ({"hookUrl": RECEIVER, "enabled": "perhaps"}, {"enabled": "Enabled is invalid"}),
    ],
    ids=["none", "number", "ftp", "relative", "broken", "service-request", "unknown", "flag"],
)
def test_a_wrong_webhook_is_refused_by_field_and_not_made(
    trade: Trade, body: dict[str, object], wrong: dict[str, str]
) -> None:
    assert validation(trade.post("/webhook", body)) == wrong
    assert trade.ids("/webhook", "webhooks") == []


def test_webhooks_are_for_account_admins(trade: Trade, emulator: Emulator) -> None:
    made = data(trade.post("/webhook", {"hookUrl": RECEIVER}))
    other = log_in(emulator, DISPATCH)
    answers = [
        other.get("/webhook"),
        other.post("/webhook", {"hookUrl": RECEIVER}),
        other.put(f"/webhook/{made['id']}", {"enabled": False}),
        other.delete(f"/webhook/{made['id']}"),
    ]
    assert [a.status_code for a in answers] == [403] * 4
    assert answers[0].json()["messages"] == {"error": ["Permission denied"]}
    assert "admin.account" in answers[0].headers["emulator-reason"]
    assert trade.read(f"/webhook/{made['id']}")["enabled"] is True
