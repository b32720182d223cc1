"""Distances and borders alone."""

import pytest

from emulator.vendors.servicetrade.places import Point, inside, miles

BOSTON, NEW_YORK = Point(42.3601, -71.0589), Point(40.7128, -74.0060)
SQUARE = [[0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [10.0, 0.0]]


def test_a_distance_is_in_miles_and_the_same_both_ways() -> None:
    assert miles(BOSTON, NEW_YORK) == pytest.approx(190, abs=1)
    assert miles(NEW_YORK, BOSTON) == pytest.approx(miles(BOSTON, NEW_YORK))
    assert miles(BOSTON, BOSTON) == 0


def test_a_degree_of_latitude_is_sixty_nine_miles() -> None:
    assert miles(Point(0, 0), Point(1, 0)) == pytest.approx(69.1, abs=0.1)


def test_the_shortest_way_crosses_the_date_line() -> None:
    assert miles(Point(0, 179.5), Point(0, -179.5)) == pytest.approx(69.1, abs=0.1)


@pytest.mark.parametrize(
    ("point", "is_inside"),
    [(Point(5, 5), True), (Point(9.9, 0.1), True), (Point(5, 11), False), (Point(-1, 5), False)],
    ids=["middle", "corner", "east", "south"],
)
def test_a_point_is_inside_a_border_or_not(point: Point, is_inside: bool) -> None:  # noqa: FBT001
    assert inside(point, SQUARE) is is_inside


def test_a_border_with_a_bay_does_not_hold_the_bay() -> None:
    bay = [[0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [2.0, 5.0], [10.0, 0.0]]
    assert inside(Point(5, 2), bay)
    assert not inside(Point(8, 5), bay)


@pytest.mark.parametrize("border", [[], [[0.0, 0.0]], [[0.0, 0.0], [10.0, 10.0]]])
def test_less_than_three_corners_enclose_nothing(border: list[list[float]]) -> None:
    assert not inside(Point(5, 5), border)
