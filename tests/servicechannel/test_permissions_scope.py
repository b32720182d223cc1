"""Whose work orders a caller reaches, and what a subscriber's own users may do."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import activity, check_in, mechanic, near, refusal
from tests.world import Api, Emulator

FOREIGN = (403, 504, "Work order doesn't belong to the current user")
NO_PERMISSION = (400, 804, "User has no permission to perform this action")
NO_LOCATION = (400, 100, "You don't have location access to perform this operation")

READS = {
    "workactivities": "/odata/workorders({})/workactivities",
    "one workactivity": "/odata/workorders({})/workactivities(148797614)",
    "check-ins": "/odata/workorders({})/Service.CheckInActivity()",
    "blocked check-ins": "/odata/workorders({})/Service.CheckInActivity(loadBlocked=true)",
    "notes": "/workorders/{}/notes",
    "statuses": "/workorders/{}/statuses",
    "radius": "/workorders/{}/GPSRadius",
}
QUESTIONS = {
    "validate check-in": "/workorders/{}/validateCheckIn?latitude=40.7&longitude=-73.9",
    "validate check-out": "/workorders/{}/validateCheckOut?latitude=40.7&longitude=-73.9",
}
ALL_READS = READS | QUESTIONS
scopes = pytest.mark.parametrize(
    ("user", "order"),
    [
        pytest.param("nwhvac.admin", demo.GPS_ORDER, id="another provider's"),
        pytest.param("juniper.ops", demo.ORDER, id="another subscriber's"),
    ],
)


@scopes
@pytest.mark.parametrize("path", ALL_READS.values(), ids=ALL_READS)
def test_a_work_order_of_another_company_cannot_be_read(
    emulator: Emulator, user: str, order: int, path: str
) -> None:
    answer = emulator.login(user).get(path.format(order))
    assert refusal(answer)[:2] == (400, 502)


@scopes
def test_a_work_order_of_another_company_is_404_with_no_body(
    emulator: Emulator, user: str, order: int
) -> None:
    answer = emulator.login(user).get(f"/workorders/{order}")
    assert (answer.status_code, answer.content) == (404, b"")


@scopes
@pytest.mark.parametrize("path", ALL_READS.values(), ids=ALL_READS)
def test_a_work_order_of_another_company_is_403_where_the_profile_says_so(
    emulator: Emulator, user: str, order: int, path: str
) -> None:
    emulator.switch(out_of_scope="forbidden")
    assert refusal(emulator.login(user).get(path.format(order))) == FOREIGN


@scopes
@pytest.mark.parametrize("path", ["universalCheckIn", "universalCheckOut", "notes"])
def test_a_write_to_a_work_order_of_another_company_is_403_where_the_profile_says_so(
    emulator: Emulator, user: str, order: int, path: str
) -> None:
    emulator.switch(out_of_scope="forbidden")
    answer = emulator.login(user).post(f"/workorders/{order}/{path}", {"Note": "Hello"})
    assert refusal(answer) == FOREIGN


def test_an_unknown_work_order_stays_unknown_under_that_profile(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(out_of_scope="forbidden")
    assert refusal(check_in(provider, demo.UNKNOWN))[:2] == (400, 502)


@pytest.mark.parametrize("order", [demo.ORDER, demo.HALF_A_MILE])
def test_a_user_restricted_to_locations_reaches_the_work_orders_there(
    emulator: Emulator, order: int
) -> None:
    stores = emulator.login("larkfield.nyc")
    assert demo.order_of(stores, order)["Id"] == order
    assert check_in(stores, order).status_code == 200


@pytest.mark.parametrize("way", ["In", "Out"])
def test_a_user_restricted_to_locations_may_not_check_in_elsewhere(
    emulator: Emulator, way: str
) -> None:
    stores = emulator.login("larkfield.nyc")
    assert refusal(demo.visit(stores, way, demo.ON_SITE)) == NO_PERMISSION


@pytest.mark.parametrize("path", READS.values(), ids=READS)
def test_a_user_restricted_to_locations_may_not_read_elsewhere(
    emulator: Emulator, path: str
) -> None:
    stores = emulator.login("larkfield.nyc")
    assert refusal(stores.get(path.format(demo.ON_SITE))) == NO_LOCATION


@pytest.mark.parametrize("path", QUESTIONS.values(), ids=QUESTIONS)
def test_a_user_restricted_to_locations_may_not_ask_elsewhere(
    emulator: Emulator, path: str
) -> None:
    stores = emulator.login("larkfield.nyc")
    assert refusal(stores.get(path.format(demo.ON_SITE))) == NO_PERMISSION


def test_a_user_restricted_to_locations_finds_no_work_order_elsewhere(emulator: Emulator) -> None:
    answer = emulator.login("larkfield.nyc").get(f"/workorders/{demo.ON_SITE}")
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_user_restricted_to_locations_may_not_write_notes_elsewhere(emulator: Emulator) -> None:
    stores = emulator.login("larkfield.nyc")
    answer = stores.post(f"/workorders/{demo.ON_SITE}/notes", {"Note": "Hello"})
    assert refusal(answer) == NO_LOCATION


@pytest.mark.parametrize(
    ("user", "order"),
    [
        pytest.param("larkfield.facilities", demo.ORDER, id="of Norwell"),
        pytest.param("larkfield.facilities", demo.GPS_ORDER, id="of Sparrow, GPS only"),
        pytest.param("larkfield.regional", demo.FORBIDDEN_ORDER, id="of Tidewell, no rights"),
        pytest.param("juniper.ops", demo.OUTSIDE_PROGRAMME, id="outside the GPS programme"),
        pytest.param("juniper.ops", demo.INACTIVE_ORDER, id="of an inactive pair"),
    ],
)
def test_the_permissions_table_does_not_bind_the_subscribers_own_users(
    emulator: Emulator, user: str, order: int
) -> None:
    api = emulator.login(user)
    came = mechanic(check_in(api, order, CheckInTime="2026-06-15T10:00:00Z"))
    assert activity(api, came, order)["TimeIn"] == "2026-06-15T10:00:00Z"


def test_coordinates_of_a_subscribers_user_are_held_to_the_range(subscriber: Api) -> None:
    assert refusal(check_in(subscriber, **near(miles=3)))[1] == 941


def test_a_provider_reads_its_work_orders_at_all_its_subscribers(provider: Api) -> None:
    seen = {demo.order_of(provider, i)["Subscriber"]["Id"] for i in (demo.ORDER, demo.XML_ORDER)}
    assert seen == {demo.LARKFIELD, demo.JUNIPER}


@pytest.mark.parametrize("user", ["nwhvac.admin", "nwhvac.dispatch", "nwhvac.tbrandt"])
def test_any_role_of_a_provider_may_check_in(emulator: Emulator, user: str) -> None:
    assert check_in(emulator.login(user)).status_code == 200
