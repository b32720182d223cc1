"""The signature, verified by an HMAC that is written out here and shares nothing with ours."""

import hashlib
import random
from base64 import b64decode
from collections.abc import Iterator, Mapping

import pytest

from emulator.vendors.servicechannel.envelope import sealed
from tests.servicechannel.demo import check_in
from tests.servicechannel.told import LARKFIELD, NORWELL, Told, telling

BLOCK, PAYLOADS, LONGEST = 64, 1_000, 64


@pytest.fixture
def told() -> Iterator[Told]:
    with telling() as emulator:
        yield emulator


class Verifier:
    """RFC 2104 over SHA-256: the padded key's two halves of work are done once."""

    def __init__(self, key: bytes) -> None:
        padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def accepts(self, headers: Mapping[str, str], body: bytes) -> bool:
        return headers["Sign-Type"] == "HMACSHA256" and self.mac(body) == b64decode(
            headers["Sign-Data"], validate=True
        )

    def mac(self, body: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(body)
        outer.update(inner.digest())
        return outer.digest()


def test_the_verifier_agrees_with_a_published_test_vector() -> None:
    """RFC 4231, test case 2, and 6 with a key longer than a block."""
    assert Verifier(b"Jefe").mac(b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
    text = b"Test Using Larger Than Block-Size Key - Hash Key First"
    assert Verifier(b"\xaa" * 131).mac(text).hex() == (
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    )


def test_a_verifier_takes_every_signature_and_no_change_of_one_bit() -> None:
    """1,000 payloads, each with every one of its bits and of its signature's turned."""
    drawn = random.Random(5)  # noqa: S311 - repeatable on purpose
    for _ in range(PAYLOADS):
        key = drawn.randbytes(drawn.randint(1, 100)).hex()
        body = drawn.randbytes(drawn.randint(0, LONGEST))
        verifier, headers = Verifier(key.encode()), sealed(key, body, "text")
        assert verifier.accepts(headers, body)
        assert not any(verifier.accepts(headers, changed) for changed in one_bit_off(body))
        signature = b64decode(headers["Sign-Data"])
        assert all(verifier.mac(body) != changed for changed in one_bit_off(signature))


def one_bit_off(text: bytes) -> Iterator[bytes]:
    """Every text that differs in one bit."""
    for at in range(len(text) * 8):
        changed = bytearray(text)
        changed[at // 8] ^= 1 << at % 8
        yield bytes(changed)


def test_a_message_is_signed_with_the_key_as_text(told: Told) -> None:
    key = told.listen()["secret"]
    check_in(told.emulator.login())
    told.emulator.settle()
    for sent in told.receiver.got:
        assert Verifier(key.encode()).accepts(sent.headers, sent.body)


def test_a_message_is_signed_with_the_bytes_of_the_key_where_the_switch_says_so() -> None:
    with telling(signing_key="base64") as told:
        key = told.listen()["secret"]
        told.fire("FbInvitationAccepted")
        (sent,) = told.receiver.got
        assert Verifier(b64decode(key)).accepts(sent.headers, sent.body)


def test_a_message_has_these_headers_and_no_others_of_ours(told: Told) -> None:
    told.listen()
    told.fire("FbInvitationAccepted")
    (sent,) = told.receiver.got
    assert list(sent.headers) == ["Content-Type", "Sign-Type", "Sign-Data"]
    assert sent.headers["Content-Type"] == "application/json; charset=utf-8"


def test_each_company_has_a_key_of_its_own(told: Told) -> None:
    keys = [
        told.listen(owner, "WorkOrderStatusChanged")["secret"] for owner in (NORWELL, LARKFIELD)
    ]
    check_in(told.emulator.login())
    told.emulator.settle()
    for key, sent in zip(keys, told.receiver.got, strict=True):
        assert Verifier(key.encode()).accepts(sent.headers, sent.body)
    assert keys[0] != keys[1]


def test_the_key_that_the_api_shows_is_the_one_that_signs(told: Told) -> None:
    made = told.listen()
    shown = told.emulator.login().get("/NotificationSubscriptions/SigningKey").json()
    assert shown == {"Key": made["secret"]}


def test_a_new_key_signs_the_re_send_of_an_old_message_too(told: Told) -> None:
    old = told.listen(NORWELL, "WorkOrderStatusChanged")["secret"]
    told.receiver.script([500, 200])
    admin = told.emulator.login()
    check_in(admin)
    told.emulator.settle()
    new = admin.request("PUT", "/NotificationSubscriptions/SigningKey").json()["Key"]
    told.emulator.advance("5m")
    first, second = told.receiver.got
    assert first.body == second.body
    assert Verifier(old.encode()).accepts(first.headers, first.body)
    assert Verifier(new.encode()).accepts(second.headers, second.body)
    assert not Verifier(old.encode()).accepts(second.headers, second.body)
