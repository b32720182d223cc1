"""Files as clients add them to work orders, and as they are read back."""

import json

import httpx2

from tests.servicechannel import demo
from tests.world import Api, Json

TEXT = ("report.txt", b"Replaced the contactor.", "text/plain")
ADDED, DELETED = "WorkOrderAttachmentAdded", "WorkOrderAttachmentDeleted"
#: A picture of the demo world, its work order and its note; Linh Chau has uploaded it.
PICTURE, ORDER, NOTE = 61200473, 106982792, 884583992


def said(*described: Json) -> Json:
    """The field that describes files."""
    return {"AddAttachmentsRequest": json.dumps({"Attachments": described})}


def add(
    api: Api, path: str = f"/workorders/{demo.ORDER}/attachments",
    *files: tuple[str, bytes, str], data: Json | None = None,
) -> httpx2.Response:  # fmt: skip
    """Add some files under the name `file`, the usual one if none are named."""
    parts = [("file", file) for file in files or (TEXT,)]
    return api.request("POST", path, files=parts, data=data or {})


def upload(
    api: Api, order: int = demo.ORDER, /, *files: tuple[str, bytes, str], **one: object
) -> Json:
    """The attachment that was added.  one: what is said of it."""
    data = said(one) if one else None
    answer = add(api, f"/workorders/{order}/attachments", *files, data=data)
    assert answer.status_code == 201, answer.text
    (made,) = answer.json()["Attachments"]
    found: Json = made
    return found


def listed(api: Api, order: int = demo.ORDER, query: str = "") -> list[Json]:
    """What OData shows of a work order's files."""
    answer = api.get(f"/odata/workorders({order})/attachments{query}")
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["value"]
    return found


def raw(api: Api, body: bytes, order: int = demo.ORDER) -> httpx2.Response:
    """The answer to a multipart body, byte for byte; its boundary is `cut`."""
    headers = {"content-type": "multipart/form-data; boundary=cut"}
    path = f"/workorders/{order}/attachments"
    return api.request("POST", path, content=body, headers=headers)
