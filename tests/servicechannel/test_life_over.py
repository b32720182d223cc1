"""What a work order refuses whose life is over, and what it still takes."""

import pytest

from tests.servicechannel import demo, uploads
from tests.servicechannel.demo import refusal, trace
from tests.world import Api, Emulator, Json

SUBSCRIBER, PROVIDER = "larkfield.facilities", "nwhvac.admin"
DONE = {
    "completed": demo.COMPLETED,
    "confirmed": demo.CONFIRMED,
    "invoiced": demo.INVOICED,
    "void": demo.VOID,
}
MOVE: Json = {"Status": {"Primary": "IN PROGRESS", "Extended": "INCOMPLETE"}}
VISIT: Json = {"WorkTypeId": 1, "TechsCount": 1}
SPENT: Json = {
    "UserId": 1544987, "WorkTypeId": 1, "TechsCount": 1,
    "CheckInTime": "2026-06-10T10:00:00Z", "CheckOutTime": "2026-06-10T11:00:00Z",
}  # fmt: skip
BILL: Json = {"InvoiceNumber": "N77", "InvoiceTotal": 10, "InvoiceText": "Filter"}
#: By call: who makes it, how, and the codes of a completed, a confirmed, an invoiced and a void
#: work order; 0 where it passes.
CALLS: dict[str, tuple[str, str, Json | None, tuple[int, int, int, int]]] = {
    "accept": (PROVIDER, "PUT", None, (904, 904, 904, 904)),
    "decline": (PROVIDER, "PUT", {"DeclineReasonId": 1}, (904, 904, 904, 904)),
    "reassign": (
        SUBSCRIBER,
        "PUT",
        {"ReasonId": 2, "ProviderId": 2000104772},
        (503, 503, 921, 503),
    ),
    "status": (SUBSCRIBER, "PUT", MOVE, (0, 0, 921, 904)),
    "nte": (SUBSCRIBER, "PUT", {"Value": "777"}, (0, 0, 921, 0)),
    "priority": (SUBSCRIBER, "PUT", {"Value": "P1 - 4 HOURS"}, (0, 0, 921, 0)),
    "category": (SUBSCRIBER, "PUT", {"Value": "MAINTENANCE"}, (0, 0, 921, 0)),
    "trade": (SUBSCRIBER, "PUT", {"Value": "PLUMBING"}, (0, 0, 921, 0)),
    "description": (SUBSCRIBER, "PUT", {"Value": "Other"}, (0, 0, 921, 0)),
    "caller": (SUBSCRIBER, "PUT", {"Value": "Other"}, (0, 0, 921, 0)),
    "ponumber": (SUBSCRIBER, "PUT", {"Value": "PO1"}, (0, 0, 921, 0)),
    "wonumber": (SUBSCRIBER, "PUT", {"Value": "WO1"}, (0, 0, 921, 0)),
    "universalCheckIn": (PROVIDER, "POST", VISIT, (921, 921, 924, 924)),
    "universalCheckOut": (PROVIDER, "POST", VISIT, (921, 921, 925, 925)),
    "workactivities": (PROVIDER, "POST", SPENT, (904, 904, 904, 904)),
    "resolution": (PROVIDER, "POST", {"Resolution": "Done"}, (0, 0, 904, 904)),
}
ROWS = [
    pytest.param(name, order, code, id=f"{state} {name}")
    for name, row in CALLS.items()
    for (state, order), code in zip(DONE.items(), row[3], strict=True)
]
GOES_ON = [demo.COMPLETED, demo.INVOICED, demo.VOID]


@pytest.mark.parametrize(("name", "order", "code"), ROWS)
def test_what_is_over_takes_or_refuses(
    emulator: Emulator, name: str, order: int, code: int
) -> None:
    user, verb, body, _ = CALLS[name]
    caller = emulator.login(user)
    before = trace(caller, order)
    answer = caller.request(verb, f"/workorders/{order}/{name}", json=body)
    if code:
        assert refusal(answer)[:2] == (400, code)
        assert demo.events(emulator, answer) == []
        assert trace(caller, order) == before
    else:
        assert answer.is_success, answer.text
        assert demo.events(emulator, answer)


@pytest.mark.parametrize(
    ("order", "code"),
    [(demo.INVOICED, 1105), (demo.VOID, 904), (demo.PENDING, 904), (demo.ON_SITE, 904)],
    ids=["invoiced", "void", "pending confirmation", "on site"],
)
def test_what_is_not_billable_takes_no_invoice(provider: Api, order: int, code: int) -> None:
    before = trace(provider, order)
    answer = provider.post("/invoices", BILL | {"WoIdentifier": str(order)})
    assert refusal(answer)[:2] == (400, code)
    assert "Ordered(" not in answer.headers["emulator-reason"]
    assert trace(provider, order) == before


@pytest.mark.parametrize("order", [demo.INVOICED, demo.VOID], ids=["invoiced", "void"])
def test_what_is_over_takes_no_feedback(subscriber: Api, order: int) -> None:
    before = trace(subscriber, order)
    body = {"Answer": "unsatisfactory", "Comment": "Still warm"}
    assert refusal(subscriber.post(f"/feedbacks/workorders/{order}", body))[:2] == (400, 904)
    assert trace(subscriber, order) == before


@pytest.mark.parametrize("order", GOES_ON, ids=["completed", "invoiced", "void"])
def test_notes_and_files_are_taken_for_ever(provider: Api, order: int) -> None:
    answer = provider.post(f"/workorders/{order}/notes", {"Note": "For the record"})
    assert answer.status_code == 201
    assert uploads.add(provider, f"/workorders/{order}/attachments").status_code == 201
    said = [note["NoteData"] for note in demo.notes(provider, order)[:2]]
    assert said == ["Attachment added: <b>report.txt</b>.", "For the record"]
