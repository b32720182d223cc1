"""The links that open the files of work orders.

As those of a storage of files: signed, for a while, for whoever has one.
"""

import hashlib
import hmac
import re
from datetime import timedelta
from urllib.parse import quote

from emulator.kernel.operation import Call, Record

URL = re.compile(r"https?://[^\s/]+(/\S*)?", re.ASCII | re.IGNORECASE)


def is_url(path: str) -> bool:
    """Whether a file is elsewhere, and not in the vendor's own storage."""
    return URL.fullmatch(path) is not None


def uri(call: Call, attachment: Record) -> str:
    """Where a file opens without a token: at its own URL, or here for a while."""
    path = attachment.get("Path") or ""
    if is_url(path):
        return str(path)
    after = call.now + timedelta(seconds=call.switches["attachment_uri_seconds"])
    expires = str(int(after.timestamp()))
    key = quote(call.accounts.alias(signature(attachment, expires)), safe="")
    here = f"{call.base_url}/v3/attachments/{attachment['Id']}/content"
    return f"{here}?expires={expires}&key={key}"


def signature(attachment: Record, expires: str) -> str:
    """What makes a link valid until it expires."""
    secret = attachment.get("Key") or f"{attachment['Id']} {attachment['TimeStamp']}"
    said = f"{attachment['Id']} {expires}"
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()
