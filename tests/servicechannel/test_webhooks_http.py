"""Subscriptions with a URL of their own: /NotificationSubscriptions/Http."""

import pytest

from tests.servicechannel.demo import journal, refusal
from tests.servicechannel.managing import (
    HOOKS,
    HTTP,
    INCORRECT,
    NO_HOOK,
    NO_RULES,
    NO_SUBSCRIPTION,
    ORDERS,
    URL,
    VISITS,
    delete,
    listed,
    made,
    post,
    reason,
)
from tests.world import Api, Emulator, Json

RULES = NO_RULES | {"Categories": ["REPAIR"]}


def subscribed(api: Api, **fields: object) -> int:
    """The id of a new subscription."""
    answer = api.post(HTTP, VISITS | fields)
    assert answer.status_code == 201, answer.text
    assert list(answer.json()) == ["Id"]
    found: int = answer.json()["Id"]
    return found


def shown(api: Api, subscription: int) -> Json:
    answer = api.get(f"{HTTP}/{subscription}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def changed(api: Api, subscription: int, **fields: object) -> Json:
    answer = api.request("PUT", f"{HTTP}/{subscription}", json=VISITS | fields)
    assert (answer.status_code, answer.content) == (204, b""), answer.text
    return shown(api, subscription)


def test_a_subscription_is_shown_as_it_was_made(provider: Api) -> None:
    subscription = subscribed(provider, Enabled=True, Rules=RULES)
    whole = {"Id": 1, "Enabled": True, "Rules": RULES} | VISITS
    assert shown(provider, subscription) == whole
    assert listed(provider, HTTP) == [whole]


def test_what_is_not_said_of_a_subscription_is_empty_and_off(
    emulator: Emulator, provider: Api
) -> None:
    first = shown(provider, subscribed(provider))
    emulator.switch(webhook_enabled_default=True)
    second = shown(provider, subscribed(provider))
    assert [(s["Enabled"], s["Rules"]) for s in (first, second)] == [
        (False, NO_RULES),
        (True, NO_RULES),
    ]


def test_the_two_kinds_share_the_numbers_of_subscriptions_and_do_not_see_each_other(
    provider: Api,
) -> None:
    hook = made(provider, ORDERS, ORDERS)
    subscription = subscribed(provider)
    last = post(provider, Subscriptions=[ORDERS]).json()
    assert (subscription, last["SubscriptionsResponses"]) == (3, [4])
    assert [h["Id"] for h in listed(provider)] == [hook, last["Id"]]
    assert [s["Id"] for s in listed(provider, HTTP)] == [subscription]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_neither_kind_is_reached_by_the_path_of_the_other(provider: Api, method: str) -> None:
    of_a_hook = made(provider, ORDERS)
    subscription = subscribed(provider)
    behind = 2
    assert subscription != of_a_hook
    assert refusal(provider.request(method, f"{HTTP}/1", json=VISITS)) == NO_SUBSCRIPTION
    assert refusal(provider.request(method, f"{HOOKS}/{behind}", json=VISITS)) == NO_HOOK
    assert shown(provider, subscription)["Name"] == "Visits"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    ("subscription", "expected"),
    [("9", NO_SUBSCRIPTION), ("0", NO_SUBSCRIPTION), ("-1", NO_SUBSCRIPTION), ("x", INCORRECT)],
)
def test_an_unknown_subscription_is_400_and_not_404(
    provider: Api, method: str, subscription: str, expected: tuple[int, int, str]
) -> None:
    answer = provider.request(method, f"{HTTP}/{subscription}", json=VISITS)
    assert refusal(answer) == expected


def test_companies_do_not_see_each_others_subscriptions(provider: Api, subscriber: Api) -> None:
    subscription = subscribed(provider)
    assert listed(subscriber, HTTP) == []
    for method in ("GET", "PUT", "DELETE"):
        answer = subscriber.request(method, f"{HTTP}/{subscription}", json=VISITS)
        assert refusal(answer) == NO_SUBSCRIPTION
    assert len(listed(provider, HTTP)) == 1


def test_a_change_replaces_what_is_sent_and_keeps_enabled_and_rules(provider: Api) -> None:
    subscription = subscribed(provider, Enabled=True, Rules=RULES)
    new = {"Name": "Bills", "Url": f"{URL}/new", "EventTypes": ["InvoicePaid"]}
    assert changed(provider, subscription, **new) == {
        "Id": subscription,
        "Enabled": True,
        "Rules": RULES,
        **new,
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"Enabled": False}, {"Enabled": False}, id="off"),
        pytest.param({"Rules": {}}, {"Rules": NO_RULES}, id="no rules"),
        pytest.param(
            {"Rules": {"trades": ["A"]}}, {"Rules": NO_RULES | {"Trades": ["A"]}}, id="other rules"
        ),
        pytest.param({"Rules": None, "Enabled": None}, {}, id="nulls"),
        pytest.param({"Id": 999}, {}, id="another id"),
    ],
)
def test_enabled_and_rules_change_when_they_are_sent(
    provider: Api, fields: Json, expected: Json
) -> None:
    subscription = subscribed(provider, Enabled=True, Rules=RULES)
    before = shown(provider, subscription)
    assert changed(provider, subscription, **fields) == before | expected


def test_what_get_shows_can_be_put_back(provider: Api) -> None:
    subscription = subscribed(provider, Rules=RULES)
    before = shown(provider, subscription)
    assert changed(provider, subscription, **before) == before


BAD: dict[str, Json] = {
    "no name": {"Name": None},
    "a blank name": {"Name": " "},
    "no url": {"Url": None},
    "a url without a scheme": {"Url": "example.com/hooks"},
    "no events": {"EventTypes": None},
    "an empty list of events": {"EventTypes": []},
    "one event without a list": {"EventTypes": "WorkOrderCheckIn"},
    "an unknown event": {"EventTypes": ["WorkOrderCheckedIn"]},
    "two object types": {"EventTypes": ["WorkOrderCheckIn", "WorkOrderCreated"]},
    "rules that are none": {"Rules": "REPAIR"},
    "a rule with a null": {"Rules": {"Categories": [None]}},
    "a word as flag": {"Enabled": "yes"},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD)
def test_a_subscription_that_does_not_fit_is_refused_and_changes_nothing(
    emulator: Emulator, provider: Api, fields: Json
) -> None:
    subscription = subscribed(provider, Rules=RULES)
    before = listed(provider, HTTP)
    for method, path in (("POST", HTTP), ("PUT", f"{HTTP}/{subscription}")):
        answer = provider.request(method, path, json=VISITS | fields)
        assert refusal(answer) == INCORRECT
        assert journal(emulator, answer)["committed"] == {}
    assert listed(provider, HTTP) == before


def test_a_company_has_20_of_them_counted_apart_from_its_webhooks(provider: Api) -> None:
    for _ in range(20):
        made(provider)
    for _ in range(20):
        subscribed(provider)
    answer = provider.post(HTTP, VISITS)
    assert refusal(answer) == INCORRECT
    assert reason(answer) == "21 HTTP subscriptions; 20 are allowed"


def test_a_deleted_subscription_is_gone_with_what_is_behind_it(
    emulator: Emulator, provider: Api
) -> None:
    subscription = subscribed(provider)
    answer = delete(provider, f"{HTTP}/{subscription}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert journal(emulator, answer)["committed"] == {"subscriptions": [1], "webhooks": [1]}
    assert listed(provider, HTTP) == []
    assert refusal(delete(provider, f"{HTTP}/{subscription}")) == NO_SUBSCRIPTION
