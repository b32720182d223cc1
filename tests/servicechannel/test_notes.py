"""Reading the notes of a work order: pages, counts and who sees what."""

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import notes, refusal
from tests.world import Api, Emulator, Json

ORDER = f"/workorders/{demo.ORDER}"
#: 12 notes, one with an attachment; one of visibility 3; one of visibility 2; one pinned.
TWELVE, HIDDEN_FROM_PROVIDERS, FOR_SUBSCRIBERS, PINNED = 106205501, 106409987, 106717810, 106872164


def page(api: Api, order: int, paging: str | None = None) -> Json:
    params = {} if paging is None else {"paging": paging}
    answer = api.get(f"/workorders/{order}/notes", params=params)
    assert answer.status_code == 200, answer.text
    shown: Json = answer.json()
    return shown


def numbers(api: Api, order: int, paging: str | None = None) -> list[int]:
    return [note["Number"] for note in page(api, order, paging)["Notes"]]


def test_the_default_page_has_the_ten_newest_notes(provider: Api) -> None:
    assert numbers(provider, TWELVE) == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]


@pytest.mark.parametrize(
    ("paging", "expected"),
    [
        pytest.param("1:10", [12, 11, 10, 9, 8, 7, 6, 5, 4, 3], id="the first ten"),
        pytest.param("2:10", [2, 1], id="the second ten"),
        pytest.param("3:10", [], id="past the end"),
        pytest.param("1:1", [12], id="one"),
        pytest.param("3:5", [2, 1], id="the third five"),
        pytest.param("1:9999", list(range(12, 0, -1)), id="all"),
        pytest.param("999999999:999999999", [], id="far past the end"),
        pytest.param("01:03", [12, 11, 10], id="leading zeros"),
        pytest.param("", [12, 11, 10, 9, 8, 7, 6, 5, 4, 3], id="empty is the default"),
    ],
)
def test_a_page_is_counted_from_the_newest_note(
    provider: Api, paging: str, expected: list[int]
) -> None:
    assert numbers(provider, TWELVE, paging) == expected


def test_an_encoded_colon_is_a_colon(provider: Api) -> None:
    """Source: snow-removal scripts send `paging=1%3A9999`."""
    answer = provider.get(f"/workorders/{TWELVE}/notes?paging=1%3A9999")
    assert len(answer.json()["Notes"]) == 12


PAGING = "Invalid paging parameter"


@pytest.mark.parametrize(
    ("paging", "text"),
    [
        pytest.param("1", PAGING, id="no colon"),
        pytest.param("1:", PAGING, id="no size"),
        pytest.param(":10", PAGING, id="no page"),
        pytest.param("1:10:1", PAGING, id="three parts"),
        pytest.param("a:b", PAGING, id="letters"),
        pytest.param("-1:10", PAGING, id="negative page"),
        pytest.param("1:-10", PAGING, id="negative size"),
        pytest.param("1.5:10", PAGING, id="a fraction"),
        pytest.param("1 :10", PAGING, id="a blank"),
        pytest.param("1:10\n", PAGING, id="a line feed behind"),
        pytest.param("\u0661:10", PAGING, id="an Arabic digit"),
        pytest.param("1:99999999999", PAGING, id="eleven digits"),
        pytest.param("0:10", "Invalid page number", id="page 0"),
        pytest.param("1:0", "Invalid page size", id="size 0"),
        pytest.param("0:0", "Invalid page number", id="both 0"),
    ],
)
def test_a_paging_that_is_none_is_922_in_one_of_three_wordings(
    provider: Api, paging: str, text: str
) -> None:
    answer = provider.get(f"{ORDER}/notes", params={"paging": paging})
    assert refusal(answer) == (400, 922, text)


def test_the_counts_are_of_all_notes_not_of_the_page(provider: Api) -> None:
    everything = page(provider, TWELVE, "1:9999")["Notes"]
    users = sum(note["NoteType"] == "UsersNote" for note in everything)
    shown = page(provider, TWELVE, "1:1")
    assert shown["AllNotesCount"] == 12
    assert shown["UserNotesCount"] == users > 0
    assert shown["SystemNotesCount"] == 12 - users > 0


@pytest.mark.parametrize("order", [TWELVE, demo.ORDER, demo.ON_SITE, demo.PENDING])
def test_notes_stand_newest_first(provider: Api, order: int) -> None:
    dates = [note["DateCreated"] for note in notes(provider, order)]
    assert dates == sorted(dates, reverse=True)


def test_a_note_has_its_fields_with_what_is_unset_left_out(provider: Api) -> None:
    provider.post(f"{ORDER}/notes", {"Note": "On our way"})
    assert notes(provider)[0] == {
        "Id": 884759138,
        "Number": 3,
        "NoteData": "On our way",
        "DateCreated": "2026-06-15T12:00:00Z",
        "ActionRequired": False,
        "MailedTo": "",
        "CreatedBy": "Renee Castellano",
        "CompanyName": "Norwell HVAC",
        "Visibility": 0,
        "NoteType": "UsersNote",
        "IsPinned": False,
        "Attachments": [],
        "IsAttachmentNote": False,
    }


def test_a_system_note_may_be_written_by_a_full_stop(provider: Api) -> None:
    oldest = notes(provider)[-1]
    assert (oldest["CreatedBy"], oldest["NoteType"]) == (".", "SystemNote")


def test_a_note_shows_the_files_that_it_carries(provider: Api) -> None:
    (note,) = [n for n in notes(provider, TWELVE) if n["IsAttachmentNote"]]
    assert note["Attachments"] == [
        {
            "Id": 61200317,
            "Description": "Rooftop unit 4",
            "Name": "IMG_6874.jpg",
            "TimeStamp": "2026-03-26T14:23:57Z",
            "NoteId": note["Id"],
            "Visibility": 0,
            "Uri": note["Attachments"][0]["Uri"],
            "IsInvoiceDigitalCopy": False,
        }
    ]


@pytest.mark.parametrize(
    ("order", "owner", "total"),
    [
        pytest.param(HIDDEN_FROM_PROVIDERS, "larkfield.facilities", 3, id="visibility 3"),
        pytest.param(FOR_SUBSCRIBERS, "juniper.ops", 9, id="visibility 2"),
    ],
)
def test_a_note_for_the_subscribers_side_is_neither_shown_to_nor_counted_for_a_provider(
    emulator: Emulator, order: int, owner: str, total: int
) -> None:
    seen = [
        (len(shown["Notes"]), shown["AllNotesCount"])
        for user in (owner, "nwhvac.admin")
        if (shown := page(emulator.login(user), order, "1:9999"))
    ]
    assert seen == [(total, total), (total - 1, total - 1)]


def test_a_note_of_visibility_1_is_shown_to_both_sides(provider: Api, subscriber: Api) -> None:
    provider.post(f"{ORDER}/notes", {"Note": "Between us", "Visibility": 1})
    assert notes(provider)[0] == notes(subscriber)[0]
    assert notes(subscriber)[0]["Visibility"] == 1


def test_a_hidden_note_is_not_the_last_note_of_the_work_order_for_a_provider(
    provider: Api, subscriber: Api
) -> None:
    subscriber.post(f"{ORDER}/notes", {"Note": "Keep this to ourselves", "Visibility": 3})
    assert demo.order_of(subscriber)["Notes"]["Last"]["NoteData"] == "Keep this to ourselves"
    assert demo.order_of(provider)["Notes"]["Last"]["NoteData"] != "Keep this to ourselves"


def test_the_work_order_counts_all_notes_and_the_companys_own(
    provider: Api, subscriber: Api
) -> None:
    before = demo.order_of(provider)["Notes"]["Count"]
    subscriber.post(f"{ORDER}/notes", {"Note": "Hello"})
    provider.post(f"{ORDER}/notes", {"Note": "Hello back"})
    after = demo.order_of(provider)["Notes"]["Count"]
    assert after == {"Total": before["Total"] + 2, "Own": before["Own"] + 1}


def test_a_page_skips_hidden_notes_instead_of_leaving_holes(provider: Api, subscriber: Api) -> None:
    for visibility in (0, 3, 0, 2, 0):
        subscriber.post(f"{ORDER}/notes", {"Note": "x", "Visibility": visibility})
    assert numbers(provider, demo.ORDER, "1:3") == [7, 5, 3]
    assert numbers(provider, demo.ORDER, "2:3") == [2, 1]


@pytest.mark.parametrize(
    ("order", "code", "text"),
    [
        pytest.param(demo.UNKNOWN, 502, "Work order is not found", id="unknown"),
        pytest.param(demo.GPS_ORDER, 502, "Work order is not found", id="another provider's"),
        pytest.param(0, 917, "Invalid work order identifier", id="id 0"),
        pytest.param(-1, 917, "Invalid work order identifier", id="negative"),
        pytest.param("abc", 503, "Required data missing or incorrect", id="text"),
    ],
)
def test_the_notes_of_no_work_order_are_refused(
    provider: Api, order: object, code: int, text: str
) -> None:
    assert refusal(provider.get(f"/workorders/{order}/notes")) == (400, code, text)


def test_a_work_order_without_notes_counts_none_and_has_no_last_one(
    emulator: Emulator, provider: Api
) -> None:
    new = demo.UNKNOWN
    emulator.merge("workorders", demo.record("workorders", demo.ORDER) | {"Id": new})
    assert demo.order_of(provider, new)["Notes"] == {
        "WorkOrderId": 0,
        "Count": {"Total": 0, "Own": 0},
    }
    assert page(provider, new) == {
        "Notes": [],
        "AllNotesCount": 0,
        "UserNotesCount": 0,
        "SystemNotesCount": 0,
    }
