"""Subscriptions on the virtual clock: renewed, failed, canceled."""

from pathlib import Path

import pytest

from tests.receiver import Receiver
from tests.spp.bills import (
    DANA,
    PLAIN,
    TERESA,
    cards,
    happened,
    invoiced,
    program,
    stopped,
    subscribed,
)
from tests.spp.desk import Desk, listen, messages, read, told
from tests.world import Emulator, Json, start, started_again

RENEWED = ["invoice.created", "invoice.paid", "order.created", "subscription.paid"]


def a_day_before(emulator: Emulator, desk: Desk) -> dict[str, int]:
    """Four daily subscriptions, an hour apart: two go on, one will fail, one will end."""
    stopped(desk)
    made = {}
    for name, client in (("good", DANA), ("bad", TERESA), ("ending", DANA), ("paused", DANA)):
        made[name] = subscribed(emulator, desk, 1, "D", client)
        emulator.advance("1h")
    cards(emulator, TERESA, is_good=False)
    read(desk.put(f"/subscriptions/{made['ending']}", {"status": 4}))
    read(desk.put(f"/subscriptions/{made['paused']}", {"status": 3}))
    listen(emulator)
    return made


def check_the_day(got: list[Json]) -> None:
    """What a receiver was told of that day."""
    assert [message["event"] for message in got] == [
        *RENEWED,
        "subscription.failed",
        "subscription.canceled",
    ]
    hours = [message["created"] // 3600 for message in got]
    assert [hour - hours[0] for hour in hours] == [0, 0, 0, 0, 1, 2]
    created, paid, order, renewed, failed, canceled = [message["data"] for message in got]
    assert (created["status"], paid["status"]) == ("Unpaid", "Paid")
    assert created["id"] == paid["id"] == order["invoice_id"]
    assert renewed["payments"][1]["invoice_id"] == paid["id"]
    assert (renewed["payment_count"], len(renewed["orders"])) == (2, 2)
    states = [each["status"] for each in (renewed, failed, canceled)]
    assert states == ["Active", "Past due", "Canceled"]


def test_a_day_of_subscriptions_is_told_in_order(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    made = a_day_before(emulator, desk)
    moved = emulator.advance("23h")
    check_the_day(messages(emulator, receiver))
    assert list(happened(moved)) == [
        ("16T12:00", "subscription renewed"),
        ("16T13:00", "subscription failed"),
        ("16T14:00", "subscription canceled"),
    ]
    ends = {name: desk.read(f"/subscriptions/{each}") for name, each in made.items()}
    assert ends["good"]["current_period_end"] == "2026-06-17T12:00:00+00:00"
    assert ends["bad"]["current_period_end"] == "2026-06-16T13:00:00+00:00"
    assert ends["paused"]["payment_count"] == 1


def test_a_day_of_subscriptions_goes_on_after_a_restart(tmp_path: Path, receiver: Receiver) -> None:
    with start("relaxed", send=receiver, data=str(tmp_path)) as emulator:
        a_day_before(emulator, Desk(emulator))
        emulator.advance("20h")
    with started_again(tmp_path, receiver) as emulator:
        emulator.advance("3h")
        check_the_day(messages(emulator, receiver))


def test_a_declined_card_is_tried_again_and_then_the_subscription_is_over(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    stopped(desk)
    number = subscribed(emulator, desk, 1, "M")
    cards(emulator, is_good=False)
    listen(emulator)
    assert list(happened(emulator.advance("60d"))) == [
        ("15T12:00", "subscription failed"),
        ("18T12:00", "subscription failed"),
        ("23T12:00", "subscription failed"),
        ("30T12:00", "subscription failed and canceled"),
    ]
    assert told(emulator, receiver) == [*["subscription.failed"] * 4, "subscription.canceled"]
    after = desk.read(f"/subscriptions/{number}")
    assert (after["status"], after["payment_count"]) == ("Canceled", 1)


def test_a_card_that_is_good_again_renews_for_the_period_that_has_begun(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    stopped(desk)
    number = subscribed(emulator, desk, 1, "M")
    cards(emulator, is_good=False)
    emulator.advance("31d")
    assert desk.read(f"/subscriptions/{number}")["status"] == "Past due"
    cards(emulator)
    listen(emulator)
    assert list(happened(emulator.advance("10d"))) == [("18T12:00", "subscription renewed")]
    assert told(emulator, receiver) == RENEWED
    after = desk.read(f"/subscriptions/{number}")
    assert after["status"] == "Active"
    assert after["current_period_end"] == "2026-08-15T12:00:00+00:00"


@pytest.mark.parametrize(
    ("days", "times"),
    [([], ["16T12:00"]), ([0.5, 0.25], ["16T12:00", "17T00:00", "17T06:00"])],
    ids=["never", "hours"],
)
def test_how_often_a_card_is_tried_again_is_a_switch(
    emulator: Emulator, desk: Desk, days: list[float], times: list[str]
) -> None:
    emulator.control("PUT", "/profile", {"vendor": "spp", "switches": {"retry_days": days}})
    stopped(desk)
    subscribed(emulator, desk)
    cards(emulator, is_good=False)
    moved = list(happened(emulator.advance("9d")))
    assert [at for at, _ in moved] == times
    assert moved[-1][1] == "subscription failed and canceled"


def test_a_subscription_that_is_paid_by_hand_is_invoiced_and_waits_for_nobody(
    emulator: Emulator, desk: Desk, receiver: Receiver
) -> None:
    stopped(desk)
    item = {"name": "Filters", "quantity": 1, "amount": 49, "service_id": program(desk)}
    first = invoiced(desk, item, recurring=True, r_period_l=1, r_period_t="W")
    read(desk.post(f"/invoices/{first['id']}/mark_paid"))
    listen(emulator)
    assert list(happened(emulator.advance("8d"))) == [("22T12:00", "subscription invoiced")]
    newest = desk.read("/invoices", sort="id:desc")["data"][0]
    assert (newest["status"], newest["total"]) == ("Unpaid", "49.00")
    read(desk.post(f"/invoices/{newest['id']}/mark_paid"))
    assert told(emulator, receiver) == RENEWED
    after = desk.read("/subscriptions", sort="id:desc")["data"][0]
    assert (after["payment_count"], after["status"]) == (2, "Active")
    assert after["current_period_end"] == "2026-06-29T12:00:00+00:00"


def test_what_the_clock_does_stays_in_the_workspace(
    emulator: Emulator, desk: Desk, other: Desk, receiver: Receiver
) -> None:
    stopped(desk)
    first = invoiced(other, PLAIN, user_id=1003, r_period_l=1, r_period_t="D")
    read(other.post(f"/invoices/{first['id']}/mark_paid"))
    known, theirs = desk.ids("/invoices"), other.ids("/invoices")
    listen(emulator, owner=1)
    listen(emulator, "invoice.created", owner=2)
    emulator.advance("1d")
    assert told(emulator, receiver) == ["invoice.created"]
    assert (other.ids("/invoices")[1:], desk.ids("/invoices")) == (theirs, known)
    assert other.read("/logs")["data"][0]["user_id"] is None


def test_only_services_that_recur_are_ordered_again_and_a_trial_ends_in_its_price(
    emulator: Emulator, desk: Desk
) -> None:
    stopped(desk)
    cards(emulator)
    trial = program(desk, recurring=2, f_price=0, r_price="30")
    names = {"First filters": trial, "One visit": 1}
    items = [
        {"name": name, "quantity": 1, "amount": 0, "service_id": service}
        for name, service in names.items()
    ]
    body = {"recurring": True, "r_period_l": 1, "r_period_t": "D"}
    made = invoiced(desk, *items, **body)
    read(desk.post(f"/invoices/{made['id']}/charge", {"payment_method_id": "pm_test_good"}))
    emulator.advance("1d")
    newest = desk.read("/invoices", sort="id:desc")["data"][0]
    assert [(i["amount"], i["order_id"] is None) for i in newest["items"]] == [
        ("30.00", False),
        ("0.00", True),
    ]


def test_what_is_paid_for_once_is_not_charged_again_beside_a_service_that_recurs(
    emulator: Emulator, desk: Desk
) -> None:
    stopped(desk)
    cards(emulator)
    once = {"name": "One visit", "quantity": 2, "amount": "7", "discount": -1, "service_id": 1}
    filters = {"name": "Filters", "quantity": 1, "amount": "49", "service_id": program(desk)}
    travel = {"name": "Travel", "quantity": 1, "amount": "15"}
    body = {"recurring": True, "r_period_l": 1, "r_period_t": "D"}
    mixed, alone = invoiced(desk, once, filters, travel, **body), invoiced(desk, once, **body)
    for made in (mixed, alone):
        read(desk.post(f"/invoices/{made['id']}/charge", {"payment_method_id": "pm_test_good"}))
    emulator.advance("1d")
    newest = desk.read("/invoices", sort="id:desc", limit=2)["data"]
    assert (mixed["total"], alone["total"]) == ("79.00", "15.00")
    assert sorted(invoice["total"] for invoice in newest) == ["15.00", "64.00"]


def test_months_end_on_the_day_on_which_all_began() -> None:
    with start("relaxed", clock="2026-01-31T10:00:00Z") as emulator:
        desk = Desk(emulator)
        stopped(desk)
        number = subscribed(emulator, desk, 1, "M")
        moved = emulator.advance("120d")
        assert [at for at, _ in happened(moved)] == ["28T10:00", "31T10:00", "30T10:00", "31T10:00"]
        end = desk.read(f"/subscriptions/{number}")["current_period_end"]
        assert end == "2026-06-30T10:00:00+00:00"
