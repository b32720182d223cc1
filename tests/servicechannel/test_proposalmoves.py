"""Deciding proposals: approve, reject, hold, open; what follows for the work order."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel import proposing as p
from tests.servicechannel.demo import refusal
from tests.servicechannel.proposing import move, put, status, told
from tests.world import Api, Emulator

MOVES = ("approve", "reject", "onhold", "open")


@pytest.fixture
def regional(emulator: Emulator) -> Api:
    """Marcus Oyelaran, who approves proposals up to 10,000."""
    return emulator.login("larkfield.regional")


@pytest.fixture
def stores(emulator: Emulator) -> Api:
    """Priya Raman, a Location User on an approval level."""
    return emulator.login("larkfield.nyc")


def link(emulator: Emulator, proposal: int, order: int) -> None:
    emulator.change("proposals", proposal, WorkOrderId=order)


def test_an_approval_answers_nothing_and_approves(regional: Api) -> None:
    answer = move(regional, "approve", p.OPEN)
    assert (answer.status_code, answer.content) == (204, b"")
    after = p.shown(regional, p.OPEN)["Status"]
    assert (after["Primary"], after["ModifiedBy"]) == ("Approved", "Marcus Oyelaran")


def test_an_approval_moves_the_work_order_and_raises_its_nte(regional: Api) -> None:
    move(regional, "approve", p.OPEN)
    after = demo.order_of(regional, p.WAITING)
    assert demo.status(regional, p.WAITING) == ("IN PROGRESS", "PROPOSAL APPROVED")
    assert after["Nte"] == 5486.4


def test_an_approval_tells_of_everything_that_it_changes(emulator: Emulator, regional: Api) -> None:
    assert told(emulator, move(regional, "approve", p.OPEN)) == [
        "ProposalApproved", "WorkOrderStatusChanged", "WorkOrderNteChanged", "WorkOrderNoteAdded",
    ]  # fmt: skip


def test_an_approval_writes_one_system_note(regional: Api) -> None:
    before = len(demo.notes(regional, p.WAITING))
    move(regional, "approve", p.OPEN)
    newest, *older = demo.notes(regional, p.WAITING)
    assert len(older) == before
    assert newest["NoteData"] == (
        "Proposal <b>Q-260531-0138-A</b> status changed from <b>Open</b> to <b>Approved</b>."
        " Work order status changed from <b>IN PROGRESS/WAITING FOR APPROVAL</b> to"
        " <b>IN PROGRESS/PROPOSAL APPROVED</b>."
        " NTE changed from <b>2800.00</b> to <b>5486.40</b>."
    )


@pytest.mark.parametrize("field", ["Comment", "Comments", "comments"])
def test_a_comment_becomes_a_note_of_a_user(
    emulator: Emulator, subscriber: Api, field: str
) -> None:
    body = {field: "Go ahead", "ReasonString": "Best price", "Actor": "Desk"}
    events = told(emulator, move(subscriber, "approve", p.OPEN, **body))
    system, note = demo.notes(subscriber, p.WAITING)[:2]
    assert events.count("WorkOrderNoteAdded") == 2
    assert (note["NoteData"], note["NoteType"]) == ("Go ahead Best price", "UsersNote")
    assert (system["Number"], system["NoteType"]) == (note["Number"] + 1, "SystemNote")


def test_a_pinned_comment_takes_the_pin_from_the_note_before(subscriber: Api) -> None:
    move(subscriber, "onhold", p.OPEN, Comment="First", PinNote=True)
    move(subscriber, "open", p.OPEN, Comment="Second", PinNote=True)
    notes = demo.notes(subscriber, p.WAITING)
    assert [n["NoteData"] for n in notes if n["IsPinned"]] == ["Second"]
    assert [n["Number"] for n in notes] == list(range(len(notes), 0, -1))


@pytest.mark.parametrize(
    ("how", "amount", "nte"),
    [
        pytest.param("raise", 5486.4, 5486.4, id="raised"),
        pytest.param("raise", 100.0, 2800, id="never lowered"),
        pytest.param("set", 100.0, 100, id="set"),
        pytest.param("keep", 5486.4, 2800, id="kept"),
    ],
)
def test_what_an_approval_does_to_the_nte_is_a_switch(
    emulator: Emulator, subscriber: Api, how: str, amount: float, nte: float
) -> None:
    emulator.switch(proposal_raises_nte=how)
    emulator.change("proposals", p.OPEN, Amount=amount)
    move(subscriber, "approve", p.OPEN)
    assert demo.order_of(subscriber, p.WAITING)["Nte"] == nte


@pytest.mark.parametrize("order", [demo.COMPLETED, demo.VOID], ids=["completed", "void"])
def test_an_approval_leaves_the_status_of_work_that_is_over(
    emulator: Emulator, subscriber: Api, order: int
) -> None:
    link(emulator, p.OPEN, order)
    before = demo.status(subscriber, order)
    assert move(subscriber, "approve", p.OPEN).status_code == 204
    assert demo.status(subscriber, order) == before


def test_an_amount_over_the_users_limit_is_refused(emulator: Emulator, regional: Api) -> None:
    emulator.change("proposals", p.OPEN, Amount=10000.01)
    before = p.trace(regional)
    over = (400, 100, "Proposal amount exceeds user's NTE limit")
    assert refusal(move(regional, "approve", p.OPEN)) == over
    assert p.trace(regional) == before


def test_an_amount_of_just_the_limit_is_approved(emulator: Emulator, regional: Api) -> None:
    emulator.change("proposals", p.OPEN, Amount=10000.0)
    assert move(regional, "approve", p.OPEN).status_code == 204


def test_the_limit_may_be_that_of_the_nte(emulator: Emulator, regional: Api) -> None:
    emulator.switch(proposal_limit="NteLimit")
    assert refusal(move(regional, "approve", p.OPEN))[:2] == (400, 100)


def test_a_proposal_without_a_work_order_is_not_approved(subscriber: Api) -> None:
    text = "Cannot Approve Proposal that is not assigned to Work Order"
    assert refusal(move(subscriber, "approve", p.UNLINKED)) == (400, 503, text)
    assert status(subscriber, p.UNLINKED) == "Open"


def test_a_proposal_for_an_invoiced_work_order_is_not_approved(
    emulator: Emulator, subscriber: Api
) -> None:
    link(emulator, p.OPEN, demo.INVOICED)
    code, number, text = refusal(move(subscriber, "approve", p.OPEN))
    assert (code, number) == (400, 503)
    assert text.endswith("has already been invoiced")


@pytest.mark.parametrize(
    ("name", "proposal", "called"),
    [
        ("approve", p.APPROVED, "Approved"),
        ("reject", p.REJECTED, "Rejected"),
        ("onhold", p.ON_HOLD, "On Hold"),
        ("open", p.OPEN, "Open"),
    ],
)
def test_a_move_that_would_change_nothing_is_refused(
    subscriber: Api, name: str, proposal: int, called: str
) -> None:
    before = p.trace(subscriber)
    refused = refusal(move(subscriber, name, proposal))
    assert refused == (400, 503, f"The proposal status is already {called}")
    assert p.trace(subscriber) == before


@pytest.mark.parametrize(
    ("name", "proposal", "after", "event"),
    [
        ("reject", p.OPEN, "Rejected", "ProposalRejected"),
        ("reject", p.APPROVED, "Rejected", "ProposalRejected"),
        ("onhold", p.OPEN, "On Hold", "ProposalOnHold"),
        ("onhold", p.REJECTED, "On Hold", "ProposalOnHold"),
        ("open", p.ON_HOLD, "Open", "ProposalOpen"),
        ("open", p.REJECTED, "Open", "ProposalOpen"),
    ],
)
def test_a_move_sets_the_status_and_tells_so(
    emulator: Emulator, subscriber: Api, name: str, proposal: int, after: str, event: str
) -> None:
    events = told(emulator, move(subscriber, name, proposal))
    assert events[0] == event
    assert status(subscriber, proposal) == after


def test_a_proposal_without_a_work_order_leaves_no_note(
    emulator: Emulator, subscriber: Api
) -> None:
    answer = move(subscriber, "onhold", p.UNLINKED, Comment="Later")
    assert told(emulator, answer) == ["ProposalOnHold"]


@pytest.mark.parametrize("name", MOVES)
def test_a_void_proposal_takes_no_move(subscriber: Api, name: str) -> None:
    assert refusal(move(subscriber, name, p.VOID))[:2] == (400, 503)
    assert status(subscriber, p.VOID) == "Void"


@pytest.mark.parametrize(("name", "proposal"), [("reject", p.APPROVED), ("open", p.REJECTED)])
def test_decided_proposals_take_no_move_where_the_profile_says_so(
    emulator: Emulator, subscriber: Api, name: str, proposal: int
) -> None:
    emulator.switch(proposal_final=True)
    assert refusal(move(subscriber, name, proposal)) == p.FINALIZED


def test_a_rejection_leaves_the_work_order_where_it_is(subscriber: Api) -> None:
    assert move(subscriber, "reject", p.OPEN, RejectReasonCodeId=1).status_code == 204
    assert demo.status(subscriber, p.WAITING) == ("IN PROGRESS", "WAITING FOR APPROVAL")


def test_a_rejection_asks_for_a_new_quote_where_the_profile_says_so(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.switch(proposal_rejected_order="quote")
    events = told(emulator, move(subscriber, "reject", p.OPEN))
    assert events == ["ProposalRejected", "WorkOrderStatusChanged", "WorkOrderNoteAdded"]
    assert demo.status(subscriber, p.WAITING) == ("IN PROGRESS", "WAITING FOR QUOTE")


@pytest.mark.parametrize("reason", [99, -1, 5], ids=["unknown", "negative", "for approving"])
def test_a_reason_that_is_none_is_refused(subscriber: Api, reason: int) -> None:
    before = p.trace(subscriber)
    refused = refusal(move(subscriber, "reject", p.OPEN, RejectReasonCodeId=reason))
    assert refused == (400, 503, "Proposal requires a Reason for Rejection")
    assert p.trace(subscriber) == before


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize(
    "proposal", [p.UNKNOWN, 0, -1, p.JUNIPERS], ids=["unknown", "0", "negative", "another's"]
)
def test_a_proposal_that_is_not_the_subscribers_is_not_found(
    subscriber: Api, name: str, proposal: int
) -> None:
    assert refusal(move(subscriber, name, proposal)) == p.NOT_FOUND


@pytest.mark.parametrize("name", MOVES)
def test_a_provider_decides_nothing(provider: Api, name: str) -> None:
    assert refusal(move(provider, name, p.OPEN)) == p.NO_RIGHTS
    assert status(provider, p.OPEN) == "Open"


@pytest.mark.parametrize("name", MOVES)
def test_a_user_of_an_approval_level_has_to_escalate(stores: Api, name: str) -> None:
    assert refusal(move(stores, name, p.UNLINKED)) == p.MLP_USER


@pytest.mark.parametrize("name", MOVES)
def test_a_location_user_without_a_level_decides_nothing(
    subscriber: Api, stores: Api, name: str
) -> None:
    put(subscriber, "/proposals/RemoveUserFromMlpLevel", params={"userName": "larkfield.nyc"})
    assert refusal(move(stores, name, p.UNLINKED)) == p.NO_RIGHTS


def test_a_proposal_at_a_location_of_no_access_is_not_found(stores: Api) -> None:
    assert refusal(move(stores, "approve", p.OPEN)) == p.NOT_FOUND


@pytest.mark.parametrize(
    "body",
    [
        pytest.param([], id="a list"),
        pytest.param("x", id="text"),
        pytest.param({"PinNote": "maybe"}, id="no boolean"),
        pytest.param({"RejectReasonCodeId": "x"}, id="no number"),
        pytest.param({"ActionSource": "Other"}, id="no such source"),
    ],
)
@pytest.mark.parametrize("name", MOVES)
def test_a_body_that_cannot_be_read_is_refused(subscriber: Api, name: str, body: object) -> None:
    answer = put(subscriber, f"/proposals/{p.OPEN}/{name}", body)
    assert refusal(answer) == p.EMPTY
