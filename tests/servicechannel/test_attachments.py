"""Files are added to work orders, listed, opened by their links, and deleted."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.uploads import (
    ADDED,
    DELETED,
    NOTE,
    ORDER,
    PICTURE,
    TEXT,
    add,
    listed,
    said,
    upload,
)
from tests.world import Api, Emulator

CONTENT = "http://localhost/servicechannel/v3/attachments/"


def test_a_file_alone_is_added_and_told(emulator: Emulator, provider: Api) -> None:
    answer = add(provider)
    assert (answer.status_code, list(answer.json())) == (201, ["Attachments", "Warning"])
    (made,) = answer.json()["Attachments"]
    assert list(made) == ["Id", "Name", "Path", "Description", "Uri"]
    assert (made["Id"], made["Name"], made["Description"]) == (61200500, "report.txt", "")
    assert demo.events(emulator, answer) == [ADDED, "WorkOrderNoteAdded"]
    newest = demo.notes(provider)[0]
    assert newest["NoteData"] == "Attachment added: <b>report.txt</b>."


def test_what_is_said_of_a_file_is_kept(provider: Api) -> None:
    made = upload(provider, name="../Visit report.pdf", DESCRIPTION="Signed", Type="File",
                  MediaType="application/pdf", Visibility=1, IsInvoiceDigitalCopy=True)  # fmt: skip
    assert (made["Name"], made["Description"]) == ("Visit report.pdf", "Signed")
    (shown,) = listed(provider)
    assert shown == {
        "Id": made["Id"],
        "Description": "Signed",
        "Name": "Visit report.pdf",
        "TimeStamp": "2026-06-15T08:00:00-04:00",
        "Uri": shown["Uri"],
        "NoteId": None,
        "Visibility": 1,
        "IsInvoiceDigitalCopy": True,
        "UploadBy": "Renee Castellano",
    }


def test_an_actor_is_in_the_system_note(provider: Api) -> None:
    add(provider, f"/workorders/{demo.ORDER}/attachments?actor=Kiosk")
    said_there = demo.notes(provider)[0]["NoteData"]
    assert said_there == "Attachment added: <b>report.txt</b>. On behalf of Kiosk."


def test_several_files_are_described_in_their_order(emulator: Emulator, provider: Api) -> None:
    files = [("a.txt", b"a", "text/plain"), ("b.txt", b"b", "text/plain"), ("c", b"c", "x/y")]
    elsewhere = {"Path": "https://files.example/z.pdf?x=1", "Type": 2}
    data = said({"Description": "first"}, elsewhere, {"Name": "second.txt"})
    answer = add(provider, f"/workorders/{demo.ORDER}/attachments", *files, data=data)
    made = answer.json()["Attachments"]
    assert [(one["Name"], one["Description"]) for one in made] == [
        ("a.txt", "first"), ("z.pdf", ""), ("second.txt", ""), ("c", ""),
    ]  # fmt: skip
    assert made[1]["Uri"] == made[1]["Path"] == elsewhere["Path"]
    assert demo.events(emulator, answer).count(ADDED) == 4
    contents = [emulator.http.get(one["Uri"]).content for one in (made[0], *made[2:])]
    assert contents == [b"a", b"b", b"c"]


def test_a_part_of_another_name_is_a_file_too(provider: Api) -> None:
    path = f"/workorders/{demo.ORDER}/attachments"
    answer = provider.request("POST", path, files={"photo": TEXT})
    assert answer.json()["Attachments"][0]["Name"] == "report.txt"


def test_a_link_opens_without_a_token_byte_for_byte(emulator: Emulator, provider: Api) -> None:
    content = bytes(range(256))
    made = upload(provider, demo.ORDER, ("ä b.bin", content, "image/png"))
    assert made["Uri"].startswith(f"{CONTENT}{made['Id']}/content?expires=")
    answer = emulator.http.get(made["Uri"])
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"_ b.bin\"; filename*=UTF-8''%C3%A4%20b.bin"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_link_expires_and_the_next_read_has_a_new_one(emulator: Emulator, provider: Api) -> None:
    uri = upload(provider)["Uri"]
    emulator.advance("59m59s")
    assert emulator.http.get(uri).status_code == 200
    emulator.advance("1s")
    answer = emulator.http.get(uri)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/xml")
    assert "<Code>AuthenticationFailed</Code>" in answer.text
    emulator.switch(attachment_uri_seconds=5)
    again = listed(emulator.login())[0]["Uri"]
    assert emulator.http.get(again).status_code == 200
    emulator.advance("5s")
    assert emulator.http.get(again).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda q: q | {"expires": "9999999999"}, id="a later end"),
        pytest.param(lambda q: q | {"expires": "x"}, id="no end"),
        pytest.param(lambda q: q | {"key": q["key"][::-1]}, id="another key"),
        pytest.param(lambda q: {"expires": q["expires"]}, id="no key"),
        pytest.param(lambda _: {}, id="nothing"),
    ],
)
def test_a_link_that_was_not_handed_out_is_refused(
    emulator: Emulator, provider: Api, change: object
) -> None:
    parts = urlsplit(upload(provider)["Uri"])
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert callable(change)
    answer = emulator.http.get(parts.path, params=change(query))
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/xml")


def test_a_link_to_no_file_is_not_found(emulator: Emulator) -> None:
    answer = emulator.http.get(f"{CONTENT}1/content?expires=1&key=x")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/xml")
    assert "<Code>BlobNotFound</Code>" in answer.text


def test_a_link_leads_to_its_sandbox(emulator: Emulator, provider: Api) -> None:
    made = emulator.control("POST", "/sandboxes", {"name": "other", "profile": "relaxed"})
    names = made["vendors"]["servicechannel"]["environment"]
    client = (names["SC_CLIENT_ID"], names["SC_CLIENT_SECRET"])
    token = emulator.token(names["SC_USERNAME"], names["SC_PASSWORD"], client).json()
    other = Api(emulator.http, token["access_token"])
    there = upload(other, demo.ORDER, ("o.txt", b"other", "text/plain"))
    here = upload(provider, demo.ORDER, ("d.txt", b"default", "text/plain"))
    assert there["Id"] == here["Id"]
    assert there["Uri"].endswith("%40other")
    assert emulator.http.get(there["Uri"]).content == b"other"
    assert emulator.http.get(here["Uri"]).content == b"default"


def test_a_picture_of_the_demo_world_opens(emulator: Emulator, provider: Api) -> None:
    (shown,) = listed(provider, ORDER)
    answer = emulator.http.get(shown["Uri"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content.startswith(b"\xff\xd8")


def test_a_file_without_a_work_order_is_kept_until_one_names_its_path(
    emulator: Emulator, provider: Api
) -> None:
    answer = add(provider, "/workorders/-1/attachments")
    assert answer.status_code == 201
    assert demo.events(emulator, answer) == []
    (kept,) = answer.json()["Attachments"]
    assert (kept["Id"], kept["Name"], "Uri" in kept) == (0, "report.txt", False)
    path = f"/workorders/{demo.ORDER}/attachments"
    data = said({"Type": "RemoteStorage", "Path": kept["Path"], "Name": "other.txt"})
    added = provider.request("POST", path, files={"x": ("", b"", "")}, data=data)
    (made,) = added.json()["Attachments"]
    assert (made["Name"], made["Path"]) == ("other.txt", kept["Path"])
    opened = emulator.http.get(made["Uri"])
    assert (opened.content, opened.headers["content-type"]) == (TEXT[1], "text/plain")


def test_a_list_takes_the_options_of_odata(provider: Api) -> None:
    for name in ("b.txt", "a.txt"):
        upload(provider, Name=name)
    query = "?$select=Name&$orderby=Name desc&$filter=contains(Name,'TXT')&$count=true&$top=1"
    answer = provider.get(f"/odata/workorders({demo.ORDER})/attachments{query}").json()
    assert (answer["@odata.count"], answer["value"]) == (2, [{"Name": "b.txt"}])
    bad = provider.get(f"/odata/workorders({demo.ORDER})/attachments?$filter=Nope eq 1")
    assert bad.status_code == 400


def test_a_deleted_file_is_gone_everywhere(emulator: Emulator, provider: Api) -> None:
    uri = listed(provider, ORDER)[0]["Uri"]
    answer = provider.request("DELETE", f"/workorders/{ORDER}/attachments/{PICTURE}")
    assert (answer.status_code, answer.json()) == (200, {"WorkOrderId": ORDER})
    assert demo.events(emulator, answer) == [DELETED, "WorkOrderNoteAdded"]
    assert listed(provider, ORDER) == []
    assert emulator.http.get(uri).status_code == 404
    (note,) = [n for n in demo.notes(provider, ORDER) if n["Id"] == NOTE]
    assert (note["Attachments"], note["IsAttachmentNote"]) == ([], False)
    name = demo.record("attachments", PICTURE)["Name"]
    assert demo.notes(provider, ORDER)[0]["NoteData"] == f"Attachment deleted: <b>{name}</b>."


def test_a_note_about_a_file_is_seen_by_whoever_sees_the_file(
    provider: Api, subscriber: Api
) -> None:
    before = demo.notes(provider)
    made = upload(subscriber, Visibility=3)
    path = f"/workorders/{demo.ORDER}/attachments/{made['Id']}"
    assert subscriber.request("DELETE", path).status_code == 200
    assert demo.notes(provider) == before
    said = [note["NoteData"] for note in demo.notes(subscriber)[:2]]
    assert said == [f"Attachment {what}: <b>report.txt</b>." for what in ("deleted", "added")]


def test_a_work_order_counts_the_files_that_the_caller_sees(provider: Api, subscriber: Api) -> None:
    upload(subscriber, Visibility=3)
    upload(subscriber, Visibility=None)
    assert demo.order_of(subscriber)["Attachments"]["Count"]["Total"] == 2
    assert demo.order_of(provider)["Attachments"]["Count"]["Total"] == 1


@pytest.mark.parametrize(
    ("order", "status", "code"),
    [
        pytest.param(demo.UNKNOWN, 404, 502, id="unknown"),
        pytest.param(demo.GPS_ORDER, 404, 502, id="another company's"),
        pytest.param(0, 400, 917, id="no tracking number"),
    ],
)
@pytest.mark.parametrize("path", ["attachments", f"notes({NOTE})/attachments"])
def test_a_list_of_no_work_order_is_refused(
    provider: Api, path: str, order: int, status: int, code: int
) -> None:
    answer = provider.get(f"/odata/workorders({order})/{path}")
    assert refusal(answer)[:2] == (status, code)
