"""What a provider does not see by any route: what was hidden from it, and what is another's."""

import json
from collections.abc import Iterator

import pytest

from tests.servicechannel import billing, demo
from tests.servicechannel import proposing as p
from tests.servicechannel.demo import ORDER, refusal
from tests.servicechannel.told import SPARROW, Told, telling
from tests.servicechannel.uploads import ADDED, TEXT, add, said, upload
from tests.world import Api, Emulator, Json

SECRET = "Not for the provider"
NORWELL = 2000093418
FILES = f"/workorders/{ORDER}/attachments"


def hidden_note(subscriber: Api, order: int = ORDER) -> int:
    """The id of a note for the subscriber's company alone."""
    answer = subscriber.post(f"/workorders/{order}/notes", {"Note": SECRET, "Visibility": 3})
    found: int = answer.json()["id"]
    return found


def out_with(api: Api, note: int) -> tuple[int, int, str] | int:
    """Check in, and out with a note that says why there is no signature."""
    demo.check_in(api, UserId=demo.BRANDT)
    answer = demo.check_out(
        api,
        UserId=demo.BRANDT,
        PrimaryStatus="PartsOnOrder",
        Resolution="x",
        UnableObtainSignatureNoteId=note,
    )
    return 200 if answer.status_code == 200 else refusal(answer)


def test_a_check_out_does_not_name_a_note_that_the_caller_does_not_see(
    provider: Api, subscriber: Api
) -> None:
    unknown = out_with(provider, 884_000_000_000)
    assert out_with(provider, hidden_note(subscriber)) == unknown
    assert unknown != 200


def test_a_hidden_note_of_a_check_out_is_shown_to_the_subscriber_alone(
    provider: Api, subscriber: Api
) -> None:
    note = hidden_note(subscriber)
    assert out_with(subscriber, note) == 200
    assert demo.visits(subscriber)[-1]["UnableObtainSignatureNote"] == SECRET
    assert demo.visits(provider)[-1]["UnableObtainSignatureNote"] is None


@pytest.mark.parametrize("level", [2, 3])
def test_a_hidden_file_is_in_no_note_that_the_provider_reads(
    emulator: Emulator, provider: Api, subscriber: Api, level: int
) -> None:
    seen, answer = demo.notes(provider), add(subscriber, data=said({"Visibility": level}))
    assert demo.notes(provider) == seen
    assert demo.notes(subscriber)[0]["NoteData"] == f"Attachment added: <b>{TEXT[0]}</b>."
    assert demo.events(emulator, answer) == [ADDED, "WorkOrderNoteAdded"]
    made = answer.json()["Attachments"][0]["Id"]
    assert subscriber.request("DELETE", f"{FILES}/{made}").status_code == 200
    assert demo.notes(provider) == seen


def test_a_note_does_not_name_a_file_that_the_caller_does_not_see(
    provider: Api, subscriber: Api
) -> None:
    hidden = upload(subscriber, Visibility=3)["Id"]
    before = demo.trace(provider)
    body = {"Note": "see there", "AttachmentsIds": [hidden]}
    unknown = body | {"AttachmentsIds": [hidden + 1]}
    path = f"/workorders/{ORDER}/notes"
    assert refusal(provider.post(path, body)) == refusal(provider.post(path, unknown))
    assert demo.trace(provider) == before


def test_a_note_with_hidden_files_alone_has_none_for_a_provider(
    provider: Api, subscriber: Api
) -> None:
    hidden = upload(subscriber, Visibility=3)["Id"]
    subscriber.post(f"/workorders/{ORDER}/notes", {"Note": "n", "AttachmentsIds": [hidden]})
    for api, has in ((provider, False), (subscriber, True)):
        assert demo.notes(api)[0]["IsAttachmentNote"] is has
        rest = api.get(f"/odata/workorders({ORDER})/notes?$orderby=Number desc").json()["value"]
        assert rest[0]["IsAttachmentNote"] is has


def test_an_invoice_of_the_provider_before_is_not_expanded(
    emulator: Emulator, provider: Api, subscriber: Api
) -> None:
    made = billing.created(provider)
    emulator.change("workorders", billing.COMPLETED, ProviderId=SPARROW)
    sparrow = emulator.login("sparrow.office")
    path = f"/odata/workorders({billing.COMPLETED})?$expand=Invoice"
    assert sparrow.get(path).json()["Invoice"] is None
    assert subscriber.get(path).json()["Invoice"]["Id"] == made


def test_an_rfp_that_went_to_another_provider_is_not_expanded(
    emulator: Emulator, subscriber: Api
) -> None:
    path = "/odata/proposals?$filter=RFP/Id eq 30071201&$expand=RFP&$select=Id,RFP"
    sparrow = emulator.login("sparrow.office")
    own = sparrow.get(path).json()["value"]
    assert [row["RFP"]["Id"] for row in own] == [30071201, 30071201]
    assert p.put(subscriber, "/rfps/30071201/assign", {"ProviderId": NORWELL}).status_code == 200
    shown = sparrow.get("/odata/proposals?$expand=RFP&$select=Id,RFP").json()["value"]
    assert {row["Id"]: row["RFP"] for row in shown if row["Id"] == own[0]["Id"]} == {
        own[0]["Id"]: None
    }


@pytest.fixture
def moved() -> Iterator[Told]:
    """A receiver that is told of an invoice whose work order has gone to Sparrow."""
    with telling() as told:
        yield told


def test_an_invoice_is_told_to_its_own_provider(moved: Told) -> None:
    made = billing.created(moved.emulator.login())
    moved.emulator.change("workorders", billing.COMPLETED, ProviderId=SPARROW, IsInvoiced=True)
    for owner in (NORWELL, SPARROW):
        moved.listen(owner, "InvoiceApproved")
    billing.put(moved.emulator.login("larkfield.facilities"), made, "approve")
    assert [delivery["endpoint"] for delivery in moved.deliveries()] == [1]


def test_hidden_files_are_not_in_the_message_of_a_note(moved: Told) -> None:
    subscriber = moved.emulator.login("larkfield.facilities")
    hidden, shown = (upload(subscriber, Visibility=level)["Id"] for level in (3, 1))
    moved.listen(NORWELL, "WorkOrderNoteAdded")
    body: Json = {"Note": "n", "AttachmentsIds": [hidden, shown]}
    subscriber.post(f"/workorders/{ORDER}/notes", body)
    (message,) = moved.messages()
    assert message["Object"]["Notes"][0]["AttachmentIds"] == [shown]
    assert str(hidden) not in json.dumps(message)
