"""Files that are added to notes, and by purchase number; thumbnails, and what webhooks say."""

import base64
import re

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.uploads import ADDED, NOTE, ORDER, PICTURE, TEXT, add, listed, raw, said
from tests.world import Api, Emulator, Json

TO_NOTE = f"/workorders/{ORDER}/notes/{NOTE}/attachments"
BY_NUMBER = "/workorders/{}/attachmentsByPoNumber"
BASE64 = "/workorders/attachmentAsBase64"
FAILS = (400, 503, "Validation fails")
INCORRECT = (400, 503, "Required data missing or incorrect")
SMALL = "GetThumbnail(width=30,height=9000,mode='Max',imageFormat='jpg')"
NUMBER = demo.record("workorders", demo.ORDER)["PurchaseNumber"]
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def as_text(api: Api, **fields: object) -> httpx2.Response:
    body = {"poNumber": NUMBER, "file": base64.b64encode(TEXT[1]).decode()}
    return api.post(BASE64, body | fields)


def test_files_of_a_note_are_answered_by_their_ids(emulator: Emulator, provider: Api) -> None:
    answer = add(provider, TO_NOTE)
    assert (answer.status_code, answer.json()) == (201, [61200500])
    assert demo.events(emulator, answer) == [ADDED, "WorkOrderNoteAdded"]
    (note,) = [n for n in demo.notes(provider, ORDER) if n["Id"] == NOTE]
    assert [file["Id"] for file in note["Attachments"]] == [PICTURE, 61200500]
    shown = provider.get(f"/odata/workorders({ORDER})/notes({NOTE})/attachments").json()["value"]
    assert [(file["Id"], file["NoteId"]) for file in shown] == [(PICTURE, NOTE), (61200500, NOTE)]


def test_a_file_is_as_visible_as_its_note(provider: Api, subscriber: Api) -> None:
    note = subscriber.post(f"/workorders/{ORDER}/notes", {"Note": "Ours", "Visibility": 3}).json()
    add(subscriber, f"/workorders/{ORDER}/notes/{note['id']}/attachments")
    assert [one["Visibility"] for one in listed(subscriber, ORDER)] == [0, 3]
    assert [one["Visibility"] for one in listed(provider, ORDER)] == [0]
    path = f"/workorders/{ORDER}/notes/{note['id']}/attachments"
    assert refusal(add(provider, path)) == FAILS
    hidden = provider.get(f"/odata/workorders({ORDER})/notes({note['id']})/attachments")
    assert refusal(hidden) == (404, 502, "Work order is not found")


def test_a_file_added_at_the_instant_of_its_note_counts_no_note_twice(provider: Api) -> None:
    note = provider.post(f"/workorders/{demo.ORDER}/notes", {"Note": "Now"}).json()
    add(provider, f"/workorders/{demo.ORDER}/notes/{note['id']}/attachments")
    numbers = [one["Number"] for one in demo.notes(provider)]
    assert numbers == sorted(range(1, len(numbers) + 1), reverse=True)


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        pytest.param(f"/workorders/{ORDER}/notes/1/attachments", FAILS, id="unknown note"),
        pytest.param(
            f"/workorders/{demo.ORDER}/notes/{NOTE}/attachments", FAILS, id="another order's note"
        ),
        pytest.param(f"/workorders/{demo.UNKNOWN}/notes/{NOTE}/attachments", FAILS, id="unknown"),
        pytest.param(
            f"/workorders/0/notes/{NOTE}/attachments",
            (400, 917, "Invalid WO tracking number"),
            id="no tracking number",
        ),
    ],
)
def test_a_file_for_no_note_is_refused(
    provider: Api, path: str, refused: tuple[int, int, str]
) -> None:
    before = demo.trace(provider, ORDER)
    assert refusal(add(provider, path)) == refused
    assert demo.trace(provider, ORDER) == before


def test_files_are_added_by_purchase_number(emulator: Emulator, subscriber: Api) -> None:
    answer = add(
        subscriber, f"{BY_NUMBER.format(NUMBER)}?actor=Kiosk", data=said({"Name": "a.txt"})
    )
    assert answer.status_code == 201, answer.text
    assert demo.events(emulator, answer) == [ADDED, "WorkOrderNoteAdded"]
    assert [one["Name"] for one in listed(subscriber)] == ["a.txt"]


def test_a_file_is_added_as_text(emulator: Emulator, subscriber: Api) -> None:
    answer = as_text(subscriber, fileName="a.pdf", description="Signed", isInvoiceDigitalCopy=True)
    (made,) = answer.json()["Attachments"]
    assert (answer.status_code, made["Name"], made["Description"]) == (201, "a.pdf", "Signed")
    opened = emulator.http.get(made["Uri"])
    assert (opened.content, opened.headers["content-type"]) == (TEXT[1], "application/pdf")
    assert listed(subscriber)[0]["IsInvoiceDigitalCopy"] is True


@pytest.mark.parametrize(
    ("sent", "ending"),
    [({}, ""), ({"extension": "pdf"}, ".pdf"), ({"extension": ".pdf", "fileName": ""}, ".pdf")],
    ids=["no extension", "an extension", "with its full stop"],
)
def test_a_file_without_a_name_is_called_by_a_guid(
    subscriber: Api, sent: Json, ending: str
) -> None:
    name = as_text(subscriber, **sent).json()["Attachments"][0]["Name"]
    assert GUID.fullmatch(name.removesuffix(ending))
    assert name.endswith(ending)


@pytest.mark.parametrize(
    ("number", "refused"),
    [
        pytest.param("nope", (400, 502, "Work Order not found"), id="unknown"),
        pytest.param("%20", (400, 920, "Purchase number cannot be empty"), id="blank"),
    ],
)
def test_a_purchase_number_of_no_work_order_is_refused(
    subscriber: Api, number: str, refused: tuple[int, int, str]
) -> None:
    assert refusal(add(subscriber, BY_NUMBER.format(number))) == refused
    assert refusal(as_text(subscriber, poNumber=number.replace("%20", " "))) == refused


def test_a_purchase_number_of_several_work_orders_is_refused(
    emulator: Emulator, subscriber: Api
) -> None:
    emulator.change("workorders", demo.ON_SITE, PurchaseNumber=NUMBER)
    refused = (400, 9100, "There are multiple work orders with the same PO number")
    assert refusal(add(subscriber, BY_NUMBER.format(NUMBER))) == refused
    assert refusal(as_text(subscriber)) == refused
    assert listed(subscriber) == []


def test_purchase_numbers_are_for_subscribers(provider: Api) -> None:
    refused = (400, 503, "Only for subscribers usage")
    assert refusal(add(provider, BY_NUMBER.format(NUMBER))) == refused
    assert refusal(as_text(provider)) == refused


def test_a_purchase_number_is_the_subscribers_own(emulator: Emulator) -> None:
    other = emulator.login("juniper.ops")
    assert refusal(as_text(other)) == (400, 502, "Work Order not found")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"file": "***"}, id="no base64"),
        pytest.param({"file": ""}, id="no file"),
        pytest.param({"file": None}, id="null"),
        pytest.param({"description": "x" * 201}, id="a long description"),
    ],
)
def test_a_text_that_is_no_file_is_refused(subscriber: Api, sent: Json) -> None:
    before = demo.trace(subscriber)
    assert refusal(as_text(subscriber, **sent)) == INCORRECT
    assert demo.trace(subscriber) == before


def test_a_text_that_is_too_large_is_refused(emulator: Emulator, subscriber: Api) -> None:
    emulator.switch(attachments_bytes=len(TEXT[1]) - 1)
    refused = (400, 946, "Work Order attachments size exceeded")
    assert refusal(as_text(subscriber)) == refused


def test_a_part_that_describes_files_may_come_as_a_file(subscriber: Api) -> None:
    body = (
        b'--cut\r\nContent-Disposition: form-data; name="addattachmentsrequest"; filename="r.json"'
        b'\r\n\r\n{"Attachments": [{"Name": "named.txt"}]}\r\n'
        b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx\r\n'
        b"--cut--\r\n"
    )
    assert raw(subscriber, body).json()["Attachments"][0]["Name"] == "named.txt"


@pytest.mark.parametrize(
    ("path", "size"),
    [
        (f"/workorders/{ORDER}/attachments/{PICTURE}/thumbnail?width=20&height=10", (20, 10)),
        (f"/workorders/{ORDER}/attachments/{PICTURE}/thumbnail?mode=Crop", (100, 100)),
        (
            f"/odata/workorders({ORDER})/attachments({PICTURE})/Service.{SMALL}",
            (30, 1024),
        ),
    ],
    ids=["by query", "without a size", "by OData"],
)
def test_a_thumbnail_is_a_png_of_the_size(provider: Api, path: str, size: tuple[int, int]) -> None:
    answer = provider.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    head = answer.content[16:24]
    assert (int.from_bytes(head[:4]), int.from_bytes(head[4:])) == size


@pytest.mark.parametrize(
    ("key", "order"), [(1, ORDER), (PICTURE, demo.ORDER), (PICTURE, demo.UNKNOWN), (PICTURE, 0)]
)
def test_a_thumbnail_of_nothing_is_not_found(provider: Api, key: int, order: int) -> None:
    answer = provider.get(f"/workorders/{order}/attachments/{key}/thumbnail")
    assert (answer.status_code, answer.content) == (404, b"")
    bad = provider.get(f"/workorders/{ORDER}/attachments/{PICTURE}/thumbnail?mode=Sideways")
    assert refusal(bad) == INCORRECT


@pytest.mark.parametrize("without", [{}, {"poNumber": None}, {"poNumber": ""}], ids=str)
def test_a_file_as_text_needs_a_purchase_number(subscriber: Api, without: Json) -> None:
    body = {"file": base64.b64encode(TEXT[1]).decode()} | without
    refused = (400, 920, "Purchase number cannot be empty")
    assert refusal(subscriber.post(BASE64, body)) == refused
