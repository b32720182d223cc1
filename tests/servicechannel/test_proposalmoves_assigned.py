"""Several rejections at once; the work order, the user and the project of a proposal."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel import proposing as p
from tests.servicechannel.demo import refusal
from tests.servicechannel.proposing import put, status, told
from tests.world import Api, Emulator, Json

NO_REASON = (400, 503, "Proposal requires a Reason for Rejection")


def row(proposal: int, reason: int | None = 1, comments: str = "") -> Json:
    return {"ProposalId": proposal, "RejectReasonCode": reason, "Comments": comments}


@pytest.fixture
def two(emulator: Emulator) -> Api:
    """The subscriber, with two undecided proposals for one work order."""
    emulator.change("proposals", p.ON_HOLD, WorkOrderId=p.WAITING)
    return emulator.login("larkfield.facilities")


def test_several_proposals_are_rejected_at_once(emulator: Emulator, two: Api) -> None:
    answer = put(two, "/proposals/ProposalsReject", [row(p.OPEN), row(p.ON_HOLD, 2, "Too late")])
    assert (answer.status_code, answer.content) == (204, b"")
    assert told(emulator, answer) == [
        "ProposalRejected", "ProposalRejected", "WorkOrderNoteAdded", "WorkOrderNoteAdded",
    ]  # fmt: skip
    assert [status(two, i) for i in (p.OPEN, p.ON_HOLD)] == ["Rejected", "Rejected"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], p.EMPTY, id="none"),
        pytest.param([row(p.OPEN, None)], NO_REASON, id="no reason"),
        pytest.param([row(p.OPEN, 0)], NO_REASON, id="reason 0"),
        pytest.param([row(p.OPEN), row(p.ON_HOLD, 99)], NO_REASON, id="an unknown reason"),
        pytest.param(
            [row(p.OPEN), row(p.OPEN)],
            (400, 503, "The request contains proposals with the same Proposal ID"),
            id="twice",
        ),
        pytest.param([row(0)], (400, 502, "Wrong Proposal Id"), id="id 0"),
        pytest.param([{}], (400, 502, "Wrong Proposal Id"), id="no id"),
        pytest.param([row(p.OPEN), row(p.UNKNOWN)], p.NOT_FOUND, id="unknown"),
        pytest.param([row(p.JUNIPERS)], p.NOT_FOUND, id="another's"),
        pytest.param(
            [row(p.OPEN), row(p.REJECTED)],
            (400, 502, "Proposal is already rejected"),
            id="rejected",
        ),
        pytest.param(
            [row(p.OPEN), row(p.UNLINKED)], (400, 502, "Proposal not has WO"), id="no work order"
        ),
        pytest.param(
            [row(p.OPEN), row(p.APPROVED)],
            (400, 502, "Proposals are linked to a different Work Order"),
            id="of two work orders",
        ),
    ],
)
def test_one_wrong_rejection_refuses_all(
    two: Api, rows: list[Json], expected: tuple[int, int, str]
) -> None:
    before = p.trace(two)
    assert refusal(put(two, "/proposals/ProposalsReject", rows)) == expected
    assert p.trace(two) == before


@pytest.mark.parametrize("body", [{}, "x", 1, [1], [{"ProposalId": "x"}]], ids=str)
def test_rejections_that_cannot_be_read_are_refused(subscriber: Api, body: object) -> None:
    assert refusal(put(subscriber, "/proposals/ProposalsReject", body)) == p.EMPTY


def test_a_provider_rejects_nothing(provider: Api) -> None:
    assert refusal(put(provider, "/proposals/ProposalsReject", [row(p.OPEN)])) == p.NO_RIGHTS


def test_a_location_user_rejects_nothing(emulator: Emulator, subscriber: Api) -> None:
    emulator.change("proposals", p.UNLINKED, WorkOrderId=demo.ORDER)
    stores = emulator.login("larkfield.nyc")
    body = [row(p.UNLINKED)]
    text = "Proposal is not MLP and cannot be rejected by an MLP user"
    assert refusal(put(stores, "/proposals/ProposalsReject", body)) == (400, 502, text)
    put(subscriber, "/proposals/RemoveUserFromMlpLevel", params={"userName": "larkfield.nyc"})
    refused = refusal(put(stores, "/proposals/ProposalsReject", body))
    assert refused == (400, 100, "User has no rights to perform this action")


def test_a_linked_work_order_waits_for_the_approval(emulator: Emulator, subscriber: Api) -> None:
    answer = put(subscriber, f"/proposals/{p.UNLINKED}/assignWO", demo.ORDER)
    assert (answer.status_code, answer.content) == (204, b"")
    assert told(emulator, answer) == [
        "ProposalWorkOrderAssigned", "WorkOrderStatusChanged", "WorkOrderNoteAdded",
    ]  # fmt: skip
    assert demo.status(subscriber) == ("IN PROGRESS", "WAITING FOR APPROVAL")
    assert p.shown(subscriber, p.UNLINKED)["WorkOrder"]["Id"] == demo.ORDER


def test_a_linked_proposal_can_be_approved(subscriber: Api) -> None:
    put(subscriber, f"/proposals/{p.UNLINKED}/assignWO", demo.ORDER)
    assert p.move(subscriber, "approve", p.UNLINKED).status_code == 204
    assert demo.status(subscriber) == ("IN PROGRESS", "PROPOSAL APPROVED")


def test_linking_a_rejected_proposal_moves_no_work_order(
    emulator: Emulator, subscriber: Api
) -> None:
    p.move(subscriber, "reject", p.UNLINKED)
    answer = put(subscriber, f"/proposals/{p.UNLINKED}/assignWO", demo.ORDER)
    assert told(emulator, answer) == ["ProposalWorkOrderAssigned", "WorkOrderNoteAdded"]


@pytest.mark.parametrize(
    ("proposal", "order", "expected"),
    [
        pytest.param(p.UNKNOWN, demo.ORDER, p.NOT_FOUND, id="unknown proposal"),
        pytest.param(
            p.APPROVED, demo.ORDER, (400, 503, "Proposal already approved"), id="approved"
        ),
        pytest.param(p.UNLINKED, demo.UNKNOWN, (400, 917, "Invalid WO Identifier"), id="no order"),
        pytest.param(p.UNLINKED, 0, (400, 917, "Invalid WO Identifier"), id="order 0"),
        pytest.param(
            p.UNLINKED, demo.XML_ORDER, (400, 917, "Invalid WO Identifier"), id="another's order"
        ),
        pytest.param(
            p.UNLINKED, demo.GPS_ORDER, (400, 503, "Workorder doesn't match"), id="other provider"
        ),
        pytest.param(
            p.UNLINKED, p.WAITING, (400, 503, "Workorder doesn't match"), id="other location"
        ),
        pytest.param(p.UNLINKED, None, p.EMPTY, id="null"),
        pytest.param(p.UNLINKED, "x", p.EMPTY, id="text"),
        pytest.param(p.UNLINKED, {}, p.EMPTY, id="an object"),
    ],
)
def test_a_work_order_that_does_not_fit_is_refused(
    subscriber: Api, proposal: int, order: object, expected: tuple[int, int, str]
) -> None:
    before = p.trace(subscriber)
    assert refusal(put(subscriber, f"/proposals/{proposal}/assignWO", order)) == expected
    assert p.trace(subscriber) == before


def test_a_user_of_an_approval_level_links_nothing(emulator: Emulator) -> None:
    stores = emulator.login("larkfield.nyc")
    answer = put(stores, f"/proposals/{p.UNLINKED}/assignWO", demo.ORDER)
    assert refusal(answer) == p.MLP_USER


def test_a_proposal_is_assigned_to_a_user(emulator: Emulator, subscriber: Api) -> None:
    body = {"UserId": p.MARCUS, "Comments": "Yours"}
    answer = put(subscriber, f"/proposals/{p.OPEN}/assignUser", body)
    assert told(emulator, answer) == [
        "ProposalUserAssigned", "WorkOrderNoteAdded", "WorkOrderNoteAdded",
    ]  # fmt: skip
    assert p.shown(subscriber, p.OPEN)["AssignedTo"]["UserName"] == "larkfield.regional"
    assert [row["Id"] for row in p.listed(subscriber, assignedTo=p.MARCUS)] == [p.OPEN]


def test_another_user_takes_the_place_of_the_one_before(subscriber: Api) -> None:
    for user in (p.MARCUS, p.DANA):
        put(subscriber, f"/proposals/{p.UNLINKED}/assignUser", {"UserId": user})
    assert p.shown(subscriber, p.UNLINKED)["AssignedTo"]["Id"] == p.DANA


@pytest.mark.parametrize(
    ("proposal", "user", "expected"),
    [
        pytest.param(p.UNKNOWN, p.MARCUS, p.NOT_FOUND, id="unknown proposal"),
        pytest.param(p.APPROVED, p.MARCUS, p.FINALIZED, id="approved"),
        pytest.param(p.REJECTED, p.MARCUS, p.FINALIZED, id="rejected"),
        pytest.param(p.OPEN, 1, (400, 503, "Wrong User Id"), id="unknown user"),
        pytest.param(p.OPEN, p.TERESA, (400, 503, "Wrong User Id"), id="another company's user"),
        pytest.param(
            p.OPEN, p.PRIYA, (400, 503, "Selected user has no required rights"), id="no rights"
        ),
        pytest.param(p.OPEN, None, p.EMPTY, id="null"),
        pytest.param(p.OPEN, "x", p.EMPTY, id="text"),
    ],
)
def test_a_user_who_does_not_fit_is_refused(
    subscriber: Api, proposal: int, user: object, expected: tuple[int, int, str]
) -> None:
    before = p.trace(subscriber)
    answer = put(subscriber, f"/proposals/{proposal}/assignUser", {"UserId": user})
    assert refusal(answer) == expected
    assert p.trace(subscriber) == before


def test_a_user_without_access_to_the_location_is_refused(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("users", p.MARCUS, LocationIds=[2005148201])
    answer = put(subscriber, f"/proposals/{p.OPEN}/assignUser", {"UserId": p.MARCUS})
    text = "Selected user doesn't have Location or Trade access"
    assert refusal(answer) == (400, 503, text)


def test_a_provider_assigns_nothing(provider: Api) -> None:
    answer = put(provider, f"/proposals/{p.OPEN}/assignUser", {"UserId": p.MARCUS})
    assert refusal(answer) == p.NO_RIGHTS


def test_a_proposal_and_its_rfp_are_put_into_a_project_and_taken_out(subscriber: Api) -> None:
    query = {"proposalId": p.ON_HOLD, "projectId": 4417}
    answer = put(subscriber, "/proposals/AssignProjectIdToProposalAndRfp", params=query)
    assert (answer.status_code, answer.content) == (200, b"")
    assert p.shown(subscriber, p.ON_HOLD)["Project"] == {"Id": 4417}
    assert put(subscriber, f"/proposals/{p.LIGHTING_RFP}").status_code == 200
    assert "Project" not in p.shown(subscriber, p.ON_HOLD)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"proposalId": p.UNKNOWN, "projectId": 1}, (400, 400, "Bad Request")),
        ({"proposalId": p.OPEN, "projectId": 0}, (400, 400, "Bad Request")),
        ({"proposalId": p.OPEN}, p.EMPTY),
    ],
)
def test_a_project_that_does_not_fit_is_refused(
    subscriber: Api, query: Json, expected: tuple[int, int, str]
) -> None:
    answer = put(subscriber, "/proposals/AssignProjectIdToProposalAndRfp", params=query)
    assert refusal(answer) == expected


@pytest.mark.parametrize("rfp", [30079999, 0, -1])
def test_an_rfp_that_is_not_there_is_in_no_project(subscriber: Api, rfp: int) -> None:
    assert refusal(put(subscriber, f"/proposals/{rfp}")) == (400, 400, "Bad Request")


def test_a_void_proposal_is_linked_to_no_work_order(emulator: Emulator, subscriber: Api) -> None:
    order = demo.record("workorders", demo.FORBIDDEN_ORDER)
    place = {name: order[name] for name in ("LocationId", "TradeId", "ProviderId")}
    emulator.change("proposals", p.VOID, **place)
    before = p.trace(subscriber)
    refused = p.put(subscriber, f"/proposals/{p.VOID}/assignWO", demo.FORBIDDEN_ORDER)
    assert demo.refusal(refused) == p.FINALIZED
    assert p.trace(subscriber) == before
