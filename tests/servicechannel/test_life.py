"""The life of a work order from the call to the payment, as both companies see it and are told."""

import pytest

from tests.servicechannel import demo, uploads
from tests.servicechannel.living import (
    CHANGED,
    IN,
    NOTED,
    OUT,
    PROVIDER,
    STATUS,
    SUBSCRIBER,
    TECHNICIAN,
    VISIT,
    Life,
    called,
    was,
)
from tests.servicechannel.told import LARKFIELD, NORWELL

QUOTED = {"subscriberId": LARKFIELD, "providerId": NORWELL, "locationId": 2005148201,
          "tradeId": 11520, "currency": "USD"}  # fmt: skip
COMPLETED = "2026-06-16T15:00:00Z"
COMPRESSOR = {"description": "Compressor", "unit": "each", "qty": 1, "price": 1500}


def accepted(life: Life) -> None:
    life.does(PROVIDER, "PUT", "/workorders/{}/accept", {"Note": "We come at once"})
    life.tells(CHANGED, NOTED, NOTED)
    life.notes(
        "Renee Castellano: We come at once",
        f"*Renee Castellano: {was('OPEN', 'IN PROGRESS/DISPATCH CONFIRMED')}",
    )
    life.shows("IN PROGRESS/DISPATCH CONFIRMED")


def arrived(life: Life) -> None:
    life.does(TECHNICIAN, "POST", IN, VISIT)
    life.tells("WorkOrderCheckIn", CHANGED, NOTED)
    moved = was("IN PROGRESS/DISPATCH CONFIRMED", "IN PROGRESS/ON SITE")
    life.notes(f"*Tomas Brandt: Check-in (Repair, technicians: 1). {moved}")
    life.shows("IN PROGRESS/ON SITE", TECHNICIAN, HasWorkActivity=True)


def reported(life: Life) -> None:
    """A note that somebody follows, and a file that anybody opens who has its link."""
    followers = {"FollowersList": "boss@larkfield.example", "UserIds": "1544903"}
    life.does(PROVIDER, "POST", "/workorders/{}/notes/followers", followers)
    life.tells()
    note = {"Note": "The compressor is dead", "ActionRequired": True, "NotifyFollowers": True}
    life.does(TECHNICIAN, "POST", "/workorders/{}/notes", note)
    life.tells(NOTED)
    added = uploads.upload(life.by(TECHNICIAN), life.order)
    life.tells("WorkOrderAttachmentAdded", NOTED)
    life.notes(
        "Tomas Brandt: The compressor is dead",
        "*Tomas Brandt: Attachment added: <b>report.txt</b>.",
    )
    (listed,) = uploads.listed(life.by(SUBSCRIBER), life.order)
    assert listed["Id"] == added["Id"]
    opened = life.told.emulator.http.get(listed["Uri"].removeprefix("http://localhost"))
    assert (opened.status_code, opened.content) == (200, uploads.TEXT[1])
    life.shows("IN PROGRESS/ON SITE", Attachments={"Count": {"Total": 1, "Own": 1}})


def left(life: Life) -> None:
    life.waits("1h")
    life.does(TECHNICIAN, "POST", OUT, VISIT | {"PrimaryStatus": "PartsOnOrder"})
    life.tells("WorkOrderCheckOut", CHANGED, NOTED)
    moved = was("IN PROGRESS/ON SITE", "IN PROGRESS/PARTS ON ORDER")
    life.notes(f"*Tomas Brandt: Check-out (Repair). {moved}")
    life.shows("IN PROGRESS/PARTS ON ORDER", Nte=250.0)


def quoted(life: Life) -> None:
    form = life.does(PROVIDER, "GET", "/proposals/CheckProposalCreation", params=QUOTED).json()
    filled = form | {"description": "New compressor", "materials": [COMPRESSOR]}
    proposal = life.does(PROVIDER, "POST", "/proposals/CreateProposal", filled).json()
    life.tells("ProposalCreated")
    life.does(SUBSCRIBER, "PUT", f"/proposals/{proposal}/assignWO", life.order)
    life.tells("ProposalWorkOrderAssigned", CHANGED, NOTED)
    life.shows("IN PROGRESS/WAITING FOR APPROVAL", Nte=250.0)
    life.does(SUBSCRIBER, "PUT", f"/proposals/{proposal}/approve", {"Comment": "Go ahead"})
    life.tells("ProposalApproved", CHANGED, "WorkOrderNteChanged", NOTED, NOTED)
    waiting, approved = "IN PROGRESS/WAITING FOR APPROVAL", "IN PROGRESS/PROPOSAL APPROVED"
    life.notes(
        f"*Dana Whitfield: Proposal <b>pr{proposal}</b> was linked. "
        + was("IN PROGRESS/PARTS ON ORDER", waiting),
        "Dana Whitfield: Go ahead",
        f"*Dana Whitfield: Proposal <b>pr{proposal}</b> status changed from <b>Open</b> to"
        f" <b>Approved</b>. {was(waiting, approved)} NTE changed from <b>250.00</b> to"
        " <b>1500.00</b>.",
    )
    life.shows(approved, PROVIDER, Nte=1500.0)


def repaired(life: Life) -> None:
    life.waits("1d")
    life.does(TECHNICIAN, "POST", IN, VISIT)
    life.tells("WorkOrderCheckIn", CHANGED, NOTED)
    life.waits("2h")
    life.does(TECHNICIAN, "POST", "/workorders/{}/resolution", {"Resolution": "New compressor"})
    life.tells("WorkOrderResolutionCreated", NOTED)
    codes = {"WorkOrderId": life.order, "ResolutionCodeIds": [2143]}
    life.does(TECHNICIAN, "POST", "/resolutionCodes", codes)
    life.tells("WorkOrderResolutionCodeUpdated", NOTED)
    life.does(TECHNICIAN, "POST", OUT, VISIT | {"PrimaryStatus": "Completed"})
    life.tells("WorkOrderCheckOut", CHANGED, NOTED)
    moved = was("IN PROGRESS/PROPOSAL APPROVED", "IN PROGRESS/ON SITE")
    done = was("IN PROGRESS/ON SITE", "COMPLETED/PENDING CONFIRMATION")
    life.notes(
        f"*Tomas Brandt: Check-in (Repair, technicians: 1). {moved}",
        "*Tomas Brandt: Resolution set to <b>New compressor</b>.",
        "*Tomas Brandt: Resolution codes set to <b>REPLACED PART</b>.",
        f"*Tomas Brandt: Check-out (Repair). {done}",
    )
    shown = life.shows("COMPLETED/PENDING CONFIRMATION", Resolution="New compressor",
                       CompletedDate=COMPLETED)  # fmt: skip
    assert shown["Status"]["CanCreateInvoice"] is False
    visits = demo.activities(life.by(SUBSCRIBER), life.order)
    assert [visit["ResolutionCode"] for visit in visits] == [
        "PARTS ON ORDER",
        "PENDING CONFIRMATION",
    ]


def confirmed(life: Life) -> None:
    body = {"Status": {"Primary": "COMPLETED", "Extended": "CONFIRMED"}, "Note": "Cool again"}
    early = {"InvoiceNumber": "N1", "WoIdentifier": str(life.order), "InvoiceTotal": 1450}
    assert demo.refusal(life.tries(PROVIDER, "POST", "/invoices", early))[:2] == (400, 904)
    assert demo.refusal(life.tries(PROVIDER, "PUT", STATUS, body))[:2] == (400, 904)
    life.tells()
    life.waits("3h")
    life.does(SUBSCRIBER, "PUT", STATUS, body)
    life.tells(CHANGED, NOTED, NOTED)
    life.notes(
        "Dana Whitfield: Cool again",
        f"*Dana Whitfield: {was('COMPLETED/PENDING CONFIRMATION', 'COMPLETED/CONFIRMED')}",
    )
    *_, said, moved = life.does(PROVIDER, "GET", "/odata/workorders({})/notes").json()["value"]
    assert said["GroupId"] == moved["GroupId"] == str(said["Id"])
    shown = life.shows("COMPLETED/CONFIRMED", PROVIDER, CompletedDate=COMPLETED, IsInvoiced=False)
    assert shown["Status"]["CanCreateInvoice"] is True


def paid(life: Life) -> None:
    bill = {"InvoiceNumber": "N1", "WoIdentifier": str(life.order), "InvoiceTotal": 1500.01}
    over = life.tries(PROVIDER, "POST", "/invoices", bill)
    assert demo.refusal(over) == (400, 1104, "Invoice Total > NTE")
    life.tells()
    bill["InvoiceTotal"] = 1450
    number = life.does(PROVIDER, "POST", "/invoices", bill).json()["Id"]
    life.tells("InvoiceCreated", "InvoiceOpen", CHANGED, NOTED)
    life.shows("INVOICED", IsInvoiced=True)
    query = {"approvalCode": "GL-6120-0134", "category": "REPAIR", "comments": "Thanks"}
    life.does(SUBSCRIBER, "PUT", f"/invoices/{number}/approve", params=query)
    life.tells("InvoiceApprovalCodeChanged", "InvoiceApproved", NOTED)
    life.does(SUBSCRIBER, "POST", f"/invoices/{number}/Payment", {"PaymentAmount": 1450})
    life.tells("InvoicePaid", NOTED)
    life.notes(
        f"*Renee Castellano: Invoice <b>N1</b> created. {was('COMPLETED/CONFIRMED', 'INVOICED')}",
        "*Dana Whitfield: Invoice <b>N1</b> changed from <b>OPEN</b> to <b>APPROVED</b>.",
        "*Dana Whitfield: Invoice <b>N1</b>: 1450.00 USD paid.",
    )
    path = f"/odata/workorders({life.order})?$expand=Invoice"
    invoice = life.does(PROVIDER, "GET", path).json()["Invoice"]
    assert (invoice["Status"], invoice["InvoiceBalance"]) == ("PAID", 0.0)
    amounts = [invoice["InvoiceTotal"], invoice["Payments"][0]["PaymentAmount"]]
    assert [str(amount) for amount in amounts] == ["1450.0", "1450.0"]
    life.shows("INVOICED", PROVIDER, CompletedDate=COMPLETED)


def test_a_work_order_is_called_in_repaired_and_paid(life: Life) -> None:
    for chapter in (called, accepted, arrived, reported, left, quoted, repaired, confirmed, paid):
        chapter(life)


@pytest.mark.parametrize("level", [2, 3])
def test_what_is_for_subscribers_is_not_told_to_the_provider(life: Life, level: int) -> None:
    called(life)
    note = {"Note": "They are late again", "Visibility": level}
    life.does(SUBSCRIBER, "POST", "/workorders/{}/notes", note)
    life.tells(NOTED, to=[LARKFIELD])
    uploads.upload(life.by(SUBSCRIBER), life.order, Visibility=level)
    life.tells("WorkOrderAttachmentAdded", NOTED, to=[LARKFIELD])
    shown = life.shows("OPEN", PROVIDER, Attachments={"Count": {"Total": 0, "Own": 0}})
    assert shown["Notes"]["Count"]["Total"] == 1


def test_a_rejected_invoice_gives_the_work_order_back(life: Life) -> None:
    called(life)
    life.does(SUBSCRIBER, "PUT", STATUS, {"Status": {"Primary": "COMPLETED"}})
    life.tells(CHANGED, NOTED)
    bill = {"InvoiceNumber": "N1", "WoIdentifier": str(life.order), "InvoiceTotal": 100}
    number = life.does(PROVIDER, "POST", "/invoices", bill).json()["Id"]
    life.tells("InvoiceCreated", "InvoiceOpen", CHANGED, NOTED)
    query = {"comments": "Too much", "reason": "Price"}
    life.does(SUBSCRIBER, "PUT", f"/invoices/{number}/reject", params=query)
    life.tells("InvoiceRejected", CHANGED, NOTED)
    life.shows("COMPLETED", IsInvoiced=False, CompletedDate="2026-06-15T12:00:00Z")
    again = life.tries(PROVIDER, "POST", "/invoices", bill)
    assert demo.refusal(again) == (400, 1107, "Duplicate Invoice number")
    life.does(PROVIDER, "POST", "/invoices", bill | {"InvoiceNumber": "N2"})
    life.tells("InvoiceCreated", "InvoiceOpen", CHANGED, NOTED)
    life.shows("INVOICED", PROVIDER, IsInvoiced=True)
