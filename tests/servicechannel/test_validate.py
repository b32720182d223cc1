"""Asking whether a check-in or check-out would pass, and where the store is."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import check_in, refusal
from tests.world import Api, Emulator, Json

FLAGS = (
    "IsBadgeScanRequired",
    "IsLoginTypeAllowed",
    "IsOutsideAcceptableTimeframe",
    "IsOutsideGeolocation",
    "IsMaskRequired",
    "CheckInOutsideGPSAllowed",
    "CheckOutOutsideGPSAllowed",
    "IsCompliantNonCompliantCheckInEnabled",
)
HOUSTON = (29.743215, -95.407822)
POSITION = "Provide your location to perform checkin/checkout"
ways = pytest.mark.parametrize("way", ["In", "Out"])


def validate(api: Api, way: str, order: int, **query: object) -> Json:
    """The findings, or the refusal's code and text."""
    answer = api.get(f"/workorders/{order}/validateCheck{way}", params=query)
    if answer.status_code != 200:
        return dict(zip(("status", "code", "text"), refusal(answer), strict=True))
    found: Json = answer.json()
    return found


def at(place: tuple[float, float] = demo.UNION_SQUARE, miles: float = 0) -> Json:
    sent = demo.near(place, miles)
    return {"latitude": sent["Latitude"], "longitude": sent["Longitude"]}


@ways
def test_at_the_store_nothing_is_found(provider: Api, way: str) -> None:
    expected = dict.fromkeys(FLAGS, False) | {"IsLoginTypeAllowed": True}
    assert validate(provider, way, demo.ORDER, **at()) == expected


@ways
def test_the_subscribers_settings_are_told(provider: Api, way: str) -> None:
    found = validate(provider, way, demo.XML_ORDER, **at(HOUSTON))
    assert [name for name in FLAGS if found[name]] == [
        "IsBadgeScanRequired",
        "IsLoginTypeAllowed",
        "IsOutsideAcceptableTimeframe",
        "IsMaskRequired",
        "CheckInOutsideGPSAllowed",
        "CheckOutOutsideGPSAllowed",
        "IsCompliantNonCompliantCheckInEnabled",
    ]


@pytest.mark.parametrize(
    ("now", "outside"),
    [
        pytest.param("2026-06-13T12:51:25Z", False, id="4 h before"),
        pytest.param("2026-06-13T12:51:24Z", True, id="4 h and 1 s before"),
        pytest.param("2026-06-13T20:51:25Z", False, id="4 h after"),
        pytest.param("2026-06-13T20:51:26Z", True, id="4 h and 1 s after"),
    ],
)
def test_the_timeframe_is_counted_from_the_scheduled_date(
    emulator: Emulator, now: str, *, outside: bool
) -> None:
    emulator.control("POST", "/clock", {"set": now})
    found = validate(emulator.login(), "In", demo.XML_ORDER, **at(HOUSTON))
    assert found["IsOutsideAcceptableTimeframe"] is outside


@pytest.mark.parametrize("order", [demo.MAINTENANCE_TO_COME, demo.MAINTENANCE_OVER])
@ways
def test_outside_a_maintenance_window_the_timeframe_is_missed(
    provider: Api, way: str, order: int
) -> None:
    place = {
        demo.MAINTENANCE_TO_COME: (47.614128, -122.323612),
        demo.MAINTENANCE_OVER: (38.905112, -77.064135),
    }[order]
    found = validate(provider, way, order, **at(place))
    assert found["IsOutsideAcceptableTimeframe"] is True


@ways
def test_far_away_is_a_finding_where_no_gps_is_needed(provider: Api, way: str) -> None:
    found = validate(provider, way, demo.XML_ORDER, **at(HOUSTON, 3))
    assert found["IsOutsideGeolocation"] is True


@ways
def test_far_away_is_a_finding_where_the_subscriber_waives_the_range(
    emulator: Emulator, gps_only: Api, way: str
) -> None:
    waived = {"CheckInOutsideGPSAllowed": True, "CheckOutOutsideGPSAllowed": True}
    demo.settings(emulator, demo.LARKFIELD, **waived)
    found = validate(gps_only, way, demo.GPS_ORDER, **at(miles=3))
    assert found["IsOutsideGeolocation"] is True


@ways
def test_a_custom_type_passes_without_any_right_and_says_so(without_rights: Api, way: str) -> None:
    found = validate(without_rights, way, demo.FORBIDDEN_ORDER, workTypeId=5, **at())
    assert found["IsLoginTypeAllowed"] is False


@ways
def test_names_of_parameters_are_read_in_any_case(provider: Api, way: str) -> None:
    sent = {"WorkTypeID": "2", "LATITUDE": 40.7, "Longitude": -73.9}
    assert validate(provider, way, demo.ORDER, **sent)["IsOutsideGeolocation"] is True


@pytest.mark.parametrize(
    ("user", "order", "sent", "code", "text"),
    [
        pytest.param("nwhvac.admin", demo.UNKNOWN, at(), 502, "WorkOrder not found", id="unknown"),
        pytest.param("nwhvac.admin", 0, at(), 917, "Invalid Tracking Number", id="id 0"),
        pytest.param("nwhvac.admin", -1, at(), 917, "Invalid Tracking Number", id="negative"),
        pytest.param("nwhvac.admin", demo.ORDER, {}, 503, POSITION, id="no coordinates"),
        pytest.param(
            "nwhvac.admin", demo.ORDER, {"latitude": 40.7}, 503, POSITION, id="a latitude alone"
        ),
        pytest.param(
            "nwhvac.admin",
            demo.ORDER,
            {"latitude": "x", "longitude": "y"},
            503,
            POSITION,
            id="no numbers",
        ),
        pytest.param(
            "nwhvac.admin",
            demo.COMPLETED,
            at(),
            921,
            "Cannot update work order in 'completed' status",
            id="completed",
        ),
        pytest.param(
            "nwhvac.admin",
            demo.INVOICED,
            at(),
            924,
            "Work order has been invoiced and cannot be changed",
            id="invoiced",
        ),
        pytest.param(
            "nwhvac.admin",
            demo.VOID,
            at(),
            924,
            "Cannot check in/out of work order in VOID status",
            id="void",
        ),
        pytest.param(
            "tidewell.office",
            demo.FORBIDDEN_ORDER,
            at(),
            804,
            "User has no permission to perform this action",
            id="neither right",
        ),
        pytest.param(
            "sparrow.office",
            demo.GPS_WITHOUT_COORDINATES,
            at(),
            924,
            "Store has no GPS coordinates",
            id="a store without coordinates",
        ),
    ],
)
@ways
def test_what_is_no_finding_is_a_refusal_in_words_of_its_own(  # noqa: PLR0913 - a table
    emulator: Emulator, way: str, *, user: str, order: int, sent: Json, code: int, text: str
) -> None:
    found = validate(emulator.login(user), way, order, **sent)
    assert found == {"status": 400, "code": code, "text": text}


@ways
def test_out_of_range_is_941_for_both_questions(gps_only: Api, way: str) -> None:
    """Source: the Swagger lists 941, not 942, for validateCheckOut too."""
    found = validate(gps_only, way, demo.GPS_ORDER, **at(miles=3))
    text = f"Can't do check {way.lower()}: out of 2 mile range"
    assert found == {"status": 400, "code": 941, "text": text}


@ways
def test_asking_changes_nothing_and_leaves_no_attempt(
    emulator: Emulator, gps_only: Api, way: str
) -> None:
    before = demo.trace(gps_only, demo.GPS_ORDER), demo.attempts(gps_only, demo.GPS_ORDER)
    for miles in (0, 3):
        validate(gps_only, way, demo.GPS_ORDER, **at(miles=miles))
    assert (demo.trace(gps_only, demo.GPS_ORDER), demo.attempts(gps_only, demo.GPS_ORDER)) == before
    asked = emulator.control("GET", f"/requests?operation=validateCheck{way}")["requests"]
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("order", "radius"),
    [
        pytest.param(demo.ORDER, 2.0, id="the default"),
        pytest.param(demo.HALF_A_MILE, 0.5, id="half a mile"),
        pytest.param(demo.TEN_MILES, 10.0, id="ten miles"),
    ],
)
def test_the_radius_is_told(provider: Api, order: int, radius: float) -> None:
    assert provider.get(f"/workorders/{order}/GPSRadius").json()["GPSRadius"] == radius


def test_the_stores_position_is_told_in_the_names_that_clients_read(provider: Api) -> None:
    assert provider.get(f"/workorders/{demo.ORDER}/GPSRadius").json() == {
        "WorkorderId": demo.ORDER,
        "LocationID": 2005148201,
        "LocLatitude": 40.736618,
        "LocLongitude": -73.991806,
        "GPSRadius": 2.0,
    }


def test_the_stores_position_is_left_out_where_there_is_none(provider: Api) -> None:
    told = provider.get(f"/workorders/{demo.WITHOUT_COORDINATES}/GPSRadius").json()
    assert list(told) == ["WorkorderId", "LocationID", "GPSRadius"]


@pytest.mark.parametrize("order", [demo.GPS_ORDER, demo.GPS_HALF_A_MILE])
def test_the_stores_position_sent_straight_back_passes(gps_only: Api, order: int) -> None:
    told = gps_only.get(f"/workorders/{order}/GPSRadius").json()
    sent = {"Latitude": told["LocLatitude"], "Longitude": told["LocLongitude"]}
    assert check_in(gps_only, order, **sent).status_code == 200


@pytest.mark.parametrize(
    ("order", "code", "text"),
    [
        pytest.param(demo.UNKNOWN, 502, "Work order was not found", id="unknown"),
        pytest.param(0, 917, "Invalid tracking number", id="id 0"),
        pytest.param(-7, 917, "Invalid tracking number", id="negative"),
    ],
)
def test_the_radius_of_no_work_order_is_refused_in_words_of_its_own(
    provider: Api, order: int, code: int, text: str
) -> None:
    assert refusal(provider.get(f"/workorders/{order}/GPSRadius")) == (400, code, text)
