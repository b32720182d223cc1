"""Uploads as no client library would send them."""

import httpx2

from tests.servicetrade.trade import Trade, record

JOB = record("jobs", status="scheduled")
#: What an upload says beside its file.
FIELDS = {"purposeId": "7", "entityType": "3", "entityId": str(JOB["id"])}


def raw(trade: Trade, file_name: str) -> httpx2.Response:
    """The answer to an upload whose file is called so, byte for byte; its content is `x`."""
    texts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in FIELDS.items()
    ]
    head = f'Content-Disposition: form-data; name="uploadedFile"; filename="{file_name}"'
    text = "".join([*texts, f"--cut\r\n{head}\r\n\r\nx\r\n--cut--\r\n"])
    headers = {"content-type": "multipart/form-data; boundary=cut"}
    return trade.request("POST", "/attachment", content=text.encode(), headers=headers)
