"""Signing keys: one a company, shared by all its webhooks.

That a key is 32 random bytes in base64 is assumed; its form is not documented.
Source: https://developer.servicechannel.com/guides/wh/receive-events-and-respond/
"""

from base64 import b64encode
from random import Random

from emulator.kernel.operation import Call, Record, Records

TABLE = "signingkeys"
BYTES = 32


def key_of(records: Records, company_id: int) -> str | None:
    """A company's key; None while it has needed none."""
    found = records.get(TABLE, company_id)
    return found["Key"] if found else None


def new_key(random: Random) -> str:
    return b64encode(random.randbytes(BYTES)).decode("ascii")


def signing_key(call: Call, company_id: int) -> tuple[str, Record | None]:
    """A company's key, and the record to store if it is a new one."""
    key = key_of(call.records, company_id)
    if key is not None:
        return key, None
    made = record(company_id, new_key(call.random))
    return made["Key"], made


def record(company_id: int, key: str) -> Record:
    return {"Id": company_id, "Key": key}
