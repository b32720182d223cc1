"""Writing notes: what is kept, what is dropped, and what is refused."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import notes, refusal
from tests.world import Api, Emulator, Json

INVALID = (400, 503, "Validation fails. Invalid `WorkOrder Id` or `Note` value")
EMPTY = (400, 503, "Request is empty or null")
NO_RIGHTS = (403, 100, "User has no rights to perform this action")
MAIL_TO, NOTE_CREATION = "Allow to use MAIL_TO", "Note Creation"
PINNED, WITH_FILE, FILE = 106872164, 106867151, 61200356
TO = "store@example.com;owner@example.com"


def write(api: Api, order: int = demo.ORDER, **fields: object) -> httpx2.Response:
    return api.post(f"/workorders/{order}/notes", {"Note": "Hello"} | fields)


def written(api: Api, order: int = demo.ORDER, **fields: object) -> Json:
    """The note as it is read back."""
    answer = write(api, order, **fields)
    assert answer.status_code == 201, answer.text
    (note,) = [n for n in notes(api, order) if n["Id"] == answer.json()["id"]]
    return note


def test_a_note_is_created_under_a_new_id(provider: Api) -> None:
    answers = [write(provider), write(provider)]
    assert [(a.status_code, a.json()) for a in answers] == [
        (201, {"id": 884759138}),
        (201, {"id": 884759139}),
    ]


def test_an_id_over_int32_is_followed_by_the_next(emulator: Emulator, provider: Api) -> None:
    newest = demo.record("notes", 884120450)
    emulator.merge("notes", newest | {"Id": 2**53, "WorkOrderId": demo.ORDER, "Number": 3})
    assert write(provider).json() == {"id": 2**53 + 1}


def test_a_note_tells_of_itself(emulator: Emulator, provider: Api) -> None:
    assert demo.events(emulator, write(provider)) == ["WorkOrderNoteAdded"]


def test_a_note_updates_the_work_order_and_nothing_else_of_it(
    emulator: Emulator, provider: Api
) -> None:
    before = demo.order_of(provider)
    emulator.advance("1m")
    write(provider)
    after = demo.order_of(provider)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"UpdatedDate", "UpdatedDate_DTO", "Notes"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ünïcode 水管 🔧 e\u0301", id="Unicode"),
        pytest.param("two\nlines\tand a tab", id="lines"),
        pytest.param("  blanks around  ", id="blanks around"),
        pytest.param('<b>bold</b> & {rule} %s \\ "quoted"', id="markup"),
        pytest.param("\u202eright to left\u202c \x00", id="control characters"),
        pytest.param("x" * 100_000, id="long"),
    ],
)
def test_a_text_comes_back_as_it_was_written(provider: Api, text: str) -> None:
    assert written(provider, Note=text)["NoteData"] == text


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"ActionRequired": True}, {"ActionRequired": True}, id="action"),
        pytest.param({"ActionRequired": "TRUE"}, {"ActionRequired": True}, id="action as text"),
        pytest.param({"actionrequired": True}, {"ActionRequired": True}, id="other case"),
        pytest.param({"Visibility": "1"}, {"Visibility": 1}, id="visibility as text"),
        pytest.param(
            {"ScheduledDate": "2026-06-20T10:00:00+02:00"},
            {"ScheduledDate": "2026-06-20T08:00:00Z"},
            id="scheduled date",
        ),
        pytest.param(
            {"FollowUpDate": "2026-06-20T10:00:00Z", "IsFollowUpDateChanged": True},
            {"FollowUpDate": "2026-06-20T10:00:00Z"},
            id="follow-up date",
        ),
        pytest.param(
            dict.fromkeys(
                ("MailedTo", "ActionRequired", "ScheduledDate", "FollowUpDate", "AttachmentsIds",
                 "Visibility", "Actor", "NotifyFollowers", "DoNotSendEmail", "IsPinned")
            ),
            {"MailedTo": "", "ActionRequired": False, "Visibility": 0, "IsPinned": False},
            id="nulls",
        ),
        pytest.param({"Foo": 1, "Actor": "Kiosk"}, {"NoteData": "Hello"}, id="unknown field"),
    ],
)  # fmt: skip
def test_what_is_sent_with_a_note_is_kept(provider: Api, sent: Json, expected: Json) -> None:
    assert written(provider, **sent).items() >= expected.items()


def test_the_scheduled_date_of_a_note_moves_no_work_order(provider: Api) -> None:
    before = demo.order_of(provider)["ScheduledDate"]
    written(provider, ScheduledDate="2026-06-20T10:00:00Z")
    assert demo.order_of(provider)["ScheduledDate"] == before


def test_recipients_are_kept_with_the_row_for_them(provider: Api) -> None:
    assert written(provider, MailedTo=TO)["MailedTo"] == TO


def test_recipients_are_dropped_without_the_row_for_them(emulator: Emulator, provider: Api) -> None:
    emulator.permit(301, Incoming={MAIL_TO: False})
    assert written(provider, MailedTo=TO)["MailedTo"] == ""


def test_recipients_are_kept_without_the_row_where_the_profile_says_so(
    emulator: Emulator, provider: Api
) -> None:
    emulator.switch(mail_to_without_permission="keep")
    emulator.permit(301, Incoming={MAIL_TO: False})
    assert written(provider, MailedTo=TO)["MailedTo"] == TO


def test_a_subscribers_user_may_always_name_recipients(subscriber: Api) -> None:
    assert written(subscriber, demo.GPS_ORDER, MailedTo=TO)["MailedTo"] == TO


def test_the_row_note_creation_gates_nothing_by_default(gps_only: Api) -> None:
    assert write(gps_only, demo.GPS_ORDER).status_code == 201


def test_the_row_note_creation_gates_notes_where_the_profile_says_so(
    emulator: Emulator, provider: Api, gps_only: Api
) -> None:
    emulator.switch(note_creation_gates=True)
    before = demo.trace(gps_only, demo.GPS_ORDER)
    refused = refusal(write(gps_only, demo.GPS_ORDER))
    assert refused == (401, 504, "API call rejected by security permissions")
    assert demo.trace(gps_only, demo.GPS_ORDER) == before
    assert write(provider).status_code == 201


def test_the_row_note_creation_does_not_bind_the_subscribers_own_users(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.switch(note_creation_gates=True)
    assert write(subscriber, demo.GPS_ORDER).status_code == 201


@pytest.mark.parametrize("visibility", [0, 1, 2, 3])
def test_a_subscribers_user_writes_notes_of_every_visibility(
    subscriber: Api, visibility: int
) -> None:
    assert written(subscriber, Visibility=visibility)["Visibility"] == visibility


@pytest.mark.parametrize("visibility", [2, 3])
def test_a_provider_cannot_write_a_note_that_it_could_not_see(
    provider: Api, visibility: int
) -> None:
    assert refusal(write(provider, Visibility=visibility)) == INVALID


def test_a_provider_cannot_pin_a_note(provider: Api) -> None:
    before = demo.trace(provider)
    assert refusal(write(provider, IsPinned=True)) == NO_RIGHTS
    assert demo.trace(provider) == before


def test_a_subscribers_user_pins_a_note(subscriber: Api) -> None:
    assert written(subscriber, IsPinned=True)["IsPinned"] is True


def test_pinning_a_note_unpins_the_one_before(subscriber: Api) -> None:
    new = written(subscriber, PINNED, IsPinned=True)
    assert [n["Id"] for n in notes(subscriber, PINNED) if n["IsPinned"]] == [new["Id"]]


def test_pinning_a_note_leaves_the_pinned_ones_of_other_work_orders(subscriber: Api) -> None:
    written(subscriber, IsPinned=True)
    assert [n["IsPinned"] for n in notes(subscriber, PINNED)].count(True) == 1


def test_a_note_that_is_not_pinned_leaves_the_pinned_one(subscriber: Api) -> None:
    before = [n["Id"] for n in notes(subscriber, PINNED) if n["IsPinned"]]
    write(subscriber, PINNED)
    assert [n["Id"] for n in notes(subscriber, PINNED) if n["IsPinned"]] == before != []


def test_a_note_may_carry_files_of_its_work_order(provider: Api) -> None:
    note = written(provider, WITH_FILE, AttachmentsIds=[FILE])
    assert [file["Id"] for file in note["Attachments"]] == [FILE]
    assert note["IsAttachmentNote"] is True


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param([FILE], id="of another work order"),
        pytest.param([1], id="unknown"),
        pytest.param([0], id="id 0"),
        pytest.param([-1], id="negative"),
    ],
)
def test_a_file_that_the_work_order_lacks_is_refused(provider: Api, ids: list[int]) -> None:
    before = demo.trace(provider)
    refused = refusal(write(provider, AttachmentsIds=ids))
    assert refused == (400, 503, "Required data missing or incorrect")
    assert demo.trace(provider) == before


@pytest.mark.parametrize("text", [" ", "\n\t", "\u00a0\u3000"], ids=["blank", "lines", "wide"])
def test_a_note_of_blanks_is_invalid(provider: Api, text: str) -> None:
    assert refusal(write(provider, Note=text)) == INVALID


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"Note": ""}, id="empty"),
        pytest.param({"Note": None}, id="null"),
        pytest.param({"Note": 7}, id="a number"),
        pytest.param({"Note": ["Hello"]}, id="a list"),
        pytest.param({"Visibility": 4}, id="visibility 4"),
        pytest.param({"Visibility": -1}, id="visibility -1"),
        pytest.param({"ActionRequired": "yes"}, id="no boolean"),
        pytest.param({"ScheduledDate": "tomorrow"}, id="no date"),
        pytest.param({"AttachmentsIds": "61200356"}, id="files as text"),
        pytest.param({"AttachmentsIds": ["x"]}, id="a file as text"),
        pytest.param({"MailedTo": ["a@example.com"]}, id="recipients as list"),
    ],
)
def test_a_malformed_note_is_refused_and_not_kept(provider: Api, sent: Json) -> None:
    before = demo.trace(provider)
    assert refusal(write(provider, **sent)) == EMPTY
    assert demo.trace(provider) == before


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"{"])
def test_a_body_without_a_note_is_refused(provider: Api, body: bytes) -> None:
    answer = provider.request("POST", f"/workorders/{demo.ORDER}/notes", content=body)
    assert refusal(answer) == EMPTY


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(demo.UNKNOWN, id="unknown"),
        pytest.param(demo.GPS_ORDER, id="another provider's"),
        pytest.param(0, id="id 0"),
        pytest.param(-1, id="negative"),
    ],
)
def test_a_note_on_no_work_order_is_invalid(provider: Api, order: int) -> None:
    assert refusal(write(provider, order)) == INVALID


@pytest.mark.parametrize("order", [demo.COMPLETED, demo.INVOICED, demo.VOID])
def test_a_note_may_be_written_whatever_the_status(provider: Api, order: int) -> None:
    assert write(provider, order).status_code == 201
