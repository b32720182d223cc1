"""What a message says of a proposal."""

from collections.abc import Iterator

import pytest

from tests.servicechannel import demo
from tests.servicechannel import proposing as p
from tests.servicechannel.told import JUNIPER, NORWELL, Told, telling


@pytest.fixture
def told() -> Iterator[Told]:
    """Norwell is told everything."""
    with telling() as emulator:
        emulator.listen(NORWELL)
        yield emulator


def test_a_proposal_is_told_with_its_costs_and_its_work_order(told: Told) -> None:
    said = told.fire("ProposalOpen", p.OPEN)
    assert set(said) == {
        "Id", "Number", "Description", "Comments", "Trade", "LocationId", "SubscriberId",
        "ProviderId", "WorkOrderId", "WorkOrderNumber", "CurrencyAlphabeticalCode", "Amount",
        "AmountCategories", "Category", "CreatedBy", "Status", "Attachments", "Asset",
    }  # fmt: skip
    assert (said["WorkOrderId"], said["WorkOrderNumber"]) == (p.WAITING, str(p.WAITING))
    assert (said["Status"], said["Amount"], said["Category"]) == ("Open", 5486.4, "REPAIR")
    assert said["CreatedBy"]["UserName"] == "nwhvac.dispatch"
    assert said["AmountCategories"][0] == {"Id": 1, "Name": "Materials", "TotalCost": 3726.4}


def test_what_is_not_set_is_left_out(told: Told) -> None:
    said = told.fire("ProposalOpen", p.UNLINKED)
    assert {"WorkOrderId", "WorkOrderNumber", "RfpId", "Category"} & set(said) == set()


def test_a_decision_says_who_made_it_and_what_became_of_the_proposal(told: Told) -> None:
    subscriber = told.emulator.login("larkfield.regional")
    assert p.move(subscriber, "approve", p.OPEN).status_code == 204
    messages = told.messages()
    assert [m["EventType"] for m in messages] == [
        "ProposalApproved", "WorkOrderStatusChanged", "WorkOrderNteChanged", "WorkOrderNoteAdded",
    ]  # fmt: skip
    first = messages[0]
    assert (first["Type"], first["Action"]) == ("GenericRootNotification", "UPDATE")
    assert first["Object"]["Status"] == "Approved"
    assert first["Object"]["UpdatedBy"]["UserName"] == "larkfield.regional"
    assert messages[2]["Object"]["Nte"] == 5486.4


def test_an_assignment_says_to_whom(told: Told) -> None:
    subscriber = told.emulator.login("larkfield.facilities")
    p.put(subscriber, f"/proposals/{p.UNLINKED}/assignUser", {"UserId": p.MARCUS})
    (message,) = told.messages()
    assert message["EventType"] == "ProposalUserAssigned"
    assert message["Object"]["AssignedTo"]["Id"] == p.MARCUS


def test_a_proposal_of_a_company_is_told_to_no_other() -> None:
    with telling() as emulator:
        emulator.listen(JUNIPER)
        subscriber = emulator.emulator.login("larkfield.facilities")
        p.move(subscriber, "approve", p.OPEN)
        assert emulator.messages() == []


def test_the_demo_world_tells_of_each_proposal(told: Told) -> None:
    for proposal in (p.APPROVED, p.OPEN, p.UNLINKED, p.REVIEWED):
        number = demo.record("proposals", proposal)["Number"]
        assert told.fire("ProposalCreated", proposal)["Number"] == number
