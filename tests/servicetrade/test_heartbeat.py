"""Whether the API is up."""

from tests.servicetrade.trade import PREFIX, Trade
from tests.world import Emulator


def test_the_heartbeat_asks_for_no_credential(emulator: Emulator) -> None:
    answer = emulator.http.get(f"{PREFIX}/api/heartbeat")
    assert answer.status_code == 200
    assert answer.json()["data"] == {}
    assert answer.headers["x-request-id"]


def test_a_dead_credential_does_not_matter_to_the_heartbeat(trade: Trade) -> None:
    assert trade.delete("/auth").status_code == 204
    assert trade.get("/account").status_code == 401
    assert trade.get("/heartbeat").status_code == 200


def test_the_heartbeat_is_only_read(trade: Trade) -> None:
    assert trade.post("/heartbeat", {}).status_code == 405
