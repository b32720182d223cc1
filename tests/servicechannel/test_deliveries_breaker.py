"""When a webhook stops: paused after too many failures in a row, and off the second time.

Source: https://developer.servicechannel.com/guides/wh/receive-events-and-respond/
"""

from collections.abc import Iterator

import pytest

from tests.servicechannel.demo import ORDER
from tests.servicechannel.told import LARKFIELD, Told, telling
from tests.world import Json

EVENT = "WorkOrderStatusChanged"
ACTIVE, PAUSED = "active", "paused until 2026-06-16T00:00:00Z"
FOR_GOOD = "off after too many failures"


@pytest.fixture
def told() -> Iterator[Told]:
    """One webhook of Norwell's that stops after three failures; nothing is sent again."""
    with telling() as emulator:
        change(emulator, breaker_failures=3, retry_seconds=[])
        emulator.listen(None, EVENT)
        emulator.receiver.script([500])
        yield emulator


def change(told: Told, **settings: object) -> None:
    told.emulator.control("PUT", "/profile", {"webhooks": settings})


def fire(told: Told, times: int = 1) -> Json:
    """Events, each attempted before the next; the answer to the last."""
    answer: Json = {}
    for _ in range(times):
        fired = {"event": EVENT, "record": ORDER}
        answer = told.emulator.control("POST", "/webhooks/fire", fired)
        told.emulator.settle()
    return answer


def state(told: Told, hook: int = 1) -> str:
    shown: str = told.endpoint(hook)["state"]
    return shown


def test_a_webhook_is_paused_by_the_last_of_so_many_failures(told: Told) -> None:
    fire(told, 2)
    assert state(told) == ACTIVE
    fire(told)
    assert state(told) == PAUSED


def test_events_of_a_pause_are_not_queued(told: Told) -> None:
    fire(told, 3)
    assert fire(told)["deliveries"] == []
    assert len(told.receiver.got) == 3


def test_a_pause_ends_by_itself(told: Told) -> None:
    fire(told, 3)
    told.emulator.advance("11h59m59s")
    assert state(told) == PAUSED
    told.emulator.advance("1s")
    assert state(told) == ACTIVE
    assert fire(told)["deliveries"] != []


def test_the_clock_says_when_a_pause_has_ended(told: Told) -> None:
    fire(told, 3)
    due = told.emulator.advance("12h")["due"]
    assert [fell["at"] for fell in due if fell.get("webhook") == "1 fse"] == [
        "2026-06-16T00:00:00+00:00"
    ]


def test_after_a_pause_the_counting_starts_anew(told: Told) -> None:
    fire(told, 3)
    told.emulator.advance("12h")
    fire(told, 2)
    assert state(told) == ACTIVE


def test_the_second_time_it_stays_off(told: Told) -> None:
    fire(told, 3)
    told.emulator.advance("12h")
    fire(told, 3)
    assert state(told) == FOR_GOOD
    told.emulator.advance("400h")
    assert state(told) == FOR_GOOD


def test_switching_it_on_by_hand_makes_it_forget(told: Told) -> None:
    fire(told, 3)
    told.emulator.advance("12h")
    fire(told, 3)
    told.enable(1, on=True)
    assert state(told) == ACTIVE
    fire(told, 3)
    assert state(told).startswith("paused until")


def test_a_success_ends_the_row(told: Told) -> None:
    told.receiver.script([500, 500, 200, 500, 500])
    fire(told, 5)
    assert state(told) == ACTIVE


def test_a_success_does_not_end_the_row_where_the_switch_says_so(told: Told) -> None:
    told.emulator.switch(success_resets=False)
    told.receiver.script([500, 500, 200, 500])
    fire(told, 4)
    assert state(told) == PAUSED


def test_a_re_send_counts(told: Told) -> None:
    change(told, retry_seconds=[60, 60])
    fire(told)
    told.emulator.advance("1m")
    assert state(told) == ACTIVE
    told.emulator.advance("1m")
    assert state(told).startswith("paused until")


def test_a_re_send_does_not_count_where_the_switch_says_so(told: Told) -> None:
    told.emulator.switch(resends_count=False)
    change(told, retry_seconds=[60, 60])
    fire(told)
    told.emulator.advance("2m")
    assert len(told.receiver.got) == 3
    assert state(told) == ACTIVE


def test_each_subscription_counts_for_itself_and_stops_the_whole_webhook(told: Told) -> None:
    told.subscribe(1, 20, EVENT)
    fire(told, 2)
    assert state(told) == ACTIVE
    fire(told)
    assert state(told) == PAUSED
    assert len(told.receiver.got) == 5  # what was for the other one is dropped


def test_other_webhooks_go_on(told: Told) -> None:
    fire(told)
    told.listen(LARKFIELD, EVENT)
    fire(told, 2)
    assert (state(told, 1), state(told, 2)) == (PAUSED, ACTIVE)


def test_without_a_breaker_it_never_stops(told: Told) -> None:
    change(told, breaker_failures=0)
    fire(told, 10)
    assert state(told) == ACTIVE


def test_a_thousand_failures_are_the_default() -> None:
    with telling() as told:
        profile = told.emulator.control("GET", "/profile")["servicechannel"]["profile"]
        assert profile["webhooks"]["breaker_failures"] == 1_000
        assert profile["webhooks"]["breaker_seconds"] == 12 * 3600


def test_a_webhook_that_its_owner_switched_off_is_inactive(told: Told) -> None:
    told.enable(1, on=False)
    assert state(told) == "inactive"


def test_the_test_button_sends_a_work_order_that_does_not_exist(told: Told) -> None:
    told.receiver.script([200])
    told.emulator.control("POST", "/webhooks/endpoints/1/test")
    (message,) = told.messages()
    said = message["Object"]
    assert (message["EventType"], message["Action"]) == ("WorkOrderCreated", "NEW")
    assert (said["Id"], said["Status"], said["Source"]) == (
        84409626,
        {"Primary": "OPEN"},
        "WebhookTest",
    )
    assert (said["CallDate"], said["CallDate_DTO"]) == (
        "2026-06-15T12:00:00Z",
        "2026-06-15T08:00:00-04:00",
    )
    assert said["ScheduledDate"] == "2026-07-15T12:00:00Z"


def test_the_test_button_sends_nothing_in_its_body_where_the_switch_says_so(told: Told) -> None:
    told.emulator.switch(test_body="empty")
    told.emulator.control("POST", "/webhooks/endpoints/1/test")
    told.emulator.settle()
    assert told.receiver.bodies == [b""]


def test_a_test_reaches_a_webhook_that_is_off_and_does_not_count(told: Told) -> None:
    told.enable(1, on=False)
    for _ in range(3):
        told.emulator.control("POST", "/webhooks/endpoints/1/test")
        told.emulator.settle()
    assert len(told.receiver.got) == 3
    told.enable(1, on=True)
    assert state(told) == ACTIVE
