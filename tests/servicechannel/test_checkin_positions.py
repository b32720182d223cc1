"""How near a GPS check-in has to be: the location's radius, two miles where it has none."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import check_in, check_out, mechanic, near, refusal
from tests.world import Api, Emulator, Json

UNION_SQUARE = demo.UNION_SQUARE
BROOKLYN, PHOENIX = (40.685204, -73.981318), (33.509436, -112.029614)
ALLOWED = {"In": "CheckInOutsideGPSAllowed", "Out": "CheckOutOutsideGPSAllowed"}


@pytest.mark.parametrize(
    ("order", "place", "miles"),
    [
        pytest.param(demo.ORDER, UNION_SQUARE, 0.0, id="at the store"),
        pytest.param(demo.ORDER, UNION_SQUARE, 1.999, id="the default of 2"),
        pytest.param(demo.ORDER, UNION_SQUARE, -1.999, id="south"),
        pytest.param(demo.HALF_A_MILE, BROOKLYN, 0.499, id="0.5"),
        pytest.param(demo.TEN_MILES, PHOENIX, 9.999, id="10"),
    ],
)
def test_just_inside_the_radius_passes(
    provider: Api, order: int, place: tuple[float, float], miles: float
) -> None:
    came = mechanic(check_in(provider, order, **near(place, miles)))
    assert mechanic(check_out(provider, order, **near(place, miles))) == came


@pytest.mark.parametrize(
    ("order", "sent", "radius"),
    [
        pytest.param(demo.ORDER, near(UNION_SQUARE, 2.001), "2", id="the default of 2"),
        pytest.param(demo.ORDER, near(UNION_SQUARE, -2.001), "2", id="south"),
        pytest.param(demo.HALF_A_MILE, near(BROOKLYN, 0.501), "0.5", id="0.5"),
        pytest.param(107043620, near(BROOKLYN, 0.501), "0.5", id="0.5, another order"),
        pytest.param(demo.TEN_MILES, near(PHOENIX, 10.001), "10", id="10"),
        pytest.param(demo.TEN_MILES, near(PHOENIX, -6000), "10", id="the other hemisphere"),
    ],
)
@pytest.mark.parametrize(("way", "code"), [("In", 941), ("Out", 942)])
def test_just_outside_the_radius_is_refused(
    provider: Api, way: str, code: int, order: int, sent: Json, radius: str
) -> None:
    refused = demo.visit(provider, way, order, **sent)
    text = f"Can't perform check-in or check-out: out of {radius} mile range"
    assert refusal(refused) == (400, code, text)


def test_east_counts_as_much_as_north(provider: Api) -> None:
    # at 40.7 degrees north 0.035 degrees are 1.83 miles, 0.041 are 2.15
    east = {"Latitude": 40.736618, "Longitude": -73.991806 + 0.041}
    assert refusal(check_in(provider, **east))[1] == 941
    assert check_in(provider, **east | {"Longitude": -73.991806 + 0.035}).status_code == 200


def test_a_changed_radius_counts_at_once(emulator: Emulator, provider: Api) -> None:
    emulator.merge("locations", demo.record("locations", 2005148201) | {"Radius": 5.0})
    assert check_in(provider, **near(miles=4.9)).status_code == 200


@pytest.mark.parametrize("way", ["In", "Out"])
def test_out_of_range_passes_where_the_subscriber_waives_it(
    emulator: Emulator, provider: Api, way: str
) -> None:
    demo.settings(emulator, demo.LARKFIELD, **{ALLOWED[way]: True})
    check_in(provider, UserId=demo.CHAU)
    sent = {"UserId": demo.CHAU if way == "Out" else demo.BRANDT} | near(miles=50)
    assert demo.visit(provider, way, demo.ORDER, **sent).status_code == 200


@pytest.mark.parametrize(("way", "other", "code"), [("In", "Out", 941), ("Out", "In", 942)])
def test_a_waiver_counts_for_its_own_way_only(
    emulator: Emulator, provider: Api, way: str, other: str, code: int
) -> None:
    demo.settings(emulator, demo.LARKFIELD, **{ALLOWED[other]: True})
    assert refusal(demo.visit(provider, way, demo.ORDER, **near(miles=50)))[1] == code


@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_waiver_does_not_make_coordinates_optional(
    emulator: Emulator, gps_only: Api, way: str
) -> None:
    demo.settings(emulator, demo.LARKFIELD, **{ALLOWED[way]: True})
    assert refusal(demo.visit(gps_only, way, demo.GPS_ORDER))[1] == 503


@pytest.mark.parametrize(("way", "code"), [("In", 924), ("Out", 925)])
def test_a_store_without_coordinates_takes_no_gps_visit(provider: Api, way: str, code: int) -> None:
    refused = demo.visit(provider, way, demo.WITHOUT_COORDINATES, **near())
    assert refusal(refused) == (400, code, "Store has no GPS coordinates")


def test_a_store_without_coordinates_takes_a_visit_by_the_ivr_right(provider: Api) -> None:
    came = mechanic(check_in(provider, demo.WITHOUT_COORDINATES))
    assert mechanic(check_out(provider, demo.WITHOUT_COORDINATES)) == came


def test_a_pause_needs_no_coordinates_from_a_gps_caller(gps_only: Api) -> None:
    came = mechanic(check_in(gps_only, demo.GPS_ORDER, **near()))
    assert mechanic(check_out(gps_only, demo.GPS_ORDER, ActionStatus="Cancel")) == came


def test_a_pause_may_be_made_out_of_range(gps_only: Api) -> None:
    check_in(gps_only, demo.GPS_ORDER, **near())
    left = check_out(gps_only, demo.GPS_ORDER, ActionStatus="Cancel", **near(miles=50))
    assert left.status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"Latitude": 90.1, "Longitude": 0}, id="latitude over 90"),
        pytest.param({"Latitude": -90.1, "Longitude": 0}, id="latitude under -90"),
        pytest.param({"Latitude": 0, "Longitude": 180.1}, id="longitude over 180"),
        pytest.param({"Latitude": 0, "Longitude": -180.1}, id="longitude under -180"),
        pytest.param({"Latitude": "91", "Longitude": "0"}, id="a text over 90"),
        pytest.param({"Latitude": "north", "Longitude": "0"}, id="no number"),
        pytest.param({"Latitude": "NaN", "Longitude": "0"}, id="NaN"),
        pytest.param({"Latitude": "Infinity", "Longitude": "0"}, id="infinity"),
        pytest.param({"Latitude": "", "Longitude": ""}, id="empty texts"),
        pytest.param({"Latitude": True, "Longitude": 0}, id="a boolean"),
        pytest.param({"Latitude": [40.7], "Longitude": [-73.9]}, id="lists"),
    ],
)
@pytest.mark.parametrize("way", ["In", "Out"])
def test_coordinates_that_are_none_are_malformed(provider: Api, way: str, sent: Json) -> None:
    refused = demo.visit(provider, way, demo.ORDER, **sent)
    assert refusal(refused) == (400, 503, "Required data missing or incorrect")


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90, 0), (-90, 180), (0, -180)], ids=["pole", "corner", "date line"]
)
def test_the_ends_of_the_globe_are_out_of_range_but_not_malformed(
    provider: Api, latitude: float, longitude: float
) -> None:
    refused = check_in(provider, Latitude=latitude, Longitude=longitude)
    assert refusal(refused)[1] == 941


def test_the_position_of_a_gps_visit_is_its_caller_id(provider: Api) -> None:
    came = mechanic(check_in(provider, **near()))
    assert demo.activity(provider, came)["CallerId"] == "40.736618,-73.991806"
    assert demo.visits(provider)[-1]["CallerId"] == "40.736618,-73.991806"


def test_coordinates_without_the_gps_right_are_not_kept(provider: Api) -> None:
    came = mechanic(check_in(provider, demo.XML_ORDER, **near()))
    assert demo.activity(provider, came, demo.XML_ORDER)["CallerId"] is None
