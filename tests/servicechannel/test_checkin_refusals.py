"""Every refusal of a check-in or check-out, in the vendor's words and without consequences."""

from typing import NamedTuple

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import near, refusal
from tests.world import Emulator, Json, start

NORWELL, SPARROW, TIDEWELL = "nwhvac.admin", "sparrow.office", "tidewell.office"
INCORRECT = "Required data missing or incorrect"
COMPLETED = "Cannot update work order in one of the completed statuses"
GUIDE_COMPLETED = "Cannot update work order in 'completed' status"
WINDOW = "No changes can be made to this maintenance work order because it is "
FAR = "Can't perform check-in or check-out: out of {} mile range"
GUIDE_FAR = 'Can\'t do check in/out: out of "{}" mile range.'
POSITION = "Provide your location to perform check-in or check-out"
GUIDE_POSITION = "Provide your location to perform checkin/checkout"
STORE, GUIDE_STORE = (
    "Store has no GPS coordinates",
    "This store does not have GPS coordinates available",
)
TIME = "Check-in or check-out time should be close to current location time"
GUIDE_TIME = "Check In/Out time should be close to current time on location"
NO_PERMISSION = "User has no permission to perform this action"
BROOKLYN, PHOENIX = (40.685204, -73.981318), (33.509436, -112.029614)


class Case(NamedTuple):
    """codes: at a check-in and at a check-out.  guide: code and text of the guide of 2018."""

    user: str
    order: int
    sent: Json
    codes: tuple[int, int]
    text: str
    guide: tuple[int, str] | None = None


def at(time: str) -> Json:
    return {"CheckInTime": time, "CheckOutTime": time}


CASES = {
    "completed": Case(NORWELL, demo.COMPLETED, {}, (921, 921), COMPLETED, (921, GUIDE_COMPLETED)),
    "confirmed": Case(NORWELL, demo.CONFIRMED, {}, (921, 921), COMPLETED, (921, GUIDE_COMPLETED)),
    "completed in a status of the subscriber's own": Case(
        NORWELL, 106717810, {}, (921, 921), COMPLETED, (921, GUIDE_COMPLETED)
    ),
    "invoiced": Case(
        NORWELL,
        demo.INVOICED,
        {},
        (924, 925),
        "Work order has been invoiced and cannot be changed",
    ),
    "void": Case(
        NORWELL, demo.VOID, {}, (924, 925), "Cannot check in/out of work order in VOID status"
    ),
    "maintenance to come": Case(
        NORWELL,
        demo.MAINTENANCE_TO_COME,
        {},
        (924, 925),
        WINDOW + "premature",
        (924, WINDOW + "(premature)"),
    ),
    "maintenance that is over": Case(
        NORWELL,
        demo.MAINTENANCE_OVER,
        {},
        (924, 925),
        WINDOW + "expired",
        (924, WINDOW + "(expired)"),
    ),
    "outside the GPS programme": Case(
        SPARROW,
        demo.OUTSIDE_PROGRAMME,
        near(),
        (924, 925),
        "Client not participating in GPS check-in process; use IVR",
    ),
    "a store without coordinates": Case(
        SPARROW, demo.GPS_WITHOUT_COORDINATES, near(), (924, 925), STORE, (924, GUIDE_STORE)
    ),
    "3 miles away": Case(
        SPARROW,
        demo.GPS_ORDER,
        near(miles=3),
        (941, 942),
        FAR.format(2),
        (924, GUIDE_FAR.format(2)),
    ),
    "1 mile away, half a mile allowed": Case(
        SPARROW,
        demo.GPS_HALF_A_MILE,
        near(BROOKLYN, 1),
        (941, 942),
        FAR.format(0.5),
        (924, GUIDE_FAR.format(0.5)),
    ),
    "11 miles away, 10 allowed": Case(
        NORWELL,
        demo.TEN_MILES,
        near(PHOENIX, 11),
        (941, 942),
        FAR.format(10),
        (924, GUIDE_FAR.format(10)),
    ),
    "no coordinates": Case(
        SPARROW, demo.GPS_ORDER, {}, (503, 503), POSITION, (503, GUIDE_POSITION)
    ),
    "a latitude alone": Case(
        SPARROW, demo.GPS_ORDER, {"Latitude": 40.7}, (503, 503), POSITION, (503, GUIDE_POSITION)
    ),
    "a longitude alone": Case(
        SPARROW, demo.GPS_ORDER, {"Longitude": -73.9}, (503, 503), POSITION, (503, GUIDE_POSITION)
    ),
    "before the call date": Case(
        NORWELL,
        demo.ORDER,
        at("2026-06-06T19:32:11Z"),
        (503, 503),
        "Check-in or check-out premature",
        (503, "Check In/Out is premature"),
    ),
    "too far ahead": Case(
        NORWELL, demo.ORDER, at("2026-06-17T00:00:00Z"), (503, 503), TIME, (503, GUIDE_TIME)
    ),
    "too long ago": Case(
        NORWELL,
        demo.ORDER,
        at("2026-06-07T00:00:00Z"),
        (503, 503),
        "Check-in or check-out out of date",
        (503, "Check In/Out is out of date"),
    ),
    "neither right": Case(TIDEWELL, demo.FORBIDDEN_ORDER, near(), (804, 804), NO_PERMISSION),
    "a foreign user": Case(NORWELL, demo.ORDER, {"UserId": demo.MEIER}, (804, 804), NO_PERMISSION),
    "an unknown work type": Case(
        NORWELL, demo.ORDER, {"WorkTypeId": 99}, (503, 503), "Work type not found"
    ),
    "another subscriber's work type": Case(
        NORWELL, demo.ORDER, {"WorkTypeId": 6}, (503, 503), "Work type not found"
    ),
    "work type 0": Case(NORWELL, demo.ORDER, {"WorkTypeId": 0}, (503, 503), "Work type not found"),
    "a negative work type": Case(
        NORWELL, demo.ORDER, {"WorkTypeId": -1}, (503, 503), "Work type not found"
    ),
}
NOWHERE = {
    "an unknown work order": Case(NORWELL, demo.UNKNOWN, {}, (502, 502), "Work order not found"),
    "another provider's": Case(NORWELL, demo.GPS_ORDER, {}, (502, 502), "Work order not found"),
    "another subscriber's": Case("juniper.ops", demo.ORDER, {}, (502, 502), "Work order not found"),
    "id 0": Case(NORWELL, 0, {}, (917, 917), "Invalid WO tracking number"),
    "a negative id": Case(NORWELL, -1, {}, (917, 917), "Invalid WO tracking number"),
}
ways = pytest.mark.parametrize(("way", "index"), [("In", 0), ("Out", 1)], ids=["in", "out"])


@pytest.mark.parametrize("case", (CASES | NOWHERE).values(), ids=CASES | NOWHERE)
@ways
def test_a_refusal_has_the_code_and_the_words_of_the_current_documentation(
    emulator: Emulator, case: Case, way: str, index: int
) -> None:
    refused = demo.visit(emulator.login(case.user), way, case.order, **case.sent)
    assert refusal(refused) == (400, case.codes[index], case.text)


@pytest.mark.parametrize("case", (CASES | NOWHERE).values(), ids=CASES | NOWHERE)
@pytest.mark.parametrize("way", ["In", "Out"])
def test_under_profile_2018_a_refusal_has_the_code_and_the_words_of_the_guide(
    case: Case, way: str
) -> None:
    """The guide uses 924 for both ways, where the current documentation has 925 on the way out."""
    refused = demo.visit(start("2018").login(case.user), way, case.order, **case.sent)
    assert refusal(refused) == (400, *(case.guide or (case.codes[0], case.text)))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@ways
def test_a_refused_attempt_changes_nothing_and_sends_nothing(
    emulator: Emulator, case: Case, way: str, index: int
) -> None:
    api = emulator.login(case.user)
    before = demo.trace(api, case.order)
    emulator.advance("1m")
    refused = demo.visit(api, way, case.order, **case.sent)
    assert refused.json()["ErrorCode"] == case.codes[index]
    assert demo.trace(api, case.order) == before
    entry = demo.journal(emulator, refused)
    assert entry["events"] == []
    kept = demo.attempts(api, case.order)[-1]
    assert entry["committed"] == {"checkins": [kept["Id"]]}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@ways
def test_a_refused_attempt_is_among_the_blocked_ones(
    emulator: Emulator, case: Case, way: str, index: int
) -> None:
    api = emulator.login(case.user)
    before = demo.attempts(api, case.order)
    refused = demo.visit(api, way, case.order, **case.sent)
    assert refused.json()["ErrorCode"] == case.codes[index]
    *earlier, kept = demo.attempts(api, case.order)
    assert earlier == before
    assert kept["Action"] == f"Check {way}"
    assert kept["StatusChangedTo"] is None


@pytest.mark.parametrize("case", NOWHERE.values(), ids=NOWHERE)
@ways
def test_an_attempt_on_a_work_order_out_of_reach_commits_nothing(
    emulator: Emulator, case: Case, way: str, index: int
) -> None:
    refused = demo.visit(emulator.login(case.user), way, case.order, **case.sent)
    entry = demo.journal(emulator, refused)
    assert entry["status"] == 400
    assert case.codes[index] in (502, 917)
    assert (entry["committed"], entry["events"]) == ({}, [])


def test_a_blocked_attempt_tells_who_wanted_what(emulator: Emulator) -> None:
    provider = emulator.login()
    demo.check_in(provider, demo.COMPLETED, UserId=demo.CHAU, WorkTypeId=5)
    kept = demo.attempts(provider, demo.COMPLETED)[-1]
    assert kept["User"]["FullName"] == "Linh Chau"
    assert kept["WorkType"] == "Research"
    assert kept["Date"] == "2026-06-15T12:00:00Z"


def test_every_refusal_carries_our_own_reason_out_of_band(emulator: Emulator) -> None:
    api = emulator.login(SPARROW)
    refused = demo.check_in(api, demo.GPS_ORDER, **near(miles=3))
    expected = "3.00 miles from the store, allowed are 2"
    assert refused.headers["emulator-reason"] == expected
    assert demo.journal(emulator, refused)["reason"] == expected


@pytest.mark.parametrize(
    ("user", "order", "sent", "code"),
    [
        pytest.param(TIDEWELL, demo.UNKNOWN, {}, 502, id="the work order before the right"),
        pytest.param(TIDEWELL, 106659509, {}, 804, id="the right before the state"),
        pytest.param(
            NORWELL, demo.COMPLETED, {"WorkTypeId": 99}, 921, id="the state before the type"
        ),
        pytest.param(SPARROW, 106798139, {}, 921, id="the state before the coordinates"),
        pytest.param(
            NORWELL,
            demo.ORDER,
            near(miles=3) | at("2027-01-01T00:00:00Z"),
            942,
            id="the range before the time",
        ),
    ],
)
def test_of_two_mistakes_the_first_in_the_order_of_checks_is_told(
    emulator: Emulator, user: str, order: int, sent: Json, code: int
) -> None:
    assert refusal(demo.check_out(emulator.login(user), order, **sent))[1] == code


def test_a_time_out_of_limits_is_told_before_a_missing_check_in(emulator: Emulator) -> None:
    refused = demo.check_out(emulator.login(), CheckOutTime="2027-01-01T00:00:00Z")
    assert refusal(refused)[2] == TIME
