"""The rules alone: tables and pure functions."""

from datetime import UTC, datetime, timedelta

import pytest

from emulator.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from emulator.vendors.servicechannel import rules
from emulator.vendors.servicechannel.rules import Position, Rights, Status, Window

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WEEK = timedelta(hours=168)
IVR, GPS = Rights(xml=True, gps=False), Rights(xml=False, gps=True)
BOTH, NEITHER = Rights(xml=True, gps=True), Rights(xml=False, gps=False)
OUTSIDE = Rights(xml=False, gps=True, participates=False)
STORE = Position(40.736618, -73.991806)


def rule_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.rule


@pytest.mark.parametrize(
    ("status", "text"),
    [(Status("OPEN"), "OPEN"), (rules.ON_SITE, "IN PROGRESS/ON SITE")],
    ids=["alone", "extended"],
)
def test_a_status_is_written_without_blanks_at_the_slash(status: Status, text: str) -> None:
    assert str(status) == text


@pytest.mark.parametrize(
    "status",
    [
        Status("OPEN"),
        Status("OPEN", "DECLINED"),
        Status("IN PROGRESS"),
        Status("IN PROGRESS", "ANYTHING"),
        rules.PENDING_CONFIRMATION,
    ],
    ids=str,
)
@pytest.mark.parametrize("way", ["in", "out"])
def test_technicians_may_work_in_these_statuses(status: Status, way: str) -> None:
    rules.check_usable(status, is_invoiced=False, way=way)


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (Status("COMPLETED"), "completed"),
        (Status("COMPLETED", "CONFIRMED"), "completed"),
        (Status("COMPLETED", "NO CHARGE"), "completed"),
        (Status("INVOICED"), "invoiced"),
        (Status("VOID"), "other status"),
        (Status("ON HOLD"), "other status"),
    ],
    ids=str,
)
def test_technicians_may_not_work_in_these_statuses(status: Status, rule: str) -> None:
    with pytest.raises(Conflict) as refused:
        rules.check_usable(status, is_invoiced=False, way="in")
    assert rule_of(refused) == rule


@pytest.mark.parametrize("status", [Status("OPEN"), rules.PENDING_CONFIRMATION], ids=str)
def test_nobody_works_on_an_invoiced_work_order_whatever_its_status(status: Status) -> None:
    with pytest.raises(Conflict, match="invoiced"):
        rules.check_usable(status, is_invoiced=True, way="out")


@pytest.mark.parametrize("work_type", [1, 2, 0, -1])
@pytest.mark.parametrize("rights", [IVR, BOTH, GPS, Rights(xml=True, gps=True, participates=False)])
def test_one_right_is_enough(work_type: int, rights: Rights) -> None:
    rules.check_rights(work_type, rights, way="in", code_without="804")


@pytest.mark.parametrize("rights", [NEITHER, OUTSIDE])
def test_a_custom_type_needs_no_right(rights: Rights) -> None:
    rules.check_rights(3, rights, way="in", code_without="804")


@pytest.mark.parametrize(
    ("rights", "code", "rule"),
    [
        pytest.param(NEITHER, "804", "no permission", id="neither"),
        pytest.param(NEITHER, "924", "not participating", id="neither, 924"),
        pytest.param(OUTSIDE, "804", "not participating", id="outside the programme"),
    ],
)
@pytest.mark.parametrize("work_type", [1, 2])
def test_without_a_right_that_counts_the_visit_is_refused(
    rights: Rights, code: str, rule: str, work_type: int
) -> None:
    with pytest.raises(Forbidden) as refused:
        rules.check_rights(work_type, rights, way="in", code_without=code)
    assert rule_of(refused) == rule


@pytest.mark.parametrize(
    ("work_type", "rights", "position", "expected"),
    [
        pytest.param(1, GPS, STORE, True, id="GPS"),
        pytest.param(1, GPS, None, True, id="GPS without coordinates"),
        pytest.param(1, BOTH, STORE, True, id="both"),
        pytest.param(1, BOTH, None, False, id="both without coordinates"),
        pytest.param(1, IVR, STORE, False, id="IVR"),
        pytest.param(1, OUTSIDE, STORE, False, id="outside the programme"),
        pytest.param(2, GPS, STORE, False, id="travel"),
        pytest.param(5, GPS, STORE, False, id="custom"),
    ],
)
def test_a_repair_by_coordinates_goes_by_gps(
    work_type: int, rights: Rights, position: Position | None, *, expected: bool
) -> None:
    assert rules.goes_by_gps(work_type, rights, position) is expected


@pytest.mark.parametrize(
    ("work_type", "rights", "needed"),
    [
        pytest.param(1, GPS, ["in", "out"], id="repair by GPS"),
        pytest.param(2, GPS, ["out"], id="travel by GPS"),
        pytest.param(5, GPS, [], id="custom by GPS"),
        pytest.param(1, BOTH, [], id="repair with both"),
        pytest.param(2, IVR, [], id="travel by IVR"),
    ],
)
def test_gps_only_callers_need_coordinates(
    work_type: int, rights: Rights, needed: list[str]
) -> None:
    assert [w for w in ("in", "out") if rules.needs_position(work_type, rights, w)] == needed


@pytest.mark.parametrize(
    ("one", "other", "miles"),
    [
        pytest.param(STORE, STORE, 0, id="one place"),
        pytest.param(Position(0, 0), Position(0, 1), 69.09, id="a degree of the equator"),
        pytest.param(Position(60, 0), Position(60, 1), 34.55, id="a degree at 60 north"),
        pytest.param(Position(0, 0), Position(0, 180), 12436.94, id="half the globe"),
        pytest.param(Position(90, 0), Position(90, 180), 0, id="the pole"),
        pytest.param(Position(0, 179.5), Position(0, -179.5), 69.09, id="over the date line"),
        pytest.param(STORE, Position(34.0522, -118.2437), 2447, id="New York to Los Angeles"),
    ],
)
def test_a_distance_is_measured_on_the_great_circle(
    one: Position, other: Position, miles: float
) -> None:
    assert rules.distance(one, other) == pytest.approx(miles, rel=1e-3, abs=1e-9)
    assert rules.distance(other, one) == pytest.approx(rules.distance(one, other))


@pytest.mark.parametrize(
    ("position", "store", "kind", "rule"),
    [
        pytest.param(None, STORE, Invalid, "no position", id="no coordinates"),
        pytest.param(None, None, Invalid, "no position", id="neither has coordinates"),
        pytest.param(STORE, None, Conflict, "store without position", id="the store has none"),
        pytest.param(Position(41, -73.99), STORE, Conflict, "out of range", id="too far"),
    ],
)
def test_a_position_that_does_not_fit_is_refused(
    position: Position | None, store: Position | None, kind: type[Refusal], rule: str
) -> None:
    with pytest.raises(kind) as refused:
        rules.check_position(position, store, 2, way="in", outside_ok=False)
    assert rule_of(refused) == rule


def test_out_of_range_passes_with_a_waiver() -> None:
    rules.check_position(Position(41, -73.99), STORE, 2, way="in", outside_ok=True)


def window(*, is_maintenance: bool = False) -> Window:
    return Window(NOW - WEEK, NOW + timedelta(hours=24), is_maintenance)


@pytest.mark.parametrize("is_maintenance", [True, False], ids=["maintenance", "repair"])
@pytest.mark.parametrize(
    "when", [NOW - WEEK, NOW, NOW + timedelta(hours=24)], ids=["first", "now", "last"]
)
def test_the_limits_of_time_are_inside(when: datetime, *, is_maintenance: bool) -> None:
    rules.check_time(when, NOW, window(is_maintenance=is_maintenance), "in")


@pytest.mark.parametrize(
    ("when", "called", "rule"),
    [
        pytest.param(NOW - WEEK - SECOND, NOW - 2 * WEEK, "out of date", id="out of date"),
        pytest.param(NOW - WEEK - SECOND, NOW - WEEK, "premature", id="before the call date"),
        pytest.param(NOW + timedelta(hours=24) + SECOND, NOW - WEEK, "ahead", id="ahead"),
    ],
)
def test_a_second_beyond_a_limit_of_time_is_refused(
    when: datetime, called: datetime, rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_time(when, NOW, Window(called, NOW, is_maintenance=False), "in")
    assert rule_of(refused) == rule


@pytest.mark.parametrize(
    ("when", "state"),
    [
        pytest.param(NOW - WEEK - SECOND, "premature", id="before"),
        pytest.param(NOW + timedelta(hours=24) + SECOND, "expired", id="after"),
    ],
)
def test_maintenance_has_a_window_of_its_own(when: datetime, state: str) -> None:
    with pytest.raises(Conflict) as refused:
        rules.check_time(when, NOW, window(is_maintenance=True), "out")
    assert refused.value.facts == {"state": state, "way": "out"}


@pytest.mark.parametrize(
    ("given", "rights", "expected"),
    [
        pytest.param(NOW - SECOND, IVR, NOW - SECOND, id="IVR"),
        pytest.param(NOW - SECOND, GPS, NOW, id="GPS"),
        pytest.param(NOW - SECOND, NEITHER, NOW, id="neither"),
        pytest.param(None, IVR, NOW, id="none given"),
    ],
)
def test_the_clients_time_counts_with_the_ivr_right_only(
    given: datetime | None, rights: Rights, expected: datetime
) -> None:
    assert rules.effective_time(given, NOW, rights, refuse_without=False) == expected


def test_the_clients_time_may_be_refused_instead() -> None:
    with pytest.raises(Invalid, match="IVR"):
        rules.effective_time(NOW, NOW, GPS, refuse_without=True)
