"""Reading proposals: who sees which, in lists, by work order and by criteria."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel import proposing as p
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

LARKFIELDS = [p.APPROVED, p.OPEN, p.UNLINKED, p.ON_HOLD, p.REJECTED, p.VOID]
BAD_REQUEST = (400, 400, "Bad Request")
INCORRECT = (400, 503, "Required data missing or incorrect")
#: By user: the proposals that they see, newest first.
SEEN = {
    "larkfield.facilities": [p.VOID, p.REJECTED, p.ON_HOLD, p.UNLINKED, p.OPEN, p.APPROVED],
    "larkfield.nyc": [p.REJECTED, p.ON_HOLD, p.UNLINKED],
    "juniper.ops": [p.REVIEWED, p.JUNIPERS],
    "nwhvac.admin": [p.REVIEWED, p.UNLINKED, p.OPEN, p.APPROVED],
    "sparrow.office": [p.REJECTED, p.ON_HOLD, p.JUNIPERS],
    "tidewell.office": [p.VOID],
}


@pytest.mark.parametrize(("user", "expected"), SEEN.items(), ids=SEEN)
def test_a_company_sees_its_own_proposals(
    emulator: Emulator, user: str, expected: list[int]
) -> None:
    assert [row["Id"] for row in p.listed(emulator.login(user))] == expected


def test_a_proposal_is_shown_with_all_that_it_is_about(subscriber: Api) -> None:
    shown = p.shown(subscriber, p.OPEN)
    assert shown["Location"] == {"Id": 2005148264, "StoreId": "0138", "Name": "Knox Street"}
    assert shown["Provider"] == {"Id": p.NORWELL, "Name": "Norwell HVAC"}
    assert shown["Trade"] == {"Id": 11520, "Name": "HVAC"}
    assert shown["WorkOrder"] == {"Id": p.WAITING, "Number": str(p.WAITING)}
    assert shown["Currency"] == {"AlphabeticalCode": "USD"}
    assert shown["CreatedBy"]["FullName"] == "Gil Sorensen"
    assert shown["CreatedDate"] == "2026-05-31T14:40:02Z"
    assert shown["CreatedDate_dto"] == "2026-05-31T09:40:02-05:00"
    assert sum(part["TotalCost"] for part in shown["AmountCategories"]) == shown["Amount"]
    assert shown["Project"] == {"Id": 4417}


def test_what_is_not_set_is_left_out(subscriber: Api) -> None:
    shown = p.shown(subscriber, p.UNLINKED)
    assert {"WorkOrder", "RFP", "AssignedTo", "ScheduledDate", "Project"} & set(shown) == set()


def test_an_answer_to_an_rfp_names_it(subscriber: Api) -> None:
    assert p.shown(subscriber, p.ON_HOLD)["RFP"] == {"Id": p.LIGHTING_RFP, "Number": "RFP-1204"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"statuses": "Open"}, [p.UNLINKED, p.OPEN]),
        ({"statuses": "open, on hold"}, [p.ON_HOLD, p.UNLINKED, p.OPEN]),
        ({"statuses": ""}, LARKFIELDS[::-1]),
        ({"statuses": "Reviewed"}, []),
        ({"top": 2}, [p.VOID, p.REJECTED]),
        ({"skip": 4}, [p.OPEN, p.APPROVED]),
        ({"skip": 1, "top": 1}, [p.REJECTED]),
        ({"top": 0}, []),
        ({"skip": 100}, []),
        ({"assignedTo": p.MARCUS}, []),
    ],
    ids=str,
)
def test_a_list_is_of_what_is_asked_for(subscriber: Api, query: Json, expected: list[int]) -> None:
    assert [row["Id"] for row in p.listed(subscriber, **query)] == expected


@pytest.mark.parametrize(
    "query", [{"statuses": "Opened"}, {"top": -1}, {"skip": "x"}, {"assignedTo": "x"}], ids=str
)
def test_a_list_that_cannot_be_made_is_refused(subscriber: Api, query: Json) -> None:
    assert refusal(subscriber.get("/proposals", params=query)) == INCORRECT


@pytest.mark.parametrize("user", ["larkfield.facilities", "nwhvac.admin", "nwhvac.tbrandt"])
def test_a_proposal_that_is_there_is_valid(emulator: Emulator, user: str) -> None:
    answer = emulator.login(user).get(f"/proposals/{p.OPEN}/validate")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("user", "proposal"),
    [
        ("larkfield.facilities", p.UNKNOWN),
        ("larkfield.facilities", 0),
        ("larkfield.facilities", -1),
        ("juniper.ops", p.OPEN),
        ("sparrow.office", p.OPEN),
        ("larkfield.nyc", p.OPEN),
    ],
)
def test_a_proposal_that_the_user_does_not_see_is_not_valid(
    emulator: Emulator, user: str, proposal: int
) -> None:
    api = emulator.login(user)
    assert refusal(api.get(f"/proposals/{proposal}/validate")) == p.NOT_FOUND
    assert refusal(api.get(f"/proposals/{proposal}/users")) == p.NOT_FOUND


def test_statistics_count_a_providers_proposals(provider: Api) -> None:
    assert provider.get("/proposals/statistics").json() == {
        "DaysPeriod": 30,
        "RFPsWaitingForApproval": 1,
        "OpenProposals": 2,
        "ApprovedProposalsDaysPeriod": 30,
        "ApprovedProposals": 1,
        "WaitingReviewProposals": 1,
        "RejectedProposals": 0,
    }


@pytest.mark.parametrize(
    ("days", "open_ones", "waiting"),
    [(3, 0, 1), (10, 1, 1), (0, 0, 0), (-5, 0, 0), (2**31 - 1, 2, 1)],
)
def test_statistics_are_of_a_period(provider: Api, days: int, open_ones: int, waiting: int) -> None:
    found = provider.get("/proposals/statistics", params={"daysPeriod": days}).json()
    assert (found["OpenProposals"], found["RFPsWaitingForApproval"]) == (open_ones, waiting)


def test_statistics_are_not_for_subscribers(subscriber: Api) -> None:
    answer = subscriber.get("/proposals/statistics")
    assert refusal(answer) == (400, 503, "Only for providers usage")


def test_recipients_are_the_subscribers_users_and_the_provider(subscriber: Api) -> None:
    found = subscriber.get(f"/proposals/{p.OPEN}/recipients").json()
    assert [(row["Id"], row["RecipientType"]) for row in found] == [
        (p.DANA, "RegularRecipient"),
        (p.MARCUS, "RegularRecipient"),
        (p.PRIYA, "RegularRecipient"),
        (p.NORWELL, "Provider"),
    ]


def test_recipients_of_an_unknown_proposal_are_refused(subscriber: Api) -> None:
    answer = subscriber.get(f"/proposals/{p.UNKNOWN}/recipients")
    assert refusal(answer) == (400, 503, "Invalid proposal identifier")


def test_a_provider_is_told_no_recipients(provider: Api) -> None:
    assert refusal(provider.get(f"/proposals/{p.OPEN}/recipients")) == p.NO_RIGHTS


def test_a_proposal_may_be_assigned_to_those_who_decide(
    emulator: Emulator, subscriber: Api
) -> None:
    path = f"/proposals/{p.OPEN}/users"
    assert [user["Id"] for user in subscriber.get(path).json()] == [p.DANA, p.MARCUS]
    emulator.change("users", p.MARCUS, LocationIds=[2005148201])
    assert [user["Id"] for user in subscriber.get(path).json()] == [p.DANA]


def test_a_user_who_is_locked_decides_nothing(emulator: Emulator, subscriber: Api) -> None:
    emulator.change("users", p.MARCUS, IsLocked=True)
    found = subscriber.get(f"/proposals/{p.OPEN}/users").json()
    assert [user["Id"] for user in found] == [p.DANA]


def test_the_undecided_proposals_of_a_work_order_can_be_rejected(subscriber: Api) -> None:
    answer = subscriber.get("/proposals/GetProposalsToReject", params={"trackingNumber": p.WAITING})
    assert answer.json() == [
        {
            "ID": p.OPEN,
            "ProposalNumber": "Q-260531-0138-A",
            "CreatedDateDto": "2026-05-31T09:40:02-05:00",
            "Status": "Open",
            "WorkOrder": p.WAITING,
        }
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (p.APPROVED_ORDER, (400, 502, "Proposals to Reject not found")),
        (demo.ORDER, (400, 502, "Proposals to Reject not found")),
        (demo.UNKNOWN, (400, 503, "Invalid WO identifier")),
        (demo.XML_ORDER, (400, 503, "Invalid WO identifier")),
        (0, (400, 503, "Invalid WO identifier")),
        ("x", (400, 503, "Invalid WO identifier")),
    ],
)
def test_nothing_to_reject_is_refused(
    subscriber: Api, order: object, expected: tuple[int, int, str]
) -> None:
    answer = subscriber.get("/proposals/GetProposalsToReject", params={"trackingNumber": order})
    assert refusal(answer) == expected


ALL, PLAIN = (
    "GetProposalsAssociatedWithWorkOrderAsync",
    "GetProposalsAssociatedWithWorkOderExceptRfp",
)


def test_a_work_order_has_proposals_with_and_without_an_rfp(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("proposals", p.ON_HOLD, WorkOrderId=p.WAITING)
    query = {"trackingNumber": p.WAITING}
    found = [subscriber.get(f"/proposals/{name}", params=query).json() for name in (ALL, PLAIN)]
    assert [[row["ID"] for row in rows] for rows in found] == [[p.OPEN, p.ON_HOLD], [p.OPEN]]


@pytest.mark.parametrize("name", [ALL, PLAIN])
@pytest.mark.parametrize(
    ("order", "expected"),
    [(demo.UNKNOWN, BAD_REQUEST), (demo.XML_ORDER, BAD_REQUEST), (0, BAD_REQUEST), ("x", p.EMPTY)],
)
def test_proposals_of_a_work_order_that_is_not_there_are_refused(
    subscriber: Api, name: str, order: object, expected: tuple[int, int, str]
) -> None:
    assert (
        refusal(subscriber.get(f"/proposals/{name}", params={"trackingNumber": order})) == expected
    )


@pytest.mark.parametrize("name", [ALL, PLAIN, "ApprovalReasons", "AssignReasons"])
def test_a_provider_is_told_nothing_that_is_for_subscribers(provider: Api, name: str) -> None:
    answer = provider.get(f"/proposals/{name}", params={"trackingNumber": p.WAITING})
    assert refusal(answer) == p.NO_RIGHTS


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("RejectionReasons", {}, [1, 2, 3, 4]),
        ("ApprovalReasons", {}, [5, 6]),
        ("ApprovalReasons", {"TradeId": 11520}, [5, 6]),
        ("ApprovalReasons", {"TradeId": 11521}, [5]),
        ("ApprovalReasons", {"Trade": "hvac"}, [5, 6]),
        ("ApprovalReasons", {"Trade": "PLUMBING"}, [5]),
        ("AssignReasons", {"CategoryId": 1}, [8, 9]),
    ],
    ids=str,
)
def test_reasons_are_the_subscribers_and_everyones(
    subscriber: Api, name: str, query: Json, expected: list[int]
) -> None:
    found = subscriber.get(f"/proposals/{name}", params=query).json()
    assert [row["Id"] for row in found] == expected


def test_a_provider_is_told_why_proposals_are_rejected(provider: Api) -> None:
    assert provider.get("/proposals/RejectionReasons").json()[0] == {
        "Id": 1,
        "Description": "Price too high",
    }
