"""A webhook's message as bytes, and its signature.

Source: https://developer.servicechannel.com/guides/wh/receive-events-and-respond/; that the key
counts as text, and not as the bytes that it may encode, is as a client has it
(https://github.com/cjroberts2013/brenk-operating-platform) and a switch.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import timedelta

import orjson

from emulator.kernel.clock import write_instant
from emulator.kernel.operation import Call, Record
from emulator.vendors.servicechannel import events, times

VERSION = 1
TEST_EVENT = "WorkOrderCreated"
#: The header that is made of the key and the body.
SIGNATURE = "Sign-Data"
CONTENT_TYPE = "application/json; charset=utf-8"


def enveloped(call: Call, event: str, what: Record) -> bytes:
    """The body of a message; what: the event object.

    The guide's samples have two keys, what receivers captured since has five (switch
    `webhook_body`).
    """
    if call.switches["webhook_body"] == "two_keys":
        return orjson.dumps({"Object": what, "EventType": event})
    body = {
        "Object": what,
        "Type": events.root(event),
        "Action": events.action(event),
        "EventType": event,
        "Version": VERSION,
    }
    return orjson.dumps(body)


def sealed(key: str, body: bytes, form: str) -> Mapping[str, str]:
    """The headers of a message.  form: what the key is, "text" or "base64"."""
    secret = b64decode(key) if form == "base64" else key.encode()
    signature = hmac.new(secret, body, hashlib.sha256).digest()
    return {
        "Content-Type": CONTENT_TYPE,
        "Sign-Type": "HMACSHA256",
        SIGNATURE: b64encode(signature).decode("ascii"),
    }


def test_event(call: Call) -> bytes:
    """The body that the test of a URL sends; one client expected none at all (a switch)."""
    if call.switches["test_body"] == "empty":
        return b""
    return enveloped(call, TEST_EVENT, _test_order(call))


def _test_order(call: Call) -> Record:
    """The object of a test: a work order that does not exist, called for just now.

    Ids, names and the lack of an extended status are as captured
    (https://github.com/elithaxxor/ServiceChannel_API).
    """
    eastern = times.zone(times.EASTERN)
    called, scheduled = call.stamp, write_instant(call.now + timedelta(days=30))
    return {
        "Id": 84409626,
        "Number": "84409626",
        "PurchaseNumber": "84409626",
        "SubscriberId": 2000001305,
        "ProviderId": 2000077517,
        "LocationId": 1200016330,
        "Status": {"Primary": "OPEN"},
        "CreatedBy": "TestUserName",
        "CallDate": called,
        "CallDate_DTO": times.local(called, eastern),
        "Priority": "Normal",
        "Trade": "DOORS",
        "ScheduledDate": scheduled,
        "ScheduledDate_DTO": times.local(scheduled, eastern),
        "Description": "A door on the second floor squeaks and does not latch.",
        "Category": "REPAIR",
        "CurrencyAlphabeticalCode": "USD",
        "ProblemCode": "Noisy",
        "Source": "WebhookTest",
    }
