"""PUT of a webhook: what is sent, what stays, and what becomes of its subscriptions."""

import pytest

from tests.servicechannel.demo import journal, refusal
from tests.servicechannel.managing import (
    BAD_BODIES,
    HOOKS,
    INCORRECT,
    NO_RULES,
    ORDERS,
    URL,
    changed,
    made,
    put,
    reason,
    shown,
)
from tests.world import Api, Emulator, Json

NOTES: Json = {"Name": "Notes", "EventTypes": ["WorkOrderNoteAdded"]}
FILTER = NO_RULES | {"Trades": ["HVAC"]}


def ids(hook: Json) -> list[int]:
    return [subscription["Id"] for subscription in hook["Subscriptions"]]


@pytest.fixture
def hook(provider: Api) -> int:
    """Active, described, with subscriptions 1 (with rules) and 2."""
    first = ORDERS | {"Rules": FILTER}
    return made(provider, first, NOTES, Enabled=True, Description="Both")


def test_name_and_url_alone_change_nothing_else(provider: Api, hook: int) -> None:
    before = shown(provider, hook)
    after = changed(provider, hook, Name="Wall", Url=f"{URL}/new")
    assert after == before | {"Name": "Wall", "Url": f"{URL}/new"}


@pytest.mark.parametrize("missing", ["Name", "Url"])
def test_name_and_url_are_needed_on_every_change(provider: Api, hook: int, missing: str) -> None:
    before = shown(provider, hook)
    answer = put(provider, hook, Description="New", **{missing: None})
    assert refusal(answer) == INCORRECT
    assert shown(provider, hook) == before


@pytest.mark.parametrize(
    "fields",
    [{"Description": "New"}, {"Description": ""}, {"Enabled": False}, {"Enabled": True}],
    ids=str,
)
def test_a_field_that_is_sent_is_changed_alone(provider: Api, hook: int, fields: Json) -> None:
    before = shown(provider, hook)
    assert changed(provider, hook, **fields) == before | fields


@pytest.mark.parametrize("name", ["Description", "Enabled", "Subscriptions", "ResetOptions"])
def test_null_is_as_good_as_absent(provider: Api, hook: int, name: str) -> None:
    before = shown(provider, hook)
    assert changed(provider, hook, **{name: None}) == before


def test_a_subscription_with_an_id_is_replaced_whole(provider: Api, hook: int) -> None:
    other = {"Id": 1, "Name": "Calls", "EventTypes": ["InvoiceCreated", "InvoicePaid"]}
    after = changed(provider, hook, Subscriptions=[other, NOTES | {"Id": 2}])
    assert after["Subscriptions"] == [
        other | {"Rules": NO_RULES},
        NOTES | {"Id": 2, "Rules": NO_RULES},
    ]


def test_a_subscription_without_an_id_is_added(provider: Api, hook: int) -> None:
    new = {"Name": "Bills", "EventTypes": ["InvoiceCreated"]}
    kept = [ORDERS | {"Id": 1}, NOTES | {"Id": 2}]
    after = changed(provider, hook, Subscriptions=[*kept, new, new | {"Id": 0}])
    assert ids(after) == [1, 2, 3, 4]
    assert [s["Name"] for s in after["Subscriptions"]] == ["Orders", "Notes", "Bills", "Bills"]


def test_what_get_shows_can_be_put_back(provider: Api, hook: int) -> None:
    before = shown(provider, hook)
    assert changed(provider, hook, **before) == before


def test_subscriptions_that_a_list_leaves_out_are_removed(
    emulator: Emulator, provider: Api, hook: int
) -> None:
    answer = put(provider, hook, Subscriptions=[NOTES | {"Id": "2"}])
    committed = journal(emulator, answer)["committed"]
    assert committed == {"webhooks": [hook], "subscriptions": [2, 1]}
    assert ids(shown(provider, hook)) == [2]


def test_an_empty_list_removes_all_subscriptions(provider: Api, hook: int) -> None:
    assert changed(provider, hook, Subscriptions=[])["Subscriptions"] == []


def test_a_profile_may_keep_what_a_list_leaves_out(
    emulator: Emulator, provider: Api, hook: int
) -> None:
    emulator.switch(subscriptions_left_out="keep")
    after = changed(provider, hook, Subscriptions=[NOTES | {"Id": 2, "Name": "All notes"}, ORDERS])
    assert ids(after) == [1, 2, 3]
    assert [s["Name"] for s in after["Subscriptions"]] == ["Orders", "All notes", "Orders"]
    assert after["Subscriptions"][0]["Rules"] == FILTER


@pytest.mark.parametrize(
    ("subscriptions", "words"),
    [
        pytest.param([ORDERS | {"Id": 3}], "has no subscription 3", id="another webhook's"),
        pytest.param([ORDERS | {"Id": 999}], "has no subscription 999", id="nobody's"),
        pytest.param([ORDERS | {"Id": 1}] * 2, "twice", id="one twice"),
        pytest.param([ORDERS | {"Id": "one"}], "Subscriptions", id="a word"),
        pytest.param([ORDERS | {"Id": -1}], "Subscriptions", id="negative"),
    ],
)
def test_an_id_that_is_none_of_the_webhooks_is_refused_and_changes_nothing(
    provider: Api, hook: int, subscriptions: list[Json], words: str
) -> None:
    other = made(provider, ORDERS)
    before = [shown(provider, one) for one in (hook, other)]
    answer = put(provider, hook, Name="Wall", Subscriptions=[*subscriptions, ORDERS])
    assert refusal(answer) == INCORRECT
    assert words in reason(answer)
    assert [shown(provider, one) for one in (hook, other)] == before
    assert ids(shown(provider, made(provider, ORDERS))) == [4]


@pytest.mark.parametrize("fields", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_change_that_does_not_fit_is_refused_and_changes_nothing(
    emulator: Emulator, provider: Api, hook: int, fields: Json
) -> None:
    before = shown(provider, hook)
    answer = put(provider, hook, **fields)
    assert refusal(answer) == INCORRECT
    assert journal(emulator, answer)["committed"] == {}
    assert shown(provider, hook) == before


@pytest.mark.parametrize("flag", ["maybe", 1, [], {}])
def test_reset_options_is_a_flag(provider: Api, hook: int, flag: object) -> None:
    assert refusal(put(provider, hook, ResetOptions=flag)) == INCORRECT


def test_a_change_may_bring_a_webhook_to_20_subscriptions_and_not_to_21(
    provider: Api, hook: int
) -> None:
    kept = [ORDERS | {"Id": 1}, NOTES | {"Id": 2}]
    assert (
        len(changed(provider, hook, Subscriptions=[*kept, *[ORDERS] * 18])["Subscriptions"]) == 20
    )
    answer = put(provider, hook, Subscriptions=[ORDERS] * 21)
    assert refusal(answer) == INCORRECT
    assert reason(answer) == "21 subscriptions; 20 are allowed"
    assert ids(changed(provider, hook, Subscriptions=[ORDERS] * 20)) == list(range(21, 41))


def test_those_that_are_kept_count_towards_the_20(
    emulator: Emulator, provider: Api, hook: int
) -> None:
    emulator.switch(subscriptions_left_out="keep")
    assert refusal(put(provider, hook, Subscriptions=[ORDERS] * 19)) == INCORRECT
    assert len(changed(provider, hook, Subscriptions=[ORDERS] * 18)["Subscriptions"]) == 20


@pytest.mark.parametrize("given", [999, 0, -7, "999", None], ids=repr)
def test_the_path_says_which_webhook_and_not_the_body(
    provider: Api, hook: int, given: object
) -> None:
    assert changed(provider, hook, Id=given, Name="Wall")["Name"] == "Wall"


def test_a_change_is_seen_in_the_list_at_once(provider: Api, hook: int) -> None:
    provider.get(HOOKS)
    changed(provider, hook, Name="Wall")
    assert [h["Name"] for h in provider.get(HOOKS).json()] == ["Wall"]
