"""Attachments that are refused: nothing is kept, and nothing is told."""

import httpx2
import pytest

from tests.receiver import Receiver
from tests.servicetrade.trade import Trade, data, listen, record, told, validation
from tests.servicetrade.uploads import FIELDS, raw
from tests.world import Emulator, Json

STORED = record("attachments", contentType="image/png")
FILE = ("report.txt", b"hello", "text/plain")


def post(trade: Trade, fields: Json, file: tuple[str, bytes, str] = FILE) -> httpx2.Response:
    return trade.request("POST", "/attachment", files={"uploadedFile": file}, data=fields)


def kept(emulator: Emulator) -> tuple[int, int]:
    saved = emulator.control("GET", "/snapshot")["servicetrade.json"]
    return len(saved["attachments"]), len(saved["files"])


@pytest.mark.parametrize("name", FIELDS)
def test_an_upload_without_what_is_required_is_refused(
    trade: Trade, emulator: Emulator, receiver: Receiver, name: str
) -> None:
    listen(trade)
    before = kept(emulator)
    said = validation(post(trade, {key: value for key, value in FIELDS.items() if key != name}))
    assert list(said) == [name]
    assert said[name].endswith(" is required")
    assert kept(emulator) == before
    assert told(emulator, receiver) == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"purposeId": "2"}, {"purposeId": "Purpose is invalid"}),
        ({"purposeId": "generic"}, {"purposeId": "Purpose is invalid"}),
        ({"entityType": "2"}, {"entityType": "Entity type is invalid"}),
        ({"entityType": "invoices"}, {"entityType": "Entity type is invalid"}),
        ({"entityType": "-3"}, {"entityType": "Entity type is invalid"}),
        ({"entityId": "1"}, {"entityId": "Entity is invalid"}),
        ({"entityType": "9"}, {"entityId": "Entity is invalid"}),
        ({"entityId": "job"}, {"entityId": "Entity is invalid"}),
        ({"visibility": "all"}, {"visibility": "Visibility is invalid"}),
    ],
    ids=["purpose", "label", "number", "name", "negative", "no-record", "other-table", "text",
         "visibility"],
)  # fmt: skip
def test_a_wrong_upload_is_refused_by_field(
    trade: Trade, emulator: Emulator, receiver: Receiver, fields: Json, wrong: Json
) -> None:
    listen(trade)
    before = kept(emulator)
    assert validation(post(trade, {**FIELDS, **fields})) == wrong
    assert kept(emulator) == before
    assert told(emulator, receiver) == []


@pytest.mark.parametrize("name", ["..", "scans/", "a/\x01", " "])
def test_a_file_without_a_name_is_no_file(trade: Trade, emulator: Emulator, name: str) -> None:
    before = kept(emulator)
    answer = raw(trade, name)
    assert validation(answer) == {"uploadedFile": "Uploaded file is required"}
    assert kept(emulator) == before


def test_a_body_that_is_not_multipart_is_refused(trade: Trade, emulator: Emulator) -> None:
    before = kept(emulator)
    required = {"uploadedFile": "Uploaded file is required"}
    assert validation(trade.post("/attachment", {**FIELDS, "uploadedFile": "hello"})) == required
    assert validation(trade.post("/attachment", FIELDS)) == required
    form = trade.request("POST", "/attachment", data={**FIELDS, "uploadedFile": "hello"})
    assert validation(form) == required
    assert trade.request("POST", "/attachment").status_code == 400
    assert kept(emulator) == before


def test_a_part_without_a_file_is_no_file(trade: Trade, emulator: Emulator) -> None:
    before = kept(emulator)
    parts = {"uploadedFile": (None, "hello"), "other": FILE}
    answer = trade.request("POST", "/attachment", files=parts, data=FIELDS)
    assert validation(answer) == {"uploadedFile": "Uploaded file is required"}
    assert kept(emulator) == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--cut\r\n\r\n"),
        ("multipart/form-data; boundary=cut", b"--cut\r\nContent-Dis"),
        ("multipart/form-data; boundary=cut", b"no part at all"),
    ],
    ids=["no-boundary", "cut-off", "no-part"],
)
def test_a_broken_multipart_body_is_refused(trade: Trade, kind: str, body: bytes) -> None:
    answer = trade.request("POST", "/attachment", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert answer.json()["messages"]["error"]


def test_an_upload_over_the_limit_is_refused_by_its_length(trade: Trade) -> None:
    headers = {"content-type": "multipart/form-data; boundary=cut", "content-length": "105906177"}
    answer = trade.request("POST", "/attachment", content=b"x", headers=headers)
    assert answer.status_code == 413
    assert "105906176" in answer.headers["emulator-reason"]


def test_an_upload_takes_a_session(emulator: Emulator) -> None:
    before = kept(emulator)
    answer = emulator.http.post(
        "/servicetrade/api/attachment", files={"uploadedFile": FILE}, data=FIELDS
    )
    assert (answer.status_code, answer.content) == (401, b"")
    assert kept(emulator) == before


def test_content_without_its_own_key_is_not_found(trade: Trade, emulator: Emulator) -> None:
    url = trade.read(f"/attachment/{STORED['id']}")["contentUrl"]
    path, _, key = url.partition("?key=")
    other = data(post(trade, FIELDS))["contentUrl"].partition("?key=")[2]
    for query in ("", "?key=", f"?key={key}x", f"?key={other}", f"?key={key}%40nowhere"):
        answer = emulator.http.get(path + query)
        assert answer.status_code == 404, query
        assert answer.json()["messages"]["error"] == ["Not found"]
    assert trade.get(f"/attachment/{STORED['id']}/content").status_code == 404
    assert trade.get("/attachment/1/content", key=key).status_code == 404


def test_a_key_of_another_sandbox_opens_nothing_here(trade: Trade, emulator: Emulator) -> None:
    emulator.control("POST", "/sandboxes", {"name": "other", "profile": "relaxed"})
    path, _, key = trade.read(f"/attachment/{STORED['id']}")["contentUrl"].partition("?key=")
    mine = data(post(trade, FIELDS))["contentUrl"]
    assert emulator.http.get(f"{path}?key={key}%40other").status_code == 200
    assert emulator.http.get(f"{mine}%40other").status_code == 404


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"description": 5}, {"description": "Description is invalid"}),
        ({"visibility": ["all"]}, {"visibility.0": "Visibility.0 is invalid"}),
    ],
    ids=["description", "visibility"],
)
def test_a_wrong_change_is_refused_and_changes_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json, wrong: Json
) -> None:
    listen(trade)
    path = f"/attachment/{STORED['id']}"
    before = trade.read(path)
    assert validation(trade.put(path, body)) == wrong
    assert trade.read(path) == before
    assert told(emulator, receiver) == []


def test_an_unknown_attachment_is_not_found(trade: Trade) -> None:
    path = "/attachment/1"
    answers = [trade.get(path), trade.put(path, {}), trade.delete(path)]
    assert [answer.status_code for answer in answers] == [404] * 3


@pytest.mark.parametrize("kind", ["webhook", "2", "a-b"])
def test_attachments_of_an_unknown_entity_type_are_refused(trade: Trade, kind: str) -> None:
    answer = trade.get("/attachment", entityType=kind, entityId=1)
    assert validation(answer) == {"entityType": "Entity type is invalid"}
