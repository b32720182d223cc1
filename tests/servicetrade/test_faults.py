"""Every effect of a fault on some operations: the wire in the vendor's words, and what is done."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import httpx2
import pytest

from tests.asgi import Closed
from tests.receiver import Receiver
from tests.servicetrade.trade import CLIENT, PREFIX, Trade, listen, log_in, record, told
from tests.world import Emulator, Json, start

JOB = record("jobs", customerPo="107002896")["id"]
COMMENT = record("comments", entityType=3, entityId=JOB)["id"]
NEW = {"entityType": 3, "entityId": JOB, "content": "Landlord is told."}
CALLS: Mapping[str, Callable[[Trade], httpx2.Response]] = {
    "read": lambda trade: trade.get(f"/job/{JOB}"),
    "list": lambda trade: trade.get("/job"),
    "update": lambda trade: trade.put(f"/job/{JOB}", {"customerPo": "another"}),
    "create": lambda trade: trade.post("/comment", NEW),
    "delete": lambda trade: trade.delete(f"/comment/{COMMENT}"),
    "refused": lambda trade: trade.get("/job/1"),
}
OUTAGE, LIMIT = {"status": 503}, {"throttle": "90s"}


class Outcome(NamedTuple):
    """What came and, of a connection that was closed, how much of it; then the records."""

    status: int
    content: bytes
    is_closed: bool
    records: Mapping[str, Mapping[int, bytes]]


def asked(call: str, effect: Json | None = None) -> Outcome:
    """A request in a world of its own."""
    with start() as emulator:
        trade = log_in(emulator)
        if effect is not None:
            emulator.control("POST", "/faults", {"effect": effect, "times": 1})
        status, content, is_closed = sent(lambda: CALLS[call](trade))
        return Outcome(status, content, is_closed, records_of(emulator))


def records_of(emulator: Emulator) -> Mapping[str, Mapping[int, bytes]]:
    tables = emulator.door.sandboxes.default.worlds["servicetrade"].store.tables()
    return {name: dict(rows.raw) for name, rows in tables.items()}


def sent(call: Callable[[], httpx2.Response]) -> tuple[int, bytes, bool]:
    try:
        answer = call()
    except Closed as closed:
        return closed.status, closed.part, True
    return answer.status_code, answer.content, False


@pytest.mark.parametrize("call", CALLS)
def test_each_effect_does_on_the_wire_and_to_the_records_what_it_says(call: str) -> None:
    status, content, _, records = usual = asked(call)
    half = (status, content[: len(content) // 2]) if content else (0, b"")
    assert asked(call, {"latency": "2s"}) == usual
    assert asked(call, {"lose_answer": True}) == (0, b"", True, records)
    assert asked(call, {"truncate": True}) == (*half, True, records)
    with start() as emulator:
        before = records_of(emulator)
    assert asked(call, {"drop": True}) == (0, b"", True, before)
    assert asked(call, OUTAGE) == (503, b"", False, before)
    assert asked(call, {"expire_token": True}) == (401, b"", False, before)
    assert asked(call, LIMIT)[0::3] == (429, before)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with start() as emulator:
        yield emulator


@pytest.mark.parametrize("effect", [LIMIT, {"status": 429}], ids=["throttle", "status"])
@pytest.mark.parametrize("profile", ["production", "relaxed"])
def test_a_limit_says_when_it_opens_again_whether_the_profile_has_one(
    profile: str, effect: Json
) -> None:
    with start(profile) as emulator:
        trade = log_in(emulator)
        emulator.control("POST", "/faults", {"effect": effect})
        refused = trade.get("/webhook")
    wait = "90" if effect == LIMIT else "30"
    assert (refused.status_code, refused.headers["retry-after"]) == (429, wait)
    assert refused.json()["messages"] == {"error": ["Rate limit exceeded"]}
    assert refused.json()["meta"]["stats"]["resourceBalanceMs"] == 0


WORDS: dict[int, str | None] = {
    400: "Invalid request",
    401: None,
    403: "Permission denied",
    404: "Not found",
    409: "Conflict",
    418: "Error",
    500: "Internal server error",
    502: None,
    504: None,
}


@pytest.mark.parametrize("status", WORDS)
def test_a_status_is_in_the_vendors_envelope_and_an_outage_is_empty(
    emulator: Emulator, status: int
) -> None:
    trade = log_in(emulator)
    emulator.control("POST", "/faults", {"effect": {"status": status}})
    answer = trade.get("/webhook")
    assert answer.status_code == status
    said = answer.json()["messages"]["error"] if answer.content else [None]
    assert said == [WORDS[status]]


def test_a_session_that_expires_is_refused_by_the_clock_and_others_live_on(
    emulator: Emulator,
) -> None:
    trade, other = log_in(emulator), log_in(emulator)
    fault = {"match": {"operation": "listWebhooks"}, "effect": {"expire_token": True}, "times": 1}
    emulator.control("POST", "/faults", fault)
    refused = trade.get("/webhook")
    assert (refused.status_code, refused.content) == (401, b"")
    expired = "the access token expired at 2026-06-15T12:00:00+00:00"
    assert refused.headers["emulator-reason"] == expired
    assert trade.get("/auth").status_code == 404
    assert (other.get("/webhook").status_code, other.get("/auth").status_code) == (200, 200)


def test_a_bearer_token_expires_too(emulator: Emulator) -> None:
    form = {"grant_type": "client_credentials", "client_id": CLIENT[0], "client_secret": CLIENT[1]}
    url = f"{PREFIX}/api/oauth2/token"
    token = emulator.http.post(url, data=form).json()["access_token"]
    emulator.control("POST", "/faults", {"effect": {"expire_token": True}, "times": 1})
    headers = {"Authorization": f"Bearer {token}"}
    for _ in range(2):
        answer = emulator.http.get(f"{PREFIX}/api/webhook", headers=headers)
        assert answer.status_code == 401
    assert emulator.control("GET", "/faults/1")["struck"] == 1


def test_what_a_lost_answer_has_changed_is_told_to_webhooks() -> None:
    receiver = Receiver()
    with start(send=receiver) as emulator:
        trade = log_in(emulator)
        listen(trade)
        emulator.control("POST", "/faults", {"effect": {"lose_answer": True}, "times": 1})
        with pytest.raises(Closed):
            CALLS["update"](trade)
        assert told(emulator, receiver) == ["job.updated"]
