"""When a work activity may be, and whose may be changed, without a server."""

from datetime import UTC, datetime

import pytest

from emulator.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from emulator.vendors.servicechannel import labor
from emulator.vendors.servicechannel.labor import Hand, Span


def at(hour: int) -> datetime:
    return datetime(2026, 6, 15, hour, tzinfo=UTC)


def span(start: int, end: int | None) -> Span:
    return Span(at(start), at(end) if end is not None else None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param((8, 10), (10, 12), False, id="touching"),
        pytest.param((8, 10), (11, 12), False, id="apart"),
        pytest.param((8, 10), (9, 12), True, id="partly"),
        pytest.param((8, 12), (9, 10), True, id="inside"),
        pytest.param((8, 10), (8, 10), True, id="the same"),
        pytest.param((9, 9), (8, 10), True, id="an instant inside"),
        pytest.param((8, 8), (8, 10), False, id="an instant at the beginning"),
        pytest.param((10, 10), (8, 10), False, id="an instant at the end"),
        pytest.param((9, 9), (9, 9), True, id="the same instant"),
        pytest.param((8, None), (9, 10), True, id="open before"),
        pytest.param((10, None), (9, 10), False, id="open from the end on"),
        pytest.param((8, None), (9, None), True, id="both open"),
    ],
)
def test_spans_overlap_in_an_instant_whichever_comes_first(
    one: tuple[int, int | None], other: tuple[int, int | None], *, expected: bool
) -> None:
    assert labor.overlap(span(*one), span(*other)) is expected
    assert labor.overlap(span(*other), span(*one)) is expected


def test_a_span_from_the_scheduled_date_on_beside_others_is_taken() -> None:
    labor.check_span(span(8, 10), at(8), [span(10, 12), span(6, 8)])


@pytest.mark.parametrize(
    ("given", "others", "kind", "rule"),
    [
        pytest.param((10, 9), [], Invalid, "date range", id="the wrong way round"),
        pytest.param((7, 9), [], Invalid, "before scheduled", id="too early"),
        pytest.param((8, 10), [(9, 11)], Conflict, "overlap", id="overlapping"),
        pytest.param((8, 10), [(5, 6), (7, None)], Conflict, "overlap", id="behind an open one"),
    ],
)
def test_a_span_that_cannot_be_is_refused(
    given: tuple[int, int], others: list[tuple[int, int | None]], kind: type[Refusal], rule: str
) -> None:
    with pytest.raises(kind) as refused:
        labor.check_span(span(*given), at(8), [span(*other) for other in others])
    assert refused.value.rule == rule


@pytest.mark.parametrize("primary", ["OPEN", "COMPLETED", "INVOICED", "VOID"])
def test_a_work_order_that_is_not_in_progress_takes_none(primary: str) -> None:
    labor.check_status("IN PROGRESS")
    with pytest.raises(Conflict):
        labor.check_status(primary)


OWNER = Hand(1, 10, "Super Admin", is_provider=False)
STORE = Hand(2, 10, "Location User", is_provider=False)
OFFICE = Hand(3, 20, "Provider Automation Admin", is_provider=True)
TECHNICIAN = Hand(4, 20, "Technician", is_provider=True)
OTHERS = Hand(5, 30, "Technician", is_provider=True)
NOBODY = Hand(482913, 0, "", is_provider=True)


@pytest.mark.parametrize(
    ("hand", "creator", "expected"),
    [
        pytest.param(TECHNICIAN, TECHNICIAN, True, id="one's own"),
        pytest.param(STORE, STORE, True, id="a store's own"),
        pytest.param(TECHNICIAN, OFFICE, False, id="a technician and a colleague's"),
        pytest.param(OFFICE, TECHNICIAN, True, id="an office and its technician's"),
        pytest.param(OFFICE, OTHERS, False, id="an office and another provider's"),
        pytest.param(OFFICE, OWNER, False, id="an office and a subscriber's"),
        pytest.param(OFFICE, NOBODY, False, id="an office and a number's"),
        pytest.param(OWNER, TECHNICIAN, True, id="an owner and a provider's"),
        pytest.param(OWNER, STORE, True, id="an owner and a store's"),
        pytest.param(STORE, OWNER, False, id="a store and its owner's"),
    ],
)
def test_whose_activities_someone_may_change(hand: Hand, creator: Hand, *, expected: bool) -> None:
    assert labor.may_change(hand, creator, providers_too=True) is expected


def test_without_the_feature_an_office_changes_its_own_only() -> None:
    assert not labor.may_change(OFFICE, TECHNICIAN, providers_too=False)
    assert labor.may_change(OFFICE, OFFICE, providers_too=False)
    assert labor.may_change(OWNER, TECHNICIAN, providers_too=False)


def test_a_name_is_for_admins_and_none_is_for_all() -> None:
    labor.check_name(OFFICE, "Ana", providers_too=True)
    labor.check_name(TECHNICIAN, "", providers_too=True)
    for hand, providers_too in ((TECHNICIAN, True), (STORE, True), (OFFICE, False)):
        with pytest.raises(Forbidden):
            labor.check_name(hand, "Ana", providers_too=providers_too)
