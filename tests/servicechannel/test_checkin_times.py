"""When a check-in or check-out may have happened, to the second, and what clients may write."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import activity, check_in, check_out, mechanic, refusal
from tests.world import NOON, Api, Emulator, start

PREMATURE = (400, 503, "Check-in or check-out premature")
AHEAD = (400, 503, "Check-in or check-out time should be close to current location time")
OUT_OF_DATE = (400, 503, "Check-in or check-out out of date")
INCORRECT = (400, 503, "Required data missing or incorrect")
TIME = {"In": "CheckInTime", "Out": "CheckOutTime"}

WRITTEN = [
    pytest.param("2026-06-15T10:00:00Z", "2026-06-15T10:00:00Z", id="Z"),
    pytest.param("2026-06-15T10:00:00+02:00", "2026-06-15T08:00:00Z", id="offset east"),
    pytest.param("2026-06-15T05:00:00-05:30", "2026-06-15T10:30:00Z", id="offset west"),
    pytest.param("2026-06-15T10:00:00", "2026-06-15T10:00:00Z", id="naive is UTC"),
    pytest.param("2026-06-15T10:00Z", "2026-06-15T10:00:00Z", id="without seconds"),
    pytest.param("2026-06-15T10:00:00.530Z", "2026-06-15T10:00:00.53Z", id="fraction"),
    pytest.param("2026-06-15T10:00:00.1234567Z", "2026-06-15T10:00:00.123456Z", id="seven digits"),
    pytest.param(None, NOON, id="null is now"),
]


@pytest.mark.parametrize(("sent", "kept"), WRITTEN)
def test_a_check_in_time_is_kept_in_utc(provider: Api, sent: str | None, kept: str) -> None:
    assert activity(provider, mechanic(check_in(provider, CheckInTime=sent)))["TimeIn"] == kept


@pytest.mark.parametrize(("sent", "kept"), WRITTEN)
def test_a_check_out_time_is_kept_in_utc(provider: Api, sent: str | None, kept: str) -> None:
    check_in(provider, CheckInTime="2026-06-15T06:00:00Z")
    assert activity(provider, mechanic(check_out(provider, CheckOutTime=sent)))["TimeOut"] == kept


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("yesterday", id="no date"),
        pytest.param("", id="empty"),
        pytest.param("2026-13-01T00:00:00Z", id="month 13"),
        pytest.param("2026-02-30T00:00:00Z", id="February 30"),
        pytest.param("2026-06-15T25:00:00Z", id="hour 25"),
        pytest.param("06/15/2026 10:00", id="US style"),
        pytest.param("0001-01-01T00:00:00+14:00", id="before the calendar"),
        pytest.param("9999-12-31T23:59:59-14:00", id="after the calendar"),
        pytest.param(1781524800, id="a number"),
        pytest.param(["2026-06-15T10:00:00Z"], id="a list"),
    ],
)
@pytest.mark.parametrize("way", ["In", "Out"])
def test_what_is_no_time_is_refused(provider: Api, way: str, sent: object) -> None:
    assert refusal(demo.visit(provider, way, demo.ORDER, **{TIME[way]: sent})) == INCORRECT


@pytest.mark.parametrize("way", ["In", "Out"])
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param("1900-01-01T00:00:00Z", PREMATURE, id="long ago"),
        pytest.param("0001-01-01T00:00:00Z", PREMATURE, id="the first second"),
        pytest.param("9999-12-31T23:59:59Z", AHEAD, id="the last second"),
    ],
)
def test_an_absurd_time_is_refused_like_any_other_outside_the_limits(
    provider: Api, way: str, sent: str, expected: tuple[int, int, str]
) -> None:
    assert refusal(demo.visit(provider, way, demo.ORDER, **{TIME[way]: sent})) == expected


@pytest.mark.parametrize(
    ("order", "sent"),
    [
        pytest.param(demo.ORDER, "2026-06-16T12:00:00Z", id="24 h ahead"),
        pytest.param(demo.ORDER, "2026-06-16T02:00:00-10:00", id="24 h ahead with an offset"),
        pytest.param(demo.ORDER, "2026-06-08T12:00:00Z", id="168 h behind"),
        pytest.param(demo.TEN_MILES, "2026-06-12T21:44:48Z", id="the call date"),
    ],
)
def test_the_limits_themselves_are_allowed(provider: Api, order: int, sent: str) -> None:
    came = mechanic(check_in(provider, order, CheckInTime=sent))
    assert mechanic(check_out(provider, order, CheckOutTime=sent)) == came


@pytest.mark.parametrize("way", ["In", "Out"])
@pytest.mark.parametrize(
    ("order", "sent", "expected"),
    [
        pytest.param(demo.ORDER, "2026-06-16T12:00:01Z", AHEAD, id="24 h and 1 s ahead"),
        pytest.param(demo.ORDER, "2026-06-08T11:59:59Z", OUT_OF_DATE, id="168 h and 1 s behind"),
        pytest.param(demo.TEN_MILES, "2026-06-12T21:44:47Z", PREMATURE, id="1 s before the call"),
    ],
)
def test_one_second_beyond_a_limit_is_refused(
    provider: Api, way: str, order: int, sent: str, expected: tuple[int, int, str]
) -> None:
    assert refusal(demo.visit(provider, way, order, **{TIME[way]: sent})) == expected


def test_the_zone_of_a_location_moves_no_limit(provider: Api) -> None:
    honolulu = 106982224
    sent = "2026-06-16T12:00:00Z"
    assert check_in(provider, honolulu, CheckInTime=sent).status_code == 200


@pytest.mark.parametrize("way", ["In", "Out"])
def test_the_servers_own_time_is_held_to_the_call_date(emulator: Emulator, way: str) -> None:
    emulator.control("POST", "/clock", {"set": "2026-06-11T17:13:31Z"})
    gps_only = emulator.login("sparrow.office")
    assert refusal(demo.visit(gps_only, way, demo.GPS_ORDER, **demo.near())) == PREMATURE


def test_the_servers_own_time_is_allowed_from_the_call_date_on(emulator: Emulator) -> None:
    emulator.control("POST", "/clock", {"set": "2026-06-11T17:13:32Z"})
    gps_only = emulator.login("sparrow.office")
    assert check_in(gps_only, demo.GPS_ORDER, **demo.near()).status_code == 200


CLOSED = "No changes can be made to this maintenance work order because it is "


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param("2026-06-03T13:40:43Z", "premature", id="1 s before the call date"),
        pytest.param("2026-07-03T13:40:45Z", "expired", id="1 s after the expiration date"),
    ],
)
@pytest.mark.parametrize(("way", "code"), [("In", 924), ("Out", 925)])
def test_maintenance_is_refused_outside_its_window(
    emulator: Emulator, now: str, state: str, way: str, code: int
) -> None:
    emulator.control("POST", "/clock", {"set": now})
    provider = emulator.login()
    refused = demo.visit(provider, way, demo.MAINTENANCE)
    assert refusal(refused) == (400, code, CLOSED + state)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param("2026-06-03T13:40:44Z", id="the call date"),
        pytest.param(NOON, id="inside"),
        pytest.param("2026-07-03T13:40:44Z", id="the expiration date"),
    ],
)
def test_maintenance_is_taken_inside_its_window(emulator: Emulator, now: str) -> None:
    emulator.control("POST", "/clock", {"set": now})
    provider = emulator.login()
    came = mechanic(check_in(provider, demo.MAINTENANCE))
    assert mechanic(check_out(provider, demo.MAINTENANCE)) == came


def test_maintenance_inside_its_window_is_held_to_the_other_limits_too(provider: Api) -> None:
    sent = "2026-06-16T12:00:01Z"
    assert refusal(check_in(provider, demo.MAINTENANCE, CheckInTime=sent)) == AHEAD


def test_a_repair_order_is_taken_after_its_expiration_date(emulator: Emulator) -> None:
    emulator.control("POST", "/clock", {"set": "2026-07-21T19:32:13Z"})
    provider = emulator.login()
    assert demo.order_of(provider)["IsExpired"] is True
    assert check_in(provider).status_code == 200


def test_a_check_out_one_second_before_its_check_in_is_refused(provider: Api) -> None:
    check_in(provider)
    refused = check_out(provider, CheckOutTime="2026-06-15T11:59:59Z")
    assert refusal(refused) == INCORRECT
    assert "before the check-in" in refused.headers["emulator-reason"]


def test_a_check_out_before_its_check_in_is_recorded_where_the_profile_accepts_it(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(check_out_before_check_in="accept")
    came = mechanic(check_in(provider))
    mechanic(check_out(provider, CheckOutTime="2026-06-15T11:59:59Z"))
    assert activity(provider, came)["TimeOut"] == "2026-06-15T11:59:59Z"


#: The example of https://developer.servicechannel.com/guides/checkin/, with its time.
EXAMPLE = {"WorkTypeId": 1, "UserId": 1544987, "TechsCount": 2}


def checks_in_and_out_in_2018(emulator: Emulator) -> None:
    provider = emulator.login()
    came = mechanic(check_in(provider, **EXAMPLE, CheckInTime="2018-10-23T08:30:00Z"))
    leaving = {"PrimaryStatus": "PartsOnOrder", "CheckOutTime": "2018-10-23T09:30:00Z"}
    assert mechanic(check_out(provider, **EXAMPLE, **leaving)) == came
    pair = activity(provider, came)
    assert (pair["TimeIn"], pair["TimeOut"]) == ("2018-10-23T08:30:00Z", "2018-10-23T09:30:00Z")


def test_the_documentations_example_of_2018_passes_on_a_clock_started_on_that_day() -> None:
    checks_in_and_out_in_2018(start(clock="2018-10-23T10:00:00Z"))


def test_the_documentations_example_of_2018_passes_after_setting_the_clock_and_a_reset(
    emulator: Emulator,
) -> None:
    emulator.control("POST", "/clock", {"set": "2018-10-23T10:00:00Z"})
    emulator.control("POST", "/reset")
    checks_in_and_out_in_2018(emulator)


def test_the_documentations_example_of_2018_is_out_of_place_today(provider: Api) -> None:
    refused = check_in(provider, **EXAMPLE, CheckInTime="2018-10-23T08:30:00Z")
    assert refusal(refused) == PREMATURE
