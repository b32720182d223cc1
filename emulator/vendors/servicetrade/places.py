"""Where places are: distances in miles, and regions of the map.  No I/O."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

#: Mean radius of the earth.
EARTH_MILES = 3958.7613


class Point(NamedTuple):
    """Degrees, north and east."""

    lat: float
    lon: float


def miles(one: Point, other: Point) -> float:
    """The distance on the ground, as a bird flies."""
    north, south = math.radians(one.lat), math.radians(other.lat)
    height = math.sin((south - north) / 2) ** 2
    width = math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    part = height + math.cos(north) * math.cos(south) * width
    return 2 * EARTH_MILES * math.asin(math.sqrt(min(1.0, part)))


def inside(point: Point, border: Sequence[Sequence[float]]) -> bool:
    """Whether a point is within a border of `[lat, lon]` corners; less than three enclose none."""
    crossings = 0
    for (lat, lon), (next_lat, next_lon) in pairwise([*border, *border[:1]]):
        if (lat > point.lat) != (next_lat > point.lat):
            along = (point.lat - lat) / (next_lat - lat)
            crossings += point.lon < lon + along * (next_lon - lon)
    return crossings % 2 == 1
