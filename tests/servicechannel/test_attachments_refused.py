"""Files that cannot be added, read or deleted, and that such a request changes nothing."""

import httpx2
import pytest

from tests.servicechannel import demo
from tests.servicechannel.demo import refusal
from tests.servicechannel.uploads import ORDER, PICTURE, TEXT, add, listed, raw, said, upload
from tests.world import Api, Emulator, Json

INCORRECT = (400, 503, "Required data missing or incorrect")
NO_RIGHTS = (403, 100, "User has no rights to perform this action")
TOO_MUCH = (400, 946, "Work Order attachments size exceeded")
GONE = (400, 503, "Data not found. The work order or attachment are not found in the database")
EMPTY = b'--cut\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--cut--\r\n'
REQUEST = "AddAttachmentsRequest"


def delete(api: Api, key: int = PICTURE, order: int = ORDER) -> httpx2.Response:
    return api.request("DELETE", f"/workorders/{order}/attachments/{key}")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({REQUEST: "{"}, id="no JSON"),
        pytest.param({REQUEST: "[]"}, id="a list"),
        pytest.param({REQUEST: "{}"}, id="no Attachments"),
        pytest.param({REQUEST: '{"Attachments": [7]}'}, id="a number"),
        pytest.param(said({"Name": 7}), id="a name that is a number"),
        pytest.param(said({"Description": "x" * 201}), id="a long description"),
        pytest.param(said({"Type": 3}), id="type 3"),
        pytest.param(said({"Visibility": 4}), id="visibility 4"),
        pytest.param(said({"Visibility": True}), id="visibility true"),
        pytest.param(said({"Visibility": 2}), id="visibility for subscribers"),
        pytest.param(said({"IsInvoiceDigitalCopy": "maybe"}), id="maybe a copy"),
        pytest.param(said({}, {"Type": 1, "Name": "b.txt"}), id="a second file"),
        pytest.param(said({}, {"Type": 1, "Path": "https://x.example/b"}), id="no file"),
        pytest.param(said({"Type": 2}), id="nowhere"),
        pytest.param(said({"Type": 2, "Path": "uploads/0/a.txt"}), id="no upload"),
        pytest.param(said({"Type": 2, "Path": "https://x.example/"}), id="no name"),
    ],
)
def test_what_is_said_wrongly_of_files_is_refused(provider: Api, data: Json) -> None:
    before = demo.trace(provider)
    answer = add(provider, data=data)
    assert refusal(answer) == INCORRECT
    assert demo.trace(provider) == before
    assert listed(provider) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="no body"),
        pytest.param(b"--cut--\r\n", id="no parts"),
        pytest.param(EMPTY, id="no file chosen"),
        pytest.param(
            EMPTY.replace(b'""', b'"/"').replace(b"\r\n\r\n\r\n", b"\r\n\r\nx\r\n"), id="/"
        ),
        pytest.param(EMPTY[:40], id="cut off"),
        pytest.param(b"hello", id="no multipart"),
    ],
)
def test_an_upload_without_a_file_is_refused(provider: Api, body: bytes) -> None:
    before = demo.trace(provider)
    assert refusal(raw(provider, body)) == INCORRECT
    assert refusal(raw(provider, body, -1)) == INCORRECT
    assert demo.trace(provider) == before


def test_json_in_the_place_of_parts_has_no_file(provider: Api) -> None:
    path = f"/workorders/{demo.ORDER}/attachments"
    assert (
        refusal(provider.post(path, {"Attachments": [{"Path": "https://x.example/a"}]}))
        == INCORRECT
    )
    form = provider.request("POST", path, data={"file": "x"})
    assert form.status_code == 415


def test_an_upload_without_a_work_order_needs_its_bytes(provider: Api) -> None:
    data = said({"Type": 2, "Path": "https://x.example/a.pdf"})
    assert refusal(add(provider, "/workorders/-1/attachments", TEXT, data=data)) == INCORRECT


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("../../etc/passwd", "passwd", id="a path"),
        pytest.param("C:\\\\photos\\\\a.jpg", "a.jpg", id="a path of Windows"),
        pytest.param("a\x00b.txt", "ab.txt", id="a zero byte"),
        pytest.param("x" * 400 + ".txt", "x" * 251 + ".txt", id="too long"),
    ],
)
def test_of_a_files_name_the_last_segment_is_kept(provider: Api, name: str, kept: str) -> None:
    head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"'
    answer = raw(provider, f"{head}\r\n\r\nx\r\n--cut--\r\n".encode())
    assert answer.json()["Attachments"][0]["Name"] == kept


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(demo.UNKNOWN, (400, 502, "Work Order not found"), id="unknown"),
        pytest.param(demo.GPS_ORDER, (400, 502, "Work Order not found"), id="another company's"),
        pytest.param(0, (400, 917, "Invalid WO tracking number"), id="0"),
        pytest.param(-2, (400, 917, "Invalid WO tracking number"), id="-2"),
    ],
)
def test_files_for_no_work_order_are_refused(
    provider: Api, order: int, expected: tuple[int, int, str]
) -> None:
    assert refusal(add(provider, f"/workorders/{order}/attachments")) == expected


def test_a_location_that_the_user_does_not_have_is_refused(emulator: Emulator) -> None:
    stores = emulator.login("larkfield.nyc")
    refused = (400, 100, "You don't have location access to perform this operation")
    assert refusal(add(stores, f"/workorders/{ORDER}/attachments")) == refused
    assert refusal(delete(stores)) == refused


def test_all_files_of_a_work_order_have_a_limit(emulator: Emulator, provider: Api) -> None:
    emulator.switch(attachments_bytes=10)
    upload(provider, demo.ORDER, ("a.txt", b"12345", "text/plain"))
    before = listed(provider)
    assert refusal(add(provider, f"/workorders/{demo.ORDER}/attachments",
                       ("b.txt", b"123456", "text/plain"))) == TOO_MUCH  # fmt: skip
    assert len(listed(provider)) == len(before) == 1
    upload(provider, demo.ORDER, ("b.txt", b"12345", "text/plain"))
    assert refusal(add(provider, "/workorders/-1/attachments")) == TOO_MUCH


def test_a_hundred_megabytes_are_refused_before_they_are_read(provider: Api) -> None:
    """Their length is told beforehand."""
    path, size = f"/workorders/{demo.ORDER}/attachments", 100 * 1024 * 1024
    headers = {"content-type": "multipart/form-data; boundary=cut", "content-length": str(size)}
    answer = provider.request("POST", path, content=b"--cut\r\n", headers=headers)
    assert (answer.status_code, answer.json()) == (
        413, {"Message": "Maximum request length exceeded."},
    )  # fmt: skip
    assert listed(provider) == []


@pytest.mark.parametrize(
    ("key", "order"),
    [
        pytest.param(1, ORDER, id="unknown"),
        pytest.param(PICTURE, demo.ORDER, id="of another work order"),
        pytest.param(PICTURE, demo.UNKNOWN, id="unknown work order"),
        pytest.param(PICTURE, demo.GPS_ORDER, id="another company's work order"),
    ],
)
def test_what_is_not_there_is_not_deleted(provider: Api, key: int, order: int) -> None:
    before = listed(provider, ORDER)
    assert refusal(delete(provider, key, order)) == GONE
    assert [one["Id"] for one in listed(provider, ORDER)] == [one["Id"] for one in before]


def test_a_provider_does_not_delete_what_the_subscriber_uploaded(
    provider: Api, subscriber: Api
) -> None:
    theirs, own = upload(subscriber)["Id"], upload(provider)["Id"]
    before = demo.trace(provider)
    assert refusal(delete(provider, theirs, demo.ORDER)) == NO_RIGHTS
    assert demo.trace(provider) == before
    assert delete(provider, own, demo.ORDER).status_code == 200
    assert delete(subscriber, theirs, demo.ORDER).status_code == 200


def test_a_subscriber_deletes_what_a_provider_uploaded(subscriber: Api) -> None:
    assert delete(subscriber).status_code == 200


def test_a_hidden_file_is_as_none_for_a_provider(provider: Api, subscriber: Api) -> None:
    hidden = upload(subscriber, Visibility=2)["Id"]
    assert [one["Id"] for one in listed(subscriber)] == [hidden]
    assert listed(provider) == []
    assert refusal(delete(provider, hidden, demo.ORDER)) == GONE
    path = f"/workorders/{demo.ORDER}/attachments/{hidden}/thumbnail"
    assert (provider.get(path).status_code, subscriber.get(path).status_code) == (404, 200)
