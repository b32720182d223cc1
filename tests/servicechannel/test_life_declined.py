"""The life of a work order that the first provider declines and the second has to do again."""

from tests.servicechannel import demo
from tests.servicechannel.living import (
    CHANGED,
    ELECTRICIAN,
    IN,
    NOTED,
    OUT,
    PROVIDER,
    STATUS,
    SUBSCRIBER,
    VISIT,
    Life,
    called,
    was,
)
from tests.servicechannel.told import LARKFIELD, SPARROW

BOTH = [LARKFIELD, SPARROW]
MEIERS = VISIT | {"UserId": demo.MEIER}


def declined(life: Life) -> None:
    refused = life.tries(PROVIDER, "PUT", "/workorders/{}/decline", {"Note": "No"})
    assert demo.refusal(refused)[:2] == (400, 9001)
    life.tells()
    body = {"DeclineReasonId": 1, "Note": "No van"}
    life.does(PROVIDER, "PUT", "/workorders/{}/decline", body)
    life.tells(CHANGED, NOTED, NOTED)
    said = f"{was('OPEN', 'OPEN/DECLINED')} Reason: Can't make ETA."
    life.notes("Renee Castellano: No van", f"*Renee Castellano: {said}")
    life.shows("OPEN/DECLINED")


def reassigned(life: Life) -> None:
    body = {"ReasonId": 2, "ProviderId": SPARROW, "Trade": "ELECTRICAL"}
    life.does(SUBSCRIBER, "PUT", "/workorders/{}/reassign", body)
    life.tells("WorkOrderTradeChanged", "WorkOrderProviderChanged", CHANGED, NOTED, to=BOTH)
    life.notes(
        "*Dana Whitfield: Trade changed from <b>HVAC</b> to <b>ELECTRICAL</b>. "
        "Provider changed from <b>Norwell HVAC</b> to <b>Sparrow Electric</b>. "
        f"{was('OPEN/DECLINED', 'OPEN')} Reason: Provider cannot meet the ETA."
    )
    assert life.shows("OPEN", ELECTRICIAN)["Provider"]["Name"] == "Sparrow Electric"
    for path in ("/workorders/{}", "/odata/workorders({})"):
        assert life.tries(PROVIDER, "GET", path).status_code == 404
    listed = life.does(PROVIDER, "GET", f"/odata/workorders?$filter=Id eq {life.order}").json()
    assert listed["value"] == []
    assert life.tries(PROVIDER, "PUT", "/workorders/{}/accept").status_code == 400
    life.tells()


def arranged(life: Life) -> None:
    """Accepted, rescheduled with a reason, linked and labelled."""
    path = "/workorders/{}/scheduledate?rescheduleReasonCode=2"
    life.does(ELECTRICIAN, "PUT", "/workorders/{}/accept")
    life.tells(CHANGED, NOTED, to=BOTH)
    life.does(ELECTRICIAN, "PUT", path, {"Value": "2026-06-16T09:00:00-04:00"})
    life.tells("WorkOrderScheduledDateChanged", NOTED, to=BOTH)
    life.does(SUBSCRIBER, "PUT", "/workorders/{}/link", {"WorkorderIds": [demo.GPS_ORDER]})
    life.tells("WorkOrderLinksAdded", NOTED, to=BOTH)
    life.does(SUBSCRIBER, "PUT", "/workorders/{}/label", {"LabelId": 14})
    life.tells("WorkOrderLabelAdded", NOTED, to=BOTH)
    shown = life.shows("IN PROGRESS/DISPATCH CONFIRMED", ScheduledDate="2026-06-16T13:00:00Z",
                       LinkedWorkOrders=[{"Id": demo.GPS_ORDER}])  # fmt: skip
    assert [label["Id"] for label in shown["Labels"]] == [14]
    life.notes(
        f"*Wes Okafor: {was('OPEN', 'IN PROGRESS/DISPATCH CONFIRMED')}",
        "*Wes Okafor: Scheduled date changed from <b>2026-06-15T19:30:00Z</b> to"
        " <b>2026-06-16T13:00:00Z</b>.",
        f"*Dana Whitfield: Work order linked: <b>{demo.GPS_ORDER}</b>.",
        "*Dana Whitfield: Label added: <b>Repeat visit</b>.",
    )


def done(life: Life) -> None:
    life.does(ELECTRICIAN, "POST", IN, MEIERS)
    life.tells("WorkOrderCheckIn", CHANGED, NOTED, to=BOTH)
    life.waits("30m")
    life.does(ELECTRICIAN, "POST", OUT, MEIERS | {"PrimaryStatus": "Completed"})
    life.tells("WorkOrderCheckOut", CHANGED, NOTED, to=BOTH)
    left, there = "IN PROGRESS/DISPATCH CONFIRMED", "IN PROGRESS/ON SITE"
    life.notes(
        f"*Wes Okafor: Check-in (Repair, technicians: 1). {was(left, there)}",
        f"*Wes Okafor: Check-out (Repair). {was(there, 'COMPLETED')}",
    )
    life.shows("COMPLETED", ELECTRICIAN, Nte=250.0, CompletedDate="2026-06-15T12:30:00Z")


def complained(life: Life) -> None:
    """Feedback sends the provider back, for nothing."""
    body = {"Answer": "unsatisfactory", "Comment": "Still warm"}
    life.does(SUBSCRIBER, "POST", "/feedbacks/workorders/{}", body)
    life.tells(CHANGED, "WorkOrderNteChanged", NOTED, to=BOTH)
    back = was("COMPLETED", "IN PROGRESS/UNSATISFACTORY")
    life.notes(
        f"*Dana Whitfield: Feedback: <b>unsatisfactory</b>. Still warm {back}"
        " NTE changed from <b>250.00</b> to <b>0.00</b>."
    )
    shown = life.shows("IN PROGRESS/UNSATISFACTORY", Nte=0.0)
    assert "CompletedDate" not in shown


def reopened(life: Life) -> None:
    body = {"Status": {"Primary": "Open", "Extended": ""}, "Note": "Please start again"}
    life.does(SUBSCRIBER, "PUT", STATUS, body)
    life.tells(CHANGED, NOTED, NOTED, to=BOTH)
    life.notes(
        "Dana Whitfield: Please start again",
        f"*Dana Whitfield: {was('IN PROGRESS/UNSATISFACTORY', 'OPEN')}",
    )
    life.shows("OPEN", ELECTRICIAN, Nte=0.0, HasWorkActivity=True)
    life.does(ELECTRICIAN, "PUT", "/workorders/{}/accept")
    life.tells(CHANGED, NOTED, to=BOTH)
    life.shows("IN PROGRESS/DISPATCH CONFIRMED")


def test_a_work_order_is_declined_reassigned_done_and_opened_again(life: Life) -> None:
    for chapter in (called, declined, reassigned, arranged, done, complained, reopened):
        chapter(life)
