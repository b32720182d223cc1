"""A check-in and its check-out make a pair, by work order, user and work type."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import activities, activity, check_in, check_out, mechanic, refusal
from tests.world import Api, Emulator

NOT_CHECKED_IN = (400, 503, "User has not checked in")


def still_open(api: Api, order: int = demo.ORDER) -> list[int]:
    return [a["Id"] for a in activities(api, order) if a["TimeOut"] is None]


@pytest.mark.parametrize(
    "work_type",
    [
        pytest.param(1, id="repair"),
        pytest.param(2, id="travel"),
        pytest.param(5, id="custom"),
    ],
)
def test_a_check_out_without_a_check_in_is_refused(provider: Api, work_type: int) -> None:
    assert refusal(check_out(provider, WorkTypeId=work_type)) == NOT_CHECKED_IN


def test_a_second_check_out_is_refused(provider: Api) -> None:
    check_in(provider)
    check_out(provider)
    assert refusal(check_out(provider)) == NOT_CHECKED_IN


def test_a_pause_without_a_check_in_is_refused(provider: Api) -> None:
    assert refusal(check_out(provider, ActionStatus="Cancel")) == NOT_CHECKED_IN


def test_a_second_check_in_is_refused_while_the_first_is_open(provider: Api) -> None:
    check_in(provider)
    refused = check_in(provider)
    assert refusal(refused) == (400, 503, "Required data missing or incorrect")
    assert refused.headers["emulator-reason"] == "user 1544980 has an open check-in"


def test_a_second_check_in_gets_the_open_id_where_the_profile_says_so(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(second_check_in="same_id")
    first = mechanic(check_in(provider))
    assert mechanic(check_in(provider)) == first


def test_a_second_check_in_that_gets_the_open_id_records_nothing(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(second_check_in="same_id")
    check_in(provider)
    before = demo.trace(provider)
    second = check_in(provider, TechsCount=3)
    assert demo.trace(provider) == before
    assert demo.events(emulator, second) == []


def test_travel_and_repair_of_one_user_may_be_open_together(provider: Api) -> None:
    travel = mechanic(check_in(provider, WorkTypeId=2))
    repair = mechanic(check_in(provider, WorkTypeId=1))
    assert still_open(provider) == [travel, repair]


def test_a_check_out_closes_the_pair_of_its_own_work_type(provider: Api) -> None:
    travel = mechanic(check_in(provider, WorkTypeId=2))
    repair = mechanic(check_in(provider, WorkTypeId=1))
    assert mechanic(check_out(provider, WorkTypeId=2)) == travel
    assert still_open(provider) == [repair]


def test_a_check_out_of_another_work_type_finds_no_check_in(provider: Api) -> None:
    check_in(provider, WorkTypeId=2)
    assert refusal(check_out(provider)) == NOT_CHECKED_IN


def test_with_pairing_by_user_a_second_type_is_refused_while_the_first_is_open(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(pairing="user")
    check_in(provider, WorkTypeId=2)
    assert refusal(check_in(provider, WorkTypeId=1))[:2] == (400, 503)


def test_with_pairing_by_user_a_check_out_of_any_type_closes_the_open_pair(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(pairing="user")
    came = mechanic(check_in(provider, WorkTypeId=2))
    assert mechanic(check_out(provider, WorkTypeId=1)) == came
    assert still_open(provider) == []


def test_a_check_in_after_a_check_out_opens_a_new_pair(provider: Api) -> None:
    first = mechanic(check_in(provider))
    check_out(provider)
    second = mechanic(check_in(provider))
    assert second != first
    assert still_open(provider) == [second]


def test_another_users_check_in_is_not_closed_by_mine(provider: Api) -> None:
    assert refusal(check_out(provider, demo.ON_SITE)) == NOT_CHECKED_IN
    assert still_open(provider, demo.ON_SITE) == [demo.ON_SITE_SINCE]


def test_a_check_out_in_a_technicians_name_closes_the_technicians_check_in(provider: Api) -> None:
    left = check_out(provider, demo.ON_SITE, UserId=demo.BRANDT)
    assert mechanic(left) == demo.ON_SITE_SINCE


def test_a_technician_closes_the_check_in_that_the_office_made(
    provider: Api, technician: Api
) -> None:
    came = mechanic(check_in(provider, UserId=demo.BRANDT))
    assert mechanic(check_out(technician)) == came


def test_two_technicians_on_one_work_order_have_a_pair_each(provider: Api) -> None:
    one = mechanic(check_in(provider, UserId=demo.BRANDT))
    other = mechanic(check_in(provider, UserId=demo.CHAU))
    assert mechanic(check_out(provider, UserId=demo.BRANDT)) == one
    assert still_open(provider) == [other]


def test_one_technician_on_two_work_orders_has_a_pair_on_each(provider: Api) -> None:
    here = mechanic(check_in(provider))
    there = mechanic(check_in(provider, demo.XML_ORDER))
    assert here != there
    assert mechanic(check_out(provider, demo.XML_ORDER)) == there
    assert still_open(provider) == [here]


@pytest.mark.parametrize("sent", [True, "true", "TRUE"], ids=["boolean", "text", "capitals"])
def test_checkout_all_closes_every_open_pair_of_its_work_type(provider: Api, sent: object) -> None:
    mine = mechanic(check_in(provider))
    travel = mechanic(check_in(provider, WorkTypeId=2))
    check_in(provider, UserId=demo.CHAU)
    assert mechanic(check_out(provider, CheckoutAll=sent)) == mine
    assert still_open(provider) == [travel]


@pytest.mark.parametrize("sent", [False, "false", None])
def test_without_checkout_all_the_others_stay_open(provider: Api, sent: object) -> None:
    check_in(provider)
    other = mechanic(check_in(provider, UserId=demo.CHAU))
    check_out(provider, CheckoutAll=sent)
    assert still_open(provider) == [other]


def test_checkout_all_closes_the_others_pairs_without_one_of_mine(provider: Api) -> None:
    left = check_out(provider, demo.ON_SITE, CheckoutAll=True)
    assert mechanic(left) == demo.ON_SITE_SINCE


def test_checkout_all_with_nothing_open_is_refused(provider: Api) -> None:
    assert refusal(check_out(provider, CheckoutAll=True)) == NOT_CHECKED_IN


def test_checkout_all_tells_of_each_pair_that_it_closes(emulator: Emulator, provider: Api) -> None:
    check_in(provider)
    check_in(provider, UserId=demo.CHAU)
    left = check_out(provider, CheckoutAll=True)
    assert demo.events(emulator, left).count("WorkOrderCheckOut") == 2
    assert [row["Action"] for row in demo.visits(provider)] == ["Check In"] * 2 + ["Check Out"] * 2


def test_checkout_all_counts_as_too_early_if_any_pair_began_later(provider: Api) -> None:
    check_in(provider, CheckInTime="2026-06-15T08:00:00Z")
    check_in(provider, UserId=demo.CHAU, CheckInTime="2026-06-15T10:00:00Z")
    refused = check_out(provider, CheckoutAll=True, CheckOutTime="2026-06-15T09:00:00Z")
    assert refusal(refused)[:2] == (400, 503)
    assert len(still_open(provider)) == 2


def test_a_pair_keeps_what_its_check_in_said(provider: Api) -> None:
    came = mechanic(check_in(provider, UserId=demo.BRANDT, CheckInTime="2026-06-15T10:00:00Z"))
    before = activity(provider, came)
    check_out(provider, UserId=demo.BRANDT)
    after = activity(provider, came)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"TimeOut", "ResolutionCode"}


def test_a_check_in_by_pin_is_the_technicians_own(provider: Api) -> None:
    came = check_in(provider, UserId=482913)
    assert activity(provider, mechanic(came))["User"]["UserName"] == "nwhvac.tbrandt"
    assert mechanic(check_out(provider, UserId=1544987)) == mechanic(came)
