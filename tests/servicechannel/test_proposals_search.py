"""Proposals by criteria, and what can be done with them."""

import pytest

from tests.servicechannel import proposing as p
from tests.servicechannel.demo import refusal
from tests.world import Api, Emulator, Json

NEWEST_FIRST = [p.UNLINKED, p.OPEN, p.REJECTED, p.ON_HOLD, p.APPROVED, p.VOID]


def found(api: Api, **criteria: object) -> list[int]:
    answer = api.post("/proposals/GetProposals", criteria)
    assert answer.status_code == 200, answer.text
    return [row["Id"] for row in answer.json()]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({}, NEWEST_FIRST),
        ({"Foo": 1, "Priorities": ["P1"]}, NEWEST_FIRST),
        ({"ProposalStatuses": ["All"]}, NEWEST_FIRST),
        ({"ProposalStatuses": []}, NEWEST_FIRST),
        ({"ProposalStatuses": ["Open", "OnHold"]}, [p.UNLINKED, p.OPEN, p.ON_HOLD]),
        ({"ProposalStatuses": ["ApprovedNotScheduled"]}, [p.APPROVED]),
        ({"ProposalStatuses": ["ApprovedScheduled"]}, []),
        ({"ProposalStatuses": ["PendingExt"]}, []),
        ({"WorkOrderId": str(p.WAITING)}, [p.OPEN]),
        ({"WorkOrderIds": [p.WAITING, p.APPROVED_ORDER]}, [p.OPEN, p.APPROVED]),
        ({"ProposalId": str(p.OPEN)}, [p.OPEN]),
        ({"ProposalsIds": [p.OPEN, p.JUNIPERS]}, [p.OPEN]),
        ({"ProposalNumber": "q-2605"}, [p.OPEN, p.REJECTED, p.ON_HOLD, p.APPROVED, p.VOID]),
        ({"ProviderId": p.SPARROW}, [p.REJECTED, p.ON_HOLD]),
        ({"ProviderId": "2000104772"}, [p.REJECTED, p.ON_HOLD]),
        ({"LocationId": 2005148201}, [p.UNLINKED]),
        ({"WithWorkOrder": "Yes"}, [p.OPEN, p.APPROVED]),
        ({"WithWorkOrder": "No"}, [p.UNLINKED, p.REJECTED, p.ON_HOLD, p.VOID]),
        ({"WithWorkOrder": "NA"}, NEWEST_FIRST),
        ({"IsAssignedToMe": True}, []),
        ({"HasAssignee": False}, NEWEST_FIRST),
        ({"AmountFrom": 5600, "AmountTo": 13440}, [p.ON_HOLD, p.APPROVED]),
        ({"AmountTo": "480"}, [p.UNLINKED]),
        ({"SortField": "ProposalNumber"}, [p.VOID, *NEWEST_FIRST[4:0:-1], p.UNLINKED]),
        ({"SortField": "ProviderName", "SortOrder": "DESC", "Count": 1}, [p.VOID]),
        ({"SortField": "StoreId", "Count": 2}, [p.UNLINKED, p.ON_HOLD]),
        ({"SortField": "SubscriberName", "Count": 1}, [p.APPROVED]),
        ({"SortOrder": "ASC", "Offset": 1, "Count": 2}, [p.APPROVED, p.ON_HOLD]),
        ({"Offset": 100}, []),
        ({"Count": 0}, []),
    ],
    ids=str,
)  # fmt: skip
def test_all_criteria_have_to_be_met(subscriber: Api, criteria: Json, expected: list[int]) -> None:
    assert found(subscriber, **criteria) == expected


def test_a_provider_finds_its_own(provider: Api) -> None:
    assert found(provider) == [p.UNLINKED, p.REVIEWED, p.OPEN, p.APPROVED]


def test_a_user_finds_what_is_assigned(subscriber: Api) -> None:
    p.put(subscriber, f"/proposals/{p.OPEN}/assignUser", {"UserId": p.DANA})
    assert found(subscriber, IsAssignedToMe=True) == [p.OPEN]
    assert found(subscriber, HasAssignee=True) == [p.OPEN]


@pytest.mark.parametrize(
    "body",
    [
        [], 1, "x", {"ProposalStatuses": "Open"}, {"ProposalStatuses": ["Opened"]},
        {"WithWorkOrder": "Maybe"}, {"AmountFrom": "x"}, {"Count": -1}, {"SortField": "Age"},
    ],
    ids=str,
)  # fmt: skip
def test_criteria_that_cannot_be_read_are_refused(subscriber: Api, body: object) -> None:
    answer = subscriber.post("/proposals/GetProposals", body)
    assert refusal(answer) == (400, 503, "Request should not be null")


def actions(api: Api, *proposals: object) -> dict[int, list[str]]:
    answer = api.get("/proposals/proposalIds", params={"proposalIds": [*proposals]})
    assert answer.status_code == 200, answer.text
    return {row["ProposalId"]: row["Actions"] for row in answer.json()}


def test_the_actions_of_a_subscriber_follow_from_the_status(subscriber: Api) -> None:
    asked = (p.OPEN, p.ON_HOLD, p.APPROVED, p.REJECTED, p.VOID)
    assert actions(subscriber, *asked) == {
        p.OPEN: ["On hold", "Approve", "Reject", "Assign"],
        p.ON_HOLD: ["Open", "Approve", "Reject", "Assign"],
        p.APPROVED: ["Open", "On hold", "Reject"],
        p.REJECTED: ["Open", "On hold", "Approve"],
        p.VOID: [],
    }


def test_decided_proposals_have_no_actions_where_decisions_stand(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.switch(proposal_final=True)
    assert actions(subscriber, p.APPROVED) == {p.APPROVED: []}


def test_a_provider_edits_what_is_open(provider: Api) -> None:
    assert actions(provider, p.OPEN, p.APPROVED) == {p.OPEN: ["Edit"], p.APPROVED: []}


def test_a_user_of_an_approval_level_has_no_plain_actions(emulator: Emulator) -> None:
    assert actions(emulator.login("larkfield.nyc"), p.UNLINKED) == {p.UNLINKED: []}


def test_proposals_of_others_have_no_actions(subscriber: Api) -> None:
    assert actions(subscriber, p.JUNIPERS, p.UNKNOWN, p.OPEN, p.OPEN).keys() == {p.OPEN}


@pytest.mark.parametrize("query", [{}, {"proposalIds": "x"}], ids=str)
def test_actions_of_nothing_are_refused(subscriber: Api, query: Json) -> None:
    answer = subscriber.get("/proposals/proposalIds", params=query)
    assert refusal(answer)[:2] == (400, 503)
