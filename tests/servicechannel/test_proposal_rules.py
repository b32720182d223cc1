"""What becomes of proposals, without HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from emulator.kernel.errors import Conflict, Forbidden, Invalid
from emulator.kernel.operation import Record
from emulator.vendors.servicechannel import proposal_rules as rules
from emulator.vendors.servicechannel.rules import Status

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
STORE: Record = {"Id": 1, "Name": "Store", "Order": 1}
REGION: Record = {"Id": 2, "Name": "Region", "Order": 2}
TOP: Record = {"Id": 3, "Name": "Top", "Order": 3}


def test_every_status_has_its_moves() -> None:
    assert set(rules.AFTER) == set(rules.STATUSES)


def test_a_move_leads_where_its_name_says() -> None:
    for moves in rules.AFTER.values():
        assert all(rules.TARGETS[move] == after for move, after in moves.items())


def test_every_status_that_a_move_leads_to_has_its_event() -> None:
    assert set(rules.TARGETS.values()) <= set(rules.EVENTS)


@pytest.mark.parametrize(
    ("status", "move", "after"),
    [
        ("Open", "approve", "Approved"),
        ("Open", "hold", "On Hold"),
        ("On Hold", "open", "Open"),
        ("Reviewed", "reject", "Rejected"),
        ("Reviewed", "review", "Reviewed"),
        ("Approved", "reject", "Rejected"),
        ("Rejected", "open", "Open"),
    ],
)
def test_a_move_is_taken(status: str, move: str, after: str) -> None:
    assert rules.step(status, move, final=False) == after


@pytest.mark.parametrize(
    ("status", "move", "rule"),
    [
        ("Open", "open", "proposal already"),
        ("On Hold", "hold", "proposal already"),
        ("Approved", "approve", "proposal already"),
        ("Rejected", "reject", "proposal already"),
        ("Approved", "review", "proposal finalized"),
        ("Void", "open", "proposal finalized"),
    ],
)
def test_a_move_is_refused(status: str, move: str, rule: str) -> None:
    with pytest.raises(Conflict) as refused:
        rules.step(status, move, final=False)
    assert refused.value.rule == rule


@pytest.mark.parametrize("status", ["Approved", "Rejected"])
def test_a_decision_stands_where_it_is_final(status: str) -> None:
    with pytest.raises(Conflict) as refused:
        rules.step(status, "hold", final=True)
    assert refused.value.rule == "proposal finalized"
    assert rules.moves_of(status, final=True) == ()


def test_escalations_are_no_moves_of_plain_users() -> None:
    assert set(rules.moves_of("Reviewed", final=False)) == {"approve", "reject", "hold", "open"}


@pytest.mark.parametrize(("amount", "limit"), [(500, 500), (0, 0)])
def test_a_limit_includes_itself(amount: float, limit: float) -> None:
    rules.check_limit(amount, limit)


def test_more_than_the_limit_is_refused() -> None:
    with pytest.raises(Forbidden):
        rules.check_limit(500.01, 500)


@pytest.mark.parametrize(
    ("before", "moved"),
    [
        (Status("OPEN"), True),
        (Status("IN PROGRESS", "ON SITE"), True),
        (Status("COMPLETED"), False),
        (Status("VOID"), False),
        (Status("INVOICED"), False),
    ],
    ids=str,
)
def test_a_proposal_moves_work_that_goes_on(before: Status, *, moved: bool) -> None:
    to = rules.PROPOSAL_APPROVED
    assert rules.order_after(before, to, [to]) == (to if moved else before)
    assert rules.order_after(before, to, []) == before


def test_a_level_decides_on_its_own_level() -> None:
    rules.check_level({"Override": False}, REGION, REGION)


def test_a_level_above_decides_with_override_only() -> None:
    rules.check_level({"Override": True}, TOP, STORE)
    with pytest.raises(Conflict, match="above"):
        rules.check_level({"Override": False}, TOP, STORE)


def test_a_level_below_never_decides() -> None:
    with pytest.raises(Conflict, match="below"):
        rules.check_level({"Override": True}, STORE, TOP)


@pytest.mark.parametrize(
    ("level", "staffed", "way", "expected"),
    [
        (STORE, {1, 2, 3}, 1, 2),
        (STORE, {1, 3}, 1, 3),
        (TOP, {1, 2, 3}, -1, 2),
        (TOP, {1}, -1, 1),
    ],
)
def test_the_next_level_is_the_nearest_with_users(
    level: Record, staffed: set[int], way: int, expected: int
) -> None:
    assert rules.neighbour([TOP, STORE, REGION], level, staffed, way) == expected


@pytest.mark.parametrize(("level", "way"), [(TOP, 1), (STORE, -1)])
def test_there_is_an_end_of_levels(level: Record, way: int) -> None:
    with pytest.raises(Conflict):
        rules.neighbour([STORE, REGION, TOP], level, {1, 2, 3}, way)


@pytest.mark.parametrize(
    ("hours", "given", "expected"),
    [
        pytest.param(None, None, 48, id="48 hours"),
        pytest.param(6.5, None, 6.5, id="so many hours"),
        pytest.param(6.5, NOON, 6.5, id="hours before a date"),
        pytest.param(None, NOON + timedelta(days=3), 72, id="a date"),
    ],
)
def test_an_answer_is_due(hours: float | None, given: datetime | None, expected: float) -> None:
    assert rules.due(NOON, hours, given) == (expected, NOON + timedelta(hours=expected))


@pytest.mark.parametrize(
    ("date", "hours", "given"),
    [
        pytest.param(NOON, -1.0, None, id="before"),
        pytest.param(NOON, 1e9, None, id="after all"),
        pytest.param(NOON, None, NOON - timedelta(seconds=1), id="a date before"),
        pytest.param(NOON.replace(year=9999), 48.0, None, id="at the end of time"),
    ],
)
def test_an_answer_is_due_within_time(
    date: datetime, hours: float | None, given: datetime | None
) -> None:
    with pytest.raises(Invalid):
        rules.due(date, hours, given)
