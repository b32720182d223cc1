"""Attachments: files that are uploaded, listed, opened with their key, and deleted."""

import base64

import pytest

from emulator.vendors.servicetrade.rules import ENTITIES
from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, Trade, data, fixture, listen, log_in, record, told
from tests.servicetrade.uploads import FIELDS as SENT
from tests.servicetrade.uploads import JOB, raw
from tests.world import Emulator, Json

STORED = record("attachments", contentType="image/png")
ROWS: list[Json] = list(fixture()["attachments"].values())
FIELDS = """id uri fileName description purpose contentUrl creator size visibility created
updated"""
PDF = b"%PDF-1.4\r\n\x00\xff--bytes\n"


def upload(
    trade: Trade, file: tuple[str, bytes, str] = ("report.pdf", PDF, "application/pdf"),
    **fields: object,
) -> Json:  # fmt: skip
    """What an upload answers, sent as the official clients send it: texts beside the file."""
    sent = {**SENT, **fields}
    return data(trade.request("POST", "/attachment", files={"uploadedFile": file}, data=sent))


def test_an_upload_is_kept_and_told(trade: Trade, emulator: Emulator, receiver: Receiver) -> None:
    listen(trade)
    made = upload(trade, description="Signed", visibility="public,customer")
    assert told(emulator, receiver) == ["attachment.created"]
    assert made.keys() == set(FIELDS.split())
    assert (made["fileName"], made["size"], made["description"]) == (
        "report.pdf",
        len(PDF),
        "Signed",
    )
    assert (made["purpose"], made["visibility"]) == ("Generic attachment", ["public", "customer"])
    assert (made["creator"]["name"], made["created"]) == ("Renee Castellano", NOON)
    assert made == trade.read(f"/attachment/{made['id']}")


def test_the_content_opens_without_a_credential_byte_for_byte(
    trade: Trade, emulator: Emulator
) -> None:
    url = upload(trade)["contentUrl"]
    assert url.startswith("http://localhost/servicetrade/api/attachment/")
    emulator.http.cookies.clear()
    answer = emulator.http.get(url)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    said = "attachment; filename=\"report.pdf\"; filename*=UTF-8''report.pdf"
    assert answer.headers["content-disposition"] == said


def test_a_file_of_the_demo_world_opens_too(trade: Trade, emulator: Emulator) -> None:
    shown = trade.read(f"/attachment/{STORED['id']}")
    answer = emulator.http.get(shown["contentUrl"])
    kept = base64.b64decode(record("files", id=STORED["id"])["content"])
    assert (answer.content, answer.headers["content-type"]) == (kept, "image/png")
    assert len(answer.content) == shown["size"]


def test_a_key_leads_to_its_sandbox(trade: Trade, emulator: Emulator) -> None:
    made = emulator.control("POST", "/sandboxes", {"name": "other", "profile": "relaxed"})
    names = made["vendors"]["servicetrade"]["environment"]
    other = log_in(emulator, (names["ST_USERNAME"], names["ST_PASSWORD"]))
    url = upload(other, ("o.txt", b"other", "text/plain"))["contentUrl"]
    assert emulator.http.get(url).content == b"other"
    assert url.endswith("%40other")
    same = upload(trade, ("d.txt", b"default", "text/plain"))["contentUrl"]
    assert emulator.http.get(same).content == b"default"


@pytest.mark.parametrize("entity", ENTITIES)
def test_an_entity_is_named_by_number_or_by_name(trade: Trade, entity: str) -> None:
    number, table = ENTITIES[entity].number, ENTITIES[entity].table
    record_id = next(iter(fixture()[table].values()))["id"]
    first = upload(trade, entityType=str(number), entityId=str(record_id))
    second = upload(trade, entityType=entity.upper(), entityId=str(record_id))
    query = {"entityId": record_id, "entityType": number}
    assert trade.ids("/attachment", "attachments", **query)[-2:] == [first["id"], second["id"]]


def test_attachments_are_listed_by_entity(trade: Trade) -> None:
    for row in ROWS:
        query = {"entityId": row["entityId"], "entityType": row["entityType"]}
        assert trade.ids("/attachment", "attachments", **query) == [row["id"]]
        assert trade.ids("/attachment", "attachments", entityId=row["entityId"]) == [row["id"]]
    assert trade.ids("/attachment", "attachments", entityType="quote") == [
        row["id"] for row in ROWS if row["entityType"] == 9
    ]
    assert trade.ids("/attachment", "attachments") == [row["id"] for row in ROWS]
    assert trade.ids("/attachment", "attachments", entityId=1, entityType=3) == []


def test_attachments_are_listed_by_their_times(trade: Trade) -> None:
    middle = sorted(row["created"] for row in ROWS)[1]
    later = [row["id"] for row in ROWS if row["created"] >= middle]
    assert trade.ids("/attachment", "attachments", createdAfter=middle) == later
    assert trade.ids("/attachment", "attachments", updatedBefore=middle - 1) == [ROWS[0]["id"]]


def test_a_jobs_attachments_have_a_list_of_their_own(trade: Trade) -> None:
    assert trade.ids(f"/job/{JOB['id']}/attachment", "attachments") == []
    made = [upload(trade)["id"] for _ in range(2)]
    upload(trade, entityType="quote", entityId=str(record("quotes")["id"]))
    assert trade.ids(f"/job/{JOB['id']}/attachment", "attachments") == made
    assert trade.read(f"/job/{JOB['id']}/attachment", limit=1)["totalPages"] == 2
    assert trade.get("/job/1/attachment").status_code == 404


@pytest.mark.parametrize(
    ("purpose", "label"),
    [(1, "Job paperwork"), (7, "Generic attachment"), (8, "Avatar"), (10, "Blank Paperwork")],
)
def test_a_purpose_has_its_label(trade: Trade, purpose: int, label: str) -> None:
    assert upload(trade, purposeId=str(purpose))["purpose"] == label


@pytest.mark.parametrize(
    ("given", "kept", "plain"),
    [
        ("/etc/passwd", "passwd", "passwd"),
        ("C:\\scans\\a b.pdf", "a b.pdf", "a b.pdf"),
        ("../../é.txt", "é.txt", "_.txt"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf", "x" * 251 + ".pdf"),
        ("50%.txt", "50%.txt", "50_.txt"),
    ],
    ids=["path", "windows", "letters", "long", "percent"],
)
def test_of_a_files_name_its_last_segment_is_kept(
    trade: Trade, emulator: Emulator, given: str, kept: str, plain: str
) -> None:
    made = upload(trade, (given, b"x", "text/plain"))
    assert made["fileName"] == kept
    said = emulator.http.get(made["contentUrl"]).headers["content-disposition"]
    assert f'filename="{plain}"' in said


def test_control_characters_are_no_part_of_a_name(trade: Trade, emulator: Emulator) -> None:
    made = data(raw(trade, "a\tb\x01\u2028.txt"))
    assert made["fileName"] == "ab.txt"
    answer = emulator.http.get(made["contentUrl"])
    assert (answer.content, answer.headers["content-type"]) == (b"x", "application/octet-stream")


def test_a_file_may_be_empty(trade: Trade, emulator: Emulator) -> None:
    made = upload(trade, ("empty.txt", b"", "text/plain"))
    answer = emulator.http.get(made["contentUrl"])
    assert (made["size"], answer.status_code, answer.content) == (0, 200, b"")


def test_a_file_may_be_larger_than_other_bodies(trade: Trade, emulator: Emulator) -> None:
    content = bytes(range(256)) * 8192
    made = upload(trade, ("two megabytes", content, "application/octet-stream"))
    assert emulator.http.get(made["contentUrl"]).content == content


def test_a_page_that_is_uploaded_is_never_shown_as_one_of_ours(
    trade: Trade, emulator: Emulator
) -> None:
    made = upload(trade, ("x.html", b"<script></script>", "text/html; charset=utf-8"))
    answer = emulator.http.get(made["contentUrl"])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_put_changes_what_is_said_and_nothing_else(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    made = upload(trade)
    path = f"/attachment/{made['id']}"
    listen(trade)
    fixed = {"purposeId": 1, "entityType": 9, "entityId": 1, "fileName": "x", "uploadedFile": "x"}
    changed = data(trade.put(path, {"description": "New", "visibility": ["public"], **fixed}))
    assert told(emulator, receiver) == ["attachment.updated"]
    assert changed == made | {"description": "New", "visibility": ["public"]}
    assert data(trade.put(path, {"description": None}))["description"] is None
    assert told(emulator, receiver) == ["attachment.updated"]
    assert data(trade.put(path, {}))["visibility"] == ["public"]
    assert told(emulator, receiver) == []


def test_a_deleted_attachment_is_gone_with_its_content(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    made = upload(trade)
    path = f"/attachment/{made['id']}"
    listen(trade)
    answer = trade.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert told(emulator, receiver) == ["attachment.deleted"]
    answers = [trade.get(path), trade.delete(path), emulator.http.get(made["contentUrl"])]
    assert [answer.status_code for answer in answers] == [404] * 3
    kept = emulator.control("GET", "/snapshot")["servicetrade.json"]["files"]
    assert str(made["id"]) not in kept
