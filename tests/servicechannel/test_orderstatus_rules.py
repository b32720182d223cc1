"""Which status is asked for, and who answers to a dispatch: no client, no fixture."""

import pytest

from emulator.kernel.errors import Conflict, Forbidden, Invalid
from emulator.kernel.record import Record
from emulator.vendors.servicechannel import declining, dispatch_rules, status_rules
from emulator.vendors.servicechannel.rules import SET_COMPLETED, SET_PENDING, Status

OPEN, ON_SITE = Status("OPEN"), Status("IN PROGRESS", "ON SITE")
CONFIGURED = [OPEN, declining.DECLINED, Status("IN PROGRESS"), ON_SITE, Status("COMPLETED")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"Primary": "2"}, Status("IN PROGRESS")),
        ({"primary": "in progress", "EXTENDED": "on site"}, ON_SITE),
        ({"Primary": "IN_PROGRESS"}, Status("IN PROGRESS")),
        ({"PrimaryStatus": "Open", "Extended": None}, OPEN),
        ({"Primary": 3}, Status("COMPLETED")),
    ],
)
def test_a_status_is_read_in_every_spelling(given: Record, expected: Status) -> None:
    assert status_rules.asked(given, OPEN, CONFIGURED, keeps=False) == expected


@pytest.mark.parametrize("given", [{}, {"Primary": "0"}, {"Primary": "OPEN", "Extended": "LOST"}])
def test_what_is_not_set_up_is_no_status(given: Record) -> None:
    with pytest.raises(Invalid):
        status_rules.asked(given, OPEN, CONFIGURED, keeps=False)


@pytest.mark.parametrize(
    ("primary", "expected"), [("IN PROGRESS", ON_SITE), ("OPEN", OPEN)], ids=["same", "another"]
)
def test_an_empty_extended_status_keeps_that_of_the_same_primary(
    primary: str, expected: Status
) -> None:
    assert status_rules.asked({"Primary": primary}, ON_SITE, CONFIGURED, keeps=True) == expected


@pytest.mark.parametrize("status", [Status("INVOICED"), Status("VOID")], ids=str)
def test_the_last_statuses_are_not_left(status: Status) -> None:
    with pytest.raises(Conflict):
        status_rules.check_movable(status, is_invoiced=False)


@pytest.mark.parametrize(
    ("status", "granted"),
    [
        (Status("COMPLETED"), [SET_PENDING]),
        (Status("COMPLETED", "PENDING CONFIRMATION"), [SET_COMPLETED]),
        (Status("VOID"), [SET_COMPLETED, SET_PENDING]),
    ],
    ids=str,
)
def test_a_provider_sets_what_its_rows_allow(status: Status, granted: list[str]) -> None:
    with pytest.raises(Forbidden):
        status_rules.check_permitted(status, granted, is_provider=True)


def test_the_answer_has_blanks_round_the_slash() -> None:
    said = status_rules.result(OPEN, ON_SITE, "")
    assert said == "Status has been changed from '<b>OPEN</b>' to '<b>IN PROGRESS / ON SITE</b>'"


@pytest.mark.parametrize(
    ("reason_id", "custom", "expected"),
    [(1, "", "Can't make ETA"), (5, "Ice", "Other: Ice")],
)
def test_a_reason_is_the_lists_or_ones_own(reason_id: int, custom: str, expected: str) -> None:
    assert declining.reason(reason_id, custom, required=True) == expected


def test_without_the_feature_a_reason_may_be_missing() -> None:
    assert declining.reason(None, "Ice", required=False) == "Ice"


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (dispatch_rules.CONFIRMED, "already accepted"),
        (ON_SITE, "no action in status"),
        (declining.DECLINED, "no action in status"),
        (Status("COMPLETED"), "no action in status"),
    ],
    ids=str,
)
def test_only_an_open_work_order_is_accepted(status: Status, rule: str) -> None:
    with pytest.raises(Conflict) as refused:
        dispatch_rules.check_acceptable(status)
    assert refused.value.rule == rule


@pytest.mark.parametrize("status", [OPEN, ON_SITE, declining.DECLINED], ids=str)
def test_open_work_and_work_in_progress_change_hands(status: Status) -> None:
    dispatch_rules.check_reassignable(status, is_invoiced=False)
