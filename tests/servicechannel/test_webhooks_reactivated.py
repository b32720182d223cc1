"""A webhook that failures have switched off: how it is shown, and what switches it on again."""

import pytest

from tests.receiver import Receiver
from tests.servicechannel import demo
from tests.servicechannel.managing import (
    HTTP,
    ORDERS,
    URL,
    VISITS,
    changed,
    listed,
    part,
    record,
    shown,
)
from tests.world import Api, Emulator, Json, start

HOOK = 1
PAUSED: Json = {"Trips": 1, "PausedUntil": "2026-06-16T00:00:00Z"}
OVER: Json = {"Trips": 1, "PausedUntil": "2026-06-15T12:00:00Z"}
FOR_GOOD: Json = {"Trips": 2, "PausedUntil": None}


def there(emulator: Emulator, failures: int = 0, **breaker: object) -> None:
    """Webhook 1 of Norwell's, which is told of notes, its breaker as it is given."""
    emulator.merge("webhooks", record(HOOK, **breaker))
    told = {"EventTypes": ["WorkOrderNoteAdded"], "Failures": failures}
    emulator.merge("subscriptions", part(7, HOOK, **told))


@pytest.mark.parametrize(
    ("breaker", "expected"),
    [
        pytest.param({}, True, id="never tripped"),
        pytest.param(PAUSED, False, id="paused"),
        pytest.param(OVER, True, id="the pause is over"),
        pytest.param(FOR_GOOD, False, id="for good"),
    ],
)
def test_a_webhook_is_shown_inactive_while_failures_keep_it_off(
    emulator: Emulator, provider: Api, breaker: Json, *, expected: bool
) -> None:
    there(emulator, **breaker)
    assert shown(provider, HOOK)["Enabled"] is expected
    assert [hook["Enabled"] for hook in listed(provider)] == [expected]


def test_a_pause_ends_by_the_clock(emulator: Emulator) -> None:
    there(emulator, **PAUSED)
    emulator.advance("PT11H59M59S")
    assert shown(emulator.login(), HOOK)["Enabled"] is False
    emulator.advance("PT1S")
    assert shown(emulator.login(), HOOK)["Enabled"] is True


@pytest.mark.parametrize("breaker", [PAUSED, FOR_GOOD], ids=["paused", "for good"])
def test_enabled_true_switches_it_on_again(
    emulator: Emulator, provider: Api, breaker: Json
) -> None:
    there(emulator, **breaker)
    assert changed(provider, HOOK, Enabled=True)["Enabled"] is True


@pytest.mark.parametrize(
    "fields", [{}, {"Enabled": None}, {"Url": f"{URL}/new"}, {"Subscriptions": [ORDERS]}], ids=str
)
def test_a_change_without_enabled_leaves_it_off(
    emulator: Emulator, provider: Api, fields: Json
) -> None:
    there(emulator, **FOR_GOOD)
    assert changed(provider, HOOK, **fields)["Enabled"] is False


def test_enabled_false_leaves_it_off_past_its_pause(emulator: Emulator, provider: Api) -> None:
    there(emulator, **PAUSED)
    changed(provider, HOOK, Enabled=False)
    emulator.advance("PT13H")
    assert shown(emulator.login(), HOOK)["Enabled"] is False


@pytest.mark.parametrize("breaker", [PAUSED, FOR_GOOD], ids=["paused", "for good"])
def test_reset_options_switch_it_on_again_unless_a_profile_ignores_them(
    emulator: Emulator, provider: Api, breaker: Json
) -> None:
    there(emulator, **breaker)
    emulator.switch(reset_options="ignore")
    assert changed(provider, HOOK, ResetOptions=True)["Enabled"] is False
    emulator.switch(reset_options="reset")
    assert changed(provider, HOOK, ResetOptions=False)["Enabled"] is False
    assert changed(provider, HOOK, ResetOptions=True)["Enabled"] is True


def test_reset_options_do_not_switch_on_what_its_owner_switched_off(
    emulator: Emulator, provider: Api
) -> None:
    there(emulator, **FOR_GOOD, Enabled=False)
    assert changed(provider, HOOK, ResetOptions=True)["Enabled"] is False
    assert changed(provider, HOOK, Enabled=True)["Enabled"] is True


NOTES: Json = {"Id": 7, "Name": "Notes", "EventTypes": ["WorkOrderNoteAdded"]}


@pytest.mark.parametrize(
    ("fields", "stays"),
    [
        pytest.param({}, False, id="nothing is reset"),
        pytest.param({"Enabled": True}, False, id="switched on while it is on"),
        pytest.param({"Subscriptions": [NOTES]}, False, id="the subscription is replaced"),
        pytest.param({"ResetOptions": True}, True, id="reset"),
        pytest.param({"ResetOptions": True, "Subscriptions": [NOTES]}, True, id="both"),
    ],
)
def test_only_reset_options_make_it_forget_the_failures_before_a_trip(
    fields: Json, *, stays: bool
) -> None:
    """Two failures in a row have been counted, and the third is one too many."""
    receiver = Receiver([500])
    with start(send=receiver) as emulator:
        emulator.control("PUT", "/profile", {"webhooks": {"breaker_failures": 3}})
        there(emulator, failures=2)
        provider = emulator.login()
        changed(provider, HOOK, **fields)
        provider.post(f"/workorders/{demo.ORDER}/notes", {"Note": "On our way"})
        emulator.settle()
        assert len(receiver.got) == 1
        assert shown(provider, HOOK)["Enabled"] is stays


def test_what_is_switched_on_again_starts_to_count_at_nothing() -> None:
    with start(send=Receiver([500])) as emulator:
        emulator.control("PUT", "/profile", {"webhooks": {"breaker_failures": 2}})
        there(emulator, failures=1, **FOR_GOOD)
        provider = emulator.login()
        changed(provider, HOOK, Enabled=True)
        for expected in (True, False):
            provider.post(f"/workorders/{demo.ORDER}/notes", {"Note": "On our way"})
            emulator.settle()
            assert shown(provider, HOOK)["Enabled"] is expected


def test_http_subscriptions_are_shown_and_switched_on_in_the_same_way(
    emulator: Emulator, provider: Api
) -> None:
    emulator.merge("webhooks", record(HOOK, IsHttp=True, **FOR_GOOD))
    emulator.merge("subscriptions", part(7, HOOK))
    path = f"{HTTP}/7"
    assert (provider.get(path).json()["Enabled"], listed(provider, HTTP)[0]["Enabled"]) == (
        False,
        False,
    )
    assert provider.request("PUT", path, json=VISITS).status_code == 204
    assert provider.get(path).json()["Enabled"] is False
    assert provider.request("PUT", path, json=VISITS | {"Enabled": True}).status_code == 204
    assert provider.get(path).json()["Enabled"] is True
