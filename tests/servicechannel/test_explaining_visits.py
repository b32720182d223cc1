"""What a person is told of visits that are refused, and of what refuses statuses."""

from collections.abc import Iterator

import pytest

from tests.servicechannel.explaining import (
    COMPLETED,
    CONFIRMED,
    IN,
    INVOICED,
    MAINTENANCE,
    OPEN,
    OUT,
    SPARROW,
    STATUS,
    TIDEWELL,
    VOID,
    refused,
)
from tests.world import Emulator, start


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    """One for all requests that change nothing."""
    with start() as emulator:
        yield emulator


def test_out_of_range_tells_the_distance_and_the_bound(shared: Emulator) -> None:
    spot = {"Latitude": 41, "Longitude": -74}
    said = refused(shared, "sparrow.office", SPARROW, IN, spot)
    assert (said["rule"], said["met"]["sent"]) == ("out of range", [41, -74])
    assert said["met"]["miles away"] > said["met"]["radius in miles"] == 2
    assert said["allowed"][0].startswith("coordinates within 2 miles of Latitude 40.7")


def test_a_missing_position_tells_where_the_store_is(shared: Emulator) -> None:
    said = refused(shared, "sparrow.office", SPARROW, IN)
    assert (said["rule"], said["met"]["sent"]) == ("no position", None)
    assert "Latitude 40.7" in said["allowed"][0]


@pytest.mark.parametrize(
    ("order", "when", "rule", "allowed"),
    [
        (
            OPEN,
            "2026-05-01T00:00:00Z",
            "premature",
            "a time from 2026-06-08T12:00:00+00:00 to 2026-06-16",
        ),
        (
            OPEN,
            "2026-06-17T00:00:00Z",
            "ahead",
            "a time from 2026-06-08T12:00:00+00:00 to 2026-06-16",
        ),
        (
            107021201,
            "2026-06-08T11:59:59Z",
            "out of date",
            "a time from 2026-06-08T12:00:00+00:00 to",
        ),
        (MAINTENANCE, "2026-05-01T00:00:00Z", "maintenance window", "no time any more: the work"),
    ],
)
def test_a_time_that_is_refused_tells_which_are_taken(
    shared: Emulator, order: int, when: str, rule: str, allowed: str
) -> None:
    shared.change("workorders", 107021201, CallDate="2026-05-01T00:00:00Z")
    said = refused(shared, "nwhvac.admin", order, IN, {"CheckInTime": when})
    assert (said["rule"], said["met"]["now"]) == (rule, "2026-06-15T12:00:00+00:00")
    assert said["met"]["sent"] == when.replace("Z", "+00:00")
    assert said["allowed"][0].startswith(allowed)


def test_a_check_out_without_a_check_in_tells_who_is_on_site(shared: Emulator) -> None:
    said = refused(shared, "nwhvac.admin", 107066800, OUT, {"PrimaryStatus": "Incomplete"})
    assert said["rule"] == "not checked in"
    [there] = said["met"]["open check-ins"]
    assert said["allowed"] == [f"a check-out with UserId {there['UserId']} and WorkTypeId 1"]


def test_a_foreign_technician_names_users_who_would_do(shared: Emulator) -> None:
    said = refused(shared, "nwhvac.admin", OPEN, IN, {"UserId": 5})
    assert (said["rule"], said["met"]["UserId"]) == ("no permission", 5)
    assert "a UserId of the work order's subscriber or provider" in said["allowed"][0]


ELSEWHERE = {"Latitude": 1, "Longitude": 2}
EARLY = {"CheckInTime": "2026-01-01T00:00"}
LEFT = {"PrimaryStatus": "Incomplete"}


@pytest.mark.parametrize(
    ("user", "order", "action", "body", "rule"),
    [
        ("tidewell.office", TIDEWELL, IN, None, "no permission"),
        ("sparrow.office", SPARROW, IN, ELSEWHERE, "out of range"),
        ("sparrow.office", 107042120, IN, ELSEWHERE, "store without position"),
        ("nwhvac.admin", CONFIRMED, IN, None, "completed"),
        ("nwhvac.admin", CONFIRMED, OUT, LEFT, "completed"),
        ("nwhvac.admin", VOID, IN, None, "other status"),
        ("nwhvac.admin", INVOICED, OUT, LEFT, "invoiced"),
        ("nwhvac.admin", MAINTENANCE, IN, EARLY, "maintenance window"),
        ("nwhvac.admin", OPEN, OUT, LEFT, "not checked in"),
        ("nwhvac.tbrandt", 107066800, IN, None, "already checked in"),
        ("nwhvac.admin", INVOICED, STATUS, COMPLETED, "invoiced order"),
        ("nwhvac.admin", VOID, STATUS, COMPLETED, "no action in status"),
        ("nwhvac.admin", OPEN, STATUS, COMPLETED, "status not permitted"),
        ("nwhvac.admin", VOID, "accept", None, "no action in status"),
        ("nwhvac.admin", 106950559, "accept", None, "already accepted"),
        ("nwhvac.admin", OPEN, "nte", {"Value": 5}, "Forbidden"),
    ],
)  # fmt: skip
def test_every_right_and_status_that_refuses_a_visit_or_a_status_tells_what_it_met(
    shared: Emulator, user: str, order: int, action: str, body: object, rule: str
) -> None:
    said = refused(shared, user, order, action, body)
    assert said["rule"] == rule
    assert said["kind"] in ("Conflict", "Forbidden")
    assert said["met"].keys() - {"way", "miles", "state"}
    assert said["allowed"]
