"""The object of a check-in's or check-out's message."""

from collections.abc import Iterator

import pytest

from tests.servicechannel.demo import (
    GPS_HALF_A_MILE,
    LARKFIELD,
    ON_SITE,
    ORDER,
    check_in,
    check_out,
    settings,
)
from tests.servicechannel.told import NORWELL, Told, telling
from tests.world import NOON, Json
from tests.world import SPARROW as SPARROW_CLIENT

FIELDS = {
    "Id", "SubscriberId", "ProviderId", "LocationId", "CheckinAction", "WorkOrderId", "Date",
    "DateDTO", "User", "Action", "WorkType", "WorkorderStatus", "ProviderName", "Trade", "TradeId",
    "Category", "Source", "TechsCount", "Location", "CheckinType",
}  # fmt: skip


@pytest.fixture
def told() -> Iterator[Told]:
    """Norwell is told of check-ins and check-outs."""
    with telling() as emulator:
        emulator.listen(NORWELL, "WorkOrderCheckIn", "WorkOrderCheckOut")
        yield emulator


def said(told: Told) -> Json:
    """The object of the last message."""
    found: Json = told.messages()[-1]["Object"]
    return found


def test_a_check_in_tells_who_came_where_and_what_the_status_is_now(told: Told) -> None:
    check_in(told.emulator.login(), ORDER, UserId=1544987, TechsCount=2)
    shown = said(told)
    assert set(shown) == FIELDS
    assert (shown["WorkOrderId"], shown["Action"], shown["TechsCount"]) == (ORDER, "Check In", 2)
    assert shown["WorkorderStatus"] == {"Primary": "IN PROGRESS", "Extended": "ON SITE"}
    assert (shown["Date"], shown["DateDTO"]) == (NOON, "2026-06-15T08:00:00-04:00")
    assert shown["Location"]["StoreId"] == "0101"


def test_enumerations_are_numbers_but_the_kind_of_check_in(told: Told) -> None:
    """Numbers as in https://github.com/Field-Advantage/FieldAdv.ServiceChannel.Webhooks."""
    provider = told.emulator.login()
    check_in(provider)
    came = said(told)
    check_out(provider)
    left = said(told)
    assert (came["CheckinAction"], left["CheckinAction"]) == (0, 1)
    assert came["User"]["LoginType"] == 0
    assert came["CheckinType"] == "Common"


def test_a_user_has_no_field_that_is_not_set(told: Told) -> None:
    check_in(told.emulator.login(), ORDER, UserId=1544987)
    assert said(told)["User"] == {
        "Id": 1544987,
        "AuthUserId": 1544987,
        "UserName": "nwhvac.tbrandt",
        "FullName": "Tomas Brandt",
        "Email": "tomas.brandt@norwellhvac.example",
        "LoginType": 0,
        "ProviderId": NORWELL,
    }


def test_a_technician_known_by_a_number_only_has_only_that(told: Told) -> None:
    told.emulator.switch(foreign_user="accept")
    check_in(told.emulator.login(), ORDER, UserId=77)
    assert said(told)["User"] == {"Id": 77}


def test_a_check_in_by_phone_is_by_pin(told: Told) -> None:
    shown = told.fire("WorkOrderCheckIn", "checkins/70331215", ProviderId=NORWELL)
    assert (shown["CheckinType"], shown["User"]["LoginType"]) == ("Ivr", 1)


def test_a_check_in_by_coordinates_shows_them(told: Told) -> None:
    told.listen(2000104772, "WorkOrderCheckIn")
    office = told.emulator.login("sparrow.office", SPARROW_CLIENT)
    order = office.get(f"/workorders/{GPS_HALF_A_MILE}").json()
    check_in(
        office,
        GPS_HALF_A_MILE,
        Latitude=order["Location"]["Latitude"],
        Longitude=order["Location"]["Longitude"],
    )
    assert said(told)["CheckinType"] == "Gps"
    assert said(told)["CallerId"].startswith(f"{order['Location']['Latitude']:.6f},")


def test_the_last_technician_to_leave_is_remarkable(told: Told) -> None:
    provider = told.emulator.login()
    check_in(provider, ORDER, UserId=1544987)
    check_in(provider, ORDER, UserId=1544988)
    check_out(provider, ORDER, UserId=1544987)
    assert "CheckInNotes" not in said(told)
    check_out(provider, ORDER, UserId=1544988)
    assert list(said(told)["CheckInNotes"]) == ["AllTechniciansCheckedOut"]


def test_a_visit_far_from_the_scheduled_date_is_remarkable_where_that_counts(told: Told) -> None:
    settings(told.emulator, LARKFIELD, CheckInTimeframeHours=4)
    check_in(told.emulator.login())
    assert list(said(told)["CheckInNotes"]) == ["OutsideAcceptableTimeframe"]


def test_an_event_that_is_fired_for_a_work_order_tells_its_newest_visit(told: Told) -> None:
    shown = told.fire("WorkOrderCheckIn", f"workorders/{ON_SITE}")
    assert (shown["WorkOrderId"], shown["Action"]) == (ON_SITE, "Check In")


def test_a_work_order_that_nobody_visited_tells_whose_it_is(told: Told) -> None:
    shown = told.fire("WorkOrderCheckOut", f"workorders/{ORDER}")
    assert (shown["Id"], "CheckinAction" in shown) == (ORDER, False)
