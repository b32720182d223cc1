"""What the Permissions table lets a provider do: the matrix of check-in rights, row by row."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import IVR, activity, check_in, check_out, mechanic, near, refusal
from tests.world import NOON, Api, Emulator, Json

NO_PERMISSION = (400, 804, "User has no permission to perform this action")
NO_POSITION = (400, 503, "Provide your location to perform check-in or check-out")
OUTSIDE = "Client not participating in GPS check-in process; use IVR"
TIME = {"In": "CheckInTime", "Out": "CheckOutTime"}
EARLIER = "2026-06-15T10:00:00Z"
INTO = {"In": "TimeIn", "Out": "TimeOut"}


def allow(emulator: Emulator, rights: dict[str, bool]) -> None:
    """Set the rights of Norwell at Larkfield."""
    emulator.permit(301, Incoming={IVR: rights["ivr"]}, GpsCheckInOut=rights["gps"])


def visited(
    emulator: Emulator, way: str, sent: Json, rights: dict[str, bool]
) -> tuple[Api, object]:
    """The refusal of a visit under these rights, or the last row of the activity; "In" or "Out"."""
    api = emulator.login()
    work_type = sent.get("WorkTypeId", 1)
    if way == "Out":
        mechanic(check_in(api, WorkTypeId=work_type, CheckInTime="2026-06-15T09:00:00Z"))
    allow(emulator, rights)
    answer = demo.visit(api, way, demo.ORDER, **sent)
    if answer.status_code != 200:
        return api, refusal(answer)[1]
    return api, demo.visits(api)[-1]["CheckInOutType"]


IVR_ONLY, GPS_ONLY = {"ivr": True, "gps": False}, {"ivr": False, "gps": True}
BOTH, NEITHER = {"ivr": True, "gps": True}, {"ivr": False, "gps": False}
NOWHERE: Json = {}
THERE, FAR = near(), near(miles=50)


@pytest.mark.parametrize(
    ("rights", "sent", "expected"),
    [
        pytest.param(IVR_ONLY, NOWHERE, ("Common", "Common"), id="IVR, no coordinates"),
        pytest.param(IVR_ONLY, THERE, ("Common", "Common"), id="IVR, at the store"),
        pytest.param(IVR_ONLY, FAR, ("Common", "Common"), id="IVR, far away"),
        pytest.param(GPS_ONLY, NOWHERE, (503, 503), id="GPS, no coordinates"),
        pytest.param(GPS_ONLY, THERE, ("Gps", "Gps"), id="GPS, at the store"),
        pytest.param(GPS_ONLY, FAR, (941, 942), id="GPS, far away"),
        pytest.param(BOTH, NOWHERE, ("Common", "Common"), id="both, no coordinates"),
        pytest.param(BOTH, THERE, ("Gps", "Gps"), id="both, at the store"),
        pytest.param(BOTH, FAR, (941, 942), id="both, far away"),
        pytest.param(NEITHER, NOWHERE, (804, 804), id="neither, no coordinates"),
        pytest.param(NEITHER, THERE, (804, 804), id="neither, at the store"),
        pytest.param(NEITHER, FAR, (804, 804), id="neither, far away"),
    ],
)
@pytest.mark.parametrize(("way", "index"), [("In", 0), ("Out", 1)], ids=["in", "out"])
def test_the_rights_decide_what_a_repair_needs(
    emulator: Emulator,
    way: str,
    index: int,
    rights: dict[str, bool],
    sent: Json,
    expected: tuple[object, object],
) -> None:
    assert visited(emulator, way, sent, rights)[1] == expected[index]


@pytest.mark.parametrize(
    ("rights", "sent", "expected"),
    [
        pytest.param(IVR_ONLY, NOWHERE, ("Common", "Common"), id="IVR"),
        pytest.param(BOTH, NOWHERE, ("Common", "Common"), id="both"),
        pytest.param(GPS_ONLY, NOWHERE, ("Common", 503), id="GPS, no coordinates"),
        pytest.param(GPS_ONLY, FAR, ("Common", "Common"), id="GPS, far away"),
        pytest.param(NEITHER, FAR, (804, 804), id="neither"),
    ],
)
@pytest.mark.parametrize(("way", "index"), [("In", 0), ("Out", 1)], ids=["in", "out"])
def test_travel_needs_coordinates_at_its_end_only_and_from_gps_callers_only(
    emulator: Emulator,
    way: str,
    index: int,
    rights: dict[str, bool],
    sent: Json,
    expected: tuple[object, object],
) -> None:
    travel = {"WorkTypeId": 2} | sent
    assert visited(emulator, way, travel, rights)[1] == expected[index]


@pytest.mark.parametrize(
    "rights", [IVR_ONLY, GPS_ONLY, BOTH, NEITHER], ids=["IVR", "GPS", "both", "neither"]
)
@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_custom_type_needs_no_right_and_no_coordinates(
    emulator: Emulator, way: str, rights: dict[str, bool]
) -> None:
    assert visited(emulator, way, {"WorkTypeId": 5}, rights)[1] == "Common"


@pytest.mark.parametrize(
    ("rights", "work_type", "kept"),
    [
        pytest.param(IVR_ONLY, 1, EARLIER, id="repair, IVR"),
        pytest.param(BOTH, 1, EARLIER, id="repair, both"),
        pytest.param(GPS_ONLY, 1, NOON, id="repair, GPS"),
        pytest.param(IVR_ONLY, 2, EARLIER, id="travel, IVR"),
        pytest.param(BOTH, 2, EARLIER, id="travel, both"),
        pytest.param(GPS_ONLY, 2, NOON, id="travel, GPS"),
        pytest.param(NEITHER, 5, NOON, id="custom, neither"),
    ],
)
@pytest.mark.parametrize("way", ["In", "Out"])
def test_the_clients_time_is_honoured_with_the_ivr_right_only(
    emulator: Emulator, way: str, rights: dict[str, bool], work_type: int, kept: str
) -> None:
    sent = {"WorkTypeId": work_type, TIME[way]: EARLIER} | THERE
    api, _ = visited(emulator, way, sent, rights)
    assert demo.activities(api)[-1][INTO[way]] == kept


@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_time_that_is_not_honoured_is_not_checked_either(emulator: Emulator, way: str) -> None:
    sent = {TIME[way]: "1999-01-01T00:00:00Z"} | THERE
    assert visited(emulator, way, sent, GPS_ONLY)[1] == "Gps"


@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_time_without_the_ivr_right_is_refused_where_the_profile_says_so(
    emulator: Emulator, way: str
) -> None:
    emulator.switch(client_time_without_permission="refuse")
    sent = {TIME[way]: EARLIER} | THERE
    assert visited(emulator, way, sent, GPS_ONLY)[1] == 503


def test_where_the_profile_refuses_a_time_a_visit_without_one_still_passes(
    emulator: Emulator,
) -> None:
    emulator.switch(client_time_without_permission="refuse")
    assert visited(emulator, "In", THERE, GPS_ONLY)[1] == "Gps"


@pytest.mark.parametrize(
    ("user", "order", "sent", "expected"),
    [
        pytest.param("nwhvac.admin", demo.ORDER, {}, 200, id="Larkfield and Norwell: IVR and GPS"),
        pytest.param("sparrow.office", demo.GPS_ORDER, {}, 503, id="Larkfield and Sparrow: GPS"),
        pytest.param("tidewell.office", demo.FORBIDDEN_ORDER, {}, 804, id="Larkfield and Tidewell"),
        pytest.param("nwhvac.admin", demo.XML_ORDER, {}, 200, id="Juniper and Norwell: IVR"),
        pytest.param("nwhvac.admin", 107074800, {}, 200, id="Juniper and Norwell: another order"),
        pytest.param("sparrow.office", demo.OUTSIDE_PROGRAMME, {}, 924, id="Juniper and Sparrow"),
        pytest.param("tidewell.office", demo.INACTIVE_ORDER, {}, 804, id="Juniper and Tidewell"),
    ],
)
def test_every_pair_of_the_demo_world_has_its_own_rights(
    emulator: Emulator, user: str, order: int, sent: Json, expected: int
) -> None:
    answer = check_in(emulator.login(user), order, **sent)
    assert answer.json().get("ErrorCode", answer.status_code) == expected


@pytest.mark.parametrize(("way", "code"), [("In", 924), ("Out", 925)])
def test_without_any_right_the_answer_is_924_or_925_where_the_profile_says_so(
    emulator: Emulator, without_rights: Api, way: str, code: int
) -> None:
    emulator.switch(no_check_in_permission="924")
    refused = demo.visit(without_rights, way, demo.FORBIDDEN_ORDER)
    assert refusal(refused) == (400, code, OUTSIDE)


@pytest.mark.parametrize("work_type", [1, 2], ids=["repair", "travel"])
@pytest.mark.parametrize(("way", "code"), [("In", 924), ("Out", 925)])
def test_gps_alone_is_of_no_use_at_a_subscriber_outside_the_programme(
    gps_only: Api, way: str, code: int, work_type: int
) -> None:
    refused = demo.visit(gps_only, way, demo.OUTSIDE_PROGRAMME, WorkTypeId=work_type, **near())
    assert refusal(refused) == (400, code, OUTSIDE)


def test_gps_alone_counts_again_when_the_subscriber_joins_the_programme(
    emulator: Emulator, gps_only: Api
) -> None:
    demo.settings(emulator, demo.JUNIPER, GpsProgramme=True)
    nashville = near((36.156719, -86.788237))
    assert check_in(gps_only, demo.OUTSIDE_PROGRAMME, **nashville).status_code == 200


def test_with_the_ivr_right_the_programme_does_not_matter(
    emulator: Emulator, gps_only: Api
) -> None:
    emulator.permit(305, Incoming={IVR: True})
    came = mechanic(check_in(gps_only, demo.OUTSIDE_PROGRAMME, CheckInTime=EARLIER, **FAR))
    assert activity(gps_only, came, demo.OUTSIDE_PROGRAMME)["TimeIn"] == EARLIER


@pytest.mark.parametrize("way", ["In", "Out"])
def test_with_active_off_the_other_rows_count_as_off(without_rights: Api, way: str) -> None:
    assert refusal(demo.visit(without_rights, way, demo.INACTIVE_ORDER)) == NO_PERMISSION


def test_with_active_off_the_other_rows_count_where_the_profile_says_so(
    emulator: Emulator, without_rights: Api
) -> None:
    emulator.switch(inactive_pair="ignore")
    assert check_in(without_rights, demo.INACTIVE_ORDER).status_code == 200


def test_gps_is_no_incoming_row_so_active_does_not_gate_it(emulator: Emulator) -> None:
    emulator.permit(301, Incoming={"Active": False})
    api = emulator.login()
    assert refusal(check_in(api)) == NO_POSITION
    assert check_in(api, **THERE).status_code == 200


def test_a_provider_without_a_row_in_the_table_has_no_right(
    emulator: Emulator, provider: Api
) -> None:
    emulator.permit(301, ProviderId=2000118925)
    assert refusal(check_in(provider)) == NO_PERMISSION


def test_a_change_of_the_table_counts_from_the_next_request_on(
    emulator: Emulator, provider: Api
) -> None:
    check_in(provider)
    allow(emulator, NEITHER)
    assert refusal(check_out(provider)) == NO_PERMISSION
