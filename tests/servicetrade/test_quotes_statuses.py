"""What becomes of a quote: its own fields, which status follows which, and what that tells."""

import pytest

from emulator.vendors.servicetrade.billing import QUOTE_AFTER
from tests.receiver import Receiver
from tests.servicetrade.trade import NOON, Trade, data, fixture, listen, record, told
from tests.world import Emulator, Json

QUOTE = next(
    r for r in fixture()["quotes"].values() if r["name"] == "Wynwood exhaust fan hinge kit"
)
PATH = f"/quote/{QUOTE['id']}"
SERVICE = record("servicerequests", id=QUOTE["serviceRequestIds"][0])
DEFICIENCY = record("deficiencies", id=SERVICE["deficiencyId"])
#: A way to each status from `new`.
WAYS = {
    "new": [], "draft": ["draft"], "submitted": ["submitted"], "canceled": ["canceled"],
    "accepted": ["submitted", "accepted"], "rejected": ["submitted", "rejected"],
}  # fmt: skip


def deficiency(emulator: Emulator) -> Json:
    saved = emulator.control("GET", "/snapshot")["servicetrade.json"]["deficiencies"]
    return dict(saved[str(DEFICIENCY["id"])])


def made(trade: Trade, status: str) -> str:
    """A quote that came to have a status; its path."""
    body = {
        "vendorId": QUOTE["vendorId"], "locationId": QUOTE["locationId"], "name": "x",
        "description": "x", "jobType": "repair", "serviceRequestIds": QUOTE["serviceRequestIds"],
    }  # fmt: skip
    path = f"/quote/{data(trade.post('/quote', body))['id']}"
    for step in WAYS[status]:
        data(trade.put(path, {"status": step}))
    return path


@pytest.mark.parametrize("before", QUOTE_AFTER)
def test_a_status_is_followed_by_those_of_its_row(trade: Trade, before: str) -> None:
    for after in QUOTE_AFTER:
        path = made(trade, before)
        answer = trade.put(path, {"status": after})
        allowed = after == before or after in QUOTE_AFTER[before]
        assert answer.status_code == (200 if allowed else 409)
        assert trade.read(path)["status"] == (after if allowed else before)


def test_a_status_that_cannot_follow_changes_nothing_and_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    path = made(trade, "canceled")
    listen(trade)
    before = trade.read(path)
    answer = trade.put(path, {"status": "accepted", "notes": "never"})
    assert answer.status_code == 409
    assert answer.json()["messages"] == {"error": ["The quote cannot have this status"]}
    assert "accepted after canceled" in answer.headers["emulator-reason"]
    assert trade.read(path) == before
    assert told(emulator, receiver) == []


def test_a_quote_that_is_submitted_puts_its_deficiencies_out_for_quote(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    assert deficiency(emulator)["resolution"] == "notified"
    sent = data(trade.put(PATH, {"status": "submitted", "notes": "Sent."}))
    assert told(emulator, receiver) == ["quote.updated", "deficiency.updated"]
    assert (sent["status"], sent["latestSubmission"], sent["notes"]) == ("submitted", NOON, "Sent.")
    after = deficiency(emulator)
    assert (after["resolution"], after["updated"]) == ("out_for_quote", NOON)
    assert after["status"] == DEFICIENCY["status"]


def test_a_quote_that_is_accepted_makes_no_job(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    data(trade.put(PATH, {"status": "submitted"}))
    listen(trade)
    emulator.advance("PT1H")
    taken = data(trade.put(PATH, {"status": "accepted"}))
    assert told(emulator, receiver) == ["quote.updated", "deficiency.updated"]
    assert (taken["latestSubmission"], taken["latestAccepted"]) == (NOON, NOON + 3600)
    assert taken["jobs"] == []
    assert deficiency(emulator)["resolution"] == "out_for_quote"


def test_a_quote_that_is_about_no_deficiency_tells_of_itself_alone(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    quote = next(r for r in fixture()["quotes"].values() if r["status"] == "draft")
    listen(trade)
    data(trade.put(f"/quote/{quote['id']}", {"status": "submitted"}))
    assert told(emulator, receiver) == ["quote.updated"]


def test_a_quote_that_is_submitted_again_has_a_later_submission(
    trade: Trade, emulator: Emulator
) -> None:
    data(trade.put(PATH, {"status": "submitted"}))
    emulator.advance("PT1M")
    assert data(trade.put(PATH, {"status": "submitted"}))["latestSubmission"] == NOON
    data(trade.put(PATH, {"status": "new"}))
    assert data(trade.put(PATH, {"status": "submitted"}))["latestSubmission"] == NOON + 60


def test_a_quote_that_has_expired_is_what_it_was(trade: Trade) -> None:
    expired = next(
        r for r in fixture()["quotes"].values()
        if r["status"] == "submitted" and r["expiresOn"] < NOON
    )  # fmt: skip
    path = f"/quote/{expired['id']}"
    assert trade.read(path)["status"] == "submitted"
    assert data(trade.put(path, {"status": "accepted"}))["latestAccepted"] == NOON


def test_a_put_changes_what_is_sent_and_tells_of_the_quote_once(
    trade: Trade, emulator: Emulator, receiver: Receiver
) -> None:
    listen(trade)
    before = trade.read(PATH)
    sent = {
        "name": "Hinge", "notes": "n", "jobType": "repair", "expiresOn": NOON,
        "visibility": ["public"], "customerPo": "7", "customerPoRequired": True,
    }  # fmt: skip
    changed = data(trade.put(PATH, {**sent, "visibility": "public"}))
    assert told(emulator, receiver) == ["quote.updated"]
    assert {name: changed[name] for name in sent} == sent
    assert {name for name in before if before[name] != changed[name]} == {*sent, "updated"}
    assert changed == trade.read(PATH)


def test_a_put_with_null_clears(trade: Trade) -> None:
    names = ("notes", "respondBy", "expiresOn", "customerPo", "substatus")
    users = ("assignedToId", "ownerId", "salesId", "contractId")
    cleared = data(trade.put(PATH, dict.fromkeys((*names, *users))))
    shown = [cleared[name.removesuffix("Id")] for name in (*names, *users)]
    assert shown == [None] * len(shown)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": QUOTE["status"], "name": QUOTE["name"]},
        {"serviceRequestIds": QUOTE["serviceRequestIds"], "visibility": QUOTE["visibility"]},
        {"vendorId": 1, "locationId": 1, "customerId": 1, "refNumber": "1", "totalPrice": 1},
    ],
    ids=["empty", "the-same", "the-same-lists", "fixed"],
)
def test_a_put_that_changes_nothing_tells_nothing(
    trade: Trade, emulator: Emulator, receiver: Receiver, body: Json
) -> None:
    listen(trade)
    before = trade.read(PATH)
    assert data(trade.put(PATH, body)) == before
    assert told(emulator, receiver) == []
