"""Subscriptions, as they are read and given another status."""

from collections.abc import Mapping

import pytest

from tests.receiver import Receiver
from tests.spp.bills import DANA, happened, stopped, subscribed
from tests.spp.desk import Desk, errors, listen, read, state, told
from tests.world import Emulator


def test_a_subscription_is_read_and_listed_first(emulator: Emulator, desk: Desk, v1: Desk) -> None:
    number = subscribed(emulator, desk, 1, "M")
    shown = desk.read(f"/subscriptions/{number}")
    assert desk.read("/subscriptions")["data"][0] == shown
    assert v1.read(f"/subscriptions/{number}")["orders"] == shown["orders"]
    assert len(shown["orders"]) == shown["payment_count"] == 1
    assert shown["client"]["id"] == DANA


@pytest.mark.parametrize(
    ("verb", "prefix"),
    [("PUT", "/api"), ("PATCH", "/api"), ("POST", "/api/v1"), ("PATCH", "/api/v1")],
)
def test_a_status_is_written_as_a_number_and_read_in_words(
    emulator: Emulator, desk: Desk, verb: str, prefix: str
) -> None:
    number = subscribed(emulator, desk)
    desk.prefix = f"/spp{prefix}"
    after = read(desk.send(verb, f"/subscriptions/{number}", {"status": "3"}))
    assert after["status"] == "Paused"


#: By status: what it is told as, from Active.
TOLD: Mapping[int, list[str]] = {
    0: ["subscription.canceled"],
    1: [],
    2: ["subscription.failed"],
    3: ["subscription.updated"],
    4: ["subscription.updated"],
}


def test_each_status_is_told_as_what_it_means(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    listen(emulator)
    for status, events in TOLD.items():
        number = subscribed(emulator, desk, 1, "M")
        told(emulator, receiver)
        read(desk.put(f"/subscriptions/{number}", {"status": status}))
        assert told(emulator, receiver) == events


def test_a_canceled_subscription_stays_so(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    number = subscribed(emulator, desk)
    read(desk.put(f"/subscriptions/{number}", {"status": 0}))
    listen(emulator)
    before = state(emulator)
    for status in range(5):
        refused = desk.put(f"/subscriptions/{number}", {"status": status})
        assert read(refused, 400) == {"message": "This subscription has been canceled."}
    assert (state(emulator), told(emulator, receiver)) == (before, [])


def test_what_is_no_status_is_refused_by_field(emulator: Emulator, desk: Desk) -> None:
    number = subscribed(emulator, desk)
    before = state(emulator)
    for body in ({}, {"status": 5}, {"status": "Paused"}, {"status": None}, {"status": [1]}):
        assert set(errors(desk.put(f"/subscriptions/{number}", body))) == {"status"}
    assert state(emulator) == before


def test_a_subscription_is_none_of_another_workspace_nor_of_a_role_without_the_right(
    emulator: Emulator, desk: Desk, other: Desk, dispatch: Desk
) -> None:
    path = f"/subscriptions/{subscribed(emulator, desk)}"
    before = state(emulator)
    assert (other.get(path).status_code, dispatch.get(path).status_code) == (404, 403)
    assert other.put(path, {"status": 0}).status_code == 404
    assert dispatch.put(path, {"status": 0}).status_code == 403
    assert dispatch.get("/subscriptions").status_code == 403
    assert read(desk.get("/subscriptions/99999"), 404)["message"].endswith("Subscription] 99999")
    assert state(emulator) == before


def test_one_that_is_active_again_after_its_period_is_charged_at_once(
    emulator: Emulator, desk: Desk
) -> None:
    stopped(desk)
    number = subscribed(emulator, desk, 2)
    path = f"/subscriptions/{number}"
    read(desk.put(path, {"status": 3}))
    assert list(happened(emulator.advance("5d"))) == []
    read(desk.put(path, {"status": 1}))
    after = desk.read(path)
    assert (after["payment_count"], after["status"]) == (2, "Active")
    assert after["current_period_end"] == "2026-06-21T12:00:00+00:00"


def test_one_that_is_active_again_in_time_keeps_its_period(emulator: Emulator, desk: Desk) -> None:
    stopped(desk)
    path = f"/subscriptions/{subscribed(emulator, desk, 2)}"
    before = desk.read(path)
    for status in (4, 3, 2, 1):
        read(desk.put(path, {"status": status}))
    assert desk.read(path) == before
    assert list(happened(emulator.advance("2d"))) == [("17T12:00", "subscription renewed")]
