"""Approval levels: who is on which, and how their users decide."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel import proposing as p
from tests.servicechannel.demo import refusal
from tests.servicechannel.proposing import put, status, told
from tests.world import Api, Emulator, Json

BAD_REQUEST = (400, 400, "Bad Request")
ASSIGNED = (400, 3401, "The user has already been assigned")
NO_LEVEL = (400, 3401, "The level doesn't exist")
NO_LOCATION = (400, 3401, "The location doesn't exist")
NO_NUMBER = "Invalid WO Tracking Number"
NO_REASON = "Proposal requires a Reason for Rejection"
NAMED = {"Action": "Approve", "WoType": 2}
STORE, REGIONAL, CORPORATE = 61, 62, 63


def users(api: Api, level: str) -> list[str]:
    found: list[str] = api.get("/proposals/GetUsersByLevelName", params={"levelName": level}).json()
    return found


@pytest.fixture
def stores(emulator: Emulator) -> Api:
    """Priya Raman, on the level Store, which approves up to 500."""
    return emulator.login("larkfield.nyc")


@pytest.fixture
def regional(emulator: Emulator, subscriber: Api) -> Api:
    """Marcus Oyelaran, put on the level Regional, which approves up to 10,000."""
    add(subscriber, "larkfield.regional", "Regional")
    return emulator.login("larkfield.regional")


def add(api: Api, user: str, level: str) -> None:
    query = {"userName": user, "levelName": level}
    assert put(api, "/proposals/AddUserToMlpLevel", params=query).status_code == 200


def test_levels_come_from_the_lowest(subscriber: Api) -> None:
    assert subscriber.get("/proposals/GetMlpLevelsForSubscriber").json() == [
        {"LevelId": STORE, "LevelName": "Store", "Order": 1},
        {"LevelId": REGIONAL, "LevelName": "Regional", "Order": 2},
        {"LevelId": CORPORATE, "LevelName": "Corporate", "Order": 3},
    ]


def test_a_subscriber_without_levels_has_none(emulator: Emulator) -> None:
    answer = emulator.login("juniper.ops").get("/proposals/GetMlpLevelsForSubscriber")
    assert answer.json() == []


@pytest.mark.parametrize(
    ("level", "expected"),
    [("Store", ["larkfield.nyc"]), ("store", ["larkfield.nyc"]), ("Regional", [])],
)
def test_a_level_has_users(subscriber: Api, level: str, expected: list[str]) -> None:
    assert users(subscriber, level) == expected


def test_a_level_that_is_not_there_has_no_users(subscriber: Api) -> None:
    answer = subscriber.get("/proposals/GetUsersByLevelName", params={"levelName": "Board"})
    assert refusal(answer) == NO_LEVEL


def test_a_user_is_put_on_a_level_and_taken_off(subscriber: Api) -> None:
    add(subscriber, "larkfield.regional", "Regional")
    assert users(subscriber, "Regional") == ["larkfield.regional"]
    answer = put(
        subscriber, "/proposals/RemoveUserFromMlpLevel", params={"userName": "larkfield.regional"}
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert users(subscriber, "Regional") == []


ADD, REMOVE = "AddUserToMlpLevel", "RemoveUserFromMlpLevel"
GIVE, TAKE = "AssignLocationToMlpUser", "RemoveLocationFromMlpUser"
NYC = {"userName": "larkfield.nyc"}


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        (ADD, NYC | {"levelName": "Regional"}, ASSIGNED),
        (ADD, NYC | {"levelName": "Store"}, ASSIGNED),
        (ADD, {"userName": "larkfield.regional", "levelName": "Board"}, NO_LEVEL),
        (ADD, {"userName": "nobody", "levelName": "Store"}, BAD_REQUEST),
        (ADD, {"userName": "LARKFIELD.REGIONAL", "levelName": "Store"}, BAD_REQUEST),
        (ADD, {"userName": "juniper.ops", "levelName": "Store"}, BAD_REQUEST),
        (ADD, {"userName": "larkfield.regional"}, p.EMPTY),
        (ADD, {"levelName": "Store"}, p.EMPTY),
        (REMOVE, {"userName": "larkfield.regional"}, BAD_REQUEST),
        (REMOVE, {"userName": "nobody"}, BAD_REQUEST),
        (REMOVE, {}, p.EMPTY),
        (GIVE, NYC | {"location": "9999"}, NO_LOCATION),
        (GIVE, NYC | {"location": "K-03"}, NO_LOCATION),
        (GIVE, {"userName": "larkfield.regional", "location": "0101"}, BAD_REQUEST),
        (GIVE, NYC, p.EMPTY),
        (TAKE, NYC | {"location": "9999"}, NO_LOCATION),
        (TAKE, NYC | {"location": "0138"}, NO_LOCATION),
        (TAKE, {"userName": "nobody", "location": "0101"}, BAD_REQUEST),
        (TAKE, {"location": "0101"}, p.EMPTY),
    ],
    ids=str,
)  # fmt: skip
def test_a_change_of_levels_that_cannot_be_made_is_refused(
    subscriber: Api, name: str, query: Json, expected: tuple[int, int, str]
) -> None:
    assert refusal(put(subscriber, f"/proposals/{name}", params=query)) == expected
    assert [users(subscriber, level) for level in ("Store", "Regional")] == [["larkfield.nyc"], []]


def locations(api: Api) -> list[int]:
    """The locations of Priya Raman's level, as a proposal shows them that is assigned to her."""
    (found,) = [row["AssignedTo"] for row in p.listed(api, assignedTo=p.PRIYA)]
    own: list[int] = found["LevelInfo"]["LocationIds"]
    return own


def test_a_user_of_a_level_is_given_locations_and_loses_them(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("proposals", p.OPEN, AssignedToId=p.PRIYA)
    assert locations(subscriber) == [2005148201, 2005148208]
    for name, store in ((GIVE, "0138"), (GIVE, "0138"), (TAKE, "0101")):
        query = NYC | {"location": store}
        assert put(subscriber, f"/proposals/{name}", params=query).status_code == 200
    assert locations(subscriber) == [2005148208, 2005148264]


@pytest.mark.parametrize("user", ["nwhvac.admin", "larkfield.nyc"])
@pytest.mark.parametrize("name", [ADD, REMOVE, GIVE, TAKE])
def test_levels_are_kept_by_the_subscribers_administrators(
    emulator: Emulator, user: str, name: str
) -> None:
    query = NYC | {"levelName": "Store", "location": "0101"}
    answer = put(emulator.login(user), f"/proposals/{name}", params=query)
    assert refusal(answer) == p.NO_RIGHTS


def removable(api: Api, user: int) -> object:
    answer = put(api, "/proposals/RemoveMlpUserValidationAsync", params={"userId": user})
    return answer.json()


def test_the_last_user_of_a_level_stays_while_proposals_wait(
    emulator: Emulator, subscriber: Api
) -> None:
    assert removable(subscriber, p.PRIYA) is True
    emulator.change("proposals", p.OPEN, LevelId=STORE)
    assert removable(subscriber, p.PRIYA) is False
    add(subscriber, "larkfield.regional", "Store")
    assert removable(subscriber, p.PRIYA) is True


@pytest.mark.parametrize("user", [p.MARCUS, p.TERESA, 1, 0])
def test_a_user_on_no_level_is_no_question(subscriber: Api, user: int) -> None:
    answer = put(subscriber, "/proposals/RemoveMlpUserValidationAsync", params={"userId": user})
    assert refusal(answer) == BAD_REQUEST


def test_an_approval_within_the_levels_limit_approves(emulator: Emulator, stores: Api) -> None:
    body = {"Action": "Approve", "WoType": 2, "TrackingNumber": demo.ORDER, "Comment": "Fine"}
    answer = put(stores, f"/proposals/{p.UNLINKED}/escalate", body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert told(emulator, answer) == [
        "ProposalApproved", "WorkOrderStatusChanged", "WorkOrderNoteAdded", "WorkOrderNoteAdded",
    ]  # fmt: skip
    assert status(stores, p.UNLINKED) == "Approved"
    assert demo.status(stores) == ("IN PROGRESS", "PROPOSAL APPROVED")


def test_an_approval_over_the_limit_goes_to_the_next_level_with_users(
    emulator: Emulator, subscriber: Api, stores: Api
) -> None:
    emulator.change("proposals", p.UNLINKED, Amount=12000.0, WorkOrderId=demo.ORDER)
    add(subscriber, "larkfield.regional", "Corporate")
    answer = put(stores, f"/proposals/{p.UNLINKED}/escalate", {"Action": "approve"})
    assert told(emulator, answer) == ["ProposalReviewed", "WorkOrderNoteAdded"]
    shown = p.shown(stores, p.UNLINKED)
    assert shown["Status"]["Primary"] == "Reviewed"
    assert (shown["AssignedToLevel"], shown["CurrentProposalMlpLevelId"]) == (
        "Corporate",
        CORPORATE,
    )
    above = emulator.login("larkfield.regional")
    assert put(above, f"/proposals/{p.UNLINKED}/escalate", {"Action": "Approve"}).status_code == 204
    assert status(stores, p.UNLINKED) == "Approved"


def test_a_proposal_returns_to_the_level_below(
    emulator: Emulator, regional: Api, stores: Api
) -> None:
    emulator.change("proposals", p.UNLINKED, Amount=600.0, WorkOrderId=demo.ORDER)
    assert (
        put(stores, f"/proposals/{p.UNLINKED}/escalate", {"Action": "Approve"}).status_code == 204
    )
    answer = put(regional, f"/proposals/{p.UNLINKED}/escalate", {"Action": "Return"})
    assert told(emulator, answer) == ["ProposalOpen", "WorkOrderNoteAdded"]
    assert p.shown(stores, p.UNLINKED)["AssignedToLevel"] == "Store"


@pytest.mark.parametrize(
    ("action", "after", "event"),
    [("Reject", "Rejected", "ProposalRejected"), ("OnHold", "On Hold", "ProposalOnHold")],
)
def test_a_level_rejects_and_holds(
    emulator: Emulator, stores: Api, action: str, after: str, event: str
) -> None:
    answer = put(stores, f"/proposals/{p.UNLINKED}/escalate", {"Action": action})
    assert told(emulator, answer) == [event]
    assert status(stores, p.UNLINKED) == after


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"Action": "Escalate"}, "Invalid Action"),
        ({"Action": ""}, "Invalid Action"),
        ({"Action": "Approve"}, "Invalid WO Tracking Number in Proposal"),
        ({"Action": "Approve", "WoType": 1}, "Invalid Wo Type"),
        ({"Action": "Approve", "WoType": 7}, "Invalid Wo Type"),
        (NAMED, NO_NUMBER),
        (NAMED | {"TrackingNumber": demo.UNKNOWN}, NO_NUMBER),
        (NAMED | {"TrackingNumber": p.WAITING}, NO_NUMBER),
        (NAMED | {"TrackingNumber": demo.GPS_ORDER}, NO_NUMBER),
        ({"Action": "Return"}, "ForwardTo item is empty"),
        ({"Action": "Reject", "RejectReasonCodeId": 99}, NO_REASON),
        ({}, "Request is empty or null"),
        ([], "Request is empty or null"),
        ({"Action": 1}, "Request is empty or null"),
        ({"Action": "Approve", "WoType": "x"}, "Request is empty or null"),
    ],
    ids=str,
)  # fmt: skip
def test_a_decision_that_cannot_be_made_is_refused(stores: Api, body: Json, text: str) -> None:
    before = p.listed(stores)
    answer = put(stores, f"/proposals/{p.UNLINKED}/escalate", body)
    assert refusal(answer) == (400, 503, text)
    assert p.listed(stores) == before


def test_over_the_limit_of_the_last_level_there_is_no_further_one(
    emulator: Emulator, stores: Api
) -> None:
    emulator.change("proposals", p.UNLINKED, Amount=500.01, WorkOrderId=demo.ORDER)
    answer = put(stores, f"/proposals/{p.UNLINKED}/escalate", {"Action": "Approve"})
    assert refusal(answer) == (400, 503, "ForwardTo item is empty")


def test_a_level_below_the_proposals_is_refused(emulator: Emulator, stores: Api) -> None:
    emulator.change("proposals", p.UNLINKED, LevelId=REGIONAL)
    answer = put(stores, f"/proposals/{p.UNLINKED}/escalate", {"Action": "Reject"})
    assert refusal(answer) == (400, 503, "User level less than Proposal level")


def test_a_level_above_the_proposals_needs_to_override(emulator: Emulator, regional: Api) -> None:
    emulator.change("proposals", p.OPEN, LevelId=STORE)
    answer = put(regional, f"/proposals/{p.OPEN}/escalate", {"Action": "Approve"})
    assert refusal(answer) == (400, 503, "Override flag is false")
    seat = {"Id": 6102, "SubscriberId": 2014917301, "UserId": p.MARCUS, "LevelId": REGIONAL}
    emulator.merge("mlpusers", seat | {"LocationIds": [], "Override": True})
    answer = put(regional, f"/proposals/{p.OPEN}/escalate", {"Action": "Approve"})
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("user", "proposal", "expected"),
    [
        ("larkfield.facilities", p.OPEN, (400, 503, "The user is not MLP user")),
        ("larkfield.nyc", p.OPEN, p.NOT_FOUND),
        ("larkfield.nyc", p.UNKNOWN, p.NOT_FOUND),
        ("juniper.ops", p.OPEN, p.NOT_FOUND),
        ("nwhvac.admin", p.OPEN, p.NO_RIGHTS),
    ],
)
def test_only_users_of_levels_escalate_what_they_see(
    emulator: Emulator, user: str, proposal: int, expected: tuple[int, int, str]
) -> None:
    api = emulator.login(user)
    answer = put(api, f"/proposals/{proposal}/escalate", {"Action": "Reject"})
    assert refusal(answer) == expected
