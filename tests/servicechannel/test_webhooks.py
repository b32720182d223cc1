"""Webhooks made, read and deleted over the API: who may, what is taken and what is not."""

import pytest

from tests.servicechannel.demo import journal, refusal
from tests.servicechannel.managing import (
    BAD_BODIES,
    HOOKS,
    HTTP,
    INCORRECT,
    KEY,
    NO_HOOK,
    NO_RIGHT,
    NO_RULES,
    ORDERS,
    TEST,
    URL,
    delete,
    listed,
    made,
    post,
    reason,
    shown,
)
from tests.world import Api, Emulator, Json

ALL = [
    ("GET", HOOKS),
    ("POST", HOOKS),
    ("GET", f"{HOOKS}/1"),
    ("PUT", f"{HOOKS}/1"),
    ("DELETE", f"{HOOKS}/1"),
    ("GET", HTTP),
    ("POST", HTTP),
    ("GET", f"{HTTP}/1"),
    ("PUT", f"{HTTP}/1"),
    ("DELETE", f"{HTTP}/1"),
    ("GET", KEY),
    ("PUT", KEY),
    ("POST", TEST),
]


@pytest.mark.parametrize(("method", "path"), ALL)
@pytest.mark.parametrize(
    "user", ["nwhvac.tbrandt", "nwhvac.dispatch", "larkfield.regional", "larkfield.nyc"]
)
def test_webhooks_are_for_two_roles_only(
    emulator: Emulator, user: str, method: str, path: str
) -> None:
    """Technician, Corporate, Admin and Location User are refused before their body is read."""
    answer = emulator.login(user).request(method, path, content=b"{")
    assert refusal(answer) == NO_RIGHT
    assert "Provider Automation Admin, Super Admin" in reason(answer)


@pytest.mark.parametrize("user", ["nwhvac.admin", "larkfield.facilities"])
def test_a_provider_admin_and_a_super_admin_have_no_webhooks_to_begin_with(
    emulator: Emulator, user: str
) -> None:
    api = emulator.login(user)
    assert (listed(api), listed(api, HTTP)) == ([], [])


def test_a_new_webhook_answers_201_with_its_id_and_those_of_its_subscriptions(
    provider: Api,
) -> None:
    first = post(provider, Subscriptions=[ORDERS, ORDERS])
    assert (first.status_code, first.json()) == (201, {"Id": 1, "SubscriptionsResponses": [1, 2]})
    second = post(provider, Subscriptions=[ORDERS])
    assert second.json() == {"Id": 2, "SubscriptionsResponses": [3]}


def test_a_webhook_is_shown_as_it_was_made(provider: Api) -> None:
    rules = {
        "Trades": ["GLASS"],
        "Categories": ["MAINTENANCE"],
        "Statuses": ["COMPLETED/CONFIRMED"],
    }
    events = ["WorkOrderCreated", "WorkOrderNoteAdded"]
    hook = made(
        provider,
        {"Name": "New ones", "EventTypes": events, "Rules": rules},
        Enabled=True,
        Description="All of them",
        Url="https://example.com/hooks?accessKey=a%2Bb&signingKey=c==",
    )
    whole = {
        "Subscriptions": [{"Id": 1, "Name": "New ones", "EventTypes": events, "Rules": rules}],
        "Id": hook,
        "ResetOptions": False,
        "Enabled": True,
        "Name": "Board",
        "Description": "All of them",
        "Url": "https://example.com/hooks?accessKey=a%2Bb&signingKey=c==",
    }
    assert shown(provider, hook) == whole
    assert listed(provider) == [whole]


def test_what_is_not_said_of_a_webhook_is_empty_and_off(provider: Api) -> None:
    hook = shown(provider, made(provider))
    assert (hook["Enabled"], hook["Description"], hook["Subscriptions"]) == (False, "", [])


def test_a_profile_may_have_new_webhooks_active(emulator: Emulator, provider: Api) -> None:
    emulator.switch(webhook_enabled_default=True)
    assert shown(provider, made(provider))["Enabled"] is True
    assert shown(provider, made(provider, Enabled=False))["Enabled"] is False


def test_rules_that_are_left_out_are_shown_as_three_empty_lists(provider: Api) -> None:
    hook = made(
        provider, ORDERS, ORDERS | {"Rules": None}, ORDERS | {"Rules": {"Trades": ["HVAC"]}}
    )
    rules = [subscription["Rules"] for subscription in shown(provider, hook)["Subscriptions"]]
    assert rules == [NO_RULES, NO_RULES, NO_RULES | {"Trades": ["HVAC"]}]


def test_names_match_whatever_their_case_down_to_the_rules(provider: Api) -> None:
    answer = provider.post(
        HOOKS,
        {
            "name": "Board",
            "url": URL,
            "enabled": "TRUE",
            "subscriptions": [
                {"name": "Orders", "eventTypes": ["workordercreated"], "rules": {"trades": ["A"]}}
            ],
        },
    )
    hook = shown(provider, answer.json()["Id"])
    assert hook["Enabled"] is True
    assert hook["Subscriptions"] == [
        {"Id": 1} | ORDERS | {"Rules": NO_RULES | {"Trades": ["A"]}},
    ]


@pytest.mark.parametrize("fields", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_webhook_that_does_not_fit_is_refused_and_changes_nothing(
    emulator: Emulator, provider: Api, fields: Json
) -> None:
    answer = post(provider, **fields)
    assert refusal(answer) == INCORRECT
    assert journal(emulator, answer)["committed"] == {}
    assert listed(provider) == []
    assert post(provider, Subscriptions=[ORDERS]).json() == {"Id": 1, "SubscriptionsResponses": [1]}


def test_the_reason_of_an_unknown_event_type_has_those_that_are_spelled_alike(
    provider: Api,
) -> None:
    answer = post(provider, Subscriptions=[ORDERS | {"EventTypes": ["WorOrderAttachmentAdded"]}])
    assert reason(answer).startswith("Subscriptions.0.EventTypes: no event type")
    assert "near it: WorkOrderAttachmentAdded" in reason(answer)


def test_a_company_has_20_webhooks_and_not_21(emulator: Emulator, provider: Api) -> None:
    for _ in range(20):
        made(provider)
    answer = post(provider)
    assert refusal(answer) == INCORRECT
    assert reason(answer) == "21 webhooks; 20 are allowed"
    assert delete(provider, f"{HOOKS}/7").status_code == 204
    assert made(provider) == 21
    assert made(emulator.login("larkfield.facilities")) == 22


def test_a_webhook_has_20_subscriptions(provider: Api) -> None:
    hook = made(provider, *[ORDERS] * 20)
    assert len(shown(provider, hook)["Subscriptions"]) == 20


def test_webhooks_are_listed_in_the_order_of_their_ids(provider: Api) -> None:
    ids = [made(provider, Name=name) for name in ("c", "a", "b")]
    assert [(hook["Id"], hook["Name"]) for hook in listed(provider)] == list(
        zip(ids, ("c", "a", "b"), strict=True)
    )


def test_companies_neither_see_nor_change_nor_count_each_others_webhooks(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    ours, theirs = made(provider, Name="ours"), made(subscriber, Name="theirs")
    assert [hook["Name"] for hook in listed(provider)] == ["ours"]
    assert [hook["Name"] for hook in listed(subscriber)] == ["theirs"]
    assert listed(emulator.login("sparrow.office")) == []
    for method in ("GET", "PUT", "DELETE"):
        body = {"Name": "mine now", "Url": URL}
        answer = subscriber.request(method, f"{HOOKS}/{ours}", json=body)
        assert refusal(answer) == NO_HOOK
    assert shown(provider, ours)["Name"] == "ours"
    assert shown(subscriber, theirs)["Name"] == "theirs"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    ("hook", "expected"),
    [("1", NO_HOOK), ("0", NO_HOOK), ("-1", NO_HOOK), ("x", INCORRECT), ("3000000000", INCORRECT)],
)
def test_an_unknown_webhook_is_400_and_not_404(
    provider: Api, method: str, hook: str, expected: tuple[int, int, str]
) -> None:
    body = {"Name": "Board", "Url": URL}
    assert refusal(provider.request(method, f"{HOOKS}/{hook}", json=body)) == expected


def test_a_deleted_webhook_is_gone_with_its_subscriptions_and_its_id_does_not_come_back(
    emulator: Emulator, provider: Api
) -> None:
    hook = made(provider, ORDERS, ORDERS)
    kept = made(provider, ORDERS)
    answer = delete(provider, f"{HOOKS}/{hook}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert journal(emulator, answer)["committed"] == {"subscriptions": [1, 2], "webhooks": [hook]}
    assert refusal(provider.get(f"{HOOKS}/{hook}")) == NO_HOOK
    assert refusal(delete(provider, f"{HOOKS}/{hook}")) == NO_HOOK
    assert [h["Id"] for h in listed(provider)] == [kept]
    assert post(provider, Subscriptions=[ORDERS]).json() == {"Id": 3, "SubscriptionsResponses": [4]}


def test_a_reset_empties_the_list(emulator: Emulator, provider: Api) -> None:
    made(provider, ORDERS)
    emulator.control("POST", "/reset")
    assert listed(emulator.login()) == []
