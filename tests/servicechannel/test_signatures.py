"""A check-out carries a signature, or a note why there is none."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import check_in, check_out, mechanic, refusal
from tests.world import Api, Emulator, Json

#: An attachment and a note of other work orders than ON_SITE.
FOREIGN_ATTACHMENT, FOREIGN_NOTE = 61200317, 884120450
NO_ATTACHMENT = "Invalid SignatureAttachmentId"
NO_NOTE = "Invalid UnableObtainSignatureNoteId"
BOTH = "You can set either SignatureAttachmentId or UnableObtainSignatureNoteId but not both"


@pytest.fixture
def signature(emulator: Emulator) -> Json:
    """An attachment of ORDER."""
    made = demo.record("attachments", FOREIGN_ATTACHMENT) | {
        "Id": 61300001,
        "WorkOrderId": demo.ORDER,
        "Name": "signature.png",
        "NoteId": None,
    }
    emulator.merge("attachments", made)
    return made


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        pytest.param({"SignatureAttachmentId": 1}, NO_ATTACHMENT, id="no attachment"),
        pytest.param(
            {"SignatureAttachmentId": FOREIGN_ATTACHMENT}, NO_ATTACHMENT, id="foreign attachment"
        ),
        pytest.param({"SignatureAttachmentId": 0}, NO_ATTACHMENT, id="attachment 0"),
        pytest.param({"UnableObtainSignatureNoteId": 1}, NO_NOTE, id="no note"),
        pytest.param({"UnableObtainSignatureNoteId": FOREIGN_NOTE}, NO_NOTE, id="foreign note"),
        pytest.param(
            {"UnableObtainSignatureNoteId": 9_000_000_000_000_000_000}, NO_NOTE, id="int64 note"
        ),
        pytest.param(
            {"SignatureAttachmentId": 1, "UnableObtainSignatureNoteId": 1}, BOTH, id="both"
        ),
    ],
)
def test_a_signature_that_does_not_fit_is_refused_and_the_pair_stays_open(
    provider: Api, sent: Json, text: str
) -> None:
    before = demo.trace(provider, demo.ON_SITE)
    refused = check_out(provider, demo.ON_SITE, UserId=demo.BRANDT, **sent)
    assert refusal(refused) == (400, 503, text)
    assert demo.trace(provider, demo.ON_SITE) == before


@pytest.mark.parametrize("name", ["SignatureAttachmentId", "UnableObtainSignatureNoteId"])
def test_a_signature_is_refused_where_the_subscriber_takes_none(provider: Api, name: str) -> None:
    check_in(provider, demo.XML_ORDER)
    refused = check_out(provider, demo.XML_ORDER, **{name: 1})
    assert refusal(refused) == (400, 503, "No access to electronic signatures")


def test_without_a_signature_it_does_not_matter_whether_the_subscriber_takes_one(
    provider: Api,
) -> None:
    came = mechanic(check_in(provider, demo.XML_ORDER))
    assert mechanic(check_out(provider, demo.XML_ORDER)) == came


def test_a_signature_of_the_work_order_is_shown_with_the_check_out(
    provider: Api, signature: Json
) -> None:
    check_in(provider)
    mechanic(check_out(provider, SignatureAttachmentId=signature["Id"]))
    row = demo.visits(provider)[-1]
    assert row["SignatureAttachmentId"] == signature["Id"]
    assert row["SignatureAttachmentName"] == "signature.png"
    assert row["SignatureAttachmentFullName"] == "signature.png"


def test_a_note_in_place_of_a_signature_is_shown_with_the_check_out(provider: Api) -> None:
    made = provider.post(f"/workorders/{demo.ORDER}/notes", {"Note": "Nobody to sign"}).json()
    check_in(provider)
    mechanic(
        check_out(
            provider,
            UnableObtainSignatureNoteId=str(made["id"]),
            UnableObtainSignatureNoteDocumentId="abc",
        )
    )
    row = demo.visits(provider)[-1]
    assert row["UnableObtainSignatureNoteId"] == made["id"]
    assert row["UnableObtainSignatureNote"] == "Nobody to sign"
    assert row["UnableObtainSignatureNoteDocumentId"] == "abc"
