"""Business hours and holidays: setting, reading, and whether a location is open."""

import httpx2
import pytest

from emulator.vendors.servicechannel.opening import DAYS
from tests.servicechannel.demo import events, refusal
from tests.world import Api, Emulator, Json

MALFORMED = (400, 503, "Required data missing or incorrect")
NO_RIGHTS = (401, 504, "API call rejected by security permissions")
#: Has hours and a holiday; has none; another subscriber's, open until after midnight.
UNION_SQUARE, BACK_BAY, K_05 = 2005148201, 2005148215, 2005148327
DAY: Json = {"OpenTime": "09:00", "CloseTime": "17:30"}
WEEK = [{"DayOfWeek": day} | DAY for day in DAYS]
FEAST: Json = {
    "HolidayName": "Founders' Day",
    "ClosedAllDay": True,
    "Frequency": "Yearly",
    "StartDate": "2026-07-01T00:00:00Z",
    "RepeatOnMonths": ["July"],
}


def put(api: Api, *days: Json, location: int = BACK_BAY) -> httpx2.Response:
    return api.post(f"/locations/{location}/businesshours", {"businessHours": list(days)})


def hours(api: Api, location: int = BACK_BAY) -> list[Json]:
    found: list[Json] = api.get(f"/locations/{location}/businesshours").json()["BusinessHours"]
    return found


def is_open(api: Api, location: int = BACK_BAY, time: str = "") -> bool:
    query = f"locationId={location}" + (f"&checkTime={time}" if time else "")
    found: bool = api.get(f"/locations/CheckIfLocationIsOpen?{query}").json()["IsOpen"]
    return found


def test_hours_are_read_from_monday_on(subscriber: Api) -> None:
    answer = subscriber.get(f"/locations/{UNION_SQUARE}/businesshours").json()
    assert answer["TimeZoneShortDescription"] == "EDT"
    assert [day["DayOfWeek"] for day in answer["BusinessHours"]] == list(DAYS)
    assert answer["BusinessHours"][0] == {
        "DayOfWeek": "Monday",
        "OpenTime": "10:00 AM",
        "CloseTime": "09:00 PM",
        "ClosedAllDay": False,
    }


def test_a_whole_week_is_set_first_and_single_days_later(
    emulator: Emulator, subscriber: Api
) -> None:
    assert hours(subscriber) == []
    answer = put(subscriber, *WEEK)
    assert (answer.status_code, answer.content, events(emulator, answer)) == (200, b"", [])
    assert {(d["OpenTime"], d["CloseTime"]) for d in hours(subscriber)} == {
        ("09:00 AM", "05:30 PM")
    }
    closed = {"DayOfWeek": "SUNDAY", "ClosedAllDay": "true", "OpenTime": "nonsense"}
    assert put(subscriber, closed).status_code == 200
    assert hours(subscriber)[6] == {"DayOfWeek": "Sunday", "ClosedAllDay": True}


@pytest.mark.parametrize(
    ("days", "code"),
    [
        pytest.param([], 503, id="none"),
        pytest.param([DAY], 615, id="no day"),
        pytest.param([DAY | {"DayOfWeek": "Funday"}], 615, id="unknown day"),
        pytest.param([WEEK[0], WEEK[0] | {"DayOfWeek": "monday"}], 616, id="twice"),
        pytest.param(WEEK[:6], 617, id="six days"),
        pytest.param([*WEEK[:6], {"DayOfWeek": "Sunday", "OpenTime": "09:00"}], 618, id="no end"),
        pytest.param([*WEEK[:6], {"DayOfWeek": "Sunday"}], 618, id="no times"),
        pytest.param([*WEEK[:6], WEEK[6] | {"OpenTime": "25:00"}], 613, id="25:00"),
        pytest.param([*WEEK[:6], WEEK[6] | {"OpenTime": "13:00 PM"}], 613, id="13:00 PM"),
        pytest.param([*WEEK[:6], WEEK[6] | {"ClosedAllDay": "maybe"}], 628, id="maybe"),
        pytest.param([*WEEK[:6], WEEK[6] | {"CloseTime": "09:00"}], None, id="round the clock"),
        pytest.param(
            [*WEEK[:6], {"DayOfWeek": "Sunday", "OpenTime": "20:00", "CloseTime": "10:00"}],
            614,
            id="into the next day",
        ),
    ],
)
def test_hours_have_to_fit(subscriber: Api, days: list[Json], code: int | None) -> None:
    answer = put(subscriber, *days)
    if code is None:
        assert answer.status_code == 200
        return
    assert refusal(answer)[:2] == (400, code)
    assert hours(subscriber) == []


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        pytest.param("", False, id="now, 8 AM there"),
        pytest.param("2026-06-15T13:59:59Z", False, id="before ten"),
        pytest.param("2026-06-15T14:00:00Z", True, id="at ten"),
        pytest.param("2026-06-16T00:59:59Z", True, id="before nine in the evening"),
        pytest.param("2026-06-16T01:00:00Z", False, id="at nine"),
        pytest.param("2026-06-20T10:30:00-04:00", False, id="later on a Saturday"),
        pytest.param("2026-06-25T12:00:00-04:00", False, id="a holiday's morning"),
        pytest.param("2026-06-25T15:00:00-04:00", True, id="a holiday's afternoon"),
    ],
)
def test_a_location_is_open_by_its_own_clock(provider: Api, time: str, expected: object) -> None:
    assert is_open(provider, UNION_SQUARE, time.replace("+", "%2B")) is expected


def test_without_hours_a_location_is_open(subscriber: Api) -> None:
    assert is_open(subscriber) is True


def test_a_location_may_be_open_after_midnight(emulator: Emulator) -> None:
    api = emulator.login("juniper.ops")
    zone = api.get(f"/locations/{K_05}").json()["TimeShiftToEST"]
    times = [f"2026-06-16T{4 - zone:02}:59:00Z", f"2026-06-16T{5 - zone:02}:00:00Z"]
    assert [is_open(api, K_05, time) for time in times] == [True, False]


def test_the_clock_of_the_sandbox_counts(emulator: Emulator) -> None:
    emulator.advance("2h")
    assert is_open(emulator.login("nwhvac.dispatch"), UNION_SQUARE) is True


def add(api: Api, location: int = BACK_BAY, /, **body: object) -> httpx2.Response:
    return api.post(f"/locations/{location}/holidays", FEAST | body)


def drop(api: Api, name: str, location: int = BACK_BAY) -> httpx2.Response:
    path = f"/locations/{location}/holidays"
    return api.request("DELETE", path, params={"holidayName": name})


def holidays(api: Api, location: int = BACK_BAY) -> list[Json]:
    found: list[Json] = api.get(f"/locations/{location}/holidays").json()["Holidays"]
    return found


def test_a_holiday_is_added_and_taken_away(emulator: Emulator, subscriber: Api) -> None:
    answer = add(subscriber, RepeatEvery="2", RepeatOnDays=["sunday"])
    assert (answer.status_code, answer.json()) == (200, {"HolidayIds": [7302]})
    assert events(emulator, answer) == []
    assert holidays(subscriber) == [
        FEAST | {"RepeatEvery": 2, "RepeatBy": "DayOfMonth", "RepeatOnDays": ["Sunday"]}
    ]
    assert is_open(subscriber, BACK_BAY, "2028-07-01T12:00:00Z") is False
    gone = drop(subscriber, "FOUNDERS' DAY")
    assert (gone.status_code, gone.json()) == (200, {"HolidayIds": [7302]})
    assert holidays(subscriber) == []


def test_a_holiday_may_have_hours(subscriber: Api) -> None:
    add(subscriber, ClosedAllDay=False, OpenTime="10:15 am", CloseTime="14:00")
    (found,) = holidays(subscriber)
    assert (found["OpenTime"], found["CloseTime"]) == ("10:15 AM", "02:00 PM")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"HolidayName": " "}, 623, id="no name"),
        pytest.param({"HolidayName": "x" * 101}, 623, id="a long name"),
        pytest.param({"HolidayName": "stocktaking"}, 3502, id="a taken name"),
        pytest.param({"StartDate": None}, 627, id="no start"),
        pytest.param({"ClosedAllDay": "no"}, 628, id="closed no"),
        pytest.param({"ClosedAllDay": None}, 618, id="no hours"),
        pytest.param({"ClosedAllDay": False, "OpenTime": "9", "CloseTime": "10"}, 613, id="9"),
        pytest.param({"Frequency": "Daily"}, 626, id="daily"),
        pytest.param({"Frequency": None}, 626, id="no frequency"),
        pytest.param({"RepeatEvery": 0}, 624, id="every 0"),
        pytest.param({"RepeatEvery": "61"}, 624, id="every 61"),
        pytest.param({"RepeatEvery": "0001e1"}, 624, id="every something"),
        pytest.param({"RepeatBy": "DaysOfWeek"}, 619, id="another way"),
        pytest.param({"Frequency": "weekly"}, 620, id="weekly without days"),
        pytest.param({"RepeatOnMonths": []}, 621, id="yearly without months"),
        pytest.param({"RepeatOnMonths": ["Smarch"]}, 622, id="no month"),
        pytest.param({"RepeatOnMonths": ["July", "july"]}, 625, id="a month twice"),
        pytest.param({"RepeatOnDays": ["Sunday", "Sunday"]}, 616, id="a day twice"),
        pytest.param({"RepeatOnDays": ["Funday"]}, 615, id="no day"),
        pytest.param({"StartDate": "soon"}, 503, id="no date"),
        pytest.param({"RepeatEvery": 1.5}, 503, id="no whole number"),
    ],
)
def test_each_mistake_of_a_holiday_has_its_code(subscriber: Api, body: Json, code: int) -> None:
    before = holidays(subscriber, UNION_SQUARE)
    assert refusal(add(subscriber, UNION_SQUARE, **body))[:2] == (400, code)
    assert holidays(subscriber, UNION_SQUARE) == before


@pytest.mark.parametrize(
    ("name", "code"),
    [("", 623), ("x" * 101, 623), ("Nothing", 629)],
    ids=["no name", "a long name", "unknown"],
)
def test_what_is_no_holiday_cannot_go(subscriber: Api, name: str, code: int) -> None:
    assert refusal(drop(subscriber, name, UNION_SQUARE))[:2] == (400, code)
    assert len(holidays(subscriber, UNION_SQUARE)) == 1


@pytest.mark.parametrize("location", [1, 0, K_05])
def test_no_location_is_404_on_changes_and_400_on_reads(subscriber: Api, location: int) -> None:
    path = f"/locations/{location}"
    changes = [put(subscriber, *WEEK, location=location), add(subscriber, location),
               drop(subscriber, "x", location)]  # fmt: skip
    assert {refusal(answer)[:2] for answer in changes} == {(404, 601)}
    reads = [f"{path}/businesshours", f"{path}/holidays",
             f"/locations/CheckIfLocationIsOpen?locationId={location}"]  # fmt: skip
    assert {refusal(subscriber.get(read))[:2] for read in reads} == {(400, 601)}


def test_hours_and_holidays_are_the_subscribers(provider: Api) -> None:
    for answer in (put(provider, *WEEK), add(provider), drop(provider, "x"),
                   provider.get(f"/locations/{BACK_BAY}/holidays"),
                   provider.get(f"/locations/{BACK_BAY}/businesshours")):  # fmt: skip
        assert refusal(answer) == NO_RIGHTS


@pytest.mark.parametrize(
    "query",
    [
        "",
        "locationId=x",
        "checkTime=2026-06-15T12:00:00Z",
        f"locationId={BACK_BAY}&checkTime=noon",
        f"locationId={BACK_BAY}&checkTime=0001-01-01T00:00:00Z",
    ],
)
def test_what_cannot_be_asked_is_malformed(provider: Api, query: str) -> None:
    assert refusal(provider.get(f"/locations/CheckIfLocationIsOpen?{query}")) == MALFORMED
